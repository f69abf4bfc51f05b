//! What TypeScript calls the types of a collection. The macro refuses names that clash there or with our files.

use ferrosync::schema::{Collection, Column, Role};

/// The input of an insert.
pub(super) fn insert_type(collection: &Collection) -> String {
    format!("New{}", collection.entity)
}

/// The input of an update.
pub(super) fn patch_type(collection: &Collection) -> String {
    format!("{}Patch", collection.entity)
}

/// All types of one collection.
pub(super) fn types(collection: &Collection) -> [String; 3] {
    [collection.entity.to_owned(), insert_type(collection), patch_type(collection)]
}

/// The columns that leave the server.
pub(super) fn public(collection: &'static Collection) -> impl Iterator<Item = &'static Column> {
    collection.columns.iter().filter(|column| column.is_public())
}

/// Whether an insert may leave the column out.
pub(super) fn is_optional(column: &Column) -> bool {
    column.role == Role::Id || column.nullable || column.default.is_some()
}
