//! L6, H13, S8 and R16 over random histories: what a client holds and the deltas since are the list, whatever the pieces,
//! the scope, what goes along, what hides, what is moved beside the room, and how little the log keeps.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use ferrosync::{
    access::Reader,
    protocol::{Action, MutationRequest, Reason, Since, UserId},
    schema::Collection,
    testing::TestRoom,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{page, since_as};
use crate::{
    common::request,
    histories::{self, Lent},
    words::{
        ALL,
        schema::{COMMENTS, FILES, LISTS, NOTES, PEOPLE, TODOS},
    },
};

/// Both have rows of the same ids.
const ROOMS: [&str; 2] = ["house", "other"];
/// Few ids, so that histories meet.
const IDS: u8 = 4;
const COLLECTIONS: [&Collection; 6] = [&FILES, &PEOPLE, &NOTES, &LISTS, &TODOS, &COMMENTS];
/// What clients hold lists of, in which room, and how much they take at once.
const HELD: [(usize, &Collection, Option<&str>, u32); 8] = [
    (0, &FILES, None, 1),
    (0, &FILES, Some("a"), 1),
    (0, &FILES, Some("b"), 1_000),
    (0, &NOTES, None, 2),
    (0, &TODOS, None, 1),
    (0, &COMMENTS, None, 2),
    (1, &FILES, Some("a"), 2),
    (1, &PEOPLE, None, 1),
];

#[derive(Debug, Clone)]
enum Step {
    Mutate {
        room: usize,
        collection: usize,
        action: Action,
        scope: Option<bool>,
        rows: BTreeMap<u8, u8>,
    },
    /// A writer beside the room moves a file, and says so in the log: whence, if it knows.
    Move {
        room: usize,
        id: u8,
        to: Option<bool>,
        knows: bool,
    },
    /// The log keeps so many entries.
    Prune {
        room: usize,
        keep: u8,
    },
    /// A client goes one step on: a page, while it loads, or a piece.
    Go {
        client: prop::sample::Index,
    },
    /// A client throws away what it holds.
    Forget {
        client: prop::sample::Index,
    },
}

thread_local! {
    static SEEN: RefCell<BTreeMap<&'static str, u64>> = RefCell::default();
}

fn count(what: &'static str, times: usize) {
    SEEN.with_borrow_mut(|seen| *seen.entry(what).or_default() += times as u64);
}

fn scope_of(scope: Option<bool>) -> Option<&'static str> {
    scope.map(|is_b| if is_b { "b" } else { "a" })
}

fn id_of(collection: &Collection, n: u8) -> String {
    format!("{}-{}", collection.entity, n % IDS)
}

/// One list as a client holds it.
struct Client {
    room: usize,
    list: (&'static Collection, Option<&'static str>),
    limit: u32,
    rows: BTreeMap<String, Value>,
    /// Of the first page, and then of the last piece.
    cursor: Option<String>,
    after: Option<String>,
    is_loaded: bool,
}

impl Client {
    fn forget(&mut self) {
        (self.cursor, self.after, self.is_loaded) = (None, None, false);
        self.rows.clear();
    }
}

struct History {
    world: Lent,
    rooms: [TestRoom; 2],
    clients: Vec<Client>,
    sent: usize,
    /// Every id that a file of this scope ever had.
    ever: BTreeSet<(usize, String, Option<String>)>,
}

impl History {
    fn new() -> Self {
        let world = Lent::new(&ALL);
        let rooms = ROOMS.map(|room| world.room(room));
        let client = |(room, collection, scope, limit)| Client {
            room,
            list: (collection, scope),
            limit,
            rows: BTreeMap::new(),
            cursor: None,
            after: None,
            is_loaded: false,
        };
        Self { clients: HELD.map(client).into(), world, rooms, sent: 0, ever: BTreeSet::new() }
    }

