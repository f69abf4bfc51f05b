use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::{Collection, Column, Input, Role};

/// `NewTodo`: what an insert takes.
pub(super) fn insert(collection: &Collection) -> TokenStream {
    let entity = &collection.source.ident;
    let docs = [
        format!(" What an insert of [`{entity}`] takes: all but what the server writes."),
        String::new(),
        " `None` leaves a column out: the id is then made, a column with a default gets it, another one is `null`."
            .to_owned(),
    ];
    let fields = collection.columns.iter().filter_map(insert_field);
    input(collection, &collection.names.insert, &docs, &TokenStream::new(), fields)
}

fn insert_field(column: &Column) -> Option<TokenStream> {
    let ty = &column.ty;
    match &column.role {
        Role::Id | Role::Data { input: Input::Default(_), .. } => {
            Some(optional_field(column, &quote!(::core::option::Option<#ty>)))
        }
        Role::Data { input: Input::Nullable, .. } => Some(optional_field(column, &quote!(#ty))),
        Role::Data { input: Input::Required, .. } => Some(field(column, &TokenStream::new(), &quote!(#ty))),
        Role::SyncId | Role::CreatedAt | Role::UpdatedAt => None,
    }
}

/// `TodoPatch`: what an update takes.
pub(super) fn patch(collection: &Collection) -> TokenStream {
    let entity = &collection.source.ident;
    let docs = [
        format!(" What an update of a [`{entity}`] takes: `None` leaves a column as it is."),
        String::new(),
        " A column that may be `null` is set so by `Some(None)`.".to_owned(),
    ];
    let fields = collection.columns.iter().filter(|column| matches!(column.role, Role::Data { .. })).map(|column| {
        let ty = &column.ty;
        optional_field(column, &quote!(::core::option::Option<#ty>))
    });
    let attributes = quote! {
        #[derive(::core::default::Default)]
        #[allow(clippy::option_option)]
    };
    input(collection, &collection.names.patch, &docs, &attributes, fields)
}

fn input(
    collection: &Collection,
    name: &Ident,
    docs: &[String],
    attributes: &TokenStream,
    fields: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let vis = &collection.source.vis;
    // An app that only reads a collection, or writes it from TypeScript alone, makes none of these; columns
    // without a comment were the user's choice when the struct was written.
    quote! {
        #(#[doc = #docs])*
        #[derive(
            ::core::fmt::Debug,
            ::core::clone::Clone,
            ::core::cmp::PartialEq,
            ::ferrosync::__private::serde::Serialize,
        )]
        #attributes
        #[serde(crate = "::ferrosync::__private::serde")]
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
