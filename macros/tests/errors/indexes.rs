use super::situations;

situations! {
    indexes_of_unknown_columns => "
#[collection(single_tenant, index(titel), unique(id, colour), index(title, titles))]
pub struct Todo { pub id: Uuid, pub title: String }";

    index_forms => "
#[collection(single_tenant, index, unique(), index = title, unique(\"title\"), index(title = asc))]
pub struct Todo { pub id: Uuid, pub title: String }";

    an_index_that_stands_twice => "
#[collection(index(room, title), index(room, title), unique(title), unique(room, title))]
pub struct A { pub id: Uuid, #[sync_id] pub room: String, pub title: String }
#[collection(index(room, title))]
pub struct B { pub id: Uuid, #[sync_id] pub room: String, #[index] pub title: String, #[index] #[unique] pub slug: String }
#[collection(unique(slug))]
pub struct C { pub id: Uuid, #[sync_id] pub room: String, #[unique] pub slug: String }";

    a_column_twice_in_an_index => "
#[collection(single_tenant, index(title, title))]
pub struct Todo { pub id: Uuid, pub title: String }";

    unique_over_nothing_but_keys => "
#[collection(unique(room), unique(id), unique(id, room))]
pub struct Todo { pub id: Uuid, #[sync_id] pub room: String }
#[collection(single_tenant, unique(id))]
pub struct Tag { pub id: Uuid }";

    indexes_of_keys => "
pub struct Todo { #[index] pub id: Uuid, #[unique] #[sync_id] pub room: String }";

    indexes_of_json => "
#[collection(single_tenant, index(tags), unique(at, title))]
pub struct Todo { pub id: Uuid, pub title: String, pub tags: Vec<String>, pub at: Option<Address>, #[index] pub any: Json<Any>, #[unique] pub form: Form }
pub struct Address { pub street: String }
pub enum Form { Round { radius: f64 } }";
}
