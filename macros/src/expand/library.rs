use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Path;

/// The path by which what is emitted finds the library: `::ferrosync`, or what `crate = ..` says.
///
/// Every emitted path to it begins with one: `quote!(#library::schema::Column)`.
#[derive(Debug, Clone)]
pub(crate) struct Library(TokenStream);

impl Library {
    pub(crate) fn at(path: &Path) -> Self {
        Self(path.to_token_stream())
    }

    /// A path inside the library, for attributes that take it as text.
    pub(super) fn text(&self, rest: &str) -> String {
        let path: String = self.0.to_string().split_whitespace().collect();
        format!("{path}::{rest}")
    }
}

impl Default for Library {
    fn default() -> Self {
        Self(quote!(::ferrosync))
    }
}

impl ToTokens for Library {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}
