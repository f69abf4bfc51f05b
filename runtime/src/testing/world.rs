use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
    rc::Rc,
};

use futures_channel::oneshot;
use futures_executor::{LocalPool, LocalSpawner};
use futures_util::task::LocalSpawnExt;

use super::{
    database::{Fault, TestDatabase, open},
    host::{Life, TestHost},
    sockets::{TestSocket, TestSockets},
};
use crate::{
    access::Pass,
    protocol::SyncId,
    room::Room,
    schema::Schema,
    sql::{Tables, ddl},
};

/// What a task that was spawned has come to: `None` while it runs.
pub type Slot<T> = Rc<RefCell<Option<T>>>;

/// A room of a [`World`].
pub type TestRoom = Room<TestDatabase, TestSockets, TestHost>;

/// One database, the rooms on it and their sockets, under one clock.
#[derive(Debug)]
pub struct World {
    shared: Rc<Shared>,
    pool: RefCell<LocalPool>,
    tables: Rc<Tables>,
    sockets: RefCell<HashMap<String, TestSockets>>,
    life: RefCell<Life>,
}

/// What the world's parts share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) spawner: LocalSpawner,
    pub(super) connection: RefCell<rusqlite::Connection>,
    pub(super) now: Cell<i64>,
    pub(super) faults: RefCell<Box<dyn Faults>>,
    pub(super) batches: Cell<u64>,
    pub(super) fences_lost: Cell<u64>,
    random: Cell<u64>,
    is_shuffled: Cell<bool>,
    events: RefCell<VecDeque<oneshot::Sender<()>>>,
    /// Sleepers, by the time that they wait for.
    timers: RefCell<Vec<(i64, oneshot::Sender<()>)>>,
    /// The alarm of each room, by its sync id.
    pub(super) alarms: RefCell<HashMap<String, i64>>,
    /// How often an alarm was asked for, and for each room the last of these that was done.
    pub(super) alarm_calls: Cell<u64>,
    alarms_done: RefCell<HashMap<String, u64>>,
    /// What the objects of each room keep, by its sync id.
    pub(super) kept: RefCell<HashMap<String, String>>,
    pub(super) is_local: Cell<bool>,
    pub(super) distance: Cell<i64>,
}

/// Decides what goes wrong with each batch that writes.
pub(super) trait Faults {
    fn next(&mut self) -> Fault;
}

impl<F: FnMut() -> Fault> Faults for F {
    fn next(&mut self) -> Fault {
        self()
    }
}

impl std::fmt::Debug for dyn Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Faults")
    }
}

impl World {
    /// A world with an empty database of this schema, in memory.
    ///
    /// # Panics
    /// When SQLite does not take the schema's tables.
    pub fn new(schema: &Schema) -> Self {
        let connection = open();
        connection.execute_batch(&ddl::create(schema)).unwrap_or_else(|error| panic!("the tables: {error}"));
        Self::on(connection, schema)
    }

    /// A world on the [database](Self::take_connection) of another one of this schema, with whatever is in it. What costs most
    /// of a world's time, SQLite's reading of statements, is not done again.
    pub fn on(connection: rusqlite::Connection, schema: &Schema) -> Self {
        let pool = LocalPool::new();
        let shared = Rc::new(Shared {
            spawner: pool.spawner(),
            connection: RefCell::new(connection),
            now: Cell::new(1_700_000_000_000),
            faults: RefCell::new(Box::new(|| Fault::None)),
            batches: Cell::new(0),
            fences_lost: Cell::new(0),
            random: Cell::new(0x9e37_79b9_7f4a_7c15),
            is_shuffled: Cell::new(false),
            events: RefCell::default(),
            timers: RefCell::default(),
            alarms: RefCell::default(),
            alarm_calls: Cell::new(0),
            alarms_done: RefCell::default(),
            kept: RefCell::default(),
            is_local: Cell::new(false),
            distance: Cell::new(0),
        });
        Self {
            shared,
            pool: RefCell::new(pool),
            tables: Tables::new(schema),
            sockets: RefCell::default(),
            life: RefCell::default(),
        }
    }

    /// From now on draws which of the waiting events is next, and what is random, from `seed`.
    pub fn shuffle(&self, seed: u64) {
        self.shared.random.set(seed | 1);
        self.shared.is_shuffled.set(true);
    }

    /// From now on the database is the objects' own: a batch is done at once, and nothing comes between or goes wrong.
    pub fn make_local(&self) {
        self.shared.is_local.set(true);
    }

    /// From now on a batch takes so many milliseconds more.
    pub fn set_distance(&self, milliseconds: i64) {
        self.shared.distance.set(milliseconds);
    }

    /// Decides from now on what goes wrong with each batch that writes.
    pub fn set_faults(&self, faults: impl FnMut() -> Fault + 'static) {
        *self.shared.faults.borrow_mut() = Box::new(faults);
    }

