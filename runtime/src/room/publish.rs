use core::cell::OnceCell;
use std::rc::Rc;

use super::{
    Room, Seat,
    effects::{Database, Host, Sockets},
    faults::{self, Bug},
    scopes::Moves,
    socket::{Audience, Subscription},
};
use crate::protocol::{Action, Change, Entry, Frame, Members, Payload, Seq, broadcast};

/// A change that is told, with what is made of it once for all who hear of it.
#[derive(Debug)]
pub(super) struct Told {
    change: Change,
    /// What it did to scopes; `None` while nobody listens by scope.
    moves: Option<Rc<Moves>>,
    body: OnceCell<String>,
    ids: OnceCell<Vec<Rc<str>>>,
}

/// What a flush is to one audience.
#[derive(Debug, Default)]
pub(super) struct Frames {
    pub(super) texts: Vec<Rc<str>>,
    /// How many changes that are, and their seqs. None where all of it is a tick.
    pub(super) changes: usize,
    pub(super) first: Seq,
    pub(super) last: Seq,
}

impl Told {
    pub(super) fn new(change: Change, moves: Option<Rc<Moves>>) -> Self {
        Self { change, moves, body: OnceCell::new(), ids: OnceCell::new() }
    }

    pub(super) fn change(&self) -> &Change {
        &self.change
    }

    pub(super) fn seq(&self) -> Seq {
        self.change.seq
    }

    pub(super) fn collection(&self) -> &'static str {
        self.change.collection
    }

    /// About as many bytes as it takes to keep it.
    pub(super) fn len(&self) -> usize {
        let (Payload::Rows(texts) | Payload::Ids(texts)) = &self.change.payload;
        texts.iter().map(|text| text.len()).sum()
    }

    /// The entry of a socket that listens to everything, or to the whole collection.
    fn entry(&self, sub: Option<u32>) -> Entry {
        let body = self.body.get_or_init(|| self.change.body());
        self.change.entry(sub, self.change.prev, None, body)
    }

    /// The entries of a list of one scope: the rows that are in it now, and those that are not any more.
    fn entries_in(&self, list: &Subscription, scope: &str, moves: &Moves, prev: Seq) -> Vec<Entry> {
        let part = |action: Action, payload: Payload| {
            let change = Change { action, payload, ..self.change.clone() };
            change.entry(Some(list.sub), prev, Some(scope), &change.body())
        };
        let mut entries = Vec::new();
        let is_bulk = self.change.action.is_bulk();
        let gone: Vec<Rc<str>> = match &self.change.payload {
            Payload::Ids(ids) => ids.iter().filter(|id| moves.was_in(id, scope)).cloned().collect(),
            Payload::Rows(rows) => {
                let with_ids = || self.ids(rows).iter().zip(rows);
                let here: Vec<_> =
                    with_ids().filter(|(id, _)| moves.is_in(id, scope)).map(|(_, row)| Rc::clone(row)).collect();
                if !here.is_empty() {
                    entries.push(part(self.change.action, Payload::Rows(here)));
                }
                let has_left = |id: &Rc<str>| moves.was_in(id, scope) && !moves.is_in(id, scope);
                self.ids(rows).iter().filter(|id| has_left(id)).cloned().collect()
            }
        };
        if !gone.is_empty() {
            let action = if is_bulk { Action::BulkDelete } else { Action::Delete };
            entries.push(part(action, Payload::Ids(gone)));
        }
        entries
    }

    /// That a list was touched, and no row of it that anybody sees: what comes next follows on this.
    fn entry_of_nothing(&self, list: &Subscription, scope: &str, prev: Seq) -> Entry {
        let change = Change { action: Action::BulkUpdate, payload: Payload::Rows(Vec::new()), ..self.change.clone() };
        change.entry(Some(list.sub), prev, Some(scope), &change.body())
    }

    fn ids(&self, rows: &[Rc<str>]) -> &[Rc<str>] {
        self.ids.get_or_init(|| rows.iter().map(|row| id_of(row)).collect())
    }
}

