use std::borrow::Cow;

use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// Who asks, as an app knows them: what its [`authenticate`](crate::access::SyncApp::authenticate) finds.
///
/// It is written as JSON once a request, and with every open socket, so that rights can be looked at again: at most
/// 4 kB of it, an access value as much again. It stays on the server; clients are told the user id alone.
///
/// ```
/// use ferrosync::access::Identity;
/// use serde::{Deserialize, Serialize};
/// use std::borrow::Cow;
///
/// #[derive(Serialize, Deserialize)]
/// struct User { id: String, teams: Vec<String> }
///
/// impl Identity for User {
///     fn user_id(&self) -> Cow<'_, str> {
///         Cow::from(&self.id)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say who a user is",
    label = "not an identity",
    note = "name the users first, with `.authenticate(..)` before `.authorize(..)` or `.preset(..)`, and \
            `impl Identity for` what it finds; `String` and `Uuid` are identities by themselves",
    note = "an app that everyone may use ends with `.public()`"
)]
pub trait Identity: Serialize + DeserializeOwned + 'static {
    /// The name that stands in owner columns, in the log and in mutations' ids' ownership: 1 to 256 bytes, the same for
    /// the same user always.
    fn user_id(&self) -> Cow<'_, str>;
}

impl Identity for String {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::from(self)
    }
}

impl Identity for Uuid {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::from(self.to_string())
    }
}

/// What an app's `authorize` answers: `true` and `false`, or an access value and `None`.
///
/// The access value says how much its holder may do (a role, mostly). Clients are told it as `access`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whether somebody is let in",
    note = "return `Result<bool, _>`, or `Result<Option<T>, _>` with an access value `T` of your own"
)]
pub trait Permission {
    type Access: Serialize + DeserializeOwned + 'static;

    /// The access value, or nothing for who is kept out.
    fn granted(self) -> Option<Self::Access>;
}

impl Permission for bool {
    type Access = ();

    fn granted(self) -> Option<()> {
        self.then_some(())
    }
}

impl<T: Serialize + DeserializeOwned + 'static> Permission for Option<T> {
    type Access = T;

    fn granted(self) -> Self {
        self
    }
}
