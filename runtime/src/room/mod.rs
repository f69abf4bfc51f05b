//! The engine: one writer a room, one order, exactly once.
//!
//! A [`Room`] is plain Rust. What it needs of the world it takes through [`Database`], [`Sockets`] and [`Host`], so that the
//! Worker, the tests on the host and their schedulers run the same code.

mod alarm;
mod answer;
mod asks;
mod attend;
mod caller;
mod checks;
mod claims;
mod commit;
mod company;
mod crowd;
mod delta;
mod digest;
mod effects;
mod errand;
pub(crate) mod faults;
mod fit;
mod follow;
mod group;
mod handle;
mod hooks;
mod joined;
mod known;
mod listeners;
mod member;
mod memory;
mod operation;
mod orders;
mod outcome;
mod page;
mod parts;
mod patience;
mod places;
mod publish;
mod rates;
mod reads;
mod repository;
mod scopes;
mod seat;
mod socket;
mod state;
mod status;
mod story;
mod transaction;
mod turn;

use core::time::Duration;
use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
};

use futures_channel::oneshot;
use uuid::Builder;

pub use alarm::{Due, Retention, kept_sync_id};
pub use answer::{Held, Listed, answer_list};
pub use caller::{Caller, Submitted};
pub use delta::{DeltaQuery, cursor, delta};
pub use effects::{Connection, Database, DatabaseError, Doorkeeper, Host, Sockets, Standing};
pub(crate) use errand::Look;
pub use errand::{Core, Deed, Errand, Onion, Owner};
pub use fit::check_schema;
pub use handle::RoomHandle;
pub use hooks::{Commit, Hooks};
pub use known::{Known, committed};
pub use orders::{Order, Reach, Reply};
pub use rates::{Payer, Toll, TooFast};
pub use reads::{ListQuery, Row, RowQuery, get, list};
pub use repository::{Committed, Repository};
pub use seat::Seat;
pub use socket::take_in;
pub use status::Status;
pub use transaction::{Transacted, Transaction};

use crate::{
    access::{Limits, Pass, Reader},
    observe::{Event, Observer},
    protocol::{Answer, Error, Frame, IdError, MutationId, MutationRequest, PROTOCOL, Page, Seq, SyncId, UserId},
    schema::{Collection, Entity},
    sql::Tables,
    validate::{self, Writer},
};
use digest::Digest;
use member::{Member, Origins};
use memory::Entry;
use operation::{Operation, Origin};
use state::{Flight, State};

/// One room: the only writer of one sync id's rows. Cheap to clone; clones are the same room.
#[derive(Debug)]
pub struct Room<D, S, H>(Rc<Inner<D, S, H>>);

#[derive(Debug)]
struct Inner<D, S, H> {
    sync_id: SyncId,
    tables: Rc<Tables>,
    database: D,
    sockets: S,
    host: H,
    keeper: OnceCell<Rc<dyn Doorkeeper>>,
    onion: OnceCell<Rc<dyn Onion>>,
    observer: OnceCell<Rc<dyn Observer>>,
    limits: OnceCell<Limits>,
    timeout: OnceCell<Duration>,
    retention: Cell<Retention>,
    /// Whether no socket is left that outlived another object and was not told where the room stands.
    is_awake: Cell<bool>,
    hooks: hooks::Hung,
    state: RefCell<State>,
}

