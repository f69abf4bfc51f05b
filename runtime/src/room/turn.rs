//! What middleware has seen of a mutation's rows holds when the mutation is committed; or the middleware looks again, while
//! nothing else is committed.

use std::{cell::RefCell, rc::Rc};

use futures_channel::oneshot;

use super::{
    Room,
    checks::{RowsById, Unasked, Wanted},
    effects::{Database, Host, Sockets},
    member::Member,
};
use crate::{map::Sorted, protocol::Seq, schema::Collection};

/// What a mutation's middleware has seen, and how it is called to look again.
#[derive(Debug, Clone)]
pub(super) struct Watch {
    pub(super) collection: &'static Collection,
    pub(super) sights: Vec<Rc<Sight>>,
    pub(super) bell: Rc<Bell>,
}

/// Rows as they were at a seq, whole, by their ids: of the mutation's own collection.
#[derive(Debug)]
pub(super) struct Sight {
    pub(super) seq: Seq,
    pub(super) ids: Vec<String>,
    pub(super) rows: Sorted<String, String>,
}

/// Where a mutation whose turn has come is to be sent, once its middleware has let it pass again.
pub(super) type Turn = oneshot::Sender<Member>;

/// Calls the middleware of one mutation back.
#[derive(Debug, Default)]
pub(super) struct Bell(RefCell<Option<oneshot::Sender<Turn>>>);

impl Bell {
    /// Waits for the next ring.
    pub(super) fn listen(&self) -> oneshot::Receiver<Turn> {
        let (sender, receiver) = oneshot::channel();
        self.0.replace(Some(sender));
        receiver
    }

    /// Calls; gives the mutation as the middleware lets it pass now, or nothing where it refuses it.
    async fn ring(&self) -> Option<Member> {
        let (turn, member) = oneshot::channel();
        self.0.take()?.send(turn).ok()?;
        member.await.ok()
    }
}

impl Watch {
    /// The ids of the rows that were looked at.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.sights.iter().flat_map(|sight| &sight.ids).map(String::as_str)
    }

    /// Whether all was seen at this seq: then nothing has changed since.
    fn is_of(&self, seq: Seq) -> bool {
        self.sights.iter().all(|sight| sight.seq == seq)
    }

    /// Whether the rows are still as they were seen.
    fn holds(&self, rows: Option<&Sorted<String, String>>) -> bool {
        let row = |id: &String| rows.and_then(|rows| rows.get(id));
        self.sights.iter().all(|sight| sight.ids.iter().all(|id| sight.rows.get(id) == row(id)))
    }
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Looks at a group once more before it is committed: at what its middleware has seen, and at rules over whole rows.
    /// Gives back those that may be committed.
    ///
    /// # Errors
    /// The group as it was, where nothing could be asked.
    pub(super) async fn vet(&self, group: Vec<Member>) -> Result<Vec<Member>, (Vec<Member>, Unasked)> {
        let group = match self.first_changed(&group).await {
            Err(why) => return Err((group, why)),
            Ok(None) => group,
            Ok(Some(place)) => self.take_turn(group, place).await,
        };
        if group.is_empty() { Ok(group) } else { self.refuse_by_rules(group).await }
    }

    /// The first of a group whose middleware has seen other rows than there are now.
    ///
    /// No member of the group writes what another has seen: such a one waits for the next group. And had anybody else written
    /// after this look, the fence would be lost.
    async fn first_changed(&self, group: &[Member]) -> Result<Option<usize>, Unasked> {
        let seq = self.0.state.borrow().seq;
        let is_old = |member: &&Member| member.watch.as_ref().is_some_and(|watch| !watch.is_of(seq));
        let mut wanted: Vec<Wanted<'_>> = Vec::new();
        for watch in group.iter().filter(is_old).filter_map(|member| member.watch.as_ref()) {
            match wanted.iter_mut().find(|(collection, _)| collection.name == watch.collection.name) {
                Some((_, known)) => known.extend(watch.ids()),
                None => wanted.push((watch.collection, watch.ids().collect())),
            }
        }
        if wanted.is_empty() {
            return Ok(None);
        }
        let rows: RowsById = self.rows_now(&wanted).await?;
        let has_changed = |member: &Member| {
            is_old(&member) && member.watch.as_ref().is_some_and(|watch| !watch.holds(rows.get(watch.collection.name)))
        };
        Ok(group.iter().position(has_changed))
    }

    /// Gives the member at `place` its turn: those before it are committed first, and those behind it afterwards. A member
    /// alone is looked at again by its middleware, and given back as it is to be committed.
    async fn take_turn(&self, mut group: Vec<Member>, place: usize) -> Vec<Member> {
        if group.len() == 1 {
            let again = match group.pop().and_then(|member| member.watch) {
                Some(watch) => watch.bell.ring().await,
                None => None,
            };
            return again.into_iter().collect();
        }
        let behind = group.split_off(place + 1);
        let turn = group.split_off(place);
        for part in [group, turn, behind] {
            if !part.is_empty() {
                self.commit(part).await;
            }
        }
        Vec::new()
    }
}
