//! Values as JSON text: right ones, ones on either side of a limit, and ones of other types.

mod containers;
mod numbers;
mod texts;

use ferrosync::{
    schema::{Collection, Column, Direction, Field, History, JsonType, Order, Role, Tenancy, Type},
    validate::{self, Rule, Spec},
};
use proptest::prelude::*;
use proptest::strategy::Union;
use serde_json::{Value, json};

use crate::json::{alien, any_json, deep, object, string};

/// Where a value stands: its type without the names on it, and all rules that it keeps.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    ty: &'static Type,
    nullable: bool,
    is_id: bool,
    rules: Vec<Rule>,
    /// A collection with a column that is like it. Rust's verdicts serve to make values here, not to judge them.
    like: &'static Collection,
}

impl Slot {
    fn new(ty: &'static Type, nullable: bool, rules: &[Rule]) -> Self {
        let (mut inner, mut all) = (ty, rules.to_vec());
        while let Type::Newtype(newtype) = inner {
            all.splice(0..0, newtype.rules.iter().copied());
            inner = &newtype.ty;
        }
        all.sort_by_key(|rule| !rule.spec.is_transform());
        let like = Box::leak(Box::new(collection_like(*inner, all.clone())));
        Self { ty: inner, nullable, is_id: false, rules: all, like }
    }

    /// What can be said where a rule is broken.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        codes(&self.rules)
    }

    /// Whether the value is taken.
    fn keeps(&self, value: impl Into<Value>) -> bool {
        self.said(&value.into()).is_empty()
    }

    /// Whether the value is of the right type and breaks a rule.
    fn breaks(&self, value: impl Into<Value>) -> bool {
        let (said, codes) = (self.said(&value.into()), self.codes());
        !said.is_empty() && said.iter().all(|code| codes.contains(code))
    }

    fn said(&self, value: &Value) -> Vec<&'static str> {
        let issues = validate::check_patch(self.like, &json!({ "it": value })).err();
        issues.into_iter().flatten().map(|issue| issue.code).collect()
    }
}

fn collection_like(ty: Type, rules: Vec<Rule>) -> Collection {
    let id = Column { role: Role::Id, ..Column::new("id", "id", Type::Uuid) };
    let it = Column { rules: Vec::leak(rules), ..Column::new("it", "it", ty) };
    Collection {
        name: "likes",
        table: "likes",
        entity: "Like",
        docs: "",
        tenancy: Tenancy::Single { room: "default" },
        columns: Vec::leak(vec![id, it]),
        order: Order { column: 0, direction: Direction::Asc },
        indexes: &[],
        checks: &[],
        history: History::NONE,
        types: ferrosync::__ts_types![],
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

/// What can be said where a rule is broken.
fn codes(rules: &[Rule]) -> Vec<&'static str> {
    let either = |min: bool, too_small, max: bool, too_large| {
        [min.then_some(too_small), max.then_some(too_large)].into_iter().flatten().collect()
    };
    let of = |rule: &Rule| match rule.spec {
        Spec::Trim | Spec::Lowercase | Spec::Uppercase | Spec::Custom => vec![],
        Spec::Length { min, max } => either(min.is_some(), "too_short", max.is_some(), "too_long"),
        Spec::Items { min, max } => either(min.is_some(), "too_few", max.is_some(), "too_many"),
        Spec::Range { min, max } => either(min.is_some(), "too_small", max.is_some(), "too_large"),
        Spec::Email => vec!["invalid_email"],
        Spec::Url => vec!["invalid_url"],
        Spec::Uuid => vec!["invalid_uuid"],
        Spec::Pattern { .. } => vec!["invalid_format"],
        Spec::StartsWith(_) => vec!["missing_prefix"],
        Spec::EndsWith(_) => vec!["missing_suffix"],
        Spec::Contains(_) => vec!["missing_part"],
        Spec::OneOf(_) => vec!["not_one_of"],
        Spec::MultipleOf(_) => vec!["not_multiple_of"],
        Spec::Int => vec!["not_integer"],
        Spec::Each(rules) => codes(rules),
    };
    rules.iter().flat_map(of).collect()
}

/// Any value, as [`strata`] has them.
pub(crate) fn any_for(slot: &Slot) -> BoxedStrategy<String> {
    Union::new_weighted(strata(slot)).boxed()
}

/// Kinds of values: right ones, those at the limits, those that break a rule, and others; and how many there are to be
/// of each.
pub(crate) fn strata(slot: &Slot) -> Vec<(u32, BoxedStrategy<String>)> {
    let (right, edge, alien) = (right(slot), edge(slot), alien().boxed());
    match broken(slot) {
        Some(broken) => vec![(7, right), (4, edge), (4, alien), (9, broken)],
        // Whatever is JSON is right: only its depth is wrong.
        None if matches!(slot.ty, Type::Json(_)) => vec![(6, right), (16, edge), (2, alien)],
        None if matches!(slot.ty, Type::Object(_) | Type::Union(_)) => vec![(7, right), (13, edge), (4, alien)],
        None => vec![(8, right), (6, edge), (10, alien)],
    }
}

/// Values that break a rule and are right otherwise, where there is a rule to break.
fn broken(slot: &Slot) -> Option<BoxedStrategy<String>> {
    let edge = (!slot.codes().is_empty()).then(|| edge(slot))?;
    let slot = slot.clone();
    let breaks = move |text: &String| serde_json::from_str(text).is_ok_and(|value: Value| slot.breaks(value));
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
