use futures_util::FutureExt;

use super::{
    super::{
        Room,
        delta::{DeltaQuery, cursor},
        effects::{Connection, Database, Host, Sockets},
        faults::{self, Bug},
        listeners::{AT_ONCE, COME_AGAIN},
        rates::Toll,
        scopes::Scopes,
    },
    Failure, Hold, Subscription,
};
use crate::{
    access::{Access, Reader},
    all::all,
    protocol::{
        self, Cursor, DeltaFrame, Error, Frame, Landed, MutationId, Pending, Reason, Scope, Seq, Since, limits,
    },
    schema::Collection,
};

/// Where the room stood when the socket's stream was held: it was told all up to there.
struct Place {
    seq: Seq,
    head: Option<MutationId>,
}

/// A list that may be read.
struct List {
    collection: &'static Collection,
    scope: Option<Scope>,
    reader: Reader,
}

/// What becomes of a list that was asked for.
enum Found {
    List(List),
    Refused(Reason),
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Answers a client that came, or came back: what became of its mutations, and for each of its lists the difference or
    /// a reset. What is committed meanwhile follows: nothing twice, nothing left out.
    pub(super) async fn resume(
        &self,
        connection: &S::Connection,
        asked: &[protocol::Subscription],
        pending: &[Pending],
    ) -> Result<(), Failure> {
        let seat = connection.seat();
        // What it was not told because of the look comes before the answers.
        seat.checked().await;
        self.load().await.map_err(Failure::ours)?;
        if seat.is_closed() {
            return Ok(());
        }
        let place = self.hold(connection, asked);
        let known = self.known(pending, seat.pass().user_id().as_ref()).await.map_err(Failure::ours)?;
        let committed = known.committed.iter().map(|(mid, seq)| Landed { client_mutation_id: mid.as_str(), seq: *seq });
        let committed = committed.collect();
        self.say(connection, &Frame::Resumed { committed, missing: &known.missing, stale: &known.stale });

        let found = asked.iter().map(|list| self.find_list(connection, list).boxed_local());
        let found = all(found.collect(), AT_ONCE).await;
        let audience = seat.audience();
        let mut lists = Vec::with_capacity(asked.len());
        for (asked, found) in asked.iter().zip(found) {
            let list = match found? {
                Found::List(list) => list,
                Found::Refused(reason) => {
                    self.say_reset(connection, asked, reason);
                    continue;
                }
            };
            let is_same = |one: &&Subscription| {
                one.sub == asked.sub && one.collection == asked.collection && one.scope == asked.scope
            };
            let running = audience.lists().iter().find(is_same);
            let after = match (&asked.cursor, running) {
                (Some(cursor), _) => self.catch_up_list(connection, asked, cursor, &list, &place).await?,
                (None, running) => {
                    self.say_nothing_changed(connection, asked, &list, &place);
                    running.map_or(place.seq, |list| list.after)
                }
            };
            if seat.is_closed() {
                return Ok(());
            }
            let (collection, scope) = (asked.collection.clone(), asked.scope.clone());
            lists.push(Subscription { sub: asked.sub, collection, scope, after });
        }
        seat.listen_to(lists);
        seat.flow.borrow_mut().restart();
        seat.inbox.borrow_mut().count_ask(false);
        self.release(connection, Hold::Resume);
        if !seat.is_closed() && !connection.save() {
            let error = Error::TooLarge("these subscriptions are more than a socket can keep".to_owned());
            return Err(Failure { error, code: COME_AGAIN });
        }
        Ok(())
    }

    /// From now on nothing is told to the socket but answers. All up to the place was told, or announced by a `tick`.
    fn hold(&self, connection: &S::Connection, asked: &[protocol::Subscription]) -> Place {
        let seat = connection.seat();
        let is_behind = seat.flow.borrow().behind().is_some();
        if seat.take_untold() || is_behind {
            // What was skipped since the last tick, or what the last object did not live to tell, is announced before a list
            // is said to go on.
            self.send(std::slice::from_ref(connection), &[self.tick_for(&seat.audience())]);
        }
        if !faults::has(Bug::NoHoldAtResume) {
            seat.hold(Hold::Resume);
        }
        let mut state = self.0.state.borrow_mut();
        let seq = state.seq;
        if asked.iter().any(|list| list.scope.is_some()) {
            state.scopes.get_or_insert_with(|| Scopes::since(seq));
        }
        Place { seq, head: state.head.clone() }
    }

