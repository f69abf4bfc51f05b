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
}
