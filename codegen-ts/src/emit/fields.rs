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

/// What the columns of one file need beside themselves.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) used: Names,
    /// The kinds that have a name of their own, by their types' names, each after those that it uses.
    kinds: Vec<(&'static str, Expr)>,
}

impl File {
    /// The constant for a type that may stand in many places.
    fn kind_of(&mut self, ty: &'static str, expr: impl FnOnce(&mut Self) -> Expr) -> Expr {
        if !self.kinds.iter().any(|(name, _)| *name == ty) {
            let expr = expr(self);
            self.kinds.push((ty, expr));
        }
        constant(ty).into()
    }

    /// The constants, in an order that JavaScript can evaluate.
    pub(super) fn print_kinds(&self) -> String {
        let kinds = self.kinds.iter().map(|(ty, expr)| {
            let declaration = expr.clone().after(&format!("const {} = /* @__PURE__ */ ", constant(ty)));
            declaration.print(0) + "\n\n"
        });
        kinds.collect()
    }
}

/// `addressKind` for `Address`: nothing of ours ends so.
fn constant(ty: &str) -> String {
    let mut chars = ty.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_lowercase).collect();
    first + chars.as_str() + "Kind"
}

/// A column as a property of `fields`.
pub(super) fn column(column: &'static Column, file: &mut File) -> Expr {
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
    call(&column.ty, column.rules, options, file).under(&key(column.wire))
}

fn nested(fields: &'static [Field], file: &mut File) -> Expr {
    let fields = fields.iter().map(|field| {
        let options = if field.nullable { vec!["nullable: true".into()] } else { Vec::new() };
        call(&field.ty, field.rules, options, file).under(&key(field.wire))
    });
    Expr::object(fields.collect())
}

/// `field(text, { rules: [length(1, 200)] })`.
fn call(ty: &'static Type, rules: &'static [Rule], mut options: Vec<Expr>, file: &mut File) -> Expr {
    let (ty, rules) = rules::flatten(ty, rules);
    let kind = kind(ty, file);
    let rules = rules::calls(rules, &mut file.used);
    if !rules.is_empty() {
        options.push(Expr::array(rules).under("rules"));
    }
    let options = (!options.is_empty()).then(|| Expr::object(options));
    file.used.call("field", [Some(kind), options].into_iter().flatten().collect())
}

/// A type by itself: what is not written as a field has its rules inside of it.
fn item(ty: &'static Type, file: &mut File) -> Expr {
    let (ty, rules) = rules::flatten(ty, &[]);
    let kind = kind(ty, file);
    let rules = rules::calls(rules, &mut file.used);
    if rules.is_empty() { kind } else { file.used.call("refined", vec![kind, Expr::array(rules)]) }
}

fn kind(ty: &'static Type, file: &mut File) -> Expr {
    match ty {
        Type::Uuid => file.used.value("uuid"),
        Type::Text => file.used.value("text"),
        Type::Bool => file.used.value("boolean"),
        Type::Int { min, max } if matches!(Type::INT, Type::Int { min: least, max: most } if (*min, *max) == (least, most)) => {
            file.used.value("integer")
        }
        Type::Int { min, max } => file.used.call("int", vec![min.to_string().into(), max.to_string().into()]),
        Type::Real => file.used.value("number"),
        Type::Timestamp => file.used.value("timestamp"),
        Type::Enum(all) => {
            let variants = all.variants.iter().map(|variant| string(variant.wire).into()).collect();
            file.used.call("choice", vec![Expr::array(variants)])
        }
        Type::Object(object) => file.kind_of(object.name, |file| {
            let fields = nested(object.fields, file);
            file.used.call("object", vec![fields])
        }),
        Type::Union(union) => file.kind_of(union.name, |file| {
            let variants = union.variants.iter().map(|variant| nested(variant.fields, file).under(&key(variant.wire)));
            let variants = Expr::object(variants.collect());
            file.used.call("union", vec![string(union.tag).into(), variants])
        }),
        Type::List(ty) => {
            let item = item(ty, file);
            file.used.call("list", vec![item])
        }
        Type::Json(_) => file.used.value("json"),
        Type::Newtype(_) => item(ty, file),
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
