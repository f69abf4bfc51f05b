use super::situations;

situations! {
    rules_of_texts_on_other_types => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(trim)] pub a: i64,
    #[validate(email)] pub b: bool,
    #[validate(pattern(\"x\"))] pub c: f64,
    #[validate(starts_with(\"a\"))] pub d: Uuid,
    #[validate(uuid)] pub e: Uuid,
    #[validate(url)] pub f: Timestamp,
    #[validate(lowercase)] pub g: u8,
}";

    rules_of_numbers_on_other_types => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(positive)] pub a: String,
    #[validate(range(min = 1))] pub b: String,
    #[validate(multiple_of(2))] pub c: bool,
    #[validate(int)] pub d: i64,
    #[validate(non_negative)] pub e: Timestamp,
    #[validate(negative)] pub f: Uuid,
}";

    one_of_on_other_types => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(one_of(1.5))] pub a: f64,
    #[validate(one_of(true))] pub b: bool,
    #[validate(one_of(1))] pub c: Timestamp,
}";

    rules_of_lists_on_other_types => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(items(max = 2))] pub a: String,
    #[validate(each(length(min = 1)))] pub b: String,
    #[validate(items(max = 2))] pub c: i32,
    #[validate(non_empty)] pub d: i64,
}";

    rules_of_items_on_the_list => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(length(max = 2))] pub a: Vec<String>,
    #[validate(email)] pub b: Vec<String>,
    #[validate(positive)] pub c: Option<Vec<i64>>,
    #[validate(trim)] pub d: Vec<String>,
}";

    rules_of_an_item_that_do_not_fit_it => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(each(positive))] pub a: Vec<String>,
    #[validate(each(each(length(max = 1))))] pub b: Vec<String>,
    #[validate(each(each(positive)))] pub c: Vec<Vec<String>>,
}";

    rules_inside_json => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(trim)] pub a: Json<Value>,
    #[validate(length(max = 2))] pub b: Option<Json<Value>>,
}";

    rules_of_a_type_from_elsewhere => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(length(max = 2))] pub a: Title,
}";

    a_rule_that_needs_brackets => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(length)] pub a: String,
    #[validate(range)] pub b: i64,
    #[validate(pattern)] pub c: String,
    #[validate(one_of)] pub d: String,
    #[validate(multiple_of)] pub e: i64,
    #[validate(each)] pub f: Vec<String>,
    #[validate(custom)] pub g: String,
    #[validate(items)] pub h: Vec<String>,
}";

    a_rule_with_empty_brackets => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(range())] pub a: i64,
    #[validate(pattern())] pub c: String,
    #[validate(one_of())] pub d: String,
    #[validate(multiple_of())] pub e: i64,
    #[validate(each())] pub f: Vec<String>,
    #[validate(custom())] pub g: String,
}";

    a_rule_that_takes_nothing => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(email(1))] pub a: String,
    #[validate(positive(0))] pub b: i64,
    #[validate(trim(1))] pub c: String,
    #[validate(trim(message = \"x\"))] pub d: String,
    #[validate(non_empty(min = 1))] pub e: String,
}";

    a_rule_with_equals => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(pattern = \"x\")] pub a: String,
    #[validate(length = 3)] pub b: String,
    #[validate(max = 3)] pub c: String,
}";

    a_rule_with_too_much => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(pattern(\"a\", \"b\"))] pub a: String,
    #[validate(starts_with(\"a\", 1))] pub b: String,
    #[validate(multiple_of(1, 2))] pub c: i64,
    #[validate(custom(f, g))] pub d: String,
    #[validate(custom(f, row, row))] pub e: String,
}";

    a_message_that_says_nothing => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(email(message = \"\"))] pub a: String,
    #[validate(url(message = 1))] pub b: String,
    #[validate(length(max = 1, message = \"  \"))] pub c: String,
}";

    a_message_outside_of_its_rule => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(email, message = \"x\")] pub a: String,
    #[validate(each(email, message = \"x\"))] pub b: Vec<String>,
}";

    the_same_rule_twice => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(email, email)] pub a: String,
    #[validate(trim)] #[validate(url, trim)] pub b: String,
    #[validate(pattern(\"a\"), pattern(\"b\"), pattern(\"a\"))] pub c: String,
    #[validate(custom(f), custom(crate::f), custom(f))] pub d: String,
    #[validate(contains(\"a\"), contains(\"a\"))] pub e: String,
}";

    rules_of_zod => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(min(1), regex(\"x\"), includes(\"a\"), startsWith(\"a\"), endsWith(\"b\"), nonempty, toLowerCase)] pub a: String,
    #[validate(gt(1), gte(1), lt(1), lte(1), multipleOf(2), nonnegative, integer)] pub b: i64,
    #[validate(optional, refine(f), datetime, minLength(2))] pub c: String,
}";

    rules_of_validator_and_garde => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(required, inner(length(min = 1)), dive, ascii, alphanumeric, must_match(other), skip)] pub a: String,
    #[validate(prefix(\"a\"), suffix(\"b\"), matches(\"x\"))] pub b: String,
}";

    rules_with_slips => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(emial, patern(\"x\"), start_with(\"a\"))] pub a: String,
    #[validate(rang(min = 1), postive, muliple_of(2), nonNegative)] pub b: i64,
}";

    functions_that_are_none => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(custom(\"f\"))] pub a: String,
    #[validate(custom(|value| true))] pub b: String,
    #[validate(custom(f()))] pub c: String,
}";

    a_function_of_an_item => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(each(custom(f)))] pub a: Vec<String>,
}";

    rules_of_enums_and_nested_values => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(one_of(\"open\"))] pub status: Status,
    #[validate(trim)] pub address: Option<Address>,
    #[validate(length(max = 3), custom(f))] pub shape: Shape,
    #[validate(each(length(max = 3)))] pub addresses: Vec<Address>,
    #[validate(each(email))] pub statuses: Vec<Status>,
}
pub enum Status { Open }
pub enum Shape { Circle { #[validate(length(max = 1))] radius: f64 } }
pub struct Address { #[validate(range(min = 1))] pub street: String }";

    rules_of_a_newtype_and_of_its_column => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(positive)] pub email: Email,
    #[validate(each(items(max = 1)))] pub emails: Vec<Email>,
}
#[validate(email, range(max = 1))]
pub struct Email(pub String);";

    a_function_over_the_row_of_a_nested_value => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[validate(custom(f, row))] pub email: Email, pub address: Address }
#[validate(custom(f, row))]
pub struct Email(pub String);
pub struct Address { #[validate(custom(f, row), custom(g))] pub street: String }";

    checks_that_are_none => "
#[collection(single_tenant, check)]
pub struct A { pub id: Uuid }
#[collection(single_tenant, check(), check(\"f\"), check(f, g), check(f(1)), check(|row| true))]
pub struct B { pub id: Uuid }
#[collection(single_tenant, check(f, message = \"\"), check(f, mesage = \"x\"), check = f)]
pub struct C { pub id: Uuid }";

    the_same_check_twice => "
#[collection(single_tenant, check(f), check(crate::g), check(f, message = \"x\"))]
pub struct A { pub id: Uuid }";

    a_check_on_a_column => "
#[collection(single_tenant)]
pub struct A { pub id: Uuid, #[check(f)] pub a: String, #[validate(check(f))] pub b: String, #[custom(f)] pub c: String }";
}
