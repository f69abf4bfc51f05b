use super::situations;

situations! {
    words_of_later_versions => "
#[collection(single_tenant, soft_delete, name = \"todos\", index(title), unique(title), rename_all = \"camelCase\", crate = ferrosync, check(f), existing, dropped(4, \"x\"))]
pub struct Todo { pub id: Uuid, pub title: String }";

    column_words_of_later_versions => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[owner]
    pub a: String,
    #[scope]
    pub b: String,
    #[index]
    #[unique]
    pub c: String,
    #[references(lists, on_delete = cascade)]
    pub d: String,
    #[private]
    #[readonly]
    pub e: String,
    #[column(\"f\")]
    #[added(2)]
    #[renamed(3, from = \"g\")]
    pub f: String,
}";

    column_words_on_the_struct => "
#[collection(single_tenant, owner, default(1), validate(length(min = 1)))]
pub struct Todo { pub id: Uuid }";

    struct_words_on_a_column => "
#[collection(single_tenant)]
pub struct Todo { #[id] pub id: Uuid, #[order_by(desc)] pub title: String, #[single_tenant] pub a: String, #[soft_delete] pub b: String }";

    struct_words_without_collection => "
#[single_tenant]
#[soft_delete]
pub struct Todo { pub id: Uuid, #[sync_id] pub room: String }";

    foreign_spellings => "
#[collection(singleTenant, softDelete, syncIdColumn = \"room\", autoTimestamp, orderByColumn = \"title\", scopeColumn = \"list\", dbName = \"DB\", rename_All)]
pub struct Todo { pub id: Uuid, #[syncId] pub room: String, #[primaryKey] pub title: String }";

    slips => "
#[colection(single_tenant)]
#[collection(singel_tenant, order_bye(id, asc), colour)]
pub struct Todo { pub id: Uuid, #[sync_ids] pub room: String, #[defualt(1)] pub count: i64 }";

    attributes_of_the_wire => "
#[collection(single_tenant)]
#[serde(rename_all = \"kebab-case\")]
pub struct Todo { pub id: Uuid, #[serde(skip)] pub a: String, #[ts(type = \"x\")] pub b: String, #[cfg(test)] pub c: String, #[cfg_attr(test, doc = \"x\")] pub d: String }";

    derives_that_are_ours => "
#[collection(single_tenant)]
#[derive(Debug, PartialOrd, serde::Serialize)]
pub struct Todo { pub id: Uuid }";

    collection_with_literals => "
#[collection(\"single_tenant\", 3)]
pub struct Todo { pub id: Uuid, #[sync_id] pub room: String }";

    collection_with_equals => "
#[collection = \"todos\"]
pub struct Todo { pub id: Uuid, #[sync_id] pub room: String }";
}
