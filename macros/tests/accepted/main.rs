//! Schemas that the macro takes and rustc compiles, without a warning.

#![deny(warnings)]
// As an app writes it, with the lints that are on where nobody says which.
#![allow(unreachable_pub, clippy::pedantic)]

extern crate self as app;

mod braces_and_imports;
mod every_word;
mod functions;
#[path = "../ui/server/mod.rs"]
mod server;
mod the_library_elsewhere;
