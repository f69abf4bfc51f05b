//! Which scopes a mutation touched, and when each was touched last.

use std::rc::Rc;

use serde_json::Value;

use super::{
    Room,
    effects::{Connection, Database, Host, Sockets},
    reads::{parse_seq, unread},
    state::{Head, State, WINDOW},
};
use crate::{
    gather::gather,
    map::{Set, Sorted},
    protocol::{Error, Seq},
    schema::Schema,
    sql::Statement,
};

/// How many scopes of a collection are followed. Of those beyond it is only known when they were touched at the latest.
const MOST: usize = 5_000;

/// When each scope of a room was touched last: kept only while some socket listens by scope.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    collections: Sorted<&'static str, Lasts>,
    /// Nothing is known of the time up to this.
    floor: Seq,
}

/// The same of one collection.
#[derive(Debug, Default)]
struct Lasts {
    scopes: Sorted<Rc<str>, Seq>,
    /// A scope that is not among them was not touched above this.
    floor: Seq,
}

/// What the log says one mutation did to the scopes of one collection.
#[derive(Debug)]
pub(super) struct Moves {
    /// By id: the scope before, and after.
    rows: Sorted<Rc<str>, (Place, Place)>,
    /// Rows of which nobody knows where they were: somebody else wrote them. They left every scope in which they are not.
    strays: Set<Rc<str>>,
    /// By scope: the last seq before this one that touched it.
    prevs: Sorted<Rc<str>, Seq>,
    /// The same of all others, where there are strays.
    others: Option<Seq>,
}

/// A scope, or none.
type Place = Option<Rc<str>>;

/// How the log marks a stray.
const STRAY: u64 = 2;

impl Scopes {
    pub(super) fn since(floor: Seq) -> Self {
        Self { floor, ..Self::default() }
    }

    /// The last seq that touched a scope, or a later one where that is not known.
    pub(super) fn last_of(&self, collection: &str, scope: &str) -> Seq {
        self.collections.get(collection).map_or(self.floor, |lasts| lasts.of(scope))
    }

    /// That a scope was touched last at this seq.
    pub(super) fn set(&mut self, collection: &'static str, scope: Rc<str>, seq: Seq) {
        let floor = self.floor;
        let lasts = self.collections.get_or_insert_with(collection, || Lasts { floor, ..Lasts::default() });
        lasts.scopes.insert(scope, seq);
        if lasts.scopes.len() > MOST {
            lasts.forget();
        }
    }

    /// That a scope was touched last at this seq, before anything was followed.
    fn recall(&mut self, collection: &'static str, scope: Rc<str>, seq: Seq) {
        let is_known = self.last_of(collection, &scope) > self.floor;
        if !is_known {
            self.set(collection, scope, seq);
        }
    }

    /// Takes in what the mutation at `seq` did: `log` is its entry's `changes`, `{collection: [[id, scope before, scope
    /// after]..]}`. `last_of` says when a collection was touched last, which bounds what is not known of its scopes.
    pub(super) fn follow(
        &mut self,
        schema: &Schema,
        seq: Seq,
        log: &Value,
        last_of: impl Fn(&str) -> Seq,
    ) -> Sorted<&'static str, Rc<Moves>> {
        let mut moves = Sorted::new();
        if !log["*"].is_null() {
            // All lists are void with it.
            *self = Self::since(seq);
            return moves;
        }
        for (name, entries) in log.as_object().into_iter().flatten() {
            let Some(collection) = schema.find(name).filter(|collection| collection.scope().is_some()) else {
                continue;
            };
            moves.insert(collection.name, Rc::new(self.read(collection.name, seq, entries, last_of(name))));
        }
        moves
    }

    fn read(&mut self, name: &'static str, seq: Seq, entries: &Value, last: Seq) -> Moves {
        let (mut rows, mut strays, mut prevs) = (Sorted::new(), Set::new(), Sorted::new());
        let scope = |value: &Value| value.as_str().map(Rc::<str>::from);
        for entry in entries.as_array().into_iter().flatten() {
            let Some(id) = entry[0].as_str().map(Rc::<str>::from) else { continue };
            let (before, after) = (scope(&entry[1]), scope(&entry[2]));
            for scope in [&before, &after].into_iter().flatten() {
                prevs.get_or_insert_with(Rc::clone(scope), || self.last_of(name, scope).min(last));
            }
            if entry[3].as_u64() == Some(STRAY) {
                strays.insert(Rc::clone(&id));
            }
            rows.insert(id, (before, after));
        }
        let others = (!strays.is_empty()).then_some(last);
        if others.is_some() {
            self.collections.insert(name, Lasts { floor: seq, ..Lasts::default() });
        } else {
            for scope in prevs.keys() {
                self.set(name, Rc::clone(scope), seq);
            }
        }
        Moves { rows, strays, prevs, others }
    }
}

