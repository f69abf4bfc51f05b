//! What is known to be right → tokens. One file for each thing that is emitted.
//!
//! The text is the same for the build script and for the Worker: where they differ, `ferrosync::__private` decides.

mod column;
mod entity;
mod fallback;
mod inputs;
mod library;
mod metadata;
mod rules;
mod values;

pub(crate) use fallback::fallback;
pub(crate) use library::Library;
pub(crate) use values::OURS;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Attribute, LitStr, Type};

use crate::model::{Collection, Schema, Source};

pub(crate) fn expand(schema: &Schema) -> TokenStream {
    let Schema { library, uses, types, collections, dropped } = schema;
    let types = types.iter().map(|item| values::item(item, library));
    let entities = collections.iter().map(|collection| &collection.source.ident);
    let collections = collections.iter().map(|collection| self::collection(collection, library));
    let dropped = dropped.iter().map(|dropped| &dropped.table);
    quote! {
        #(#uses)*
        #(#types)*
        #(#collections)*
        /// All collections of this file.
        pub const COLLECTIONS: #library::schema::Schema = #library::schema::Schema {
            collections: &[#(<#entities as #library::schema::Entity>::COLLECTION),*],
            dropped: &[#(#dropped),*],
        };
    }
}

fn collection(collection: &Collection, library: &Library) -> TokenStream {
    // The metadata first: if a type cannot be a column, that is told before what the derives miss in it.
    let parts = [
        metadata::metadata(collection, library),
        entity::entity(collection, library),
        inputs::insert(collection, library),
        inputs::patch(collection, library),
    ];
    parts.into_iter().collect()
}

/// What every struct and enum of a schema can do, and where its derives find what they need.
fn derives(library: &Library) -> TokenStream {
    let (serde, ts) = (library.text("__private::serde"), library.text("__private::ts_rs"));
    quote! {
        #[derive(
            ::core::fmt::Debug,
            ::core::clone::Clone,
            ::core::cmp::PartialEq,
            #library::__private::serde::Serialize,
            #library::__private::serde::Deserialize,
            #library::__private::TS,
        )]
        #[serde(crate = #serde)]
        #[ts(crate = #ts)]
    }
}

/// The type by which ts-rs knows a field, as the text that its attribute takes.
///
/// It comes from our trait, not from ts-rs's impl for the field's type: what cannot be a column is then one error, in
/// our words. The literal has the type's span, so that the error stands under it.
fn wire_type(ty: &Type, library: &Library) -> LitStr {
    let wire = format!("<{} as {}>::Wire", ty.to_token_stream(), library.text("schema::ColumnType"));
    LitStr::new(&wire, at_one_place(ty).1)
}

/// The text of doc comments, lines joined by `\n`.
fn doc_text(docs: &[Attribute]) -> String {
    let lines = docs.iter().filter_map(|doc| match &doc.meta {
        syn::Meta::NameValue(pair) => match &pair.value {
            syn::Expr::Lit(literal) => match &literal.lit {
                syn::Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    lines.flat_map(|text| without_margin(&text)).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Lines without the space after `///`. A block comment is one text of many lines, which may start with stars.
fn without_margin(text: &str) -> Vec<String> {
    let block = text.contains('\n');
    let inner = |line: &str| {
        let line = if block { line.trim_start().strip_prefix('*').unwrap_or(line) } else { line };
        line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()
    };
    text.split('\n').map(inner).collect()
}

/// A column's type with all of its tokens at one place, and that place.
///
/// Its tokens are written several times, once in a literal that has one span only. rustc tells an error once for a
/// place: where all of them stand at the same one, a type that cannot be a column is one error.
fn at_one_place(ty: &Type) -> (TokenStream, Span) {
    let span = match ty {
        Type::Path(path) => path.path.segments.last().map_or_else(|| ty.span(), |segment| segment.ident.span()),
        _ => ty.span(),
    };
    (respan(ty.to_token_stream(), span), span)
}

fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    let moved = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) => {
            let mut moved = Group::new(group.delimiter(), respan(group.stream(), span));
            moved.set_span(span);
            TokenTree::Group(moved)
        }
        mut token => {
            token.set_span(span);
            token
        }
    });
    moved.collect()
}

/// What stands before a user's own item.
fn attributes(source: &Source) -> TokenStream {
    let Source { docs, passed, vis: _, ident: _ } = source;
    quote!(#(#docs)* #(#passed)*)
}
