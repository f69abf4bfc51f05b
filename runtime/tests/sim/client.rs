//! A client as the wire's description has it: it holds lists, hears of changes, and asks where it has missed some.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use ferrosync::{
    access::{Known, Pass, Reads},
    protocol::{Cursor, Delta, Error, Page, Seq, Since},
    testing::{Slot, TestSocket},
};
use serde_json::{Value, json};

use super::{
    schema::{COLLECTIONS, LANES, ROOMS, collections_of},
    seen::count,
    witness::Witness,
};

/// One tab of somebody, on one room.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) room: usize,
    pub(crate) user: Option<&'static str>,
    pub(crate) pass: Pass,
    pub(crate) lists: Vec<List>,
    pub(crate) link: Link,
}

#[derive(Debug, Default)]
pub(crate) enum Link {
    #[default]
    Down,
    /// On its way to an object, by its number. Whatever socket comes of it is put there.
    Opening(usize, Rc<RefCell<Option<TestSocket>>>),
    Up(Up),
}

/// An open socket, and what was taken from it.
#[derive(Debug)]
pub(crate) struct Up {
    pub(crate) socket: TestSocket,
    taken: usize,
    /// The last seq that a broadcast had.
    last: u64,
}

/// A list that a client shows.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) collection: &'static str,
    pub(crate) scope: Option<&'static str>,
    pub(crate) held: Option<Held>,
    /// Changes that came while the list was on its way.
    early: Vec<Vec<Value>>,
    pub(crate) asking: Asking,
    /// The newest seq of which the client was told that it touched the list.
    told: u64,
}

/// A list as it was at a seq.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) rows: BTreeMap<String, Value>,
    pub(crate) seq: u64,
    pub(crate) cursor: String,
}

#[derive(Debug)]
pub(crate) enum Asking {
    No,
    /// It is known that something is missing.
    Wanted,
    /// The whole list is on its way.
    Load(Slot<Result<Page, Error>>),
    /// The difference is on its way.
    Since(Slot<Result<Since, Error>>),
}

impl Client {
    pub(crate) fn new(room: usize, number: usize) -> Self {
        let user = [None, Some("ada"), Some("bob")][number % 3];
        let known = |id: &str| Known { id: id.to_owned(), identity: json!({ "id": id }) };
        // One in five may not read everything.
        let reads = if number % 5 == 4 { Reads::Only(vec!["tasks".into(), "tags".into()]) } else { Reads::All };
        let pass = Pass { user: user.map(known), reads, ..Pass::default() };
        let readable = collections_of(room).iter().filter(|collection| pass.reads.has(collection));
        let mut lists: Vec<List> = readable.map(|collection| List::new(collection, None)).collect();
        if room != 2 {
            lists.push(List::new("tasks", Some(LANES[number % 2])));
        }
        Self { room, user, pass, lists, link: Link::Down }
    }

    /// Takes the socket that was opened, and gives up one that was closed.
    pub(crate) fn look_at_link(&mut self) {
        match &self.link {
            Link::Opening(_, opened) => {
                let socket = opened.borrow().clone();
                if let Some(socket) = socket {
                    self.link = Link::Up(Up { socket, taken: 0, last: 0 });
                }
            }
            Link::Up(up) if up.socket.closed().is_some() => {
                count("sockets lost", 1);
                self.hang_up();
            }
            _ => {}
        }
    }

    /// What was on its way over the socket is lost.
    pub(crate) fn hang_up(&mut self) {
        self.link = Link::Down;
        for list in &mut self.lists {
            list.early.clear();
        }
    }

    /// Reads the frames that have come.
    pub(crate) fn receive(&mut self, witness: &Witness) {
        let Link::Up(up) = &mut self.link else { return };
        let frames = up.socket.texts_after(up.taken);
        up.taken += frames.len();
        for text in frames {
            for (room, name) in ROOMS.iter().enumerate() {
                assert!(
                    room == self.room || !text.contains(name),
                    "s1: {name} in a frame of {}: {text}",
                    ROOMS[self.room]
                );
            }
            let frame: Value = serde_json::from_str(&text).unwrap();
            self.take(&frame, witness);
        }
    }

