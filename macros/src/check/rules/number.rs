use darling::error::Accumulator;
use proc_macro2::Span;

use super::domain::Domain;
use crate::attrs::error;
use crate::attrs::rules::{Constant, ConstantKind, Edge, Range};
use crate::check::shape::MAX_SAFE;
use crate::model::{Bound, Literal, Number, Spec};

/// JavaScript's range of dates, in milliseconds from 1970.
const MAX_TIME: i64 = 8_640_000_000_000_000;

/// Whole numbers between which a value of the type lies; none for doubles.
pub(super) fn reach(domain: Domain) -> Option<(i64, i64)> {
    match domain {
        Domain::Int { min, max, .. } => Some((min, max)),
        Domain::Timestamp => Some((-MAX_TIME, MAX_TIME)),
        _ => None,
    }
}

/// A literal as a number of the domain.
fn number(constant: &Constant, domain: Domain) -> Result<Number, String> {
    let noun = domain.noun();
    match (domain, &constant.kind) {
        (_, ConstantKind::Text(_)) => Err(format!("this is a text; a number of {noun} stands here")),
        (Domain::Real, ConstantKind::Int(number)) => {
            Err(format!("a number of an `f64` is written with a point: `{number}.0`"))
        }
        (Domain::Real, &ConstantKind::Real(number)) => {
            // What both languages print alike: beyond, JavaScript turns to exponents. -0 is 0.
            if number == 0.0 {
                Ok(Number::Real(0.0))
            } else if (1e-6..1e21).contains(&number.abs()) {
                Ok(Number::Real(number))
            } else {
                Err("this is 0.0, or from 0.000001 to below 1e21 in size: those are printed alike in Rust and in JavaScript".to_owned())
            }
        }
        (_, ConstantKind::Real(_)) => Err(format!("{noun} holds whole numbers: leave the point out")),
        (_, &ConstantKind::Int(number)) => i64::try_from(number)
            .ok()
            .filter(|number| number.abs() <= MAX_SAFE)
            .map(Number::Int)
            .ok_or_else(|| format!("JavaScript holds whole numbers exactly up to ±{MAX_SAFE}")),
    }
}

/// `range(..)`, between whose bounds a value of the type lies.
pub(super) fn range(range: &Range, domain: Domain, errors: &mut Accumulator) -> Option<Spec> {
    let mut bound = |edge: &Option<Edge>| -> Option<Option<Bound>> {
        let Some(edge) = edge else {
            return Some(None);
        };
        match number(&edge.value, domain) {
            Ok(value) => Some(Some(Bound { value, inclusive: edge.inclusive })),
            Err(problem) => {
                errors.push(error(&edge.value.span, problem));
                None
            }
        }
    };
    let (min, max) = (bound(&range.low), bound(&range.high));
    let (min, max) = (min?, max?);
    let span = |edge: &Option<Edge>| edge.as_ref().map(|edge| edge.value.span);
    if let (Some(low), Some(high)) = (min, max)
        && is_empty(domain, low, high)
    {
        let span = span(&range.high).unwrap_or_else(Span::call_site);
        errors.push(error(&span, format!("nothing lies in this range: {}", between(low, high))));
        return None;
    }
    if let Some((least, most)) = reach(domain) {
        let noun = domain.noun();
        if min.and_then(first_whole).is_some_and(|first| first > most) {
            let span = span(&range.low).unwrap_or_else(Span::call_site);
            errors.push(error(&span, format!("nothing keeps this: {noun} is at most {most}")));
            return None;
        }
        if max.and_then(last_whole).is_some_and(|last| last < least) {
            let span = span(&range.high).unwrap_or_else(Span::call_site);
            errors.push(error(&span, format!("nothing keeps this: {noun} is at least {least}")));
            return None;
        }
    }
    Some(Spec::Range { min, max })
}

fn between(low: Bound, high: Bound) -> String {
    let from = if low.inclusive { "at least" } else { "more than" };
    let to = if high.inclusive { "at most" } else { "less than" };
    format!("{from} {} and {to} {}", low.value, high.value)
}

/// Whether no number of the domain lies between two bounds.
pub(super) fn is_empty(domain: Domain, low: Bound, high: Bound) -> bool {
    if let (Domain::Int { .. } | Domain::Timestamp, Some(first), Some(last)) =
        (domain, first_whole(low), last_whole(high))
    {
        return first > last;
    }
    match (low.value, high.value) {
        (Number::Real(from), Number::Real(to)) => from > to || (from >= to && !(low.inclusive && high.inclusive)),
        _ => false,
    }
}

/// The least whole number within a bound.
pub(super) fn first_whole(low: Bound) -> Option<i64> {
    match low.value {
        Number::Int(number) => Some(if low.inclusive { number } else { number + 1 }),
        Number::Real(_) => None,
    }
}

/// The largest whole number within a bound.
pub(super) fn last_whole(high: Bound) -> Option<i64> {
    match high.value {
        Number::Int(number) => Some(if high.inclusive { number } else { number - 1 }),
        Number::Real(_) => None,
    }
}

/// A range at 0: whether the low and the high bound are there, and include it.
pub(super) fn sign(domain: Domain, low: Option<bool>, high: Option<bool>) -> Spec {
    let value = if matches!(domain, Domain::Real) { Number::Real(0.0) } else { Number::Int(0) };
    let bound = |inclusive| Bound { value, inclusive };
    Spec::Range { min: low.map(bound), max: high.map(bound) }
}

/// The number of `multiple_of(..)`.
pub(super) fn divisor(constant: &Constant, domain: Domain, errors: &mut Accumulator) -> Option<Number> {
    let divisor = number(constant, domain).and_then(|divisor| match divisor {
        Number::Int(number) if number <= 0 => Err(format!("a divisor is above 0, not {number}")),
        Number::Real(number) if number <= 0.0 => Err(format!("a divisor is above 0, not {number}")),
        divisor => Ok(divisor),
    });
    divisor.map_err(|problem| errors.push(error(&constant.span, problem))).ok()
}

/// The values of `one_of(..)` with their places: those that fit the domain, each once.
pub(super) fn literals(
    constants: &[Constant],
    domain: Domain,
    errors: &mut Accumulator,
) -> Option<(Vec<Literal>, Vec<Span>)> {
    let (mut literals, mut spans) = (Vec::new(), Vec::new());
    for constant in constants {
        let literal = match (domain, &constant.kind) {
            (Domain::Text, ConstantKind::Text(text)) => Ok(Literal::Text(text.clone())),
            (Domain::Text, _) => Err("the values of a text are texts: `\"low\"`".to_owned()),
            _ => number(constant, domain).and_then(|number| match (number, reach(domain)) {
                (Number::Int(number), Some((min, max))) if !(min..=max).contains(&number) => {
                    Err(format!("{} is never {number}: it lies between {min} and {max}", domain.noun()))
                }
                (Number::Int(number), _) => Ok(Literal::Int(number)),
                (Number::Real(_), _) => Err("the values are texts or whole numbers".to_owned()),
            }),
        };
        match literal {
            Ok(literal) if literals.contains(&literal) => {
                errors.push(error(&constant.span, "this value stands here twice"));
            }
            Ok(literal) => {
                literals.push(literal);
                spans.push(constant.span);
            }
            Err(problem) => errors.push(error(&constant.span, problem)),
        }
    }
    (!literals.is_empty()).then_some((literals, spans))
}
