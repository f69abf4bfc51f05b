//! A room with lists, an app whose rights a test decides, and short ways to say things.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use ferrosync::{
    access::{Gate, Head, Keeper, Known, Pass, Reads, SyncApp, What, Wired},
    protocol::{Answer, Error, MutationRequest, SyncId},
    room::{Host, ListQuery},
    schema::*,
    testing::{TestHost, TestRoom, TestSocket, World},
};
use serde_json::{Value, json};

sync_collections![
    #[collection(order_by(id, asc))]
    pub(crate) struct Task {
        pub id: String,
        #[sync_id]
        pub project_id: String,
        #[scope]
        pub list_id: Option<String>,
        pub title: String,
    }

    /// Goes with its task, in the scope of its own.
    #[collection(order_by(id, asc))]
    pub(crate) struct Step {
        pub id: String,
        #[sync_id]
        pub project_id: String,
        #[scope]
        pub list_id: Option<String>,
        #[references(Task, on_delete = cascade)]
        pub task_id: String,
    }

    #[collection(order_by(id, asc))]
    pub(crate) struct Note {
        pub id: String,
        #[sync_id]
        pub project_id: String,
        pub text: String,
    }
];

/// What the app's `authorize` looks at, and what it was asked: `user Read tasks a`.
#[derive(Default)]
pub(crate) struct Desk {
    pub(crate) refused: RefCell<Vec<String>>,
    pub(crate) asked: RefCell<Vec<String>>,
    pub(crate) fails: RefCell<Option<Error>>,
    /// While it is set nobody is answered.
    pub(crate) hold: Cell<bool>,
    host: RefCell<Option<TestHost>>,
}

pub(crate) struct Project {
    pub(crate) world: World,
    pub(crate) room: TestRoom,
    pub(crate) desk: Rc<Desk>,
    count: Cell<u32>,
}

async fn authorize(user: &String, room: &SyncId, what: What<'_>, desk: &Rc<Desk>) -> Result<bool, Error> {
    let (access, collection) = (what.access, what.collection.unwrap_or("-"));
    let question = format!("{user} {room} {access:?} {collection} {}", what.scope.unwrap_or("-"));
    desk.asked.borrow_mut().push(question.clone());
    let host = desk.host.borrow().clone();
    if let Some(host) = host {
        host.pause().await;
        while desk.hold.get() {
            host.pause().await;
        }
    }
    match &*desk.fails.borrow() {
        Some(error) => Err(error.clone()),
        None => Ok(!desk.refused.borrow().iter().any(|refused| question.contains(refused.as_str()))),
    }
}

pub(crate) fn gate() -> Gate<Rc<Desk>> {
    let nobody = async |_: &Head, _: &Rc<Desk>| Ok::<Option<String>, Error>(None);
    SyncApp::new(COLLECTIONS).authenticate(nobody).authorize(authorize).wire().gate
}

pub(crate) fn pass(user: &str) -> Pass {
    let user = Some(Known { id: user.to_owned(), identity: json!(user) });
    Pass { user, access: Value::Null, reads: Reads::Only(["tasks", "steps", "notes"].map(str::to_owned).into()) }
}

impl Project {
    /// A room that asks nobody.
    pub(crate) fn new() -> Self {
        let world = World::new(&COLLECTIONS);
        let room = world.room("p1");
        Self { world, room, desk: Rc::default(), count: Cell::new(0) }
    }

    /// A room that asks the app about everything.
    pub(crate) fn guarded() -> Self {
        let project = Self::new();
        project.guard();
        project
    }

    fn guard(&self) {
        *self.desk.host.borrow_mut() = Some(self.world.effects("p1").1);
        let every = Duration::from_mins(1);
        self.room.guard(Rc::new(Keeper::new(gate(), Rc::new(Rc::clone(&self.desk)), every)));
    }

    /// The object dies, and another one wakes.
    pub(crate) fn wake_another(&mut self) {
        self.world.kill();
        self.room = self.world.room("p1");
        if self.desk.host.borrow().is_some() {
            self.guard();
        }
        let room = self.room.clone();
        self.world.run(async move { room.wake().await }).unwrap();
        self.world.settle();
    }

    pub(crate) fn open(&self) -> TestSocket {
        self.world.connect(&self.room)
    }

    pub(crate) fn open_as(&self, user: &str) -> TestSocket {
        self.world.connect_as(&self.room, pass(user))
    }

    /// Sends a frame, and lets all happen that follows; gives the frames that came.
    pub(crate) fn say(&self, socket: &TestSocket, frame: &Value) -> Vec<Value> {
        let before = socket.frames().len();
        self.world.send(&self.room, socket, frame);
        self.world.settle();
        socket.frames().split_off(before)
    }

