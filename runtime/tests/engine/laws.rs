//! L1, L2, L3 and L5 over random histories: several senders, retries under the same mid, two objects of one room, objects
//! that die anywhere, batches that are lost before they arrive, after they committed, or that arrive late.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use crate::common::{COLLECTIONS, id, log, read, request};
use crate::histories::{self, Lent};
use ferrosync::{
    protocol::{Action, Answer, Error, MutationRequest, Seq},
    testing::{Fault, Slot, TestRoom, TestSocket},
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// One thing that happens.
#[derive(Debug, Clone)]
enum Step {
    /// A new mutation, sent to the first or the second object.
    Send { second: bool, what: What },
    /// An earlier mutation again, to either object.
    Resend { second: bool, which: prop::sample::Index },
    /// Another body under an earlier mid.
    Reuse { which: prop::sample::Index },
    /// A list is read.
    Read { second: bool },
    /// Events fire.
    Run(u8),
    /// Every object dies where it stands; new ones take their place.
    Kill,
}

#[derive(Debug, Clone)]
enum What {
    Insert(u8, u8),
    Update(u8, u8),
    Complete(u8, bool),
    Delete(u8),
    BulkInsert(Vec<u8>, u8),
    BulkUpdate(Vec<u8>, u8),
    BulkDelete(Vec<u8>),
}

impl What {
    fn request(&self, mid: &str) -> MutationRequest {
        let title = |text: &u8| format!("title {text}");
        let (action, payload) = match self {
            Self::Insert(n, text) => (Action::Insert, json!({ "id": id(*n), "title": title(text) })),
            Self::Update(n, text) => (Action::Update, json!({ "id": id(*n), "data": { "title": title(text) } })),
            Self::Complete(n, done) => (Action::Update, json!({ "id": id(*n), "data": { "completed": done } })),
            Self::Delete(n) => (Action::Delete, json!({ "id": id(*n) })),
            Self::BulkInsert(ns, text) => {
                let item = |n: &u8| json!({ "id": id(*n), "title": title(text) });
                (Action::BulkInsert, json!({ "items": ns.iter().map(item).collect::<Vec<_>>() }))
            }
            Self::BulkUpdate(ns, text) => {
                let item = |n: &u8| json!({ "id": id(*n), "data": { "title": title(text) } });
                (Action::BulkUpdate, json!({ "items": ns.iter().map(item).collect::<Vec<_>>() }))
            }
            Self::BulkDelete(ns) => {
                (Action::BulkDelete, json!({ "ids": ns.iter().map(|n| id(*n)).collect::<Vec<_>>() }))
            }
        };
        request(mid, "todos", action, payload)
    }
}

/// The rows that must stand there, by id, without the times.
type Rows = BTreeMap<String, Value>;

/// Does a mutation to the model, as the design says it: it is in the log, so its condition held.
fn apply(rows: &mut Rows, request: &MutationRequest) {
    let insert = |rows: &mut Rows, fields: &Value| {
        let row = json!({ "id": fields["id"], "title": fields["title"], "completed": false, "note": null });
        let before = rows.insert(fields["id"].as_str().unwrap().to_owned(), row);
        assert!(before.is_none(), "an insert of a row that is there was committed");
    };
    let update = |rows: &mut Rows, item: &Value| {
        let row = rows.get_mut(item["id"].as_str().unwrap()).expect("an update of a missing row was committed");
        for (key, value) in item["data"].as_object().unwrap() {
            row[key] = value.clone();
        }
    };
    let delete = |rows: &mut Rows, id: &Value| {
        rows.remove(id.as_str().unwrap()).expect("a delete of a missing row was committed");
    };
    let payload = &request.payload;
    let each = |key: &str| payload[key].as_array().unwrap().clone();
    match request.action {
        Action::Insert => insert(rows, payload),
        Action::Update => update(rows, payload),
        Action::Delete => delete(rows, &payload["id"]),
        Action::BulkInsert => each("items").iter().for_each(|item| insert(rows, item)),
        Action::BulkUpdate => each("items").iter().for_each(|item| update(rows, item)),
        Action::BulkDelete => each("ids").iter().for_each(|id| delete(rows, id)),
    }
}

/// A sent mutation and what came back each time.
struct Sent {
    request: MutationRequest,
    answers: Vec<Slot<Result<Answer, Error>>>,
}

thread_local! {
    static SEEN: RefCell<BTreeMap<&'static str, u64>> = RefCell::default();
}

fn count(what: &'static str, times: u64) {
    SEEN.with_borrow_mut(|seen| *seen.entry(what).or_default() += times);
}

struct History {
    world: Lent,
    rooms: [TestRoom; 2],
    sent: Vec<Sent>,
    reads: Vec<(Vec<Value>, Seq)>,
    sockets: Vec<TestSocket>,
}

impl History {
    fn new(seed: u64, fault_rate: u64) -> Self {
        let world = Lent::new(&COLLECTIONS);
        world.shuffle(seed);
        let draws = Cell::new(seed | 1);
        world.set_faults(move || {
            let draw = draws.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            draws.set(draw);
            match (draw >> 33) % 100 {
                n if n < fault_rate => Fault::Before,
                n if n < 2 * fault_rate => Fault::After,
                n if n < 3 * fault_rate => Fault::Late,
                _ => Fault::None,
            }
        });
        let rooms = [world.room("default"), world.room("default")];
        let sockets = vec![world.connect(&rooms[0])];
        Self { world, rooms, sent: Vec::new(), reads: Vec::new(), sockets }
    }

    fn send(&mut self, second: bool, index: usize) {
        let (room, request) = (self.rooms[usize::from(second)].clone(), self.sent[index].request.clone());
        let answer = self.world.spawn(async move { room.mutate(request, None).await });
        self.sent[index].answers.push(answer);
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Send { second, what } => {
                let request = what.request(&format!("mutation-{}", self.sent.len()));
                self.sent.push(Sent { request, answers: Vec::new() });
                self.send(*second, self.sent.len() - 1);
            }
            Step::Resend { second, which } if !self.sent.is_empty() => {
                self.send(*second, which.index(self.sent.len()));
            }
            Step::Reuse { which } if !self.sent.is_empty() => {
                let mid = self.sent[which.index(self.sent.len())].request.client_mutation_id.clone().unwrap();
                let room = self.rooms[0].clone();
                // Never committed: `check` finds nothing of it in the log. Valid on its own, so that only the digest is wrong.
                let body = request(&mid, "todos", Action::Insert, json!({ "id": id(99), "title": "another body" }));
                if self.is_logged(&mid) {
                    let answer = self.world.run(async move { room.mutate(body, None).await });
                    assert!(
                        matches!(answer, Err(Error::MidReused | Error::Unavailable { .. })),
                        "another body under a committed mid: {answer:?}, {:?}",
                        log(&self.world, "default")
                    );
                    count("mids reused", 1);
                }
            }
            Step::Read { second } => {
                let read = read(&self.world, &self.rooms[usize::from(*second)], "todos");
                self.reads.push(read);
            }
            Step::Run(times) => (0..*times).for_each(|_| {
                self.world.step();
            }),
            Step::Kill => {
                self.world.kill();
                count("kills with a mutation in flight", u64::from(self.is_in_flight()));
                self.rooms = [self.world.room("default"), self.world.room("default")];
                self.sockets.push(self.world.connect(&self.rooms[0]));
            }
            Step::Resend { .. } | Step::Reuse { .. } => {}
        }
    }

    fn is_in_flight(&self) -> bool {
        self.sent.iter().any(|sent| sent.answers.iter().any(|answer| answer.borrow().is_none()))
    }

    fn is_logged(&self, mid: &str) -> bool {
        log(&self.world, "default").iter().any(|(_, logged, _)| logged == mid)
    }

    /// Every sender tries again until it knows, as the client does.
    fn finish(&mut self) {
        self.world.settle();
        self.world.set_faults(|| Fault::None);
        for index in 0..self.sent.len() {
            self.send(index % 2 == 0, index);
            self.world.settle();
        }
        self.reads.push(read(&self.world, &self.rooms[0], "todos"));
    }

    fn check(&self) {
        let log = log(&self.world, "default");
        // L1: dense from 1.
        let seqs: Vec<u64> = log.iter().map(|(seq, ..)| *seq).collect();
        assert_eq!(seqs, (1..=log.len() as u64).collect::<Vec<_>>(), "l1: seq is not dense");
        // The states that the log's order gives, one after each seq.
        let mut states = vec![Rows::new()];
        for (_, mid, changes) in &log {
            let sent = self.by_mid(mid);
            let mut rows = states.last().unwrap().clone();
            apply(&mut rows, &sent.request);
            assert_eq!(changes["todos"].as_array().unwrap().len(), ids(&sent.request).len());
            states.push(rows);
        }
        // L5 (and with the last read L1 and L2): each list is the state at its seq.
        for (rows, seq) in &self.reads {
            let rows: Rows =
                rows.iter().map(|row| (row["id"].as_str().unwrap().to_owned(), without_times(row))).collect();
            assert_eq!(
                Some(&rows),
                states.get(usize::try_from(seq.0).unwrap()),
                "l5: a list is not the state at its seq {seq}"
            );
        }
        self.check_answers(&log);
        self.check_broadcasts(&log, &states);
    }

    /// L3: at most once in the log, the same seq in every answer, and no answer that contradicts the log.
    fn check_answers(&self, log: &[(u64, String, Value)]) {
        for sent in &self.sent {
            let mid = sent.request.client_mutation_id.as_deref().unwrap();
            let logged: Vec<u64> = log.iter().filter(|(_, logged, _)| logged == mid).map(|(seq, ..)| *seq).collect();
            assert!(logged.len() <= 1, "l3: `{mid}` was committed twice");
            let answers: Vec<_> = sent.answers.iter().filter_map(|answer| answer.borrow().clone()).collect();
            for answer in &answers {
                match answer {
                    Ok(answer) => {
                        assert_eq!(logged, [answer.seq.0], "l3: `{mid}` was answered with another seq than the log's");
                        count("replays", u64::from(answer.replayed));
                    }
                    Err(Error::Unavailable { .. }) => count("unknown outcomes told", 1),
                    Err(Error::IdTaken(_) | Error::NotFound(_)) => count("refusals", 1),
                    Err(error) => panic!("`{mid}`: {error:?}"),
                }
            }
            let last = answers.last().expect("the last send is answered");
            assert_eq!(last.is_ok(), logged.len() == 1, "l3: the last answer of `{mid}` contradicts the log: {last:?}");
        }
        count("commits", log.len() as u64);
    }

    /// What is published is what was committed: each change is its seq's mutation, with the rows as they were then.
    fn check_broadcasts(&self, log: &[(u64, String, Value)], states: &[Rows]) {
        for change in self.sockets.iter().flat_map(TestSocket::changes) {
            let seq = usize::try_from(change["seq"].as_u64().unwrap()).unwrap();
            assert_eq!(change["clientMutationId"], *log[seq - 1].1, "l1: a change under another seq");
            assert!(change["prev"].as_u64().unwrap() < seq as u64);
            let payload = &change["payload"];
            let rows = if payload["items"].is_array() {
                payload["items"].as_array().unwrap().clone()
            } else {
                vec![payload.clone()]
            };
            for row in rows.iter().filter(|row| row["title"].is_string()) {
                assert_eq!(
                    Some(&without_times(row)),
                    states[seq].get(row["id"].as_str().unwrap()),
                    "l1: a row that was not"
                );
            }
            count("changes published", 1);
        }
    }

    fn by_mid(&self, mid: &str) -> &Sent {
        let is_it = |sent: &&Sent| sent.request.client_mutation_id.as_deref() == Some(mid);
        self.sent.iter().find(is_it).unwrap_or_else(|| panic!("`{mid}` was never sent"))
    }
}

