use super::situations;

situations! {
    both_cases => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(lowercase, uppercase)] pub a: String,
    #[validate(uppercase)] #[validate(trim, lowercase)] pub b: String,
}";

    a_prefix_that_a_transform_takes_away => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(starts_with(\"Abc\"), lowercase)] pub a: String,
    #[validate(uppercase, ends_with(\"x\"))] pub b: String,
    #[validate(trim, starts_with(\" a\"), ends_with(\"b \"))] pub c: String,
    #[validate(contains(\"É\"), lowercase)] pub d: String,
}";

    a_prefix_longer_than_the_text => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(length(max = 3), starts_with(\"abcd\"))] pub a: String,
    #[validate(ends_with(\"éé\"), length(max = 1))] pub b: String,
}";

    lengths_that_exclude_each_other => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(non_empty, length(max = 0))] pub a: String,
    #[validate(items(max = 0), non_empty)] pub b: Vec<String>,
}";

    signs_that_exclude_each_other => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(positive, negative)] pub a: i64,
    #[validate(positive, range(max = 0))] pub b: i64,
    #[validate(non_negative, range(below = 0.0))] pub c: f64,
    #[validate(positive, non_positive)] pub d: f64,
}";

    no_multiple_in_the_range => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(range(min = 1, max = 4), multiple_of(5))] pub a: i64,
    #[validate(positive, multiple_of(300))] pub b: u8,
}";

    one_of_that_another_rule_refuses => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(one_of(\"a\", \"bcd\"), length(max = 2))] pub a: String,
    #[validate(one_of(\"low\", \"high\"), starts_with(\"l\"))] pub b: String,
    #[validate(one_of(\"Low\"), lowercase)] pub c: String,
    #[validate(one_of(\" a\", \"b\"), trim)] pub d: String,
    #[validate(one_of(1, 6), range(max = 5))] pub e: i64,
    #[validate(one_of(1, 2), multiple_of(2))] pub f: i64,
    #[validate(one_of(\"a1\", \"b\"), pattern(\"^[a-z]+$\"))] pub g: String,
    #[validate(one_of(\"a@b.co\", \"b\"), email)] pub h: String,
}";

    a_default_that_breaks_a_rule => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[default(\"A\")] #[validate(lowercase)] pub a: String,
    #[default(\" a\")] #[validate(trim)] pub b: String,
    #[default(\"a\")] #[validate(email)] pub c: String,
    #[default(\"ftp://x\")] #[validate(url)] pub d: String,
    #[default(\"x\")] #[validate(uuid)] pub e: String,
    #[default(\"ab1\")] #[validate(pattern(\"^[a-z]+$\"))] pub f: String,
    #[default(\"a\")] #[validate(starts_with(\"b\"), ends_with(\"b\"), contains(\"b\"), one_of(\"b\"))] pub g: String,
    #[default(6)] #[validate(range(max = 5))] pub h: i64,
    #[default(0)] #[validate(positive)] pub i: i64,
    #[default(7)] #[validate(multiple_of(5), one_of(5, 10))] pub j: i64,
    #[default(0.5)] #[validate(int, range(above = 0.5), multiple_of(0.2))] pub k: f64,
    #[default(\"\")] #[validate(non_empty)] pub l: String,
}";

    a_default_that_breaks_a_rule_of_its_type => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[default(\"nobody\")] #[validate(length(max = 3))] pub email: WorkEmail,
    #[default([])] #[validate(non_empty)] pub tags: Vec<String>,
}
#[validate(ends_with(\"@work.example\"))]
pub struct WorkEmail(Email);
#[validate(email)]
pub struct Email(String);";
}
