use std::rc::Rc;

use futures_util::FutureExt;
use serde_json::Value;

use super::{
    Room, Seat,
    effects::{Connection, Database, Doorkeeper, Host, Sockets, Standing},
    publish::Frames,
    socket::{Audience, Hold, Way},
};
use crate::{
    access::{Access, Pass, What},
    all::all,
    map::{Set, Sorted},
    observe::Event,
    protocol::{Error, Seq, UserId},
};

/// Close codes: nobody knows them any more; they may not listen; they are too far behind; come in anew; ask again later.
const UNAUTHENTICATED: u16 = 4401;
const FORBIDDEN: u16 = 4403;
const TOO_SLOW: u16 = 4408;
pub(super) const COME_AGAIN: u16 = 1012;
pub(super) const FAILED: u16 = 1011;

/// How many listeners are asked about at once.
pub(super) const AT_ONCE: usize = 16;

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

    /// Asks whether somebody may read or change a list; gives the access value for it.
    ///
    /// # Errors
    /// 401 and 403; 500 where the app's own code failed.
    pub(super) async fn may(
        &self,
        pass: &Pass,
        access: Access,
        collection: &str,
        scope: Option<&str>,
    ) -> Result<Value, Error> {
        let Some(keeper) = self.0.keeper.get() else {
            return Ok(pass.access.clone());
        };
        let what = What { access, collection: Some(collection), scope };
        keeper.may(self.sync_id(), pass, what).await.map_err(|refusal| {
            if let Some(cause) = refusal.cause {
                self.0.host.log(&format!("room {}: {cause}", self.0.sync_id));
            }
            refusal.error
        })
    }

    /// Sends each socket what is made for its audience: once for all of it.
    ///
    /// One whose rights are too old is asked about first, and one whose lists are being read has them first. What is
    /// for it meanwhile is kept and told then, in its order, so that nobody sees two.
    pub(super) fn tell(&self, first: Seq, frames_for: impl Fn(&Audience) -> Frames, keep: impl Fn(&Seat)) {
        let mut groups: Sorted<Rc<Audience>, Vec<S::Connection>> = Sorted::new();
        for connection in self.0.sockets.list() {
            let seat = connection.seat();
            if seat.holds(Hold::Resume) {
                // Nobody knows yet what it will listen to.
                keep(seat);
                continue;
            }
            let audience = seat.audience_from(first);
            groups.or_default(audience).push(connection);
        }
        let mut due = Vec::new();
        for (audience, group) in groups {
            let frames = frames_for(&audience);
            if frames.texts.is_empty() {
                continue;
            }
            let (waiting, ready): (Vec<_>, Vec<_>) =
                group.into_iter().partition(|one| one.seat().is_waiting() || self.is_due(one));
            self.deliver(ready, &audience, &frames);
            for connection in waiting {
                if !connection.seat().is_waiting() {
                    connection.seat().hold(Hold::Check);
                    due.push(connection.clone());
                }
                keep(connection.seat());
            }
        }
        self.check(due);
    }

    /// Sends frames to sockets of one audience, as far as they keep up.
    fn deliver(&self, to: Vec<S::Connection>, audience: &Audience, frames: &Frames) {
        if frames.changes == 0 {
            return self.send(&to, &frames.texts);
        }
        let bytes = frames.texts.iter().map(|text| text.len()).sum();
        let (before, now) = (Seq(frames.first.0.saturating_sub(1)), self.0.host.now());
        let (mut ready, mut behind, mut lost) = (Vec::new(), Vec::new(), Vec::new());
        for connection in to {
            let way = connection.seat().flow.borrow_mut().take(before, frames.last, frames.changes, bytes, now);
            match way {
                Way::Send => ready.push(connection),
                Way::Tick => behind.push(connection),
                Way::Skip => {}
                Way::Close => lost.push(connection),
            }
        }
        self.send(&ready, &frames.texts);
        if !behind.is_empty() {
            self.send(&behind, &[self.tick_for(audience)]);
            for connection in behind {
                connection.save();
            }
        }
        for connection in lost {
            self.dismiss(&connection, TOO_SLOW, "you are too far behind");
        }
    }

    pub(super) fn send(&self, to: &[S::Connection], texts: &[Rc<str>]) {
        for text in texts {
            self.0.sockets.send(to, text);
        }
    }

    /// Tells a socket what it missed while it was held, where nothing else holds it.
    pub(super) fn release(&self, connection: &S::Connection, hold: Hold) {
        let seat = connection.seat();
        let Some(missed) = seat.release(hold).filter(|_| !seat.is_closed()) else {
            return;
        };
        let to = || vec![connection.clone()];
        if let Some(first) = missed.news.first().and_then(|news| news.first()) {
            let audience = seat.audience_from(first.seq());
            self.deliver(to(), &audience, &self.frames_for(&audience, &missed.news));
        }
        if missed.must_ask {
            self.send(&to(), &[self.tick_for(&seat.audience())]);
        }
    }

    /// Closes a socket, and forgets what is for it and from it.
    pub(super) fn dismiss(&self, connection: &S::Connection, code: u16, reason: &str) {
        if connection.seat().dismiss() {
            self.0.sockets.close(connection, code, reason);
            self.tell_of_end(connection, code);
        }
    }

    /// A socket was closed by its client, or is lost. It is in [`Sockets::list`] no more.
    pub fn left(&self, connection: &S::Connection, code: u16) {
        // Frames that came before still count: somebody closed the page behind their last change.
        if connection.seat().leave() {
            self.tell_of_end(connection, code);
        }
    }

    fn tell_of_end(&self, connection: &S::Connection, code: u16) {
        let user = connection.seat().pass().user_id();
        self.emit(|| Event::Disconnected { user: user.as_ref(), code, sockets: self.0.sockets.list().len() });
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
            let checks = listeners.iter().map(|connections| room.check_rights(&*keeper, connections).boxed_local());
            all(checks.collect(), AT_ONCE).await;
        }));
    }

    /// Asks about sockets that came in with the same pass.
    async fn check_rights(&self, keeper: &dyn Doorkeeper, connections: &[S::Connection]) {
        let Some(first) = connections.first() else { return };
        // Rights that are taken away while this is awaited count from the next look on.
        let asked_at = self.0.host.now();
        let pass = first.seat().pass();
        let standing = keeper.ask(self.sync_id(), pass).await;
        let closed = match standing {
            Standing::Same => self.closed_lists(pass, connections).await,
            _ => Ok(Set::new()),
        };
        for connection in connections {
            let standing = match &closed {
                Ok(closed) if is_any_of(connection.seat(), closed) => &Standing::Changed,
                Ok(_) => &standing,
                Err(failed) => failed,
            };
            self.follow_standing(connection, standing, asked_at);
        }
    }

    /// Those lists of one scope that sockets listen to and may not any more. Whole collections are in the pass.
    async fn closed_lists(&self, pass: &Pass, connections: &[S::Connection]) -> Result<Set<List>, Standing> {
        let mut lists = Set::new();
        for connection in connections {
            lists.extend(connection.seat().scopes());
        }
        let asked = lists.iter().map(|list| self.may(pass, Access::Read, &list.0, Some(&list.1)).boxed_local());
        let answers = all(asked.collect(), AT_ONCE).await;
        let mut closed = Set::new();
        for (list, answer) in lists.into_iter().zip(answers) {
            match answer {
                Ok(_) => {}
                Err(error) if matches!(error.status(), 401 | 403) => drop(closed.insert(list)),
                Err(error) => return Err(Standing::Failed(error.to_string())),
            }
        }
        Ok(closed)
    }

    /// What an answer means for a socket that waits for it.
    fn follow_standing(&self, connection: &S::Connection, standing: &Standing, asked_at: i64) {
        let seat = connection.seat();
        if !seat.holds(Hold::Check) {
            // It was dismissed meanwhile.
            return;
        }
        match standing {
            Standing::Same => {
                seat.set_checked_at(asked_at);
                connection.save();
                self.release(connection, Hold::Check);
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

/// A collection and one of its scopes.
type List = (String, String);

fn is_any_of(seat: &Seat, closed: &Set<List>) -> bool {
    !closed.is_empty() && seat.scopes().iter().any(|list| closed.contains(list))
}
