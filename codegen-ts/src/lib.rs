//! Writes the TypeScript of a schema, and its migrations, from an app's build script.
//!
//! ```text
//! // build.rs
//! #[path = "src/schema.rs"]
//! mod schema;
//!
//! fn main() {
//!     ferrosync_codegen::build(&schema::COLLECTIONS, "client/src/sync");
//! }
//! ```
//!
//! [`generate`] and [`migration::plan`] are pure: model in, text out. [`folder`] writes, and only what changed.
//! [`Bindings`] puts them together and speaks with cargo.

mod bindings;
mod cargo;
mod embed;
mod emit;
pub mod folder;
pub mod migration;
mod migrations;
mod options;

use std::path::PathBuf;

use ferrosync::schema::Schema;

pub use bindings::Bindings;
pub use embed::{embed, embed_files};
pub use emit::generate;
pub use options::{ImportExtension, Options};

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Its name inside the folder that is being written.
    pub path: String,
    pub text: String,
}

/// Writes the TypeScript of `schema` into the folder `out`, relative to the package, and its migrations into
/// `migrations`. [`Bindings`] has the settings.
///
/// For build scripts: what is wrong becomes an error of the build.
pub fn build(schema: &Schema, out: impl Into<PathBuf>) {
    Bindings::new(schema).out(out).emit();
}
