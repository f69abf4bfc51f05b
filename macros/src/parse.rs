//! Tokens → items, one by one: a broken struct does not take the others with it.

mod structs;
mod types;

use darling::Error;
use darling::error::Accumulator;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Generics, Item, Token, UseTree, Visibility};

use crate::attrs::{self, error};
use crate::model::{RawItem, RawSchema};

const ONLY: &str = "only structs, enums and `use` stand in `sync_collections!`";

/// Reads a file. What is wrong goes to `errors`; what is not understood is left out.
pub(crate) fn parse(input: TokenStream, errors: &mut Accumulator) -> RawSchema {
    let mut schema = RawSchema::default();
    let read = |stream: ParseStream| {
        while !stream.is_empty() {
            if stream.peek(Token![#]) && stream.peek2(Token![!]) {
                for attribute in Attribute::parse_inner(stream)? {
                    errors.push(error(&attribute, "attributes of a file stand in the file, not in the schema"));
                }
                continue;
            }
            // On a fork: what a broken item leaves unread is no error of the file.
            let ahead = stream.fork();
            match ahead.parse::<Item>() {
                Ok(item) => {
                    stream.advance_to(&ahead);
                    schema.items.extend(read_item(item, errors));
                }
                Err(problem) => {
                    errors.push(no_item(stream).unwrap_or_else(|| problem.into()));
                    skip_item(stream)?;
                }
            }
            // Items need no commas between them; a list in brackets invites them all the same.
            while stream.peek(Token![,]) {
                stream.parse::<Token![,]>()?;
            }
        }
        Ok(())
    };
    if let Err(problem) = read.parse2(input) {
        errors.push(problem.into());
    }
    schema
}

/// What is wrong, where not even the first word is an item's. Of others syn's error says more than ours.
fn no_item(stream: ParseStream) -> Option<Error> {
    let ahead = stream.fork();
    ahead.call(Attribute::parse_outer).ok()?;
    ahead.parse::<Visibility>().ok()?;
    // Keywords are no idents to syn.
    let strange = ahead.peek(syn::Ident) || ahead.peek(syn::Lit) || ahead.is_empty();
    strange.then(|| error(&ahead.span(), ONLY))
}

/// Moves behind an item that cannot be read: behind its braces or its semicolon.
fn skip_item(stream: ParseStream) -> syn::Result<()> {
    while !stream.is_empty() {
        let token = stream.parse::<TokenTree>()?;
        let ends = match &token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        };
        if ends {
            break;
        }
    }
    Ok(())
}

fn read_item(item: Item, errors: &mut Accumulator) -> Option<RawItem> {
    match item {
        Item::Struct(item) => Some(structs::read(item, errors)),
        Item::Enum(item) => Some(types::read_enum(item, errors)),
        Item::Use(item) => {
            // Nothing in it is ours; what cannot stand in any schema cannot stand here either.
            attrs::USE.sort(&item.attrs, errors);
            if let Some(root) = crate_root(&item.tree) {
                errors.push(error(
                    root,
                    format!("`{root}` is another crate when the build script reads this file\nimport from a crate by its name"),
                ));
            }
            Some(RawItem::Use(item))
        }
        other => {
            errors.push(refusal(&other));
            // A module would go looking for its file; tokens that are no item say nothing.
            (!matches!(other, Item::Mod(_) | Item::Verbatim(_))).then_some(RawItem::Refused(other))
        }
    }
}

/// The word of a `use` that means something else in the build script.
fn crate_root(tree: &UseTree) -> Option<&syn::Ident> {
    match tree {
        UseTree::Path(path) if path.ident == "crate" || path.ident == "super" => Some(&path.ident),
        _ => None,
    }
}

fn refusal(item: &Item) -> Error {
    let beside = |what: &str| format!("{ONLY}; write the {what} beside it");
    match item {
        Item::Union(item) => error(&item.union_token, format!("{ONLY}; several shapes are an enum with data")),
        Item::Fn(item) => error(&item.sig.fn_token, beside("function")),
        Item::Impl(item) => error(&item.impl_token, beside("`impl`")),
        Item::Trait(item) => error(&item.trait_token, beside("trait")),
        Item::Const(item) => error(&item.const_token, beside("constant")),
        Item::Static(item) => error(&item.static_token, beside("static")),
        Item::Type(item) => error(&item.type_token, beside("type")),
        Item::Macro(item) => error(&item.mac.path, beside("macro")),
        Item::Mod(item) => error(
            &item.mod_token,
            "modules cannot stand in a schema: the build script and the Worker would look for them in different files",
        ),
        other => error(other, ONLY),
    }
}

/// Whether it has parameters, which nothing in a schema can have.
fn is_generic(generics: &Generics) -> bool {
    !generics.params.is_empty() || generics.where_clause.is_some()
}