/// The id of a row that SQLite printed, without making anything of the rest.
fn id_of(row: &str) -> Rc<str> {
    let members: Option<Members<'_>> = serde_json::from_str(row).ok();
    let id: Option<String> = members.and_then(|mut members| serde_json::from_str(members.take("id")?.get()).ok());
    id.unwrap_or_default().into()
}

/// What one mutation is to the lists of a socket. `None` where it is not known which scopes it touched.
fn entries(lists: &[Subscription], mutation: &[&Told]) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    for list in lists {
        let of_list = mutation.iter().filter(|told| told.collection() == list.collection && list.after < told.seq());
        let Some(scope) = list.scope.as_ref().filter(|_| !faults::has(Bug::NoScopeInPublish)) else {
            entries.extend(of_list.map(|told| told.entry(Some(list.sub))));
            continue;
        };
        let (before, mut touched) = (entries.len(), None);
        for told in of_list {
            let moves = told.moves.as_ref()?;
            if let Some(prev) = moves.prev(scope) {
                let prev = if faults::has(Bug::PrevIsZero) { Seq::default() } else { prev };
                entries.extend(told.entries_in(list, scope, moves, prev));
                touched = Some((told, prev));
            }
        }
        if let Some((told, prev)) = touched.filter(|_| entries.len() == before) {
            entries.push(told.entry_of_nothing(list, scope, prev));
        }
    }
    Some(entries)
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Tells every socket what a flush committed, in order: of each list those who listen to it. What no frame can
    /// hold is told by a `tick`.
    pub(super) fn publish(&self, news: &Rc<[Told]>) {
        let Some(first) = news.first().map(Told::seq) else {
            return;
        };
        self.tell(first, |audience| self.frames_for(audience, std::slice::from_ref(news)), |seat| seat.keep(news));
    }

    /// Tells every socket where the room stands, and which lists were touched when: whoever holds less asks.
    pub(super) fn tick(&self) {
        let frames = |audience: &Audience| Frames { texts: vec![self.tick_for(audience)], ..Frames::default() };
        self.tell(Seq::default(), frames, Seat::miss);
    }

    /// What an audience hears of these flushes.
    pub(super) fn frames_for(&self, audience: &Audience, news: &[Rc<[Told]>]) -> Frames {
        let all: Vec<&Told> = news.iter().flat_map(|flush| flush.iter()).collect();
        let (mut told, mut must_ask) = (Vec::new(), false);
        for mutation in all.chunk_by(|one, next| one.seq() == next.seq()) {
            match audience {
                Audience::Everything(reads) => {
                    let readable = mutation.iter().filter(|told| reads.has(told.collection()));
                    told.extend(readable.map(|told| told.entry(None)));
                }
                Audience::Lists(lists) => match entries(lists, mutation) {
                    Some(entries) => told.extend(entries),
                    None => must_ask = true,
                },
            }
        }
        let (frames, too_large) = broadcast(&told);
        let mut texts: Vec<Rc<str>> = frames.into_iter().map(Into::into).collect();
        if must_ask || !too_large.is_empty() {
            texts.push(self.tick_for(audience));
        }
        let seq = |entry: Option<&Entry>| entry.map(|entry| entry.seq).unwrap_or_default();
        Frames { texts, changes: told.len(), first: seq(told.first()), last: seq(told.last()) }
    }

    /// The tick for an audience: of the lists that it hears of.
    pub(super) fn tick_for(&self, audience: &Audience) -> Rc<str> {
        let state = self.0.state.borrow();
        let mut lists = Vec::new();
        for collection in self.0.tables.schema().collections {
            let name = collection.name;
            let (is_known, last) = (state.last.contains_key(name) || state.horizon.0 > 0, state.last_of(name));
            if !is_known || !audience.has(name) {
                continue;
            }
            let of_lists = audience.lists().iter().filter(|list| list.collection == name);
            let touched = of_lists.map(|list| list.scope.as_ref().map_or(last, |scope| state.last_in(name, scope)));
            lists.push((name, touched.max().unwrap_or(last)));
        }
        Frame::Tick { seq: state.seq, lists: &lists }.text().into()
    }
}
