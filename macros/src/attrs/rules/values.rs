use darling::{Error, Result};
use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Expr, ExprUnary, Lit, UnOp};

use super::arguments::Arguments;
use crate::attrs::error;

/// A literal in a rule, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Constant {
    pub(crate) kind: ConstantKind,
    pub(crate) span: Span,
}

/// What a literal says, before it is known what its column holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ConstantKind {
    /// As wide as literals come, so that one that is too large is told so and not misread.
    Int(i128),
    Real(f64),
    Text(String),
}

impl Constant {
    pub(super) fn read(expr: &Expr) -> Result<Self> {
        let (literal, negative) = match expr {
            Expr::Lit(literal) => (Some(&literal.lit), false),
            Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match &**expr {
                Expr::Lit(literal) => (Some(&literal.lit), true),
                _ => (None, true),
            },
            _ => (None, false),
        };
        let kind = match literal {
            Some(Lit::Str(text)) if !negative => Some(ConstantKind::Text(text.value())),
            Some(Lit::Int(number)) if number.suffix().is_empty() => {
                let number = number.base10_parse::<i128>().unwrap_or(i128::MAX);
                Some(ConstantKind::Int(if negative { -number } else { number }))
            }
            Some(Lit::Float(number)) if number.suffix().is_empty() => {
                let number = number.base10_parse::<f64>()?;
                Some(ConstantKind::Real(if negative { -number } else { number }))
            }
            _ => None,
        };
        let span = expr.span();
        kind.map(|kind| Self { kind, span }).ok_or_else(|| error(&span, "expected a literal: `1`, `0.5` or `\"text\"`"))
    }
}

/// The text of a rule that takes one.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl Text {
    pub(super) fn read(word: &Ident, arguments: &Arguments) -> Result<Self> {
        let example = if word == "pattern" { "^[a-z]+$" } else { "x" };
        let form = format!("`{word}` takes one text: `{word}(\"{example}\")`");
        let value = match &arguments.values[..] {
            [value] => value,
            [_, second, ..] => return Err(error(second, form)),
            [] => return Err(error(word, form)),
        };
        match Constant::read(value) {
            Ok(Constant { kind: ConstantKind::Text(text), span }) if !text.is_empty() => Ok(Self { text, span }),
            Ok(Constant { kind: ConstantKind::Text(_), .. }) if word != "pattern" => {
                Err(error(value, format!("every text keeps `{word}(\"\")`: leave it out")))
            }
            Ok(Constant { kind: ConstantKind::Text(text), span }) => Ok(Self { text, span }),
            _ => Err(error(value, form)),
        }
    }
}

/// The values of `one_of(..)`.
pub(super) fn one_of(arguments: &Arguments) -> Result<Vec<Constant>> {
    if arguments.values.is_empty() {
        return Err(Error::custom("`one_of` needs the values: `one_of(\"low\", \"high\")`"));
    }
    let mut errors = Error::accumulator();
    let values = arguments.values.iter().filter_map(|value| errors.handle(Constant::read(value))).collect();
    errors.finish_with(values)
}

/// The number of `multiple_of(n)`.
pub(super) fn divisor(arguments: &Arguments) -> Result<Constant> {
    const FORM: &str = "`multiple_of` takes one number: `multiple_of(5)`";
    match &arguments.values[..] {
        [value] => Constant::read(value),
        [_, second, ..] => Err(error(second, FORM)),
        [] => Err(Error::custom(FORM)),
    }
}
