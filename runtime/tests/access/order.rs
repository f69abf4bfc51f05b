//! Looking at rights takes time, and nobody may see another order for it.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    time::Duration,
};

use ferrosync::{
    access::{Gate, Head, Keeper, Known, Pass, Reads, SyncApp, What, Wired},
    protocol::{Action, Error, MutationRequest, SyncId},
    room::Host,
    schema::*,
    testing::{TestHost, TestRoom, TestSocket, World},
};
use serde_json::{Value, json};

mod schema {
    use super::*;

    sync_collections![
        #[collection(single_tenant)]
        pub(crate) struct Note {
            pub id: String,
            pub text: String,
        }

        #[collection(single_tenant)]
        pub(crate) struct Secret {
            pub id: String,
            pub text: String,
        }
    ];
}

pub(crate) use schema::COLLECTIONS as SCHEMA;

pub(crate) fn insert(collection: &str, n: u8) -> MutationRequest {
    MutationRequest {
        client_mutation_id: Some(format!("{collection}-{n:04}")),
        since: None,
        collection: collection.to_owned(),
        action: Action::Insert,
        payload: json!({ "id": format!("{n}"), "text": "t" }),
        scope: None,
    }
}

pub(crate) fn add(world: &World, room: &TestRoom, collection: &str, n: u8) {
    let (room, request) = (room.clone(), insert(collection, n));
    world.run(async move { room.mutate(request, None).await }).unwrap();
    world.settle();
}

pub(crate) fn pass(user: &str, reads: &[&str]) -> Pass {
    Pass {
        user: Some(Known { id: user.to_owned(), identity: json!(user) }),
        access: Value::Null,
        reads: Reads::Only(reads.iter().map(ToString::to_string).collect()),
    }
}

/// What somebody may: their role, and the collections that they may read.
type Rights = RefCell<BTreeMap<&'static str, (&'static str, &'static [&'static str])>>;

/// A room whose listeners are asked about by an app's `authorize`, which takes its time.
pub(crate) struct Office {
    pub(crate) world: World,
    pub(crate) room: TestRoom,
    desk: Rc<Desk>,
}

/// What the app looks at.
pub(crate) struct Desk {
    pub(crate) rights: Rights,
    pub(crate) asked: RefCell<Vec<String>>,
    pub(crate) fails: RefCell<Option<Error>>,
    /// While it is set nobody is answered.
    pub(crate) hold: Cell<bool>,
    /// The living object's: time stands still for those before it.
    host: RefCell<TestHost>,
}

impl std::ops::Deref for Office {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

async fn rights(user: &String, _: &SyncId, what: What<'_>, desk: &Rc<Desk>) -> Result<Option<String>, Error> {
    desk.asked.borrow_mut().push(format!("{user} {}", what.collection.unwrap_or("-")));
    let host = desk.host.borrow().clone();
    host.pause().await;
    while desk.hold.get() {
        host.pause().await;
    }
    if let Some(error) = &*desk.fails.borrow() {
        return Err(error.clone());
    }
    let rights = desk.rights.borrow();
    let found = rights.get(user.as_str()).filter(|(_, reads)| what.collection.is_none_or(|name| reads.contains(&name)));
    Ok(found.map(|(role, _)| (*role).to_owned()))
}

fn gate() -> Gate<Rc<Desk>> {
    let nobody = async |_: &Head, _: &Rc<Desk>| Ok::<Option<String>, Error>(None);
    SyncApp::new(SCHEMA).authenticate(nobody).authorize(rights).wire().gate
}

impl Office {
    pub(crate) fn open() -> Self {
        let world = World::new(&SCHEMA);
        let all: (&str, &[&str]) = ("editor", &["notes", "secrets"]);
        let rights = ["alice", "bob", "carol"].map(|user| (user, all)).into();
        let host = RefCell::new(world.effects("default").1);
        let (asked, fails, hold) = (RefCell::default(), RefCell::default(), Cell::default());
        let desk = Rc::new(Desk { rights: RefCell::new(rights), asked, fails, hold, host });
        let room = world.room("default");
        let office = Self { world, room, desk };
        office.guard(&office.room);
        office
    }

