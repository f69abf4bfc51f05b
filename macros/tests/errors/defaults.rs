use super::situations;

situations! {
    default_of_the_wrong_kind => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[default(0)]
    pub open: bool,
    #[default(true)]
    pub title: String,
    #[default(\"1\")]
    pub count: i64,
    #[default(1.5)]
    pub whole: i64,
    #[default(1)]
    pub ratio: f64,
    #[default(\"1.5\")]
    pub drift: f64,
}";

    default_beyond_two_to_the_53 => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[default(9007199254740992)]
    pub high: i64,
    #[default(-9007199254740992)]
    pub low: i64,
    #[default(99999999999999999999999999999999999999999999)]
    pub higher: i64,
}";

    default_not_finite => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[default(1e999)] pub ratio: f64 }";

    default_of_types_that_have_none => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[default(\"\")]
    pub parent: Uuid,
    #[default(0)]
    pub due: Timestamp,
    #[default(\"\")]
    pub note: Option<String>,
    #[default(0)]
    pub other: Duration,
}";

    default_without_value => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[default] pub open: bool, #[default()] pub done: bool, #[default = true] pub seen: bool }";

    default_that_is_no_literal => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[default(String::new())] pub title: String, #[default(1u8)] pub count: i64 }";

    default_of_two_values => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[default(1, 2)] pub count: i64 }";

    default_breaks_length => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[default(\"\")] #[validate(length(min = 1))] pub title: String }";

    default_twice => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[default(true)] #[default(false)] pub open: bool }";

    default_out_of_range => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[default(128)]
    pub a: i8,
    #[default(-1)]
    pub b: u8,
    #[default(65536)]
    pub c: u16,
    #[default(-2147483649)]
    pub d: i32,
    #[default(\"1\")]
    pub e: u32,
}";

    default_of_an_enum => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[default(\"open\")]
    pub a: Status,
    #[default(Open)]
    pub b: Status,
    #[default(Status::Opne)]
    pub c: Status,
    #[default(Status::open)]
    pub d: Status,
    #[default(Status::Gone)]
    pub e: Status,
    #[default(Other::Open)]
    pub f: Status,
    #[default(Status::Open)]
    pub g: String,
    #[default(Status::Open)]
    pub h: Option<Status>,
    #[default(a::Status::Open)]
    pub i: Status,
}
pub enum Status { Open, InProgress }";

    default_of_a_list => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[default([1])]
    pub a: Vec<i64>,
    #[default(0)]
    pub b: Vec<i64>,
    #[default([])]
    pub c: String,
    #[default([])]
    #[validate(items(min = 1))]
    pub d: Vec<String>,
}";

    default_of_nested_values => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[default(\"x\")]
    pub a: Address,
    #[default(Shape::Point)]
    pub b: Shape,
    #[default(0)]
    pub c: Json<Any>,
}
pub struct Address { #[default(\"x\")] pub street: String }
pub enum Shape { #[default] Point, Circle { radius: f64 } }";

    default_of_a_newtype_breaks_its_rules => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[default(\"x\")] pub email: Email, #[default(1)] pub other: Email }
#[validate(length(min = 3))]
pub struct Email(pub String);";
}
