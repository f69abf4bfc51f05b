use super::situations;

situations! {
    length_without_bounds => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[validate(length())] pub title: String, #[validate(length)] pub note: String }";

    length_min_over_max => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[validate(length(min = 10, max = 1))] pub title: String }";

    length_negative => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[validate(length(min = -1, max = \"9\"))] pub title: String }";

    length_of_a_number => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[validate(length(min = 1))] pub count: i64, #[validate(length(min = 1))] pub open: Option<bool> }";

    length_without_names => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[validate(length(1, 200))] pub title: String }";

    length_unknown_word => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[validate(length(mim = 1, equal = 3, message = \"short\"))] pub title: String }";

    length_twice => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[validate(length(min = 1))] #[validate(length(max = 2))] pub title: String }";

    length_not_in_validate => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[length(min = 1)] pub title: String }";

    several_rules_of_which_two_do_not_stand_there => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(email, url, pattern(\"x\"), range(min = 0, max = 5), trim, custom(short), message = \"no\")]
    pub title: String,
}";

    rule_unknown => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[validate(lenght(min = 1), even)] pub title: String }";

    rule_foreign => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[validate(minLength = 1, max_length = 2, startsWith(\"a\"))] pub title: String }";

    validate_without_rules => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[validate] pub title: String, #[validate()] pub note: String, #[validate = 1] pub more: String }";

    validate_on_server_columns => "
#[collection(auto_timestamp(made, changed))]
pub struct Todo {
    #[validate(length(min = 1))]
    pub id: String,
    #[sync_id]
    #[validate(length(min = 1))]
    pub project_id: String,
    #[default(0)]
    pub made: Timestamp,
    pub changed: Timestamp,
}";
}
