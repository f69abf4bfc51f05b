use std::{
    collections::{HashMap, VecDeque},
    rc::Rc,
};

use futures_channel::oneshot;

use super::{
    Room,
    alarm::Schedule,
    crowd::Crowd,
    digest::Digest,
    effects::{Database, Host, Sockets},
    member::Member,
    memory::{Entry, Memory},
    rates::Rates,
    reads::{parse_seq, unread},
    scopes::Scopes,
};
use crate::{
    gather::gather,
    map::Sorted,
    protocol::{Answer, Error, MutationId, Seq, UserId},
    sql::{self, Results, Statement},
};

/// How many of the log's newest entries a room looks at when it wakes, and keeps at hand.
pub(super) const WINDOW: u64 = 10_000;

/// What a room knows between events. All of it can be read again from the log.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) is_loaded: bool,
    /// Counts the histories that the room has seen, so that an answer read from an older one is not believed.
    pub(super) history: u64,
    /// The last committed seq.
    pub(super) seq: Seq,
    /// The oldest seq that the log still has, or 1.
    pub(super) oldest: Seq,
    /// The mutation at `seq`.
    pub(super) head: Option<MutationId>,
    /// Its time.
    pub(super) head_at: i64,
    /// The last seq that touched each collection, as far as the window tells.
    pub(super) last: Sorted<&'static str, Seq>,
    /// Where the window begins: collections that are not in `last` were not touched above it.
    pub(super) horizon: Seq,
    /// The same of scopes, once somebody listens by scope.
    pub(super) scopes: Option<Scopes>,
    pub(super) memory: Memory,
    pub(super) queue: VecDeque<Member>,
    pub(super) crowd: Crowd,
    /// Those that wait in the queue or are being committed.
    pub(super) flights: HashMap<MutationId, Flight>,
    /// How many of them had the app's middleware round them.
    pub(super) attended: u64,
    pub(super) is_pumping: bool,
    /// Whether the log may be another than the room knows: it was not to be read, or somebody read what does not fit.
    pub(super) is_unsure: bool,
    /// How far somebody has read that the log is. Where that is further than `seq`, a commit is on its way, or another object
    /// has written.
    pub(super) heard: Seq,
    pub(super) schedule: Schedule,
    /// The newest time that was given to a mutation.
    pub(super) clock: i64,
    pub(super) rates: Rates,
}

impl State {
    /// Whether one more mutation may come in.
    pub(super) fn has_room(&self, most: usize) -> Result<(), Error> {
        // All that wait, and those round which the app's middleware is.
        if self.flights.len() < most { Ok(()) } else { Err(Error::RateLimited { retry_after: 1 }) }
    }

    /// Where the log ends.
    pub(super) fn end(&self) -> End {
        End { seq: self.seq, last: self.head.clone().map(|mid| (self.head_at, mid)) }
    }

    /// The last seq up to now that touched the collection, or a later one where that is not known.
    pub(super) fn last_of(&self, collection: &str) -> Seq {
        self.last.get(collection).copied().unwrap_or(self.horizon)
    }

    /// The same of one of its scopes.
    pub(super) fn last_in(&self, collection: &str, scope: &str) -> Seq {
        let last = self.last_of(collection);
        self.scopes.as_ref().map_or(last, |scopes| scopes.last_of(collection, scope).min(last))
    }

    /// Whether the log is to be looked at before anything else is done.
    pub(super) fn has_doubts(&self) -> bool {
        self.is_loaded && (self.is_unsure || self.heard > self.seq)
    }

    /// How many entries the log has, but for those of other objects.
    pub(super) fn entries(&self) -> u64 {
        self.seq.next().0.saturating_sub(self.oldest.0)
    }

    /// Takes notice of what the log has lost.
    pub(super) fn forget_before(&mut self, oldest: Seq) {
        self.oldest = oldest;
        self.memory.forget_before(oldest);
    }
}

