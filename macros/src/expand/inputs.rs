use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Library;
use crate::model::{Access, Collection, Column, Input, Role};

/// `NewTodo`: what an insert takes.
pub(super) fn insert(collection: &Collection, library: &Library) -> TokenStream {
    let entity = &collection.source.ident;
    let docs = [
        format!(" What an insert of [`{entity}`] takes: all but what the server writes."),
        String::new(),
        " `None` leaves a column out: the id is then made, a column with a default gets it, another one is `null`."
            .to_owned(),
    ];
    let fields = collection.columns.iter().filter_map(insert_field);
    input(collection, library, &collection.names.insert, &docs, &TokenStream::new(), fields)
}

fn insert_field(column: &Column) -> Option<TokenStream> {
    let ty = &column.ty;
    match &column.role {
        Role::Id | Role::Data { input: Input::Default(_), .. } => {
            Some(optional_field(column, &quote!(::core::option::Option<#ty>)))
        }
        Role::Data { input: Input::Nullable, .. } => Some(optional_field(column, &quote!(#ty))),
        Role::Data { input: Input::Required, .. } => Some(field(column, &TokenStream::new(), &quote!(#ty))),
        Role::SyncId | Role::Owner | Role::Scope | Role::CreatedAt | Role::UpdatedAt | Role::DeletedAt => None,
    }
}

/// `TodoPatch`: what an update takes.
pub(super) fn patch(collection: &Collection, library: &Library) -> TokenStream {
    let entity = &collection.source.ident;
    let docs = [
        format!(" What an update of a [`{entity}`] takes: `None` leaves a column as it is."),
        String::new(),
        " A column that may be `null` is set so by `Some(None)`.".to_owned(),
    ];
    let fields = collection.columns.iter().filter(|column| is_in_patch(column)).map(|column| {
        let ty = &column.ty;
        optional_field(column, &quote!(::core::option::Option<#ty>))
    });
    let attributes = quote! {
        #[derive(::core::default::Default)]
        #[allow(clippy::option_option)]
    };
    input(collection, library, &collection.names.patch, &docs, &attributes, fields)
}

/// Private columns too: this is the server's own type.
fn is_in_patch(column: &Column) -> bool {
    matches!(column.role, Role::Data { access: Access::Open | Access::Private, .. })
}

fn input(
    collection: &Collection,
    library: &Library,
    name: &Ident,
    docs: &[String],
    attributes: &TokenStream,
    fields: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let vis = &collection.source.vis;
    let serde = library.text("__private::serde");
    // An app that only reads a collection, or writes it from TypeScript alone, makes none of these; columns
    // without a comment were the user's choice when the struct was written.
    quote! {
        #(#[doc = #docs])*
        #[derive(
            ::core::fmt::Debug,
            ::core::clone::Clone,
            ::core::cmp::PartialEq,
            #library::__private::serde::Serialize,
        )]
        #attributes
        #[serde(crate = #serde)]
        #[allow(dead_code, missing_docs, unreachable_pub)]
        #vis struct #name {
            #(#fields,)*
        }
    }
}

fn optional_field(column: &Column, ty: &TokenStream) -> TokenStream {
    field(column, &quote!(, skip_serializing_if = "::core::option::Option::is_none"), ty)
}

fn field(column: &Column, serde: &TokenStream, ty: &TokenStream) -> TokenStream {
    let (docs, vis, ident, wire) = (&column.source.docs, &column.source.vis, &column.source.ident, &column.wire);
    quote! {
        #(#docs)*
        #[serde(rename = #wire #serde)]
        #vis #ident: #ty
    }
}
