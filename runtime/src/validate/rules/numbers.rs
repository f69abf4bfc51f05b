//! Rules of numbers: whole ones (`i64` and smaller, `Timestamp`) and doubles.

use core::cmp::Ordering;

use serde_json::Value;

use super::demand;
use crate::validate::{Bound, Broken, Number, Problem, Rule, Spec};

/// `range(min = .., max = .., above = .., below = ..)`, and `positive` and the like.
pub const fn range(min: Option<Bound>, max: Option<Bound>) -> Rule {
    Rule::new(Spec::Range { min, max }, |spec, value| match *spec {
        Spec::Range { min, max } => check_range(min, max, value),
        _ => Ok(()),
    })
}

/// `multiple_of(..)`. Of doubles: as near to a multiple as their arithmetic comes (`0.3` is a multiple of `0.1`).
pub const fn multiple_of(divisor: Number) -> Rule {
    Rule::new(Spec::MultipleOf(divisor), |spec, value| match *spec {
        Spec::MultipleOf(divisor) => demand(is_multiple(value, divisor), || {
            Problem::new("not_multiple_of", format!("must be a multiple of {divisor}")).with("divisor", divisor)
        }),
        _ => Ok(()),
    })
}

/// `int`: a double without a fraction.
pub const fn int() -> Rule {
    Rule::new(Spec::Int, |_, value| {
        let has_fraction = value.as_f64().is_some_and(|number| number.fract() != 0.0);
        demand(!has_fraction, || Problem::new("not_integer", "must be an integer"))
    })
}

fn check_range(min: Option<Bound>, max: Option<Bound>, value: &Value) -> Result<(), Broken> {
    if let Some(Bound { value: limit, inclusive }) = min.filter(|min| !is_within(value, *min, Ordering::Greater)) {
        let (param, words) = if inclusive { ("min", "at least") } else { ("above", "more than") };
        return Err(vec![Problem::new("too_small", format!("must be {words} {limit}")).with(param, limit)]);
    }
    if let Some(Bound { value: limit, inclusive }) = max.filter(|max| !is_within(value, *max, Ordering::Less)) {
        let (param, words) = if inclusive { ("max", "at most") } else { ("below", "less than") };
        return Err(vec![Problem::new("too_large", format!("must be {words} {limit}")).with(param, limit)]);
    }
    Ok(())
}

/// Whether the value lies on the side of the bound that `side` names, or on an inclusive bound.
fn is_within(value: &Value, bound: Bound, side: Ordering) -> bool {
    let Some(order) = compare(value, bound.value) else {
        return true;
    };
    order == side || (order == Ordering::Equal && bound.inclusive)
}

fn compare(value: &Value, limit: Number) -> Option<Ordering> {
    match (value.as_i64(), limit) {
        (Some(value), Number::Int(limit)) => Some(value.cmp(&limit)),
        _ => value.as_f64()?.partial_cmp(&real(limit)),
    }
}

/// The rule's number decides how exact it is: a whole one is asked of whole numbers.
fn is_multiple(value: &Value, divisor: Number) -> bool {
    match (divisor, value.as_i64(), value.as_f64()) {
        (Number::Int(divisor), Some(value), _) => value.checked_rem(divisor) == Some(0),
        (Number::Int(_), None, Some(value)) => value % real(divisor) == 0.0,
        (Number::Real(divisor), _, Some(value)) => {
            let quotient = value / divisor;
            (quotient - quotient.round()).abs() <= 1e-9 * quotient.abs().max(1.0)
        }
        (_, _, None) => true,
    }
}

/// Exact: the macro takes whole numbers up to 2^53 − 1.
#[allow(clippy::cast_precision_loss)]
fn real(number: Number) -> f64 {
    match number {
        Number::Int(number) => number as f64,
        Number::Real(number) => number,
    }
}