/// Where a log ends: at a seq, with the time of a mutation and its id.
#[derive(Debug, Clone)]
pub(super) struct End {
    pub(super) seq: Seq,
    last: Option<(i64, MutationId)>,
}

impl End {
    /// As statements are told.
    pub(super) fn text(&self) -> String {
        sql::end(self.seq, self.last.as_ref().map(|(at, mid)| (*at, mid)))
    }

    /// Where it ends with this member at this seq.
    pub(super) fn at(seq: Seq, member: &Member) -> Self {
        Self { seq, last: Some((member.now, member.mid.clone())) }
    }

    /// Where it ends once all of these are in.
    pub(super) fn after(&self, group: &[Member]) -> Self {
        group.last().map_or_else(|| self.clone(), |last| Self::at(Seq(self.seq.0 + group.len() as u64), last))
    }
}

/// Where a mutation stands, as the app's middleware round it sees it.
#[derive(Debug)]
pub(super) enum Inside {
    /// There is no middleware round it.
    Free,
    /// What the room makes of it is waited for.
    Waiting(Vec<oneshot::Sender<Result<Answer, Error>>>),
    /// The middleware goes on with this.
    Done(Result<Answer, Error>),
}

/// A mutation on its way, and everyone who waits for its answer.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) digest: Digest,
    pub(super) user: Option<UserId>,
    /// Those round which the app's middleware is are told apart by it: another may follow under the same id.
    pub(super) number: u64,
    pub(super) inside: Inside,
    /// Dropped when it has its place in the queue, or will get none.
    pub(super) placed: Option<oneshot::Sender<()>>,
    waiters: Vec<oneshot::Sender<Result<Answer, Error>>>,
}

impl Flight {
    pub(super) fn new(digest: Digest, user: Option<UserId>) -> (Self, oneshot::Receiver<Result<Answer, Error>>) {
        let mut flight = Self { digest, user, number: 0, inside: Inside::Free, placed: None, waiters: Vec::new() };
        let answer = flight.join();
        (flight, answer)
    }

    pub(super) fn join(&mut self) -> oneshot::Receiver<Result<Answer, Error>> {
        let (sender, receiver) = oneshot::channel();
        self.waiters.push(sender);
        receiver
    }

    /// Takes what the room makes of it, where the app's middleware is to see that first.
    pub(super) fn settle(&mut self, answer: &Result<Answer, Error>) -> bool {
        if let Inside::Waiting(waiters) = &mut self.inside {
            for waiter in core::mem::take(waiters) {
                let _ = waiter.send(answer.clone());
            }
            self.inside = Inside::Done(answer.clone());
        }
        matches!(self.inside, Inside::Done(_))
    }

    /// The first who asked gets the answer as it is; the others sent the same mutation again.
    pub(super) fn land(self, answer: &Result<Answer, Error>) {
        for (index, waiter) in self.waiters.into_iter().enumerate() {
            let answer = answer.clone().map(|answer| Answer { replayed: answer.replayed || index > 0, ..answer });
            // Whoever has gone away does not need it.
            let _ = waiter.send(answer);
        }
    }
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Reads where the room stands, once.
    pub(super) async fn load(&self) -> Result<(), Error> {
        if self.0.state.borrow().is_loaded {
            return Ok(());
        }
        let history = self.0.state.borrow().history;
        let log = &self.0.tables.log;
        let (room, window) = (self.room_param(), WINDOW.to_string().into());
        let statements = vec![
            Statement::new(Rc::clone(&log.head), [Rc::clone(&room), "0".into()]),
            Statement::new(Rc::clone(&log.last_at_wake), [room, window]),
        ];
        let results = self.0.database.batch(statements).await.map_err(unread)?;
        let [head, last] = results.as_slice() else {
            return Err(Error::Internal);
        };
        let head = Head::read(head)?;
        let mut state = self.0.state.borrow_mut();
        if state.is_loaded || state.history != history {
            return Ok(());
        }
        state.is_loaded = true;
        state.seq = head.seq;
        state.oldest = head.oldest;
        state.head = head.mid;
        state.head_at = head.at;
        state.horizon = Seq(head.seq.0.saturating_sub(WINDOW).max(head.oldest.0.saturating_sub(1)));
        state.last = self.read_last(last);
        state.memory = Memory::above(head.seq);
        Ok(())
    }

