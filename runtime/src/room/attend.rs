//! A mutation inside the app's middleware: from the look-up of its id to its place in the queue, and out again.

use core::time::Duration;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures_channel::oneshot;
use futures_util::future::{Either, LocalBoxFuture, select};
use serde_json::Value;

use super::{
    Caller, Room,
    digest::Digest,
    effects::{Database, Host, Sockets},
    errand::{Core, Deed, Errand, Onion},
    operation::Operation,
    state::{Flight, Inside, State},
    turn::{Bell, Sight, Turn, Watch},
};
use crate::{
    access::Refusal,
    protocol::{Answer, Error, MutationId, MutationRequest, Seq, UserId},
    schema::Collection,
    validate::Writer,
};

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Asks the app's middleware about what clients send, from now on.
    pub fn attend(&self, onion: Rc<dyn Onion>) {
        // A room has one for its whole life.
        let _ = self.0.onion.set(onion);
    }

    /// Whether the app's middleware is asked about what this caller sends. The app's own code has none.
    pub(super) fn is_attended(&self, caller: Option<&Caller>) -> bool {
        caller.is_some() && self.0.onion.get().is_some()
    }

    pub(super) fn errand(
        &self,
        request: MutationRequest,
        caller: Option<&Caller>,
        collection: &'static Collection,
        mid: MutationId,
    ) -> Errand {
        Errand {
            sync_id: self.0.sync_id.clone(),
            caller: caller.cloned().unwrap_or_default(),
            collection,
            action: Some(request.action),
            scope: request.scope,
            payload: request.payload,
            mid: Some(mid),
        }
    }

    /// Sends a mutation through the app's middleware. Ends when it has its place in the queue, or will get none.
    ///
    /// Its flight begins here: the same mutation sent again shares the answer. It goes on whether or not anybody waits.
    ///
    /// # Errors
    /// `RATE_LIMITED` where too many are on their way.
    pub(super) async fn attend_to(
        &self,
        errand: Errand,
        mid: &MutationId,
        digest: Digest,
        user: Option<UserId>,
    ) -> Result<oneshot::Receiver<Result<Answer, Error>>, Error> {
        self.0.state.borrow().has_room(self.limits().queue)?;
        let (mut flight, answer) = Flight::new(digest.clone(), user.clone());
        let (placed, is_placed) = oneshot::channel();
        let passage = {
            let mut state = self.0.state.borrow_mut();
            state.attended += 1;
            (flight.number, flight.inside) = (state.attended, Inside::Waiting(Vec::new()));
            flight.placed = Some(placed);
            state.flights.insert(mid.clone(), flight);
            Passage {
                room: self.clone(),
                errand,
                mid: mid.clone(),
                digest,
                user,
                number: state.attended,
                bell: Rc::default(),
                run: RefCell::default(),
                is_queued: Cell::default(),
            }
        };
        self.0.host.spawn(Rc::new(passage).through());
        // Where it gets none, its flight is over, and that is told by its end.
        let _ = is_placed.await;
        Ok(answer)
    }

    /// What the caller is told of a refusal; what is not theirs to know goes to the operator.
    fn refused(&self, refusal: Refusal) -> Error {
        if let Some(cause) = refusal.cause {
            self.0.host.log(&format!("room {}: {cause}", self.0.sync_id));
        }
        refusal.error
    }
}

/// The middleware took too long.
fn too_long(time: Duration, mid: &MutationId) -> Refusal {
    let cause = format!("`middleware` gave no answer in {} ms", time.as_millis());
    Refusal { error: Error::Timeout { mid: Some(mid.clone()) }, cause: Some(cause) }
}

/// One mutation on its way through the middleware.
struct Passage<D, S, H> {
    room: Room<D, S, H>,
    errand: Errand,
    mid: MutationId,
    digest: Digest,
    user: Option<UserId>,
    /// Its flight's.
    number: u64,
    bell: Rc<Bell>,
    run: RefCell<Run>,
    is_queued: Cell<bool>,
}

