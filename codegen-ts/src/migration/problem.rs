//! Why no migration can be written, and what to write instead.

use ferrosync::schema::Kind;

use super::convert::rust_type;

/// What keeps a change of the schema from becoming a migration.
///
/// Nothing is lost without a word in the schema that says so: rows of a table, values of a column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error(
        "the table `{table}` is in no collection any more, and may have rows: to drop it write \
         `#[collection(dropped, table = \"{table}\")] pub struct {entity};` into the schema, or \
         `#[renamed(from = \"{table}\")]` beside the struct that takes its place"
    )]
    TableGone { table: String, entity: String },
    #[error(
        "`{table}.{column}` is in the schema no more, and rows have values in it: to drop it write \
         `#[collection(dropped({column}))]` on the struct, or `#[renamed(from = \"{column}\")]` on the field that takes \
         its place"
    )]
    ColumnGone { table: String, column: String },
    #[error(
        "`{table}.{column}` is new and rows have no value for it: make it an `Option` or give it a `#[default(..)]`"
    )]
    NoValue { table: String, column: String },
    #[error(
        "`{table}.{column}` is new, and no row that is there says whose it is: declare another collection, and copy the \
         rows into it by a migration of your own"
    )]
    NobodysRows { table: String, column: String },
    #[error("`{table}.{column}` is an `Option` no more, and rows may have no value: give it a `#[default(..)]`")]
    MayBeNull { table: String, column: String },
    #[error(
        "`{table}.{column}` is {} and was {}, and SQLite cannot turn every value into one: keep the type, or declare \
         another column, fill it by a migration of your own, and then let go of the old one with `dropped({column})`",
        rust_type(*new), rust_type(*old)
    )]
    Type { table: String, column: String, old: Kind, new: Kind },
    #[error(
        "`{}` and `{}` both say that they were `{from}`: take `#[renamed(from = \"{from}\")]` off one of them",
        names[0], names[1]
    )]
    TwoHeirs { from: String, names: [String; 2] },
    #[error(
        "`{table}` was `existing`, so nobody has written down what it is like: keep the word, or give the collection \
         another `table = \"..\"` and copy the rows by a migration of your own"
    )]
    WasExisting { table: String },
}