    /// Where the log stands, whatever the room believes.
    pub(super) async fn head(&self) -> Result<Head, Error> {
        let params = [self.room_param(), "0".into()];
        let statement = Statement::new(Rc::clone(&self.0.tables.log.head), params);
        let results = self.0.database.batch(vec![statement]).await.map_err(unread)?;
        Head::read(results.first().ok_or(Error::Internal)?)
    }

    /// Reads the entries from `reach` up to the memory's floor into it.
    pub(super) async fn remember(&self, reach: Seq, floor: Seq) -> Result<(), Error> {
        let history = self.0.state.borrow().history;
        let params = [self.room_param(), reach.to_string().into(), floor.to_string().into()];
        let statement = Statement::new(Rc::clone(&self.0.tables.log.entries), params);
        let results = self.0.database.batch(vec![statement]).await.map_err(unread)?;
        let entries = results.first().map(read_entries).unwrap_or_default();
        // The log has no gap: what is not there was pruned, perhaps by another object; where not even the newest is, all of it, or
        // it is another log.
        let lowest = match entries.first() {
            Some((_, entry)) if entries.last().is_some_and(|(_, last)| last.seq == floor) => entry.seq,
            _ => self.oldest_of_ours().await?,
        };
        let mut state = self.0.state.borrow_mut();
        // Another caller may have read them meanwhile.
        if state.history == history && state.memory.floor() == floor {
            if lowest > reach.next() {
                state.forget_before(lowest);
            }
            state.memory.extend_down(reach, entries);
        }
        Ok(())
    }

    /// The oldest seq that the log still has, unless the database was restored to before what this room knows.
    pub(super) async fn oldest_of_ours(&self) -> Result<Seq, Error> {
        let known = self.0.state.borrow().seq;
        let head = self.head().await?;
        if head.seq >= known {
            return Ok(head.oldest);
        }
        self.0.state.borrow_mut().is_unsure = true;
        self.pump();
        Err(Error::Unavailable { mid: None })
    }

    /// Takes notice of what another object has pruned.
    pub(super) async fn notice_pruned(&self) -> Result<(), Error> {
        let history = self.0.state.borrow().history;
        let oldest = self.oldest_of_ours().await?;
        let mut state = self.0.state.borrow_mut();
        if state.history == history && oldest > state.oldest {
            state.forget_before(oldest);
        }
        Ok(())
    }

    /// Looks for the entry of a mutation between two seqs, the first of them left out.
    pub(super) async fn find_entry(&self, mid: &MutationId, above: Seq, upto: Seq) -> Result<Option<Entry>, Error> {
        let params = [self.room_param(), above.to_string().into(), upto.to_string().into(), mid.as_str().into()];
        let statement = Statement::new(Rc::clone(&self.0.tables.log.entry), params);
        let results = self.0.database.batch(vec![statement]).await.map_err(unread)?;
        Ok(results.first().map(read_entries).unwrap_or_default().pop().map(|(_, entry)| entry))
    }

