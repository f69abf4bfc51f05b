//! Columns, and the fields of nested values, as calls: `field(text, { role: 'id' })`.

use ferrosync::{
    schema::{Access, Column, DefaultValue, Field, Role, Type},
    validate::Rule,
};

use super::{
    expr::Expr,
    imports::Names,
    rules,
    text::{key, number, string},
};

/// A column as a property of `fields`.
pub(super) fn column(column: &'static Column, used: &mut Names) -> Expr {
    let mut options = Vec::new();
    if let Some(role) = role(column.role) {
        options.push(Expr::from(format!("role: '{role}'")));
    }
    if column.nullable {
        options.push("nullable: true".into());
    }
    if column.access == Access::Readonly {
        options.push("readonly: true".into());
    }
    if let Some(default) = column.default {
        options.push(Expr::from(literal(default)).under("default"));
    }
    call(&column.ty, column.rules, options, used).under(&key(column.wire))
}

fn nested(fields: &'static [Field], used: &mut Names) -> Expr {
    let fields = fields.iter().map(|field| {
        let options = if field.nullable { vec!["nullable: true".into()] } else { Vec::new() };
        call(&field.ty, field.rules, options, used).under(&key(field.wire))
    });
    Expr::object(fields.collect())
}

/// `field(text, { rules: [length(1, 200)] })`.
fn call(ty: &'static Type, rules: &'static [Rule], mut options: Vec<Expr>, used: &mut Names) -> Expr {
    let (ty, rules) = rules::flatten(ty, rules);
    let kind = kind(ty, used);
    let rules = rules::calls(rules, used);
    if !rules.is_empty() {
        options.push(Expr::array(rules).under("rules"));
    }
    let options = (!options.is_empty()).then(|| Expr::object(options));
    used.call("field", [Some(kind), options].into_iter().flatten().collect())
}

/// A type by itself: what is not written as a field has its rules inside of it.
fn item(ty: &'static Type, used: &mut Names) -> Expr {
    let (ty, rules) = rules::flatten(ty, &[]);
    let kind = kind(ty, used);
    let rules = rules::calls(rules, used);
    if rules.is_empty() { kind } else { used.call("refined", vec![kind, Expr::array(rules)]) }
}

fn kind(ty: &'static Type, used: &mut Names) -> Expr {
    match ty {
        Type::Uuid => used.value("uuid"),
        Type::Text => used.value("text"),
        Type::Bool => used.value("boolean"),
        Type::Int { min, max } if matches!(Type::INT, Type::Int { min: least, max: most } if (*min, *max) == (least, most)) => {
            used.value("integer")
        }
        Type::Int { min, max } => used.call("int", vec![min.to_string().into(), max.to_string().into()]),
        Type::Real => used.value("number"),
        Type::Timestamp => used.value("timestamp"),
        Type::Enum(all) => {
            let variants = all.variants.iter().map(|variant| string(variant.wire).into()).collect();
            used.call("choice", vec![Expr::array(variants)])
        }
        Type::Object(object) => {
            let fields = nested(object.fields, used);
            used.call("object", vec![fields])
        }
        Type::Union(union) => {
            let variants = union.variants.iter().map(|variant| nested(variant.fields, used).under(&key(variant.wire)));
            let variants = Expr::object(variants.collect());
            used.call("union", vec![string(union.tag).into(), variants])
        }
        Type::List(ty) => {
            let item = item(ty, used);
            used.call("list", vec![item])
        }
        Type::Json(_) => used.value("json"),
        Type::Newtype(_) => item(ty, used),
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
