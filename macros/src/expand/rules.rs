use proc_macro2::TokenStream;
use quote::quote;

use super::Library;
use crate::model::Rule;

/// Rules, as a slice.
pub(super) fn rules(rules: &[Rule], library: &Library) -> TokenStream {
    let rules = rules.iter().map(|rule| self::rule(rule, library));
    quote!(&[#(#rules),*])
}

fn rule(rule: &Rule, library: &Library) -> TokenStream {
    match rule {
        Rule::Length { min, max } => {
            let (min, max) = (bound(*min), bound(*max));
            quote!(#library::validate::length(#min, #max))
        }
    }
}

fn bound(bound: Option<u32>) -> TokenStream {
    bound.map_or_else(|| quote!(::core::option::Option::None), |bound| quote!(::core::option::Option::Some(#bound)))
}
