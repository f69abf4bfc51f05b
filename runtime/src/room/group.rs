//! Which mutations commit together, and with which statements.

use std::{
    collections::{HashMap, VecDeque},
    rc::Rc,
};

use super::{
    claims::{Claims, RowKey},
    member::{Member, MemberRow, Part},
};
use crate::{
    protocol::{SyncId, Verb},
    sql::{Needs, Statement, Sweep, Tables},
};

/// Bounds of one batch. A lone mutation may be larger than `BYTES`; it was measured when it came.
const MEMBERS: usize = 1_000;
const BYTES: usize = 1_500_000;
const STATEMENTS: usize = 50;
/// Bytes of the log statement's conditions. The platform takes statements of 100,000.
const SQL_BYTES: usize = 60_000;

/// Takes the mutations that may commit together off the front of the queue.
///
/// A mutation whose condition an earlier one of the group could change waits for the next group, and with it all
/// behind it: nobody overtakes.
pub(super) fn take(tables: &Tables, queue: &mut VecDeque<Member>) -> Vec<Member> {
    let (mut claims, mut depth, mut needs) = (Claims::default(), Depth::default(), Needs::default());
    let (mut sides, mut bytes) = (Vec::new(), 0);
    for member in queue.iter() {
        let count = sides.len();
        bytes += member.bytes;
        let grows = !member.needs.is_within(&needs);
        needs.extend(&member.needs);
        // What has several parts is a batch of its own: its statements have an order of theirs.
        let is_alone = member.is_joined() || needs.is_joined && count > 0;
        let is_full = is_alone || count == MEMBERS || bytes > BYTES || !depth.has_room();
        if count > 0 && (is_full || grows && tables.weight(&needs) > SQL_BYTES) {
            break;
        }
        let Some(side) = claims.side(member, count, |place| queue.get(place)) else { break };
        depth.add(member, side);
        claims.add(member, side);
        sides.push(side);
    }
    let mut group: Vec<Member> = queue.drain(..sides.len()).collect();
    for (member, side) in group.iter_mut().zip(sides) {
        member.side = Some(side).filter(|side| claims.has_rivals(*side));
    }
    group
}

/// How many statements a group will need at most: each time a row is touched again, one more. Rivals share one.
#[derive(Default)]
struct Depth {
    touched: HashMap<RowKey, Touched>,
    /// Statements: there are a few, and each is one text that all its rows share.
    kinds: Vec<Rc<str>>,
    deepest: usize,
    swept: usize,
}

#[derive(Default)]
struct Touched {
    times: usize,
    last: Option<usize>,
}

impl Depth {
    fn add(&mut self, member: &Member, side: usize) {
        for part in &member.parts {
            for row in &part.rows {
                let touched = self.touched.entry(RowKey::new(part, row)).or_default();
                touched.times += usize::from(touched.last.replace(side) != Some(side));
                self.deepest = self.deepest.max(touched.times);
                let is_new = |sql: &&Rc<str>| self.kinds.iter().all(|known| !Rc::ptr_eq(known, sql) && known != *sql);
                self.kinds.extend(row.sql.as_ref().filter(is_new).cloned());
            }
            self.swept += part.sweeps().map_or(0, |sweep| sweep.statements.len());
        }
    }

    fn has_room(&self) -> bool {
        self.deepest * self.kinds.len() + self.swept < STATEMENTS
    }
}

/// The batch of a group, and where each member's rows will be found in its results.
pub(super) struct Plan {
    pub(super) statements: Vec<Statement>,
    /// The statement that says why members were refused, if somebody has to ask.
    pub(super) blames: Option<usize>,
    /// A list a part of each member: the statement of each of its rows.
    pub(super) places: Vec<Vec<usize>>,
    /// What goes with deleted rows, and its first statement, part by part.
    pub(super) sweeps: Vec<(Rc<Sweep>, usize)>,
}

