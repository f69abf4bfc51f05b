//! Two names of a schema, because two things go stale apart from each other.
//!
//! A longer `length(max = ..)` changes what the bindings accept but no table; a new index changes the tables but no
//! message. One hash for both would send people to migrate what need not be migrated,
//! or tell every open browser of a change that it cannot see. Doc comments change neither.

use core::fmt::Write;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    Access, Collection, Column, DefaultValue, Direction, Enum, Field, JsonType, Newtype, Object, Role, Schema, Tenancy,
    Type, Union, UnionVariant, Variant,
};
use crate::{
    sql::ddl,
    validate::{Bound, Rule, Spec},
};

impl Schema {
    /// Names the tables: what `_sync_schema` must hold for the statements to fit. 16 hexadecimal digits.
    ///
    /// The order of the structs in their file does not count, nor that of their fields: a column that a migration
    /// added stands behind all others, wherever its field is.
    pub fn database_hash(&self) -> String {
        ddl::Model::of(self).hash()
    }

    /// Names what clients see: collections, fields, their types, rules and the rules' messages. Not what the server keeps
    /// to itself: private columns, references, the app's own functions. It stands in the bindings and in `sync-init.schema`. 16
    /// hexadecimal digits.
    ///
    /// The order of the structs in their file does not count.
    pub fn wire_hash(&self) -> String {
        let mut collections = self.collections.to_vec();
        collections.sort_by_key(|collection| collection.name);
        let described: Vec<_> = collections.into_iter().map(describe).collect();
        digest(&Value::from(described).to_string())
    }
}

/// The first 64 bits of SHA-256, in hexadecimal: enough to tell the versions of one app's schema apart.
pub(crate) fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes())[..8].iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

// Arrays only: the order of an object's keys is a choice of serde_json's features, which other crates may set.
// Each struct is taken apart without `..`, so that nobody adds a part and forgets it here. Rust's names of types are
// left out: no message has them.

fn describe(collection: &Collection) -> Value {
    let Collection {
        name,
        table: _,
        entity: _,
        docs: _,
        tenancy,
        columns,
        order: _,
        indexes: _,
        checks: _,
        history: _,
        types: _,
    } = collection;
    let room = match tenancy {
        Tenancy::Single { room } => Some(*room),
        // Which column it is, is told by its role.
        Tenancy::Multi { column: _ } => None,
    };
    let direction = match collection.order.direction {
        Direction::Asc => "asc",
        Direction::Desc => "desc",
    };
    let columns: Vec<_> = columns.iter().filter_map(describe_column).collect();
    json!([name, room, [collection.order_column().wire, direction], columns])
}

/// Nothing of a column that clients do not see.
fn describe_column(column: &Column) -> Option<Value> {
    let Column {
        name: _,
        wire,
        docs: _,
        ty,
        nullable,
        role,
        access,
        default,
        rules,
        custom: _,
        reference: _,
        format: _,
        renamed_from: _,
    } = column;
    let access = match access {
        Access::Open => "open",
        Access::Readonly => "readonly",
        Access::Private => return None,
    };
    let role = match role {
        Role::Id => "id",
        Role::SyncId => "sync_id",
        Role::CreatedAt => "created_at",
        Role::UpdatedAt => "updated_at",
        Role::Owner => "owner",
        Role::Scope => "scope",
        Role::DeletedAt => "deleted_at",
        Role::Data => "data",
    };
    // In an array of its own, so that no default differs from any default.
    let default: Vec<Value> = default
        .iter()
        .map(|default| match *default {
            DefaultValue::Bool(value) => Value::from(value),
            DefaultValue::Int(value) => Value::from(value),
            DefaultValue::Real(value) => Value::from(value),
            DefaultValue::Text(value) => Value::from(value),
            DefaultValue::EmptyList => json!([]),
        })
        .collect();
    Some(json!([wire, describe_type(ty), nullable, role, access, default, describe_rules(rules)]))
}

fn describe_type(ty: &Type) -> Value {
    match ty {
        Type::Uuid => json!(["uuid"]),
        Type::Text => json!(["text"]),
        Type::Bool => json!(["bool"]),
        Type::Int { min, max } => json!(["int", min, max]),
        Type::Real => json!(["real"]),
        Type::Timestamp => json!(["timestamp"]),
        Type::Enum(Enum { name: _, docs: _, variants }) => {
            let names: Vec<_> = variants.iter().map(|Variant { wire, docs: _ }| *wire).collect();
            json!(["enum", names])
        }
        Type::Object(Object { name: _, docs: _, fields, types: _ }) => json!(["object", describe_fields(fields)]),
        Type::Union(Union { name: _, docs: _, tag, variants }) => {
            let describe = |variant: &UnionVariant| {
                let UnionVariant { wire, docs: _, fields, types: _ } = variant;
                json!([wire, describe_fields(fields)])
            };
            json!(["union", tag, variants.iter().map(describe).collect::<Vec<_>>()])
        }
        Type::List(item) => json!(["list", describe_type(item)]),
        Type::Newtype(Newtype { name: _, docs: _, ty, rules, custom: _, types: _ }) => {
            json!(["newtype", describe_type(ty), describe_rules(rules)])
        }
        // What else it has is the build script's alone.
        Type::Json(JsonType { check: _, .. }) => json!(["json"]),
    }
}

fn describe_fields(fields: &[Field]) -> Value {
    let describe = |field: &Field| {
        let Field { wire, docs: _, ty, nullable, rules, custom: _ } = field;
        json!([wire, describe_type(ty), nullable, describe_rules(rules)])
    };
    fields.iter().map(describe).collect()
}

fn describe_rules(rules: &[Rule]) -> Value {
    rules.iter().map(|rule| json!([describe_spec(rule.spec), rule.message])).collect()
}

fn describe_spec(spec: Spec) -> Value {
    let bound = |Bound { value, inclusive }| json!([Value::from(value), inclusive]);
    match spec {
        Spec::Trim => json!(["trim"]),
        Spec::Lowercase => json!(["lowercase"]),
        Spec::Uppercase => json!(["uppercase"]),
        Spec::Length { min, max } => json!(["length", min, max]),
        Spec::Email => json!(["email"]),
        Spec::Url => json!(["url"]),
        Spec::Uuid => json!(["uuid"]),
        // The Rust text says the same as JavaScript's.
        Spec::Pattern { given, rust: _, js } => json!(["pattern", given, js]),
        Spec::StartsWith(prefix) => json!(["starts_with", prefix]),
        Spec::EndsWith(suffix) => json!(["ends_with", suffix]),
        Spec::Contains(part) => json!(["contains", part]),
        Spec::OneOf(values) => json!(["one_of", values.iter().copied().map(Value::from).collect::<Vec<_>>()]),
        Spec::Range { min, max } => json!(["range", min.map(bound), max.map(bound)]),
        Spec::MultipleOf(divisor) => json!(["multiple_of", Value::from(divisor)]),
        Spec::Int => json!(["int"]),
        Spec::Items { min, max } => json!(["items", min, max]),
        Spec::Each(rules) => json!(["each", describe_rules(rules)]),
        Spec::Custom => json!(["custom"]),
    }
}
