//! Rules as data, and the app's functions where the app's code is.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Path, Type};

use super::metadata::option;
use super::{Library, at_one_place};
use crate::check::optional;
use crate::model::{Bound, Column, Function, Limits, Literal, Number, Role, Rule, Rules, Spec};

/// A list of rules.
pub(super) fn rules(rules: &[Rule], library: &Library) -> TokenStream {
    let rules = rules.iter().map(|rule| self::rule(rule, library));
    quote!(&[#(#rules),*])
}

/// `custom(path)` of a value of type `ty`, as a list.
pub(super) fn custom(rules: &Rules, ty: &Type, library: &Library) -> TokenStream {
    if rules.customs.is_empty() {
        return quote!(&[]);
    }
    let ty = inner(ty);
    let rules = rules.customs.iter().map(|Function { path, message }| {
        let message = with_message(message.as_deref());
        let run = quote_spanned! {inside(path)=>
            #library::validate::custom_rule(|_, value| #library::validate::run_custom::<#ty, _>(value, |value| #path(value)))
        };
        quote!(#run #message)
    });
    quote!(#library::__server_rules![#(#rules),*])
}

/// `custom(path, row)` of the columns and `check(path)` of their collection, as a list.
pub(super) fn checks(entity: &Ident, columns: &[Column], checks: &[Function], library: &Library) -> TokenStream {
    let of_columns = columns.iter().flat_map(|column| {
        let row_customs: &[Function] = match &column.role {
            Role::Data { rules, .. } => &rules.row_customs[..],
            _ => &[],
        };
        row_customs.iter().map(|Function { path, message }| {
            let (wire, ty) = (&column.wire, inner(&column.ty));
            let run = quote_spanned! {inside(path)=>
                |row| #library::validate::run_custom_row::<#ty, #entity, _>(row, #wire, |value, row| #path(value, row))
            };
            check(Some(wire), message.as_deref(), &run, library)
        })
    });
    let of_rows = checks.iter().map(|Function { path, message }| {
        let run = quote_spanned! {inside(path)=>
            |row| #library::validate::run_check::<#entity, _>(row, |row| #path(row))
        };
        check(None, message.as_deref(), &run, library)
    });
    let checks: Vec<TokenStream> = of_columns.chain(of_rows).collect();
    if checks.is_empty() { quote!(&[]) } else { quote!(#library::__server_checks![#(#checks),*]) }
}

/// The type that a function sees: no function is called for `null`.
fn inner(ty: &Type) -> TokenStream {
    at_one_place(optional(ty).unwrap_or(ty)).0
}

fn check(column: Option<&String>, message: Option<&str>, run: &TokenStream, library: &Library) -> TokenStream {
    let column = option(column.map(|column| quote!(#column)));
    let message = option(message.map(|message| quote!(#message)));
    quote!(#library::validate::Check { column: #column, message: #message, run: #run })
}

/// The place of a user's path, for what is written around it: errors about a function's signature stand under its
/// name. It stays the macro's text all the same, so that lints about it are not the user's.
fn inside(path: &Path) -> Span {
    Span::call_site().located_at(path.span())
}

fn rule(rule: &Rule, library: &Library) -> TokenStream {
    let call = call(&rule.spec, library);
    let message = with_message(rule.message.as_deref());
    quote!(#library::validate::#call #message)
}

fn call(spec: &Spec, library: &Library) -> TokenStream {
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
            let (min, max) = (bound(*min, library), bound(*max, library));
            quote!(range(#min, #max))
        }
        Spec::MultipleOf(divisor) => {
            let divisor = number(*divisor, library);
            quote!(multiple_of(#divisor))
        }
        Spec::Int => quote!(int()),
        Spec::Items(limits) => {
            let limits = self::limits(*limits);
            quote!(items(#limits))
        }
        Spec::Each(inner) => {
            let inner = rules(inner, library);
            quote!(each(#inner))
        }
    }
}

fn with_message(message: Option<&str>) -> Option<TokenStream> {
    message.map(|message| quote!(.with_message(#message)))
}

fn limits(Limits { min, max }: Limits) -> TokenStream {
    let (min, max) = (option(min.map(|min| quote!(#min))), option(max.map(|max| quote!(#max))));
    quote!(#min, #max)
}

fn bound(bound: Option<Bound>, library: &Library) -> TokenStream {
    option(bound.map(|Bound { value, inclusive }| {
        let value = number(value, library);
        quote!(#library::validate::Bound { value: #value, inclusive: #inclusive })
    }))
}

fn number(number: Number, library: &Library) -> TokenStream {
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
