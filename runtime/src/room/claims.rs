use std::{
    collections::{HashMap, HashSet},
    hash::{Hash, Hasher},
    rc::Rc,
};

use super::{
    asks::Question,
    member::{Member, MemberRow, Part},
    turn::Watch,
};
use crate::{protocol::Verb, sql::Sweep};

/// What the members of a group will have done when it is committed, and who of them will have done it.
///
/// Conditions are evaluated before the group's rows are written. So a member whose condition an earlier one of the group
/// could change has to wait for the next group: but where both want what only one can have. Those are rivals. Of
/// rivals the log lets in the first whose conditions hold, and none besides. So what one rival would have changed for
/// another is either refused with it, or a reason to refuse the other: their conditions are never stale.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// Rows that are inserted or deleted.
    made_or_gone: HashMap<RowKey, By>,
    /// Rows that are written at all.
    touched: HashMap<RowKey, By>,
    /// Collections of which any row is written.
    written: HashMap<&'static str, By>,
    /// Collections of which nobody knows which rows are written: a delete elsewhere takes them with it.
    swept: HashMap<&'static str, By>,
    keys: HashMap<(&'static str, usize), Keys>,
    /// What all of a side ask, where it has more than one member.
    rivals: HashMap<usize, HashSet<Question>>,
}

/// What becomes of a unique index.
#[derive(Debug, Default)]
struct Keys {
    set: HashMap<String, By>,
    /// Who sets or frees keys that are not known here.
    unknown: Option<By>,
}

/// A row of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RowKey {
    collection: &'static str,
    id: Rc<str>,
}

impl RowKey {
    pub(super) fn new(part: &Part, row: &MemberRow) -> Self {
        Self { collection: part.collection.name, id: Rc::clone(&row.id) }
    }
}

impl Hash for RowKey {
    /// Of the id alone: it is seldom that of rows of two collections.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

/// Who claims something: a side, by the place of its first member in the group. A member is a side of its own until it has rivals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Side(usize),
    Several,
}

impl By {
    fn and(self, other: Self) -> Self {
        if self == other { self } else { Self::Several }
    }
}

impl Claims {
    /// The side that a member joins a group on, `place` being its own; `None` where it has to wait for what is claimed.
    /// `first` gives the member at a place.
    pub(super) fn side<'a>(
        &mut self,
        member: &Member,
        place: usize,
        first: impl Fn(usize) -> Option<&'a Member>,
    ) -> Option<usize> {
        let is_seen = |watch: &Watch| {
            let name = watch.collection.name;
            watch.ids().any(|id| self.touched.contains_key(&RowKey { collection: name, id: id.into() }))
        };
        if member.watch.as_ref().is_some_and(is_seen) {
            return None;
        }
        match member.parts.iter().flat_map(|part| self.blockers(part)).reduce(By::and) {
            None => Some(place),
            Some(By::Several) => None,
            Some(By::Side(side)) => {
                let own: HashSet<Question> = member.questions().map(|(question, _)| question).collect();
                let shared = match self.rivals.get(&side) {
                    Some(asked) => own.intersection(asked).cloned().collect(),
                    None => {
                        first(side)?.questions().map(|(question, _)| question).filter(|it| own.contains(it)).collect()
                    }
                };
                let shared: HashSet<Question> = shared;
                if shared.is_empty() {
                    return None;
                }
                self.rivals.insert(side, shared);
                Some(side)
            }
        }
    }

    /// Whether a side has more than one member.
    pub(super) fn has_rivals(&self, side: usize) -> bool {
        self.rivals.contains_key(&side)
    }

    /// Whose claims could change what is asked about a part.
    fn blockers<'a>(&'a self, part: &'a Part) -> impl Iterator<Item = By> + 'a {
        let name = part.collection.name;
        let rows = || part.rows.iter().map(|row| RowKey::new(part, row));
        let reads = part.reads_rows() || part.asks.reads_rows;
        // A sweep writes rows of which only the database knows, so it is done by nobody else before or after.
        let swept = std::iter::once(name).chain(part.asks.references.iter().map(|(name, _)| *name));
        let watches = |sweep: &'a Rc<Sweep>| sweep.watched.iter().map(|watched| watched.name);
        let references = part.asks.references.iter();
        let references = references.map(|(collection, id)| RowKey { collection, id: Rc::clone(id) });
        let made_or_gone = rows().chain(references);
        swept
            .filter_map(|name| self.swept.get(name))
            .chain(made_or_gone.filter_map(|row| self.made_or_gone.get(&row)))
            .chain(rows().filter(move |_| reads).filter_map(|row| self.touched.get(&row)))
            .chain(part.sweep.iter().flat_map(watches).filter_map(|name| self.written.get(name)))
            .copied()
            .chain(part.asks.keys.iter().filter_map(move |(index, key)| self.holder(name, *index, key.as_ref())))
    }

    /// Who may give a row the key; or any key, where it is not known.
    fn holder(&self, name: &'static str, index: usize, key: Option<&String>) -> Option<By> {
        let keys = self.keys.get(&(name, index))?;
        let set = match key {
            Some(key) => keys.set.get(key).copied(),
            None => keys.set.values().copied().reduce(By::and),
        };
        set.into_iter().chain(keys.unknown).reduce(By::and)
    }

    /// Takes in what a member will have done, on this side.
    pub(super) fn add(&mut self, member: &Member, side: usize) {
        member.parts.iter().for_each(|part| self.add_part(part, By::Side(side)));
    }

    fn add_part(&mut self, part: &Part, by: By) {
        let name = part.collection.name;
        for row in &part.rows {
            let key = RowKey::new(part, row);
            if part.action.verb() != Verb::Update {
                claim(&mut self.made_or_gone, key.clone(), by);
            }
            claim(&mut self.touched, key, by);
        }
        claim(&mut self.written, name, by);
        for swept in part.swept() {
            claim(&mut self.written, swept, by);
            claim(&mut self.swept, swept, by);
        }
        let unknown = |keys: &mut Keys| keys.unknown = Some(keys.unknown.map_or(by, |known| known.and(by)));
        for (index, key) in &part.asks.keys {
            let keys = self.keys.entry((name, *index)).or_default();
            match key {
                Some(key) => claim(&mut keys.set, key.clone(), by),
                None => unknown(keys),
            }
        }
        for index in part.asks.freed.iter() {
            unknown(self.keys.entry((name, *index)).or_default());
        }
    }
}

fn claim<T: Eq + Hash>(claims: &mut HashMap<T, By>, what: T, by: By) {
    claims.entry(what).and_modify(|known| *known = known.and(by)).or_insert(by);
}
