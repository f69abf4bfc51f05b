//! Every word of the language, what is said about a word at the wrong place, and the words of systems that people
//! come from.

use super::vocabulary::Vocabulary;

/// `#[collection(..)]`
pub(crate) const COLLECTION: Vocabulary = Vocabulary {
    place: "`#[collection(..)]`",
    words: &[
        "single_tenant",
        "name",
        "table",
        "soft_delete",
        "auto_timestamp",
        "order_by",
        "index",
        "unique",
        "rename_all",
        "crate",
        "existing",
        "dropped",
        "check",
    ],
    elsewhere: &[
        ("sync_id", "`sync_id` stands on the column that names the room: `#[sync_id]`"),
        ("owner", "`owner` stands on the column that says who made the row: `#[owner]`"),
        ("scope", "`scope` stands on the column that names the part of the room: `#[scope]`"),
        ("default", "`default` stands on its column: `#[default(false)]`"),
        ("validate", "`validate` stands on its column: `#[validate(length(min = 1))]`"),
        ("length", "`length` stands on its column: `#[validate(length(min = 1))]`"),
        ("references", "`references` stands on its column: `#[references(List, on_delete = cascade)]`"),
        ("private", "`private` stands on its column: `#[private]`"),
        ("readonly", "`readonly` stands on its column: `#[readonly]`"),
        ("column", "`column` stands on its column: `#[column(\"sql_name\")]`"),
        ("iso", "`iso` stands on its column: `#[column(iso)]`"),
        ("renamed", "`renamed` stands beside `collection`: `#[renamed(from = \"old_table\")]`"),
        ("value", "`value` stands alone, on a type that is no collection: `#[value]`"),
        ("tag", "`tag` stands on an enum with data: `#[value(tag = \"kind\")]`"),
        ("custom", "a function over whole rows is given by `check(path::to::function)`"),
        ("added", "migrations find new columns by themselves: leave `added` out"),
        ("zod", "`zod` is an option of the build script: `Bindings::new(..).zod(true)`"),
    ],
    repeatable: &["index", "unique", "check"],
};

/// `single_tenant(..)`
pub(super) const SINGLE_TENANT: Vocabulary =
    Vocabulary { place: "`single_tenant(..)`", words: &["room"], elsewhere: &[], repeatable: &[] };

/// What stands before `struct`.
pub(crate) const STRUCT: Vocabulary = Vocabulary {
    place: "a struct",
    words: &["collection", "value", "renamed", "validate"],
    elsewhere: &[
        ("single_tenant", "`single_tenant` is written `#[collection(single_tenant)]`"),
        ("name", "`name` is written `#[collection(name = \"todo_lists\")]`"),
        ("table", "`table` is written `#[collection(table = \"legacy\")]`"),
        ("soft_delete", "`soft_delete` is written `#[collection(soft_delete)]`"),
        ("auto_timestamp", "`auto_timestamp` is written `#[collection(auto_timestamp)]`"),
        ("order_by", "`order_by` is written `#[collection(order_by(created_at, desc))]`"),
        ("index", "`index` is written `#[collection(index(project_id, created_at))]`"),
        ("unique", "`unique` is written `#[collection(unique(slug))]`"),
        ("rename_all", "`rename_all` is written `#[collection(rename_all = \"snake_case\")]`"),
        ("existing", "`existing` is written `#[collection(existing)]`"),
        ("dropped", "`dropped` is written `#[collection(dropped(colour))]`"),
        ("check", "`check` is written `#[collection(check(path::to::function))]`"),
        ("tag", "`tag` is written `#[value(tag = \"kind\")]`"),
        ("sync_id", "`sync_id` stands on the column that names the room"),
        ("owner", "`owner` stands on the column that says who made the row"),
        ("scope", "`scope` stands on the column that names the part of the room"),
        ("default", "`default` stands on its column"),
        ("references", "`references` stands on its column"),
        ("private", "`private` stands on its column"),
        ("readonly", "`readonly` stands on its column"),
        ("column", "`column` stands on its column; the table's name is `#[collection(table = \"legacy\")]`"),
    ],
    repeatable: &["collection", "value", "validate"],
};

/// What stands before `enum`.
pub(crate) const ENUM: Vocabulary = Vocabulary {
    place: "an enum",
    words: &["value"],
    elsewhere: &[
        ("collection", "an enum is no collection: it is the type of a column"),
        ("rename_all", "`rename_all` is written `#[value(rename_all = \"snake_case\")]`"),
        ("tag", "`tag` is written `#[value(tag = \"kind\")]`"),
        ("default", "`#[default]` stands on the variant"),
        ("validate", "an enum is its own rule: each of its values is good"),
    ],
    repeatable: &["value"],
};