    fn guard(&self, room: &TestRoom) {
        room.guard(Rc::new(Keeper::new(gate(), Rc::new(Rc::clone(&self.desk)), Duration::from_mins(1))));
    }

    /// The object that follows one that died.
    pub(crate) fn open_again(&self) -> TestRoom {
        *self.desk.host.borrow_mut() = self.world.effects("default").1;
        let room = self.world.room("default");
        self.guard(&room);
        room
    }

    /// Opens a socket for a user who may read everything.
    pub(crate) fn listen(&self, user: &'static str) -> TestSocket {
        let pass = Pass { access: json!("editor"), ..pass(user, &["notes", "secrets"]) };
        self.world.connect_as(&self.room, pass)
    }

    /// Writes a note, and lets all happen that follows.
    pub(crate) fn add(&self, n: u8) {
        add(&self.world, &self.room, "notes", n);
    }

    /// Writes a note that somebody is asked about, and stops there.
    pub(crate) fn add_until_asked(&self, n: u8) {
        let room = self.room.clone();
        self.world.spawn(async move { room.mutate(insert("notes", n), None).await });
        while self.asked.borrow().is_empty() {
            assert!(self.world.step(), "nobody is asked");
        }
    }
}

#[test]
fn l1_a_look_at_rights_changes_no_order() {
    let office = Office::open();
    let waits = [office.listen("alice"), office.listen("carol")];
    office.world.advance(60_000);
    let fresh = office.listen("bob");
    office.hold.set(true);
    for n in 1..=5 {
        let room = office.room.clone();
        let collection = if n % 2 == 0 { "notes" } else { "secrets" };
        office.world.run(async move { room.mutate(insert(collection, n), None).await }).unwrap();
    }
    assert_eq!((fresh.changes().len(), waits[0].changes().len()), (5, 0));
    office.rights.borrow_mut().remove("carol");
    office.hold.set(false);
    office.world.settle();
    assert_eq!(waits[0].changes(), fresh.changes());
    assert_eq!((waits[1].changes().len(), waits[1].closed().unwrap().0), (0, 4403));
    // And goes on.
    office.add(6);
    assert_eq!(waits[0].changes(), fresh.changes());
}

/// A number below `end`, from a seed.
fn draw(seed: &mut u64, end: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % end
}

#[test]
fn l1_whoever_listens_hears_a_beginning_of_one_order_and_all_of_it_while_they_may() {
    let (mut heard_late, mut shut_out, mut heard_all) = (0, 0, 0);
    for seed in 0..300 {
        let mut random = seed;
        let office = Office::open();
        office.world.shuffle(seed);
        let mut sockets = vec![office.listen("alice"), office.listen("bob"), office.listen("carol")];
        for n in 1..=12 {
            let room = office.room.clone();
            office.world.spawn(async move { room.mutate(insert("notes", n), None).await });
            for _ in 0..draw(&mut random, 6) {
                office.world.step();
            }
            match draw(&mut random, 5) {
                0 | 1 => office.world.advance(60_000),
                2 => drop(office.rights.borrow_mut().remove(["alice", "bob"][usize::from(n % 2)])),
                3 if n < 3 => sockets.push(office.listen("carol")),
                _ => {}
            }
        }
        office.world.settle();
        let all = sockets[2].changes();
        assert_eq!((all.len(), sockets[2].closed()), (12, None), "carol may always listen");
        assert!(all.iter().zip(1..).all(|(change, seq)| change["seq"] == seq));
        for socket in &sockets {
            let (heard, begins) = (socket.changes(), socket.frames()[0]["seq"].as_u64().unwrap());
            let since = &all[usize::try_from(begins).unwrap()..];
            match socket.closed() {
                None => assert_eq!(heard, since, "seed {seed}"),
                // 1012 where the right went between two questions of one look.
                Some((code, _)) => {
                    assert!(matches!(code, 4403 | 1012), "seed {seed}: {code}");
                    assert_eq!(heard, since[..heard.len()], "seed {seed}");
                    shut_out += 1;
                }
            }
            heard_all += usize::from(socket.closed().is_none());
        }
        heard_late += usize::from(!office.asked.borrow().is_empty());
    }
    assert!(heard_late > 200 && shut_out > 100 && heard_all > 300, "{heard_late} {shut_out} {heard_all}");
}
