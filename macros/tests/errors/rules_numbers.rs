use super::situations;

situations! {
    range_upside_down => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(range(min = 5, max = 1))] pub a: i64,
    #[validate(range(above = 1, below = 2))] pub b: i64,
    #[validate(range(min = 1.0, below = 1.0))] pub c: f64,
    #[validate(range(above = 1.5, max = 1.0))] pub d: Option<f64>,
}";

    range_with_two_limits_on_one_side => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(range(min = 1, above = 0))] pub a: i64,
    #[validate(range(below = 1, max = 0))] pub b: i64,
}";

    range_of_the_wrong_kind => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(range(min = 1.0))] pub a: i64,
    #[validate(range(max = 1))] pub b: f64,
    #[validate(range(max = \"5\"))] pub c: i64,
    #[validate(range(min = MAX))] pub d: i64,
    #[validate(range(min = 1.5))] pub e: Timestamp,
}";

    range_that_does_not_print_alike => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(range(min = 0.0000001))] pub a: f64,
    #[validate(range(max = 1e21))] pub b: f64,
    #[validate(range(max = -1e400))] pub c: f64,
    #[validate(range(min = 9007199254740992))] pub d: i64,
    #[validate(range(max = -99999999999999999999999999999999999999999999))] pub e: i64,
}";

    range_that_the_type_never_reaches => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(range(min = 300))] pub a: u8,
    #[validate(range(max = -1))] pub b: u32,
    #[validate(range(above = 127))] pub c: i8,
    #[validate(negative)] pub d: u16,
    #[validate(range(below = 0))] pub e: u8,
    #[validate(range(min = 8640000000000001))] pub f: Timestamp,
}";

    range_with_values => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(range(1, 5))] pub a: i64,
    #[validate(range(min(1)))] pub b: i64,
    #[validate(range(gte = 1, lt = 5))] pub c: i64,
    #[validate(range(mim = 1))] pub d: i64,
}";

    multiple_of_nothing => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(multiple_of(0))] pub a: i64,
    #[validate(multiple_of(-5))] pub b: i64,
    #[validate(multiple_of(0.0))] pub c: f64,
    #[validate(multiple_of(0.5))] pub d: i64,
    #[validate(multiple_of(2))] pub e: f64,
    #[validate(multiple_of(\"2\"))] pub f: i64,
}";

    one_of_of_the_wrong_kind => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(one_of(1, \"b\"))] pub a: String,
    #[validate(one_of(\"a\", 2))] pub b: i64,
    #[validate(one_of(1.0))] pub c: i64,
    #[validate(one_of(a, b))] pub d: String,
}";

    one_of_with_doubles => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(one_of(\"a\", \"b\", \"a\"))] pub a: String,
    #[validate(one_of(1, -1, 1))] pub b: i64,
}";

    one_of_that_the_type_never_reaches => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(one_of(1, 300))] pub a: u8,
    #[validate(one_of(9007199254740992))] pub b: i64,
}";

    length_that_has_no_room => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(length(min = 2000001))] pub a: String,
    #[validate(items(min = 4000000000))] pub b: Vec<String>,
}";

    items_upside_down => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(items(min = 3, max = 2))] pub a: Vec<i64>,
    #[validate(items(equal = 3))] pub b: Vec<i64>,
}";
}
