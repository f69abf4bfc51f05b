//! A client as the wire's description has it: it shows lists, sends mutations, and asks for what it has missed.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use ferrosync::{
    access::{Known, Pass, Reads},
    testing::TestSocket,
};
use serde_json::{Value, json};

use super::{
    book::Book,
    list::{Asking, List},
    schema::{LANES, ROOMS, collections_of},
    seen::count,
    witness::Witness,
};

/// One tab of somebody, on one room.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) room: usize,
    pub(crate) user: Option<&'static str>,
    pub(crate) pass: Pass,
    /// Whether it says over its socket what it shows. Others take all, and ask over HTTP.
    pub(crate) subscribes: bool,
    pub(crate) lists: Vec<List>,
    pub(crate) link: Link,
    /// What it has sent, or is to send, and knows no end of.
    intents: Vec<Intent>,
}

/// A mutation that a client sends over its socket.
#[derive(Debug)]
struct Intent {
    mid: String,
    since: Option<u64>,
    request: Value,
    /// How many histories there were and how long the last was, when it was first sent.
    from: Option<(usize, usize)>,
    /// Whether it was sent over this connection.
    is_sent: bool,
}

impl Intent {
    /// Its part of a `resume`.
    fn pending(&self) -> Value {
        match self.since {
            Some(since) => json!({ "clientMutationId": self.mid, "since": since }),
            None => json!(self.mid),
        }
    }
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
    /// Whether the first answer to `resume` has come: from then on mutations are sent.
    is_resumed: bool,
    /// Mutations that were sent over it, in their order.
    owed: VecDeque<String>,
}

impl Client {
    pub(crate) fn new(room: usize, number: usize) -> Self {
        let user = [None, Some("ada"), Some("bob")][number % 3];
        let known = |id: &str| Known { id: id.to_owned(), identity: json!({ "id": id }) };
        // Some may not read everything.
        let reads = if number == 4 { Reads::Only(vec!["tasks".into(), "tags".into()]) } else { Reads::All };
        let pass = Pass { user: user.map(known), reads, ..Pass::default() };
        let readable = collections_of(room).iter().filter(|collection| pass.reads.has(collection));
        let mut lists: Vec<List> = readable.map(|collection| List::new(collection, None)).collect();
        if room != 2 {
            lists.push(List::new("tasks", Some(LANES[number % 2])));
        }
        let subscribes = number % 3 < 2;
        for list in &mut lists {
            list.subscribes = subscribes;
        }
        Self { room, user, pass, subscribes, lists, link: Link::Down, intents: Vec::new() }
    }