    /// Without parents, most of what follows has nothing to meet.
    fn found(&mut self) {
        for room in 0..2 {
            for (collection, scope) in
                [(&FILES, Some("a")), (&PEOPLE, None), (&LISTS, None), (&TODOS, None), (&NOTES, None)]
            {
                for n in 0..IDS {
                    self.mutate(room, collection, Action::Insert, scope, &BTreeMap::from([(n, n)]));
                }
            }
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Mutate { room, collection, action, scope, rows } => {
                self.mutate(*room, COLLECTIONS[*collection], *action, scope_of(*scope), rows);
            }
            Step::Move { room, id, to, knows } => self.shift(*room, &id_of(&FILES, *id), scope_of(*to), *knows),
            Step::Prune { room, keep } => {
                let prune = "DELETE FROM _sync_log WHERE sync_id = ?1 AND seq <= (SELECT max(seq) FROM _sync_log WHERE sync_id = ?1) - ?2";
                self.world.connection().execute(prune, rusqlite::params![ROOMS[*room], keep.max(&1)]).unwrap();
            }
            Step::Go { client } => {
                let client = client.index(self.clients.len());
                self.go(client);
            }
            Step::Forget { client } => client.get_mut(&mut self.clients).forget(),
        }
    }

    fn mutate(
        &mut self,
        room: usize,
        collection: &'static Collection,
        action: Action,
        scope: Option<&str>,
        rows: &BTreeMap<u8, u8>,
    ) {
        self.sent += 1;
        let id = |n: &u8| json!(id_of(collection, *n));
        let fields = |n: u8, seed: u8| match collection.entity {
            "File" => json!({ "name": format!("{}-{n}", self.sent), "size": seed }),
            "Person" => json!({ "name": format!("{}-{n}", self.sent) }),
            "Note" => json!({ "text": format!("{seed}"), "personId": id_of(&PEOPLE, seed), "listId": null }),
            "List" => json!({ "title": format!("{}-{n}", self.sent) }),
            "Todo" => {
                json!({ "title": format!("{}-{n}", self.sent), "listId": id_of(&LISTS, seed), "parentId": null })
            }
            _ => json!({ "text": format!("{seed}"), "todoId": id_of(&TODOS, seed) }),
        };
        let insert = |(n, seed): (&u8, &u8)| {
            let mut fields = fields(*n, *seed);
            fields["id"] = id(n);
            fields
        };
        let update = |(n, seed): (&u8, &u8)| json!({ "id": id(n), "data": fields(*n, *seed) });
        let first = rows.iter().next().unwrap();
        let payload = match action {
            Action::Insert => insert(first),
            Action::Update => update(first),
            Action::Delete => json!({ "id": id(first.0) }),
            Action::BulkInsert => json!({ "items": rows.iter().map(insert).collect::<Vec<_>>() }),
            Action::BulkUpdate => json!({ "items": rows.iter().map(update).collect::<Vec<_>>() }),
            Action::BulkDelete => json!({ "ids": rows.keys().map(id).collect::<Vec<_>>() }),
        };
        let scope = scope.filter(|_| collection.scope().is_some()).map(str::to_owned);
        let is_insert = matches!(action, Action::Insert | Action::BulkInsert);
        let request = MutationRequest {
            scope: scope.clone(),
            ..request(&format!("mutation-{}", self.sent), collection.name, action, payload)
        };
        let writer = self.rooms[room].clone();
        let answer = self.world.run(async move { writer.mutate(request, Some(UserId::new("ada"))).await });
        count("mutations", usize::from(answer.is_ok()));
        if is_insert && answer.is_ok() && collection.scope().is_some() {
            self.ever.extend(rows.keys().map(|n| (room, id_of(collection, *n), scope.clone())));
        }
    }

