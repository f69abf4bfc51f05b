use core::time::Duration;

use super::{Limits, Origins};
use crate::{protocol::Error, room::Retention, schema::Schema};

/// How old the last look at the rights of an open socket may be.
const RECHECK_AFTER: Duration = Duration::from_mins(1);

/// How long a request may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Where rows are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Storage {
    /// The binding of the D1 database; `None` where each room keeps its own rows.
    d1: Option<&'static str>,
}

impl Storage {
    /// A D1 database, by the name of its binding in `wrangler.jsonc`: one for all rooms, which other code may query too.
    /// Its tables are made by `wrangler d1 migrations apply`.
    pub const fn d1(binding: &'static str) -> Self {
        Self { d1: Some(binding) }
    }

    /// Each room's own SQLite, in its Durable Object: no way to go for a read or a write, and no query over all rooms.
    /// Its tables are made by the object itself when it wakes, by the migrations that the build put into the Worker.
    pub const fn durable_object() -> Self {
        Self { d1: None }
    }

    /// The binding of the D1 database; `None` where each room keeps its own rows.
    pub const fn binding(self) -> Option<&'static str> {
        self.d1
    }
}

/// What the builder was told, for the Worker.
#[derive(Debug, Clone)]
pub struct Settings {
    pub(super) schema: Schema,
    pub(super) storage: Option<Storage>,
    pub(super) rooms: Option<&'static str>,
    pub(super) origins: Origins,
    pub(super) problem: Option<String>,
    pub(super) recheck_after: Duration,
    pub(super) consistent_reads: bool,
    pub(super) timeout: Duration,
    pub(super) limits: Limits,
    pub(super) exposes_collections: bool,
    pub(super) debug: bool,
    pub(super) retention: Retention,
    /// The app's own code, where it is the Worker's.
    #[cfg(feature = "worker")]
    pub(crate) own: crate::worker::Own,
}

impl Settings {
    pub(super) fn new(schema: Schema) -> Self {
        Self {
            schema,
            storage: None,
            rooms: None,
            origins: Origins::default(),
            problem: None,
            recheck_after: RECHECK_AFTER,
            timeout: TIMEOUT,
            limits: Limits::DEFAULT,
            exposes_collections: true,
            debug: false,
            consistent_reads: false,
            retention: Retention::default(),
            #[cfg(feature = "worker")]
            own: crate::worker::Own::default(),
        }
    }

    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    pub fn recheck_after(&self) -> Duration {
        self.recheck_after
    }

    /// Whether a read may go past the room's object, straight to the database. `consistent` is what the request asks for.
    pub fn reads_directly(&self, consistent: bool) -> bool {
        !consistent && !self.consistent_reads
    }

    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub fn exposes_collections(&self) -> bool {
        self.exposes_collections
    }

    pub fn debug(&self) -> bool {
        self.debug
    }

    /// How much of the log is kept.
    pub fn retention(&self) -> Retention {
        self.retention
    }

    /// Where rows are kept.
    ///
    /// # Errors
    /// `MISCONFIGURED` where the app does not say it.
    pub fn storage(&self) -> Result<Storage, Error> {
        self.storage.ok_or_else(|| {
            Error::Misconfigured(
                "the app says nowhere where its rows are kept: add `.storage(Storage::d1(\"..\"))` or \
                 `.storage(Storage::durable_object())` to it"
                    .to_owned(),
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

    /// Notes what is wrong with the settings; the first counts.
    #[cfg(feature = "worker")]
    pub(crate) fn refuse(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    /// What is wrong with the settings as such.
    ///
    /// # Errors
    /// `MISCONFIGURED`, naming the setting.
    pub fn check(&self) -> Result<(), Error> {
        if let Some(problem) = &self.problem {
            return Err(Error::Misconfigured(problem.clone()));
        }
        if self.timeout.is_zero() {
            return Err(Error::Misconfigured("`.timeout(..)` is 0, and nothing could be answered".to_owned()));
        }
        self.limits.check()
    }
}
