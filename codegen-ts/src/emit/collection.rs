use core::fmt::Write;
use std::collections::BTreeSet;

use ferrosync::{
    schema::{Collection, Column, DefaultValue, Direction, Kind, Role, Tenancy},
    validate::{Rule, Spec},
};

use super::{
    imports::{Source, from},
    names,
    text::{doc_comment, key, number, string},
};
use crate::Options;

/// A collection's file: what the client must know of it, as data and pure calls.
pub(super) fn file(collection: &Collection, options: &Options) -> String {
    let mut used = BTreeSet::from(["defineCollection", "field"]);
    let mut fields = String::new();
    for column in collection.columns {
        let _ = writeln!(fields, "    {}: {},", key(column.wire), field(column, &mut used));
    }
    let room = match collection.tenancy {
        Tenancy::Single { room } => string(room),
        Tenancy::Multi { .. } => "null".to_owned(),
    };
    let direction = match collection.order.direction {
        Direction::Asc => "asc",
        Direction::Desc => "desc",
    };

    let mut text = from("import", used, &Source::Runtime("client"), options);
    text.push_str(&from("import type", names::types(collection), &Source::Emitted("types"), options));
    let _ = write!(
        text,
        "\n{docs}export const {name} = /* @__PURE__ */ defineCollection<{wire}, {entity}, {insert}, {patch}>({{
  name: {wire},
  room: {room},
  orderBy: [{order}, '{direction}'],
  fields: {{
{fields}  }},
}})
",
        docs = doc_comment(collection.docs, ""),
        name = collection.name,
        wire = string(collection.name),
        entity = collection.entity,
        insert = names::insert_type(collection),
        patch = names::patch_type(collection),
        order = string(collection.order_column().wire),
    );
    text
}

/// `field(text, { rules: [length(1, 200)] })`; `used` gets the functions that it calls.
fn field(column: &Column, used: &mut BTreeSet<&'static str>) -> String {
    let kind = kind(column.kind());
    used.insert(kind);
    let mut options = Vec::new();
    if let Some(role) = role(column.role) {
        options.push(format!("role: '{role}'"));
    }
    if column.nullable {
        options.push("nullable: true".to_owned());
    }
    if let Some(default) = column.default {
        options.push(format!("default: {}", literal(default)));
    }
    if !column.rules.is_empty() {
        let rules: Vec<_> = column.rules.iter().map(|rule| call(rule, used)).collect();
        options.push(format!("rules: [{}]", rules.join(", ")));
    }
    if options.is_empty() { format!("field({kind})") } else { format!("field({kind}, {{ {} }})", options.join(", ")) }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Uuid => "uuid",
        Kind::Text => "text",
        Kind::Bool => "boolean",
        Kind::Int => "integer",
        Kind::Real => "number",
        Kind::Timestamp => "timestamp",
        Kind::Json => "json",
    }
}

fn role(role: Role) -> Option<&'static str> {
    match role {
        Role::Id => Some("id"),
        Role::SyncId => Some("syncId"),
        Role::CreatedAt => Some("created"),
        Role::UpdatedAt => Some("updated"),
        Role::Owner => Some("owner"),
        Role::Scope => Some("scope"),
        Role::DeletedAt => Some("deleted"),
        Role::Data => None,
    }
}

fn literal(default: DefaultValue) -> String {
    match default {
        DefaultValue::Bool(value) => value.to_string(),
        DefaultValue::Int(value) => value.to_string(),
        DefaultValue::Real(value) => number(value),
        DefaultValue::Text(value) => string(value),
        DefaultValue::EmptyList => "[]".to_owned(),
    }
}

fn call(rule: &Rule, used: &mut BTreeSet<&'static str>) -> String {
    match rule.spec {
        Spec::Length { min, max } => {
            used.insert("length");
            let min = min.map_or("undefined".to_owned(), |min| min.to_string());
            max.map_or_else(|| format!("length({min})"), |max| format!("length({min}, {max})"))
        }
        _ => todo!(),
    }
}
