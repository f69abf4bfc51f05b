//! Paths to operations: what an HTTP request asks for, in plain Rust.
//!
//! [`Target::of`] reads method and URL; [`Mutation::request`] reads the body. Neither knows Cloudflare, and neither
//! believes the payload: the engine validates it.

mod body;
mod decode;
mod query;
mod route;
mod scope;
mod sync_id;
mod target;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;

pub use body::Mutation;
#[cfg(feature = "worker")]
pub(crate) use body::from_bytes;
pub(crate) use decode::form;
pub use route::{Operation, route};
pub use scope::scope_of;
pub use target::Target;
#[cfg(feature = "worker")]
pub(crate) use target::below_origin;
