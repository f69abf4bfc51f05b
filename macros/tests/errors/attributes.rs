use super::situations;

situations! {
    column_words_on_the_struct => "
#[collection(single_tenant, owner, scope, default(1), validate(length(min = 1)), references(List), private, readonly, column(\"x\"), iso, renamed(from = \"x\"), zod, added, tag)]
pub struct Todo { pub id: Uuid }";

    struct_words_on_a_column => "
#[collection(single_tenant)]
pub struct Todo {
    #[id]
    pub id: Uuid,
    #[order_by(desc)]
    pub a: String,
    #[single_tenant]
    pub b: String,
    #[soft_delete]
    pub c: String,
    #[name(\"d\")]
    pub d: String,
    #[rename(\"e\")]
    pub e: String,
    #[existing]
    pub f: String,
    #[email]
    pub g: String,
}";

    struct_words_without_collection => "
#[single_tenant]
#[soft_delete]
#[unique(room)]
pub struct Todo { pub id: Uuid, #[sync_id] pub room: String }";

    foreign_spellings => "
#[collection(singleTenant, softDelete, softDeleteColumn = \"x\", syncIdColumn = \"room\", autoTimestamp, orderByColumn = \"title\", scopeColumn = \"list\", ownerField = \"by\", dbName = \"DB\", tableName = \"t\", rename_All)]
pub struct Todo { pub id: Uuid, #[syncId] pub room: String, #[primaryKey] pub title: String }";

    spellings_of_orms => "
#[collection(single_tenant, uniqueIndex(title), foreignKey(list), timestamps)]
pub struct Todo {
    pub id: Uuid,
    #[notNull]
    pub title: String,
    #[relation(List)]
    pub list: Uuid,
    #[belongs_to(List)]
    pub board: Uuid,
    #[onDelete = \"cascade\"]
    pub owner: Uuid,
    #[defaultNow]
    pub made: Timestamp,
    #[updatedAt]
    pub changed: Timestamp,
    #[autoincrement]
    pub number: i64,
    #[map(\"x\")]
    pub x: i64,
    #[hidden]
    pub secret: String,
    #[readOnly]
    pub kind: String,
}";

    spellings_of_validators => "
#[collection(single_tenant, superRefine(f))]
pub struct Todo {
    pub id: Uuid,
    #[optional]
    pub a: String,
    #[nullable]
    pub b: String,
    #[nonempty]
    pub c: String,
    #[refine(f)]
    pub d: String,
    #[regex(\"x\")]
    pub e: String,
    #[toLowerCase]
    pub f: String,
    #[minLength(1)]
    pub g: String,
}";

    slips => "
#[colection(single_tenant)]
#[collection(singel_tenant, order_bye(id, asc), colour, uniqe(count), soft_delte)]
pub struct Todo { pub id: Uuid, #[sync_ids] pub room: String, #[defualt(1)] pub count: i64, #[refrences(List)] pub list: Uuid, #[privat] pub a: String }";

    attributes_of_the_wire => "
#[collection(single_tenant)]
#[serde(rename_all = \"kebab-case\")]
pub struct Todo { pub id: Uuid, #[serde(skip)] pub a: String, #[ts(type = \"x\")] pub b: String, #[cfg(test)] pub c: String, #[cfg_attr(test, doc = \"x\")] pub d: String }";

    derives_that_are_ours => "
#[collection(single_tenant)]
#[derive(Debug, PartialOrd, serde::Serialize)]
pub struct Todo { pub id: Uuid }
#[derive(Clone, Copy)]
pub enum State { Open }";

    collection_with_literals => "
#[collection(\"single_tenant\", 3)]
pub struct Todo { pub id: Uuid, #[sync_id] pub room: String }";

    collection_with_equals => "
#[collection = \"todos\"]
pub struct Todo { pub id: Uuid, #[sync_id] pub room: String }";

    words_that_take_nothing => "
#[collection(existing(1), soft_delete = true)]
pub struct Todo {
    pub id: Uuid,
    #[sync_id]
    pub room: String,
    #[owner(1)]
    pub a: String,
    #[scope = \"b\"]
    pub b: String,
    #[index(x)]
    pub c: String,
    #[unique = true]
    pub d: String,
    #[private(yes)]
    pub e: Option<String>,
    #[readonly(no)]
    pub f: String,
}";

    words_that_stand_twice => "
#[collection(single_tenant, single_tenant, existing)]
#[collection(existing)]
#[renamed(from = \"a\")]
#[renamed(from = \"b\")]
pub struct Todo { pub id: Uuid, #[index] #[index] pub a: String, #[owner] #[owner] pub b: String }";
}