impl Lasts {
    fn of(&self, scope: &str) -> Seq {
        self.scopes.get(scope).copied().unwrap_or(self.floor)
    }

    /// Forgets those of the older half of the time that is known of. Clients of theirs may ask once where they need not have.
    fn forget(&mut self) {
        let (oldest, newest) = (self.scopes.values().min(), self.scopes.values().max());
        if let (Some(oldest), Some(newest)) = (oldest, newest) {
            self.floor = self.floor.max(Seq(oldest.0.midpoint(newest.0)));
        }
        self.scopes.retain(|_, seq| *seq > self.floor);
    }
}

impl Moves {
    /// The last seq before this mutation's that touched the scope; `None` where this one did not touch it.
    pub(super) fn prev(&self, scope: &str) -> Option<Seq> {
        self.prevs.get(scope).copied().or(self.others)
    }

    /// Whether the row is in the scope now.
    pub(super) fn is_in(&self, id: &str, scope: &str) -> bool {
        self.rows.get(id).is_some_and(|(_, after)| after.as_deref() == Some(scope))
    }

    /// Whether the row was in the scope before, as far as one knows.
    pub(super) fn was_in(&self, id: &str, scope: &str) -> bool {
        self.strays.contains(id) || self.rows.get(id).is_some_and(|(before, _)| before.as_deref() == Some(scope))
    }
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Reads when the scopes that sockets listen to were touched last, where sockets have outlived the object that knew.
    pub(super) async fn recall_scopes(&self) -> Result<(), Error> {
        let connections = self.0.sockets.list();
        let lists: Set<_> = gather(connections.iter().flat_map(|connection| connection.seat().scopes()));
        if lists.is_empty() {
            return Ok(());
        }
        {
            let mut state = self.0.state.borrow_mut();
            let seq = state.seq;
            // What is committed while the log is read is followed already.
            state.scopes.get_or_insert_with(|| Scopes::since(seq));
        }
        let log = &self.0.tables.log;
        let statements = vec![
            Statement::new(Rc::clone(&log.head), [self.room_param(), "0".into()]),
            Statement::new(
                Rc::clone(&log.last_in_scopes),
                [self.room_param(), WINDOW.to_string().into(), json_of(&lists).into()],
            ),
        ];
        let mut results = self.0.database.batch(statements).await.map_err(unread)?;
        let oldest = Head::read(results.first().ok_or(Error::Internal)?)?.oldest;
        let results = results.pop();
        let mut found: Sorted<(String, Option<String>), Seq> = Sorted::new();
        for row in results.into_iter().flat_map(|results| results.rows) {
            let mut cells = row.into_iter();
            let mut cell = || cells.next().flatten();
            let (Some(collection), scope, seq) = (cell(), cell(), parse_seq(cell())?) else { continue };
            found.insert((collection, scope), seq);
        }
        let mut state = self.0.state.borrow_mut();
        let State { scopes: Some(scopes), horizon, .. } = &mut *state else {
            return Ok(());
        };
        // The log may have been pruned since the room looked where it begins.
        let horizon = Seq(oldest.0.saturating_sub(1)).max(*horizon);
        for (name, scope) in lists {
            let Some(collection) = self.0.tables.schema().find(&name) else { continue };
            let (any, text) = (found.get(&(name.clone(), None)), Rc::from(scope.as_str()));
            let seq = found.get(&(name, Some(scope))).max(any).copied().unwrap_or(horizon);
            scopes.recall(collection.name, text, seq);
        }
        Ok(())
    }
}

/// Pairs of a collection and a scope, as a statement's parameter has them.
fn json_of(lists: &Set<(String, String)>) -> String {
    let pair = |(collection, scope): &(String, String)| Value::from(vec![collection.as_str(), scope]);
    lists.iter().map(pair).collect::<Value>().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l13_as_many_scopes_are_followed_as_there_is_room_for() {
        let mut scopes = Scopes::since(Seq(3));
        for n in 1..=20_000 {
            scopes.set("tasks", n.to_string().into(), Seq(n + 3));
            assert!(scopes.collections.get("tasks").is_some_and(|lasts| lasts.scopes.len() <= MOST));
        }
        assert_eq!(scopes.last_of("tasks", "20000"), Seq(20_003));
        // What was forgotten is said to be as late as it can have been, never earlier than it was.
        assert!(scopes.last_of("tasks", "1") > Seq(10_000));
        assert_eq!(scopes.last_of("notes", "1"), Seq(3));
    }
}
