use darling::error::Accumulator;

use super::collection::Context;
use super::parts::Part;
use super::shape::{Scalar, Shape};
use super::timestamps::find;
use crate::attrs::{Direction, OrderBy, error};
use crate::model::{Order, RawCollection};

/// How lists are sorted: as `order_by` says, else the newest first.
pub(super) fn check(context: &Context, errors: &mut Accumulator) -> Order {
    let raw = context.raw;
    match raw.attr.order_by.as_ref().map(|said| &said.value) {
        Some(Ok(order_by)) => given(context, order_by, errors).unwrap_or_else(|| by_id(raw)),
        Some(Err(_)) => by_id(raw),
        None => {
            let seen = |&at: &usize| context.shapes[at].is(Scalar::Timestamp) && raw.columns[at].attr.private.is_none();
            let plain = || Context::position(raw, "created_at").filter(seen);
            let created = context.timestamps.created.or_else(plain);
            created.map_or_else(|| by_id(raw), |column| Order { column, direction: Direction::Desc })
        }
    }
}

fn given(context: &Context, order_by: &OrderBy, errors: &mut Accumulator) -> Option<Order> {
    let name = &order_by.column.0;
    let column = find(context.raw, &order_by.column, errors)?;
    if !matches!(context.shapes[column].shape.plain(), Shape::Plain(_) | Shape::Enum(_)) {
        errors.push(error(
            name,
            "a column to sort by is a text, a number, a `bool`, a `Uuid`, a `Timestamp` or an enum of texts, by these names",
        ));
    } else if context.raw.columns[column].attr.private.is_some() {
        errors.push(error(
            name,
            format!("`{name}` is private: clients sort lists too, and cannot by what they do not see"),
        ));
    } else {
        match context.parts[column] {
            Some(Part::SyncId) => {
                errors.push(error(name, format!("all rows of a list have the same `{name}`: sort by another column")));
            }
            Some(Part::DeletedAt) => errors.push(error(
                name,
                format!("no row of a list has a `{name}`, or it would be hidden: sort by another column"),
            )),
            _ => {}
        }
    }
    Some(Order { column, direction: order_by.direction })
}

/// The newest first, as far as ids made in time's order tell.
fn by_id(raw: &RawCollection) -> Order {
    Order { column: Context::position(raw, "id").unwrap_or(0), direction: Direction::Desc }
}
