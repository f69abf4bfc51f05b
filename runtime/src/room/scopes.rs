//! Which scopes a mutation touched, and when each was touched last.

use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use serde_json::Value;

use crate::{
    protocol::Seq,
    schema::Schema,
};

/// How many scopes are followed. Of those beyond it is only known when they were touched at the latest.
const MOST: usize = 8_000;

type ByRow = HashMap<Rc<str>, (Option<Rc<str>>, Option<Rc<str>>)>;

/// When each scope of a room was touched last: kept only while some socket listens by scope.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    last: HashMap<&'static str, HashMap<Rc<str>, Seq>>,
    count: usize,
    /// A scope that is not among them was not touched above this.
    floor: Seq,
}

/// What the log says one mutation did to the scopes of one collection.
#[derive(Debug)]
pub(crate) struct Moves {
    /// By id: the scope before, and after.
    rows: ByRow,
    /// By scope: the last seq before this one that touched it.
    prevs: BTreeMap<Rc<str>, Seq>,
}

impl Scopes {
    /// Nothing is known of the time up to `now`.
    pub(super) fn since(now: Seq) -> Self {
        Self { floor: now, ..Self::default() }
    }

    /// The last seq that touched a scope, or a later one where that is not known.
    pub(super) fn last_of(&self, collection: &str, scope: &str) -> Seq {
        self.last.get(collection).and_then(|scopes| scopes.get(scope)).copied().unwrap_or(self.floor)
    }

    pub(super) fn set(&mut self, collection: &'static str, scope: Rc<str>, seq: Seq) {
        let is_new = self.last.entry(collection).or_default().insert(scope, seq).is_none();
        self.count += usize::from(is_new);
        if self.count > MOST {
            self.forget();
        }
    }

    /// Forgets the older half. Clients of theirs may ask once where they need not have.
    fn forget(&mut self) {
        let mut seqs: Vec<Seq> = self.last.values().flat_map(HashMap::values).copied().collect();
        let middle = seqs.len() / 2;
        let (_, median, _) = seqs.select_nth_unstable(middle);
        let floor = self.floor.max(*median);
        for scopes in self.last.values_mut() {
            scopes.retain(|_, seq| *seq > floor);
        }
        self.count = self.last.values().map(HashMap::len).sum();
        self.floor = floor;
    }

    /// Takes in what the mutation at `seq` did: `log` is its entry's `changes`, `{collection: [[id, scope before, scope
    /// after]..]}`. `last_of` says when a collection was touched last, which bounds what is not known of its scopes.
    pub(super) fn follow(
        &mut self,
        schema: &Schema,
        seq: Seq,
        log: &Value,
        last_of: impl Fn(&str) -> Seq,
    ) -> BTreeMap<&'static str, Rc<Moves>> {
        let mut moves = BTreeMap::new();
        for (name, entries) in log.as_object().into_iter().flatten() {
            let Some(collection) = schema.find(name).filter(|collection| collection.scope().is_some()) else {
                continue;
            };
            let (read, last) = (Moves::read(entries), last_of(name));
            let prev = |scope: &Rc<str>| (Rc::clone(scope), self.last_of(name, scope).min(last));
            let prevs: BTreeMap<_, _> = read.values().flat_map(|(before, after)| [before, after]).flatten().map(prev).collect();
            for scope in prevs.keys() {
                self.set(collection.name, Rc::clone(scope), seq);
            }
            moves.insert(collection.name, Rc::new(Moves { rows: read, prevs }));
        }
        moves
    }
}

impl Moves {
    fn read(entries: &Value) -> ByRow {
        let entries = entries.as_array().map(Vec::as_slice).unwrap_or_default();
        let scope = |value: &Value| value.as_str().map(Rc::from);
        entries.iter().filter_map(|entry| Some((entry[0].as_str()?.into(), (scope(&entry[1]), scope(&entry[2]))))).collect()
    }

    /// The last seq before this mutation's that touched the scope; `None` where this one did not touch it.
    pub(crate) fn prev(&self, scope: &str) -> Option<Seq> {
        self.prevs.get(scope).copied()
    }

    /// Whether the row is in the scope now.
    pub(crate) fn is_in(&self, id: &str, scope: &str) -> bool {
        self.rows.get(id).is_some_and(|(_, after)| after.as_deref() == Some(scope))
    }

    /// Whether the row was in the scope before.
    pub(crate) fn was_in(&self, id: &str, scope: &str) -> bool {
        self.rows.get(id).is_some_and(|(before, _)| before.as_deref() == Some(scope))
    }
}
