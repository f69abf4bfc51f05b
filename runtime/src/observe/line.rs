use core::fmt::Write;

use serde_json::Value;

use super::Event;
use crate::protocol::{Action, MutationId, SyncId, UserId};

/// A sink that writes a line of JSON an event, as [`line()`] has it.
pub fn lines<Env>(write: impl Fn(&str)) -> impl Fn(&SyncId, &Event<'_>, &Env) {
    move |room: &SyncId, event: &Event<'_>, _: &Env| write(&line(room, event))
}

/// An event as a line of JSON: `{"ferrosync": kind, "room": .., ..}`. What there is none of is left out; times are
/// milliseconds. No row and no value of one is ever in it.
///
/// | kind | |
/// | --- | --- |
/// | `mutation` | `requestId mid user collection action seq rows replayed ms` |
/// | `refusal` | `requestId mid user collection action code ms` |
/// | `flush` | `first last mutations refused sockets rowsRead rowsWritten ms` |
/// | `connected`, `disconnected` | `user code sockets` |
/// | `delta` | `collection from to rows removed` |
/// | `reset` | `collection reason` |
pub fn line(room: &SyncId, event: &Event<'_>) -> String {
    match *event {
        Event::Mutation { request, mid, user, collection, action, seq, rows, replayed, took } => {
            let mut line = Line::new("mutation", room);
            line.sender(request, Some(mid), user).of(collection, action);
            line.count("seq", seq.0).count("rows", rows).raw("replayed", if replayed { "true" } else { "false" });
            line.time(took).end()
        }
        Event::Refusal { request, mid, user, collection, action, code, took } => {
            let mut line = Line::new("refusal", room);
            line.sender(request, mid, user).of(collection, action);
            line.text("code", code).time(took).end()
        }
        Event::Flush { first, last, mutations, refused, sockets, rows_read, rows_written, took } => {
            let mut line = Line::new("flush", room);
            line.count("first", first.0).count("last", last.0).count("mutations", mutations);
            line.count("refused", refused).count("sockets", sockets);
            line.count("rowsRead", rows_read).count("rowsWritten", rows_written).time(took).end()
        }
        Event::Connected { user, sockets } => {
            Line::new("connected", room).sender(None, None, user).count("sockets", sockets).end()
        }
        Event::Disconnected { user, code, sockets } => {
            Line::new("disconnected", room).sender(None, None, user).count("code", code).count("sockets", sockets).end()
        }
        Event::Delta { collection, from, to, rows, removed } => {
            let mut line = Line::new("delta", room);
            line.text("collection", collection).count("from", from.0).count("to", to.0);
            line.count("rows", rows).count("removed", removed).end()
        }
        Event::Reset { collection, reason } => {
            Line::new("reset", room).text("collection", collection).text("reason", reason).end()
        }
    }
}

struct Line(String);

impl Line {
    fn new(kind: &str, room: &SyncId) -> Self {
        let mut line = Self(String::from("{\"ferrosync\":\""));
        line.0.push_str(kind);
        line.0.push('"');
        line.text("room", room.as_str());
        line
    }

    fn sender(&mut self, request: Option<&str>, mid: Option<&MutationId>, user: Option<&UserId>) -> &mut Self {
        let texts = [("requestId", request), ("mid", mid.map(MutationId::as_str)), ("user", user.map(UserId::as_str))];
        for (name, text) in texts {
            if let Some(text) = text {
                self.text(name, text);
            }
        }
        self
    }

    fn of(&mut self, collection: &str, action: Action) -> &mut Self {
        self.text("collection", collection).text("action", action.as_str())
    }

    fn text(&mut self, name: &str, text: &str) -> &mut Self {
        self.raw(name, &Value::from(text).to_string())
    }

    fn count<N: TryInto<u64>>(&mut self, name: &str, count: N) -> &mut Self {
        self.raw(name, &count.try_into().unwrap_or_default().to_string())
    }

    fn time(&mut self, milliseconds: i64) -> &mut Self {
        self.raw("ms", &milliseconds.to_string())
    }

    fn raw(&mut self, name: &str, json: &str) -> &mut Self {
        // Writing to a String cannot fail.
        let _ = write!(self.0, ",\"{name}\":{json}");
        self
    }

    fn end(&mut self) -> String {
        self.0.push('}');
        core::mem::take(&mut self.0)
    }
}
