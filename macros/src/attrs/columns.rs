use darling::ast::NestedMeta;
use darling::{Error, FromMeta, Result};
use syn::Meta;

use super::error;
use super::said::{ColumnName, last_word};

/// Columns in brackets, at least one: `index(project_id, created_at)`.
#[derive(Debug)]
pub(crate) struct Columns(pub(crate) Vec<ColumnName>);

impl FromMeta for Columns {
    fn from_meta(item: &Meta) -> Result<Self> {
        let word = last_word(item);
        let form = format!("`{word}` takes columns in brackets: `{word}(title, created_at)`");
        match item {
            Meta::List(list) if !list.tokens.is_empty() => {
                let items = NestedMeta::parse_meta_list(list.tokens.clone())?;
                names(&items).map(Self)
            }
            Meta::NameValue(pair) => Err(error(&pair.value, form)),
            Meta::Path(path) | Meta::List(syn::MetaList { path, .. }) => Err(error(path, form)),
        }
    }
}

fn names(items: &[NestedMeta]) -> Result<Vec<ColumnName>> {
    let mut errors = Error::accumulator();
    let names = items.iter().filter_map(|item| errors.handle(ColumnName::from_nested_meta(item))).collect();
    errors.finish_with(names)
}

/// The forms of `soft_delete`.
#[derive(Debug)]
pub(crate) enum SoftDelete {
    /// The word alone: the column `deleted_at`.
    Named,
    /// `(archived_at)`.
    Column(ColumnName),
}

const SOFT_DELETE_FORMS: &str = "`soft_delete` stands alone, or with its column: `soft_delete(archived_at)`";

impl FromMeta for SoftDelete {
    fn from_word() -> Result<Self> {
        Ok(Self::Named)
    }

    fn from_list(items: &[NestedMeta]) -> Result<Self> {
        match items {
            [column] => ColumnName::from_nested_meta(column).map(Self::Column),
            [_, second, ..] => Err(error(second, SOFT_DELETE_FORMS)),
            [] => Err(Error::custom(SOFT_DELETE_FORMS)),
        }
    }

    fn from_expr(value: &syn::Expr) -> Result<Self> {
        Err(error(value, SOFT_DELETE_FORMS))
    }
}

/// The forms of `dropped`.
#[derive(Debug)]
pub(crate) enum Dropped {
    /// The word alone: the whole table, on a struct without columns.
    Table,
    /// Columns, by the names that they had in SQL.
    Columns(Vec<ColumnName>),
}

impl FromMeta for Dropped {
    fn from_meta(item: &Meta) -> Result<Self> {
        match item {
            Meta::Path(_) => Ok(Self::Table),
            other => Columns::from_meta(other).map(|Columns(names)| Self::Columns(names)),
        }
    }
}
