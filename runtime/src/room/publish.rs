use std::rc::Rc;

use super::{
    Room,
    effects::{Database, Host, Sockets},
};
use crate::{
    access::Reads,
    protocol::{Change, Frame, broadcast},
};

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Tells every socket what a flush committed, in order: of each collection those who may read it. What no frame can
    /// hold is told by a `tick`.
    pub(super) fn publish(&self, changes: &[Change]) {
        if changes.is_empty() {
            return;
        }
        self.tell(|reads| {
            let readable: Vec<Change>;
            let (frames, too_large) = if reads.is_all() {
                broadcast(changes)
            } else {
                readable = changes.iter().filter(|change| reads.has(change.collection)).cloned().collect();
                broadcast(&readable)
            };
            let mut frames: Vec<Rc<str>> = frames.into_iter().map(Into::into).collect();
            if !too_large.is_empty() {
                frames.push(self.tick_for(reads));
            }
            frames
        });
    }

    /// Tells every socket where the room stands, and which lists were touched when: whoever holds less asks.
    pub(super) fn tick(&self) {
        self.tell(|reads| vec![self.tick_for(reads)]);
    }

    /// The tick for those who may read these collections.
    pub(super) fn tick_for(&self, reads: &Reads) -> Rc<str> {
        let state = self.0.state.borrow();
        let mut lists = state.last.clone();
        if state.horizon.0 > 0 {
            for collection in self.0.tables.schema().collections {
                lists.entry(collection.name).or_insert(state.horizon);
            }
        }
        lists.retain(|name, _| reads.has(name));
        Frame::Tick { seq: state.seq, lists: &lists }.text().into()
    }
}
