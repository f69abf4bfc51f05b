//! Accounts with a name and a password, and sessions in a signed cookie: what the examples with users share.
//!
//! It stands between an app and `SyncApp`, and is the app's own code like any other: nothing of it is built in.
//!
//! ```text
//! example_auth::routes(SyncApp::new(schema::COLLECTIONS).authenticate(example_auth::session))
//!     .preset(Preset::PerUser)
//!     .middleware(example_auth::while_signed_in)
//! ```
//!
//! An app needs three things for it: the D1 binding `DB` with the table `users` (`migrations/0002_users.sql`), the secret
//! `SESSION_SECRET`, and the rate limiter `SIGN_IN`. What is missing is answered `MISCONFIGURED`, with how to get it.

mod accounts;
mod crypto;
mod password;
mod routes;
mod session;

pub use accounts::exists;
pub use routes::routes;
pub use session::{User, session, while_signed_in};
