use super::situations;

situations! {
    order_by_without_direction => "
#[collection(single_tenant, order_by(title))]
pub struct Todo { pub id: Uuid, pub title: String }";

    order_by_unknown_column => "
#[collection(single_tenant, order_by(titel, asc))]
pub struct Todo { pub id: Uuid, pub title: String }";

    order_by_unknown_direction => "
#[collection(single_tenant, order_by(title, descending))]
pub struct Todo { pub id: Uuid, pub title: String }";

    order_by_an_option => "
#[collection(single_tenant, order_by(title, asc))]
pub struct Todo { pub id: Uuid, pub title: Option<String> }";

    order_by_two_columns => "
#[collection(single_tenant, order_by(title, asc, id))]
pub struct Todo { pub id: Uuid, pub title: String }";

    order_by_a_string => "
#[collection(single_tenant, order_by(\"title desc\"))]
pub struct Todo { pub id: Uuid, pub title: String }";

    order_by_with_equals => "
#[collection(single_tenant, order_by = title)]
pub struct Todo { pub id: Uuid, pub title: String }";

    order_by_the_word_alone => "
#[collection(single_tenant, order_by)]
pub struct Todo { pub id: Uuid }";

    order_by_the_sync_id => "
#[collection(order_by(project_id, asc))]
pub struct Todo { pub id: Uuid, #[sync_id] pub project_id: String }";

    order_by_twice => "
#[collection(single_tenant, order_by(title, asc), order_by(id, asc))]
pub struct Todo { pub id: Uuid, pub title: String }";

    order_by_a_raw_name_without_its_prefix => "
#[collection(single_tenant, order_by(typ, asc))]
pub struct Todo { pub id: Uuid, pub r#type: String }";
}
