use darling::ast::NestedMeta;
use darling::error::Accumulator;
use darling::{Error, FromMeta, Result};
use syn::Meta;

use super::case::FieldCase;
use super::columns::{Columns, Dropped, SoftDelete};
use super::names::LibraryPath;
use super::rules::CheckFn;
use super::said::{ColumnName, Said, Text, Word};
use super::single_tenant::SingleTenant;
use super::{error, words};
use crate::naming::nearest;

/// `#[collection(..)]`: what is true of the table.
#[derive(Debug, Default, FromMeta)]
pub(crate) struct CollectionAttr {
    /// `single_tenant`, `single_tenant(room = "catalog")`: all rows are everyone's; no column names a room. Excludes
    /// `#[sync_id]`.
    pub(crate) single_tenant: Option<Said<SingleTenant>>,
    /// `name = "todo_lists"`: the plural, in `snake_case`. The table and the name on the wire follow from it.
    pub(crate) name: Option<Said<Text>>,
    /// `table = "legacy"`: the name in SQL alone.
    pub(crate) table: Option<Said<Text>>,
    /// `soft_delete`, `soft_delete(archived_at)`: deleted rows stay in the table, hidden by the column's time.
    pub(crate) soft_delete: Option<Said<SoftDelete>>,
    /// `auto_timestamp`, `auto_timestamp(made, changed)` or `auto_timestamp(off)`: which columns the server's clock
    /// writes.
    pub(crate) auto_timestamp: Option<Said<AutoTimestamp>>,
    /// `order_by(column, asc)` or `order_by(column, desc)`: how lists are sorted.
    pub(crate) order_by: Option<Said<OrderBy>>,
    /// `index(a, b)`: an index over these columns, exactly as written. May stand more than once.
    #[darling(multiple)]
    pub(crate) index: Vec<Said<Columns>>,
    /// `unique(a, b)`: no two rows of a room have the same values in these columns. May stand more than once.
    #[darling(multiple)]
    pub(crate) unique: Vec<Said<Columns>>,
    /// `rename_all = "snake_case"`: how columns are written on the wire; else in camelCase.
    pub(crate) rename_all: Option<Said<FieldCase>>,
    /// `crate = path::to::ferrosync`: where this library is. Holds for the whole file.
    #[darling(rename = "crate")]
    pub(crate) library: Option<Said<LibraryPath>>,
    /// `existing`: the table is somebody else's; no SQL makes or changes it.
    pub(crate) existing: Option<Said<Word>>,
    /// `dropped(colour, size)`: columns that migrations may remove; on a struct without columns the word alone, for the
    /// whole table.
    pub(crate) dropped: Option<Said<Dropped>>,
    /// `check(path::to::function)`: a function over whole rows, on the server only. May stand more than once.
    #[darling(multiple)]
    pub(crate) check: Vec<Said<CheckFn>>,
}

impl CollectionAttr {
    /// Reads a struct's attributes `#[collection(..)]` as one. `doubtful` turns true where a word was not read.
    pub(crate) fn read(attributes: &[NestedMeta], doubtful: &mut bool, errors: &mut Accumulator) -> Self {
        let mut items = Vec::new();
        for attribute in attributes {
            match errors.handle(inside(attribute, "the words stand in brackets: `#[collection(single_tenant)]`")) {
                Some(words) => items.extend(words),
                None => *doubtful = true,
            }
        }
        let words = words::COLLECTION.keep_known(&items, errors);
        *doubtful |= words.doubtful;
        errors.handle(Self::from_list(&words.known)).unwrap_or_default()
    }
}

/// The words in the brackets of an attribute: none for the word alone. `form` is said where there are no brackets.
pub(super) fn inside(attribute: &NestedMeta, form: &str) -> Result<Vec<NestedMeta>> {
    match attribute {
        NestedMeta::Meta(Meta::Path(_)) => Ok(Vec::new()),
        NestedMeta::Meta(Meta::List(list)) => Ok(NestedMeta::parse_meta_list(list.tokens.clone())?),
        other => Err(error(other, form)),
    }
}

