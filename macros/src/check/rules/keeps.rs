//! Whether a value that is known at compile time keeps a rule: what the engine says, said where the mistake was made.
//! The tests compare the two.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::pattern::is_space;
use crate::model::{Bound, DefaultValue, Limits, Literal, Number, Spec};

/// A value that is known at compile time.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sample<'a> {
    Text(&'a str),
    Int(i64),
    Real(f64),
    /// A list of so many.
    Items(usize),
}

impl<'a> Sample<'a> {
    /// A default that rules can say something of.
    pub(super) fn of(default: &'a DefaultValue) -> Option<Self> {
        match default {
            DefaultValue::Text(text) => Some(Self::Text(text)),
            DefaultValue::Int(number) => Some(Self::Int(*number)),
            DefaultValue::Real(number) => Some(Self::Real(*number)),
            DefaultValue::EmptyList => Some(Self::Items(0)),
            DefaultValue::Bool(_) => None,
        }
    }

    pub(super) fn of_literal(literal: &'a Literal) -> Self {
        match literal {
            Literal::Int(number) => Self::Int(*number),
            Literal::Text(text) => Self::Text(text),
        }
    }
}

/// Whether the value breaks the rule, or is changed by the transform. A rule of another kind of values is kept.
pub(super) fn breaks(spec: &Spec, value: &Sample) -> bool {
    match *value {
        Sample::Text(text) => text_breaks(spec, text),
        Sample::Int(number) => int_breaks(spec, number),
        Sample::Real(number) => real_breaks(spec, number),
        Sample::Items(count) => matches!(spec, Spec::Items(limits) if outside(*limits, count)),
    }
}

fn text_breaks(spec: &Spec, text: &str) -> bool {
    match spec {
        Spec::Trim => text.trim_matches(is_space) != text,
        Spec::Lowercase => text.to_lowercase() != text,
        Spec::Uppercase => text.to_uppercase() != text,
        Spec::Length(limits) => outside(*limits, text.chars().count()),
        Spec::Email => !is_email(text),
        Spec::Url => !is_url(text),
        Spec::Uuid => !UUID.as_ref().is_some_and(|uuid| uuid.is_match(text)),
        // The printer's patterns all compile: its own tests see to it.
        Spec::Pattern { rust, .. } => Regex::new(rust).is_ok_and(|regex| !regex.is_match(text)),
        Spec::StartsWith(prefix) => !text.starts_with(prefix),
        Spec::EndsWith(suffix) => !text.ends_with(suffix),
        Spec::Contains(part) => !text.contains(part),
        Spec::OneOf(values) => !values.iter().any(|value| matches!(value, Literal::Text(value) if value == text)),
        Spec::Range { .. } | Spec::MultipleOf(_) | Spec::Int | Spec::Items(_) | Spec::Each(_) => false,
    }
}

fn int_breaks(spec: &Spec, number: i64) -> bool {
    match spec {
        Spec::OneOf(values) => !values.contains(&Literal::Int(number)),
        Spec::Range { min, max } => {
            let below = |Bound { value, inclusive }: Bound| match value {
                Number::Int(min) => number < min || (number == min && !inclusive),
                Number::Real(_) => false,
            };
            let above = |Bound { value, inclusive }: Bound| match value {
                Number::Int(max) => number > max || (number == max && !inclusive),
                Number::Real(_) => false,
            };
            min.is_some_and(below) || max.is_some_and(above)
        }
        Spec::MultipleOf(Number::Int(divisor)) => number % divisor != 0,
        _ => false,
    }
}

fn real_breaks(spec: &Spec, number: f64) -> bool {
    match spec {
        Spec::Range { min, max } => {
            let below = |Bound { value, inclusive }: Bound| match value {
                Number::Real(min) => {
                    if inclusive {
                        number < min
                    } else {
                        number <= min
                    }
                }
                Number::Int(_) => false,
            };
            let above = |Bound { value, inclusive }: Bound| match value {
                Number::Real(max) => {
                    if inclusive {
                        number > max
                    } else {
                        number >= max
                    }
                }
                Number::Int(_) => false,
            };
            min.is_some_and(below) || max.is_some_and(above)
        }
        // As the engine does it.
        Spec::MultipleOf(Number::Real(divisor)) => {
            let quotient = number / divisor;
            (quotient - quotient.round()).abs() > 1e-9 * quotient.abs().max(1.0)
        }
        Spec::Int => number.fract() != 0.0,
        _ => false,
    }
}

fn outside(Limits { min, max }: Limits, count: usize) -> bool {
    min.is_some_and(|min| count < min as usize) || max.is_some_and(|max| count > max as usize)
}

/// A pattern of ours, which compiles.
fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

static EMAIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    const ATOM: &str = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    regex(&format!(r"^{ATOM}(?:\.{ATOM})*@{LABEL}(?:\.{LABEL})+$"))
});
static UUID: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"));
static URL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(&format!(
        r#"^[Hh][Tt][Tt][Pp][Ss]?://(?:{LABEL}(?:\.{LABEL})*|\[[0-9A-Fa-f:.]+\])(?::([1-9][0-9]{{0,4}}))?(?:[/?#][^\x00-\x20\x7F"<>\\^`{{|}}]*)?$"#
    ))
});

/// A part of a host's name.
const LABEL: &str = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

fn is_email(text: &str) -> bool {
    EMAIL.as_ref().is_some_and(|email| email.is_match(text))
        && text.len() <= 254
        && text.find('@').is_some_and(|local| local <= 64)
}

fn is_url(text: &str) -> bool {
    let port = URL.as_ref().and_then(|url| url.captures(text)).map(|found| found.get(1).map(|port| port.as_str()));
    port.is_some_and(|port| port.is_none_or(|port| port.parse::<u16>().is_ok()))
        && text.chars().count() <= 2048
        && !text.contains(is_space)
}

#[cfg(test)]
mod tests;