    fn shift(&mut self, room: usize, id: &str, to: Option<&str>, knows: bool) {
        let connection = self.world.connection();
        let from = "SELECT folder FROM files WHERE room_id = ?1 AND id = ?2";
        let Ok(from) = connection.query_row(from, [ROOMS[room], id], |row| row.get::<_, Option<String>>(0)) else {
            return;
        };
        self.sent += 1;
        let shift = "UPDATE files SET folder = ?3 WHERE room_id = ?1 AND id = ?2";
        connection.execute(shift, rusqlite::params![ROOMS[room], id, to]).unwrap();
        let touched = if knows { json!([id, from, to]) } else { json!([id, null, to, 2]) };
        let log = "INSERT INTO _sync_log SELECT ?1, coalesce(max(seq), 0) + 1, ?2, NULL, '', ?3, 0 FROM _sync_log WHERE sync_id = ?1";
        let changes = json!({ "files": [touched] }).to_string();
        connection.execute(log, [ROOMS[room], &format!("mutation-{}", self.sent), &changes]).unwrap();
        drop(connection);
        count("moves", 1);
        self.ever.insert((room, id.to_owned(), to.map(str::to_owned)));
    }

    /// The oldest and the newest seq of a room.
    fn ends(&self, room: usize) -> (u64, u64) {
        let ends = "SELECT coalesce(min(seq), 1), coalesce(max(seq), 0) FROM _sync_log WHERE sync_id = ?1";
        let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
        let (oldest, newest) = self.world.connection().query_row(ends, [ROOMS[room]], row).unwrap();
        (oldest.unsigned_abs(), newest.unsigned_abs())
    }

    fn go(&mut self, at: usize) {
        let client = &self.clients[at];
        let (room, list, limit) = (client.room, client.list, client.limit);
        if !client.is_loaded {
            let (rows, cursor, next) = page(&self.world, &self.rooms[room], list, limit, client.after.clone());
            let client = &mut self.clients[at];
            client.rows.extend(rows.into_iter().map(|row| (row["id"].as_str().unwrap().to_owned(), row)));
            client.cursor.get_or_insert(cursor);
            client.is_loaded = next.is_none();
            client.after = next;
            count("pages", 1);
            return;
        }
        let cursor = client.cursor.clone().unwrap();
        let from: u64 = cursor.split_once('.').unwrap().0.parse().unwrap();
        let (oldest, newest) = self.ends(room);
        match since_as(&self.world, &self.rooms[room], list, &cursor, (Reader::default(), limit)) {
            Since::Reset(reason) => {
                assert_eq!(reason, Reason::TooOld);
                assert!(
                    from < oldest && oldest > 1,
                    "r16: the log reaches back to {oldest}, and the cursor is at {from}"
                );
                self.clients[at].forget();
                count("resets", 1);
            }
            Since::Delta(delta) => {
                assert!(from >= oldest || oldest == 1, "r16: nobody knows what was between {from} and {oldest}");
                assert!(delta.to.0 > from || from == newest, "a piece goes on");
                let rows: Vec<Value> = serde_json::from_str(&delta.rows).unwrap();
                let removed: Vec<String> = serde_json::from_str(&delta.removed).unwrap();
                count("removals", removed.len());
                count("rows", rows.len());
                count("pieces that had another", usize::from(delta.more));
                for row in &rows {
                    assert_eq!(row["roomId"], ROOMS[room], "s8: a row of another room");
                    assert!(list.1.is_none() || row["folder"] == *list.1.unwrap(), "s8: a row of another scope");
                }
                if let Some(scope) = list.1 {
                    for id in &removed {
                        let was = |(of, known, scopes): &(usize, String, Option<String>)| {
                            *of == room && known == id && scopes.as_deref() == Some(scope)
                        };
                        let is_told = self.ever.iter().any(was) || self.was_moved(room, id);
                        assert!(is_told, "s8: `{id}` never was in `{scope}`");
                    }
                }
                let client = &mut self.clients[at];
                for id in removed {
                    client.rows.remove(&id);
                }
                client.rows.extend(rows.into_iter().map(|row| (row["id"].as_str().unwrap().to_owned(), row)));
                client.cursor = Some(delta.cursor);
                if !delta.more {
                    self.agree(at);
                }
            }
        }
    }

