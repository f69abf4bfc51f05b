//! The app's own code round mutations and reads.

mod onion;
mod owner;
mod reads;
mod rules;
mod turn;
mod unwinding;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use ferrosync::{
    access::{
        Gate, Head, Known, Pass, Ready, SyncApp, What, Wired,
        middleware::{Context, Middleware},
    },
    protocol::{Action, Answer, Error, MutationRequest, SyncId},
    room::{Caller, Host},
    schema::*,
    testing::{Slot, TestHost, TestRoom, World},
};
use serde_json::{Value, json};

mod schema {
    use super::*;

    sync_collections![
        /// Owned by who made it.
        #[collection(order_by(title, asc))]
        pub(crate) struct Card {
            pub id: String,
            #[sync_id]
            pub board_id: String,
            #[owner]
            pub owner_id: String,
            pub title: String,
            #[default(0)]
            pub count: i64,
        }

        /// Owned by whom a column of the app's own names.
        #[collection(order_by(text, asc))]
        pub(crate) struct Note {
            pub id: String,
            #[sync_id]
            pub board_id: String,
            #[scope]
            pub list: Option<String>,
            pub created_by: String,
            pub text: String,
        }

        /// Nobody's.
        #[collection(order_by(text, asc))]
        pub(crate) struct Tag {
            pub id: String,
            #[sync_id]
            pub board_id: String,
            #[validate(length(max = 5))]
            pub text: String,
        }
    ];
}

pub(crate) use schema::COLLECTIONS as SCHEMA;

/// What an app's functions are handed: a desk where they write down what they did, and wait.
#[derive(Clone)]
pub(crate) struct Desk(Rc<Inner>);

pub(crate) struct Inner {
    pub(crate) done: RefCell<Vec<String>>,
    /// While it is set, middleware that takes its time takes all of it.
    pub(crate) hold: Cell<bool>,
    host: RefCell<TestHost>,
}

impl std::ops::Deref for Desk {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Desk {
    pub(crate) fn note(&self, text: impl Into<String>) {
        self.done.borrow_mut().push(text.into());
    }

    pub(crate) fn notes(&self) -> Vec<String> {
        self.done.take()
    }

    /// Takes time: an event, or as many as it is held for.
    pub(crate) async fn think(&self) {
        let host = self.host.borrow().clone();
        host.pause().await;
        while self.hold.get() {
            host.pause().await;
        }
    }
}

pub(crate) type App = SyncApp<Ready, String, String, Desk>;
pub(crate) type Ctx = Context<String, String, Desk>;
pub(crate) type Next = ferrosync::access::middleware::Next<String, String, Desk>;

/// An app whose users are editors, but for `vera`, who is a viewer.
pub(crate) fn app() -> App {
    let session = async |head: &Head, _: &Desk| Ok::<_, String>(head.bearer());
    let role = async |user: Option<&String>, _: &SyncId, _: What<'_>, _: &Desk| {
        let role = match user.map(String::as_str) {
            None => "visitor",
            Some("vera") => "viewer",
            Some(_) => "editor",
        };
        Ok::<_, String>(Some(role.to_owned()))
    };
    SyncApp::new(SCHEMA).authenticate(session).authorize_everyone(role)
}

/// A board, and its room with the app's middleware.
pub(crate) struct Board {
    pub(crate) world: World,
    pub(crate) room: TestRoom,
    pub(crate) desk: Desk,
    pub(crate) gate: Gate<Desk>,
}

impl Board {
    pub(crate) fn open(app: App) -> Self {
        let world = World::new(&SCHEMA);
        let host = RefCell::new(world.effects("b1").1);
        let desk = Desk(Rc::new(Inner { done: RefCell::default(), hold: Cell::default(), host }));
        let gate = app.wire().gate;
        let room = world.room("b1");
        let board = Self { world, room, desk, gate };
        board.attend(&board.room);
        board
    }

    /// With one middleware.
    pub(crate) fn with(middleware: impl Middleware<String, String, Desk> + 'static) -> Self {
        Self::open(app().middleware(middleware))
    }

    pub(crate) fn attend(&self, room: &TestRoom) {
        room.attend(self.gate.onion(&self.desk).unwrap());
    }

    /// One more object of the room, with the same middleware.
    pub(crate) fn another(&self) -> TestRoom {
        let room = self.world.room("b1");
        self.attend(&room);
        room
    }

    /// Sends a mutation as somebody, and runs until it is answered.
    pub(crate) fn send(&self, user: &str, request: MutationRequest) -> Result<Answer, Error> {
        let slot = self.start(user, request);
        self.world.settle();
        let answer = slot.borrow_mut().take();
        answer.unwrap()
    }

    /// Sends a mutation as somebody.
    pub(crate) fn start(&self, user: &str, request: MutationRequest) -> Slot<Result<Answer, Error>> {
        self.start_in(&self.room, user, request)
    }

    pub(crate) fn start_in(
        &self,
        room: &TestRoom,
        user: &str,
        request: MutationRequest,
    ) -> Slot<Result<Answer, Error>> {
        let (room, caller) = (room.clone(), caller(user));
        self.world.spawn(async move { room.submit(request, &caller).await?.answer().await })
    }

    /// The rows of a collection, in its order.
    pub(crate) fn rows(&self, collection: &str) -> Vec<Value> {
        let query = ferrosync::room::ListQuery {
            sync_id: self.room.sync_id().clone(),
            collection: SCHEMA.find(collection).unwrap(),
            limit: 10_000,
            scope: None,
            after: None,
        };
        let room = self.room.clone();
        let page = self.world.run(async move { room.list(&query).await }).unwrap();
        serde_json::from_str(&page.rows).unwrap()
    }
}

/// Who was let in under this name; nobody for an empty one.
pub(crate) fn caller(user: &str) -> Caller {
    let known = (!user.is_empty()).then(|| Known { id: user.to_owned(), identity: json!(user) });
    let role = match user {
        "" => "visitor",
        "vera" => "viewer",
        _ => "editor",
    };
    Caller { pass: Pass { user: known, access: json!(role), ..Pass::default() }, ..Caller::default() }
}

pub(crate) fn request(mid: &str, collection: &str, action: Action, payload: Value) -> MutationRequest {
    MutationRequest {
        client_mutation_id: Some(format!("mutation-{mid}")),
        since: None,
        collection: collection.to_owned(),
        action,
        payload,
        scope: None,
    }
}

/// A mutation of a card with this title, under the card's id.
pub(crate) fn insert(id: &str) -> MutationRequest {
    request(id, "cards", Action::Insert, json!({ "id": id, "title": "t" }))
}

pub(crate) fn update(mid: &str, id: &str, data: Value) -> MutationRequest {
    let mut payload = json!({ "id": id });
    payload["data"] = data;
    request(mid, "cards", Action::Update, payload)
}

/// One mutation of each kind that would do something to the card `c1`, or make one.
pub(crate) fn every_kind() -> [MutationRequest; 6] {
    [
        request("u", "cards", Action::Update, json!({ "id": "c1", "data": { "title": "u" } })),
        request("bu", "cards", Action::BulkUpdate, json!({ "items": [{ "id": "c1", "data": { "title": "bu" } }] })),
        request("i", "cards", Action::Insert, json!({ "id": "c2", "title": "i" })),
        request("bi", "cards", Action::BulkInsert, json!({ "items": [{ "id": "c3", "title": "bi" }] })),
        request("bd", "cards", Action::BulkDelete, json!({ "ids": ["c1"] })),
        request("d", "cards", Action::Delete, json!({ "id": "c2" })),
    ]
}
