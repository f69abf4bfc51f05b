//! Bugs that tests plant, to see that they are found. In anything but a test none is there, and nothing is left of this.

use super::{
    Room,
    commit::payload,
    effects::{Database, Host, Sockets},
    member::Member,
    publish::Told,
};
use crate::protocol::{Answer, Change, Data, Seq, Verb};

/// A bug that the engine could have.
#[cfg_attr(not(feature = "testing"), allow(unreachable_pub))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// Sockets are told before the database has it.
    PublishBeforeCommit,
    /// Senders are told before the database has it.
    AnswerBeforeCommit,
    /// The log takes the next seq, whoever had the last.
    NoFence,
    /// Of those who want what only one can have, all get it whose conditions hold.
    AllRivals,
    /// Entries of the log are counted, not read.
    SeqByCount,
    /// A repeated mutation id is believed whatever comes under it.
    NoDigest,
    /// Whose mutation it was is not looked at.
    NoOwnerOfMid,
    /// What waited is not looked up again after another object has written.
    NoSecondLook,
    /// Repeated mutations are known only to the object that committed them.
    MemoryNotLoaded,
    /// An unknown outcome is taken for a refusal.
    UnknownIsRefused,
    /// Deltas begin one entry too late.
    DeltaOffByOne,
    /// Deltas leave out what is gone.
    DeltaWithoutRemovals,
    /// Sockets that outlived an object are not told where the room stands.
    NoTickAtWake,
    /// Sockets are not told that another object has written.
    NoTickBehind,
    /// A scoped subscription hears of all scopes.
    NoScopeInPublish,
    /// Changes say that they follow on the one before, whatever it touched.
    PrevIsZero,
    /// Nobody wakes the object for what a dead one did not tell.
    NoGuard,
    /// A list's live changes begin while its delta is read.
    NoHoldAtResume,
    /// Cursors of another history are honoured.
    NoPlaceInCursor,
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// What the bugs do that speak before the database has.
    pub(super) fn err_early(&self, seq: Seq, group: &[Member]) {
        if !has(Bug::PublishBeforeCommit) && !has(Bug::AnswerBeforeCommit) {
            return;
        }
        for (member, seq) in group.iter().zip(seq.0 + 1..) {
            if has(Bug::AnswerBeforeCommit) {
                self.land(&member.mid, &Ok(Answer { seq: Seq(seq), data: Data::None, replayed: false }));
                continue;
            }
            // Of the others the rows are not known yet.
            let deletes = member.parts.iter().filter(|part| part.action.verb() == Verb::Delete);
            let told = deletes.map(|part| {
                let (prev, mid) = (self.0.state.borrow().last_of(part.collection.name), member.mid.clone());
                let (collection, payload) = (part.collection.name, payload(part, &Data::None));
                Told::new(Change { seq: Seq(seq), prev, collection, action: part.action, payload, mid }, None)
            });
            self.publish(&told.collect());
        }
    }
}

#[cfg(feature = "testing")]
thread_local! {
    static PLANTED: core::cell::Cell<Option<Bug>> = const { core::cell::Cell::new(None) };
}

/// Plants a bug in all rooms of this thread, or none.
#[cfg(feature = "testing")]
pub fn plant(bug: Option<Bug>) {
    PLANTED.set(bug);
}

/// Whether the bug is there.
#[cfg(feature = "testing")]
pub(crate) fn has(bug: Bug) -> bool {
    PLANTED.get() == Some(bug)
}

#[cfg(not(feature = "testing"))]
#[inline]
pub(crate) const fn has(_: Bug) -> bool {
    false
}