/// `#[value(..)]`
pub(super) const VALUE: Vocabulary = Vocabulary {
    place: "`#[value(..)]`",
    words: &["rename_all", "tag"],
    elsewhere: &[
        ("content", "the fields of a variant stand beside the tag: there is no `content`"),
        ("untagged", "a value says which variant it is: `#[value(tag = \"kind\")]`"),
        ("name", "a type has one name, in Rust and in TypeScript"),
    ],
    repeatable: &[],
};

/// What stands before a variant.
pub(crate) const VARIANT: Vocabulary = Vocabulary {
    place: "a variant",
    words: &["default"],
    elsewhere: &[
        ("validate", "`validate` stands on the fields of a variant"),
        ("rename", "variants are named together: `#[value(rename_all = \"snake_case\")]` on the enum"),
        ("value", "`value` stands on the enum"),
    ],
    repeatable: &[],
};

/// What stands before `use`.
pub(crate) const USE: Vocabulary = Vocabulary { place: "an import", words: &[], elsewhere: &[], repeatable: &[] };

/// What stands before a field of a collection.
pub(crate) const FIELD: Vocabulary = Vocabulary {
    place: "a column",
    words: &[
        "sync_id",
        "owner",
        "scope",
        "default",
        "references",
        "index",
        "unique",
        "validate",
        "private",
        "readonly",
        "column",
        "renamed",
    ],
    elsewhere: &[
        ("id", "the id is the column that is named `id`: no attribute says so"),
        ("collection", "`collection` stands on the struct"),
        ("single_tenant", "`single_tenant` stands on the struct: `#[collection(single_tenant)]`"),
        ("soft_delete", "`soft_delete` stands on the struct: `#[collection(soft_delete)]`"),
        ("auto_timestamp", "`auto_timestamp` stands on the struct: `#[collection(auto_timestamp)]`"),
        ("order_by", "`order_by` stands on the struct: `#[collection(order_by(created_at, desc))]`"),
        ("rename_all", "`rename_all` stands on the struct: `#[collection(rename_all = \"snake_case\")]`"),
        ("existing", "`existing` stands on the struct: `#[collection(existing)]`"),
        ("dropped", "`dropped` stands on the struct: `#[collection(dropped(colour))]`"),
        ("check", "`check` stands on the struct: `#[collection(check(path::to::function))]`"),
        ("name", "a column's name in SQL is given by `#[column(\"sql_name\")]`"),
        (
            "rename",
            "a column's name in SQL is given by `#[column(\"sql_name\")]`; what it was called before by `#[renamed(from = \"..\")]`",
        ),
        ("iso", "`iso` is written `#[column(iso)]`"),
        ("value", "`value` stands on the type, not on the column"),
        ("added", "migrations find new columns by themselves: leave `added` out"),
        ("length", "`length` is written `#[validate(length(min = 1))]`"),
        ("range", "`range` is written `#[validate(range(min = 0))]`"),
        ("items", "`items` is written `#[validate(items(max = 10))]`"),
        ("email", "`email` is written `#[validate(email)]`"),
        ("url", "`url` is written `#[validate(url)]`"),
        ("pattern", "`pattern` is written `#[validate(pattern(\"..\"))]`"),
        ("trim", "`trim` is written `#[validate(trim)]`"),
        ("lowercase", "`lowercase` is written `#[validate(lowercase)]`"),
        ("uppercase", "`uppercase` is written `#[validate(uppercase)]`"),
        ("custom", "`custom` is written `#[validate(custom(path::to::function))]`"),
        ("one_of", "`one_of` is written `#[validate(one_of(\"a\", \"b\"))]`"),
    ],
    repeatable: &["validate"],
};

/// What stands before a field of a nested value.
pub(crate) const VALUE_FIELD: Vocabulary = Vocabulary {
    place: "a field of a nested value",
    words: &["validate"],
    elsewhere: &[
        ("default", "a nested value is written as a whole: its fields have no defaults"),
        ("sync_id", "`sync_id` stands on a column of a collection"),
        ("owner", "`owner` stands on a column of a collection"),
        ("scope", "`scope` stands on a column of a collection"),
        ("references", "`references` stands on a column of a collection: SQL sees no deeper"),
        ("index", "`index` stands on a column of a collection: SQL sees no deeper"),
        ("unique", "`unique` stands on a column of a collection: SQL sees no deeper"),
        ("private", "`private` stands on the column that holds the value"),
        ("readonly", "`readonly` stands on the column that holds the value"),
        ("column", "a nested value is JSON in its column: its fields have no names in SQL"),
        ("renamed", "`renamed` stands on a column of a collection"),
        ("rename", "fields are named together: `#[value(rename_all = \"snake_case\")]` on the struct"),
    ],
    repeatable: &["validate"],
};

/// What stands before the type that a struct wraps.
pub(crate) const NEWTYPE_FIELD: Vocabulary = Vocabulary {
    place: "a wrapped type",
    words: &[],
    elsewhere: &[("validate", "`validate` stands on the struct: its rules are the type's own")],
    repeatable: &[],
};

