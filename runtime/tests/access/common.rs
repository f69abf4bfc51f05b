//! An app whose members and faults a test controls, and the way into it.

use std::cell::{Cell, RefCell};

use ferrosync::{
    access::{Admission, Gate, Head, NeedsAccess, Origins, SyncApp, What, Wired},
    api::Target,
    protocol::{Error, SyncId},
    schema::{Collection, Column, Direction, History, Order, Role, Schema, Tenancy, TsTypes, Type},
};
use futures_executor::block_on;

const ID: Column = Column { role: Role::Id, ..Column::new("id", "id", Type::Text) };
const PROJECT: Column = Column { role: Role::SyncId, ..Column::new("project_id", "projectId", Type::Text) };
const LIST: Column = Column { role: Role::Scope, ..Column::new("list_id", "listId", Type::Text) };

const fn collection(name: &'static str, tenancy: Tenancy, columns: &'static [Column]) -> Collection {
    Collection {
        name,
        table: name,
        entity: name,
        docs: "",
        tenancy,
        columns,
        order: Order { column: 0, direction: Direction::Desc },
        indexes: &[],
        checks: &[],
        history: History::NONE,
        types: TYPES,
    }
}

#[cfg(feature = "ts")]
const TYPES: TsTypes = TsTypes { names: |_| Vec::new() };
#[cfg(not(feature = "ts"))]
const TYPES: TsTypes = TsTypes {};

static TODOS: Collection = collection("todos", Tenancy::Multi { column: 1 }, &[ID, PROJECT]);
static TASKS: Collection = collection("tasks", Tenancy::Multi { column: 1 }, &[ID, PROJECT, LIST]);
static TAGS: Collection = collection("tags", Tenancy::Single { room: "default" }, &[ID]);
static GOODS: Collection = collection("goods", Tenancy::Single { room: "catalog" }, &[ID]);
pub(crate) static SCHEMA: Schema = Schema { collections: &[&TODOS, &TASKS, &TAGS, &GOODS], dropped: &[] };

/// What a test's app is handed instead of a Worker's `Env`.
#[derive(Clone, Default)]
pub(crate) struct Env {
    /// `user room role`, one a member.
    pub(crate) members: RefCell<Vec<(&'static str, &'static str, &'static str)>>,
    /// What `authenticate` and `authorize` were asked, in words.
    pub(crate) asked: RefCell<Vec<String>>,
    pub(crate) authenticate_fails: Cell<Option<&'static str>>,
    pub(crate) authorize_fails: RefCell<Option<Error>>,
}

impl Env {
    pub(crate) fn with(members: &[(&'static str, &'static str, &'static str)]) -> Self {
        Self { members: RefCell::new(members.to_vec()), ..Self::default() }
    }

    /// The questions since the last time, without those who were only recognised.
    pub(crate) fn questions(&self) -> Vec<String> {
        self.asked.take()
    }
}

pub(crate) type App<State, Access = ()> = SyncApp<State, String, Access, Env>;

/// A token, a cookie, a parameter or a sub-protocol that names the user.
pub(crate) async fn session(head: &Head, env: &Env) -> Result<Option<String>, String> {
    env.asked.borrow_mut().push("who".to_owned());
    match env.authenticate_fails.get() {
        Some(text) => Err(text.to_owned()),
        None => Ok(head
            .bearer()
            .or_else(|| head.cookie("session"))
            .or_else(|| head.query("token"))
            .or_else(|| head.protocol("bearer."))),
    }
}

/// Members may read; those who are no viewers may write.
pub(crate) async fn member(user: &String, room: &SyncId, what: What<'_>, env: &Env) -> Result<Option<String>, Error> {
    let (access, collection) = (what.access, what.collection.unwrap_or("-"));
    let question = format!("{user} {room} {access:?} {collection} {}", what.scope.unwrap_or("-"));
    env.asked.borrow_mut().push(question);
    if let Some(error) = &*env.authorize_fails.borrow() {
        return Err(error.clone());
    }
    let members = env.members.borrow();
    let member = members.iter().find(|(member, project, _)| member == user && *project == room.as_str());
    Ok(member.filter(|(_, _, role)| *role != "viewer" || !what.is_write()).map(|(_, _, role)| (*role).to_owned()))
}

pub(crate) fn app() -> App<NeedsAccess> {
    SyncApp::new(SCHEMA).authenticate(session)
}

/// Members only.
pub(crate) fn members() -> Gate<Env> {
    gate(app().authorize(member))
}

pub(crate) fn gate(app: impl Wired<Env>) -> Gate<Env> {
    app.wire().gate
}

/// A request as a test writes it.
#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: &'a str,
}

pub(crate) const fn request<'a>(method: &'a str, path: &'a str, headers: &'a [(&'a str, &'a str)]) -> Request<'a> {
    Request { method, path, headers, body: "{}" }
}

/// Knocks as a request does that came over the network.
pub(crate) fn knock(gate: &Gate<Env>, env: &Env, request: Request<'_>) -> Result<Admission, Error> {
    let url = format!("https://api.example{}", request.path);
    let mut headers = request.headers.to_vec();
    if request.path.starts_with("/parties/") {
        headers.push(("upgrade", "websocket"));
    }
    let head = Head::new(request.method, &url, headers);
    let verdict = Origins::default().judge(head.header("origin").as_deref(), &url);
    let target = Target::of(&SCHEMA, request.method, &url)?;
    let body = async || Ok(request.body.as_bytes().to_vec());
    block_on(gate.enter(&target, verdict, &head, body, env)).map_err(|refusal| refusal.error)
}

/// The status that it would be answered with, if the room were to do what is asked.
pub(crate) fn status(gate: &Gate<Env>, env: &Env, request: Request<'_>) -> u16 {
    knock(gate, env, request).map_or_else(|error| error.status(), |_| 200)
}

/// Every way into the room `p1` there is.
pub(crate) const WAYS: [(&str, &str, &str); 12] = [
    ("GET", "/api/p1/todos", "Read todos"),
    ("GET", "/api/p1/todos/", "Read todos"),
    ("GET", "/api/p1/todos?consistent=true", "Read todos"),
    ("GET", "/api/p1/todos/r1", "Read todos"),
    ("GET", "/api/p1/todos/r1?consistent=true", "Read todos"),
    ("POST", "/api/p1/todos", "Write todos"),
    ("PUT", "/api/p1/todos/r1", "Write todos"),
    ("DELETE", "/api/p1/todos/r1", "Write todos"),
    ("POST", "/api/p1/todos/bulk", "Write todos"),
    ("PUT", "/api/p1/todos/bulk", "Write todos"),
    ("DELETE", "/api/p1/todos/bulk", "Write todos"),
    ("GET", "/parties/main/p1", "Read -"),
];
