use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::LitStr;

use super::{at_one_place, attributes};
use crate::model::{Collection, Column};

/// The user's struct, with what rows need.
pub(super) fn entity(collection: &Collection) -> TokenStream {
    let attributes = attributes(&collection.source);
    let (vis, ident) = (&collection.source.vis, &collection.source.ident);
    let fields = collection.columns.iter().map(field);
    quote! {
        #attributes
        #[derive(
            ::core::fmt::Debug,
            ::core::clone::Clone,
            ::core::cmp::PartialEq,
            ::ferrosync::__private::serde::Serialize,
            ::ferrosync::__private::serde::Deserialize,
            ::ferrosync::__private::TS,
        )]
        #[serde(crate = "::ferrosync::__private::serde")]
        #[ts(crate = "::ferrosync::__private::ts_rs")]
        #vis struct #ident {
            #(#fields,)*
        }
    }
}

fn field(column: &Column) -> TokenStream {
    let attributes = attributes(&column.source);
    let (vis, ident, ty, wire) = (&column.source.vis, &column.source.ident, &column.ty, &column.wire);
    // TypeScript's type comes from our trait, not from ts-rs's impl for the column's type: what cannot be a column
    // is then one error, in our words. The literal has the type's span, so that the error stands under it.
    let ts = format!("<{} as ::ferrosync::schema::ColumnType>::Wire", ty.to_token_stream());
    let ts = LitStr::new(&ts, at_one_place(ty).1);
    quote! {
        #attributes
        #[serde(rename = #wire)]
        #[ts(rename = #wire, as = #ts)]
        #vis #ident: #ty
    }
}
