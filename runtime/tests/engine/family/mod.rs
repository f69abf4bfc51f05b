//! L1, L2, L3, L5 and L10 over random histories of collections that reference each other: parents and children in two
//! rooms, values that are taken, rows that hide; lost, late and doubled batches, and objects that die anywhere.

mod check;
mod model;
mod ops;
mod rivals;
mod together;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use crate::histories::{self, Lent};
use ferrosync::{
    protocol::{Answer, Error, MutationRequest},
    testing::{Fault, Slot, TestRoom, TestSocket},
};
use proptest::prelude::*;
use serde_json::Value;

use crate::words::ALL;
use ops::{COLLECTIONS, Op};

const ROOMS: [&str; 2] = ["house", "other"];

/// One thing that happens.
#[derive(Debug, Clone)]
enum Step {
    /// A new mutation, sent to the first or the second object of one of the rooms.
    Send {
        room: usize,
        second: bool,
        op: Op,
    },
    Resend {
        second: bool,
        which: prop::sample::Index,
    },
    Read {
        room: usize,
        second: bool,
        collection: usize,
    },
    Run(u8),
    Kill,
}

/// A sent mutation and what came back each time.
struct Sent {
    room: usize,
    request: MutationRequest,
    sends: Vec<Send>,
}

/// How long the log was when a mutation was sent, and when its answer was there.
struct Send {
    answer: Slot<Result<Answer, Error>>,
    from: usize,
    to: Cell<Option<usize>>,
}

/// The rows of a list, and the seq they were read at.
struct Read {
    room: usize,
    collection: usize,
    rows: Vec<Value>,
    seq: usize,
}

thread_local! {
    static SEEN: RefCell<BTreeMap<&'static str, u64>> = RefCell::default();
}

fn count(what: &'static str, times: usize) {
    SEEN.with_borrow_mut(|seen| *seen.entry(what).or_default() += times as u64);
}

struct History {
    world: Lent,
    rooms: [[TestRoom; 2]; 2],
    sent: Vec<Sent>,
    reads: Vec<Read>,
    sockets: Vec<(usize, TestSocket)>,
}

impl History {
    fn new(seed: u64, fault_rate: u64) -> Self {
        let world = Lent::new(&ALL);
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
        let rooms = ROOMS.map(|room| [world.room(room), world.room(room)]);
        let sockets = (0..2).map(|room| (room, world.connect(&rooms[room][0]))).collect();
        let mut history = Self { world, rooms, sent: Vec::new(), reads: Vec::new(), sockets };
        // Without a family to begin with, most of what follows has nothing to meet.
        for op in ops::founders(seed) {
            history.step(&Step::Send { room: 0, second: false, op });
        }
        history.settle();
        history
    }

    fn log_length(&self, room: usize) -> usize {
        let sql = "SELECT count(*) FROM _sync_log WHERE sync_id = ?1";
        let length: u32 = self.world.connection().query_row(sql, [ROOMS[room]], |row| row.get(0)).unwrap();
        length as usize
    }

    fn send(&mut self, second: bool, index: usize) {
        let sent = &self.sent[index];
        let (room, request) = (self.rooms[sent.room][usize::from(second)].clone(), sent.request.clone());
        // It shares the answer of one that is in flight, which may be decided already.
        let in_flight = sent.sends.iter().filter(|send| send.to.get().is_none()).map(|send| send.from);
        let from = in_flight.min().unwrap_or_else(|| self.log_length(sent.room));
        let answer = self.world.spawn(async move { room.mutate(request, None).await });
        self.sent[index].sends.push(Send { answer, from, to: Cell::new(None) });
    }

    /// Fires one event.
    fn fire(&self) -> bool {
        let went_on = self.world.step();
        self.note();
        went_on
    }

    /// Notes how long the log is for the answers that have come.
    fn note(&self) {
        let lengths = [self.log_length(0), self.log_length(1)];
        for sent in &self.sent {
            for send in sent.sends.iter().filter(|send| send.to.get().is_none() && send.answer.borrow().is_some()) {
                send.to.set(Some(lengths[sent.room]));
            }
        }
    }

    fn settle(&self) {
        while self.fire() {}
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Send { room, second, op } => {
                let request = op.request(&format!("mutation-{}", self.sent.len()));
                self.sent.push(Sent { room: *room, request, sends: Vec::new() });
                self.send(*second, self.sent.len() - 1);
            }
            Step::Resend { second, which } if !self.sent.is_empty() => {
                self.send(*second, which.index(self.sent.len()));
            }
            Step::Resend { .. } => {}
            Step::Read { room, second, collection } => self.read(*room, *second, *collection),
            Step::Run(times) => (0..*times).for_each(|_| {
                self.fire();
            }),
            Step::Kill => {
                self.world.kill();
                // What was decided may still be told, but nothing more is decided.
                for sent in &self.sent {
                    let length = self.log_length(sent.room);
                    sent.sends.iter().filter(|send| send.to.get().is_none()).for_each(|send| send.to.set(Some(length)));
                }
                self.rooms = ROOMS.map(|room| [self.world.room(room), self.world.room(room)]);
                for room in 0..2 {
                    self.sockets.push((room, self.world.connect(&self.rooms[room][0])));
                }
            }
        }
    }

    fn read(&mut self, room: usize, second: bool, collection: usize) {
        let object = &self.rooms[room][usize::from(second)];
        let (rows, seq) = crate::common::read_of(&self.world, object, COLLECTIONS[collection]);
        self.note();
        self.reads.push(Read { room, collection, rows, seq: usize::try_from(seq.0).unwrap() });
    }

    /// Every sender tries again until it knows, as the client does.
    fn finish(&mut self) {
        self.settle();
        self.world.set_faults(|| Fault::None);
        for index in 0..self.sent.len() {
            self.send(index % 2 == 0, index);
            self.settle();
        }
        for room in 0..2 {
            (0..COLLECTIONS.len()).for_each(|collection| self.read(room, false, collection));
        }
    }
}

fn step() -> impl Strategy<Value = Step> {
    // Most goes to one object; the second is the stale one that must not do harm.
    let second = || prop::bool::weighted(0.15);
    let room = || prop::bool::weighted(0.25).prop_map(usize::from);
    prop_oneof![
        12 => (room(), second(), ops::op()).prop_map(|(room, second, op)| Step::Send { room, second, op }),
        2 => (second(), any::<prop::sample::Index>()).prop_map(|(second, which)| Step::Resend { second, which }),
        1 => (room(), second(), 0..COLLECTIONS.len())
            .prop_map(|(room, second, collection)| Step::Read { room, second, collection }),
        5 => (1u8..10).prop_map(Step::Run),
        1 => Just(Step::Kill),
    ]
}

#[test]
fn l1_l2_l3_l5_l10_hold_in_every_family() {
    const HISTORIES: u32 = 400;
    let history = (prop::collection::vec(step(), 20..60), any::<u64>(), prop_oneof![Just(0u64), Just(3), Just(10)]);
    histories::run(HISTORIES, 60, &history, |(steps, seed, fault_rate)| {
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
        ("refused: taken id", 500),
        ("refused: no row", 500),
        ("refused: conflict", 500),
        ("rows that went along", 500),
        ("rows that lost a reference", 100),
        ("rows that hid along", 100),
        ("changes published", 5_000),
    ];
    SEEN.with_borrow(|seen| histories::require(HISTORIES, seen, &least));
}