    /// Whether a writer beside the room has touched this file without saying whence.
    fn was_moved(&self, room: usize, id: &str) -> bool {
        let moved = "SELECT count(*) FROM _sync_log l, json_each(l.changes, '$.files') c \
                     WHERE l.sync_id = ?1 AND c.value->>0 = ?2 AND c.value->>3 = 2";
        self.world.connection().query_row(moved, [ROOMS[room], id], |row| row.get::<_, u32>(0)).unwrap() > 0
    }

    /// Whether what a client holds is the list.
    fn agree(&self, at: usize) {
        let client = &self.clients[at];
        let (rows, ..) = page(&self.world, &self.rooms[client.room], client.list, 10_000, None);
        let rows: BTreeMap<_, _> = rows.into_iter().map(|row| (row["id"].as_str().unwrap().to_owned(), row)).collect();
        assert_eq!(client.rows, rows, "l6: {} {:?}", client.list.0.name, client.list.1);
        count("lists that agree", 1);
    }

    /// Lets every client come to the end.
    fn finish(&mut self) {
        for at in 0..self.clients.len() {
            let (_, newest) = self.ends(self.clients[at].room);
            let is_there = |client: &Client| {
                client.is_loaded
                    && client.cursor.as_ref().is_some_and(|cursor| cursor.starts_with(&format!("{newest}.")))
            };
            let mut steps = 0;
            while !is_there(&self.clients[at]) {
                self.go(at);
                steps += 1;
                assert!(steps < 1_000, "a client never comes to the end");
            }
            self.go(at);
        }
    }
}

fn step() -> impl Strategy<Value = Step> {
    let room = || prop_oneof![3 => Just(0_usize), 1 => Just(1)];
    let client = || any::<prop::sample::Index>();
    let action = prop_oneof![
        8 => Just(Action::Insert),
        3 => Just(Action::Update),
        3 => Just(Action::Delete),
        1 => Just(Action::BulkInsert),
        1 => Just(Action::BulkUpdate),
        1 => Just(Action::BulkDelete),
    ];
    let rows = prop::collection::btree_map(0..IDS, 0..IDS, 1..4);
    // Parents more often than is fair: with them most happens.
    let collection =
        prop_oneof![4 => Just(0_usize), 3 => Just(1), 2 => Just(2), 3 => Just(3), 3 => Just(4), 2 => Just(5)];
    let mutate = (room(), collection, action, any::<Option<bool>>(), rows)
        .prop_map(|(room, collection, action, scope, rows)| Step::Mutate { room, collection, action, scope, rows });
    let shift = (room(), 0..IDS, any::<Option<bool>>(), any::<bool>()).prop_map(|(room, id, to, knows)| Step::Move {
        room,
        id,
        to,
        knows,
    });
    prop_oneof![
        40 => mutate,
        4 => shift,
        1 => (room(), 1..30_u8).prop_map(|(room, keep)| Step::Prune { room, keep }),
        20 => client().prop_map(|client| Step::Go { client }),
        1 => client().prop_map(|client| Step::Forget { client }),
    ]
}

#[test]
fn l6_h13_s8_r16_what_a_client_holds_and_the_deltas_since_are_the_list() {
    const HISTORIES: u32 = 50;
    let history = prop::collection::vec(step(), 100..250);
    histories::run(HISTORIES, 200, &history, |steps| {
        let mut history = History::new();
        history.found();
        for step in &steps {
            history.step(step);
        }
        history.finish();
    });
    let least = [
        ("mutations", 2_500),
        ("moves", 250),
        ("pages", 700),
        ("resets", 45),
        ("removals", 350),
        ("rows", 300),
        ("pieces that had another", 250),
        ("lists that agree", 900),
    ];
    SEEN.with_borrow(|seen| histories::require(HISTORIES, seen, &least));
}
