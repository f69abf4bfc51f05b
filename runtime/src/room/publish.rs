use super::{
    Room,
    effects::{Database, Host, Sockets},
};
use crate::protocol::{Change, Frame, broadcast};

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Tells every socket what a flush committed, in order. What no frame can hold is told by a `tick`.
    pub(super) fn publish(&self, changes: &[Change]) {
        let sockets = self.0.sockets.list();
        if sockets.is_empty() || changes.is_empty() {
            return;
        }
        let (frames, too_large) = broadcast(changes);
        for frame in frames {
            self.0.sockets.send(&sockets, &frame);
        }
        if !too_large.is_empty() {
            self.tick();
        }
    }

    /// Tells every socket where the room stands, and which lists were touched when: whoever holds less asks.
    pub(super) fn tick(&self) {
        let sockets = self.0.sockets.list();
        if sockets.is_empty() {
            return;
        }
        let state = self.0.state.borrow();
        let mut lists = state.last.clone();
        if state.horizon.0 > 0 {
            for collection in self.0.tables.schema().collections {
                lists.entry(collection.name).or_insert(state.horizon);
            }
        }
        let frame = Frame::Tick { seq: state.seq, lists: &lists }.text();
        drop(state);
        self.0.sockets.send(&sockets, &frame);
    }
}
