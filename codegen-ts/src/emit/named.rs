//! Types that columns name: enums, nested structs, unions, newtypes, and what `Json<T>` brings along.

use core::fmt::Write;
use std::collections::{BTreeMap, BTreeSet};

use ferrosync::schema::{Enum, Field, Newtype, Object, Schema, Type, Union, UnionVariant};
use ts_rs::Config;

use super::{
    imports::WIDTH,
    names,
    text::{doc_comment, interface, key, property, string},
};

/// By name, so that the order in the schema's file does not count.
#[derive(Debug, Default)]
pub(super) struct NamedTypes {
    ours: BTreeMap<&'static str, &'static Type>,
    /// Declarations as ts-rs makes them.
    foreign: BTreeMap<String, String>,
    /// What the `T`s of `Json<T>` are called.
    json: BTreeSet<String>,
}

impl NamedTypes {
    /// Those of the columns that leave the server, and those that these name in turn.
    pub(super) fn of(schema: &Schema, config: &Config) -> Self {
        let mut types = Self::default();
        for collection in schema.collections {
            for column in names::public(collection) {
                types.visit(&column.ty, config);
            }
        }
        // A `Json<T>` may hold what the schema declares; that is printed once, with our docs.
        let collections: Vec<_> = schema.collections.iter().flat_map(|collection| names::types(collection)).collect();
        let Self { ours, foreign, json: _ } = &mut types;
        foreign.retain(|name, _| !ours.contains_key(name.as_str()) && !collections.contains(name));
        types
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.ours.keys().copied().chain(self.foreign.keys().map(String::as_str))
    }

    /// Those that a `Json<T>` is written with: `Page` and `Settings` of `Json<Page<Settings>>`.
    pub(super) fn of_json(&self) -> impl Iterator<Item = &str> {
        let words: BTreeSet<_> =
            self.json.iter().flat_map(|name| name.split(|char| !is_identifier_part(char))).collect();
        self.names().filter(move |name| words.contains(name))
    }

    /// The declarations, ours first.
    pub(super) fn print(&self, config: &Config) -> impl Iterator<Item = String> {
        let ours = self.ours.values().map(|ty| declaration(ty, config));
        ours.chain(self.foreign.values().cloned())
    }

    fn visit(&mut self, ty: &'static Type, config: &Config) {
        match ty {
            Type::Uuid | Type::Text | Type::Bool | Type::Int { .. } | Type::Real | Type::Timestamp => {}
            Type::List(item) => self.visit(item, config),
            Type::Json(json) => {
                self.json.insert((json.name)(config));
                self.foreign.extend((json.declarations)(config));
            }
            Type::Enum(Enum { name, .. }) => drop(self.ours.insert(name, ty)),
            Type::Newtype(newtype) => {
                self.ours.insert(newtype.name, ty);
                self.visit(&newtype.ty, config);
            }
            Type::Object(object) => {
                self.ours.insert(object.name, ty);
                self.visit_fields(object.fields, config);
            }
            Type::Union(union) => {
                self.ours.insert(union.name, ty);
                for variant in union.variants {
                    self.visit_fields(variant.fields, config);
                }
            }
        }
    }

    fn visit_fields(&mut self, fields: &'static [Field], config: &Config) {
        for field in fields {
            self.visit(&field.ty, config);
        }
    }
}

/// Nothing for a type that has no name of its own.
fn declaration(ty: &Type, config: &Config) -> String {
    match ty {
        Type::Enum(Enum { name, docs, variants }) => {
            alternatives(name, docs, variants.iter().map(|variant| (variant.docs, string(variant.wire))))
        }
        Type::Object(Object { name, docs, fields, types }) => {
            interface(docs, name, &properties(fields, &(types.names)(config), 2))
        }
        Type::Union(Union { name, docs, tag, variants }) => {
            alternatives(name, docs, variants.iter().map(|variant| (variant.docs, shape(tag, variant, config))))
        }
        Type::Newtype(Newtype { name, docs, types, .. }) => {
            let inner = (types.names)(config).join("");
            format!("{}export type {name} = {inner}\n", doc_comment(docs, ""))
        }
        _ => String::new(),
    }
}

/// `export type Status = 'open' | 'done'`, a line each where they are many or have something said of them.
fn alternatives<'a>(name: &str, docs: &str, variants: impl Iterator<Item = (&'a str, String)>) -> String {
    let variants: Vec<_> = variants.collect();
    let texts: Vec<_> = variants.iter().map(|(_, text)| text.as_str()).collect();
    let line = format!("export type {name} = {}", texts.join(" | "));
    let is_short = line.chars().count() <= WIDTH && !line.contains('\n');
    let mut declaration = doc_comment(docs, "");
    if is_short && variants.iter().all(|(docs, _)| docs.trim().is_empty()) {
        let _ = writeln!(declaration, "{line}");
        return declaration;
    }
    let _ = write!(declaration, "export type {name} =");
    for (docs, text) in variants {
        let _ = write!(declaration, "\n{}  | {text}", doc_comment(docs, "  "));
    }
    declaration.push('\n');
    declaration
}

/// `{ type: 'circle'; radius: number }`
fn shape(tag: &str, variant: &UnionVariant, config: &Config) -> String {
    let types = (variant.types.names)(config);
    let tag = format!("{}: {}", key(tag), string(variant.wire));
    if variant.fields.iter().any(|field| !field.docs.trim().is_empty()) {
        return format!("{{\n      {tag}\n{}    }}", properties(variant.fields, &types, 6));
    }
    let fields = variant.fields.iter().zip(&types).map(|(field, ts)| format!("{}: {ts}", key(field.wire)));
    format!("{{ {} }}", [tag].into_iter().chain(fields).collect::<Vec<_>>().join("; "))
}

fn properties(fields: &[Field], types: &[String], indent: usize) -> String {
    let fields = fields.iter().zip(types);
    fields.map(|(field, ts)| property(field.docs, field.wire, "", ts, indent)).collect()
}

fn is_identifier_part(char: char) -> bool {
    char.is_alphanumeric() || char == '_' || char == '$'
}