    /// Whether the list is there and may be read, asked as it would be over HTTP.
    async fn find_list(&self, connection: &S::Connection, asked: &protocol::Subscription) -> Result<Found, Failure> {
        let Ok(collection) = self.collection_of(&asked.collection) else {
            // A client of another version. What it asks for is refused over HTTP too, with the reason.
            return Ok(Found::Refused(Reason::Schema));
        };
        let scope = asked.scope.as_ref().map(|scope| Scope::parse(collection, scope));
        let Ok(scope) = scope.transpose() else {
            return Ok(Found::Refused(Reason::Schema));
        };
        self.charge_for(connection, Toll::Read).map_err(|too_fast| Failure::too_often(too_fast.into()))?;
        let pass = connection.seat().pass();
        match self.may(pass, Access::Read, collection.name, asked.scope.as_deref()).await {
            Ok(access) => {
                let reader = Reader::new(pass.user.as_ref().map(|user| user.id.as_str()), &access);
                Ok(Found::List(List { collection, scope, reader }))
            }
            Err(error) if matches!(error.status(), 401 | 403) => Ok(Found::Refused(Reason::Access)),
            // What failed may not be taken for a no.
            Err(error) => Err(Failure::ours(error)),
        }
    }

    /// Tells what changed in a list since its cursor; gives the seq up to which the client has it then.
    async fn catch_up_list(
        &self,
        connection: &S::Connection,
        asked: &protocol::Subscription,
        text: &str,
        list: &List,
        place: &Place,
    ) -> Result<Seq, Failure> {
        let invalid = |_| Failure::broken(Error::invalid("cursor", "invalid_cursor", "is no cursor of this room"));
        let mut query = DeltaQuery {
            sync_id: self.0.sync_id.clone(),
            collection: list.collection,
            scope: list.scope.clone(),
            cursor: Cursor::parse(text).map_err(invalid)?,
            reader: list.reader,
            limit: limits::DELTA_IDS,
        };
        loop {
            let (since, is_ours) = self.since(&query).await.map_err(Failure::ours)?;
            if !is_ours {
                // The place is one of a history that the database no longer has: no list may be said to be there.
                return Err(Failure { error: Error::Unavailable { mid: None }, code: COME_AGAIN });
            }
            let delta = match since {
                Since::Reset(reason) => {
                    self.say_reset(connection, asked, reason);
                    return Ok(place.seq);
                }
                Since::Delta(delta) => delta,
            };
            if connection.seat().is_closed() {
                return Ok(delta.to);
            }
            let frame = DeltaFrame {
                sub: asked.sub,
                collection: &asked.collection,
                scope: asked.scope.as_deref(),
                from: delta.from,
                to: delta.to,
                cursor: &delta.cursor,
                rows: &delta.rows,
                removed: &delta.removed,
                more: delta.more,
            };
            self.0.sockets.send(std::slice::from_ref(connection), &frame.text());
            if !delta.more {
                return Ok(delta.to);
            }
            query.cursor = Cursor::parse(&delta.cursor).map_err(|_| Failure::ours(Error::Internal))?;
        }
    }

    /// A list that starts now, or goes on.
    fn say_nothing_changed(
        &self,
        connection: &S::Connection,
        asked: &protocol::Subscription,
        list: &List,
        place: &Place,
    ) {
        let cursor = cursor(&self.0.tables, place.seq, place.head.as_ref().map(MutationId::as_str), list.reader);
        let frame = DeltaFrame {
            sub: asked.sub,
            collection: &asked.collection,
            scope: asked.scope.as_deref(),
            from: place.seq,
            to: place.seq,
            cursor: &cursor,
            rows: "[]",
            removed: "[]",
            more: false,
        };
        self.0.sockets.send(std::slice::from_ref(connection), &frame.text());
    }

    fn say_reset(&self, connection: &S::Connection, asked: &protocol::Subscription, reason: Reason) {
        let (collection, reason) = (asked.collection.as_str(), reason.as_str());
        self.say(connection, &Frame::Reset { sub: asked.sub, collection, scope: asked.scope.as_deref(), reason });
    }

    fn say(&self, connection: &S::Connection, frame: &Frame<'_>) {
        if !connection.seat().is_closed() {
            self.0.sockets.send(std::slice::from_ref(connection), &frame.text());
        }
    }
}
