//! Numbers round every bound of a type and of its rules.

use ferrosync::{
    schema::{Timestamp, Type},
    validate::{Literal, Number, Spec},
};
use proptest::prelude::*;

use super::Slot;
use crate::numbers::{self, MAX_INT};

/// A number that the slot takes.
pub(super) fn right(slot: &Slot) -> BoxedStrategy<String> {
    let filter = slot.clone();
    if let Type::Real = slot.ty {
        let points: Vec<f64> = points(slot).into_iter().map(value).collect();
        let near =
            (prop::sample::select(points), -1_000..1_000_i32).prop_map(|(point, step)| point + f64::from(step) / 20.0);
        return prop_oneof![3 => near, 1 => numbers::double()]
            .prop_filter("keeps the rules", move |number| filter.keeps(*number))
            .prop_map(|number| serde_json::Value::from(number).to_string())
            .boxed();
    }
    let (min, max) = limits(slot);
    let points: Vec<i64> = points(slot).into_iter().map(whole).collect();
    let near =
        (prop::sample::select(points), prop_oneof![Just(0), -20..=20_i64]).prop_map(|(point, step)| point + step);
    prop_oneof![3 => near, 1 => min..=max]
        .prop_filter("keeps the rules", move |number| (min..=max).contains(number) && filter.keeps(*number))
        .prop_flat_map(numbers::written)
        .boxed()
}

/// A number at a bound, near one, or written in an odd way.
pub(super) fn edge(slot: &Slot) -> BoxedStrategy<String> {
    const STEPS: [f64; 13] = [0.0, 1.0, -1.0, 0.5, -0.5, 0.1, 0.03, 1e-7, -1e-7, 1e-8, 1e-9, 1e-10, 1e-11];
    let points = points(slot);
    let doubles: Vec<f64> = points.iter().copied().map(value).collect();
    let wholes: Vec<i64> = points.into_iter().map(whole).collect();
    let near_double =
        (prop::sample::select(doubles), prop::sample::select(&STEPS), -1..=1_i32).prop_map(|(point, step, ulps)| {
            match ulps {
                0 => point + step,
                1 => point.next_up(),
                _ => point.next_down(),
            }
        });
    let near_whole = (prop::sample::select(wholes), -2..=2_i64)
        .prop_map(|(point, step)| point.saturating_add(step))
        .prop_flat_map(numbers::written);
    match slot.ty {
        Type::Real => {
            let near = near_double.prop_map(|number| serde_json::Value::from(number).to_string());
            prop_oneof![3 => near, 2 => near_whole, 1 => numbers::edge()].boxed()
        }
        _ => prop_oneof![4 => near_whole, 1 => numbers::edge()].boxed(),
    }
}

fn limits(slot: &Slot) -> (i64, i64) {
    match slot.ty {
        Type::Int { min, max } => (*min, *max),
        _ => (Timestamp::MIN.as_millis(), Timestamp::MAX.as_millis()),
    }
}

/// Where something begins or ends.
fn points(slot: &Slot) -> Vec<Number> {
    let mut points = vec![Number::Int(0)];
    if !matches!(slot.ty, Type::Real) {
        let (min, max) = limits(slot);
        points.extend([Number::Int(min), Number::Int(max)]);
    }
    let fixed = points.len();
    for rule in &slot.rules {
        match rule.spec {
            Spec::Range { min, max } => points.extend([min, max].into_iter().flatten().map(|bound| bound.value)),
            Spec::MultipleOf(divisor @ Number::Int(of)) => {
                points.extend([divisor, Number::Int(-of), Number::Int(of * 7)]);
            }
            Spec::MultipleOf(divisor @ Number::Real(of)) => {
                points.extend([divisor, Number::Real(-of), Number::Real(of * 3.0), Number::Real(of * 1e9)]);
            }
            Spec::OneOf(values) => points.extend(values.iter().filter_map(|literal| match literal {
                Literal::Int(number) => Some(Number::Int(*number)),
                Literal::Text(_) => None,
            })),
            _ => {}
        }
    }
    // A rule's bounds tell more than those of the type.
    let of_rules = points.split_off(fixed);
    points.extend(of_rules.repeat(3));
    points
}

#[allow(clippy::cast_precision_loss)]
fn value(number: Number) -> f64 {
    match number {
        Number::Int(number) => number as f64,
        Number::Real(number) => number,
    }
}

#[allow(clippy::cast_possible_truncation)]
fn whole(number: Number) -> i64 {
    match number {
        Number::Int(number) => number,
        Number::Real(number) => (number as i64).clamp(-MAX_INT, MAX_INT),
    }
}
