//! Two names of a schema, because two things go stale apart from each other.
//!
//! A longer `length(max = ..)` changes what the bindings accept but no table; a column's new place in the struct
//! changes the table's text but no message. One hash for both would send people to migrate what need not be migrated,
//! or tell every open browser of a change that it cannot see. Doc comments change neither.

use core::fmt::Write;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Collection, Column, DefaultValue, Direction, Kind, Role, Schema, Tenancy};
use crate::{sql::ddl, validate::Spec};

impl Schema {
    /// Names the tables: what `_sync_schema` must hold for the statements to fit. 16 hexadecimal digits.
    ///
    /// The order of the structs in their file does not count.
    pub fn database_hash(&self) -> String {
        let mut objects = ddl::objects(self);
        objects.sort_by(|a, b| a.name.cmp(&b.name));
        let statements: Vec<_> = objects.iter().map(|object| object.sql.as_str()).collect();
        digest(&statements.join(";\n"))
    }

    /// Names what clients see: collections, fields, rules. It stands in the bindings and in `sync-init.schema`. 16
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
fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes())[..8].iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

// Arrays only: the order of an object's keys is a choice of serde_json's features, which other crates may set.
// Each struct is taken apart without `..`, so that nobody adds a part and forgets it here.

fn describe(collection: &Collection) -> Value {
    let Collection {
        name,
        table: _,
        entity: _,
        docs: _,
        tenancy,
        columns,
        order,
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
    let direction = match order.direction {
        Direction::Asc => "asc",
        Direction::Desc => "desc",
    };
    let columns: Vec<_> = columns.iter().map(describe_column).collect();
    json!([name, room, [collection.order_column().wire, direction], columns])
}

fn describe_column(column: &Column) -> Value {
    let Column {
        name: _,
        wire,
        docs: _,
        ty,
        nullable,
        role,
        access: _,
        default,
        rules,
        custom: _,
        reference: _,
        format: _,
        renamed_from: _,
    } = column;
    let kind = match ty.kind() {
        Kind::Json => "json",
        Kind::Uuid => "uuid",
        Kind::Text => "text",
        Kind::Bool => "bool",
        Kind::Int => "int",
        Kind::Real => "real",
        Kind::Timestamp => "timestamp",
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
    let rules: Vec<_> = rules.iter().map(|rule| describe_rule(rule.spec)).collect();
    json!([wire, kind, nullable, role, default, rules])
}

fn describe_rule(spec: Spec) -> Value {
    match spec {
        Spec::Length { min, max } => json!(["length", min, max]),
        _ => todo!(),
    }
}
