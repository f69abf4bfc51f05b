use darling::error::Accumulator;
use proc_macro2::Ident;
use syn::ext::IdentExt;

use super::collection::Context;
use super::shape::{Scalar, Shape, Types};
use crate::attrs::{References, error};
use crate::model::{Collection, OnDelete, RawCollection, RawColumn, Schema, Tenancy};
use crate::naming::{nearest, snake_case};

/// Checks every reference against the collection that it names.
pub(super) fn check(raws: &[&RawCollection], schema: &Schema, types: &Types, errors: &mut Accumulator) {
    let mut cascades: Vec<Cascade> = Vec::new();
    for (at, raw) in raws.iter().enumerate() {
        for (column, references) in said(raw) {
            let Some(to) = target(&references.entity, schema, errors) else {
                continue;
            };
            let reference = Found { raws, schema, types, from: at, to, column, references };
            reference.check(errors);
            if let Some(on_delete) = references.on_delete.as_ref().filter(|said| said.action == OnDelete::Cascade) {
                if at == to {
                    errors.push(error(
                        &on_delete.word,
                        "a row cannot be deleted with itself: within one collection a reference is `restrict` or `set_null`",
                    ));
                } else {
                    cascades.push(Cascade { from: at, to, word: &on_delete.word });
                }
            }
        }
    }
    cycles(raws, &cascades, errors);
}

/// The references of a collection whose words are sound.
fn said(raw: &RawCollection) -> impl Iterator<Item = (&RawColumn, &References)> {
    raw.columns.iter().filter_map(|column| Some((column, column.attr.references.as_ref()?.sound()?)))
}

/// Index of the collection that is named.
fn target(entity: &Ident, schema: &Schema, errors: &mut Accumulator) -> Option<usize> {
    let collections = &schema.collections;
    let given = entity.to_string();
    let found = collections.iter().position(|collection| collection.source.ident == given);
    if found.is_some() {
        return found;
    }
    let plural = collections.iter().find(|collection| {
        let names = [collection.names.table.as_str(), collection.names.wire.as_str()];
        names.contains(&given.as_str()) || snake_case(&collection.source.ident.to_string()) == given
    });
    let is_type = schema.types.iter().any(|item| item.ident() == &given);
    errors.push(error(
        entity,
        if let Some(meant) = plural {
            format!("collections are named by their struct: `{}`", meant.source.ident)
        } else if is_type {
            format!("`{given}` is the type of a value: a reference leads to a row of a collection")
        } else {
            let names: Vec<(String, String)> = collections
                .iter()
                .map(|collection| collection.source.ident.to_string())
                .map(|name| (snake_case(&name), name))
                .collect();
            let meant = nearest(&given, names.iter().map(|(snake, _)| snake.as_str()));
            match names.iter().find(|(snake, _)| Some(snake.as_str()) == meant) {
                Some((_, meant)) => format!("there is no collection `{given}`; did you mean `{meant}`?"),
                None => format!("there is no collection `{given}` in this file"),
            }
        },
    ));
    None
}

/// A reference whose other end is there.
struct Found<'a> {
    raws: &'a [&'a RawCollection],
    schema: &'a Schema,
    types: &'a Types<'a>,
    /// Indices of the collections at both ends.
    from: usize,
    to: usize,
    column: &'a RawColumn,
    references: &'a References,
}

