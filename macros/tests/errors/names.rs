use super::situations;

situations! {
    collections_named_like_the_protocol => "
#[collection(single_tenant)]
pub struct Row { pub id: Uuid }
#[collection(single_tenant)]
pub struct Type { pub id: Uuid }
#[collection(single_tenant)]
pub struct Clas { pub id: Uuid }
#[collection(single_tenant)]
pub struct D1Migration { pub id: Uuid }
#[collection(single_tenant)]
pub struct SqliteMaster { pub id: Uuid }
#[collection(single_tenant)]
pub struct Uuid { pub id: Uuid }";

    collection_names_not_in_upper_camel_case => "
#[collection(single_tenant)]
pub struct todo_list { pub id: Uuid }
#[collection(single_tenant)]
pub struct _SyncLog { pub id: Uuid }
#[collection(single_tenant)]
pub struct Größe { pub id: Uuid }";

    collections_of_one_name => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid }
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub title: String }
#[collection(single_tenant)]
pub struct TODO { pub id: Uuid }";

    a_collection_named_like_an_insert => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid }
#[collection(single_tenant)]
pub struct NewTodo { pub id: Uuid }";

    a_collection_named_like_a_patch => "
#[collection(single_tenant)]
pub struct TodoPatch { pub id: Uuid }
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid }";

    a_patch_named_like_an_insert => "
#[collection(single_tenant)]
pub struct NewTodo { pub id: Uuid }
#[collection(single_tenant)]
pub struct TodoPatch { pub id: Uuid }";

    names_that_are_no_names => "
#[collection(single_tenant, name = \"todoLists\")]
pub struct A { pub id: Uuid }
#[collection(single_tenant, name = \"to do\")]
pub struct B { pub id: Uuid }
#[collection(single_tenant, name = \"_sync_log\")]
pub struct C { pub id: Uuid }
#[collection(single_tenant, name)]
pub struct D { pub id: Uuid }
#[collection(single_tenant, name(\"e\"))]
pub struct E { pub id: Uuid }
#[collection(single_tenant, name = e)]
pub struct F { pub id: Uuid }";

    names_of_the_protocol => "
#[collection(single_tenant, name = \"bulk\")]
pub struct A { pub id: Uuid }
#[collection(single_tenant, name = \"seq\")]
pub struct B { pub id: Uuid }
#[collection(single_tenant, name = \"client\")]
pub struct C { pub id: Uuid }
#[collection(single_tenant, name = \"new\")]
pub struct D { pub id: Uuid }
#[collection(single_tenant, name = \"use_collection\")]
pub struct E { pub id: Uuid }
#[collection(single_tenant, name = \"sqlite_master\")]
pub struct F { pub id: Uuid }";

    tables_that_sql_does_not_take => "
#[collection(single_tenant, table = \"my table\")]
pub struct A { pub id: Uuid }
#[collection(single_tenant, table = \"_Sync_log\")]
pub struct B { pub id: Uuid }
#[collection(single_tenant, table = \"SQLITE_x\")]
pub struct C { pub id: Uuid }
#[collection(single_tenant, table = \"d1_migrations\")]
pub struct D { pub id: Uuid }";

    tables_of_one_name => "
#[collection(single_tenant, table = \"things\")]
pub struct Todo { pub id: Uuid }
#[collection(single_tenant, table = \"Things\")]
pub struct Note { pub id: Uuid }
#[collection(single_tenant, name = \"todos\")]
pub struct Other { pub id: Uuid }";

    types_named_like_others => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid }
pub enum Todo { Open }
pub enum Status { Open }
pub struct Status { pub street: String }
pub struct NewTodo { pub street: String }
pub struct TodoPatch(pub String);
pub enum Vec { One }
pub enum Record { One }
pub enum my_status { One }";
}
