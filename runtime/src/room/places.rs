use super::{
    Room,
    effects::{Connection, Database, Host, Sockets},
};
use crate::{access::Pass, protocol::Error};

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Whether one more socket may be opened for who has this pass.
    pub(super) fn has_place(&self, pass: &Pass) -> Result<(), Error> {
        let (limits, open) = (self.limits(), self.0.sockets.list());
        if open.len() >= limits.sockets {
            return Err(Error::TooManySockets("too many sockets are open to this room"));
        }
        let Some(user) = &pass.user else {
            return Ok(());
        };
        let is_theirs = |one: &&S::Connection| one.seat().pass().user.as_ref().is_some_and(|other| other.id == user.id);
        if open.iter().filter(is_theirs).count() >= limits.sockets_per_user {
            return Err(Error::TooManySockets("you have too many sockets open to this room"));
        }
        Ok(())
    }
}
