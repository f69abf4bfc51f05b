//! Values as JSON text: right ones, ones on either side of a limit, and ones of other types.

mod containers;
mod numbers;
mod texts;

use ferrosync::{
    schema::{Column, Field, JsonType, Role, Type},
    validate::Rule,
};
use proptest::prelude::*;
use proptest::strategy::Union;
use serde_json::Value;

use crate::json::{alien, any_json, deep, object, string};

/// Where a value stands: its type without the names on it, and all rules that it keeps.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    ty: &'static Type,
    nullable: bool,
    is_id: bool,
    pub(crate) rules: Vec<Rule>,
}

impl Slot {
    fn new(ty: &'static Type, nullable: bool, rules: &[Rule]) -> Self {
        let (mut inner, mut all) = (ty, rules.to_vec());
        while let Type::Newtype(newtype) = inner {
            all.splice(0..0, newtype.rules.iter().copied());
            inner = &newtype.ty;
        }
        all.sort_by_key(|rule| !rule.spec.is_transform());
        Self { ty: inner, nullable, is_id: false, rules: all }
    }

    /// Whether a value of the right type keeps the rules: as Rust has it, which serves to make values, not to judge.
    fn keeps(&self, value: impl Into<Value>) -> bool {
        let mut value = value.into();
        self.rules.iter().all(|rule| rule.apply(&mut value).is_ok())
    }
}

impl From<&'static Column> for Slot {
    fn from(column: &'static Column) -> Self {
        Self { is_id: column.role == Role::Id, ..Self::new(&column.ty, column.nullable, column.rules) }
    }
}

impl From<&'static Field> for Slot {
    fn from(field: &'static Field) -> Self {
        Self::new(&field.ty, field.nullable, field.rules)
    }
}

/// Any value: about a third is right, and most of the others nearly are.
pub(crate) fn any_for(slot: &Slot) -> BoxedStrategy<String> {
    let mut choices = vec![(7, right(slot)), (5, edge(slot)), (7, alien().boxed())];
    choices.extend(broken(slot).map(|broken| (10, broken)));
    Union::new_weighted(choices).boxed()
}

/// Values that break a rule, where there is one to break.
fn broken(slot: &Slot) -> Option<BoxedStrategy<String>> {
    let can_break = slot.rules.iter().any(|rule| !rule.spec.is_transform());
    let slot = slot.clone();
    let edge = can_break.then(|| edge(&slot))?;
    let breaks = move |text: &String| serde_json::from_str(text).is_ok_and(|value: Value| !slot.keeps(value));
    Some(edge.prop_filter("breaks a rule", breaks).boxed())
}

/// A value that is taken.
pub(crate) fn right(slot: &Slot) -> BoxedStrategy<String> {
    let values = match slot.ty {
        Type::Uuid => texts::uuid().prop_map(|text| string(&text, false)).boxed(),
        Type::Text => texts::right(slot),
        Type::Bool => any::<bool>().prop_map(|value| value.to_string()).boxed(),
        Type::Int { .. } | Type::Timestamp | Type::Real => numbers::right(slot),
        Type::Enum(all) => prop::sample::select(all.variants.iter().collect::<Vec<_>>())
            .prop_map(|variant| string(variant.wire, false))
            .boxed(),
        Type::Object(object) => containers::right_object(object.fields, None),
        Type::Union(union) => containers::right_union(union),
        Type::List(item) => containers::right_list(item, slot),
        Type::Json(json) => readable_json(json),
        Type::Newtype(_) => unreachable!("a slot has no names"),
    };
    if slot.nullable { prop_oneof![9 => values, 1 => Just("null".to_owned())].boxed() } else { values }
}

/// JSON that the Rust type can be read from.
fn readable_json(json: &'static JsonType) -> BoxedStrategy<String> {
    let texts = prop::collection::vec(prop::sample::select(&["\"a\"", "\"\"", "\"😀\""]), 0..3);
    let texts = texts.prop_map(|texts| {
        let members: Vec<_> =
            texts.into_iter().enumerate().map(|(index, text)| (index.to_string(), text.to_owned())).collect();
        object(&members, false)
    });
    let reads = |text: &String| serde_json::from_str(text).is_ok_and(|value| (json.check)(&value).is_ok());
    prop_oneof![3 => any_json(), 1 => texts].prop_filter("can be read", reads).boxed()
}

/// A value of the type that is at a limit, just beyond it, or written in a way that misleads.
fn edge(slot: &Slot) -> BoxedStrategy<String> {
    match slot.ty {
        Type::Uuid => texts::edge_uuid(),
        Type::Text if slot.is_id => texts::edge_id(),
        Type::Text => texts::edge(slot),
        Type::Bool => {
            prop::sample::select(&["true", "false", "0", "1", "\"true\"", "null"]).prop_map(str::to_owned).boxed()
        }
        Type::Int { .. } | Type::Timestamp | Type::Real => numbers::edge(slot),
        Type::Enum(all) => texts::edge_name(all.variants.iter().map(|variant| variant.wire).collect()),
        Type::Object(object) => containers::edge_object(object.fields, None),
        Type::Union(union) => containers::edge_union(union),
        Type::List(item) => containers::edge_list(item, slot),
        Type::Json(_) => deep(),
        Type::Newtype(_) => unreachable!("a slot has no names"),
    }
}
