//! `zod.ts`: the same validators for apps that build on zod.

use core::fmt::Write;

use ferrosync::schema::{Collection, Column, Field, Schema, Type, UnionVariant};
use ts_rs::Config;

use super::{
    expr::Expr,
    imports::{Source, from},
    named::NamedTypes,
    names,
    text::{doc_comment, is_plain, key, string},
};
use crate::Options;

/// Zod has other codes than ours, and other ideas of a text's length in every other version. So it keeps the structure,
/// and what a value must be beyond that, the column itself says: the rules stand once.
const HELPERS: &str = "\
/** What our validator says of a column's value: the same verdict and value, the code in `params`. */
const column =
  <T>({ fields }: { readonly fields: Fields }, name: string) =>
  (payload: z.core.ParsePayload<T>): void => {
    const { value } = payload
    const report: Report = ({ code, message, params }, ...path) => {
      payload.issues.push({ code: 'custom', path: [...path], message, params: { ...params, code }, input: value })
      return undefined
    }
    const read = fields[name]?.read(value, report)
    if (read !== undefined) payload.value = read as T
  }

/** A patch changes something. */
const changes = ({ value, issues }: z.core.ParsePayload<object>): void => {
  if (Object.values(value).some((item) => item !== undefined)) return
  const message = 'must name at least one field to change'
  issues.push({ code: 'custom', message, params: { code: 'empty_patch' }, input: value })
}
";

/// Zod reads `constructor` of an object that has none, and finds the one that every object inherits.
const OWN: &str = "\
/** A name that every object inherits: what is inherited is a function, and no JSON. */
const own = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value: unknown) => (typeof value === 'function' ? undefined : value), schema)

";

const INHERITED: [&str; 7] =
    ["constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf"];

/// The schema of a property.
fn property(name: &str, schema: Expr) -> Expr {
    let schema = if INHERITED.contains(&name) { Expr::call("own", vec![schema]) } else { schema };
    schema.under(&key(name))
}

/// `zTodo`, `zTodoInsert` and `zTodoPatch` of every collection.
pub(super) fn file(schema: &Schema, named: &NamedTypes, config: &Config, options: &Options) -> String {
    let mut shapes = Shapes { config, known: Vec::new() };
    let blocks: Vec<_> = schema.collections.iter().map(|collection| of_collection(collection, &mut shapes)).collect();
    let mut imports = from("import type", ["Fields", "Report"], &Source::Runtime("client"), options);
    for collection in schema.collections {
        imports.push_str(&from("import", [collection.name], &Source::Emitted(collection.name), options));
    }
    let types = schema.collections.iter().flat_map(|collection| names::types(collection));
    let types = types.chain(named.of_json().map(str::to_owned));
    imports.push_str(&from("import type", types, &Source::Emitted("types"), options));
    let body = shapes.print() + &blocks.join("\n");
    // A helper that nobody calls is an error in strict projects.
    let own = if body.contains(" own(") { OWN } else { "" };
    format!("{imports}import * as z from 'zod'\n\n{HELPERS}\n{own}{body}")
}

/// What objects and unions are made of, by their types' names, each after those that it uses.
struct Shapes<'a> {
    config: &'a Config,
    known: Vec<(&'static str, Expr)>,
}

impl Shapes<'_> {
    /// The constant for a type that may stand in many places.
    fn of(&mut self, ty: &'static str, expr: impl FnOnce(&mut Self) -> Expr) -> Expr {
        if !self.known.iter().any(|(name, _)| *name == ty) {
            let expr = expr(self);
            self.known.push((ty, expr));
        }
        format!("shapeOf{ty}").into()
    }

    /// They are not exported: the rules of their fields stand with the columns.
    fn print(&self) -> String {
        let shapes = self.known.iter().map(|(ty, expr)| expr.clone().after(&format!("const shapeOf{ty} = ")).print(0));
        shapes.map(|shape| shape + "\n\n").collect()
    }
}

