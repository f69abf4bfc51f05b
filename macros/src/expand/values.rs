//! The types that stand in columns: as Rust, and as data.

use proc_macro2::{TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{Attribute, Ident, Meta, Type};

use super::{Library, at_one_place, attributes, derives, doc_text, rules, wire_type};
use crate::model::{EnumType, NewtypeType, ObjectType, Source, TypeItem, UnionType, UnionVariant, ValueField, Variant};

pub(super) fn item(item: &TypeItem, library: &Library) -> TokenStream {
    match item {
        TypeItem::Enum(item) => texts(item, library),
        TypeItem::Object(item) => object(item, library),
        TypeItem::Union(item) => union(item, library),
        TypeItem::Newtype(item) => newtype(item, library),
    }
}

/// That the type can be a column, and what it is: `facts`, with the name and the comment that all types have.
fn column_type(source: &Source, kind: &str, facts: &TokenStream, library: &Library) -> TokenStream {
    let (ident, name, docs) = (&source.ident, source.ident.to_string(), doc_text(&source.docs));
    let kind = Ident::new(kind, ident.span());
    quote! {
        #[automatically_derived]
        impl #library::schema::ColumnType for #ident {
            #library::__own_wire!();
            const TYPE: #library::schema::Type =
                #library::schema::Type::#kind(&#library::schema::#kind { name: #name, docs: #docs, #facts });
        }
        #[automatically_derived]
        impl #library::schema::ValueType for #ident {}
    }
}

