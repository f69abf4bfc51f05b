use core::{fmt, marker::PhantomData, time::Duration};
use std::rc::Rc;

use serde::de::DeserializeOwned;

use super::{
    Gate, Head, Identity, Limits, Permission, Preset, Settings, Storage, What,
    functions::{Authenticate, Authorize, AuthorizeEveryone},
    gate::{Identify, Rule},
    middleware::{Layers, Middleware, Way},
};
use crate::{
    observe::{Event, Sink},
    protocol::SyncId,
    room::Retention,
    schema::Schema,
};

/// An app that does not say yet who may use it. [`SyncApp::authorize`], [`SyncApp::preset`] and [`SyncApp::public`] make
/// it [`Ready`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeedsAccess {}

/// An app that says who may use it: what [`worker!`](crate::worker!) takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ready {}

/// What an app's functions are handed to reach databases and secrets: the Worker's `Env`.
#[cfg(feature = "worker")]
pub type Platform = ::worker::Env;
/// What an app's functions are handed to reach databases and secrets: nothing, where there is no Worker.
#[cfg(not(feature = "worker"))]
pub type Platform = ();

/// An app: its collections, where their rows are, and who may use it.
///
/// `User` is what the app's authentication finds, `Access` what its authorization adds; both are `()` in an app
/// that is [`public`](Self::public). `Env` is the Worker's, but in tests.
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
/// With users:
///
/// ```
/// use ferrosync::{access::{Head, Ready, SyncApp, What}, protocol::SyncId, schema::Schema};
/// use serde::{Deserialize, Serialize};
/// # struct Env;
///
/// /// What somebody is in a project. Clients are told it.
/// #[derive(Serialize, Deserialize)]
/// enum Role { Viewer, Editor }
///
/// async fn session_user(head: &Head, env: &Env) -> Result<Option<String>, std::io::Error> {
///     // Here a session is looked up: `head.cookie("session")`, `head.bearer()` ..
///     Ok(head.cookie("user"))
/// }
///
/// async fn member(user: &String, project: &SyncId, what: What<'_>, env: &Env) -> Result<Option<Role>, std::io::Error> {
///     // Here the members of the project are asked.
///     let role = if project.as_str().starts_with(user.as_str()) { Role::Editor } else { Role::Viewer };
///     Ok(Some(role).filter(|role| matches!(role, Role::Editor) || !what.is_write()))
/// }
///
/// fn app(schema: Schema) -> SyncApp<Ready, String, Role, Env> {
///     SyncApp::new(schema).authenticate(session_user).authorize(member)
/// }
/// ```
///
/// Forgetting who may use it does not compile:
///
/// ```compile_fail,E0277
/// use ferrosync::{access::{NeedsAccess, Storage, SyncApp, Wired}, schema::Schema};
///
/// fn serve(app: impl Wired<()>) {}
///
/// fn app(schema: Schema) {
///     let app: SyncApp<NeedsAccess, (), (), ()> = SyncApp::new(schema);
///     serve(app.storage(Storage::d1("TODOS_DB")).rooms_in("SYNC_ROOM"));
/// }
/// ```
#[must_use = "an app serves only what `ferrosync::worker!` is given"]
pub struct SyncApp<State, User = (), Access = (), Env = Platform> {
    settings: Settings,
    identify: Option<Rc<dyn Identify<Env>>>,
    rule: Rule<Env>,
    layers: Layers<User, Access, Env>,
    sinks: Vec<Sink<Env>>,
    marker: Marker<State>,
}

/// Names the state without holding a value of it.
type Marker<State> = PhantomData<fn() -> State>;

/// An app that a Worker can serve.
#[diagnostic::on_unimplemented(
    message = "this app does not say who may use it",
    label = "not ready to serve",
    note = "end the chain of `SyncApp::new(..)` with `.authorize(..)`, with `.preset(..)`, or with `.public()` to let \
            everyone read and write; the function then returns `SyncApp<Ready, ..>`"
)]
pub trait Wired<Env> {
    #[doc(hidden)]
    fn wire(self) -> Wiring<Env>;
}