/// What belongs to one run of the middleware; it may be asked again.
#[derive(Default)]
struct Run {
    /// Set where the mutation's turn has come, and the room waits for it.
    turn: Option<Turn>,
    sights: Vec<Rc<Sight>>,
    /// Why the room did not take what the middleware let pass.
    refusal: Option<Error>,
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Passage<D, S, H> {
    /// Runs the middleware, as often as it is called, and answers everyone.
    fn through(self: Rc<Self>) -> LocalBoxFuture<'static, ()> {
        Box::pin(async move {
            let Some(onion) = self.room.0.onion.get() else { return };
            let told = loop {
                let called = self.bell.listen();
                let core: Rc<dyn Core> = Rc::<Self>::clone(&self);
                let run = select(onion.around(self.errand.clone(), core), self.room.0.host.sleep(onion.patience()));
                let (told, called) = match select(run, called).await {
                    Either::Left((Either::Left((told, _)), called)) => (told, called),
                    Either::Left((Either::Right(_), called)) => (Err(too_long(onion.patience(), &self.mid)), called),
                    // What it saw has changed: this run is over, wherever it stands.
                    Either::Right((Ok(turn), _)) => {
                        self.begin_again(turn);
                        continue;
                    }
                    Either::Right((Err(_), _)) => return,
                };
                if !self.is_queued.get() {
                    break told;
                }
                // Middleware may have left before the room was done.
                match select(Box::pin(self.outcome()), called).await {
                    Either::Right((Ok(turn), _)) => self.begin_again(turn),
                    _ => break told,
                }
            };
            let answer = self.answer(told).await;
            self.land(&answer);
        })
    }

    fn begin_again(&self, turn: Turn) {
        self.is_queued.set(false);
        self.run.replace(Run { turn: Some(turn), ..Run::default() });
    }

    /// What everyone is told, from what the middleware said at the end and what the room made of it.
    ///
    /// What was committed is committed, and what nobody knows nobody knows, whatever the middleware says of it.
    async fn answer(&self, told: Result<(), Refusal>) -> Result<Answer, Error> {
        if self.is_queued.get() {
            return match (self.outcome().await, told) {
                (Err(error), Err(refusal)) if error.status() < 500 => Err(self.reworded(error, refusal)),
                (outcome, Err(refusal)) if refusal.error == Error::Internal => {
                    self.room.refused(refusal);
                    outcome
                }
                (outcome, _) => outcome,
            };
        }
        let refusal = self.run.borrow_mut().refusal.take();
        let error = match (refusal, told) {
            (Some(error), Err(refusal)) if error.status() < 500 => self.reworded(error, refusal),
            (Some(error), _) => error,
            (None, Err(refusal)) => self.room.refused(refusal),
            (None, Ok(())) => Error::Internal,
        };
        if error.status() >= 500 {
            return Err(error);
        }
        // Another object may have committed it, when the middleware had another opinion.
        let known = self.room.0.state.borrow().seq;
        match self.room.find_entry(&self.mid, known, Seq(i64::MAX.unsigned_abs())).await? {
            None => Err(error),
            Some(entry) => {
                let action = self.errand.action.ok_or(Error::Internal)?;
                self.room.replay(&entry, &self.digest, self.user.as_ref(), self.errand.collection, action).await
            }
        }
    }

    /// A refusal of the room's that passed through the middleware: that may put it into words of its own. An error that is none
    /// of ours is mostly the room's in a wrapper, and tells nothing.
    fn reworded(&self, error: Error, refusal: Refusal) -> Error {
        if refusal.error == Error::Internal { error } else { self.room.refused(refusal) }
    }

    /// What the room makes of it, once it is queued.
    async fn outcome(&self) -> Result<Answer, Error> {
        let outcome = {
            let mut state = self.room.0.state.borrow_mut();
            let flight = state.flights.get_mut(&self.mid).filter(|flight| flight.number == self.number);
            match flight.map(|flight| &mut flight.inside) {
                Some(Inside::Done(outcome)) => return outcome.clone(),
                Some(Inside::Waiting(waiters)) => {
                    let (sender, receiver) = oneshot::channel();
                    waiters.push(sender);
                    receiver
                }
                Some(Inside::Free) | None => return Err(self.unknown()),
            }
        };
        outcome.await.unwrap_or_else(|_| Err(self.unknown()))
    }