    /// Reads what was committed above the seq that the room believes in, after a batch failed or may have.
    pub(super) async fn reload(&self) -> Result<Log, Error> {
        let (believed, head) = {
            let state = self.0.state.borrow();
            (state.seq, state.head.clone())
        };
        let log = &self.0.tables.log;
        let (room, seq): (Rc<str>, Rc<str>) = (self.room_param(), believed.to_string().into());
        let statements = vec![
            Statement::new(Rc::clone(&log.head), [Rc::clone(&room), Rc::clone(&seq)]),
            Statement::new(Rc::clone(&log.last), [Rc::clone(&room), Rc::clone(&seq)]),
            Statement::new(Rc::clone(&log.entries), [room, seq, i64::MAX.to_string().into()]),
        ];
        let results = self.0.database.batch(statements).await.map_err(unread)?;
        let [now, last, entries] = results.as_slice() else {
            return Err(Error::Internal);
        };
        let now = Head::read(now)?;
        if now.seq < believed || now.mid_at_believed != head {
            self.forget();
            return Ok(Log::Replaced);
        }
        let mut state = self.0.state.borrow_mut();
        for (mid, entry) in read_entries(entries) {
            state.memory.push(mid, entry);
        }
        if now.seq > state.seq && state.scopes.is_some() {
            // Which scopes the others touched was not read.
            state.scopes = Some(Scopes::since(now.seq));
        }
        state.seq = now.seq;
        state.head = now.mid;
        state.head_at = now.at;
        state.last.extend(self.read_last(last));
        state.forget_before(now.oldest);
        Ok(Log::Continued)
    }

    /// The database holds another history than the one this room has told (it was restored): whoever listens or waits starts
    /// again from what it says now.
    fn forget(&self) {
        let flights = {
            let mut state = self.0.state.borrow_mut();
            state.history += 1;
            state.is_loaded = false;
            state.is_unsure = false;
            state.heard = Seq::default();
            state.scopes = None;
            state.memory = Memory::default();
            state.queue.clear();
            std::mem::take(&mut state.flights)
        };
        for (mid, flight) in flights {
            flight.land(&Err(Error::Unavailable { mid: Some(mid) }));
        }
        for connection in self.0.sockets.list() {
            self.dismiss(&connection, 1012, "the room was restored to another state");
        }
    }

    pub(super) fn room_param(&self) -> Rc<str> {
        self.0.sync_id.as_str().into()
    }

    fn read_last(&self, results: &Results) -> Sorted<&'static str, Seq> {
        let row = |row: &Vec<Option<String>>| {
            let (name, seq) = (row.first()?.as_deref()?, row.get(1)?.clone());
            Some((self.0.tables.schema().find(name)?.name, parse_seq(seq).ok()?))
        };
        gather(results.rows.iter().filter_map(row))
    }
}

/// What a room finds when it reads its log again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Log {
    /// All that the room knew, and perhaps more.
    Continued,
    /// Another history. The room has forgotten its own, and everyone who waited was told that nobody knows.
    Replaced,
}

/// Where the log stands.
pub(super) struct Head {
    pub(super) seq: Seq,
    pub(super) oldest: Seq,
    mid: Option<MutationId>,
    mid_at_believed: Option<MutationId>,
    at: i64,
}

impl Head {
    pub(super) fn read(results: &Results) -> Result<Self, Error> {
        let mut cells = results.rows.first().ok_or(Error::Internal)?.iter().cloned();
        let mut cell = || cells.next().flatten();
        Ok(Self {
            seq: parse_seq(cell())?,
            oldest: parse_seq(cell())?,
            mid: cell().and_then(|mid| MutationId::parse(&mid).ok()),
            mid_at_believed: cell().and_then(|mid| MutationId::parse(&mid).ok()),
            at: cell().and_then(|at| at.parse().ok()).unwrap_or_default(),
        })
    }
}

fn read_entries(results: &Results) -> Vec<(MutationId, Entry)> {
    let entry = |row: &Vec<Option<String>>| {
        let mut cells = row.iter().cloned();
        let mut cell = || cells.next().flatten();
        let (seq, mid, digest, user) = (parse_seq(cell()).ok()?, cell()?, cell()?, cell());
        let entry = Entry { seq, digest: Digest::stored(&digest), user: user.map(|user| UserId::new(&user)) };
        Some((MutationId::parse(&mid).ok()?, entry))
    };
    results.rows.iter().filter_map(entry).collect()
}
