use darling::error::Accumulator;
use syn::spanned::Spanned;
use syn::{Attribute, Meta, Path, Token, punctuated::Punctuated};

use crate::attrs::error;
use crate::expand::OURS;

/// Refuses derives that would clash with ours.
pub(super) fn check(passed: &[Attribute], errors: &mut Accumulator) {
    let derives = passed.iter().filter(|attribute| attribute.path().is_ident("derive"));
    for attribute in derives {
        let Meta::List(list) = &attribute.meta else {
            continue;
        };
        let paths = list.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        for path in errors.handle(paths.map_err(Into::into)).unwrap_or_default() {
            let name = path.segments.last().map_or_else(String::new, |segment| segment.ident.to_string());
            if OURS.contains(&name.as_str()) {
                errors.push(error(&path.span(), format!("`{name}` is derived already")));
            }
        }
    }
}
