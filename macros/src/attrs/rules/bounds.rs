use darling::{Error, FromMeta, Result};
use proc_macro2::Ident;

use super::super::said::Count;
use super::arguments::Arguments;
use super::values::Constant;
use crate::attrs::error;

/// `(min = .., max = ..)` of a length or of a number of items: at least one of the two is there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) min: Option<u32>,
    pub(crate) max: Option<u32>,
}

impl Counts {
    pub(super) fn read(word: &Ident, arguments: &Arguments) -> Result<Self> {
        let mut errors = Error::accumulator();
        let mut counts = Self { min: None, max: None };
        for (name, value) in &arguments.named {
            let count = errors.handle(Count::from_expr(value)).map(|Count(count)| count);
            if name == "min" {
                counts.min = count;
            } else {
                counts.max = count;
            }
        }
        if arguments.named.is_empty() {
            errors.push(Error::custom(format!("`{word}` needs `min`, `max` or both: `{word}(min = 1, max = 200)`")));
        }
        errors.finish_with(counts)
    }
}

/// `range(..)`: at least one of the two is there.
#[derive(Debug)]
pub(crate) struct Range {
    pub(crate) low: Option<Edge>,
    pub(crate) high: Option<Edge>,
}

/// `min = 1` or `above = 1`, `max = 5` or `below = 5`.
#[derive(Debug)]
pub(crate) struct Edge {
    pub(crate) value: Constant,
    /// Whether the number itself is within the range.
    pub(crate) inclusive: bool,
}

impl Range {
    pub(super) fn read(arguments: &Arguments) -> Result<Self> {
        let mut errors = Error::accumulator();
        let mut range = Self { low: None, high: None };
        for (name, value) in &arguments.named {
            let inclusive = name == "min" || name == "max";
            let side = if name == "min" || name == "above" { &mut range.low } else { &mut range.high };
            if side.is_some() {
                let other = match name.to_string().as_str() {
                    "min" => "above",
                    "above" => "min",
                    "max" => "below",
                    _ => "max",
                };
                errors.push(error(name, format!("a range has `{other}` or `{name}`, not both")));
            } else if let Some(value) = errors.handle(Constant::read(value)) {
                *side = Some(Edge { value, inclusive });
            }
        }
        if arguments.named.is_empty() {
            errors.push(Error::custom(
                "`range` needs `min` or `above`, `max` or `below`, or one of each: `range(min = 0, max = 5)`",
            ));
        }
        errors.finish_with(range)
    }
}
