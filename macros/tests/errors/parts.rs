//! Columns that are the server's, and who sees what of the others.

use super::situations;

situations! {
    data_words_on_server_columns => "
#[collection(soft_delete, auto_timestamp)]
pub struct Todo {
    #[readonly]
    #[default(\"x\")]
    pub id: String,
    #[sync_id]
    #[validate(length(min = 1))]
    pub project_id: String,
    #[owner]
    #[default(\"me\")]
    #[readonly]
    pub owner_id: String,
    #[scope]
    #[default(\"all\")]
    pub list_id: String,
    #[default(0)]
    pub created_at: Timestamp,
    #[readonly]
    pub updated_at: Timestamp,
    #[validate(range(min = 0))]
    pub deleted_at: Option<Timestamp>,
}";

    private_server_columns => "
#[collection(soft_delete)]
pub struct Todo {
    #[private]
    pub id: String,
    #[sync_id]
    #[private]
    pub project_id: String,
    #[owner]
    #[private]
    pub owner_id: String,
    #[scope]
    #[private]
    pub list_id: Option<String>,
    #[private]
    pub created_at: Timestamp,
    #[private]
    pub deleted_at: Option<Timestamp>,
}";

    private_columns_that_nobody_fills => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[private] pub rank: i64, #[private] pub state: State }
pub enum State { Open }";

    private_and_readonly => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[private] #[readonly] pub rank: Option<i64> }";

    soft_delete_without_its_column => "
#[collection(single_tenant, soft_delete)]
pub struct Todo { pub id: Uuid, pub title: String }";

    soft_delete_of_the_wrong_type => "
#[collection(single_tenant, soft_delete)]
pub struct A { pub id: Uuid, pub deleted_at: Timestamp }
#[collection(single_tenant, soft_delete(gone))]
pub struct B { pub id: Uuid, pub gone: Option<bool> }";

    soft_delete_of_an_unknown_column => "
#[collection(single_tenant, soft_delete(archived))]
pub struct Todo { pub id: Uuid, pub archived_at: Option<Timestamp> }
#[collection(single_tenant, soft_delete(archive_at))]
pub struct Note { pub id: Uuid, pub archived_at: Option<Timestamp> }";

    soft_delete_forms => "
#[collection(single_tenant, soft_delete = \"gone\")]
pub struct A { pub id: Uuid, pub gone: Option<Timestamp> }
#[collection(single_tenant, soft_delete(\"gone\"))]
pub struct B { pub id: Uuid, pub gone: Option<Timestamp> }
#[collection(single_tenant, soft_delete(gone, id))]
pub struct C { pub id: Uuid, pub gone: Option<Timestamp> }
#[collection(single_tenant, soft_delete())]
pub struct D { pub id: Uuid, pub gone: Option<Timestamp> }";
}
