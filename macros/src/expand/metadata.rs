use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::library::Library;
use super::{at_one_place, doc_text, rules};
use crate::attrs::Direction;
use crate::model::{Collection, Column, DefaultValue, Input, Role, Rules, Tenancy};

/// The collection as data: what the engine, the SQL and the TypeScript generator read.
pub(super) fn metadata(collection: &Collection) -> TokenStream {
    let Collection { source, names, tenancy, columns, order } = collection;
    let (entity, name, table) = (&source.ident, &names.wire, &names.table);
    let (insert, patch) = (&names.insert, &names.patch);
    let (entity_name, docs) = (entity.to_string(), doc_text(&source.docs));
    let tenancy = match tenancy {
        Tenancy::Single => quote!(Single { room: "default" }),
        Tenancy::Multi(column) => quote!(Multi { column: #column }),
    };
    let order_column = order.column;
    let direction = match order.direction {
        Direction::Asc => quote!(Asc),
        Direction::Desc => quote!(Desc),
    };
    let types = columns.iter().map(|column| at_one_place(&column.ty).0);
    let columns = columns.iter().map(self::column);
    quote! {
        #[automatically_derived]
        impl ::ferrosync::schema::Entity for #entity {
            type Insert = #insert;
            type Patch = #patch;

            const COLLECTION: &'static ::ferrosync::schema::Collection = &::ferrosync::schema::Collection {
                name: #name,
                table: #table,
                entity: #entity_name,
                docs: #docs,
                tenancy: ::ferrosync::schema::Tenancy::#tenancy,
                columns: &[#(#columns),*],
                order: ::ferrosync::schema::Order {
                    column: #order_column,
                    direction: ::ferrosync::schema::Direction::#direction,
                },
                indexes: &[],
                checks: &[],
                history: ::ferrosync::schema::History::NONE,
                types: ::ferrosync::__ts_types![#(#types),*],
            };
        }
    }
}

fn column(column: &Column) -> TokenStream {
    let Column { source, ty, name, wire, role } = column;
    let docs = doc_text(&source.docs);
    // The type's span: rustc says under it what cannot be stored in a column.
    let (ty, span) = at_one_place(ty);
    let as_column = quote_spanned!(span=> <#ty as ::ferrosync::schema::ColumnType>);
    let none = Rules::default();
    let (role, default, rules) = match role {
        Role::Id => (quote!(Id), None, &none),
        Role::SyncId => (quote!(SyncId), None, &none),
        Role::CreatedAt => (quote!(CreatedAt), None, &none),
        Role::UpdatedAt => (quote!(UpdatedAt), None, &none),
        Role::Data { input: Input::Default(value), rules } => (quote!(Data), Some(value), rules),
        Role::Data { input: Input::Required | Input::Nullable, rules } => (quote!(Data), None, rules),
    };
    let library = Library::default();
    let custom = rules::custom(&library, rules, crate::check::optional(&column.ty).unwrap_or(&column.ty));
    let rules = rules::rules(&library, &rules.own);
    let default = default.map_or_else(|| quote!(::core::option::Option::None), default_value);
    quote! {
        ::ferrosync::schema::Column {
            docs: #docs,
            nullable: #as_column::NULLABLE,
            role: ::ferrosync::schema::Role::#role,
            default: #default,
            rules: #rules,
            custom: #custom,
            ..::ferrosync::schema::Column::new(#name, #wire, #as_column::TYPE)
        }
    }
}

fn default_value(value: &DefaultValue) -> TokenStream {
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
    };
    quote!(::core::option::Option::Some(::ferrosync::schema::DefaultValue::#value))
}