/// Makes the batch, to come after where the log ends (see [`sql::end`](crate::sql::end)): the log first, then runs of rows that one statement does, then what goes with deleted rows.
///
/// A row that is touched twice is touched by two statements, in the members' order. Sweeps may be last, because
/// no member of their group writes what they sweep.
pub(super) fn plan(tables: &Tables, sync_id: &SyncId, end: &str, members: &[Member]) -> Plan {
    let mut needs = Needs::default();
    for member in members {
        needs.extend(&member.needs);
        needs.has_rivals |= member.side.is_some();
    }
    let group = tables.group(&needs);
    let (room, end): (Rc<str>, Rc<str>) = (sync_id.as_str().into(), end.into());
    let statement =
        |sql: &Rc<str>, rows: Rc<str>| Statement::new(Rc::clone(sql), [Rc::clone(&room), Rc::clone(&end), rows]);
    let parts = || members.iter().flat_map(|member| member.parts.iter().map(|part| (member.side, part)));
    let entries: Rc<str> = list(parts().map(|(side, part)| part.entry_of(side))).into();
    let mut statements = vec![statement(&group.insert, Rc::clone(&entries))];
    let blames = members.iter().any(Member::is_ambiguous).then_some(statements.len());
    if blames.is_some() {
        statements.push(statement(&group.blames, entries));
    }

    let swept = || {
        let of_member = |member: &'_ Member| {
            let mid: Rc<str> = member.mid.as_str().into();
            member
                .parts
                .iter()
                .filter_map(Part::sweeps)
                .map(move |sweep| (Rc::clone(sweep), Rc::clone(&mid)))
                .collect::<Vec<_>>()
        };
        members.iter().flat_map(of_member)
    };
    let mut sweeps: Vec<(Rc<Sweep>, usize)> = Vec::new();
    let mut sweep = |statements: &mut Vec<Statement>| {
        for (sweep, mid) in swept() {
            sweeps.push((Rc::clone(&sweep), statements.len()));
            statements.extend(sweep.statements.iter().map(|swept| statement(&swept.sql, Rc::clone(&mid))));
        }
    };
    let mut order: Vec<(usize, (Option<usize>, &Part))> = Vec::new();
    if needs.is_joined {
        // What goes leaves its keys to what comes; no row is in two parts, so that all else may be in any order.
        for verb in [Verb::Delete, Verb::Update, Verb::Insert] {
            order.extend(parts().enumerate().filter(|(_, (_, part))| part.action.verb() == verb));
        }
        sweep(&mut statements);
    } else {
        order.extend(parts().enumerate());
    }
    let mut runs: Vec<Run> = Vec::new();
    let mut places = vec![Vec::new(); order.len()];
    for (index, (side, part)) in order {
        let place = |row| place_row(&mut runs, part.collection.name, row, side).map(|place| statements.len() + place);
        places[index] = part.rows.iter().filter_map(place).collect();
    }
    statements.extend(runs.into_iter().map(|run| statement(&run.sql, list(run.rows.into_iter()).into())));
    if !needs.is_joined {
        sweep(&mut statements);
    }
    Plan { statements, blames, places, sweeps }
}

struct Run<'a> {
    sql: Rc<str>,
    collection: &'static str,
    /// The rows that it touches, and for which side.
    ids: HashMap<&'a str, Option<usize>>,
    rows: Vec<&'a str>,
}

/// Puts a row into the last run of its statement that no later run's rows forbid, or into a new one. Rivals forbid each
/// other nothing: one of them at most is done.
fn place_row<'a>(
    runs: &mut Vec<Run<'a>>,
    collection: &'static str,
    row: &'a MemberRow,
    side: Option<usize>,
) -> Option<usize> {
    let sql = row.sql.as_ref()?;
    for (index, run) in runs.iter_mut().enumerate().rev() {
        if run.collection != collection {
            continue;
        }
        if run.ids.get(&*row.id).is_some_and(|known| side.is_none() || *known != side) {
            break;
        }
        if run.sql == *sql {
            run.ids.insert(&row.id, side);
            run.rows.push(&row.json);
            return Some(index);
        }
    }
    runs.push(Run { sql: Rc::clone(sql), collection, ids: HashMap::from([(&*row.id, side)]), rows: vec![&row.json] });
    Some(runs.len() - 1)
}

fn list<T: AsRef<str>>(items: impl Iterator<Item = T>) -> String {
    let mut text = String::from("[");
    for (index, item) in items.enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(item.as_ref());
    }
    text.push(']');
    text
}
