use super::{
    Room,
    effects::{Database, Host, Sockets},
};
use crate::protocol::{Error, Seq};

/// Where a room stands, for its operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// The last committed seq.
    pub seq: Seq,
    /// The oldest seq that the log still has, or 1.
    pub oldest: Seq,
    /// Mutations that the log has.
    pub log_entries: u64,
    /// Sockets that are open.
    pub sockets: usize,
    /// Mutations that wait to be committed.
    pub queue: usize,
    /// Mutations that are not answered yet: those that wait, and those that are being committed.
    pub unanswered: usize,
    /// Whether the rows are the object's own, rather than a D1 database's.
    pub is_local: bool,
    /// The bytes of the database, where it says them.
    pub bytes: Option<u64>,
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Where the room stands. It reads nothing but what the room has to know anyway, once.
    ///
    /// # Errors
    /// What keeps the room from being read.
    pub async fn status(&self) -> Result<Status, Error> {
        self.load().await?;
        let sockets = self.0.sockets.list().len();
        let state = self.0.state.borrow();
        Ok(Status {
            seq: state.seq,
            oldest: state.oldest,
            // The seqs of a room have no gaps.
            log_entries: state.seq.next().0.saturating_sub(state.oldest.0),
            sockets,
            queue: state.queue.len(),
            unanswered: state.flights.len(),
            is_local: self.0.database.is_local(),
            bytes: self.0.database.bytes(),
        })
    }
}
