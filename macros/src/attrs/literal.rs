use darling::{FromMeta, Result};
use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Expr, ExprPath, ExprUnary, Lit, Meta, UnOp};

use super::error;

/// The literal of `#[default(..)]`, and where it stands.
#[derive(Debug)]
pub(crate) struct Literal {
    pub(crate) value: Value,
    pub(crate) span: Span,
}

/// What a literal says, before it is known what its column holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Bool(bool),
    /// As wide as literals come, so that one that is too large is told so and not misread.
    Int(i128),
    Real(f64),
    Text(String),
    /// `Status::Done`; without its enum the first is missing.
    Variant(Option<Ident>, Ident),
    /// `[]`
    EmptyList,
}

const ONE_LITERAL: &str = "a default is one literal: `true`, `0`, `0.5`, `\"text\"`, `Status::Done` or `[]`";

impl FromMeta for Literal {
    fn from_meta(item: &Meta) -> Result<Self> {
        match item {
            Meta::Path(word) => Err(error(word, "`#[default]` needs a value: `#[default(false)]`")),
            Meta::NameValue(pair) => Err(error(pair, "a default is written in brackets: `#[default(false)]`")),
            Meta::List(list) if list.tokens.is_empty() => {
                Err(error(&list.path, "`#[default]` needs a value: `#[default(false)]`"))
            }
            Meta::List(list) => match list.parse_args::<Expr>() {
                Ok(expr) => Self::read(&expr),
                Err(problem) => Err(error(&problem.span(), ONE_LITERAL)),
            },
        }
    }
}

impl Literal {
    fn read(expr: &Expr) -> Result<Self> {
        let value = match expr {
            Expr::Lit(literal) => value(&literal.lit, false),
            Expr::Path(ExprPath { path, qself: None, .. }) => variant(path),
            Expr::Array(array) if array.elems.is_empty() => Some(Value::EmptyList),
            Expr::Array(_) => return Err(error(expr, "the default of a `Vec` is the empty one: `[]`")),
            Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr: inner, .. }) => match &**inner {
                Expr::Lit(literal) => value(&literal.lit, true),
                _ => None,
            },
            _ => None,
        };
        let span = expr.span();
        value.map(|value| Self { value, span }).ok_or_else(|| error(&span, ONE_LITERAL))
    }
}

fn variant(path: &syn::Path) -> Option<Value> {
    let mut idents = path.segments.iter().map(|segment| segment.ident.clone()).rev();
    match (idents.next()?, idents.next(), idents.next()) {
        (variant, owner, None) => Some(Value::Variant(owner, variant)),
        _ => None,
    }
}

fn value(literal: &Lit, negative: bool) -> Option<Value> {
    match literal {
        Lit::Bool(bool) if !negative => Some(Value::Bool(bool.value)),
        Lit::Str(text) if !negative => Some(Value::Text(text.value())),
        Lit::Int(number) if matches!(number.suffix(), "" | "i64") => {
            // What i128 cannot hold no column can: any number beyond the limits is told the limits.
            let number = number.base10_parse::<i128>().unwrap_or(i128::MAX);
            Some(Value::Int(if negative { -number } else { number }))
        }
        Lit::Float(number) if matches!(number.suffix(), "" | "f64") => {
            let number = number.base10_parse::<f64>().ok()?;
            Some(Value::Real(if negative { -number } else { number }))
        }
        _ => None,
    }
}
