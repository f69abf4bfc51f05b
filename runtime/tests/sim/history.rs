//! One history: rooms, their objects, who sends and who listens, and what becomes of them.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    panic,
    rc::Rc,
    time::Duration,
};

use ferrosync::{
    protocol::{Error, MutationRequest, SyncId, UserId},
    room::{DeltaQuery, ListQuery, Retention, delta, list},
    testing::{Fault, Slot, World},
};
use serde_json::Value;

use super::{
    backup::{self, Backup},
    book::Book,
    client::{Client, Link},
    list::{Asking, List},
    ops,
    schema::{COLLECTIONS, ROOMS, collections_of},
    seen::count,
    site::{Object, Site},
    step::{Step, Story, To},
    witness::{Indistinguishable, Witness, is_listed},
};

/// How many clients each room has.
const CLIENTS: [usize; 3] = [3, 2, 2];

pub(crate) struct History {
    world: World,
    sites: Vec<Site>,
    witnesses: Vec<Witness>,
    book: Book,
    clients: Vec<Client>,
    /// The number of the last object.
    objects: usize,
    random: u64,
    backup: Option<Backup>,
    /// The alarm that each room was last called for: the object's number, and what it has come to.
    ringing: [Option<(usize, Slot<()>)>; ROOMS.len()],
    is_local: bool,
    is_restored: bool,
    is_pruned: bool,
    /// The rooms that were two objects at some time.
    split: HashSet<usize>,
    crashes_in_flight: usize,
}

/// Lives through a history and checks it, step by step and at the end.
pub(crate) fn live(story: &Story) {
    count("lived", 1);
    if let Err(why) = panic::catch_unwind(|| live_whole(story)) {
        if !why.is::<Indistinguishable>() {
            panic::resume_unwind(why);
        }
        count("histories that nobody can tell apart", 1);
    }
}

fn live_whole(story: &Story) {
    let mut history = History::new(story);
    for step in &story.steps {
        history.step(step);
    }
    history.finish();
    assert!(history.crashes_in_flight > 0, "nothing was in flight at a crash");
    count("crashes with a mutation in flight", history.crashes_in_flight);
    backup::spare(&history.world);
}