/// The forms of `auto_timestamp`.
#[derive(Debug)]
pub(crate) enum AutoTimestamp {
    /// The word alone: `created_at` and `updated_at`, of which at least one must be there.
    Named,
    /// `(made, changed)`.
    Columns { created: ColumnName, updated: ColumnName },
    /// `(off)`: columns of these names are the client's.
    Off,
}

const AUTO_TIMESTAMP_FORMS: &str =
    "`auto_timestamp` stands alone, or with two columns, `auto_timestamp(made, changed)`, or with `off`";

impl FromMeta for AutoTimestamp {
    fn from_word() -> Result<Self> {
        Ok(Self::Named)
    }

    fn from_list(items: &[NestedMeta]) -> Result<Self> {
        match items {
            [NestedMeta::Meta(Meta::Path(off))] if off.is_ident("off") => Ok(Self::Off),
            [created, updated] => {
                let mut errors = Error::accumulator();
                let created = errors.handle(ColumnName::from_nested_meta(created));
                let updated = errors.handle(ColumnName::from_nested_meta(updated));
                match (created, updated) {
                    (Some(created), Some(updated)) => errors.finish_with(Self::Columns { created, updated }),
                    _ => errors.finish().and_then(|()| Err(Error::custom(AUTO_TIMESTAMP_FORMS))),
                }
            }
            [_, _, third, ..] => Err(error(third, AUTO_TIMESTAMP_FORMS)),
            [one] => Err(error(one, AUTO_TIMESTAMP_FORMS)),
            [] => Err(Error::custom(AUTO_TIMESTAMP_FORMS)),
        }
    }

    fn from_expr(value: &syn::Expr) -> Result<Self> {
        Err(error(value, AUTO_TIMESTAMP_FORMS))
    }
}

/// `order_by(column, direction)`.
#[derive(Debug)]
pub(crate) struct OrderBy {
    pub(crate) column: ColumnName,
    pub(crate) direction: Direction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Asc,
    Desc,
}

const ORDER_BY_FORM: &str = "`order_by` takes a column and a direction: `order_by(created_at, desc)`";

impl FromMeta for OrderBy {
    fn from_word() -> Result<Self> {
        Err(Error::custom(ORDER_BY_FORM))
    }

    fn from_list(items: &[NestedMeta]) -> Result<Self> {
        let Some(column) = items.first() else {
            return Self::from_word();
        };
        let column = ColumnName::from_nested_meta(column)?;
        match &items[1..] {
            [direction] => Ok(Self { column, direction: Direction::from_nested_meta(direction)? }),
            [] => {
                let name = &column.0;
                Err(error(
                    name,
                    format!("`order_by` needs a direction: `order_by({name}, asc)` or `order_by({name}, desc)`"),
                ))
            }
            [_, third, ..] => Err(error(third, "lists are sorted by one column; the id breaks ties")),
        }
    }

    fn from_expr(value: &syn::Expr) -> Result<Self> {
        Err(error(value, ORDER_BY_FORM))
    }
}

impl FromMeta for Direction {
    fn from_nested_meta(item: &NestedMeta) -> Result<Self> {
        let NestedMeta::Meta(Meta::Path(path)) = item else {
            return Err(error(item, "a direction is `asc` or `desc`"));
        };
        let word = path.get_ident().map_or_else(String::new, ToString::to_string);
        match word.as_str() {
            "asc" => Ok(Self::Asc),
            "desc" => Ok(Self::Desc),
            _ => Err(error(
                path,
                match nearest(&word, ["asc", "desc", "ascending", "descending"]) {
                    Some(meant) => {
                        format!("a direction is `asc` or `desc`; did you mean `{}`?", meant.trim_end_matches("ending"))
                    }
                    None => "a direction is `asc` or `desc`".to_owned(),
                },
            )),
        }
    }
}
