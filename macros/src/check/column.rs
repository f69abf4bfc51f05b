use darling::error::Accumulator;
use proc_macro2::Ident;
use syn::ext::IdentExt;

use super::collection::Context;
use super::parts::Part;
use super::shape::{self, Scalar, Shape};
use super::{broken, default, rules, sql_name};
use crate::attrs::{FieldAttr, Said, error};
use crate::model::{Access, Column, Format, Input, OnDelete, Reference, Role};

/// Checks the column at index `at`.
pub(super) fn check(context: &Context, at: usize, errors: &mut Accumulator) -> Column {
    let raw = &context.raw.columns[at];
    let ident = raw.source.ident.unraw().to_string();
    broken::column(&raw.attr, errors);
    shape::check(&raw.ty, errors);
    let role = match context.parts[at] {
        Some(part) => {
            misplaced(&raw.attr, part, errors);
            role(part)
        }
        None => data(context, at, errors),
    };
    let stored = raw.attr.column.as_ref().and_then(|said| said.sound());
    let name = stored.and_then(|stored| stored.name.as_ref());
    let iso = stored.and_then(|stored| stored.iso.as_ref());
    Column {
        source: raw.source.clone(),
        ty: raw.ty.clone(),
        name: name.map_or_else(|| ident.clone(), |name| sql_name::check(name, errors)),
        wire: context.case.apply(&ident),
        role,
        reference: raw.attr.references.as_ref().and_then(|said| said.sound()).map(|references| Reference {
            entity: references.entity.to_string(),
            on_delete: references.on_delete.as_ref().map_or(OnDelete::Restrict, |said| said.action),
        }),
        format: iso.map_or(Format::Plain, |word| format(context, at, word, errors)),
        renamed_from: renamed(context, at, errors),
    }
}

fn role(part: Part) -> Role {
    match part {
        Part::Id => Role::Id,
        Part::SyncId => Role::SyncId,
        Part::Owner => Role::Owner,
        Part::Scope => Role::Scope,
        Part::CreatedAt => Role::CreatedAt,
        Part::UpdatedAt => Role::UpdatedAt,
        Part::DeletedAt => Role::DeletedAt,
    }
}

fn data(context: &Context, at: usize, errors: &mut Accumulator) -> Role {
    let raw = &context.raw.columns[at];
    let typed = &context.shapes[at];
    let rules = rules::check(&raw.attr.validate, &typed.shape, rules::Place::Column, errors);
    let input = match &raw.attr.default {
        Some(said) => {
            let value =
                said.sound().and_then(|literal| default::check(said, literal, typed, context.types, &rules, errors));
            value.map_or(Input::Required, Input::Default)
        }
        None if typed.optional => Input::Nullable,
        None => default::of_type(typed, context.types).map_or(Input::Required, Input::Default),
    };
    let access = access(raw, &input, errors);
    Role::Data { input, access, rules }
}

fn access(raw: &crate::model::RawColumn, input: &Input, errors: &mut Accumulator) -> Access {
    match (&raw.attr.private, &raw.attr.readonly) {
        (Some(private), readonly) => {
            if let Some(readonly) = readonly {
                errors.push(error(
                    &readonly.word,
                    "`private` says more: clients never see the column; leave `readonly` out",
                ));
            }
            // A default that is broken is told already.
            if matches!(input, Input::Required) && raw.attr.default.is_none() {
                errors.push(error(
                    &private.word,
                    "no client can write a private column: make it an `Option`, or give it a default",
                ));
            }
            Access::Private
        }
        (None, Some(_)) => Access::Readonly,
        (None, None) => Access::Open,
    }
}

/// A server's column takes no word that is about what clients write.
fn misplaced(attr: &FieldAttr, part: Part, errors: &mut Accumulator) {
    let why = match part {
        Part::Id => "an id has rules of its own, and no default",
        Part::SyncId => "the server writes this column: it is the room's name",
        Part::Owner => "the server writes this column: it is the user who made the row",
        Part::Scope => "the server writes this column: it is the scope that the request names",
        Part::CreatedAt | Part::UpdatedAt | Part::DeletedAt => {
            "the server writes this column: it is a time of its clock"
        }
    };
    let words = word(attr.default.as_ref())
        .into_iter()
        .chain(attr.validate.iter().map(|said| &said.word))
        .chain(word(attr.readonly.as_ref()));
    for word in words {
        errors.push(error(word, format!("`{word}` cannot stand here: {why}")));
    }
    if let Some(word) = word(attr.private.as_ref()) {
        let what = part.what();
        errors.push(error(word, format!("`private` cannot stand here: clients must see {what}")));
    }
    if let Some(word) = word(attr.references.as_ref()).filter(|_| part != Part::Scope) {
        errors.push(error(word, format!("`references` cannot stand here: this column is {}", part.what())));
    }
    for word in word(attr.index.as_ref()).into_iter().chain(word(attr.unique.as_ref())) {
        match part {
            Part::Id => errors.push(error(word, format!("`{word}` cannot stand here: the id is the key already"))),
            Part::SyncId => errors.push(error(
                word,
                format!("`{word}` cannot stand here: indexes within the room begin with this column by themselves"),
            )),
            _ => {}
        }
    }
}

fn word<T>(said: Option<&Said<T>>) -> Option<&Ident> {
    said.map(|said| &said.word)
}

fn format(context: &Context, at: usize, iso: &Ident, errors: &mut Accumulator) -> Format {
    if context.shapes[at].shape != Shape::Plain(Scalar::Timestamp) {
        errors.push(error(iso, "`iso` is how a `Timestamp` is stored; this column is none"));
    } else if !context.existing {
        errors.push(error(
            iso,
            "`iso` is for tables that are there already: `#[collection(existing)]`\nour own store times as milliseconds",
        ));
    }
    Format::Iso
}

fn renamed(context: &Context, at: usize, errors: &mut Accumulator) -> Option<String> {
    let said = context.raw.columns[at].attr.renamed.as_ref()?;
    if context.existing {
        errors.push(error(&said.word, "an `existing` table is not ours to change: leave `renamed` out"));
    }
    Some(sql_name::check(&said.sound()?.from, errors))
}