impl Found<'_> {
    fn check(&self, errors: &mut Accumulator) {
        self.tenancy(errors);
        self.ty(errors);
        self.on_delete(errors);
    }

    fn ends(&self) -> (&Collection, &Collection) {
        (&self.schema.collections[self.from], &self.schema.collections[self.to])
    }

    /// Both ends of a reference are in one room.
    fn tenancy(&self, errors: &mut Accumulator) {
        let (from, to) = self.ends();
        let (child, parent) = (&from.source.ident, &to.source.ident);
        let problem = match (&from.tenancy, &to.tenancy) {
            (Tenancy::Multi(_), Tenancy::Multi(_)) => return,
            (Tenancy::Single { room }, Tenancy::Single { room: other }) if room == other => return,
            (Tenancy::Single { room }, Tenancy::Single { room: other }) => {
                format!(
                    "`{child}` lives in the room `{room}`, `{parent}` in `{other}`: rows of one room refer to each other"
                )
            }
            (Tenancy::Multi(_), Tenancy::Single { .. }) => format!(
                "`{parent}` is single-tenant and `{child}` is not: rows of one room refer to each other\nkeep the id in a column without `references`"
            ),
            (Tenancy::Single { .. }, Tenancy::Multi(_)) => format!(
                "`{child}` is single-tenant and `{parent}` is not: rows of one room refer to each other\ngive `{child}` a `#[sync_id]`"
            ),
        };
        // Whose the rows are is doubtful: then this may be a consequence.
        if !self.raws[self.from].doubtful && !self.raws[self.to].doubtful {
            errors.push(error(&self.references.entity, problem));
        }
    }

    fn ty(&self, errors: &mut Accumulator) {
        let to = self.raws[self.to];
        let Some(id) = Context::position(to, "id").map(|at| self.types.resolve(&to.columns[at].ty)) else {
            return; // told already
        };
        let Shape::Plain(scalar) = &id.shape else {
            return; // told already
        };
        if self.types.resolve(&self.column.ty).shape != id.shape {
            let parent = &to.source.ident;
            let name = match scalar {
                Scalar::Uuid => "Uuid",
                Scalar::String => "String",
                _ => return, // told already
            };
            errors.push(error(
                &self.column.ty,
                format!("a reference to `{parent}` has the type of its id: `{name}`, or `Option<{name}>`"),
            ));
        }
    }

    fn on_delete(&self, errors: &mut Accumulator) {
        let Some(said) = &self.references.on_delete else {
            return;
        };
        let (from, to) = self.ends();
        let (child, parent) = (&from.source.ident, &to.source.ident);
        match said.action {
            OnDelete::Restrict => {}
            OnDelete::SetNull => {
                if !self.types.resolve(&self.column.ty).optional {
                    let column = self.column.source.ident.unraw();
                    errors.push(error(
                        &said.word,
                        format!("`set_null` needs a column that can be null: make `{column}` an `Option`"),
                    ));
                }
            }
            OnDelete::Cascade => {
                let is_soft = |end: usize| self.raws[end].attr.soft_delete.is_some();
                if is_soft(self.to) && !is_soft(self.from) && self.from != self.to {
                    errors.push(error(
                        &said.word,
                        format!(
                            "rows of `{parent}` are hidden, not removed: their rows of `{child}` must be hidden with them\ngive `{child}` `soft_delete`, or write `restrict`"
                        ),
                    ));
                }
            }
        }
    }
}

/// A reference that deletes.
struct Cascade<'a> {
    from: usize,
    to: usize,
    word: &'a Ident,
}

/// Refuses cascades that go round in a circle, each circle once.
fn cycles(raws: &[&RawCollection], cascades: &[Cascade], errors: &mut Accumulator) {
    for (at, cascade) in cascades.iter().enumerate() {
        // A circle is told at the cascade that closes it: the one written last.
        if let Some(path) = way(cascades, cascade.to, cascade.from, at) {
            let names: Vec<String> =
                path.iter().chain([&cascade.to]).map(|&end| raws[end].source.ident.to_string()).collect();
            errors.push(error(
                cascade.word,
                format!(
                    "these cascades go round in a circle: {}\nmake one of them `restrict` or `set_null`",
                    names.join(" → ")
                ),
            ));
        }
    }
}

/// The collections on a way along cascades that were written before `limit`, from `from` to `to`.
fn way(cascades: &[Cascade], from: usize, to: usize, limit: usize) -> Option<Vec<usize>> {
    let mut ways = vec![vec![from]];
    let mut seen = vec![from];
    while let Some(way) = ways.pop() {
        let end = *way.last()?;
        if end == to {
            return Some(way);
        }
        for next in cascades[..limit].iter().filter(|cascade| cascade.from == end).map(|cascade| cascade.to) {
            if !seen.contains(&next) {
                seen.push(next);
                ways.push(way.iter().copied().chain([next]).collect());
            }
        }
    }
    None
}
