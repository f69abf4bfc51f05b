use super::situations;

situations! {
    single_tenant_and_sync_id => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[sync_id]
    pub project_id: String,
}";

    neither_single_tenant_nor_sync_id => "
#[collection(auto_timestamp(off))]
pub struct Todo {
    pub id: Uuid,
}";

    no_attribute_at_all => "pub struct Todo { pub id: Uuid, pub title: String }";

    sync_id_twice => "
pub struct Todo {
    pub id: Uuid,
    #[sync_id]
    pub project_id: String,
    #[sync_id]
    pub team_id: String,
}";

    sync_id_that_is_no_string => "pub struct Todo { pub id: Uuid, #[sync_id] pub project_id: Uuid }";

    sync_id_that_is_an_option => "pub struct Todo { pub id: Uuid, #[sync_id] pub project_id: Option<String> }";

    sync_id_on_the_id => "pub struct Todo { #[sync_id] pub id: String }";

    sync_id_with_a_value => "pub struct Todo { pub id: Uuid, #[sync_id(1)] pub project_id: String }";

    sync_id_in_the_collection => "
#[collection(sync_id = \"project_id\")]
pub struct Todo { pub id: Uuid, #[sync_id] pub project_id: String }";

    single_tenant_with_a_room => "
#[collection(single_tenant(room = \"catalog\"))]
pub struct Todo { pub id: Uuid }";

    single_tenant_with_a_value => "
#[collection(single_tenant = true)]
pub struct Todo { pub id: Uuid }";
}
