//! What became of mutations whose answers did not come.

use std::rc::Rc;

use super::{
    Room,
    effects::{Database, Host, Sockets},
    reads::{parse_seq, unread},
    state::WINDOW,
};
use crate::{
    json::json,
    protocol::{Error, MutationId, Pending, Seq, SyncId, UserId},
    sql::{Statement, Tables},
};

/// What a room knows of mutations, each list in the order in which they were asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Those that the log has, from whoever asks.
    pub committed: Vec<(MutationId, Seq)>,
    /// Those that are to be sent again: they were not done, or by somebody else.
    pub missing: Vec<MutationId>,
    /// Those of which nobody can tell any more: the log does not reach back to when they were sent.
    pub stale: Vec<MutationId>,
}

/// Which of a user's mutations the log's newest 10,000 entries have, in the order of `mids`. Another user's are like none.
///
/// # Errors
/// Where the database fails `MISCONFIGURED`, `INTERNAL` or `UNAVAILABLE`.
pub async fn committed<D: Database>(
    database: &D,
    tables: &Tables,
    sync_id: &SyncId,
    mids: &[MutationId],
    user: Option<&UserId>,
) -> Result<Vec<(MutationId, Seq)>, Error> {
    if mids.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<_> = mids.iter().map(MutationId::as_str).collect();
    let asked = json!({ "u": user.map(UserId::as_str), "m": names });
    let params: [Rc<str>; 2] = [sync_id.as_str().into(), asked.to_string().into()];
    let statement = Statement::new(Rc::clone(&tables.log.committed), params);
    let results = database.batch(vec![statement]).await.map_err(unread)?;
    let rows = results.into_iter().next().unwrap_or_default().rows;
    let mut found = Vec::with_capacity(rows.len());
    for mid in mids {
        let is_it = |row: &&Vec<Option<String>>| row.first().and_then(Option::as_deref) == Some(mid.as_str());
        if let Some(row) = rows.iter().find(is_it) {
            found.push((mid.clone(), parse_seq(row.get(1).cloned().flatten())?));
        }
    }
    Ok(found)
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// What became of these mutations of `user`, as far back as the newest 10,000 of the log tell.
    ///
    /// A mutation that waits or is being committed now is missing: it is to be sent again, and shares the answer.
    ///
    /// # Errors
    /// What keeps the room from being read.
    pub async fn known(&self, pending: &[Pending], user: Option<&UserId>) -> Result<Known, Error> {
        let mut known = Known::default();
        if pending.is_empty() {
            return Ok(known);
        }
        loop {
            // Each time round: while something was awaited, the room may have found another history.
            self.load().await?;
            let (reach, floor) = {
                let state = self.0.state.borrow();
                (Seq(state.seq.0.saturating_sub(WINDOW)), state.memory.floor())
            };
            if reach >= floor {
                break;
            }
            self.remember(reach, floor).await?;
        }
        let state = self.0.state.borrow();
        for Pending { mid, since } in pending {
            // A sender from the future knew another history: it tells nothing about this one.
            let since = since.filter(|since| *since <= state.seq);
            match state.memory.get(mid) {
                Some(entry) if entry.user.as_ref() == user => known.committed.push((mid.clone(), entry.seq)),
                None if since.is_some_and(|since| since.next() < state.oldest) => known.stale.push(mid.clone()),
                _ => known.missing.push(mid.clone()),
            }
        }
        Ok(known)
    }
}