/// What the builder was told, taken apart for those who serve it.
#[doc(hidden)]
#[allow(missing_debug_implementations)]
pub struct Wiring<Env> {
    pub settings: Settings,
    pub gate: Gate<Env>,
    pub sinks: Vec<Sink<Env>>,
}

impl<User, Access, Env> Wired<Env> for SyncApp<Ready, User, Access, Env> {
    fn wire(self) -> Wiring<Env> {
        let way = Way {
            has_users: self.identify.is_some(),
            per_user: matches!(self.rule, Rule::PerUser),
            patience: self.settings.timeout,
        };
        let rounds = self.layers.build.map(|build| build(self.layers, way));
        let (schema, identify, rule) = (self.settings.schema, self.identify, self.rule);
        let gate = Gate { schema, identify, rule, rounds, patience: None };
        Wiring { settings: self.settings, gate, sinks: self.sinks }
    }
}

impl<Env> SyncApp<NeedsAccess, (), (), Env> {
    /// An app with these collections: what `sync_collections!` names `COLLECTIONS`.
    pub fn new(schema: Schema) -> Self {
        let (settings, layers) = (Settings::new(schema), Layers::default());
        Self { settings, identify: None, rule: Rule::Nobody, layers, sinks: Vec::new(), marker: PhantomData }
    }

    /// How the app recognises its users: an async function from the head of a request to an [`Identity`], or to none.
    ///
    /// It runs before anything else of a request, and before a room's object is touched. An error of it refuses the
    /// request, as `INTERNAL` and with its text in the log alone; a [`protocol::Error`](crate::protocol::Error) is told
    /// as it is.
    ///
    /// ```
    /// use ferrosync::{access::{Head, NeedsAccess, SyncApp}, schema::Schema};
    /// # struct Env { secret: String }
    ///
    /// fn app(schema: Schema) -> SyncApp<NeedsAccess, String, (), Env> {
    ///     SyncApp::new(schema).authenticate(async |head: &Head, env: &Env| {
    ///         // Pages cannot give headers to sockets: there the token is in the query.
    ///         let token = head.bearer().or_else(|| head.query("token"));
    ///         Ok::<_, std::io::Error>(token.and_then(|token| token.strip_prefix(&env.secret).map(str::to_owned)))
    ///     })
    /// }
    /// ```
    pub fn authenticate<User, E, F>(self, function: F) -> SyncApp<NeedsAccess, User, (), Env>
    where
        User: Identity,
        E: fmt::Display + 'static,
        F: AsyncFn(&Head, &Env) -> Result<Option<User>, E> + 'static,
        Env: 'static,
    {
        let identify: Rc<dyn Identify<Env>> = Rc::new(Authenticate { function, types: PhantomData });
        let Self { settings, rule, sinks, .. } = self;
        let layers = Layers::default();
        SyncApp { settings, identify: Some(identify), rule, layers, sinks, marker: PhantomData }
    }
}

impl<State, User, Access, Env> SyncApp<State, User, Access, Env> {
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

    /// How old the last look at the rights of an open socket may be when it is told something; 60 seconds unless this
    /// says otherwise. Rooms in which nothing happens ask nobody. At zero, every frame waits for an answer of
    /// [`authorize`](Self::authorize).
    pub fn recheck_after(mut self, age: Duration) -> Self {
        self.settings.recheck_after = age;
        self
    }

    /// Whether all reads go through the room's object, as a request with `?consistent=true` does. Then whoever reads
    /// sees what they have just written even where D1 answers from a copy that is behind; each read costs a hop more. Off
    /// unless this says otherwise.
    pub fn consistent_reads(mut self, consistent: bool) -> Self {
        self.settings.consistent_reads = consistent;
        self
    }

    /// How long a request may take in its room, and how long each function of the app may; 10 seconds unless this says
    /// otherwise. What takes longer is answered `TIMEOUT` (503): a mutation may still be done, and is to be sent again
    /// under its id.
    pub fn timeout(mut self, time: Duration) -> Self {
        self.settings.timeout = time;
        self
    }