impl History {
    fn new(story: &Story) -> Self {
        let world = backup::world();
        world.shuffle(story.seed);
        let (draws, rate) = (Cell::new(story.seed | 1), story.faults);
        world.set_faults(move || {
            draws.set(draws.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
            match (draws.get() >> 33) % 100 {
                n if n < rate => Fault::Before,
                n if n < 2 * rate => Fault::After,
                n if n < 3 * rate => Fault::Late,
                _ => Fault::None,
            }
        });
        // A third of the databases is so far away that several commits are under way at once.
        if story.seed.is_multiple_of(3) {
            world.set_distance(20);
        }
        if story.is_local {
            world.make_local();
            count("histories on object storage", 1);
        }
        let retention = Retention { entries: story.retention, age: Duration::from_millis(50) };
        let clients = CLIENTS.iter().enumerate().flat_map(|(room, clients)| (0..*clients).map(move |_| room));
        Self {
            world,
            sites: (0..ROOMS.len()).map(|room| Site::new(room, retention)).collect(),
            witnesses: (0..ROOMS.len()).map(Witness::new).collect(),
            book: Book::default(),
            clients: clients.enumerate().map(|(number, room)| Client::new(room, number)).collect(),
            objects: 0,
            random: story.seed,
            backup: None,
            ringing: Default::default(),
            is_local: story.is_local,
            is_restored: false,
            is_pruned: story.retention < 100,
            split: HashSet::new(),
            crashes_in_flight: 0,
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Send { to, user, op } => {
                let mid = self.new_mid();
                let request = op.request(to.room, &mid, self.seq(to.room));
                self.send_new(*to, *user, request);
            }
            Step::Mutate { client, op } => {
                let index = usize::from(*client) % self.clients.len();
                let (room, user) = (self.clients[index].room, self.clients[index].user);
                let mid = self.new_mid();
                let request = op.request(room, &mid, self.seq(room));
                let sent = self.book.add(room, user, request.clone());
                if self.clients[index].subscribes {
                    self.clients[index].intend(&request);
                } else {
                    self.send(sent, false);
                }
            }
            Step::Resend { stale, which } if !self.book.sent.is_empty() => {
                let index = usize::from(*which) % self.book.sent.len();
                self.send(index, *stale);
            }
            Step::Reuse { which, other_body } if !self.book.sent.is_empty() => {
                self.reuse(usize::from(*which) % self.book.sent.len(), *other_body);
            }
            Step::Resend { .. } | Step::Reuse { .. } => {}
            Step::Read { to, collection } => {
                let names = collections_of(to.room);
                self.read(*to, names[usize::from(*collection) % names.len()]);
            }
            Step::Run(events) => (0..*events).for_each(|_| {
                self.fire();
            }),
            Step::Crash { room, user, events } => self.crash(*room, *user, *events),
            Step::CrashAfterCommit { room } => self.crash_after_commit(*room),
            Step::Sleep { room } => self.sleep(*room),
            // An object's own storage is nobody else's.
            Step::Split { .. } if self.is_local => {}
            Step::Split { room } => {
                self.join(*room);
                self.sites[*room].split();
                self.split.insert(*room);
            }
            Step::Join { room } => self.join(*room),
            Step::HangUp { client } => {
                let index = usize::from(*client) % self.clients.len();
                if let Link::Up(up) = &self.clients[index].link {
                    up.socket.hang_up();
                }
            }
            Step::Wait(milliseconds) => {
                // Nothing is under way for as long as that.
                if *milliseconds > 10_000 {
                    self.settle();
                }
                self.world.advance(i64::from(*milliseconds));
                self.ring();
            }
            Step::Save => {
                self.settle();
                self.backup = Some(Backup::save(&self.world, self.witnesses.iter().map(Witness::seq).collect()));
            }
            Step::Restore => self.restore(),
        }
    }

    fn seq(&self, room: usize) -> u64 {
        self.witnesses[room].seq() as u64
    }

    fn new_mid(&self) -> String {
        format!("mutation-{}", self.book.sent.len())
    }

    fn object(&mut self, to: To) -> Object {
        let site = &mut self.sites[to.room];
        match &site.stale {
            Some(object) if to.stale => object.clone(),
            _ => site.object(&self.world, &mut self.objects),
        }
    }

    fn send_new(&mut self, to: To, user: u8, request: MutationRequest) -> usize {
        let user = [Some("ada"), Some("bob"), None][usize::from(user)];
        let index = self.book.add(to.room, user, request);
        self.send(index, to.stale);
        index
    }

    fn send(&mut self, index: usize, stale: bool) {
        let sent = &self.book.sent[index];
        let (room, request, user) = (sent.room, sent.request.clone(), sent.user.map(UserId::new));
        let object = self.object(To { room, stale });
        let number = object.number;
        let answer = self.world.spawn(object.clone().work(async move {
            object.begin().await;
            object.room.mutate(request, user).await
        }));
        self.book.send(index, number, &self.witnesses[room], answer);
    }

    /// L3: an id that was used belongs to its body and its sender.
    fn reuse(&mut self, index: usize, other_body: bool) {
        let sent = &self.book.sent[index];
        let (room, user) = (sent.room, sent.user);
        if self.witnesses[room].seqs_of(sent.mid()).count() != self.witnesses[room].histories().len() {
            return;
        }
        let (request, user) = if other_body {
            let mut request = ops::certain(room, sent.mid(), 0);
            request.since = sent.request.since;
            (request, user)
        } else {
            (sent.request.clone(), if user == Some("eve") { None } else { Some("eve") })
        };
        if request == sent.request && user == sent.user {
            return;
        }
        let (user, object) = (user.map(UserId::new), self.object(To { room, stale: false }));
        let answer = self.run(async move {
            object.begin().await;
            object.room.mutate(request, user).await
        });
        assert!(
            matches!(answer, Err(Error::MidReused | Error::StaleMutation | Error::Unavailable { .. })),
            "l3: another body or user under a committed mutation's id: {answer:?}"
        );
        count("mutation ids reused", 1);
    }

    fn query(room: usize, collection: &str, scope: Option<&str>) -> ListQuery {
        let collection = COLLECTIONS.find(collection).unwrap();
        ListQuery {
            sync_id: SyncId::parse(ROOMS[room]).unwrap(),
            collection,
            limit: 1_000,
            scope: scope.map(|scope| ferrosync::protocol::Scope::parse(collection, scope).unwrap()),
            after: None,
        }
    }

    /// L5: a list says at which seq it was so.
    fn read(&mut self, to: To, collection: &'static str) {
        let (query, object) = (Self::query(to.room, collection, None), self.object(to));
        let page = self.run(async move { object.room.list(&query).await }).unwrap();
        let rows: Vec<Value> = serde_json::from_str(&page.rows).unwrap();
        let rows = rows.into_iter().map(|row| (row["id"].as_str().unwrap().to_owned(), row)).collect();
        let state = &self.witnesses[to.room].now().states[usize::try_from(page.seq.0).unwrap()];
        assert!(is_listed(state, collection, None, &rows), "l5: {collection} was not so at {}: {rows:?}", page.seq);
    }

    fn crash(&mut self, room: usize, user: u8, events: u8) {
        let send = |history: &mut Self| {
            let mid = history.new_mid();
            let request = ops::certain(room, &mid, history.seq(room));
            history.send_new(To { room, stale: false }, user, request)
        };
        send(self);
        for _ in 0..events {
            self.fire();
        }
        let object = self.object(To { room, stale: false });
        if !self.book.is_in_flight(object.number) {
            send(self);
            // It gets as far as it can without waiting.
            self.world.is_busy();
        }
        self.kill(room);
    }

    fn crash_after_commit(&mut self, room: usize) {
        let mid = self.new_mid();
        let request = ops::certain(room, &mid, self.seq(room));
        self.send_new(To { room, stale: false }, 0, request);
        let number = self.object(To { room, stale: false }).number;
        while self.book.unanswered(number, &self.witnesses[room]).next().is_none() {
            if !self.fire() {
                return;
            }
        }
        self.kill(room);
    }

    /// The room's object dies where it is.
    fn kill(&mut self, room: usize) {
        let Some(object) = self.sites[room].end() else { return };
        self.crashes_in_flight += usize::from(self.book.is_in_flight(object.number));
        let is_after_commit = self.book.unanswered(object.number, &self.witnesses[room]).next().is_some();
        count("crashes after commit", usize::from(is_after_commit));
        if let Some((number, heard)) = self.ringing[room].take()
            && number == object.number
            && heard.borrow().is_none()
        {
            count("alarms not heard out", 1);
            self.world.ring_again(ROOMS[room]);
        }
        self.abandon(&object);
    }

    /// Whoever waited for this object waits no more.
    fn abandon(&mut self, object: &Object) {
        self.book.abandon(object.number);
        for client in &mut self.clients {
            if matches!(&client.link, Link::Opening(number, _) if *number == object.number) {
                client.hang_up();
            }
            if self.is_local && ROOMS[client.room] == object.room.sync_id().as_str() {
                client.lists.iter_mut().for_each(List::ask_again);
            }
        }
    }

    fn sleep(&mut self, room: usize) {
        self.settle();
        if let Some(object) = self.sites[room].end() {
            let clients = ferrosync::room::Sockets::list(&object.sockets).len();
            count("hibernations", 1);
            count("hibernations with sockets", usize::from(clients > 0));
            self.abandon(&object);
        }
    }

    /// The alarms whose time has come go off.
    fn ring(&mut self) {
        for (room, name) in ROOMS.iter().enumerate() {
            if !self.world.take_alarm(name) {
                continue;
            }
            count("alarms", 1);
            let object = self.object(To { room, stale: false });
            let number = object.number;
            let heard = self.world.spawn(object.clone().work(async move {
                object.begin().await;
                // The platform would ring again; the database of this world is always read.
                assert!(object.room.alarm().await.is_ok(), "a room that can be read does not hear its alarm");
            }));
            self.ringing[room] = Some((number, heard));
        }
    }

    fn join(&mut self, room: usize) {
        if let Some(object) = self.sites[room].end_stale() {
            self.abandon(&object);
        }
    }

    fn restore(&mut self) {
        // What was pruned is not there to be restored to.
        let Some(backup) = self.backup.take().filter(|_| !self.is_pruned) else { return };
        self.settle();
        (0..ROOMS.len()).for_each(|room| self.join(room));
        let seqs = backup.restore(&self.world);
        for (witness, seq) in self.witnesses.iter_mut().zip(seqs) {
            witness.restore(seq);
        }
        self.is_restored = true;
        // Clients are told of another history, and what they knew of the lost one tells nothing any more.
        self.book.forget_since();
        self.clients.iter_mut().for_each(Client::forget_since);
        count("restored databases", 1);
    }

    /// Fires one event, and lets everybody look at what came of it.
    fn fire(&mut self) -> bool {
        let batches = self.world.batches();
        let went_on = self.world.step();
        if self.world.batches() != batches {
            for witness in &mut self.witnesses {
                witness.look(&self.world, &self.book);
            }
        }
        self.book.check(&self.witnesses);
        for index in 0..self.clients.len() {
            // Some are slower than others.
            if !self.draw().is_multiple_of(3) {
                self.tend(index);
            }
        }
        went_on
    }

    /// Lets a client do what it does by itself.
    fn tend(&mut self, index: usize) {
        let client = &mut self.clients[index];
        let (room, witness) = (client.room, &self.witnesses[client.room]);
        client.look_at_link();
        client.receive(&self.book, witness);
        for list in &mut client.lists {
            list.look_at_answer(room, witness);
        }
        if matches!(client.link, Link::Down) {
            self.open(index);
        }
        for frame in self.clients[index].speak(&self.book, &self.witnesses[room]) {
            self.say(index, &frame);
        }
        let client = &self.clients[index];
        let subscribes = client.subscribes;
        // Who subscribes asks for the difference over the socket.
        let asks = |list: &List| matches!(list.asking, Asking::Wanted) && !(subscribes && list.held.is_some());
        if !client.lists.iter().any(asks) {
            return;
        }
        let object = self.is_local.then(|| self.object(To { room, stale: false }));
        let client = &mut self.clients[index];
        let reader = client.pass.reader();
        for list in client.lists.iter_mut().filter(|list| asks(list)) {
            let (database, tables) = self.world.database();
            let ListQuery { sync_id, collection, scope, .. } = Self::query(room, list.collection, list.scope);
            let asking = if let Some(cursor) = list.cursor() {
                let query = DeltaQuery { sync_id, collection, scope, cursor, reader, limit: 2 };
                let object = object.clone();
                Asking::Since(self.world.spawn(async move {
                    let Some(object) = object else { return delta(&database, &tables, &query).await };
                    object.begin().await;
                    object.room.delta(&query).await
                }))
            } else {
                count("lists loaded", 1);
                let query = ListQuery { sync_id, collection, scope, limit: 1_000, after: None };
                let object = object.clone();
                Asking::Load(self.world.spawn(async move {
                    let Some(object) = object else { return self::list(&database, &tables, &query, reader).await };
                    object.begin().await;
                    object.room.list_for(&query, reader).await
                }))
            };
            list.ask(asking);
        }
    }

    /// A client's frame reaches the object that has its socket.
    fn say(&mut self, index: usize, frame: &Value) {
        let client = &self.clients[index];
        let Link::Up(up) = &client.link else { return };
        let (socket, room) = (up.socket.clone(), client.room);
        let has_it = |object: &&Object| object.sockets.find(&socket).is_some();
        let stale = self.sites[room].stale.as_ref().is_some_and(|object| has_it(&object));
        let object = self.object(To { room, stale });
        let Some(socket) = object.sockets.find(&socket) else { return };
        // Its place is taken before anything is awaited.
        ferrosync::room::take_in(&socket, frame.to_string());
        self.world.spawn(object.clone().work(async move {
            object.begin().await;
            object.room.serve(&socket);
        }));
    }

    fn open(&mut self, index: usize) {
        let object = self.object(To { room: self.clients[index].room, stale: false });
        let client = &mut self.clients[index];
        let opened = Rc::new(RefCell::new(None));
        client.link = Link::Opening(object.number, Rc::clone(&opened));
        let pass = client.pass.clone();
        self.world.spawn(object.clone().work(async move {
            object.begin().await;
            let sockets = object.sockets.clone();
            let accept = |seat, frame: &str| drop(opened.borrow_mut().replace(sockets.accept(seat, frame)));
            assert!(object.room.connect(pass, accept).await.is_ok(), "a room that can be read lets nobody in");
        }));
        count("connections", 1);
    }

    fn settle(&mut self) {
        let mut rounds = 0;
        loop {
            while self.fire() {
                rounds += 1;
                assert!(rounds < 20_000, "somebody asks without end");
            }
            rounds += 1;
            if !self.world.is_busy() && rounds % 8 == 0 {
                self.clients.iter_mut().for_each(Client::lose_patience);
            }
            assert!(
                rounds < 20_000,
                "somebody waits without end: {:?}",
                self.clients.iter().find(|client| !client.is_quiet())
            );
            // Slow clients do what is theirs.
            (0..self.clients.len()).for_each(|index| self.tend(index));
            if !self.world.is_busy() && self.clients.iter().all(Client::is_quiet) {
                return;
            }
        }
    }

    fn run<T: 'static>(&mut self, task: impl Future<Output = T> + 'static) -> T {
        let slot = self.world.spawn(task);
        while slot.borrow().is_none() && self.fire() {}
        slot.take().expect("a task waits for something that will not happen")
    }

