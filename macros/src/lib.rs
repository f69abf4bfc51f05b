//! `sync_collections!`, in four stages: `parse` → `check` → `expand`, with `model` between them.
//!
//! The macro's reference stands where users find it: at `ferrosync::schema::sync_collections`.

mod attrs;
mod check;
mod expand;
mod model;
mod naming;
mod parse;

use darling::Error;
use proc_macro2::TokenStream;

// Its documentation stands at the re-export, where links and doctests work.
#[allow(missing_docs)]
#[rust_analyzer::macro_style(brackets)]
#[proc_macro]
pub fn sync_collections(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let (mut output, errors) = run(input.into());
    output.extend(errors.map(Error::write_errors));
    output.into()
}

/// Emits nothing and owns `#[ts(..)]`: what `ferrosync` puts in the place of ts-rs's derive in the Worker, so that
/// the macro writes the same text there and in the build script.
#[doc(hidden)]
#[proc_macro_derive(NoTs, attributes(ts))]
pub fn no_ts(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
    proc_macro::TokenStream::new()
}

/// The whole macro. With errors, the output still has the user's structs, so that one mistake is one message.
fn run(input: TokenStream) -> (TokenStream, Option<Error>) {
    let mut errors = Error::accumulator();
    let raw = parse::parse(input, &mut errors);
    match check::check(&raw, errors) {
        Ok(schema) => (expand::expand(&schema), None),
        Err(errors) => (expand::fallback(&raw), Some(errors)),
    }
}

#[cfg(test)]
#[path = "../tests/errors/mod.rs"]
mod errors;

#[cfg(test)]
#[path = "../tests/expansion/mod.rs"]
mod expansion;
