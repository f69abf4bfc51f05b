use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, Fields, Item, Type};

use super::{Library, values};
use crate::check;
use crate::model::{
    RawCollection, RawColumn, RawEnum, RawField, RawFields, RawItem, RawNewtype, RawObject, RawSchema, RawVariant,
    Source,
};

/// What is emitted beside errors: the same names with the same abilities, so that code that uses the schema
/// resolves and completes, and one mistake stays one message.
///
/// Other people's attributes are left out: a derive would ask of the columns' types what they may not have. Enums of
/// texts keep theirs, for nothing is asked of them, and code beside the schema copies such values.
/// Nothing of it runs, for the errors end the build; and nothing of it asks anything of the columns' types, which
/// may be what is wrong.
pub(crate) fn fallback(schema: &RawSchema) -> TokenStream {
    let library = check::library(schema);
    let mut seen: Vec<String> = Vec::new();
    let mut first = |ident: &Ident| {
        let name = ident.to_string();
        let first = !seen.contains(&name);
        seen.push(name);
        first
    };
    let items: Vec<TokenStream> = schema
        .items
        .iter()
        .map(|item| match item {
            RawItem::Use(item) => quote!(#item),
            RawItem::Collection(collection) => {
                let ident = &collection.source.ident;
                if !first(ident) {
                    return TokenStream::new();
                }
                let (insert, patch) = (format_ident!("New{ident}"), format_ident!("{ident}Patch"));
                let mut output = entity(collection, &library);
                if first(&insert) && first(&patch) {
                    output.extend(inputs(collection, &insert, &patch, &library));
                }
                output
            }
            RawItem::Enum(item) if first(&item.source.ident) => texts_or_union(item, schema, &library),
            RawItem::Object(item) if first(&item.source.ident) => object(item, schema, &library),
            RawItem::Newtype(item) if first(&item.source.ident) => newtype(item, schema, &library),
            RawItem::Dropped(_) | RawItem::Enum(_) | RawItem::Object(_) | RawItem::Newtype(_) => TokenStream::new(),
            RawItem::Refused(item) => refused(item, &mut first, &library),
        })
        .collect();
    quote! {
        #(#items)*
        /// All collections of this file.
        pub const COLLECTIONS: #library::schema::Schema = #library::schema::Schema { collections: &[], dropped: &[] };
    }
}

fn entity(collection: &RawCollection, library: &Library) -> TokenStream {
    let docs = &collection.source.docs;
    let (vis, ident) = (&collection.source.vis, &collection.source.ident);
    let fields = fields(collection).map(|column| {
        let (docs, vis, ident) = (&column.source.docs, &column.source.vis, &column.source.ident);
        let ty = ty(&column.ty);
        quote!(#(#docs)* #vis #ident: #ty)
    });
    let stubs = stubs(ident, library);
    quote! {
        #(#docs)*
        #vis struct #ident { #(#fields,)* }
        #stubs
    }
}

/// `NewTodo` and `TodoPatch`, with every column: which ones they leave out may be what is wrong.
fn inputs(collection: &RawCollection, insert: &Ident, patch: &Ident, library: &Library) -> TokenStream {
    let (vis, entity) = (&collection.source.vis, &collection.source.ident);
    let fields: Vec<_> = fields(collection)
        .map(|column| {
            let (vis, ident, ty) = (&column.source.vis, &column.source.ident, ty(&column.ty));
            quote!(#vis #ident: ::core::option::Option<#ty>)
        })
        .collect();
    let (insert_stubs, patch_stubs) = (stubs(insert, library), stubs(patch, library));
    quote! {
        #[allow(dead_code, missing_docs, unreachable_pub)]
        #vis struct #insert { #(#fields,)* }
        #insert_stubs
        #[allow(dead_code, missing_docs, unreachable_pub)]
        #[derive(::core::default::Default)]
        #vis struct #patch { #(#fields,)* }
        #patch_stubs
        #[automatically_derived]
        impl #library::schema::Entity for #entity {
            type Insert = #insert;
            type Patch = #patch;
            const COLLECTION: &'static #library::schema::Collection = ::core::unreachable!();
        }
    }
}

fn texts_or_union(item: &RawEnum, schema: &RawSchema, library: &Library) -> TokenStream {
    let Source { docs, vis, ident, passed } = &item.source;
    let passed = passed.iter().filter(|attribute| !item.has_data() && values::clashes_not(attribute));
    let keeps_default = !item.has_data() && values::derives_default(&item.source.passed);
    let ends = !check::contains_itself(schema, ident);
    let variants = item.variants.iter().map(|RawVariant { source, default, fields }| {
        let (docs, ident) = (&source.docs, &source.ident);
        let default = (default.is_some() && keeps_default).then(|| quote!(#[default]));
        let fields = match fields {
            RawFields::None => TokenStream::new(),
            RawFields::Named(fields) => {
                let fields = value_fields(fields, ends);
                quote!({ #(#fields,)* })
            }
            RawFields::Tuple(fields) => {
                let types = fields.iter().map(|field| ty(&field.ty));
                quote!((#(#types),*))
            }
        };
        quote!(#(#docs)* #default #ident #fields)
    });
    let stubs = stubs(ident, library);
    quote! {
        #(#docs)*
        #(#passed)*
        #vis enum #ident { #(#variants,)* }
        #stubs
    }
}

fn object(item: &RawObject, schema: &RawSchema, library: &Library) -> TokenStream {
    let Source { docs, vis, ident, passed: _ } = &item.source;
    let fields = value_fields(&item.fields, !check::contains_itself(schema, ident));
    let stubs = stubs(ident, library);
    quote! {
        #(#docs)*
        #vis struct #ident { #(#fields,)* }
        #stubs
    }
}

fn newtype(item: &RawNewtype, schema: &RawSchema, library: &Library) -> TokenStream {
    let Source { docs, vis, ident, passed: _ } = &item.source;
    let inner_vis = &item.inner_vis;
    let ty = if check::contains_itself(schema, ident) { quote!(()) } else { ty(&item.ty) };
    let stubs = stubs(ident, library);
    quote! {
        #(#docs)*
        #vis struct #ident(#inner_vis #ty);
        #stubs
    }
}

/// The fields of a value; without their types where those would have no end.
fn value_fields(fields: &[RawField], ends: bool) -> Vec<TokenStream> {
    let fields = fields
        .iter()
        .enumerate()
        .filter(|(at, field)| fields[..*at].iter().all(|other| other.source.ident != field.source.ident));
    let written = fields.map(|(_, RawField { source: Source { docs, vis, ident, .. }, ty, .. })| {
        let ty = if ends { self::ty(ty) } else { quote!(()) };
        quote!(#(#docs)* #vis #ident: #ty)
    });
    written.collect()
}

/// Each field once: a doubled one is told already.
fn fields(collection: &RawCollection) -> impl Iterator<Item = &RawColumn> {
    let columns = &collection.columns;
    columns
        .iter()
        .enumerate()
        .filter(|(at, column)| columns[..*at].iter().all(|other| other.source.ident != column.source.ident))
        .map(|(_, column)| column)
}

/// The column's type, but for those that would bring errors of their own (`&str` asks for a lifetime).
fn ty(ty: &Type) -> TokenStream {
    match ty {
        ty @ Type::Path(path)
            if !path.path.segments.iter().any(|segment| segment.ident == "crate" || segment.ident == "super") =>
        {
            quote!(#ty)
        }
        _ => quote!(()),
    }
}

/// What a schema's structs can do.
fn stubs(ident: &Ident, library: &Library) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl ::core::fmt::Debug for #ident {
            fn fmt(&self, _: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::unreachable!()
            }
        }
        #[automatically_derived]
        impl ::core::clone::Clone for #ident {
            fn clone(&self) -> Self {
                ::core::unreachable!()
            }
        }
        #[automatically_derived]
        impl ::core::cmp::PartialEq for #ident {
            fn eq(&self, _: &Self) -> bool {
                ::core::unreachable!()
            }
        }
        #[automatically_derived]
        impl #library::__private::serde::Serialize for #ident {
            fn serialize<S: #library::__private::serde::Serializer>(&self, _: S) -> ::core::result::Result<S::Ok, S::Error> {
                ::core::unreachable!()
            }
        }
        #[automatically_derived]
        impl<'de> #library::__private::serde::Deserialize<'de> for #ident {
            fn deserialize<D: #library::__private::serde::Deserializer<'de>>(_: D) -> ::core::result::Result<Self, D::Error> {
                ::core::unreachable!()
            }
        }
    }
}

/// An item that cannot stand in a schema, without attributes that only a schema knows.
fn refused(item: &Item, first: &mut impl FnMut(&Ident) -> bool, library: &Library) -> TokenStream {
    let mut item = item.clone();
    let (ident, generics) = match &mut item {
        Item::Struct(item) => {
            strip(&mut item.attrs);
            strip_fields(&mut item.fields);
            (item.ident.clone(), &item.generics)
        }
        Item::Enum(item) => {
            strip(&mut item.attrs);
            for variant in &mut item.variants {
                strip(&mut variant.attrs);
                strip_fields(&mut variant.fields);
            }
            (item.ident.clone(), &item.generics)
        }
        other => return quote!(#other),
    };
    let stubs = if generics.params.is_empty() { stubs(&ident, library) } else { TokenStream::new() };
    if first(&ident) { quote!(#item #stubs) } else { TokenStream::new() }
}

fn strip(attributes: &mut Vec<Attribute>) {
    attributes.retain(|attribute| attribute.path().is_ident("doc"));
}

fn strip_fields(fields: &mut Fields) {
    for field in fields {
        strip(&mut field.attrs);
    }
}
