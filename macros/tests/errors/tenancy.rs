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

    single_tenant_with_a_room_that_is_none => "
#[collection(single_tenant(room = \"my room\"))]
pub struct A { pub id: Uuid }
#[collection(single_tenant(room = \"\"))]
pub struct B { pub id: Uuid }
#[collection(single_tenant(room = catalog))]
pub struct C { pub id: Uuid }
#[collection(single_tenant(\"catalog\"))]
pub struct D { pub id: Uuid }
#[collection(single_tenant(name = \"catalog\"))]
pub struct E { pub id: Uuid }
#[collection(single_tenant())]
pub struct F { pub id: Uuid }";

    single_tenant_with_a_value => "
#[collection(single_tenant = true)]
pub struct Todo { pub id: Uuid }";

    owners_and_scopes_that_stand_twice => "
pub struct Todo {
    pub id: Uuid,
    #[sync_id]
    pub room: String,
    #[owner]
    pub a: String,
    #[owner]
    pub b: String,
    #[scope]
    pub c: String,
    #[scope]
    pub d: String,
}";

    owners_and_scopes_of_the_wrong_type => "
#[collection(single_tenant)]
pub struct A { pub id: Uuid, #[owner] pub a: Option<String>, #[scope] pub b: i64 }
#[collection(single_tenant)]
pub struct B { pub id: Uuid, #[owner] pub a: i64, #[scope] pub b: Option<Email> }
pub struct Email(pub String);";

    columns_of_two_parts => "
#[collection(soft_delete(gone), auto_timestamp(made, changed))]
pub struct Todo {
    #[owner]
    pub id: Uuid,
    #[sync_id]
    #[scope]
    pub room: String,
    #[owner]
    pub by: String,
    #[scope]
    pub made: Timestamp,
    pub changed: Timestamp,
    #[scope]
    pub gone: Option<Timestamp>,
}";
}
