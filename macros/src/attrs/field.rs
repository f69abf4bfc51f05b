use darling::ast::NestedMeta;
use darling::error::Accumulator;
use darling::{Error, FromMeta, Result};

use super::literal::Literal;
use super::names::{Renamed, Stored};
use super::references::References;
use super::said::{Count, Said, Word};
use super::{error, words};

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

/// The inside of one `#[validate(..)]`.
#[derive(Debug)]
pub(crate) struct Validate {
    pub(crate) rules: Rules,
    /// What was wrong with other words beside the rules.
    pub(crate) errors: Vec<Error>,
}

/// The rules.
#[derive(Debug, Default, FromMeta)]
pub(crate) struct Rules {
    /// `length(min = .., max = ..)`: the number of code points of a `String`.
    pub(crate) length: Option<Said<Length>>,
}

impl FromMeta for Validate {
    fn from_word() -> Result<Self> {
        Err(Error::custom("`#[validate]` needs a rule: `#[validate(length(min = 1))]`"))
    }

    fn from_list(items: &[NestedMeta]) -> Result<Self> {
        if items.is_empty() {
            return Self::from_word();
        }
        let mut errors = Error::accumulator();
        let known = words::RULES.keep_known(items, &mut errors).known;
        let rules = errors.handle(Rules::from_list(&known)).unwrap_or_default();
        Ok(Self { rules, errors: errors.into_inner() })
    }

    fn from_expr(value: &syn::Expr) -> Result<Self> {
        Err(error(value, "rules are written in brackets: `#[validate(length(min = 1))]`"))
    }
}

/// `length(..)`, as it is written: at least one of the two is there.
#[derive(Debug, FromMeta)]
#[darling(and_then = Self::not_empty)]
pub(crate) struct LengthWords {
    /// `min = n`: at least so many.
    min: Option<Said<Count>>,
    /// `max = n`: at most so many.
    max: Option<Said<Count>>,
}

/// `length(min = .., max = ..)`, with the literals' places.
#[derive(Debug)]
pub(crate) struct Length {
    pub(crate) min: Option<u32>,
    pub(crate) max: Option<u32>,
}

const LENGTH_FORM: &str = "`length` needs `min`, `max` or both: `length(min = 1, max = 200)`";

impl LengthWords {
    fn not_empty(self) -> Result<Self> {
        if self.min.is_none() && self.max.is_none() {
            return Err(Error::custom(LENGTH_FORM));
        }
        Ok(self)
    }
}

impl FromMeta for Length {
    fn from_word() -> Result<Self> {
        Err(Error::custom(LENGTH_FORM))
    }

    fn from_list(items: &[NestedMeta]) -> Result<Self> {
        let mut errors = Error::accumulator();
        let known = words::LENGTH.keep_known(items, &mut errors).known;
        errors.finish()?;
        let LengthWords { min, max } = LengthWords::from_list(&known)?;
        let mut errors = Error::accumulator();
        let min = min.and_then(|min| errors.handle(min.value));
        let max = max.and_then(|max| errors.handle(max.value));
        errors.finish_with(Self { min: min.map(|Count(min)| min), max: max.map(|Count(max)| max) })
    }

    fn from_expr(value: &syn::Expr) -> Result<Self> {
        Err(error(value, LENGTH_FORM))
    }
}