fn texts(item: &EnumType, library: &Library) -> TokenStream {
    let EnumType { source, variants } = item;
    let (attributes, derives) = (attributes(source), derives(library));
    let (vis, ident) = (&source.vis, &source.ident);
    let keeps_default = derives_default(&source.passed);
    let facts = variants.iter().map(|Variant { source, wire, is_default: _ }| {
        let docs = doc_text(&source.docs);
        quote!(#library::schema::Variant { wire: #wire, docs: #docs })
    });
    let column_type = column_type(source, "Enum", &quote!(variants: &[#(#facts),*]), library);
    let variants = variants.iter().map(|Variant { source, wire, is_default }| {
        let (attributes, ident) = (self::attributes(source), &source.ident);
        let default = (*is_default && keeps_default).then(|| quote!(#[default]));
        quote! {
            #attributes
            #default
            #[serde(rename = #wire)]
            #[ts(rename = #wire)]
            #ident
        }
    });
    quote! {
        #column_type
        #attributes
        #derives
        #vis enum #ident { #(#variants,)* }
    }
}

/// Whether somebody derives `Default`, which reads the same `#[default]` as we do.
pub(super) fn derives_default(passed: &[Attribute]) -> bool {
    passed.iter().any(|attribute| derived(attribute).any(|name| name == "Default"))
}

/// Whether an attribute derives nothing that we write too.
pub(super) fn clashes_not(attribute: &Attribute) -> bool {
    derived(attribute).all(|name| !OURS.contains(&name.to_string().as_str()))
}

/// What we derive for every struct and enum.
pub(crate) const OURS: [&str; 6] = ["Debug", "Clone", "PartialEq", "Serialize", "Deserialize", "TS"];

/// The names in a `#[derive(..)]`.
fn derived(attribute: &Attribute) -> impl Iterator<Item = Ident> {
    let tokens = match &attribute.meta {
        Meta::List(list) if list.path.is_ident("derive") => list.tokens.clone(),
        _ => TokenStream::new(),
    };
    tokens.into_iter().filter_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident),
        _ => None,
    })
}

fn object(item: &ObjectType, library: &Library) -> TokenStream {
    let ObjectType { source, fields } = item;
    let (attributes, derives) = (attributes(source), derives(library));
    let (vis, ident) = (&source.vis, &source.ident);
    let facts = facts(fields, library);
    let column_type = column_type(source, "Object", &facts, library);
    let fields = fields.iter().map(|field| self::field(field, library));
    quote! {
        #column_type
        #attributes
        #derives
        #vis struct #ident { #(#fields,)* }
    }
}

fn union(item: &UnionType, library: &Library) -> TokenStream {
    let UnionType { source, tag, variants } = item;
    let (attributes, derives) = (attributes(source), derives(library));
    let (vis, ident) = (&source.vis, &source.ident);
    let facts = variants.iter().map(|UnionVariant { source, wire, fields }| {
        let docs = doc_text(&source.docs);
        let facts = self::facts(fields.as_deref().unwrap_or_default(), library);
        quote!(#library::schema::UnionVariant { wire: #wire, docs: #docs, #facts })
    });
    let column_type = column_type(source, "Union", &quote!(tag: #tag, variants: &[#(#facts),*]), library);
    let variants = variants.iter().map(|UnionVariant { source, wire, fields }| {
        let (attributes, ident) = (self::attributes(source), &source.ident);
        let fields = fields.as_ref().map(|fields| {
            let fields = fields.iter().map(|field| self::field(field, library));
            quote!({ #(#fields,)* })
        });
        quote! {
            #attributes
            #[serde(rename = #wire)]
            #[ts(rename = #wire)]
            #ident #fields
        }
    });
    quote! {
        #column_type
        #attributes
        #derives
        #[serde(tag = #tag)]
        #[ts(tag = #tag)]
        #vis enum #ident { #(#variants,)* }
    }
}

fn newtype(item: &NewtypeType, library: &Library) -> TokenStream {
    let NewtypeType { source, inner: before, inner_vis, ty, rules } = item;
    let (attributes, derives) = (attributes(source), derives(library));
    let (vis, ident) = (&source.vis, &source.ident);
    let (custom, rules) = (rules::custom(rules, ty, library), rules::rules(&rules.own, library));
    let (inner, wire_type) = (at_one_place(ty).0, wire_type(ty, library));
    let as_column = as_column(ty, library);
    let facts = quote! {
        ty: #as_column::TYPE,
        rules: #rules,
        custom: #custom,
        types: #library::__ts_types![#inner],
    };
    let column_type = column_type(source, "Newtype", &facts, library);
    quote! {
        #column_type
        #attributes
        #derives
        #[serde(transparent)]
        #vis struct #ident(#(#before)* #[ts(as = #wire_type)] #inner_vis #ty);
    }
}

/// The fields as Rust.
fn field(field: &ValueField, library: &Library) -> TokenStream {
    let ValueField { source, ty, wire, rules: _ } = field;
    let attributes = attributes(source);
    let (vis, ident) = (&source.vis, &source.ident);
    let wire_type = wire_type(ty, library);
    quote! {
        #attributes
        #[serde(rename = #wire)]
        #[ts(rename = #wire, as = #wire_type)]
        #vis #ident: #ty
    }
}

/// The fields as data, and what TypeScript calls their types.
fn facts(fields: &[ValueField], library: &Library) -> TokenStream {
    let types = fields.iter().map(|field| at_one_place(&field.ty).0);
    let fields = fields.iter().map(|ValueField { source, ty, wire, rules }| {
        let docs = doc_text(&source.docs);
        let (custom, rules) = (rules::custom(rules, ty, library), rules::rules(&rules.own, library));
        let as_column = as_column(ty, library);
        quote! {
            #library::schema::Field {
                wire: #wire,
                docs: #docs,
                ty: #as_column::TYPE,
                nullable: #as_column::NULLABLE,
                rules: #rules,
                custom: #custom,
            }
        }
    });
    quote!(fields: &[#(#fields),*], types: #library::__ts_types![#(#types),*])
}

/// The type as our trait knows it, at the type's place: rustc says under it what cannot be a column.
fn as_column(ty: &Type, library: &Library) -> TokenStream {
    let (ty, span) = at_one_place(ty);
    quote_spanned!(span=> <#ty as #library::schema::ColumnType>)
}