    fn land(&self, answer: &Result<Answer, Error>) {
        let flight = {
            let mut state = self.room.0.state.borrow_mut();
            if self.is_flying(&state) { state.flights.remove(&self.mid) } else { None }
        };
        if let Some(flight) = flight {
            flight.land(answer);
        }
    }

    /// Whether whoever waits for it still does: the room may have found another history, and told them to ask again.
    fn is_flying(&self, state: &State) -> bool {
        state.flights.get(&self.mid).is_some_and(|flight| flight.number == self.number)
    }

    /// Puts it into the queue; or, where its turn has come, hands it to the room.
    fn place(&self, deed: Deed) -> Result<(), Error> {
        let Errand { collection, action, scope, .. } = &self.errand;
        let action = action.ok_or(Error::Internal)?;
        let mut operation = Operation::parse(collection, Writer::Client, action, scope.as_deref(), &deed.payload)?;
        operation.owners = deed.owners;
        let mut state = self.room.0.state.borrow_mut();
        if !self.is_flying(&state) {
            return Err(self.unknown());
        }
        let mut run = self.run.borrow_mut();
        let names = (&self.mid, &self.user, &self.digest);
        let mut member = self.room.member(&mut state, vec![operation], names, deed.author.as_ref())?;
        let sights = std::mem::take(&mut run.sights);
        member.watch = (!sights.is_empty()).then(|| Watch { collection, sights, bell: Rc::clone(&self.bell) });
        match run.turn.take() {
            // The room waits for it as long as it lives.
            Some(turn) => drop(turn.send(member)),
            None => state.enqueue(member),
        }
        // Whoever submitted it waits for this no longer.
        drop(state.flights.get_mut(&self.mid).and_then(|flight| flight.placed.take()));
        Ok(())
    }

    /// The rows of these ids, whole, as they are: what is seen once in a run stays so for it.
    async fn look(&self, ids: Vec<String>) -> Result<Vec<Value>, Error> {
        let most = self.room.limits().bulk_items;
        if ids.len() > most {
            return Err(Error::bulk_over(most));
        }
        let known = self.run.borrow().sights.iter().find(|sight| sight.ids == ids).cloned();
        let sight = if let Some(sight) = known {
            sight
        } else {
            let collection = self.errand.collection;
            let wanted = [(collection, ids.iter().map(String::as_str).collect())];
            let (seq, mut rows) = self.room.rows_at(&wanted).await?;
            let rows = rows.remove(collection.name).unwrap_or_default();
            let sight = Rc::new(Sight { seq, ids, rows });
            self.run.borrow_mut().sights.push(Rc::clone(&sight));
            sight
        };
        // Rows of another scope than the mutation's are not there for it.
        let column = self.errand.collection.scope().map_or("", |column| column.wire);
        let is_there = |row: &Value| self.errand.scope.as_ref().is_none_or(|scope| row[column] == scope.as_str());
        let rows = sight.ids.iter().filter_map(|id| sight.rows.get(id));
        let rows = rows.map(|row| serde_json::from_str(row).map_err(|_| Error::Internal));
        rows.filter(|row| row.as_ref().map_or(true, is_there)).collect()
    }

    /// Nobody knows what became of it.
    fn unknown(&self) -> Error {
        Error::Unavailable { mid: Some(self.mid.clone()) }
    }
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Core for Passage<D, S, H> {
    fn current(&self, ids: Vec<String>) -> LocalBoxFuture<'_, Result<Vec<Value>, Error>> {
        Box::pin(self.look(ids))
    }

    fn run(&self, deed: Deed) -> LocalBoxFuture<'_, Result<Option<Answer>, Error>> {
        Box::pin(async move {
            if let Err(error) = self.place(deed) {
                self.run.borrow_mut().refusal = Some(error.clone());
                return Err(error);
            }
            self.is_queued.set(true);
            self.room.pump();
            self.outcome().await.map(Some)
        })
    }
}
