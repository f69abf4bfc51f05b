use darling::error::Accumulator;
use syn::ext::IdentExt;

use super::collection::Context;
use super::shape;
use super::{default, rules};
use crate::attrs::error;
use crate::model::{Column, Input, Role, Tenancy};
use crate::naming::camel_case;

/// Checks the column at index `at`.
pub(super) fn check(context: &Context, at: usize, errors: &mut Accumulator) -> Column {
    let raw = &context.raw.columns[at];
    let name = raw.source.ident.unraw().to_string();
    shape::check(&raw.ty, errors);
    let role = server_role(context, at).unwrap_or_else(|| data(context, at, errors));
    if !matches!(role, Role::Data { .. }) {
        no_data_attributes(context, at, &role, errors);
    }
    Column { source: raw.source.clone(), ty: raw.ty.clone(), wire: camel_case(&name), name, role }
}

fn server_role(context: &Context, at: usize) -> Option<Role> {
    if context.raw.columns[at].source.ident == "id" {
        return Some(Role::Id);
    }
    if matches!(context.tenancy, Tenancy::Multi(column) if column == at) {
        return Some(Role::SyncId);
    }
    if context.timestamps.created == Some(at) {
        return Some(Role::CreatedAt);
    }
    (context.timestamps.updated == Some(at)).then_some(Role::UpdatedAt)
}

fn data(context: &Context, at: usize, errors: &mut Accumulator) -> Role {
    let raw = &context.raw.columns[at];
    let typed = &context.shapes[at];
    let rules = rules::check(&raw.attr.validate, &typed.shape, rules::Place::Column, errors);
    let input = match &raw.attr.default {
        Some(said) => match said.sound().and_then(|literal| default::check(said, literal, typed, &rules, errors)) {
            Some(value) => Input::Default(value),
            None => Input::Required,
        },
        None if typed.optional => Input::Nullable,
        None => Input::Required,
    };
    if let Some(Err(problem)) = raw.attr.default.as_ref().map(|said| &said.value) {
        errors.push(problem.clone());
    }
    Role::Data { input, rules }
}

/// A server's column takes neither default nor rules.
fn no_data_attributes(context: &Context, at: usize, role: &Role, errors: &mut Accumulator) {
    let raw = &context.raw.columns[at];
    let why = match role {
        Role::Id => "an id has rules of its own, and no default",
        Role::SyncId => "the server writes this column: it is the room's name",
        _ => "the server writes this column: it is a time of its clock",
    };
    let words = raw.attr.default.iter().map(|said| &said.word).chain(raw.attr.validate.iter().map(|said| &said.word));
    for word in words {
        errors.push(error(word, format!("`{word}` cannot stand here: {why}")));
    }
    // Without this an Option that is told to be the server's would be told nothing.
    debug_assert!(!matches!(role, Role::CreatedAt | Role::UpdatedAt) || !context.shapes[at].optional);
}