fn of_collection(collection: &'static Collection, shapes: &mut Shapes<'_>) -> String {
    let [entity, insert, patch] = names::types(collection);
    let columns = format!("columnsOf{entity}");
    let declared =
        names::public(collection).map(|column| of_column(collection, column, shapes).under(&key(column.wire)));
    let declared = Expr::object(declared.collect()).print(0);

    // The three have their columns in common.
    let shape = |takes: fn(&Column) -> bool, suffix: fn(&Column) -> &'static str| {
        let properties = names::public(collection).filter(|column| takes(column)).map(|column| {
            let access =
                if is_plain(column.wire) { format!(".{}", column.wire) } else { format!("[{}]", string(column.wire)) };
            property(column.wire, Expr::from(format!("{columns}{access}{}", suffix(column))))
        });
        Expr::call("z.strictObject", vec![Expr::object(properties.collect())])
    };
    let optional: fn(&Column) -> &'static str = |_| ".optional()";
    let row = shape(Column::is_public, |_| "");
    let new = shape(Column::in_insert, |column| if names::is_optional(column) { ".optional()" } else { "" });
    let changed = shape(Column::in_patch, optional).then(".check(changes)");

    let mut text = format!("const {columns} = {declared}\n");
    for (name, docs, schema, ty) in [
        (format!("z{entity}"), collection.docs.to_owned(), row, &entity),
        (format!("z{entity}Insert"), format!("What an insert of a {{@link {entity}}} takes."), new, &insert),
        (
            format!("z{entity}Patch"),
            format!("What an update of a {{@link {entity}}} takes: only what changes."),
            changed,
            &patch,
        ),
    ] {
        let schema = schema.then(&format!(" satisfies z.ZodType<{ty}>")).after(&format!("export const {name} = "));
        let _ = write!(text, "\n{}{}\n", doc_comment(&docs, ""), schema.print(0));
    }
    text
}

fn of_column(collection: &Collection, column: &'static Column, shapes: &mut Shapes<'_>) -> Expr {
    let check = format!(".check(column({}, {}))", collection.name, string(column.wire));
    let schema = structure(&column.ty, shapes).then(&check);
    if column.nullable { schema.then(".nullable()") } else { schema }
}

fn structure(ty: &'static Type, shapes: &mut Shapes<'_>) -> Expr {
    match ty {
        Type::Uuid | Type::Text => "z.string()".into(),
        Type::Bool => "z.boolean()".into(),
        Type::Int { .. } | Type::Real | Type::Timestamp => "z.number()".into(),
        Type::Enum(all) => {
            let variants = all.variants.iter().map(|variant| string(variant.wire).into());
            Expr::call("z.enum", vec![Expr::array(variants.collect())])
        }
        Type::Object(object) => shapes.of(object.name, |shapes| strict(None, object.fields, shapes)),
        Type::Union(union) => shapes.of(union.name, |shapes| {
            let variants = union.variants.iter().map(|UnionVariant { wire, fields, .. }| {
                let tag = Expr::from(format!("z.literal({})", string(wire))).under(&key(union.tag));
                strict(Some(tag), fields, shapes)
            });
            let variants = Expr::array(variants.collect());
            Expr::call("z.discriminatedUnion", vec![string(union.tag).into(), variants])
        }),
        Type::List(item) => Expr::call("z.array", vec![structure(item, shapes)]),
        Type::Json(json) => format!("z.custom<{}>()", (json.name)(shapes.config)).into(),
        Type::Newtype(newtype) => structure(&newtype.ty, shapes),
    }
}

fn strict(tag: Option<Expr>, fields: &'static [Field], shapes: &mut Shapes<'_>) -> Expr {
    let fields = fields.iter().map(|field| {
        let schema = structure(&field.ty, shapes);
        // Left out, it is null.
        let schema = if field.nullable { schema.then(".nullable().default(null)") } else { schema };
        property(field.wire, schema)
    });
    Expr::call("z.strictObject", vec![Expr::object(tag.into_iter().chain(fields).collect())])
}
