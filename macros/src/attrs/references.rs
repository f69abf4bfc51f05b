use darling::ast::NestedMeta;
use darling::{Error, FromMeta, Result};
use proc_macro2::Ident;
use syn::{Expr, ExprLit, ExprPath, Lit, Meta};

use super::said::Said;
use super::{error, words};
use crate::model::OnDelete;
use crate::naming::{nearest, upper_camel_case};

/// `references(List, on_delete = cascade)`.
#[derive(Debug)]
pub(crate) struct References {
    /// The other collection's struct.
    pub(crate) entity: Ident,
    pub(crate) on_delete: Option<SaidOnDelete>,
}

/// What was said of deleting, and the word that said it.
#[derive(Debug, Clone)]
pub(crate) struct SaidOnDelete {
    pub(crate) word: Ident,
    pub(crate) action: OnDelete,
}

const FORM: &str = "`references` takes the struct of a collection: `references(List, on_delete = cascade)`";

#[derive(Debug, FromMeta)]
struct Rest {
    /// `on_delete = cascade`, `restrict` or `set_null`: what becomes of the row when the other one is deleted.
    on_delete: Option<Said<SaidOnDelete>>,
}

impl FromMeta for References {
    fn from_word() -> Result<Self> {
        Err(Error::custom(FORM))
    }

    fn from_list(items: &[NestedMeta]) -> Result<Self> {
        let entity = match items.first() {
            Some(NestedMeta::Meta(Meta::Path(path))) => path
                .get_ident()
                .cloned()
                .ok_or_else(|| error(path, "a collection of this file is named by one word"))?,
            Some(NestedMeta::Lit(Lit::Str(name))) => {
                let entity = upper_camel_case(&name.value());
                return Err(error(name, format!("collections are named by their struct, without quotes: `{entity}`")));
            }
            Some(other) => return Err(error(other, FORM)),
            None => return Self::from_word(),
        };
        let mut errors = Error::accumulator();
        let known = words::REFERENCES.keep_known(&items[1..], &mut errors).known;
        let rest = errors.handle(Rest::from_list(&known));
        let on_delete = rest.and_then(|rest| rest.on_delete).and_then(|said| errors.handle(said.value));
        errors.finish_with(Self { entity, on_delete })
    }

    fn from_expr(value: &Expr) -> Result<Self> {
        Err(error(value, FORM))
    }
}

const ACTIONS: &str = "`on_delete` is `cascade`, `restrict` or `set_null`";

impl FromMeta for SaidOnDelete {
    fn from_word() -> Result<Self> {
        Err(Error::custom(format!("{ACTIONS}: `on_delete = cascade`")))
    }

    fn from_list(_: &[NestedMeta]) -> Result<Self> {
        Err(Error::custom(format!("{ACTIONS}: `on_delete = cascade`")))
    }

    fn from_expr(expr: &Expr) -> Result<Self> {
        let word = match expr {
            Expr::Path(ExprPath { path, .. }) => path.get_ident().cloned(),
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
                let meant = meant(&text.value()).unwrap_or("cascade");
                return Err(error(text, format!("`on_delete` is written without quotes: `on_delete = {meant}`")));
            }
            _ => None,
        };
        let word = word.ok_or_else(|| error(expr, ACTIONS))?;
        let action = match word.to_string().as_str() {
            "cascade" => OnDelete::Cascade,
            "restrict" => OnDelete::Restrict,
            "set_null" => OnDelete::SetNull,
            "no_action" | "noAction" | "NoAction" => {
                return Err(error(
                    &word,
                    "a reference always leads to a row: instead of no action there is `restrict`",
                ));
            }
            other => {
                return Err(error(
                    &word,
                    meant(other).map_or(ACTIONS.to_owned(), |meant| format!("{ACTIONS}; did you mean `{meant}`?")),
                ));
            }
        };
        Ok(Self { word, action })
    }
}

fn meant(given: &str) -> Option<&'static str> {
    nearest(&given.to_ascii_lowercase().replace(['-', ' '], "_"), ["cascade", "restrict", "set_null"])
        .or_else(|| nearest(given, ["cascade", "restrict", "set_null"]))
}