    /// Everybody who does not know goes on until they do, as clients do, and then all is as the log says.
    fn finish(&mut self) {
        self.settle();
        self.world.set_faults(|| Fault::None);
        (0..ROOMS.len()).for_each(|room| self.join(room));
        // L4: nobody asks for anything, but the alarm goes off.
        self.world.advance(31_000);
        self.ring();
        self.settle();
        if !self.is_restored {
            // What a second object wrote that nobody listened to is noticed by whoever writes next, as a restored database is.
            self.check_clients(|room| !self.split.contains(&room));
        }
        for room in 0..ROOMS.len() {
            let mid = self.new_mid();
            let request = ops::certain(room, &mid, self.seq(room));
            self.send_new(To { room, stale: false }, 0, request);
        }
        self.settle();
        for index in 0..self.book.sent.len() {
            self.send(index, false);
            // Neither all at once nor one after the other.
            if index % 8 == 7 {
                self.settle();
            }
        }
        self.settle();
        self.check();
        count("fences lost", usize::try_from(self.world.fences_lost()).unwrap());
    }

    fn check(&mut self) {
        for sent in &self.book.sent {
            let (mid, witness) = (sent.mid(), &self.witnesses[sent.room]);
            let answer = sent.last_answer().unwrap_or_else(|| panic!("l3: `{mid}` is never answered"));
            let is_there = witness.now().mids.iter().any(|known| **known == *mid);
            match answer {
                Ok(_) => assert!(is_there, "l4: `{mid}` is said to be done and is not in the log"),
                Err(Error::StaleMutation) => {}
                Err(Error::Unavailable { .. }) => panic!("l8: what became of `{mid}` is never known"),
                Err(error) => assert!(!is_there, "l3: `{mid}` is refused and stands in the log: {error:?}"),
            }
        }
        self.check_clients(|_| true);
        for (room, witness) in self.witnesses.iter().enumerate() {
            for collection in collections_of(room) {
                let sql = if room == 2 {
                    format!("SELECT count(*) FROM {collection}")
                } else {
                    format!("SELECT count(*) FROM {collection} WHERE room_id = '{}'", ROOMS[room])
                };
                let rows: u32 = self.world.connection().query_row(&sql, [], |row| row.get(0)).unwrap();
                let expected =
                    witness.now().states.last().unwrap().get(*collection).map_or(0, std::collections::BTreeMap::len);
                assert_eq!(rows as usize, expected, "l2: {collection}");
            }
            count("commits", witness.seq());
        }
        let connection = self.world.connection();
        let mut broken = connection.prepare("PRAGMA foreign_key_check").unwrap();
        assert!(!broken.exists([]).unwrap(), "l10: a reference names a row that is gone");
    }

    /// L4, L6: everybody shows what is so.
    fn check_clients(&self, is_meant: impl Fn(usize) -> bool) {
        for (number, client) in self.clients.iter().enumerate().filter(|(_, client)| is_meant(client.room)) {
            for list in &client.lists {
                if let Some(lacks) = list.lacks(&self.witnesses[client.room]) {
                    panic!(
                        "l4: client {number} does not show the {} {:?} of {}: {lacks}",
                        list.collection, list.scope, ROOMS[client.room]
                    );
                }
            }
        }
    }

    fn draw(&mut self) -> u64 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.random >> 33
    }
}
