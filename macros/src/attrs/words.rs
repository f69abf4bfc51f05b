//! Every word of the language, of this version and of those to come, and of systems that people come from.

use super::vocabulary::Vocabulary;

/// `#[collection(..)]`
pub(crate) const COLLECTION: Vocabulary = Vocabulary {
    place: "`#[collection(..)]`",
    words: &["single_tenant", "auto_timestamp", "order_by"],
    later: COLLECTION_LATER,
    elsewhere: &[
        ("sync_id", "`sync_id` stands on the column that names the room: `#[sync_id]`"),
        ("default", "`default` stands on its column: `#[default(false)]`"),
        ("validate", "`validate` stands on its column: `#[validate(length(min = 1))]`"),
        ("length", "`length` stands on its column: `#[validate(length(min = 1))]`"),
        ("owner", "`owner` is not supported yet"),
        ("scope", "`scope` is not supported yet"),
        ("references", "`references` is not supported yet"),
        ("private", "`private` is not supported yet"),
        ("readonly", "`readonly` is not supported yet"),
        ("column", "`column` is not supported yet"),
        ("added", "`added` is not supported yet"),
        ("renamed", "`renamed` is not supported yet"),
    ],
    repeatable: &[],
};

const COLLECTION_LATER: &[&str] =
    &["soft_delete", "name", "table", "index", "unique", "rename_all", "crate", "check", "existing", "dropped", "zod"];

/// What stands before `struct`.
pub(crate) const STRUCT: Vocabulary = Vocabulary {
    place: "a struct",
    words: &["collection"],
    later: COLLECTION_LATER,
    elsewhere: &[
        ("single_tenant", "`single_tenant` is written `#[collection(single_tenant)]`"),
        ("auto_timestamp", "`auto_timestamp` is written `#[collection(auto_timestamp)]`"),
        ("order_by", "`order_by` is written `#[collection(order_by(created_at, desc))]`"),
        ("sync_id", "`sync_id` stands on the column that names the room"),
        ("default", "`default` stands on its column"),
        ("validate", "`validate` stands on its column"),
        ("owner", "`owner` is not supported yet"),
        ("scope", "`scope` is not supported yet"),
    ],
    repeatable: &["collection"],
};

/// What stands before `use`.
pub(crate) const USE: Vocabulary =
    Vocabulary { place: "an import", words: &[], later: &[], elsewhere: &[], repeatable: &[] };

/// What stands before a field.
pub(crate) const FIELD: Vocabulary = Vocabulary {
    place: "a column",
    words: &["sync_id", "default", "validate"],
    later: &[
        "owner",
        "scope",
        "index",
        "unique",
        "references",
        "private",
        "readonly",
        "column",
        "added",
        "renamed",
        "soft_delete",
        "name",
        "check",
        "custom",
        "email",
        "url",
        "pattern",
        "range",
        "trim",
        "lowercase",
        "uppercase",
    ],
    elsewhere: &[
        ("id", "the id is the column that is named `id`: no attribute says so"),
        ("collection", "`collection` stands on the struct"),
        ("single_tenant", "`single_tenant` stands on the struct: `#[collection(single_tenant)]`"),
        ("auto_timestamp", "`auto_timestamp` stands on the struct: `#[collection(auto_timestamp)]`"),
        ("order_by", "`order_by` stands on the struct: `#[collection(order_by(created_at, desc))]`"),
        ("length", "`length` is written `#[validate(length(min = 1))]`"),
    ],
    repeatable: &["validate"],
};

/// Other systems' words, with ours.
pub(super) const FOREIGN: &[(&str, &str)] = &[
    ("syncId", "`#[sync_id]`, on the column"),
    ("syncIdColumn", "`#[sync_id]`, on the column"),
    ("sync_id_column", "`#[sync_id]`, on the column"),
    ("tenant_id", "`#[sync_id]`, on the column"),
    ("singleTenant", "`#[collection(single_tenant)]`"),
    ("autoTimestamp", "`#[collection(auto_timestamp)]`"),
    ("autoTimestamps", "`#[collection(auto_timestamp)]`"),
    ("auto_timestamps", "`#[collection(auto_timestamp)]`"),
    ("timestamps", "`#[collection(auto_timestamp)]`"),
    ("orderBy", "`#[collection(order_by(created_at, desc))]`"),
    ("orderByColumn", "`#[collection(order_by(created_at, desc))]`"),
    ("orderDirection", "`#[collection(order_by(created_at, desc))]`"),
    ("order_by_column", "`#[collection(order_by(created_at, desc))]`"),
    ("order_direction", "`#[collection(order_by(created_at, desc))]`"),
    ("softDelete", "`soft_delete`, which is not supported yet"),
    ("softDeleteColumn", "`soft_delete`, which is not supported yet"),
    ("soft_delete_column", "`soft_delete`, which is not supported yet"),
    ("scopeColumn", "`scope`, which is not supported yet"),
    ("scope_column", "`scope`, which is not supported yet"),
    ("ownerColumn", "`owner`, which is not supported yet"),
    ("owner_column", "`owner`, which is not supported yet"),
    ("ownerField", "`owner`, which is not supported yet"),
    ("owner_field", "`owner`, which is not supported yet"),
    ("dbName", "where the Worker is wired: `.storage(Storage::d1(\"TODOS_DB\"))`"),
    ("db_name", "where the Worker is wired: `.storage(Storage::d1(\"TODOS_DB\"))`"),
    ("db", "where the Worker is wired: `.storage(Storage::d1(\"TODOS_DB\"))`"),
    ("primary_key", "`id`: the key is the column of that name"),
    ("primaryKey", "`id`: the key is the column of that name"),
    ("minLength", "`length(min = 1)`"),
    ("min_length", "`length(min = 1)`"),
    ("maxLength", "`length(max = 200)`"),
    ("max_length", "`length(max = 200)`"),
];

/// Why an attribute of somebody else cannot stand in a schema, if it cannot.
pub(super) fn not_ours(path: &syn::Path) -> Option<&'static str> {
    let word = path.get_ident()?.to_string();
    match word.as_str() {
        "serde" => Some(
            "`serde` attributes cannot stand here: what goes over the wire is the same in Rust, SQL and TypeScript",
        ),
        "ts" => {
            Some("`ts` attributes cannot stand here: what goes over the wire is the same in Rust, SQL and TypeScript")
        }
        "cfg" | "cfg_attr" => {
            Some("a schema has no conditions: the build script and the Worker must read the same one")
        }
        _ => None,
    }
}
