//! The way through a value: its type first, from the outside in, then its rules, from the inside out.

use serde_json::{Map, Value};

use super::{Literal, Problem, Rule, kinds, report::Report, rules::not_one_of};
use crate::schema::{Column, Field, Newtype, Type, Union};

/// Where a value stands, and what is said of it there.
#[derive(Clone, Copy)]
pub(super) struct Slot<'a> {
    ty: &'a Type,
    nullable: bool,
    rules: &'a [Rule],
    custom: &'a [Rule],
}

impl<'a> From<&'a Column> for Slot<'a> {
    fn from(&Column { ref ty, nullable, rules, custom, .. }: &'a Column) -> Self {
        Self { ty, nullable, rules, custom }
    }
}

impl<'a> From<&'a Field> for Slot<'a> {
    fn from(&Field { ref ty, nullable, rules, custom, wire: _, docs: _ }: &'a Field) -> Self {
        Self { ty, nullable, rules, custom }
    }
}

pub(super) struct Walk<'a, 'b> {
    report: &'a mut Report<'b>,
}

impl<'a, 'b> Walk<'a, 'b> {
    pub(super) fn new(report: &'a mut Report<'b>) -> Self {
        Self { report }
    }

    /// Gives the value as it is to be stored, or nothing where it, or anything in it, is of the wrong type: then its own
    /// rules would have nothing to look at.
    pub(super) fn slot(&mut self, slot: Slot<'_>, value: &Value) -> Option<Value> {
        let Slot { ty, nullable, rules, custom } = slot;
        if nullable && value.is_null() {
            return Some(Value::Null);
        }
        let mut value = self.parts(ty, value)?;
        self.apply(ty, Pass::Transforms, rules, &mut value);
        self.apply(ty, Pass::Rules, rules, &mut value);
        self.apply(ty, Pass::Custom, custom, &mut value);
        Some(value)
    }

    fn parts(&mut self, ty: &Type, value: &Value) -> Option<Value> {
        match (ty, value) {
            (Type::Newtype(newtype), value) => self.parts(&newtype.ty, value),
            (Type::List(item), Value::Array(items)) => self.items(item, items),
            (Type::Object(object), Value::Object(members)) => self.members(object.fields, None, members),
            (Type::Union(union), Value::Object(members)) => self.variant(union, members),
            (ty, value) => kinds::check(ty, value).map_err(|problem| self.report.add(problem)).ok(),
        }
    }

    fn items(&mut self, ty: &Type, items: &[Value]) -> Option<Value> {
        let slot = Slot { ty, nullable: false, rules: &[], custom: &[] };
        let mut checked = Some(Vec::with_capacity(items.len()));
        for (index, item) in items.iter().enumerate() {
            let item = self.report.inside(index, |report| Walk::new(report).slot(slot, item));
            checked = checked.zip(item).map(|(mut checked, item)| {
                checked.push(item);
                checked
            });
        }
        checked.map(Value::Array)
    }

    /// The fields of an object, all of them, so that what is stored needs no knowledge of what may be missing.
    fn members(&mut self, fields: &[Field], tag: Option<&str>, members: &Map<String, Value>) -> Option<Value> {
        let mut is_right = true;
        for name in members.keys() {
            if tag != Some(name) && !fields.iter().any(|field| field.wire == name) {
                self.report.add_at(name.as_str(), Problem::new("unknown_field", "is not a field of this value"));
                is_right = false;
            }
        }
        let mut checked = Map::new();
        for field in fields {
            let value = match members.get(field.wire) {
                Some(value) => self.report.inside(field.wire, |report| Walk::new(report).slot(field.into(), value)),
                None if field.nullable => Some(Value::Null),
                None => {
                    self.report.add_at(field.wire, kinds::required());
                    None
                }
            };
            is_right &= value.is_some();
            checked.insert(field.wire.to_owned(), value.unwrap_or_default());
        }
        is_right.then_some(Value::Object(checked))
    }

    fn variant(&mut self, union: &Union, members: &Map<String, Value>) -> Option<Value> {
        let Some(tag) = members.get(union.tag) else {
            self.report.add_at(union.tag, kinds::required());
            return None;
        };
        let Some(variant) = union.variants.iter().find(|variant| tag == variant.wire) else {
            let names = union.variants.iter().map(|variant| Literal::Text(variant.wire));
            self.report.add_at(union.tag, not_one_of(names));
            return None;
        };
        let mut checked = self.members(variant.fields, Some(union.tag), members)?;
        checked[union.tag] = tag.clone();
        Some(checked)
    }

    /// A type's own rules come before those of the place where it stands.
    fn apply(&mut self, ty: &Type, pass: Pass, rules: &[Rule], value: &mut Value) {
        if let Type::Newtype(Newtype { ty, rules, custom, name: _, docs: _, types: _ }) = ty {
            self.apply(ty, pass, if pass == Pass::Custom { custom } else { rules }, value);
        }
        for rule in rules.iter().filter(|rule| pass.takes(rule)) {
            for problem in rule.apply(value).err().into_iter().flatten() {
                self.report.add(problem);
            }
        }
    }
}

/// All transforms of a value run before all its rules, wherever they stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    Transforms,
    Rules,
    Custom,
}

impl Pass {
    fn takes(self, rule: &Rule) -> bool {
        match self {
            Self::Transforms => rule.spec.is_transform(),
            Self::Rules => !rule.spec.is_transform(),
            Self::Custom => true,
        }
    }
}
