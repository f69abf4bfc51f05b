//! Which mutations commit together, and with which statements.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    rc::Rc,
};

use super::member::Member;
use crate::{
    protocol::{Seq, SyncId, Verb},
    sql::{Statement, Tables},
};

/// Bounds of one batch. A lone mutation may be larger than `BYTES`; it was measured when it came.
const MEMBERS: usize = 1_000;
const BYTES: usize = 1_500_000;
const STATEMENTS: usize = 50;

/// Takes the mutations that may commit together off the front of the queue.
///
/// Conditions are evaluated before the group's rows are written. So a mutation whose condition an earlier one of
/// the group could change (it touches a row that the earlier one inserts or deletes) waits for the next group, and with
/// it all behind it: nobody overtakes.
pub(super) fn take(queue: &mut VecDeque<Member>) -> Vec<Member> {
    let mut made_or_gone: HashSet<(&'static str, Rc<str>)> = HashSet::new();
    let (mut bytes, mut depth) = (0, Depth::default());
    let mut count = 0;
    for member in queue.iter() {
        let name = member.collection.name;
        bytes += member.bytes;
        let waits = member.rows.iter().any(|row| made_or_gone.contains(&(name, Rc::clone(&row.id))));
        if count > 0 && (waits || bytes > BYTES || count == MEMBERS || !depth.has_room()) {
            break;
        }
        depth.add(member);
        if member.action.verb() != Verb::Update {
            made_or_gone.extend(member.rows.iter().map(|row| (name, Rc::clone(&row.id))));
        }
        count += 1;
    }
    queue.drain(..count).collect()
}

/// How many statements a group will need at most: each time a row is touched again, one more.
#[derive(Default)]
struct Depth {
    touched: HashMap<(&'static str, Rc<str>), usize>,
    kinds: HashSet<Rc<str>>,
    deepest: usize,
}

impl Depth {
    fn add(&mut self, member: &Member) {
        for row in &member.rows {
            let times = self.touched.entry((member.collection.name, Rc::clone(&row.id))).or_default();
            *times += 1;
            self.deepest = self.deepest.max(*times);
            self.kinds.insert(Rc::clone(&row.sql));
        }
    }

    fn has_room(&self) -> bool {
        self.deepest * self.kinds.len() < STATEMENTS
    }
}

/// The batch of a group, and where each member's rows will be found in its results.
pub(super) struct Plan {
    pub(super) statements: Vec<Statement>,
    /// A list a member: the statement of each of its rows.
    pub(super) places: Vec<Vec<usize>>,
}

/// Makes the batch: the log first, then runs of rows that one statement does.
///
/// A row that is touched twice is touched by two statements, in the members' order.
pub(super) fn plan(tables: &Tables, sync_id: &SyncId, seq: Seq, members: &[Member]) -> Plan {
    let mut runs: Vec<Run> = Vec::new();
    let places = members
        .iter()
        .map(|member| {
            let place = |row| 1 + place(&mut runs, member.collection.name, row);
            member.rows.iter().map(place).collect()
        })
        .collect();
    let (room, seq): (Rc<str>, Rc<str>) = (sync_id.as_str().into(), seq.to_string().into());
    let entries = list(members.iter().map(|member| member.entry.as_str()));
    let mut statements =
        vec![Statement::new(Rc::clone(&tables.log.insert), [Rc::clone(&room), Rc::clone(&seq), entries.into()])];
    statements.extend(runs.into_iter().map(|run| {
        let rows = list(run.rows.into_iter());
        Statement::new(run.sql, [Rc::clone(&room), Rc::clone(&seq), rows.into()])
    }));
    Plan { statements, places }
}

struct Run<'a> {
    sql: Rc<str>,
    collection: &'static str,
    ids: HashSet<&'a str>,
    rows: Vec<&'a str>,
}

/// Puts a row into the last run of its statement that no later run's rows forbid, or into a new one.
fn place<'a>(runs: &mut Vec<Run<'a>>, collection: &'static str, row: &'a super::member::MemberRow) -> usize {
    for (index, run) in runs.iter_mut().enumerate().rev() {
        if run.collection != collection {
            continue;
        }
        if run.ids.contains(&*row.id) {
            break;
        }
        if run.sql == row.sql {
            run.ids.insert(&row.id);
            run.rows.push(&row.json);
            return index;
        }
    }
    runs.push(Run { sql: Rc::clone(&row.sql), collection, ids: HashSet::from([&*row.id]), rows: vec![&row.json] });
    runs.len() - 1
}

fn list<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::from("[");
    for (index, item) in items.enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(item);
    }
    text.push(']');
    text
}