    /// A new object for the room of this sync id: it knows nothing but what the database says. Older objects of the same room
    /// go on living beside it.
    ///
    /// # Panics
    /// When `sync_id` is none.
    pub fn room(&self, sync_id: &str) -> TestRoom {
        let id = SyncId::parse(sync_id).unwrap_or_else(|error| panic!("{error}"));
        let host = self.host(sync_id);
        let database = TestDatabase::new(Rc::clone(&self.shared), host.clone());
        Room::new(id, Rc::clone(&self.tables), database, self.sockets_of(sync_id), host)
    }

    /// An object of a room beside all others, with sockets of its own: it lives until its [`Life`] is ended, whatever becomes
    /// of the world's other objects.
    ///
    /// # Panics
    /// When `sync_id` is none.
    pub fn object(&self, sync_id: &str, sockets: &TestSockets) -> (TestRoom, Life) {
        let id = SyncId::parse(sync_id).unwrap_or_else(|error| panic!("{error}"));
        let life = Life::default();
        let host = TestHost::new(Rc::clone(&self.shared), life.clone(), sync_id);
        let database = TestDatabase::new(Rc::clone(&self.shared), host.clone());
        (Room::new(id, Rc::clone(&self.tables), database, sockets.clone(), host), life)
    }

    /// A way to the database, and the statements for it, without a room.
    pub fn database(&self) -> (TestDatabase, Rc<Tables>) {
        let host = self.host("");
        (TestDatabase::new(Rc::clone(&self.shared), host), Rc::clone(&self.tables))
    }

    /// What a room of this sync id takes besides a database: for tests that put one of their own in between.
    pub fn effects(&self, sync_id: &str) -> (TestSockets, TestHost) {
        (self.sockets_of(sync_id), self.host(sync_id))
    }

    /// Ends every object that lives now, at once and wherever it is: nothing of them runs any more. The database and the
    /// sockets stay.
    pub fn kill(&self) {
        self.life.borrow().end();
        *self.life.borrow_mut() = Life::default();
        for sockets in self.sockets.borrow().values() {
            sockets.outlive();
        }
    }

    /// Opens a socket to a room, through the room.
    pub fn connect(&self, room: &TestRoom) -> TestSocket {
        self.connect_as(room, Pass::default())
    }

    /// The same for somebody who was let in with this pass.
    pub fn connect_as(&self, room: &TestRoom, pass: Pass) -> TestSocket {
        let sockets = self.sockets_of(room.sync_id().as_str());
        let room = room.clone();
        let socket = self.run(async move {
            let mut accepted = None;
            let accept = |seat, frame: &str| {
                accepted = Some(sockets.accept(seat, frame));
            };
            // A room that cannot be read lets nobody in.
            let _ = room.connect(pass, accept).await;
            accepted
        });
        // The test sees a socket without frames.
        socket.unwrap_or_else(TestSocket::outside)
    }

    /// Sends a frame over a socket, to the object that has it now. What follows from it follows when the world goes on.
    ///
    /// # Panics
    /// When the socket is none of the room's.
    pub fn send(&self, room: &TestRoom, socket: &TestSocket, frame: &serde_json::Value) {
        self.send_text(room, socket, &frame.to_string());
    }

    /// The same for any text.
    ///
    /// # Panics
    /// As [`Self::send`].
    pub fn send_text(&self, room: &TestRoom, socket: &TestSocket, text: &str) {
        let found = self.sockets_of(room.sync_id().as_str()).find(socket);
        room.receive(&found.unwrap_or_else(|| panic!("no socket of this room")), text);
    }

