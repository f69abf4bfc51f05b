//! A list of a client: what it shows, and how it comes to know that something is missing.

use std::collections::BTreeMap;

use ferrosync::{
    protocol::{Cursor, Delta, Error, Page, Seq, Since},
    testing::Slot,
};
use serde_json::{Value, json};

use super::{
    schema::{ROOMS, wire_hash},
    seen::count,
    witness::{self, Witness},
};

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
    /// Whether the socket is asked to tell of it, and whether it does.
    pub(crate) subscribes: bool,
    is_subscribed: bool,
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
    /// The difference is on its way, over the socket.
    Delta,
}

impl List {
    pub(crate) fn new(collection: &'static str, scope: Option<&'static str>) -> Self {
        Self {
            collection,
            scope,
            held: None,
            early: Vec::new(),
            asking: Asking::No,
            told: 0,
            subscribes: false,
            is_subscribed: false,
        }
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
    pub(crate) fn is_told(&mut self, seq: u64) {
        self.told = self.told.max(seq);
        if self.held.as_ref().is_none_or(|held| held.seq < seq) {
            self.want();
        }
    }

    /// The room stands here: a list that holds more holds what this history never had.
    pub(crate) fn is_at(&mut self, seq: u64) {
        if self.held.as_ref().is_some_and(|held| held.seq > seq) {
            self.want();
        }
    }

    /// Its part of a `resume`: with a cursor where something is missing, without where it goes on.
    pub(crate) fn subscribe(&mut self, sub: usize) -> Value {
        let mut subscription = json!({ "sub": sub, "collection": self.collection });
        if let Some(scope) = self.scope {
            subscription["scope"] = json!(scope);
        }
        match &self.held {
            Some(held) if !self.is_subscribed || matches!(self.asking, Asking::Wanted) => {
                subscription["cursor"] = json!(held.cursor);
                self.is_subscribed = true;
                self.ask(Asking::Delta);
            }
            _ => {}
        }
        subscription
    }

    /// The socket is gone, and with it all that was to come over it.
    pub(crate) fn hang_up(&mut self) {
        self.early.clear();
        self.is_subscribed = false;
        if matches!(self.asking, Asking::Delta) {
            self.asking = Asking::Wanted;
        }
    }

    /// What one mutation did to the list.
    pub(crate) fn take(&mut self, group: Vec<Value>, room: usize, witness: &Witness) {
        let (seq, prev) = (group[0]["seq"].as_u64().unwrap(), group[0]["prev"].as_u64().unwrap());
        assert!(prev < seq, "l1: {group:?}");
        let scope = self.scope.filter(|_| self.subscribes);
        assert!(witness.follows(prev, seq, self.collection, scope), "l7: something was left out before {group:?}");
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
            held.apply(change, self.scope, self.subscribes);
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
            Asking::No | Asking::Wanted | Asking::Delta => {}
        }
    }

    fn take_page(&mut self, page: Page, room: usize, witness: &Witness) {
        let rows: Vec<Value> = serde_json::from_str(&page.rows).unwrap();
        let rows = rows.into_iter().map(|row| (row["id"].as_str().unwrap().to_owned(), row)).collect();
        self.held = Some(Held { rows, seq: page.seq.0, cursor: page.cursor });
        self.go_on(room, witness);
        if self.subscribes && !self.is_subscribed {
            self.want();
        }
    }

    /// A `delta` of the socket.
    pub(crate) fn take_frame(&mut self, frame: &Value, room: usize, witness: &Witness) {
        let number = |name: &str| Seq(frame[name].as_u64().unwrap());
        let delta = Delta {
            rows: frame["rows"].to_string(),
            removed: frame["removed"].to_string(),
            from: number("from"),
            to: number("to"),
            cursor: frame["cursor"].as_str().unwrap().to_owned(),
            more: frame["more"] == true,
            row_count: 0,
            removed_count: 0,
        };
        match self.asking {
            Asking::Delta => {
                if !delta.more {
                    self.asking = Asking::No;
                }
                self.take_delta(&delta, room, witness);
            }
            // The list goes on, and has all up to here unless it was told otherwise.
            Asking::No => {
                assert_eq!((delta.rows.as_str(), delta.removed.as_str()), ("[]", "[]"), "nothing was asked for");
                self.is_at(delta.to.0);
                if matches!(self.asking, Asking::No) {
                    self.take_delta(&delta, room, witness);
                }
            }
            _ => {}
        }
    }

    fn take_delta(&mut self, delta: &Delta, room: usize, witness: &Witness) {
        let Some(held) = &mut self.held else { return };
        if delta.to.0 < held.seq {
            return self.reset("history");
        }
        let removed: Vec<String> = serde_json::from_str(&delta.removed).unwrap();
        for id in &removed {
            held.rows.remove(id);
        }
        let rows: Vec<Value> = serde_json::from_str(&delta.rows).unwrap();
        held.rows.extend(rows.into_iter().map(|row| (row["id"].as_str().unwrap().to_owned(), row)));
        (held.seq, held.cursor) = (delta.to.0, delta.cursor.clone());
        count("deltas", 1);
        if delta.more {
            count("deltas in pieces", 1);
            // Over the socket the next one follows by itself.
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
        // It is subscribed to again with the cursor of what is loaded.
        self.is_subscribed = false;
        self.held = None;
        self.asking = Asking::Wanted;
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
        let is_so = witness::is_listed(now, self.collection, self.scope, &held.rows);
        (!is_so).then(|| format!("it stands at {} of {}: {:?}", held.seq, witness.seq(), held.rows))
    }
}

impl Held {
    /// The cursor goes along: one from before would fit into a restored database that never had what came since.
    fn move_to(&mut self, seq: u64, mid: Option<&str>) {
        let reader = Cursor::parse(&self.cursor).unwrap().reader;
        self.seq = seq;
        self.cursor = Cursor::new(Seq(seq), mid, reader, wire_hash()).to_string();
    }

    /// Who subscribes to a scope is told of its rows only.
    fn apply(&mut self, change: &Value, scope: Option<&str>, is_subscribed: bool) {
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
            let is_in = scope.is_none_or(|scope| row["lane"] == *scope);
            assert!(is_in || !is_subscribed, "s8: a row of another scope: {change}");
            if is_in {
                self.rows.insert(id, row);
            } else {
                self.rows.remove(&id);
            }
        }
    }
}