    /// How much one room, one request and one caller may use: [`Limits`] has them all, with what holds unless this says
    /// otherwise.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.settings.limits = limits;
        self
    }

    /// Whether `GET /health` names the collections; it does unless this says otherwise.
    pub fn expose_collections(mut self, is_exposed: bool) -> Self {
        self.settings.exposes_collections = is_exposed;
        self
    }

    /// Writes a line of JSON to the log for every request, every event of a room ([`observe`](crate::observe)) and every
    /// batch of statements, with the rows that it read and wrote. The variable `FERROSYNC_DEBUG=1` does the same for an
    /// app that is deployed.
    pub fn debug(mut self, is_on: bool) -> Self {
        self.settings.debug = is_on;
        self
    }

    /// Tells a sink of the app's own what happens in its rooms; each call adds one. [`observe`](crate::observe) has the
    /// events, and an example.
    ///
    /// It runs in the room's object, in the middle of what it is told of: it should be short, and start what takes longer
    /// on its own.
    pub fn observe(mut self, sink: impl Fn(&SyncId, &Event<'_>, &Env) + 'static) -> Self {
        self.sinks.push(Rc::new(sink));
        self
    }

    /// How much of each room's log is kept; 10,000 entries and 24 hours unless this says otherwise.
    ///
    /// ```
    /// use core::time::Duration;
    /// use ferrosync::{access::{NeedsAccess, SyncApp}, room::Retention, schema::Schema};
    ///
    /// fn app(schema: Schema) -> SyncApp<NeedsAccess> {
    ///     // Who was away for less than a week is told only what has changed.
    ///     SyncApp::new(schema).retention(Retention { entries: 10_000, age: Duration::from_hours(7 * 24) })
    /// }
    /// ```
    pub fn retention(mut self, retention: Retention) -> Self {
        self.settings.retention = retention;
        self
    }

    /// What was said up to now, for whoever adds to it from outside this module.
    #[cfg(feature = "worker")]
    pub(crate) fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    #[cfg(feature = "worker")]
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    fn ready<Granted>(self, rule: Rule<Env>) -> SyncApp<Ready, User, Granted, Env> {
        let Self { settings, identify, sinks, .. } = self;
        SyncApp { settings, identify, rule, layers: Layers::default(), sinks, marker: PhantomData }
    }
}