    /// Starts a task. It goes on whenever the world runs.
    ///
    /// # Panics
    /// Never: the pool lives as long as the world.
    pub fn spawn<T: 'static>(&self, task: impl Future<Output = T> + 'static) -> Slot<T> {
        let slot = Rc::new(RefCell::new(None));
        let filled = Rc::clone(&slot);
        let spawned = self.shared.spawner.spawn_local(async move {
            let value = task.await;
            *filled.borrow_mut() = Some(value);
        });
        assert!(spawned.is_ok(), "the pool is gone");
        slot
    }

    /// Fires the next event and runs what follows from it. `false` when nothing waits any more.
    pub fn step(&self) -> bool {
        self.pool.borrow_mut().run_until_stalled();
        let event = {
            let mut events = self.shared.events.borrow_mut();
            events.retain(|event| !event.is_canceled());
            let index = if self.shared.is_shuffled.get() && !events.is_empty() {
                usize::try_from(self.shared.draw()).unwrap_or_default() % events.len()
            } else {
                0
            };
            events.remove(index)
        };
        let Some(event) = event else { return false };
        self.shared.now.set(self.shared.now.get() + 1);
        self.shared.wake_sleepers();
        let _ = event.send(());
        self.pool.borrow_mut().run_until_stalled();
        true
    }

    /// Whether anything waits for the world to go on.
    pub fn is_busy(&self) -> bool {
        self.pool.borrow_mut().run_until_stalled();
        self.shared.events.borrow().iter().any(|event| !event.is_canceled())
    }

    /// Runs until nothing waits any more.
    pub fn settle(&self) {
        while self.step() {}
    }

    /// Runs until the task is done.
    ///
    /// # Panics
    /// When nothing waits any more and the task is not done.
    pub fn run<T: 'static>(&self, task: impl Future<Output = T> + 'static) -> T {
        let slot = self.spawn(task);
        while slot.borrow().is_none() && self.step() {}
        let value = slot.borrow_mut().take();
        value.unwrap_or_else(|| panic!("the task waits for something that will not happen"))
    }

    /// Milliseconds since 1970, as the rooms see it. Each event takes one.
    pub fn now(&self) -> i64 {
        self.shared.now.get()
    }

    /// Lets time pass in which nothing happens, but that who slept till then wakes.
    pub fn advance(&self, milliseconds: i64) {
        self.shared.now.set(self.shared.now.get() + milliseconds);
        self.shared.wake_sleepers();
    }

    /// When the room's alarm goes off (milliseconds since 1970), if it is set.
    pub fn alarm(&self, sync_id: &str) -> Option<i64> {
        self.shared.alarms.borrow().get(sync_id).copied()
    }

    /// Takes the room's alarm, if its time has come: whoever asks then plays the runtime and calls the object.
    pub fn take_alarm(&self, sync_id: &str) -> bool {
        let is_due = self.alarm(sync_id).is_some_and(|at| at <= self.now());
        if is_due {
            self.shared.alarms.borrow_mut().remove(sync_id);
        }
        is_due
    }

    /// The object died before it had heard its alarm out: the platform rings again, soon.
    pub fn ring_again(&self, sync_id: &str) {
        let now = self.now();
        self.shared.alarms.borrow_mut().entry(sync_id.to_owned()).or_insert(now);
    }

    /// How many batches reached the database up to now.
    pub fn batches(&self) -> u64 {
        self.shared.batches.get()
    }

    /// Takes the database out of a world that is at its end: an empty one without tables is left in it.
    pub fn take_connection(&self) -> rusqlite::Connection {
        self.shared.connection.replace(open())
    }

    /// How many of them were refused because the log was not where their room believed it to be.
    pub fn fences_lost(&self) -> u64 {
        self.shared.fences_lost.get()
    }

    /// The world's database, to look at it, or to write beside the rooms.
    pub fn connection(&self) -> std::cell::RefMut<'_, rusqlite::Connection> {
        self.shared.connection.borrow_mut()
    }

    fn host(&self, sync_id: &str) -> TestHost {
        TestHost::new(Rc::clone(&self.shared), self.life.borrow().clone(), sync_id)
    }

    fn sockets_of(&self, sync_id: &str) -> TestSockets {
        self.sockets.borrow_mut().entry(sync_id.to_owned()).or_default().clone()
    }
}

impl Shared {
    /// Waits until the world fires this event.
    pub(super) async fn event(&self) {
        let (sender, receiver) = oneshot::channel();
        self.events.borrow_mut().push_back(sender);
        // The world drops events only when it ends itself.
        let _ = receiver.await;
    }

    /// Waits until the clock says this.
    pub(super) async fn reach(&self, until: i64) {
        let (sender, receiver) = oneshot::channel();
        if until <= self.now.get() {
            return;
        }
        self.timers.borrow_mut().push((until, sender));
        let _ = receiver.await;
    }

    /// Does what the call of this number asked for. Storage takes them in the order in which they were made, whichever is heard
    /// of first.
    pub(super) fn set_alarm(&self, call: u64, sync_id: String, at: Option<i64>) {
        if self.alarms_done.borrow().get(&sync_id).is_some_and(|done| *done > call) {
            return;
        }
        match at {
            Some(at) => drop(self.alarms.borrow_mut().insert(sync_id.clone(), at)),
            None => drop(self.alarms.borrow_mut().remove(&sync_id)),
        }
        self.alarms_done.borrow_mut().insert(sync_id, call);
    }

    pub(super) fn wake_sleepers(&self) {
        let now = self.now.get();
        let due: Vec<_> = self.timers.borrow_mut().extract_if(.., |(until, _)| *until <= now).collect();
        for (_, sleeper) in due {
            let _ = sleeper.send(());
        }
    }

    /// A number from the seed (xorshift64*).
    pub(super) fn draw(&self) -> u64 {
        let mut state = self.random.get();
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        self.random.set(state);
        state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
}
