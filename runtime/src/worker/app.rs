use core::{
    cell::{Cell, OnceCell, RefCell},
    time::Duration,
};
use std::rc::Rc;

use ::worker::{D1Database, Env, ObjectNamespace, State, console_error, console_log};
use futures_util::future::{Either, select};

use super::{built::Built, failure::Failure, hooks::in_time};
use super::{
    d1::D1,
    storage::{Costs, Embedded, ObjectDatabase},
    tasks,
};
use crate::{
    access::{Gate, Patience, Settings, Wired, Wiring},
    api::{Operation, Target},
    map::Set,
    observe::{Event, Observer, Sink, Watch, line, lines},
    protocol::{Error, SyncId},
    room::check_schema,
    sql::Tables,
};

/// An app as an isolate keeps it: its settings, its statements, and what was found out once.
pub struct App {
    settings: Settings,
    gate: Gate<Env>,
    sinks: Vec<Sink<Env>>,
    tables: Rc<Tables>,
    embedded: Option<Embedded>,
    schema_fits: Cell<bool>,
    is_debugged: OnceCell<bool>,
    rooms: OnceCell<ObjectNamespace>,
    told: RefCell<Set<String>>,
}

impl App {
    /// Takes what the app's function returned, and what the build put beside it.
    pub fn new(app: impl Wired<Env>, built: Built) -> Rc<Self> {
        let Wiring { settings, gate, sinks } = app.wire();
        let gate = gate.within(Patience::new(settings.timeout(), |time| Box::pin(tasks::sleep(time))));
        let (tables, embedded) = built.unpack(settings.schema());
        Rc::new(Self {
            settings,
            gate,
            sinks,
            tables,
            embedded,
            schema_fits: Cell::default(),
            is_debugged: OnceCell::new(),
            rooms: OnceCell::new(),
            told: RefCell::default(),
        })
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn gate(&self) -> &Gate<Env> {
        &self.gate
    }

    pub(super) fn tables(&self) -> &Rc<Tables> {
        &self.tables
    }

    /// Whether the Worker reads rows itself; else they are in the objects alone.
    pub(super) fn reads_rows(&self) -> bool {
        self.settings.storage().is_ok_and(|storage| storage.binding().is_some())
    }

    /// Whether this read may go past the room's object.
    pub(super) fn reads_directly(&self, consistent: bool) -> bool {
        self.reads_rows() && self.settings.reads_directly(consistent)
    }

    /// The database of a room's object, once its tables are known to fit the schema.
    pub(super) async fn object_database(&self, env: &Env, state: &State) -> Result<ObjectDatabase, Error> {
        if self.settings.storage()?.binding().is_some() {
            return self.database(env).await;
        }
        let embedded = self.embedded.ok_or_else(|| {
            Error::Misconfigured(
                "the rooms keep their own rows, and the Worker has no migrations for them: `ferrosync_codegen::build` in \
                 build.rs puts those of its folder into the Worker"
                    .to_owned(),
            )
        })?;
        let database = embedded.open(state, self.costs(env))?;
        let database = ObjectDatabase::Own(database);
        check_schema(&database, &self.tables).await?;
        Ok(database)
    }

    /// The app's D1 database, once its tables are known to fit the schema.
    ///
    /// A Worker has no start that could fail, so the first request of an isolate asks; and every one until it fits, so
    /// that applying a migration heals a running Worker.
    ///
    /// It is of the objects' type, so that what reads it is compiled once.
    pub(super) async fn database(&self, env: &Env) -> Result<ObjectDatabase, Error> {
        let binding = self.settings.storage()?.binding().ok_or(Error::Internal)?;
        let database = ObjectDatabase::D1(D1::new(&d1(env, binding)?, self.costs(env)));
        if !self.schema_fits.get() {
            check_schema(&database, &self.tables).await?;
            self.schema_fits.set(true);
        }
        Ok(database)
    }

    /// Whether the Worker has been given all that the app names. Nothing of it is used.
    pub(super) fn look(&self, env: &Env) -> Result<(), Error> {
        self.rooms(env)?;
        self.settings.storage()?.binding().map_or(Ok(()), |binding| d1(env, binding).map(drop))
    }

    /// Waits for a route of the app's own, and no longer than for the rest of its code.
    pub(super) async fn in_time<T>(&self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        in_time(self.settings.timeout(), work).await
    }

    /// Where the rooms' objects are: an isolate has one environment for its whole life.
    pub(super) fn rooms(&self, env: &Env) -> Result<&ObjectNamespace, Error> {
        if let Some(rooms) = self.rooms.get() {
            return Ok(rooms);
        }
        let binding = self.settings.rooms()?;
        let rooms = env.durable_object(binding).map_err(|_| {
            Error::Misconfigured(format!(
                "the Worker has no Durable Object binding `{binding}`: add it to `durable_objects.bindings` in \
                 wrangler.jsonc"
            ))
        })?;
        Ok(self.rooms.get_or_init(|| rooms))
    }

    /// Tells the operator of an error that is not the caller's: of what is wrong with the deployment once, not with
    /// every request.
    pub(super) fn tell(&self, error: &Error, request_id: &str) {
        match error {
            Error::Misconfigured(text) | Error::SchemaDrift(text) => {
                let is_new = self.told.borrow_mut().insert(text.clone());
                if is_new {
                    console_error!("ferrosync: {text}");
                }
            }
            error if error.status() >= 500 => {
                console_error!("ferrosync: request {request_id}: {}", error.code().0);
            }
            _ => {}
        }
    }

    /// What a URL is for, within the app's limits: a page has no more rows than they allow, and its `next` goes on.
    ///
    /// # Errors
    /// As [`Target::of`].
    pub(super) fn target(&self, method: &str, url: &str) -> Result<Target, Error> {
        let mut target = Target::of(self.settings.schema(), method, url)?;
        if let Target::Api(Operation::List { query, .. }) = &mut target {
            query.limit = query.limit.min(self.settings.limits().list_rows);
        }
        Ok(target)
    }

    /// Whether the app, or the variable `FERROSYNC_DEBUG`, asks for a line of each request, event and batch.
    pub(super) fn is_debugged(&self, env: &Env) -> bool {
        *self.is_debugged.get_or_init(|| {
            self.settings.debug() || env.var("FERROSYNC_DEBUG").is_ok_and(|value| value.to_string() == "1")
        })
    }

    fn costs(&self, env: &Env) -> Costs {
        match self.is_debugged(env) {
            true => Costs::Logged,
            false if self.sinks.is_empty() => Costs::Unread,
            false => Costs::Read,
        }
    }

    /// Tells the app's sinks what happened in a room that was not asked itself.
    pub(super) fn see(&self, room: &SyncId, event: &Event<'_>, env: &Env) {
        for sink in &self.sinks {
            sink(room, event, env);
        }
        if self.is_debugged(env) {
            console_log!("{}", line(room, event));
        }
    }

    /// Who is told what happens in a room, if there is anybody.
    pub(super) fn observer(&self, env: &Rc<Env>) -> Option<Rc<dyn Observer>> {
        let mut sinks = self.sinks.clone();
        if self.is_debugged(env) {
            sinks.push(Rc::new(lines(|line| console_log!("{line}"))));
        }
        if sinks.is_empty() { None } else { Some(Rc::new(Watch::new(sinks, Rc::clone(env)))) }
    }
}

/// Waits for work, but no longer than this.
///
/// # Errors
/// `TIMEOUT`, or the work's own.
pub(super) async fn within<T>(time: Duration, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    match select(core::pin::pin!(work), tasks::sleep(time)).await {
        Either::Left((done, _)) => done,
        Either::Right(_) => Err(Error::Timeout { mid: None }),
    }
}

fn d1(env: &Env, binding: &str) -> Result<D1Database, Error> {
    env.d1(binding).map_err(|_| {
        Error::Misconfigured(format!(
            "the Worker has no D1 binding `{binding}`: add it to `d1_databases` in wrangler.jsonc"
        ))
    })
}

impl core::fmt::Debug for App {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("App").field("settings", &self.settings).field("gate", &self.gate).finish_non_exhaustive()
    }
}
