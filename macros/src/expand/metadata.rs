use proc_macro2::TokenStream;
use quote::quote;

use super::{Library, at_one_place, column, doc_text, rules};
use crate::attrs::Direction;
use crate::model::{Collection, History, Index, Tenancy};

/// The collection as data: what the engine, the SQL and the TypeScript generator read.
pub(super) fn metadata(collection: &Collection, library: &Library) -> TokenStream {
    let Collection { source, names, tenancy, columns, order, indexes, history, checks } = collection;
    let (entity, name, table) = (&source.ident, &names.wire, &names.table);
    let (insert, patch) = (&names.insert, &names.patch);
    let (entity_name, docs) = (entity.to_string(), doc_text(&source.docs));
    let tenancy = match tenancy {
        Tenancy::Single { room } => quote!(Single { room: #room }),
        Tenancy::Multi(column) => quote!(Multi { column: #column }),
    };
    let order_column = order.column;
    let direction = match order.direction {
        Direction::Asc => quote!(Asc),
        Direction::Desc => quote!(Desc),
    };
    let all = columns;
    let types = columns.iter().map(|column| at_one_place(&column.ty).0);
    let columns = columns.iter().map(|column| column::column(column, library));
    let indexes = indexes.iter().map(
        |Index { columns, unique }| quote!(#library::schema::Index { columns: &[#(#columns),*], unique: #unique }),
    );
    let history = self::history(history, library);
    let checks = rules::checks(entity, all, checks, library);
    quote! {
        #[automatically_derived]
        impl #library::schema::Entity for #entity {
            type Insert = #insert;
            type Patch = #patch;

            const COLLECTION: &'static #library::schema::Collection = &#library::schema::Collection {
                name: #name,
                table: #table,
                entity: #entity_name,
                docs: #docs,
                tenancy: #library::schema::Tenancy::#tenancy,
                columns: &[#(#columns),*],
                order: #library::schema::Order {
                    column: #order_column,
                    direction: #library::schema::Direction::#direction,
                },
                indexes: &[#(#indexes),*],
                checks: #checks,
                history: #history,
                types: #library::__ts_types![#(#types),*],
            };
        }
    }
}

fn history(history: &History, library: &Library) -> TokenStream {
    let History { existing, renamed_from, dropped } = history;
    if !existing && renamed_from.is_none() && dropped.is_empty() {
        return quote!(#library::schema::History::NONE);
    }
    let renamed_from = option(renamed_from.as_ref().map(|name| quote!(#name)));
    quote! {
        #library::schema::History { existing: #existing, renamed_from: #renamed_from, dropped: &[#(#dropped),*] }
    }
}

/// An `Option` as its own tokens.
pub(super) fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(::core::option::Option::None), |value| quote!(::core::option::Option::Some(#value)))
}
