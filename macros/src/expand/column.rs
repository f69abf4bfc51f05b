use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::metadata::option;
use super::{Library, at_one_place, doc_text, rules};
use crate::model::{Access, Column, DefaultValue, Format, Input, OnDelete, Reference, Role};

/// A column as data. What is said of it is written; all else is as `Column::new` has it.
pub(super) fn column(column: &Column, library: &Library) -> TokenStream {
    let Column { source, ty, name, wire, role, reference, format, renamed_from } = column;
    // The type's span: rustc says under it what cannot be stored in a column.
    let (ty, span) = at_one_place(ty);
    let as_column = quote_spanned!(span=> <#ty as #library::schema::ColumnType>);

    let mut said = Vec::new();
    let docs = doc_text(&source.docs);
    if !docs.is_empty() {
        said.push(quote!(docs: #docs));
    }
    said.push(quote!(nullable: #as_column::NULLABLE));
    let role_name = match role {
        Role::Id => quote!(Id),
        Role::SyncId => quote!(SyncId),
        Role::Owner => quote!(Owner),
        Role::Scope => quote!(Scope),
        Role::CreatedAt => quote!(CreatedAt),
        Role::UpdatedAt => quote!(UpdatedAt),
        Role::DeletedAt => quote!(DeletedAt),
        Role::Data { .. } => quote!(Data),
    };
    said.push(quote!(role: #library::schema::Role::#role_name));
    if let Role::Data { input, access, rules } = role {
        match access {
            Access::Open => {}
            Access::Readonly => said.push(quote!(access: #library::schema::Access::Readonly)),
            Access::Private => said.push(quote!(access: #library::schema::Access::Private)),
        }
        if let Input::Default(value) = input {
            let value = option(Some(default_value(value, library)));
            said.push(quote!(default: #value));
        }
        if !rules.own.is_empty() {
            let own = rules::rules(&rules.own, library);
            said.push(quote!(rules: #own));
        }
        if !rules.customs.is_empty() {
            let custom = rules::custom(rules, &column.ty, library);
            said.push(quote!(custom: #custom));
        }
    }
    if let Some(Reference { entity, on_delete }) = reference {
        let on_delete = match on_delete {
            OnDelete::Cascade => quote!(Cascade),
            OnDelete::Restrict => quote!(Restrict),
            OnDelete::SetNull => quote!(SetNull),
        };
        let value = option(Some(quote! {
            #library::schema::Reference { entity: #entity, on_delete: #library::schema::OnDelete::#on_delete }
        }));
        said.push(quote!(reference: #value));
    }
    if *format == Format::Iso {
        said.push(quote!(format: #library::schema::Format::Iso));
    }
    if let Some(from) = renamed_from {
        let from = option(Some(quote!(#from)));
        said.push(quote!(renamed_from: #from));
    }
    quote! {
        #library::schema::Column { #(#said,)* ..#library::schema::Column::new(#name, #wire, #as_column::TYPE) }
    }
}

fn default_value(value: &DefaultValue, library: &Library) -> TokenStream {
    let value = match value {
        DefaultValue::Bool(bool) => quote!(Bool(#bool)),
        DefaultValue::Int(number) => {
            let (sign, size) = ((*number < 0).then(|| quote!(-)), number.abs());
            quote!(Int(#sign #size))
        }
        DefaultValue::Real(number) => {
            let (sign, size) = (number.is_sign_negative().then(|| quote!(-)), number.abs());
            quote!(Real(#sign #size))
        }
        DefaultValue::Text(text) => quote!(Text(#text)),
        DefaultValue::EmptyList => quote!(EmptyList),
    };
    quote!(#library::schema::DefaultValue::#value)
}