fn ids(request: &MutationRequest) -> Vec<Value> {
    let payload = &request.payload;
    match payload.get("items").or(payload.get("ids")) {
        Some(items) => items.as_array().unwrap().clone(),
        None => vec![payload["id"].clone()],
    }
}

fn without_times(row: &Value) -> Value {
    let mut row = row.clone();
    assert!(row["createdAt"].as_i64() <= row["updatedAt"].as_i64());
    let fields = row.as_object_mut().unwrap();
    fields.remove("createdAt");
    fields.remove("updatedAt");
    row
}

fn what() -> impl Strategy<Value = What> {
    let n = || 0u8..6;
    let ns = || prop::collection::btree_set(0u8..6, 1..4).prop_map(|ns| ns.into_iter().collect::<Vec<_>>());
    prop_oneof![
        4 => (n(), any::<u8>()).prop_map(|(n, text)| What::Insert(n, text)),
        3 => (n(), any::<u8>()).prop_map(|(n, text)| What::Update(n, text)),
        1 => (n(), any::<bool>()).prop_map(|(n, done)| What::Complete(n, done)),
        2 => n().prop_map(What::Delete),
        1 => (ns(), any::<u8>()).prop_map(|(ns, text)| What::BulkInsert(ns, text)),
        1 => (ns(), any::<u8>()).prop_map(|(ns, text)| What::BulkUpdate(ns, text)),
        1 => ns().prop_map(What::BulkDelete),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let index = any::<prop::sample::Index>;
    // Most goes to one object; the second is the stale one that must not do harm.
    let second = || prop::bool::weighted(0.15);
    prop_oneof![
        8 => (second(), what()).prop_map(|(second, what)| Step::Send { second, what }),
        3 => (second(), index()).prop_map(|(second, which)| Step::Resend { second, which }),
        1 => index().prop_map(|which| Step::Reuse { which }),
        2 => second().prop_map(|second| Step::Read { second }),
        6 => (1u8..12).prop_map(Step::Run),
        1 => Just(Step::Kill),
    ]
}

#[test]
fn l1_l2_l3_l5_hold_in_every_history() {
    const HISTORIES: u32 = 1_000;
    let history = (prop::collection::vec(step(), 20..60), any::<u64>(), prop_oneof![Just(0u64), Just(4), Just(12)]);
    histories::run(HISTORIES, 2_000, &history, |(steps, seed, fault_rate)| {
        let mut history = History::new(seed, fault_rate);
        for step in &steps {
            history.step(step);
        }
        history.finish();
        history.check();
    });
    let least = [
        ("commits", 5_000),
        ("replays", 1_000),
        ("refusals", 1_000),
        ("kills with a mutation in flight", 200),
        ("mids reused", 100),
        ("changes published", 5_000),
    ];
    SEEN.with_borrow(|seen| histories::require(HISTORIES, seen, &least));
}
