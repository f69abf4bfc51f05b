//! What a room's log said, entry by entry as it grew, and the rows that follow from it. It forgets nothing that is pruned, and
//! keeps apart what was before the database was restored.

use std::{collections::BTreeMap, panic, rc::Rc};

use ferrosync::testing::World;
use serde_json::Value;

use super::{
    book::Book,
    model::{self, Changes, Rows},
    schema::ROOMS,
};

/// A restored room in which the same mutation got the same seq again, after others than before: no cursor tells the two
/// histories apart, so that what clients show is not to be judged any more.
#[derive(Debug)]
pub(crate) struct Indistinguishable;

/// A room as its log tells it.
#[derive(Debug)]
pub(crate) struct Witness {
    room: usize,
    histories: Vec<History>,
}

/// One history of a room: restored databases begin another.
#[derive(Debug, Clone)]
pub(crate) struct History {
    pub(crate) mids: Vec<Rc<str>>,
    pub(crate) changes: Vec<Rc<Changes>>,
    /// The rows before the first entry, and after each.
    pub(crate) states: Vec<Rc<Rows>>,
}

impl Witness {
    pub(crate) fn new(room: usize) -> Self {
        let empty = History { mids: Vec::new(), changes: Vec::new(), states: vec![Rc::default()] };
        Self { room, histories: vec![empty] }
    }

    /// The history that the database has now.
    pub(crate) fn now(&self) -> &History {
        self.histories.last().unwrap()
    }

    pub(crate) fn histories(&self) -> &[History] {
        &self.histories
    }

    /// The last seq.
    pub(crate) fn seq(&self) -> usize {
        self.now().mids.len()
    }

    /// Takes in what was committed since the last look.
    pub(crate) fn look(&mut self, world: &World, book: &Book) {
        let room = self.room;
        let history = self.histories.last_mut().unwrap();
        for (seq, mid, changes) in entries_above(world, room, history.mids.len()) {
            assert_eq!(seq, history.mids.len() + 1, "l1: seq is not dense in {}", ROOMS[room]);
            assert!(!history.mids.iter().any(|known| **known == *mid), "l3: `{mid}` was committed twice");
            let sent = book.find(&mid);
            assert_eq!(sent.room, room, "s2: a mutation in another room's log");
            let mut rows = Rows::clone(history.states.last().unwrap());
            let expected = model::apply(&mut rows, &sent.request, sent.user)
                .unwrap_or_else(|refusal| panic!("committed in spite of {refusal:?}: {:?}", sent.request));
            assert_eq!(read(&changes), expected, "r7: the log of {:?}", sent.request);
            history.mids.push(mid.into());
            history.changes.push(Rc::new(expected));
            history.states.push(Rc::new(rows));
        }
        let (now, before) = self.histories.split_last().unwrap();
        let agrees = |lost: &History, seq: usize| lost.mids.get(seq).is_some_and(|mid| *mid == now.mids[seq]);
        let is_same = |lost: &History, seq: usize| lost.mids[..=seq] == now.mids[..=seq];
        if before.iter().any(|lost| (0..now.mids.len()).any(|seq| agrees(lost, seq) && !is_same(lost, seq))) {
            panic::resume_unwind(Box::new(Indistinguishable));
        }
    }

    /// The database was restored to what it was after `seq`.
    pub(crate) fn restore(&mut self, seq: usize) {
        let History { mids, changes, states } = self.now();
        let history =
            History { mids: mids[..seq].to_vec(), changes: changes[..seq].to_vec(), states: states[..=seq].to_vec() };
        self.histories.push(history);
    }

    /// The seqs under which a mutation was committed, one a history.
    pub(crate) fn seqs_of(&self, mid: &str) -> impl Iterator<Item = usize> {
        self.histories
            .iter()
            .filter_map(move |history| Some(history.mids.iter().position(|known| **known == *mid)? + 1))
    }

    /// Whether nothing touched a list between these two, in a history that has the second: what is told at `seq` follows on what
    /// was told at `prev`.
    pub(crate) fn follows(&self, prev: u64, seq: u64, collection: &str, scope: Option<&str>) -> bool {
        let touches = |changes: &Changes| {
            let mut entries = changes.get(collection).into_iter().flatten();
            entries.any(|(_, lane, _)| scope.is_none_or(|scope| lane.as_deref() == Some(scope)))
        };
        let (Ok(prev), Ok(last)) = (usize::try_from(prev), usize::try_from(seq - 1)) else { return false };
        self.histories.iter().any(|history| {
            history.changes.len() > last && !history.changes[prev..last].iter().any(|changes| touches(changes))
        })
    }

    /// Whether a list ever stood so at this seq.
    pub(crate) fn was(
        &self,
        seq: usize,
        collection: &str,
        scope: Option<&str>,
        rows: &BTreeMap<String, Value>,
    ) -> bool {
        let state = |history: &History| history.states.get(seq).cloned();
        self.histories.iter().rev().filter_map(state).any(|state| is_listed(&state, collection, scope, rows))
    }
}

/// Whether these are the rows that a list has in this state, times left out.
pub(crate) fn is_listed(state: &Rows, collection: &str, scope: Option<&str>, rows: &BTreeMap<String, Value>) -> bool {
    let expected = model::listed(state, collection, scope);
    let agrees = |((id, row), (other, expected)): ((&String, &Value), (&String, &Rc<model::Row>))| {
        id == other && expected.fields.iter().all(|(field, value)| row[field] == *value)
    };
    rows.len() == expected.len() && rows.iter().zip(&expected).all(agrees)
}

fn entries_above(world: &World, room: usize, seq: usize) -> Vec<(usize, String, Value)> {
    let connection = world.connection();
    let sql = "SELECT seq, mid, changes FROM _sync_log WHERE sync_id = ?1 AND seq > ?2 ORDER BY seq";
    let mut statement = connection.prepare_cached(sql).unwrap();
    let entry = |row: &rusqlite::Row<'_>| {
        let (seq, mid, changes): (u32, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok((seq as usize, mid, serde_json::from_str(&changes).unwrap()))
    };
    let seq = u32::try_from(seq).unwrap();
    statement.query_map(rusqlite::params![ROOMS[room], seq], entry).unwrap().map(Result::unwrap).collect()
}

fn read(changes: &Value) -> Changes {
    let entries = |(name, entries): (&String, &Value)| {
        let entry = |entry: &Value| {
            let lane = entry[1].as_str().or(entry[2].as_str()).map(str::to_owned);
            (entry[0].as_str().unwrap().to_owned(), lane, entry[3] == 1)
        };
        (model::name_of(name), entries.as_array().unwrap().iter().map(entry).collect())
    };
    changes.as_object().unwrap().iter().map(entries).collect()
}
