//! Objects, unions and arrays: right ones, and ones in which one thing is off.

use ferrosync::{
    schema::{Field, Type, Union, UnionVariant},
    validate::Spec,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use super::{Slot, any_for, broken, right, texts};
use crate::json::{alien, object, string};

type Members = Vec<(String, String)>;

/// A tag and the variant's name.
type Tag = Option<(&'static str, &'static str)>;

pub(super) fn right_object(fields: &'static [Field], tag: Tag) -> BoxedStrategy<String> {
    (members(fields, tag), any::<bool>()).prop_map(|(members, escaped)| object(&members, escaped)).boxed()
}

/// The fields of a value, those that may be missing most of the time, in any order.
fn members(fields: &'static [Field], tag: Tag) -> BoxedStrategy<Members> {
    let each: Vec<_> = fields
        .iter()
        .map(|field| {
            let member = right(&field.into()).prop_map(|value| (field.wire.to_owned(), value));
            if field.nullable { prop::option::weighted(0.7, member).boxed() } else { member.prop_map(Some).boxed() }
        })
        .collect();
    each.prop_map(move |members| {
        let tag = tag.map(|(tag, name)| (tag.to_owned(), string(name, false)));
        members.into_iter().flatten().chain(tag).collect::<Members>()
    })
    .prop_shuffle()
    .boxed()
}

pub(super) fn edge_object(fields: &'static [Field], tag: Tag) -> BoxedStrategy<String> {
    let names: Vec<&str> = fields.iter().map(|field| field.wire).collect();
    let strange = select([&names[..], &["__proto__", "constructor", "type", "", "Street", "id", "0"]].concat());
    let without = (members(fields, tag), any::<Index>()).prop_map(|(mut members, index)| {
        if !members.is_empty() {
            members.remove(index.index(members.len()));
        }
        object(&members, false)
    });
    // The same name twice: the last counts, so that JavaScript never sees the first. It is one that the server can read.
    let readable = alien().prop_filter("can be read", |text| serde_json::from_str::<Value>(text).is_ok());
    let with =
        (members(fields, tag), strange, readable, any::<bool>()).prop_map(|(mut members, name, value, first)| {
            members.insert(if first { 0 } else { members.len() }, (name.to_owned(), value));
            object(&members, false)
        });
    if fields.is_empty() {
        return prop_oneof![without, with].boxed();
    }
    let other = select(fields.iter().collect::<Vec<_>>()).prop_flat_map(move |field| {
        let slot = Slot::from(field);
        let broken = broken(&slot).unwrap_or_else(|| any_for(&slot));
        (members(fields, tag), prop_oneof![1 => any_for(&slot), 2 => broken]).prop_map(move |(mut members, value)| {
            members.retain(|(name, _)| name != field.wire);
            members.push((field.wire.to_owned(), value));
            object(&members, false)
        })
    });
    prop_oneof![1 => without, 1 => with, 4 => other].boxed()
}

pub(super) fn right_union(union: &'static Union) -> BoxedStrategy<String> {
    variants(union).prop_flat_map(|variant| right_object(variant.fields, Some((union.tag, variant.wire)))).boxed()
}

pub(super) fn edge_union(union: &'static Union) -> BoxedStrategy<String> {
    let names = union.variants.iter().map(|variant| variant.wire).collect();
    let tags = prop_oneof![2 => texts::edge_name(names), 1 => alien()];
    let other_tag = (variants(union).prop_flat_map(|variant| members(variant.fields, None)), tags).prop_map(
        |(mut members, tag)| {
            members.push((union.tag.to_owned(), tag));
            object(&members, false)
        },
    );
    // The fields of one, the name of another.
    let mixed = (variants(union), variants(union))
        .prop_flat_map(|(one, other)| right_object(one.fields, Some((union.tag, other.wire))));
    let edge = variants(union).prop_flat_map(|variant| edge_object(variant.fields, Some((union.tag, variant.wire))));
    prop_oneof![1 => other_tag, 1 => mixed, 3 => edge].boxed()
}

fn variants(union: &'static Union) -> impl Strategy<Value = &'static UnionVariant> {
    select(union.variants.iter().collect::<Vec<_>>())
}

pub(super) fn right_list(item: &'static Type, slot: &Slot) -> BoxedStrategy<String> {
    let (min, max) = limits(slot);
    items(right(&item_slot(item, slot)), min..=max.unwrap_or(min + 3).min(min + 3))
}

pub(super) fn edge_list(item: &'static Type, slot: &Slot) -> BoxedStrategy<String> {
    let (min, max) = limits(slot);
    let item = item_slot(item, slot);
    let around = |limit: usize| limit.saturating_sub(1)..=limit + 1;
    let counts: Vec<usize> = max.into_iter().chain([min]).flat_map(around).collect();
    let other_count = {
        let item = right(&item);
        select(counts).prop_flat_map(move |count| items(item.clone(), count..=count))
    };
    let counts = min..=max.unwrap_or(min + 3).min(min + 3);
    let broken_items = broken(&item).unwrap_or_else(|| right(&item));
    prop_oneof![
        2 => other_count,
        1 => items(any_for(&item), counts.clone()),
        2 => items(prop_oneof![right(&item), broken_items].boxed(), counts),
    ]
    .boxed()
}

fn items(item: BoxedStrategy<String>, counts: std::ops::RangeInclusive<usize>) -> BoxedStrategy<String> {
    prop::collection::vec(item, counts).prop_map(|items| format!("[{}]", items.join(" , "))).boxed()
}

/// What an item keeps: the rules of its type, and those of each.
fn item_slot(item: &'static Type, slot: &Slot) -> Slot {
    let each = slot.rules.iter().filter_map(|rule| match rule.spec {
        Spec::Each(rules) => Some(rules),
        _ => None,
    });
    Slot::new(item, false, &each.collect::<Vec<_>>().concat())
}

fn limits(slot: &Slot) -> (usize, Option<usize>) {
    let mut counts = slot.rules.iter().filter_map(|rule| match rule.spec {
        Spec::Items { min, max } => Some((min.unwrap_or(0) as usize, max.map(|max| max as usize))),
        _ => None,
    });
    counts.next_back().unwrap_or((0, None))
}
