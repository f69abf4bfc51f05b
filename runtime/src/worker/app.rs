use core::cell::{Cell, OnceCell, RefCell};
use std::{collections::BTreeSet, rc::Rc};

use ::worker::{Env, ObjectNamespace, State, console_error};

use super::{
    d1::D1,
    storage::{Embedded, ObjectDatabase},
};
use crate::{
    access::{Gate, Settings, Wired, Wiring},
    protocol::Error,
    room::check_schema,
    sql::Tables,
};

/// An app as an isolate keeps it: its settings, its statements, and what was found out once.
#[derive(Debug)]
pub struct App {
    settings: Settings,
    gate: Gate<Env>,
    tables: Rc<Tables>,
    embedded: Option<Embedded>,
    schema_fits: Cell<bool>,
    counts_rows: OnceCell<bool>,
    told: RefCell<BTreeSet<String>>,
}

impl App {
    /// Takes what the app's function returned, and the migrations that the build put beside it.
    pub fn new(app: impl Wired<Env>, embedded: Option<Embedded>) -> Rc<Self> {
        let Wiring { settings, gate } = app.wire();
        let tables = Tables::new(settings.schema());
        Rc::new(Self {
            settings,
            gate,
            tables,
            embedded,
            schema_fits: Cell::default(),
            counts_rows: OnceCell::new(),
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

    /// The database of a room's object, once its tables are known to fit the schema.
    pub(super) async fn object_database(&self, env: &Env, state: &State) -> Result<ObjectDatabase, Error> {
        if self.settings.storage()?.binding().is_some() {
            return self.database(env).await.map(ObjectDatabase::D1);
        }
        let embedded = self.embedded.ok_or_else(|| {
            Error::Misconfigured(
                "the rooms keep their own rows, and the Worker has no migrations for them: the build script embeds those of \
                 its folder, unless `migrations_dir` in wrangler.jsonc says that they are for a D1 database"
                    .to_owned(),
            )
        })?;
        let database = embedded.open(state, *self.counts_rows.get_or_init(|| counts_rows(env)))?;
        let database = ObjectDatabase::Own(database);
        check_schema(&database, &self.tables).await?;
        Ok(database)
    }

    /// The app's D1 database, once its tables are known to fit the schema.
    ///
    /// A Worker has no start that could fail, so the first request of an isolate asks; and every one until it fits, so
    /// that applying a migration heals a running Worker.
    pub(super) async fn database(&self, env: &Env) -> Result<D1, Error> {
        let binding = self.settings.storage()?.binding().ok_or(Error::Internal)?;
        let database = env.d1(binding).map_err(|_| {
            Error::Misconfigured(format!(
                "the Worker has no D1 binding `{binding}`: add it to `d1_databases` in wrangler.jsonc"
            ))
        })?;
        let database = D1::new(&database, *self.counts_rows.get_or_init(|| counts_rows(env)));
        if !self.schema_fits.get() {
            check_schema(&database, &self.tables).await?;
            self.schema_fits.set(true);
        }
        Ok(database)
    }

    pub(super) fn rooms(&self, env: &Env) -> Result<ObjectNamespace, Error> {
        let binding = self.settings.rooms()?;
        env.durable_object(binding).map_err(|_| {
            Error::Misconfigured(format!(
                "the Worker has no Durable Object binding `{binding}`: add it to `durable_objects.bindings` in \
                 wrangler.jsonc"
            ))
        })
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
}

/// Whether the variable `FERROSYNC_DEBUG` asks for one line a batch of statements, with the rows that it cost.
fn counts_rows(env: &Env) -> bool {
    env.var("FERROSYNC_DEBUG").is_ok_and(|value| value.to_string() == "1")
}
