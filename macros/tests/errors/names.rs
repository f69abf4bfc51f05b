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
}