    fn take(&mut self, frame: &Value, witness: &Witness) {
        match frame["type"].as_str().unwrap() {
            "sync-init" => {
                let seq = frame["seq"].as_u64().unwrap();
                for list in &mut self.lists {
                    // Whatever happened while the socket was down.
                    list.want();
                    list.is_told(seq);
                }
            }
            "broadcast" => {
                count("broadcasts", 1);
                self.take_changes(frame["changes"].as_array().unwrap(), witness);
            }
            "tick" => {
                count("ticks", 1);
                let lists = frame["lists"].as_object().unwrap();
                assert!(lists.keys().all(|name| self.pass.reads.has(name)), "l9: {frame}");
                let seq = frame["seq"].as_u64().unwrap();
                if let Link::Up(up) = &mut self.link {
                    up.last = up.last.min(seq);
                }
                for list in &mut self.lists {
                    // It holds what this history never had.
                    if list.held.as_ref().is_some_and(|held| held.seq > seq) {
                        list.want();
                    }
                    if let Some(seq) = lists.get(list.collection) {
                        list.is_told(seq.as_u64().unwrap());
                    }
                }
            }
            kind => panic!("an unknown frame `{kind}`: {frame}"),
        }
    }

    fn take_changes(&mut self, changes: &[Value], witness: &Witness) {
        let Link::Up(up) = &mut self.link else { return };
        for change in changes {
            let seq = change["seq"].as_u64().unwrap();
            assert!(seq >= up.last, "l1: {seq} after {}", up.last);
            up.last = seq;
            assert!(self.pass.reads.has(change["collection"].as_str().unwrap()), "l9: {change}");
        }
        for list in &mut self.lists {
            let of_list = |change: &&Value| change["collection"] == *list.collection;
            let changes: Vec<Value> = changes.iter().filter(of_list).cloned().collect();
            for group in changes.chunk_by(|one, next| one["seq"] == next["seq"]) {
                list.take(group.to_vec(), self.room, witness);
            }
        }
    }
}

impl List {
    fn new(collection: &'static str, scope: Option<&'static str>) -> Self {
        Self { collection, scope, held: None, early: Vec::new(), asking: Asking::No, told: 0 }
    }

    pub(crate) fn want(&mut self) {
        if matches!(self.asking, Asking::No) {
            self.asking = Asking::Wanted;
        }
    }

    /// From where on the difference is to be asked for, where there is anything.
    pub(crate) fn cursor(&self) -> Option<Cursor> {
        self.held.as_ref().map(|held| Cursor::parse(&held.cursor).unwrap())
    }

    /// It is asked for: whatever was told before will be in the answer.
    pub(crate) fn ask(&mut self, asking: Asking) {
        self.told = 0;
        self.early.clear();
        self.asking = asking;
    }

    /// Something touched the list at this seq.
    fn is_told(&mut self, seq: u64) {
        self.told = self.told.max(seq);
        if self.held.as_ref().is_none_or(|held| held.seq < seq) {
            self.want();
        }
    }

    /// What one mutation did to the list.
    fn take(&mut self, group: Vec<Value>, room: usize, witness: &Witness) {
        let (seq, prev) = (group[0]["seq"].as_u64().unwrap(), group[0]["prev"].as_u64().unwrap());
        assert!(prev < seq, "l1: {group:?}");
        self.told = self.told.max(seq);
        let Some(held) = self.held.as_mut().filter(|_| matches!(self.asking, Asking::No)) else {
            self.early.push(group);
            self.want();
            return;
        };
        if seq <= held.seq {
            return;
        }
        if prev > held.seq {
            count("gaps seen", 1);
            self.early.push(group);
            self.want();
            return;
        }
        for change in &group {
            held.apply(change, self.scope);
        }
        held.move_to(seq, group[0]["clientMutationId"].as_str());
        count("changes applied", 1);
        self.check(room, witness);
    }

    /// Whoever was asked has died.
    pub(crate) fn ask_again(&mut self) {
        if matches!(self.asking, Asking::Load(_) | Asking::Since(_)) {
            self.asking = Asking::Wanted;
        }
    }

