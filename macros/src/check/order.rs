use darling::error::Accumulator;

use super::collection::Context;
use super::shape::{Scalar, Shape, Typed};
use super::timestamps::{Timestamps, find};
use crate::attrs::{Direction, OrderBy, error};
use crate::model::{Order, RawCollection};

/// How lists are sorted: as `order_by` says, else the newest first.
pub(super) fn check(raw: &RawCollection, shapes: &[Typed], timestamps: &Timestamps, errors: &mut Accumulator) -> Order {
    match raw.attr.order_by.as_ref().map(|said| &said.value) {
        Some(Ok(order_by)) => given(raw, shapes, order_by, errors).unwrap_or_else(|| by_id(raw)),
        Some(Err(problem)) => {
            errors.push(problem.clone());
            by_id(raw)
        }
        None => {
            let plain = || Context::position(raw, "created_at").filter(|&at| shapes[at].is(Scalar::Timestamp));
            let created = timestamps.created.or_else(plain);
            created.map_or_else(|| by_id(raw), |column| Order { column, direction: Direction::Desc })
        }
    }
}

fn given(raw: &RawCollection, shapes: &[Typed], order_by: &OrderBy, errors: &mut Accumulator) -> Option<Order> {
    let name = &order_by.column.0;
    let column = find(raw, &order_by.column, errors)?;
    if shapes[column].optional {
        errors.push(error(name, format!("`{name}` is an `Option`: sorting by one is not supported yet")));
    } else if !matches!(shapes[column].shape, Shape::Plain(_)) {
        errors.push(error(
            name,
            "a column to sort by is a `Uuid`, `String`, `bool`, `i64`, `f64` or `Timestamp`, by these names",
        ));
    } else if raw.columns[column].attr.sync_id.is_some() {
        errors.push(error(name, format!("all rows of a list have the same `{name}`: sort by another column")));
    }
    Some(Order { column, direction: order_by.direction })
}

/// The newest first, as far as ids made in time's order tell.
pub(super) fn by_id(raw: &RawCollection) -> Order {
    Order { column: Context::position(raw, "id").unwrap_or(0), direction: Direction::Desc }
}
