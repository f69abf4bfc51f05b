use darling::FromMeta;
use darling::ast::NestedMeta;
use darling::error::Accumulator;

use super::literal::Literal;
use super::names::{Renamed, Stored};
use super::references::References;
use super::rules::Validate;
use super::said::{Said, Word};

/// The attributes of a field: what is true of the column.
#[derive(Debug, Default, FromMeta)]
pub(crate) struct FieldAttr {
    /// `#[sync_id]`: the column names the room that a row belongs to. At most one.
    pub(crate) sync_id: Option<Said<Word>>,
    /// `#[owner]`: the server writes who made the row. At most one.
    pub(crate) owner: Option<Said<Word>>,
    /// `#[scope]`: the column names a part of the room that clients can load alone. At most one.
    pub(crate) scope: Option<Said<Word>>,
    /// `#[default(literal)]`: what an insert gets that leaves the column out.
    pub(crate) default: Option<Said<Literal>>,
    /// `#[references(List, on_delete = cascade)]`: the column is the id of a row of another collection.
    pub(crate) references: Option<Said<References>>,
    /// `#[index]`: an index over the column, within the room.
    pub(crate) index: Option<Said<Word>>,
    /// `#[unique]`: no two rows of a room have the same value.
    pub(crate) unique: Option<Said<Word>>,
    /// `#[private]`: the column never leaves the server.
    pub(crate) private: Option<Said<Word>>,
    /// `#[readonly]`: clients set the column on insert only.
    pub(crate) readonly: Option<Said<Word>>,
    /// `#[column("sql_name")]`, `#[column(iso)]`: how the table has it.
    pub(crate) column: Option<Said<Stored>>,
    /// `#[renamed(from = "..")]`: the column's name in SQL before.
    pub(crate) renamed: Option<Said<Renamed>>,
    /// `#[validate(..)]`: what a value must keep. May stand more than once.
    #[darling(multiple)]
    pub(crate) validate: Vec<Said<Validate>>,
}

impl FieldAttr {
    /// Reads a field's attributes that are ours.
    pub(crate) fn read(known: &[NestedMeta], errors: &mut Accumulator) -> Self {
        errors.handle(Self::from_list(known)).unwrap_or_default()
    }
}
