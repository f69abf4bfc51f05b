use darling::FromMeta;
use darling::ast::NestedMeta;
use darling::error::Accumulator;

use super::literal::Literal;
use super::rules::Validate;
use super::said::{Said, Word};

/// The attributes of a field: what is true of the column.
#[derive(Debug, Default, FromMeta)]
pub(crate) struct FieldAttr {
    /// `#[sync_id]`: the column names the room that a row belongs to. At most one.
    pub(crate) sync_id: Option<Said<Word>>,
    /// `#[default(literal)]`: what an insert gets that leaves the column out.
    pub(crate) default: Option<Said<Literal>>,
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
