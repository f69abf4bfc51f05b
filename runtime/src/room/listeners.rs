use std::{collections::BTreeMap, rc::Rc};

use futures_util::{StreamExt, stream};

use super::{
    Room,
    effects::{Connection, Database, Doorkeeper, Host, Sockets, Standing},
    seat::Missed,
};
use crate::{access::Reads, protocol::UserId};

/// Close codes: nobody knows them any more; they may not listen; come in anew; ask again later.
const UNAUTHENTICATED: u16 = 4401;
const FORBIDDEN: u16 = 4403;
const COME_AGAIN: u16 = 1012;
const FAILED: u16 = 1011;

/// How many listeners are asked about at once.
const AT_ONCE: usize = 16;

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Looks at the rights of sockets that stay open, from now on. Without it they are let in once and for all.
    pub fn guard(&self, keeper: Rc<dyn Doorkeeper>) {
        // A room has one for its whole life.
        let _ = self.0.keeper.set(keeper);
    }

    /// Closes the sockets of a user at once (4403); says how many there were.
    pub fn revoke(&self, user: &UserId) -> usize {
        let theirs = |connection: &S::Connection| connection.seat().pass().user_id().as_ref() == Some(user);
        let theirs: Vec<_> = self.0.sockets.list().into_iter().filter(theirs).collect();
        for connection in &theirs {
            self.dismiss(connection, FORBIDDEN, "you may not listen to this room any more");
        }
        theirs.len()
    }

    /// Sends each socket the frames that are made for what it may read: once for all that may read the same.
    ///
    /// One whose rights are too old is asked about first. What is for it meanwhile waits and is sent then, in its order,
    /// so that nobody sees two.
    pub(super) fn tell(&self, frames_for: impl Fn(&Reads) -> Vec<Rc<str>>) {
        let mut groups: BTreeMap<Reads, Vec<S::Connection>> = BTreeMap::new();
        for connection in self.0.sockets.list() {
            let reads = &connection.seat().pass().reads;
            match groups.get_mut(reads) {
                Some(group) => group.push(connection),
                None => drop(groups.insert(reads.clone(), vec![connection])),
            }
        }
        let mut due = Vec::new();
        for (reads, group) in groups {
            let frames = frames_for(&reads);
            if frames.is_empty() {
                continue;
            }
            let (waiting, ready): (Vec<_>, Vec<_>) =
                group.into_iter().partition(|one| one.seat().is_waiting() || self.is_due(one));
            for frame in &frames {
                self.0.sockets.send(&ready, frame);
            }
            for connection in waiting {
                if !connection.seat().is_waiting() {
                    connection.seat().wait();
                    due.push(connection.clone());
                }
                connection.seat().keep(&frames);
            }
        }
        self.check(due);
    }

    pub(super) fn dismiss(&self, connection: &S::Connection, code: u16, reason: &str) {
        connection.seat().dismiss();
        self.0.sockets.close(connection, code, reason);
    }

    fn is_due(&self, connection: &S::Connection) -> bool {
        let Some(keeper) = self.0.keeper.get() else {
            return false;
        };
        let every = i64::try_from(keeper.every().as_millis()).unwrap_or(i64::MAX);
        self.0.host.now().saturating_sub(connection.seat().checked_at()) >= every
    }

    /// Asks about listeners, once for all sockets that came in with the same pass.
    fn check(&self, due: Vec<S::Connection>) {
        let Some(keeper) = self.0.keeper.get().filter(|_| !due.is_empty()) else {
            return;
        };
        let (keeper, room) = (Rc::clone(keeper), self.clone());
        let mut listeners: Vec<Vec<S::Connection>> = Vec::new();
        for connection in due {
            let same = |others: &&mut Vec<S::Connection>| {
                others.first().is_some_and(|other| other.seat().pass() == connection.seat().pass())
            };
            match listeners.iter_mut().find(same) {
                Some(others) => others.push(connection),
                None => listeners.push(vec![connection]),
            }
        }
        self.0.host.spawn(Box::pin(async move {
            stream::iter(listeners)
                .for_each_concurrent(AT_ONCE, |connections| {
                    let (keeper, room) = (Rc::clone(&keeper), room.clone());
                    async move {
                        let Some(first) = connections.first() else { return };
                        // Rights that are taken away while this is awaited count from the next look on.
                        let asked_at = room.0.host.now();
                        let standing = keeper.ask(room.sync_id(), first.seat().pass()).await;
                        for connection in &connections {
                            room.follow(connection, &standing, asked_at);
                        }
                    }
                })
                .await;
        }));
    }

    /// What an answer means for a socket that waits for it.
    fn follow(&self, connection: &S::Connection, standing: &Standing, asked_at: i64) {
        let seat = connection.seat();
        if !seat.is_waiting() {
            // It was dismissed meanwhile.
            return;
        }
        match standing {
            Standing::Same => {
                seat.set_checked_at(asked_at);
                connection.save();
                match seat.release() {
                    Missed::Frames(frames) => {
                        for frame in frames {
                            self.0.sockets.send(std::slice::from_ref(connection), &frame);
                        }
                    }
                    Missed::Much => {
                        let tick = self.tick_for(&seat.pass().reads);
                        self.0.sockets.send(std::slice::from_ref(connection), &tick);
                    }
                }
            }
            Standing::Changed => self.dismiss(connection, COME_AGAIN, "your rights have changed"),
            Standing::Refused => self.dismiss(connection, FORBIDDEN, "you may not listen to this room any more"),
            Standing::Unknown => self.dismiss(connection, UNAUTHENTICATED, "sign in again"),
            Standing::Failed(cause) => {
                self.0.host.log(&format!("room {}: rights could not be looked at: {cause}", self.0.sync_id));
                self.dismiss(connection, FAILED, "your rights could not be looked at");
            }
        }
    }
}
