use proc_macro2::TokenStream;
use quote::quote;

use super::{Library, attributes, derives, wire_type};
use crate::model::{Access, Collection, Column, Role};

/// The user's struct, with what rows need.
pub(super) fn entity(collection: &Collection, library: &Library) -> TokenStream {
    let (attributes, derives) = (attributes(&collection.source), derives(library));
    let (vis, ident) = (&collection.source.vis, &collection.source.ident);
    let fields = collection.columns.iter().map(|column| field(column, library));
    quote! {
        #attributes
        #derives
        #vis struct #ident {
            #(#fields,)*
        }
    }
}

fn field(column: &Column, library: &Library) -> TokenStream {
    let attributes = attributes(&column.source);
    let (vis, ident, ty, wire) = (&column.source.vis, &column.source.ident, &column.ty, &column.wire);
    let ts = if matches!(column.role, Role::Data { access: Access::Private, .. }) {
        quote!(skip)
    } else {
        let wire_type = wire_type(ty, library);
        quote!(rename = #wire, as = #wire_type)
    };
    quote! {
        #attributes
        #[serde(rename = #wire)]
        #[ts(#ts)]
        #vis #ident: #ty
    }
}
