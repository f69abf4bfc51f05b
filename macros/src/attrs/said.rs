use darling::ast::NestedMeta;
use darling::{Error, FromMeta, Result};
use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, LitStr, Meta, MetaNameValue};

use super::error;

/// A word somebody wrote, and what could be made of it.
///
/// Keeps the word, so that an error about it stands under it; and stays there when its value is broken, so that
/// nobody is told that a word is missing which merely has a mistake in it.
#[derive(Debug)]
pub(crate) struct Said<T> {
    pub(crate) word: Ident,
    pub(crate) value: Result<T>,
}

impl<T: FromMeta> FromMeta for Said<T> {
    fn from_meta(item: &Meta) -> Result<Self> {
        let word = item.path().get_ident().ok_or_else(|| error(item.path(), "expected one word"))?;
        Ok(Self { word: word.clone(), value: T::from_meta(item) })
    }
}

impl<T> Said<T> {
    /// The value, if it is sound. Its errors are told elsewhere.
    pub(crate) fn sound(&self) -> Option<&T> {
        self.value.as_ref().ok()
    }
}

/// A word that takes nothing.
#[derive(Debug)]
pub(crate) struct Word;

impl FromMeta for Word {
    fn from_meta(item: &Meta) -> Result<Self> {
        let word = last_word(item);
        match item {
            Meta::Path(_) => Ok(Self),
            Meta::List(list) => Err(error(&list.tokens, format!("`{word}` takes nothing: write the word alone"))),
            Meta::NameValue(pair) => Err(error(&pair.value, format!("`{word}` takes no value: write the word alone"))),
        }
    }
}

/// The last word of `item`'s path, as it is written.
pub(crate) fn last_word(item: &Meta) -> String {
    item.path().segments.last().map_or_else(String::new, |segment| segment.ident.to_string())
}

/// A text in quotes: `name = "todo_lists"`.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) value: String,
    pub(crate) span: Span,
}

impl Text {
    pub(crate) fn of(literal: &LitStr) -> Self {
        Self { value: literal.value(), span: literal.span() }
    }
}

impl FromMeta for Text {
    fn from_meta(item: &Meta) -> Result<Self> {
        let word = last_word(item);
        match item {
            Meta::NameValue(MetaNameValue { value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), .. }) => {
                Ok(Self::of(text))
            }
            Meta::NameValue(pair) => {
                Err(error(&pair.value, format!("`{word}` takes a text in quotes: `{word} = \"..\"`")))
            }
            Meta::List(list) => Err(error(&list.path, format!("`{word}` is given with `=`: `{word} = \"..\"`"))),
            Meta::Path(path) => Err(error(path, format!("`{word}` takes a text in quotes: `{word} = \"..\"`"))),
        }
    }
}

/// A column, named by its ident.
#[derive(Debug, Clone)]
pub(crate) struct ColumnName(pub(crate) Ident);

impl FromMeta for ColumnName {
    fn from_nested_meta(item: &NestedMeta) -> Result<Self> {
        match item {
            NestedMeta::Meta(Meta::Path(path)) if path.get_ident().is_some() => Ok(Self(path.require_ident()?.clone())),
            NestedMeta::Lit(Lit::Str(name)) => {
                let name_alone = name.value();
                let name_alone = name_alone.split_whitespace().next().unwrap_or("created_at");
                Err(error(name, format!("columns are named without quotes: `{name_alone}`")))
            }
            other => Err(error(other, "expected the name of a column")),
        }
    }
}

/// A whole number from 0 to 2^32 − 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Count(pub(crate) u32);

impl FromMeta for Count {
    fn from_word() -> Result<Self> {
        Err(Error::custom("needs a number: `= 1`"))
    }

    fn from_list(_: &[NestedMeta]) -> Result<Self> {
        Err(Error::custom("a number is given with `=`"))
    }

    fn from_expr(expr: &Expr) -> Result<Self> {
        let parsed = match expr {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Int(number) if number.suffix().is_empty() => number.base10_parse::<u32>().ok(),
                _ => None,
            },
            _ => None,
        };
        parsed.map(Self).ok_or_else(|| error(&expr.span(), "expected a whole number from 0 to 4294967295"))
    }
}