    /// What was asked for has come, or has not.
    pub(crate) fn look_at_answer(&mut self, room: usize, witness: &Witness) {
        match &self.asking {
            Asking::Load(slot) => {
                let Some(answer) = slot.take() else { return };
                self.asking = Asking::No;
                match answer {
                    Ok(page) => self.take_page(page, room, witness),
                    Err(_) => self.want(),
                }
            }
            Asking::Since(slot) => {
                let Some(answer) = slot.take() else { return };
                self.asking = Asking::No;
                match answer {
                    Ok(Since::Delta(delta)) => self.take_delta(&delta, room, witness),
                    Ok(Since::Reset(reason)) => self.reset(reason.as_str()),
                    Err(_) => self.want(),
                }
            }
            Asking::No | Asking::Wanted => {}
        }
    }

    fn take_page(&mut self, page: Page, room: usize, witness: &Witness) {
        let rows: Vec<Value> = serde_json::from_str(&page.rows).unwrap();
        let rows = rows.into_iter().map(|row| (row["id"].as_str().unwrap().to_owned(), row)).collect();
        self.held = Some(Held { rows, seq: page.seq.0, cursor: page.cursor });
        self.go_on(room, witness);
    }

    fn take_delta(&mut self, delta: &Delta, room: usize, witness: &Witness) {
        let Some(held) = &mut self.held else { return };
        let removed: Vec<String> = serde_json::from_str(&delta.removed).unwrap();
        removed.iter().for_each(|id| drop(held.rows.remove(id)));
        let rows: Vec<Value> = serde_json::from_str(&delta.rows).unwrap();
        held.rows.extend(rows.into_iter().map(|row| (row["id"].as_str().unwrap().to_owned(), row)));
        (held.seq, held.cursor) = (delta.to.0, delta.cursor.clone());
        count("deltas", 1);
        if delta.more {
            count("deltas in pieces", 1);
            self.want();
        } else {
            self.go_on(room, witness);
        }
    }

    /// The list stands at a place again: what came meanwhile follows.
    fn go_on(&mut self, room: usize, witness: &Witness) {
        self.check(room, witness);
        for group in std::mem::take(&mut self.early) {
            self.take(group, room, witness);
        }
        self.is_told(self.told);
    }

    /// It has to be loaded anew.
    pub(crate) fn reset(&mut self, reason: &str) {
        assert!(["too_old", "large", "history", "access", "schema"].contains(&reason), "{reason}");
        count("resets", 1);
        self.held = None;
        self.want();
    }

    /// L5, L6: what is shown is what was so at the seq that is held.
    fn check(&self, room: usize, witness: &Witness) {
        let Some(held) = &self.held else { return };
        let seq = usize::try_from(held.seq).unwrap();
        count("lists looked at", 1);
        assert!(
            witness.was(seq, self.collection, self.scope, &held.rows),
            "l5: {} {:?} of {} was never so at {seq}: {:?}",
            self.collection,
            self.scope,
            ROOMS[room],
            held.rows
        );
    }

    /// What is in the way of showing the same as everybody.
    pub(crate) fn lacks(&self, witness: &Witness) -> Option<String> {
        let Some(held) = &self.held else { return Some("it was never loaded".into()) };
        let now = witness.now().states.last().unwrap();
        let is_so = super::witness::is_listed(now, self.collection, self.scope, &held.rows);
        (!is_so).then(|| format!("it stands at {} of {}: {:?}", held.seq, witness.seq(), held.rows))
    }
}

impl Held {
    /// The cursor goes along: one from before would fit into a restored database that never had what came since.
    fn move_to(&mut self, seq: u64, mid: Option<&str>) {
        let reader = Cursor::parse(&self.cursor).unwrap().reader;
        self.seq = seq;
        self.cursor = Cursor::new(Seq(seq), mid, reader, &COLLECTIONS.wire_hash()).to_string();
    }

    fn apply(&mut self, change: &Value, scope: Option<&str>) {
        let payload = &change["payload"];
        let action = change["action"].as_str().unwrap();
        if action.ends_with("delete") {
            let ids = match &payload["ids"] {
                Value::Array(ids) => ids.clone(),
                _ => vec![payload["id"].clone()],
            };
            for id in ids {
                self.rows.remove(id.as_str().unwrap());
            }
            return;
        }
        let rows = match &payload["items"] {
            Value::Array(rows) => rows.clone(),
            _ => vec![payload.clone()],
        };
        for row in rows {
            let id = row["id"].as_str().unwrap().to_owned();
            if scope.is_none_or(|scope| row["lane"] == *scope) {
                self.rows.insert(id, row);
            } else {
                self.rows.remove(&id);
            }
        }
    }
}
