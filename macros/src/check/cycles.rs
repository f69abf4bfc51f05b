use darling::error::Accumulator;
use proc_macro2::Ident;
use syn::Type;

use super::shape::{Shape, Types};
use crate::attrs::error;
use crate::model::{RawFields, RawItem, RawSchema};

/// Refuses types that contain themselves: no value of theirs ends, and neither does what is said about them.
pub(super) fn check(schema: &RawSchema, types: &Types, errors: &mut Accumulator) {
    let nodes = nodes(schema);
    for (at, (ident, fields)) in nodes.iter().enumerate() {
        // Each circle is told once, where its first type has the field that leads into it.
        for field in fields {
            let Some(way) = way(&nodes, types, field, &ident.to_string()) else {
                continue;
            };
            let is_first = way.iter().all(|name| position(&nodes, name).is_none_or(|other| other >= at));
            if is_first {
                let way: Vec<_> = [ident.to_string()].into_iter().chain(way).collect();
                errors.push(error(
                    *field,
                    format!(
                        "`{ident}` would contain itself: {}\nkeep what has no end in a `Json<..>`",
                        way.join(" → ")
                    ),
                ));
                break;
            }
        }
    }
}

/// Whether a type of the file contains itself.
pub(crate) fn contains_itself(schema: &RawSchema, ident: &Ident) -> bool {
    let types = Types::of(schema);
    let nodes = nodes(schema);
    let name = ident.to_string();
    position(&nodes, &name)
        .is_some_and(|at| nodes[at].1.iter().any(|field| way(&nodes, &types, field, &name).is_some()))
}

type Node<'a> = (&'a Ident, Vec<&'a Type>);

/// The types of the file, each with those of its fields.
fn nodes(schema: &RawSchema) -> Vec<Node<'_>> {
    let nodes = schema.items.iter().filter_map(|item| match item {
        RawItem::Enum(item) => {
            let fields = item.variants.iter().filter_map(|variant| match &variant.fields {
                RawFields::Named(fields) => Some(fields),
                RawFields::None | RawFields::Tuple(_) => None,
            });
            Some((&item.source.ident, fields.flatten().map(|field| &field.ty).collect()))
        }
        RawItem::Object(item) => Some((&item.source.ident, item.fields.iter().map(|field| &field.ty).collect())),
        RawItem::Newtype(item) => Some((&item.source.ident, vec![&item.ty])),
        RawItem::Collection(_) | RawItem::Dropped(_) | RawItem::Use(_) | RawItem::Refused(_) => None,
    });
    nodes.collect()
}

fn position(nodes: &[Node], name: &str) -> Option<usize> {
    nodes.iter().position(|(ident, _)| *ident == name)
}

/// The names of types on a way from a field's type to the type `to`, both included.
fn way(nodes: &[Node], types: &Types, field: &Type, to: &str) -> Option<Vec<String>> {
    let first = named(&types.resolve(field).shape)?.to_owned();
    let mut ways = vec![vec![first.clone()]];
    let mut seen = vec![first];
    while let Some(way) = ways.pop() {
        let end = way.last()?;
        if end == to {
            return Some(way);
        }
        let fields = position(nodes, end).map(|at| nodes[at].1.as_slice()).unwrap_or_default();
        for ty in fields {
            let shape = types.resolve(ty).shape;
            if let Some(next) = named(&shape).filter(|next| !seen.iter().any(|seen| seen == next)) {
                seen.push(next.to_owned());
                ways.push(way.iter().cloned().chain([next.to_owned()]).collect());
            }
        }
    }
    None
}

/// The type of the file that stands in a field, in however many lists.
fn named(shape: &Shape) -> Option<&str> {
    match shape {
        Shape::Enum(name) | Shape::Object(name) | Shape::Union(name) | Shape::Newtype(name, _) => Some(name),
        Shape::List(item) => named(item),
        Shape::Plain(_) | Shape::Json | Shape::Other => None,
    }
}
