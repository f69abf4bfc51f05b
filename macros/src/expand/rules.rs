//! Rules as data, and the app's functions where the app's code is.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Path, Type};

use super::library::Library;
use crate::model::{Bound, Function, Limits, Literal, Number, Rule, Rules, Spec};

/// A column with functions over its row.
// Until collections have them.
#[allow(dead_code)]
pub(super) struct RowRules<'a> {
    /// The column's name on the wire.
    pub(super) wire: &'a str,
    /// Its type, without an `Option`.
    pub(super) ty: &'a Type,
    pub(super) rules: &'a Rules,
}

/// A list of rules.
pub(super) fn rules(library: &Library, rules: &[Rule]) -> TokenStream {
    let rules = rules.iter().map(|rule| self::rule(library, rule));
    quote!(&[#(#rules),*])
}

/// `custom(path)` of a value whose type is `ty`, without an `Option`.
pub(super) fn custom(library: &Library, rules: &Rules, ty: &Type) -> TokenStream {
    if rules.customs.is_empty() {
        return quote!(&[]);
    }
    let rules = rules.customs.iter().map(|Function { path, message }| {
        let message = with_message(message.as_deref());
        let run = quote_spanned! {inside(path)=>
            #library::validate::custom_rule(|_, value| #library::validate::run_custom::<#ty, _>(value, |value| #path(value)))
        };
        quote!(#run #message)
    });
    quote!(#library::__server_rules![#(#rules),*])
}

/// `custom(path, row)` of the columns and `check(path)` of a collection.
// Until collections have them.
#[allow(dead_code)]
pub(super) fn checks(library: &Library, entity: &Ident, columns: &[RowRules], checks: &[Function]) -> TokenStream {
    let of_columns = columns.iter().flat_map(|RowRules { wire, ty, rules }| {
        rules.row_customs.iter().map(move |Function { path, message }| {
            let run = quote_spanned! {inside(path)=>
                |row| #library::validate::run_custom_row::<#ty, #entity, _>(row, #wire, |value, row| #path(value, row))
            };
            check(library, &quote!(::core::option::Option::Some(#wire)), message.as_deref(), &run)
        })
    });
    let of_rows = checks.iter().map(|Function { path, message }| {
        let run = quote_spanned! {inside(path)=>
            |row| #library::validate::run_check::<#entity, _>(row, |row| #path(row))
        };
        check(library, &quote!(::core::option::Option::None), message.as_deref(), &run)
    });
    let checks: Vec<TokenStream> = of_columns.chain(of_rows).collect();
    if checks.is_empty() { quote!(&[]) } else { quote!(#library::__server_checks![#(#checks),*]) }
}

fn check(library: &Library, column: &TokenStream, message: Option<&str>, run: &TokenStream) -> TokenStream {
    let message = option(message);
    quote!(#library::validate::Check { column: #column, message: #message, run: #run })
}

/// The place of a user's path, for what is written around it: errors about a function's signature stand under its
/// name. It stays the macro's text all the same, so that lints about it are not the user's.
fn inside(path: &Path) -> Span {
    Span::call_site().located_at(path.span())
}

fn rule(library: &Library, rule: &Rule) -> TokenStream {
    let call = call(library, &rule.spec);
    let message = with_message(rule.message.as_deref());
    quote!(#library::validate::#call #message)
}

fn call(library: &Library, spec: &Spec) -> TokenStream {
    match spec {
        Spec::Trim => quote!(trim()),
        Spec::Lowercase => quote!(lowercase()),
        Spec::Uppercase => quote!(uppercase()),
        Spec::Length(limits) => {
            let limits = self::limits(*limits);
            quote!(length(#limits))
        }
        Spec::Email => quote!(email()),
        Spec::Url => quote!(url()),
        Spec::Uuid => quote!(uuid()),
        Spec::Pattern { given, rust, js } => quote!(pattern(#given, #rust, #js)),
        Spec::StartsWith(text) => quote!(starts_with(#text)),
        Spec::EndsWith(text) => quote!(ends_with(#text)),
        Spec::Contains(text) => quote!(contains(#text)),
        Spec::OneOf(values) => {
            let values = values.iter().map(|value| match value {
                Literal::Int(number) => {
                    let number = int(*number);
                    quote!(#library::validate::Literal::Int(#number))
                }
                Literal::Text(text) => quote!(#library::validate::Literal::Text(#text)),
            });
            quote!(one_of(&[#(#values),*]))
        }
        Spec::Range { min, max } => {
            let (min, max) = (bound(library, *min), bound(library, *max));
            quote!(range(#min, #max))
        }
        Spec::MultipleOf(divisor) => {
            let divisor = number(library, *divisor);
            quote!(multiple_of(#divisor))
        }
        Spec::Int => quote!(int()),
        Spec::Items(limits) => {
            let limits = self::limits(*limits);
            quote!(items(#limits))
        }
        Spec::Each(inner) => {
            let inner = rules(library, inner);
            quote!(each(#inner))
        }
    }
}

fn with_message(message: Option<&str>) -> Option<TokenStream> {
    message.map(|message| quote!(.with_message(#message)))
}

fn limits(Limits { min, max }: Limits) -> TokenStream {
    let (min, max) = (option(min), option(max));
    quote!(#min, #max)
}

fn bound(library: &Library, bound: Option<Bound>) -> TokenStream {
    option(bound.map(|Bound { value, inclusive }| {
        let value = number(library, value);
        quote!(#library::validate::Bound { value: #value, inclusive: #inclusive })
    }))
}

fn number(library: &Library, number: Number) -> TokenStream {
    match number {
        Number::Int(number) => {
            let number = int(number);
            quote!(#library::validate::Number::Int(#number))
        }
        Number::Real(number) => {
            let (sign, size) = ((number < 0.0).then(|| quote!(-)), number.abs());
            quote!(#library::validate::Number::Real(#sign #size))
        }
    }
}

fn int(number: i64) -> TokenStream {
    let (sign, size) = ((number < 0).then(|| quote!(-)), number.abs());
    quote!(#sign #size)
}

fn option(value: Option<impl quote::ToTokens>) -> TokenStream {
    value.map_or_else(|| quote!(::core::option::Option::None), |value| quote!(::core::option::Option::Some(#value)))
}
