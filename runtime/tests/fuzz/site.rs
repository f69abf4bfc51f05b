//! A room with rows in it, and what has to be true of it whatever it was sent.

use std::cell::RefCell;

use ferrosync::{
    access::{Known, Pass},
    protocol::Error,
    room::ListQuery,
    schema::{Collection, Entity},
    testing::{TestRoom, TestSocket, World},
    validate,
};
use serde_json::{Map, Value, json};

use super::{
    corpus,
    http::ask,
    runs::count,
    schema::{Board, COLLECTIONS, Note, Sample, Shelf, TABLES, Tag, Task},
};

thread_local! {
    /// The database of the last site, for the next: its statements are prepared.
    static SPARE: RefCell<Option<rusqlite::Connection>> = RefCell::default();
}

pub(crate) struct Site {
    world: World,
    room: TestRoom,
    socket: TestSocket,
}

impl Site {
    /// The room `p1`, with the rows of `corpus/rows.txt`.
    pub(crate) fn new() -> Self {
        let world = match SPARE.take() {
            None => World::new(&COLLECTIONS),
            Some(connection) => {
                let clear = TABLES.iter().rev().map(|table| format!("DELETE FROM {table};"));
                connection.execute_batch(&clear.collect::<String>()).unwrap();
                World::on(connection, &COLLECTIONS)
            }
        };
        let room = world.room("p1");
        let socket = world.connect_as(&room, pass());
        let site = Self { world, room, socket };
        for row in corpus::read("rows") {
            site.http(&row).unwrap();
        }
        site
    }

    /// Sends a request, `METHOD /url body`, to whatever room it names.
    pub(crate) fn http(&self, request: &[u8]) -> Result<Value, Error> {
        let (method, url, body) = corpus::split(request);
        let object = |sync_id: &str| if sync_id == "p1" { self.room.clone() } else { self.world.room(sync_id) };
        let answer = ask(&self.world, &COLLECTIONS, object, (&method, &url, &body), &pass());
        self.world.settle();
        answer.map(|body| serde_json::from_str(&body).unwrap())
    }

    /// What a request comes to is an answer or a refusal.
    pub(crate) fn attempt(&self, request: &[u8]) {
        match self.http(request) {
            Ok(_) => count("done"),
            Err(error) => refused(&error),
        }
    }

    /// Sends a frame, and looks at all that comes back.
    pub(crate) fn frame(&mut self, text: &str) {
        if self.socket.closed().is_some() {
            self.socket = self.world.connect_as(&self.room, pass());
        }
        let before = self.socket.count();
        self.world.send_text(&self.room, &self.socket, text);
        self.world.settle();
        for frame in self.socket.frames_from(before) {
            let kind = frame["type"].as_str().unwrap();
            let results = frame["results"].as_array().into_iter().flatten();
            let errors: Vec<&Value> = results.map(|result| &result["error"]).filter(|error| !error.is_null()).collect();
            for error in errors {
                assert!(error["status"].as_u64().unwrap() < 500, "{error}");
                count(error["code"].as_str().unwrap());
            }
            if kind == "error" {
                assert_ne!(frame["code"], "INTERNAL");
            }
            count(kind);
        }
        if let Some((code, _)) = self.socket.closed() {
            assert!(matches!(code, 1003 | 1008 | 1009), "{code}");
        }
    }

    /// The room goes on, and everything in it is valid.
    pub(crate) fn close(mut self) {
        self.http(br#"POST /api/p1/boards {"id":"the-last","title":"the last title of all"}"#).unwrap();
        let frame = json!({ "type": "mutate", "mutations": [{
            "clientMutationId": "the-last-of-all", "collection": "boards", "action": "delete",
            "payload": { "id": "the-last" },
        }] });
        self.socket = self.world.connect_as(&self.room, pass());
        self.frame(&frame.to_string());
        let acks = self.socket.frames_of("ack");
        assert!(acks.iter().any(|ack| ack["results"][0]["seq"].is_u64()), "{acks:?}");
        self.check::<Board>("p1");
        self.check::<Task>("p1");
        self.check::<Note>("p1");
        self.check::<Shelf>("p1");
        self.check::<Sample>("p1");
        self.check::<Tag>("default");
        self.check_database();
        SPARE.set(Some(self.world.take_connection()));
    }

    /// Every row is one of the app's type, and could be written as it stands.
    fn check<E: Entity>(&self, sync_id: &str) {
        let collection = E::COLLECTION;
        let room = self.world.room(sync_id);
        let query = ListQuery { sync_id: room.sync_id().clone(), collection, scope: None, limit: 10_000, after: None };
        let page = self.world.run(async move { room.list(&query).await }).unwrap();
        let rows: Vec<Value> = serde_json::from_str(&page.rows).unwrap();
        for row in rows {
            check_row(collection, &row);
            serde_json::from_value::<E>(row).unwrap();
        }
    }

    fn check_database(&self) {
        let connection = self.world.connection();
        let mut broken = connection.prepare_cached("PRAGMA foreign_key_check").unwrap();
        assert!(!broken.exists([]).unwrap(), "a reference names a row that is gone");
        let gaps = "SELECT count(*) FROM (SELECT max(seq) AS last, count(*) AS many FROM _sync_log GROUP BY sync_id) \
                    WHERE last <> many";
        let gaps: u32 = connection.prepare_cached(gaps).unwrap().query_row([], |row| row.get(0)).unwrap();
        assert_eq!(gaps, 0, "a seq was left out");
    }
}

/// A refusal is the sender's fault, and says so in JSON.
pub(crate) fn refused(error: &Error) {
    let (code, status) = error.code();
    assert!((400..500).contains(&status), "{error:?}");
    let body: Value = serde_json::from_str(&error.body("r")).unwrap();
    assert_eq!(body["error"]["code"], code);
    count(code);
}

fn check_row(collection: &Collection, row: &Value) {
    let is_written = |name: &str| collection.columns.iter().any(|column| column.wire == name && column.in_insert());
    let fields: Map<String, Value> = row
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| is_written(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let checked = validate::check_insert(collection, &Value::Object(fields.clone()));
    let checked = checked.unwrap_or_else(|issues| panic!("{row}: {issues:?}"));
    for (name, value) in &fields {
        assert_eq!(checked.get(name), Some(value), "`{name}` is not as it is written: {row}");
    }
}

fn pass() -> Pass {
    Pass { user: Some(Known { id: "ada".to_owned(), identity: json!("ada") }), ..Pass::default() }
}
