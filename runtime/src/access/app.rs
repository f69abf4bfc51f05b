use core::marker::PhantomData;

use super::Origins;
use crate::{protocol::Error, schema::Schema};

/// An app that does not say yet who may use it. [`SyncApp::public`] makes it [`Ready`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeedsAccess {}

/// An app that says who may use it: what [`worker!`](crate::worker!) takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ready {}

/// An app: its collections, where their rows are, and who may use it.
///
/// `User` is what the app's authentication gives, `Access` what its authorization adds; both are `()` in an app
/// that is [`public`](Self::public).
///
/// ```
/// use ferrosync::{access::{Ready, Storage, SyncApp}, schema::Schema};
///
/// fn app(schema: Schema) -> SyncApp<Ready> {
///     SyncApp::new(schema)
///         .storage(Storage::d1("TODOS_DB"))
///         .rooms_in("SYNC_ROOM")
///         .origins(["https://app.example"])
///         .public()
/// }
/// ```
///
/// Forgetting who may use it does not compile:
///
/// ```compile_fail,E0277
/// use ferrosync::{access::{Storage, SyncApp, Wired}, schema::Schema};
///
/// fn serve(app: impl Wired) {}
///
/// fn app(schema: Schema) {
///     serve(SyncApp::new(schema).storage(Storage::d1("TODOS_DB")).rooms_in("SYNC_ROOM"));
/// }
/// ```
#[derive(Debug, Clone)]
#[must_use = "an app serves only what `ferrosync::worker!` is given"]
pub struct SyncApp<State, User = (), Access = ()> {
    settings: Settings,
    marker: Marker<State, User, Access>,
}

/// Names the types without holding values of them.
type Marker<State, User, Access> = PhantomData<fn() -> (State, User, Access)>;

/// Where rows are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Storage {
    d1: &'static str,
}

/// What the builder was told, for the Worker.
#[derive(Debug, Clone)]
pub struct Settings {
    schema: Schema,
    storage: Option<Storage>,
    rooms: Option<&'static str>,
    origins: Origins,
    problem: Option<String>,
}

/// An app that a Worker can serve.
#[diagnostic::on_unimplemented(
    message = "this app does not say who may use it",
    label = "not ready to serve",
    note = "end the chain of `SyncApp::new(..)` with `.public()` to let everyone read and write, and let the function \
            return `SyncApp<Ready>`"
)]
pub trait Wired {
    #[doc(hidden)]
    fn settings(self) -> Settings;
}

impl<User, Access> Wired for SyncApp<Ready, User, Access> {
    fn settings(self) -> Settings {
        self.settings
    }
}

impl Storage {
    /// A D1 database, by the name of its binding in `wrangler.jsonc`.
    pub const fn d1(binding: &'static str) -> Self {
        Self { d1: binding }
    }
}

impl SyncApp<NeedsAccess> {
    /// An app with these collections: what `sync_collections!` names `COLLECTIONS`.
    pub fn new(schema: Schema) -> Self {
        let settings = Settings { schema, storage: None, rooms: None, origins: Origins::default(), problem: None };
        Self { settings, marker: PhantomData }
    }
}

impl<State, User, Access> SyncApp<State, User, Access> {
    /// Where rows are kept.
    pub fn storage(mut self, storage: Storage) -> Self {
        self.settings.storage = Some(storage);
        self
    }

    /// The Durable Object binding of the rooms, by its name in `wrangler.jsonc`.
    pub fn rooms_in(mut self, binding: &'static str) -> Self {
        self.settings.rooms = Some(binding);
        self
    }

    /// The other origins whose pages may use the app: for CORS, for writes and for sockets. The app's own origin is
    /// always among them.
    ///
    /// Each is a scheme and a host, with a port where it is not the scheme's own: `https://app.example`,
    /// `http://localhost:5173`. What is no origin makes every request answer `MISCONFIGURED` with its name.
    pub fn origins<'a>(mut self, origins: impl IntoIterator<Item = &'a str>) -> Self {
        for origin in origins {
            if let Err(problem) = self.settings.origins.add(origin) {
                self.settings.problem.get_or_insert(problem);
            }
        }
        self
    }
}

impl<User, Access> SyncApp<NeedsAccess, User, Access> {
    /// Lets everyone read and write every collection.
    pub fn public(self) -> SyncApp<Ready, User, Access> {
        SyncApp { settings: self.settings, marker: PhantomData }
    }
}

impl Settings {
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    /// The binding of the D1 database.
    ///
    /// # Errors
    /// `MISCONFIGURED` where the app names none.
    pub fn database(&self) -> Result<&'static str, Error> {
        self.storage.map(|storage| storage.d1).ok_or_else(|| {
            Error::Misconfigured(
                "the app says nowhere where its rows are kept: add `.storage(Storage::d1(\"..\"))` to it".to_owned(),
            )
        })
    }

    /// The binding of the rooms' Durable Objects.
    ///
    /// # Errors
    /// `MISCONFIGURED` where the app names none.
    pub fn rooms(&self) -> Result<&'static str, Error> {
        self.rooms.ok_or_else(|| {
            Error::Misconfigured(
                "the app says nowhere where its rooms live: add `.rooms_in(\"SYNC_ROOM\")` to it".to_owned(),
            )
        })
    }

    /// What is wrong with the settings as such.
    ///
    /// # Errors
    /// `MISCONFIGURED`, naming the setting.
    pub fn check(&self) -> Result<(), Error> {
        self.problem.clone().map_or(Ok(()), |problem| Err(Error::Misconfigured(problem)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: Schema = Schema { collections: &[], dropped: &[] };

    #[test]
    fn what_the_app_does_not_say_is_named_with_its_fix() {
        let settings = SyncApp::new(SCHEMA).public().settings();
        let (database, rooms) = (settings.database(), settings.rooms());
        assert!(matches!(database, Err(Error::Misconfigured(text)) if text.contains("Storage::d1")));
        assert!(matches!(rooms, Err(Error::Misconfigured(text)) if text.contains(".rooms_in(")));
    }

    #[test]
    fn an_entry_that_is_no_origin_is_named() {
        let app = SyncApp::new(SCHEMA).origins(["https://a.example", "https://b.example/path"]).public();
        let problem = app.settings().check();
        assert!(matches!(problem, Err(Error::Misconfigured(text)) if text.contains("`https://b.example/path`")));
    }
}
