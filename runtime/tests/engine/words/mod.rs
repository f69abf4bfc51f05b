//! What the schema's words mean to the engine.

mod adopted;
mod app;
mod cascade;
mod checks;
mod kinds;
mod owner;
pub(crate) mod plans;
mod private;
mod references;
pub(crate) mod schema;
mod scope;
mod soft_delete;
mod unique;

use std::cell::Cell;

use ferrosync::{
    protocol::{Action, Answer, Error, MutationRequest, Scope, UserId},
    room::{ListQuery, RowQuery},
    schema::Collection,
    testing::{TestRoom, TestSocket, World},
    validate::Issue,
};
use serde_json::{Value, json};

pub(crate) use schema::ALL;

/// A world with one room, seen from outside.
pub(crate) struct House {
    pub(crate) world: World,
    pub(crate) room: TestRoom,
    pub(crate) socket: TestSocket,
    sent: Cell<u32>,
}

impl House {
    pub(crate) fn new() -> Self {
        let world = World::new(&ALL);
        world.connection().execute_batch(schema::VISITS_TABLE).unwrap();
        let room = world.room("house");
        let socket = world.connect(&room);
        Self { world, room, socket, sent: Cell::default() }
    }

    pub(crate) fn request(&self, collection: &str, action: Action, payload: Value) -> MutationRequest {
        self.sent.set(self.sent.get() + 1);
        crate::common::request(&format!("mutation-{}", self.sent.get()), collection, action, payload)
    }

    pub(crate) fn send(&self, request: MutationRequest) -> Result<Answer, Error> {
        self.send_as(request, None)
    }

    pub(crate) fn send_as(&self, request: MutationRequest, user: Option<&str>) -> Result<Answer, Error> {
        let (room, user) = (self.room.clone(), user.map(UserId::new));
        self.world.run(async move { room.mutate(request, user).await })
    }

    /// Sends all at once, so that they queue together, and gives their answers.
    pub(crate) fn send_all(&self, requests: Vec<MutationRequest>) -> Vec<Result<Answer, Error>> {
        let spawn = |request| {
            let room = self.room.clone();
            self.world.spawn(async move { room.mutate(request, None).await })
        };
        let slots: Vec<_> = requests.into_iter().map(spawn).collect();
        self.world.settle();
        slots.into_iter().map(|slot| slot.take().expect("an answer")).collect()
    }

    pub(crate) fn insert(&self, collection: &str, fields: Value) -> Result<Value, Error> {
        self.send(self.request(collection, Action::Insert, fields)).map(|answer| crate::common::row(&answer))
    }

    #[allow(clippy::needless_pass_by_value)] // a literal, at every place
    pub(crate) fn update(&self, collection: &str, id: &str, data: Value) -> Result<Value, Error> {
        let payload = json!({ "id": id, "data": data });
        self.send(self.request(collection, Action::Update, payload)).map(|answer| crate::common::row(&answer))
    }

    pub(crate) fn delete(&self, collection: &str, id: &str) -> Result<u64, Error> {
        self.send(self.request(collection, Action::Delete, json!({ "id": id }))).map(|answer| answer.seq.0)
    }

    pub(crate) fn list(&self, collection: &'static Collection, scope: Option<&str>) -> Vec<Value> {
        let query = ListQuery {
            sync_id: self.room.sync_id().clone(),
            collection,
            scope: scope.map(|scope| Scope::parse(collection, scope).unwrap()),
            limit: 10_000,
            after: None,
        };
        let room = self.room.clone();
        let page = self.world.run(async move { room.list(&query).await }).unwrap();
        serde_json::from_str(&page.rows).unwrap()
    }

    pub(crate) fn ids(&self, collection: &'static Collection) -> Vec<String> {
        self.list(collection, None).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) fn get(&self, collection: &'static Collection, id: &str, scope: Option<&str>) -> Result<Value, Error> {
        let query = RowQuery {
            sync_id: self.room.sync_id().clone(),
            collection,
            id: id.to_owned(),
            scope: scope.map(|scope| Scope::parse(collection, scope).unwrap()),
        };
        let room = self.room.clone();
        self.world.run(async move { room.get(&query).await }).map(|row| serde_json::from_str(&row.data).unwrap())
    }

    /// What the log has of the last mutation.
    pub(crate) fn logged(&self) -> Value {
        crate::common::log(&self.world, self.room.sync_id().as_str()).pop().unwrap().2
    }

    /// What sockets were told of the last mutation: `[collection, action, payload]`s.
    pub(crate) fn told(&self) -> Vec<Value> {
        let changes = self.socket.changes();
        let last = changes.last().map(|change| change["seq"].clone());
        let of_last = changes.into_iter().filter(|change| Some(&change["seq"]) == last.as_ref());
        of_last.map(|change| json!([change["collection"], change["action"], change["payload"]])).collect()
    }

    /// Whether every reference names a row that is there: the deferred constraints say so for each commit, and this for all.
    pub(crate) fn assert_sound(&self) {
        let connection = self.world.connection();
        let mut broken = connection.prepare("PRAGMA foreign_key_check").unwrap();
        assert!(!broken.exists([]).unwrap(), "a reference names a row that is gone");
    }

    pub(crate) fn sql(&self, sql: &str) -> Value {
        self.world.connection().query_row(sql, [], |row| row.get::<_, Option<String>>(0)).unwrap().into()
    }
}

/// The issues of a refusal with this code.
pub(crate) fn issues<T: std::fmt::Debug>(result: Result<T, Error>, code: &str) -> Vec<Issue> {
    let error = result.unwrap_err();
    assert_eq!(error.code().0, code, "{error:?}");
    match error {
        Error::Validation(issues) | Error::UnknownField(issues) | Error::Conflict { issues, .. } => issues,
        _ => Vec::new(),
    }
}

/// `[path, code, message]` of each issue.
pub(crate) fn brief<T: std::fmt::Debug>(result: Result<T, Error>, code: &str) -> Value {
    let brief = |issue: &Issue| json!([issue.path, issue.code, issue.message]);
    issues(result, code).iter().map(brief).collect()
}