impl<User, Env> SyncApp<NeedsAccess, User, (), Env> {
    /// Who of the app's users may do what: an async function from the user, the sync id and [`What`] they want to
    /// `true`, or to an access value of the app's own.
    ///
    /// It is asked before each read, each write and each socket, and again while a socket is open
    /// ([`recheck_after`](Self::recheck_after)). Who is not recognised is refused without being asked about:
    /// [`authorize_everyone`](Self::authorize_everyone) is for apps that visitors may look at. An error refuses.
    ///
    /// ```
    /// use ferrosync::{access::{Head, Ready, SyncApp, What}, protocol::SyncId, schema::Schema};
    /// # struct Env;
    /// # async fn session_user(head: &Head, env: &Env) -> Result<Option<String>, String> { Ok(head.bearer()) }
    ///
    /// async fn member(user: &String, team: &SyncId, what: What<'_>, env: &Env) -> Result<bool, std::io::Error> {
    ///     Ok(team.as_str() == "lobby" && !what.is_write() || team.as_str().starts_with(user.as_str()))
    /// }
    ///
    /// fn app(schema: Schema) -> SyncApp<Ready, String, (), Env> {
    ///     SyncApp::new(schema).authenticate(session_user).authorize(member)
    /// }
    /// ```
    ///
    /// Users have to be recognised first:
    ///
    /// ```compile_fail,E0277
    /// use ferrosync::{access::{Ready, SyncApp, What}, protocol::SyncId, schema::Schema};
    ///
    /// async fn member(user: &(), team: &SyncId, what: What<'_>, env: &()) -> Result<bool, std::io::Error> {
    ///     Ok(true)
    /// }
    ///
    /// fn app(schema: Schema) -> SyncApp<Ready, (), (), ()> {
    ///     SyncApp::new(schema).authorize(member)
    /// }
    /// ```
    ///
    /// And it is said once:
    ///
    /// ```compile_fail,E0599
    /// use ferrosync::{access::{Head, Ready, SyncApp}, schema::Schema};
    /// # async fn session_user(head: &Head, env: &()) -> Result<Option<String>, String> { Ok(head.bearer()) }
    ///
    /// fn app(schema: Schema) -> SyncApp<Ready, String, (), ()> {
    ///     SyncApp::new(schema).public().authenticate(session_user)
    /// }
    /// ```
    pub fn authorize<P, E, F>(self, function: F) -> SyncApp<Ready, User, P::Access, Env>
    where
        User: Identity,
        P: Permission + 'static,
        E: fmt::Display + 'static,
        F: AsyncFn(&User, &SyncId, What<'_>, &Env) -> Result<P, E> + 'static,
        Env: 'static,
    {
        let rule = Authorize { function, types: PhantomData };
        self.ready(Rule::Asked(Rc::new(rule)))
    }

    /// The same for an app that some may use without signing in: the function gets no user then.
    ///
    /// ```
    /// use ferrosync::{access::{Head, Ready, SyncApp, What}, protocol::SyncId, schema::Schema};
    /// # struct Env;
    /// # async fn session_user(head: &Head, env: &Env) -> Result<Option<String>, String> { Ok(head.bearer()) }
    ///
    /// /// Everyone may read; those who are known may write.
    /// async fn blog(user: Option<&String>, _: &SyncId, what: What<'_>, _: &Env) -> Result<bool, std::io::Error> {
    ///     Ok(user.is_some() || !what.is_write())
    /// }
    ///
    /// fn app(schema: Schema) -> SyncApp<Ready, String, (), Env> {
    ///     SyncApp::new(schema).authenticate(session_user).authorize_everyone(blog)
    /// }
    /// ```
    pub fn authorize_everyone<P, E, F>(self, function: F) -> SyncApp<Ready, User, P::Access, Env>
    where
        User: Identity,
        P: Permission + 'static,
        E: fmt::Display + 'static,
        F: AsyncFn(Option<&User>, &SyncId, What<'_>, &Env) -> Result<P, E> + 'static,
        Env: 'static,
    {
        let rule = AuthorizeEveryone { function, types: PhantomData };
        self.ready(Rule::Asked(Rc::new(rule)))
    }

    /// A rule that many apps have in common.
    ///
    /// ```
    /// use ferrosync::{access::{Head, Preset, Ready, SyncApp}, schema::Schema};
    /// # struct Env;
    /// # async fn session_user(head: &Head, env: &Env) -> Result<Option<String>, String> { Ok(head.bearer()) }
    ///
    /// fn app(schema: Schema) -> SyncApp<Ready, String, (), Env> {
    ///     SyncApp::new(schema).authenticate(session_user).preset(Preset::PerUser)
    /// }
    /// ```
    ///
    /// Rooms by users need users:
    ///
    /// ```compile_fail,E0277
    /// use ferrosync::{access::{Preset, Ready, SyncApp}, schema::Schema};
    ///
    /// fn app(schema: Schema) -> SyncApp<Ready, (), (), ()> {
    ///     SyncApp::new(schema).preset(Preset::PerUser)
    /// }
    /// ```
    pub fn preset(self, preset: Preset) -> SyncApp<Ready, User, (), Env>
    where
        User: Identity,
    {
        self.ready(match preset {
            Preset::PerUser => Rule::PerUser,
        })
    }

    /// Lets everyone read and write every collection, known or not.
    pub fn public(self) -> SyncApp<Ready, User, (), Env> {
        self.ready(Rule::Everyone)
    }
}

impl<User, Access, Env> SyncApp<Ready, User, Access, Env>
where
    User: DeserializeOwned + 'static,
    Access: DeserializeOwned + 'static,
    Env: Clone + 'static,
{
    /// Code of the app's own round each mutation and each read that clients ask for, over HTTP and over sockets: an async
    /// function, or one of [`middleware`](crate::access::middleware). The first that is added is the outermost; those of a
    /// preset come before.
    ///
    /// ```
    /// use ferrosync::{
    ///     access::middleware::{Context, Next, Outcome, require_owner},
    ///     prelude::*,
    ///     protocol::{Action, Error},
    /// };
    /// # use ferrosync::schema::Schema;
    /// # #[derive(Clone)]
    /// # struct Env;
    /// # async fn session_user(head: &Head, env: &Env) -> Result<Option<String>, String> { Ok(head.bearer()) }
    /// # async fn member(user: &String, room: &SyncId, what: What<'_>, env: &Env) -> Result<bool, String> { Ok(true) }
    ///
    /// /// Nothing is deleted in bulk.
    /// async fn one_at_a_time(ctx: &mut Context<String, (), Env>, next: Next<String, (), Env>) -> Result<Outcome, Error> {
    ///     if ctx.action() == Some(Action::BulkDelete) {
    ///         return Err(Error::Forbidden("delete one after the other".to_owned()));
    ///     }
    ///     next.run(ctx).await
    /// }
    ///
    /// fn app(schema: Schema) -> SyncApp<Ready, String, (), Env> {
    ///     SyncApp::new(schema)
    ///         .authenticate(session_user)
    ///         .authorize(member)
    ///         .middleware(require_owner())
    ///         .middleware(one_at_a_time)
    /// }
    /// ```
    pub fn middleware(self, middleware: impl Middleware<User, Access, Env> + 'static) -> Self {
        self.add(false, middleware)
    }

    /// The same before all that [`middleware`](Self::middleware) adds, and before a preset's own.
    pub fn middleware_before(self, middleware: impl Middleware<User, Access, Env> + 'static) -> Self {
        self.add(true, middleware)
    }

    fn add(mut self, is_before: bool, middleware: impl Middleware<User, Access, Env> + 'static) -> Self {
        if let Err(problem) = middleware.check(&self.settings.schema) {
            self.settings.problem.get_or_insert(problem);
        }
        self.layers.add(is_before, middleware);
        self
    }
}

impl<State, User, Access, Env> Clone for SyncApp<State, User, Access, Env> {
    fn clone(&self) -> Self {
        let (settings, identify) = (self.settings.clone(), self.identify.clone());
        let (rule, layers, sinks) = (self.rule.clone(), self.layers.clone(), self.sinks.clone());
        Self { settings, identify, rule, layers, sinks, marker: PhantomData }
    }
}

impl<State, User, Access, Env> fmt::Debug for SyncApp<State, User, Access, Env> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncApp").field("settings", &self.settings).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Error;

    const SCHEMA: Schema = Schema { collections: &[], dropped: &[] };

    fn settings(app: SyncApp<NeedsAccess, (), (), ()>) -> Settings {
        app.public().wire().settings
    }

    #[test]
    fn what_the_app_does_not_say_is_named_with_its_fix() {
        let settings = settings(SyncApp::new(SCHEMA));
        let (database, rooms) = (settings.storage(), settings.rooms());
        assert!(matches!(database, Err(Error::Misconfigured(text)) if text.contains("Storage::d1")));
        assert!(matches!(rooms, Err(Error::Misconfigured(text)) if text.contains(".rooms_in(")));
    }

    #[test]
    fn reads_pass_the_room_where_the_request_or_the_app_says_so() {
        let direct = |app| {
            let settings = settings(app);
            [settings.reads_directly(false), settings.reads_directly(true)]
        };
        assert_eq!(direct(SyncApp::new(SCHEMA)), [true, false]);
        assert_eq!(direct(SyncApp::new(SCHEMA).consistent_reads(true)), [false, false]);
        assert_eq!(direct(SyncApp::new(SCHEMA).consistent_reads(true).consistent_reads(false)), [true, false]);
    }

    #[test]
    fn an_entry_that_is_no_origin_is_named() {
        let settings = settings(SyncApp::new(SCHEMA).origins(["https://a.example", "https://b.example/path"]));
        assert!(
            matches!(settings.check(), Err(Error::Misconfigured(text)) if text.contains("`https://b.example/path`"))
        );
    }
}
