use std::rc::Rc;

use super::{
    member::{Member, Part},
    turn::Watch,
};
use crate::{
    map::{Set, Sorted},
    protocol::Verb,
    sql::Sweep,
};

/// What the members of a group will have done when it is committed.
///
/// Conditions are evaluated before the group's rows are written. So a member whose condition an earlier one of the group
/// could change has to wait for the next group.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// Rows that are inserted or deleted.
    made_or_gone: Set<(&'static str, Rc<str>)>,
    /// Rows that are written at all.
    touched: Set<(&'static str, Rc<str>)>,
    /// Collections of which any row is written.
    written: Set<&'static str>,
    /// Collections of which nobody knows which rows are written: a delete elsewhere takes them with it.
    swept: Set<&'static str>,
    keys: Sorted<(&'static str, usize), Keys>,
}

/// What becomes of a unique index.
#[derive(Debug, Default)]
struct Keys {
    set: Set<String>,
    /// Whether keys are set or freed that are not known here.
    has_unknown: bool,
}

impl Claims {
    /// Whether a member has to wait for what is claimed.
    pub(super) fn block(&self, member: &Member) -> bool {
        let is_seen = |watch: &Watch| {
            let name = watch.collection.name;
            watch.ids().any(|id| self.touched.contains(&(name, id.into())))
        };
        member.watch.as_ref().is_some_and(is_seen) || member.parts.iter().any(|part| self.blocks(part))
    }

    fn blocks(&self, part: &Part) -> bool {
        let name = part.collection.name;
        let has = |rows: &Set<(&'static str, Rc<str>)>, name, id: &Rc<str>| rows.contains(&(name, Rc::clone(id)));
        // A sweep writes rows of which only the database knows, so it is done by nobody else before or after.
        let is_swept = |name: &str| self.swept.contains(name);
        let watches = |sweep: &Rc<Sweep>| sweep.watched.iter().any(|watched| self.written.contains(watched.name));
        is_swept(name)
            || part.rows.iter().any(|row| has(&self.made_or_gone, name, &row.id))
            || (part.reads_rows() || part.asks.reads_rows)
                && part.rows.iter().any(|row| has(&self.touched, name, &row.id))
            || part.asks.references.iter().any(|(name, id)| is_swept(name) || has(&self.made_or_gone, name, id))
            || part.sweep.as_ref().is_some_and(watches)
            || part.asks.keys.iter().any(|(index, key)| self.may_hold(name, *index, key.as_ref()))
    }

    fn may_hold(&self, name: &'static str, index: usize, key: Option<&String>) -> bool {
        self.keys
            .get(&(name, index))
            .is_some_and(|keys| keys.has_unknown || key.map_or(!keys.set.is_empty(), |key| keys.set.contains(key)))
    }

    pub(super) fn add(&mut self, member: &Member) {
        member.parts.iter().for_each(|part| self.add_part(part));
    }

    fn add_part(&mut self, part: &Part) {
        let name = part.collection.name;
        let rows = || part.rows.iter().map(|row| (name, Rc::clone(&row.id)));
        self.touched.extend(rows());
        if part.action.verb() != Verb::Update {
            self.made_or_gone.extend(rows());
        }
        self.written.insert(name);
        for swept in part.swept() {
            self.written.insert(swept);
            self.swept.insert(swept);
        }
        for (index, key) in &part.asks.keys {
            let keys = self.keys.or_default((name, *index));
            match key {
                Some(key) => drop(keys.set.insert(key.clone())),
                None => keys.has_unknown = true,
            }
        }
        for index in part.asks.freed.iter() {
            self.keys.or_default((name, *index)).has_unknown = true;
        }
    }
}