impl<D, S, H> Clone for Room<D, S, H> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// A room that has read nothing yet; it does on first use.
    pub fn new(sync_id: SyncId, tables: Rc<Tables>, database: D, sockets: S, host: H) -> Self {
        let (keeper, onion) = (OnceCell::new(), OnceCell::new());
        let (observer, limits) = (OnceCell::new(), OnceCell::new());
        let timeout = OnceCell::new();
        let (retention, hooks, state) = (Cell::default(), hooks::Hung::default(), RefCell::default());
        Self(Rc::new(Inner {
            sync_id,
            tables,
            database,
            sockets,
            host,
            keeper,
            onion,
            observer,
            limits,
            timeout,
            retention,
            is_awake: Cell::default(),
            hooks,
            state,
        }))
    }

    /// Tells `observer` what happens in the room, from now on.
    pub fn observe(&self, observer: Rc<dyn Observer>) {
        // A room has one for its whole life.
        let _ = self.0.observer.set(observer);
    }

    /// Keeps to other limits than [`Limits::DEFAULT`].
    pub fn limit(&self, limits: Limits) {
        // A room has them for its whole life.
        let _ = self.0.limits.set(limits);
    }

    pub fn limits(&self) -> &Limits {
        self.0.limits.get().unwrap_or(&Limits::DEFAULT)
    }

    /// Answers mutations that come over sockets within this time: 10 s where this is not called.
    pub fn answer_within(&self, time: Duration) {
        // A room has one for its whole life.
        let _ = self.0.timeout.set(time);
    }

    /// Tells whoever observes the room. The event is made only where there is somebody.
    pub(crate) fn emit<'a>(&'a self, event: impl FnOnce() -> Event<'a>) {
        if let Some(observer) = self.0.observer.get() {
            observer.see(&self.0.sync_id, &event());
        }
    }

    pub fn sync_id(&self) -> &SyncId {
        &self.0.sync_id
    }

    /// Does a mutation, once: the same mutation id again gets the same `seq`. No middleware is asked: this is for code
    /// that the app trusts.
    ///
    /// # Errors
    /// A refusal, and then nothing was written; or `UNAVAILABLE`, and then nobody knows: it is to be sent again.
    pub async fn mutate(&self, request: MutationRequest, identity: Option<UserId>) -> Result<Answer, Error> {
        let story = self.story(&request, identity.as_ref(), None);
        story.follow(self.submit_as(Writer::Client, request, identity, None).await)?.answer().await
    }

    /// Brings a mutation on its way, for a client: it has its place before the next one that is submitted after this
    /// returned. What becomes of it, [`Submitted::answer`] tells.
    ///
    /// # Errors
    /// As [`Self::mutate`].
    pub async fn submit(&self, request: MutationRequest, caller: &Caller) -> Result<Submitted, Error> {
        let user = caller.pass.user_id();
        let story = self.story(&request, user.as_ref(), Some(&caller.request_id));
        let submitted = match self.fits(&request) {
            Ok(()) => self.submit_as(Writer::Client, request, user, Some(caller)).await,
            Err(error) => Err(error),
        };
        story.follow(submitted)
    }

    /// The same for whoever writes: the app's own code writes private columns too.
    async fn submit_as(
        &self,
        writer: Writer,
        request: MutationRequest,
        identity: Option<UserId>,
        caller: Option<&Caller>,
    ) -> Result<Submitted, Error> {
        let collection = self.collection_of(&request.collection)?;
        let (mid, since) = match &request.client_mutation_id {
            None => (self.new_mid()?, Some(self.seq().await?)),
            Some(text) => (parse_mid(text)?, request.since),
        };
        let digest = Digest::of(request.action, collection.name, request.scope.as_deref(), &request.payload);
        let replay = async |entry: Entry| {
            let answer = self.replay(&entry, &digest, identity.as_ref(), collection, request.action).await?;
            Ok(Submitted::done(answer))
        };
        let answer = loop {
            let entry = self.find(&mid, since).await?;

            // From here to the queue nothing is awaited: what was looked up stays true.
            let state = &self.0.state;
            let entry = state.borrow().memory.get(&mid).cloned().or(entry);
            if let Some(entry) = entry {
                return replay(entry).await;
            }
            match self.flight(&mid, &digest, identity.as_ref()) {
                Some(InFlight::Same(answer)) => break answer,
                // Whose mid it is only the log tells, once the other one has landed: its sender may be the one who is wrong.
                Some(InFlight::Other(landed)) => drop(landed.await),
                None if self.is_attended(caller) => {
                    let errand = self.errand(request, caller, collection, mid.clone());
                    break self.attend_to(errand, &mid, digest, identity).await?;
                }
                None => {
                    let (scope, payload) = (request.scope.as_deref(), &request.payload);
                    let enqueue = |operation| {
                        let (mid, user, digest) = (mid.clone(), identity.clone(), digest.clone());
                        self.enqueue(&mut state.borrow_mut(), operation, mid, user, digest)
                    };
                    match Operation::parse(collection, writer, request.action, scope, payload).and_then(enqueue) {
                        Ok(answer) => break answer,
                        Err(refusal) => {
                            let entry = self.find_newer(collection, &mid, &refusal).await?.ok_or(refusal)?;
                            return replay(entry).await;
                        }
                    }
                }
            }
        };
        self.pump();
        Ok(Submitted::waiting(mid, answer))
    }

    /// A page of a list, for the app's own code: its cursor is nobody's in particular.
    ///
    /// # Errors
    /// As [`list`].
    pub async fn list(&self, query: &ListQuery) -> Result<Page, Error> {
        self.list_for(query, Reader::default()).await
    }

    /// A page of a list, with a cursor for who reads it.
    ///
    /// # Errors
    /// As [`list`].
    pub async fn list_for(&self, query: &ListQuery, reader: Reader) -> Result<Page, Error> {
        list(&self.0.database, &self.0.tables, query, reader).await
    }

    /// One row by its id, in one scope or in any.
    ///
    /// # Errors
    /// As [`get`].
    pub async fn get(&self, query: &RowQuery) -> Result<Row, Error> {
        get(&self.0.database, &self.0.tables, query).await
    }

    /// The room as the app's own code has it.
    pub fn handle(&self) -> RoomHandle {
        RoomHandle::new(self.0.sync_id.clone(), Rc::new(self.clone()))
    }

    /// Typed access to one collection: `room.collection::<Todo>()`.
    pub fn collection<E: Entity>(&self) -> Repository<E> {
        self.handle().collection()
    }

    /// A mutation of several rows and collections.
    pub fn transaction(&self) -> Transaction {
        self.handle().transaction()
    }

    /// Lets a socket in, for who was found to have this pass just now. `accept` gets its seat and the text of its first
    /// frame, `sync-init`; it must accept the socket and send the text before it returns, so that no commit falls between
    /// the `seq` it names and the first broadcast.
    ///
    /// # Errors
    /// `RATE_LIMITED`, where as many sockets are open as there may be; and what keeps the room from being read.
    pub async fn connect(&self, pass: Pass, accept: impl FnOnce(Seat, &str)) -> Result<(), Error> {
        self.load().await?;
        self.has_place(&pass)?;
        let now = self.0.host.now();
        let text = {
            let state = self.0.state.borrow();
            let cursor = cursor(&self.0.tables, state.seq, state.head.as_ref().map(MutationId::as_str), pass.reader());
            let frame = Frame::SyncInit {
                protocol: PROTOCOL,
                schema: self.0.tables.wire_hash(),
                seq: state.seq,
                cursor: &cursor,
                now,
                user_id: pass.user.as_ref().map(|user| user.id.as_str()),
                access: pass.access(),
            };
            frame.text()
        };
        let user = pass.user_id();
        let mut number = [0; 4];
        self.0.host.random(&mut number);
        accept(Seat::new(pass, now).numbered(u32::from_be_bytes(number)), &text);
        self.emit(|| Event::Connected { user: user.as_ref(), sockets: self.0.sockets.list().len() });
        // A commit that began when nobody listened has no alarm behind it.
        if self.0.state.borrow().is_pumping {
            self.arm().await;
        }
        Ok(())
    }

    /// Tells the sockets that outlived the room's last object where the room stands: what that one committed and did not
    /// live to publish is asked for.
    ///
    /// # Errors
    /// What keeps the room from being read.
    pub async fn wake(&self) -> Result<(), Error> {
        if self.0.is_awake.get() {
            return Ok(());
        }
        self.load().await?;
        self.recall_scopes().await?;
        for connection in self.0.sockets.list() {
            if connection.seat().holds(socket::Hold::Resume) {
                // The last object read its lists, and nobody knows how far it came.
                self.dismiss(&connection, listeners::COME_AGAIN, "come again");
            }
            connection.seat().take_untold();
        }
        self.0.is_awake.set(true);
        if !faults::has(faults::Bug::NoTickAtWake) {
            self.tick();
        }
        Ok(())
    }

    /// Nothing is committed before the sockets of an object before this one know where the room stood: where its database was
    /// restored, what is told after that could not be told from what they have.
    async fn be_awake(&self) {
        if self.0.is_awake.get() {
            return;
        }
        let untold = || self.0.sockets.list().into_iter().filter(|one| one.seat().is_untold());
        if untold().next().is_some() && self.wake().await.is_err() {
            for connection in untold() {
                self.dismiss(&connection, listeners::COME_AGAIN, "come again");
            }
        }
        self.0.is_awake.set(true);
    }

    /// Whether a client's bulk names no more rows than the app allows.
    fn fits(&self, request: &MutationRequest) -> Result<(), Error> {
        let most = self.limits().bulk_items;
        let items = ["items", "ids"].into_iter().filter_map(|name| request.payload[name].as_array());
        let is_over = request.action.is_bulk() && items.into_iter().any(|items| items.len() > most);
        if is_over { Err(Error::bulk_over(most)) } else { Ok(()) }
    }

    /// The collection of this name, if its rows can stand in this room.
    fn collection_of(&self, name: &str) -> Result<&'static Collection, Error> {
        let room = self.0.sync_id.as_str();
        self.0.tables.schema().find_in(room, name).ok_or_else(|| reads::no_collection(name))
    }

    /// What the log says of this mutation id, as far back as `since` allows it to be there.
    ///
    /// Afterwards the room's memory holds the newest entries down to where the id may be; an older one is returned.
    async fn find(&self, mid: &MutationId, since: Option<Seq>) -> Result<Option<Entry>, Error> {
        loop {
            // Each time round: while something was awaited, the room may have found another history.
            self.load().await?;
            let (history, seq, oldest, floor) = {
                let state = self.0.state.borrow();
                (state.history, state.seq, state.oldest, state.memory.floor())
            };
            // A sender from the future knew another history: it tells nothing about this one.
            let since = since.filter(|since| *since <= seq);
            if since.is_some_and(|since| since.next() < oldest) {
                return Err(Error::StaleMutation);
            }
            let (is_dated, since) = (since.is_some(), since.unwrap_or_default());
            let window = Seq(seq.0.saturating_sub(state::WINDOW));
            let reach = since.max(window);
            if reach < floor && !faults::has(faults::Bug::MemoryNotLoaded) {
                self.remember(reach, floor).await?;
                continue;
            }
            if since >= window || self.0.state.borrow().memory.get(mid).is_some() {
                return Ok(None);
            }
            let entry = self.find_entry(mid, since, window).await?;
            if entry.is_none() && is_dated {
                self.notice_pruned().await?;
            }
            let state = self.0.state.borrow();
            if state.history == history && (entry.is_some() || state.oldest == oldest) {
                return Ok(entry);
            }
        }
    }

    /// What another object has committed under this id that is refused here.
    ///
    /// The app's own rules may look at more than the row, at the time for one, and refuse what they let pass before.
    async fn find_newer(
        &self,
        collection: &'static Collection,
        mid: &MutationId,
        refusal: &Error,
    ) -> Result<Option<Entry>, Error> {
        if !matches!(refusal, Error::Validation(_)) || !validate::asks_the_app(collection) {
            return Ok(None);
        }
        let known = self.0.state.borrow().seq;
        self.find_entry(mid, known, Seq(i64::MAX.unsigned_abs())).await
    }

    /// The mutation under this id that waits or is being committed, if there is one.
    fn flight(&self, mid: &MutationId, digest: &Digest, user: Option<&UserId>) -> Option<InFlight> {
        let mut state = self.0.state.borrow_mut();
        let flight = state.flights.get_mut(mid)?;
        let is_same = flight.digest == *digest && flight.user.as_ref() == user;
        Some(if is_same { InFlight::Same(flight.join()) } else { InFlight::Other(flight.join()) })
    }

    /// Makes a mutation ready for the queue. The rows that it makes are `author`'s.
    fn member(
        &self,
        state: &mut State,
        mut operations: Vec<Operation>,
        (mid, user, digest): (&MutationId, &Option<UserId>, &Digest),
        author: Option<&UserId>,
    ) -> Result<Member, Error> {
        // The clock may be set back; a room's times may not, or they would contradict its order.
        let now = self.0.host.now().max(state.clock);
        state.clock = now;
        let count = operations.len();
        for (number, operation) in operations.iter_mut().enumerate() {
            operation.check_owner(author)?;
            let origin = Origin { room: &self.0.sync_id, user: author, now };
            let completed = operation.complete(&origin, || self.new_uuid(now));
            completed.map_err(|error| parts::placed(error, number, count))?;
        }
        let origins = Origins { mid: mid.clone(), user: user.clone(), digest: digest.clone(), now };
        Member::new(&self.0.tables, operations, origins)
    }

    fn enqueue(
        &self,
        state: &mut State,
        operation: Operation,
        mid: MutationId,
        user: Option<UserId>,
        digest: Digest,
    ) -> Result<oneshot::Receiver<Result<Answer, Error>>, Error> {
        self.enqueue_all(state, vec![operation], mid, user, digest)
    }

    /// The same for what a mutation does to several collections.
    fn enqueue_all(
        &self,
        state: &mut State,
        operations: Vec<Operation>,
        mid: MutationId,
        user: Option<UserId>,
        digest: Digest,
    ) -> Result<oneshot::Receiver<Result<Answer, Error>>, Error> {
        state.has_room(self.limits().queue)?;
        let member = self.member(state, operations, (&mid, &user, &digest), user.as_ref())?;
        let (flight, answer) = Flight::new(digest, user);
        state.flights.insert(mid, flight);
        state.enqueue(member);
        Ok(answer)
    }

    /// The room's last seq. A mutation that gets its name from the room is `since` then: nobody can have sent it before, and no
    /// log has to be looked through for it.
    async fn seq(&self) -> Result<Seq, Error> {
        self.load().await?;
        Ok(self.0.state.borrow().seq)
    }

    fn new_mid(&self) -> Result<MutationId, Error> {
        MutationId::parse(&self.new_uuid(self.0.host.now())).map_err(|_| Error::Internal)
    }

    /// A UUIDv7: sorted by time, so that new rows stand together in their index.
    fn new_uuid(&self, now: i64) -> String {
        let mut random = [0; 10];
        self.0.host.random(&mut random);
        Builder::from_unix_timestamp_millis(u64::try_from(now).unwrap_or_default(), &random).into_uuid().to_string()
    }
}

/// What waits under a mutation id: the mutation that is asked for, or another.
enum InFlight {
    Same(oneshot::Receiver<Result<Answer, Error>>),
    Other(oneshot::Receiver<Result<Answer, Error>>),
}

fn parse_mid(text: &str) -> Result<MutationId, Error> {
    MutationId::parse(text)
        .map_err(|error: IdError| Error::invalid("_clientMutationId", "invalid_id", error.to_string()))
}