    /// Takes the socket that was opened, and gives up one that was closed.
    pub(crate) fn look_at_link(&mut self) {
        match &self.link {
            Link::Opening(_, opened) => {
                let socket = opened.borrow().clone();
                if let Some(socket) = socket {
                    self.link = Link::Up(Up { socket, taken: 0, last: 0, is_resumed: false, owed: VecDeque::new() });
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
        self.lists.iter_mut().for_each(List::hang_up);
        self.intents.iter_mut().for_each(|intent| intent.is_sent = false);
    }

    /// Whether there is nothing that it has to do by itself.
    pub(crate) fn is_quiet(&self) -> bool {
        let Link::Up(up) = &self.link else { return false };
        up.socket.texts_after(up.taken).is_empty()
            && self.lists.iter().all(|list| matches!(list.asking, Asking::No))
            && self.intents.is_empty()
    }

    /// Nothing comes any more, though something is owed: the client gives the connection up.
    pub(crate) fn lose_patience(&mut self) {
        let is_owed = !self.intents.is_empty() || self.lists.iter().any(|list| matches!(list.asking, Asking::Delta));
        if let Link::Up(up) = &self.link
            && is_owed
        {
            count("connections given up", 1);
            up.socket.hang_up();
        }
    }

    /// Reads the frames that have come.
    pub(crate) fn receive(&mut self, book: &Book, witness: &Witness) {
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
            self.take(&frame, book, witness);
        }
    }

    fn take(&mut self, frame: &Value, book: &Book, witness: &Witness) {
        let Link::Up(up) = &mut self.link else { return };
        let number = |name: &str| frame[name].as_u64().unwrap();
        match frame["type"].as_str().unwrap() {
            "sync-init" => {
                for list in &mut self.lists {
                    // Whatever happened while the socket was down.
                    list.want();
                    list.is_told(number("seq"));
                }
            }
            "broadcast" => {
                count("broadcasts", 1);
                self.take_changes(frame["changes"].as_array().unwrap(), witness);
            }
            "tick" => {
                count("ticks", 1);
                up.last = up.last.min(number("seq"));
                let lists = frame["lists"].as_object().unwrap();
                assert!(lists.keys().all(|name| self.pass.reads.has(name)), "l9: {frame}");
                for list in &mut self.lists {
                    list.is_at(number("seq"));
                    if let Some(seq) = lists.get(list.collection) {
                        list.is_told(seq.as_u64().unwrap());
                    }
                }
            }
            "resumed" => {
                up.is_resumed = true;
                self.take_resumed(frame, witness);
            }
            "delta" => {
                let list = &mut self.lists[usize::try_from(number("sub")).unwrap()];
                assert_eq!((&frame["collection"], frame["scope"].as_str()), (&json!(list.collection), list.scope));
                list.take_frame(frame, self.room, witness);
            }
            "reset" => {
                let list = &mut self.lists[usize::try_from(number("sub")).unwrap()];
                list.reset(frame["reason"].as_str().unwrap());
            }
            "ack" => self.take_acks(frame["results"].as_array().unwrap(), book, witness),
            "error" => assert_eq!(frame["code"], "UNAVAILABLE", "{frame}"),
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
        let subscribes = self.subscribes;
        for (sub, list) in self.lists.iter_mut().enumerate() {
            let is_of_list = |change: &&Value| {
                if subscribes { change["sub"] == sub } else { change["collection"] == *list.collection }
            };
            let changes: Vec<Value> = changes.iter().filter(is_of_list).cloned().collect();
            for group in changes.chunk_by(|one, next| one["seq"] == next["seq"]) {
                list.take(group.to_vec(), self.room, witness);
            }
        }
    }

    /// The mutation is to be sent over the socket, after those before it.
    pub(crate) fn intend(&mut self, request: &ferrosync::protocol::MutationRequest) {
        let mid = request.client_mutation_id.clone().unwrap();
        let since = request.since.unwrap_or_default().0;
        let mut sent = json!({
            "clientMutationId": mid,
            "since": since,
            "collection": request.collection,
            "action": request.action.to_string(),
            "payload": request.payload,
        });
        if let Some(scope) = &request.scope {
            sent["scope"] = json!(scope);
        }
        self.intents.push(Intent { mid, since: Some(since), request: sent, from: None, is_sent: false });
    }

    /// What it knew when it sent them was another history.
    pub(crate) fn forget_since(&mut self) {
        for intent in &mut self.intents {
            intent.since = None;
            if let Some(request) = intent.request.as_object_mut() {
                request.remove("since");
            }
        }
    }

    fn take_resumed(&mut self, frame: &Value, witness: &Witness) {
        for landed in frame["committed"].as_array().unwrap() {
            let (mid, seq) = (landed["clientMutationId"].as_str().unwrap(), landed["seq"].as_u64().unwrap());
            assert!(witness.seqs_of(mid).any(|known| known as u64 == seq), "l4: {landed}");
            count("mutations found committed at a resume", 1);
            self.intents.retain(|intent| intent.mid != mid);
        }
        for mid in frame["stale"].as_array().unwrap() {
            count("stale mutations", 1);
            self.intents.retain(|intent| intent.mid != *mid);
        }
    }

    fn take_acks(&mut self, results: &[Value], book: &Book, witness: &Witness) {
        for result in results {
            let mid = result["clientMutationId"].as_str().unwrap();
            let Link::Up(up) = &mut self.link else { return };
            // What an object that died had taken is never answered; all else is, in its order.
            let place = up.owed.iter().position(|owed| owed == mid);
            let place = place.unwrap_or_else(|| panic!("answers come in the order of what they answer: {result}"));
            up.owed.drain(..=place);
            let Some(place) = self.intents.iter().position(|intent| intent.mid == mid) else { continue };
            count("acks", 1);
            if let Some(seq) = result["seq"].as_u64() {
                assert!(witness.seqs_of(mid).any(|known| known as u64 == seq), "l4: {result}");
                count("replays", usize::from(result["replayed"] == true));
                self.intents.remove(place);
                continue;
            }
            let from = self.intents[place].from.unwrap();
            match result["error"]["code"].as_str().unwrap() {
                "UNAVAILABLE" | "TIMEOUT" => self.intents[place].is_sent = false,
                code => {
                    book.find(mid).check_refusal(code, from, witness);
                    self.intents.remove(place);
                }
            }
        }
    }

    /// What it says now over its socket, where it says anything.
    pub(crate) fn speak(&mut self, book: &Book, witness: &Witness) -> Vec<Value> {
        let Link::Up(up) = &mut self.link else { return Vec::new() };
        if !self.subscribes || up.taken == 0 {
            return Vec::new();
        }
        let mut frames = Vec::new();
        let asks = |list: &List| matches!(list.asking, Asking::Wanted) && list.held.is_some();
        // One after the other: a list without a cursor is one that goes on, and that only its answer tells.
        let is_answered = !self.lists.iter().any(|list| matches!(list.asking, Asking::Delta));
        if is_answered && self.lists.iter().any(asks) {
            // A list that is being loaded is subscribed to with the cursor that comes of it.
            let shown = self.lists.iter_mut().enumerate().filter(|(_, list)| list.held.is_some());
            let subscriptions: Vec<Value> = shown.map(|(sub, list)| list.subscribe(sub)).collect();
            let unsure = self.intents.iter().filter(|intent| intent.from.is_some() && !intent.is_sent);
            let pending: Vec<Value> = unsure.map(Intent::pending).collect();
            frames.push(json!({ "type": "resume", "subscriptions": subscriptions, "pending": pending }));
        }
        if up.is_resumed {
            let now = (witness.histories().len(), witness.seq());
            let unsent: Vec<&mut Intent> = self.intents.iter_mut().filter(|intent| !intent.is_sent).collect();
            let mutations: Vec<Value> = unsent
                .into_iter()
                .map(|intent| {
                    intent.is_sent = true;
                    let sent = book.find(&intent.mid);
                    let from = || sent.in_flight_from().min().unwrap_or(now);
                    sent.said.set(Some(*intent.from.get_or_insert_with(from)));
                    up.owed.push_back(intent.mid.clone());
                    intent.request.clone()
                })
                .collect();
            if !mutations.is_empty() {
                count("mutations sent over sockets", mutations.len());
                frames.push(json!({ "type": "mutate", "mutations": mutations }));
            }
        }
        frames
    }
}
