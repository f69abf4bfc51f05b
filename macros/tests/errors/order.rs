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

    order_by_what_has_no_order => "
#[collection(single_tenant, order_by(tags, asc))]
pub struct A { pub id: Uuid, pub tags: Vec<String> }
#[collection(single_tenant, order_by(at, asc))]
pub struct B { pub id: Uuid, pub at: Option<Address> }
#[collection(single_tenant, order_by(any, asc))]
pub struct C { pub id: Uuid, pub any: Json<Any> }
#[collection(single_tenant, order_by(other, asc))]
pub struct D { pub id: Uuid, pub other: Elsewhere }
pub struct Address { pub street: String }";

    order_by_a_private_column => "
#[collection(single_tenant, order_by(rank, asc))]
pub struct Todo { pub id: Uuid, #[private] pub rank: Option<i64> }";

    order_by_the_time_of_deletion => "
#[collection(single_tenant, soft_delete, order_by(deleted_at, asc))]
pub struct Todo { pub id: Uuid, pub deleted_at: Option<Timestamp> }";

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
