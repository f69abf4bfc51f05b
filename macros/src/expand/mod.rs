//! What is known to be right → tokens. One file for each thing that is emitted.
//!
//! The text is the same for the build script and for the Worker: where they differ, `ferrosync::__private` decides.

mod entity;
mod fallback;
mod inputs;
mod library;
mod metadata;
mod rules;

pub(crate) use fallback::fallback;
pub(crate) use library::Library;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Attribute, Type};

use crate::model::{Collection, Schema, Source};

pub(crate) fn expand(schema: &Schema) -> TokenStream {
    let uses = &schema.uses;
    let collections = schema.collections.iter().map(collection);
    let entities = schema.collections.iter().map(|collection| &collection.source.ident);
    quote! {
        #(#uses)*
        #(#collections)*
        /// All collections of this file.
        pub const COLLECTIONS: ::ferrosync::schema::Schema = ::ferrosync::schema::Schema {
            collections: &[#(<#entities as ::ferrosync::schema::Entity>::COLLECTION),*],
            dropped: &[],
        };
    }
}

fn collection(collection: &Collection) -> TokenStream {
    // The metadata first: if a type cannot be a column, that is told before what the derives miss in it.
    let parts = [
        metadata::metadata(collection),
        entity::entity(collection),
        inputs::insert(collection),
        inputs::patch(collection),
    ];
    parts.into_iter().collect()
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