    /// Subscribes to these lists (`tasks`, or `tasks/a` for a scope), numbered from 0 on; gives the cursors.
    pub(crate) fn subscribe(&self, socket: &TestSocket, lists: &[&str]) -> Vec<String> {
        let frames = self.say(socket, &resume(lists, &[]));
        frames[1..].iter().map(|frame| frame["cursor"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) fn mid(&self) -> String {
        self.count.set(self.count.get() + 1);
        format!("mutation-{}", self.count.get())
    }

    /// A mutation as it stands in a frame.
    pub(crate) fn mutation(&self, list: &str, action: &str, payload: &Value) -> Value {
        let (collection, scope) = split(list);
        let mut mutation =
            json!({ "clientMutationId": self.mid(), "collection": collection, "action": action, "payload": payload });
        if let Some(scope) = scope {
            mutation["scope"] = scope.into();
        }
        mutation
    }

    /// The same over HTTP, until it is answered.
    pub(crate) fn send(&self, list: &str, action: &str, payload: &Value) -> Result<Answer, Error> {
        let request = request(&self.mutation(list, action, payload));
        let room = self.room.clone();
        let answer = self.world.run(async move { room.mutate(request, None).await });
        self.world.settle();
        answer
    }

    /// The row `id`, with `title` or what the collection has.
    pub(crate) fn add(&self, list: &str, id: &str) -> u64 {
        self.send(list, "insert", &fields(list, id)).unwrap().seq.0
    }

    /// The object dies; the one that follows has not looked at its sockets yet.
    pub(crate) fn die(&mut self) {
        self.world.kill();
        self.room = self.world.room("p1");
        let room = self.room.clone();
        self.world.spawn(async move { room.wake().await });
    }

    /// What a list says now, by id, and at which seq.
    pub(crate) fn list(&self, list: &str) -> (Vec<Value>, u64) {
        let (rows, seq, _) = self.page(list);
        (rows, seq)
    }

    /// The same with its cursor.
    pub(crate) fn page(&self, list: &str) -> (Vec<Value>, u64, String) {
        let (collection, scope) = split(list);
        let collection = COLLECTIONS.find(collection).unwrap();
        let scope = scope.map(|scope| ferrosync::protocol::Scope::parse(collection, scope).unwrap());
        let query = ListQuery { sync_id: self.room.sync_id().clone(), collection, limit: 10_000, scope, after: None };
        let room = self.room.clone();
        let page = self.world.run(async move { room.list(&query).await }).unwrap();
        (serde_json::from_str(&page.rows).unwrap(), page.seq.0, page.cursor)
    }
}

pub(crate) fn fields(list: &str, id: &str) -> Value {
    match split(list).0 {
        "tasks" => json!({ "id": id, "title": id }),
        "steps" => json!({ "id": id, "taskId": "t" }),
        _ => json!({ "id": id, "text": id }),
    }
}

/// `tasks/a` is the scope `a` of `tasks`.
pub(crate) fn split(list: &str) -> (&str, Option<&str>) {
    list.split_once('/').map_or((list, None), |(collection, scope)| (collection, Some(scope)))
}

/// A mutation of a frame, as the engine takes it.
pub(crate) fn request(mutation: &Value) -> MutationRequest {
    let frame = json!({ "type": "mutate", "mutations": [mutation] }).to_string();
    match ferrosync::protocol::ClientFrame::parse(&frame) {
        Ok(ferrosync::protocol::ClientFrame::Mutate { mut mutations }) => mutations.remove(0).request.unwrap(),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn mutate(mutations: &[Value]) -> Value {
    json!({ "type": "mutate", "mutations": mutations })
}

/// Lists are `tasks`, `tasks/a`; behind a `@` stands a cursor.
pub(crate) fn resume(lists: &[&str], pending: &[&str]) -> Value {
    let subscription = |(sub, list): (usize, &&str)| {
        let (list, cursor) = list.split_once('@').map_or((*list, None), |(list, cursor)| (list, Some(cursor)));
        let (collection, scope) = split(list);
        let mut subscription = json!({ "sub": sub, "collection": collection });
        for (name, value) in [("scope", scope), ("cursor", cursor)] {
            if let Some(value) = value {
                subscription[name] = value.into();
            }
        }
        subscription
    };
    let subscriptions: Vec<_> = lists.iter().enumerate().map(subscription).collect();
    json!({ "type": "resume", "subscriptions": subscriptions, "pending": pending })
}

/// `seq sub prev action` of the changes that came.
pub(crate) fn brief(socket: &TestSocket) -> Vec<String> {
    let brief = |change: &Value| {
        let action = change["action"].as_str().unwrap();
        format!("{} {} {} {action}", change["seq"], change["sub"], change["prev"])
    };
    socket.changes().iter().map(brief).collect()
}