/// `references(List, ..)`
pub(super) const REFERENCES: Vocabulary = Vocabulary {
    place: "`references(..)`",
    words: &["on_delete"],
    elsewhere: &[
        ("on_update", "ids never change: there is no `on_update`"),
        ("column", "a reference leads to the other row's id"),
        ("fields", "a reference leads from its column to the other row's id"),
    ],
    repeatable: &[],
};

/// `renamed(..)`
pub(super) const RENAMED: Vocabulary = Vocabulary {
    place: "`renamed(..)`",
    words: &["from"],
    elsewhere: &[("to", "`renamed` names what it was called before: `renamed(from = \"old_name\")`")],
    repeatable: &[],
};

/// Other systems' words, with ours: those of libraries of this kind first, then of ORMs and of validators.
pub(super) const FOREIGN: &[(&str, &str)] = &[
    ("syncId", "`#[sync_id]`, on the column"),
    ("syncIdColumn", "`#[sync_id]`, on the column"),
    ("sync_id_column", "`#[sync_id]`, on the column"),
    ("tenant_id", "`#[sync_id]`, on the column"),
    ("tenantId", "`#[sync_id]`, on the column"),
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
    ("softDelete", "`#[collection(soft_delete)]`"),
    ("softDeleteColumn", "`#[collection(soft_delete(archived_at))]`"),
    ("soft_delete_column", "`#[collection(soft_delete(archived_at))]`"),
    ("scopeColumn", "`#[scope]`, on the column"),
    ("scope_column", "`#[scope]`, on the column"),
    ("scopeField", "`#[scope]`, on the column"),
    ("ownerColumn", "`#[owner]`, on the column"),
    ("owner_column", "`#[owner]`, on the column"),
    ("ownerField", "`#[owner]`, on the column"),
    ("owner_field", "`#[owner]`, on the column"),
    ("tableName", "`#[collection(table = \"legacy\")]`"),
    ("table_name", "`#[collection(table = \"legacy\")]`"),
    ("dbName", "where the Worker is wired: `.storage(Storage::d1(\"TODOS_DB\"))`"),
    ("db_name", "where the Worker is wired: `.storage(Storage::d1(\"TODOS_DB\"))`"),
    ("db", "where the Worker is wired: `.storage(Storage::d1(\"TODOS_DB\"))`"),
    ("primary_key", "`id`: the key is the column of that name"),
    ("primaryKey", "`id`: the key is the column of that name"),
    ("notNull", "by leaving `Option` out: the type says it"),
    ("not_null", "by leaving `Option` out: the type says it"),
    ("nullable", "as a type: `Option<String>`"),
    ("nullish", "as a type: `Option<String>`"),
    ("optional", "as a type: `Option<String>`"),
    ("uniqueIndex", "`unique`: `#[unique]` on a column, `#[collection(unique(a, b))]` over several"),
    ("unique_index", "`unique`: `#[unique]` on a column, `#[collection(unique(a, b))]` over several"),
    ("foreign_key", "`#[references(List, on_delete = cascade)]`, on the column"),
    ("foreignKey", "`#[references(List, on_delete = cascade)]`, on the column"),
    ("belongs_to", "`#[references(List, on_delete = cascade)]`, on the column"),
    ("relation", "`#[references(List, on_delete = cascade)]`, on the column"),
    ("on_delete", "in the reference: `#[references(List, on_delete = cascade)]`"),
    ("onDelete", "`on_delete`, in the reference: `#[references(List, on_delete = cascade)]`"),
    ("defaultNow", "by naming the column `created_at: Timestamp`"),
    ("default_now", "by naming the column `created_at: Timestamp`"),
    ("updatedAt", "by naming the column `updated_at: Timestamp`"),
    ("createdAt", "by naming the column `created_at: Timestamp`"),
    ("autoincrement", "as a `Uuid` that the client makes: `pub id: Uuid`"),
    ("auto_increment", "as a `Uuid` that the client makes: `pub id: Uuid`"),
    ("hidden", "`#[private]`, on the column"),
    ("omit", "`#[private]`, on the column"),
    ("immutable", "`#[readonly]`, on the column"),
    ("read_only", "`#[readonly]`, on the column"),
    ("readOnly", "`#[readonly]`, on the column"),
    ("map", "`#[column(\"sql_name\")]` on a column, `table = \"..\"` on a collection"),
    ("discriminator", "`#[value(tag = \"kind\")]`, on the enum"),
    ("refine", "`#[validate(custom(path::to::function))]`"),
    ("superRefine", "`#[collection(check(path::to::function))]`"),
    ("regex", "`#[validate(pattern(\"..\"))]`"),
    ("toLowerCase", "`#[validate(lowercase)]`"),
    ("toUpperCase", "`#[validate(uppercase)]`"),
    ("nonempty", "`#[validate(non_empty)]`"),
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
