use serde_json::Value;

use super::super::{MutationId, Seq};

/// What the server sends over a socket, but for what holds rows: those frames are written round the rows' own text
/// ([`broadcast`](super::broadcast), [`ack`](super::ack), [`DeltaFrame`]).
#[derive(Debug)]
pub enum Frame<'a> {
    /// The first frame of every connection.
    SyncInit {
        protocol: u32,
        /// The schema's hash; another one than the client's is an event there, not an error.
        schema: &'a str,
        seq: Seq,
        cursor: &'a str,
        /// The server's clock, milliseconds since 1970 UTC.
        now: i64,
        user_id: Option<&'a str>,
        /// What the app's `authorize` says of them.
        access: Option<&'a Value>,
    },
    /// The first answer to `resume`: what became of the mutations that it names.
    Resumed {
        committed: Vec<Landed<'a>>,
        /// Not in the log: to be sent again, in their order.
        missing: &'a [MutationId],
        /// Older than the log: nobody can tell.
        stale: &'a [MutationId],
    },
    /// A subscription whose list has to be read anew, over HTTP. Changes from now on follow all the same, but for one
    /// that was refused.
    Reset {
        sub: u32,
        collection: &'a str,
        scope: Option<&'a str>,
        /// `too_old`, `large`, `history`, `access` or `schema`.
        reason: &'a str,
    },
    /// Something was committed that was not, or could not be, sent row by row: ask, where held is lower.
    Tick { seq: Seq, lists: &'a [(&'a str, Seq)] },
    /// Then the connection is closed.
    Error { code: &'a str, message: &'a str },
}

/// A mutation that was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Landed<'a> {
    pub client_mutation_id: &'a str,
    pub seq: Seq,
}

impl Frame<'_> {
    /// The frame's text.
    pub fn text(&self) -> String {
        match *self {
            Self::SyncInit { protocol, schema, seq, cursor, now, user_id, access } => {
                let mut frame = Text::of("sync-init");
                frame.json("protocol", &protocol.to_string()).text("schema", schema).json("seq", &seq.to_string());
                frame.text("cursor", cursor).json("now", &now.to_string()).maybe("userId", user_id);
                if let Some(access) = access {
                    frame.json("access", &access.to_string());
                }
                frame.end()
            }
            Self::Resumed { ref committed, missing, stale } => {
                let landed = |one: &Landed<'_>| {
                    let mid = Value::from(one.client_mutation_id);
                    format!(r#"{{"clientMutationId":{mid},"seq":{}}}"#, one.seq)
                };
                let committed = list("[", committed.iter().map(landed), "]");
                let mids =
                    |mids: &[MutationId]| list("[", mids.iter().map(|mid| Value::from(mid.as_str()).to_string()), "]");
                let mut frame = Text::of("resumed");
                frame.json("committed", &committed).json("missing", &mids(missing)).json("stale", &mids(stale)).end()
            }
            Self::Reset { sub, collection, scope, reason } => {
                let mut frame = Text::of("reset");
                frame.json("sub", &sub.to_string()).text("collection", collection).maybe("scope", scope);
                frame.text("reason", reason).end()
            }
            Self::Tick { seq, lists } => {
                let member = |(name, seq): &(&str, Seq)| format!("{}:{seq}", Value::from(*name));
                let lists = list("{", lists.iter().map(member), "}");
                Text::of("tick").json("seq", &seq.to_string()).json("lists", &lists).end()
            }
            Self::Error { code, message } => Text::of("error").text("code", code).text("message", message).end(),
        }
    }
}

/// A frame's text while it is written.
struct Text(String);

impl Text {
    fn of(kind: &str) -> Self {
        Self(format!(r#"{{"type":"{kind}""#))
    }

    /// A member whose value is JSON already.
    fn json(&mut self, key: &str, json: &str) -> &mut Self {
        push(&mut self.0, key, json);
        self
    }

    fn text(&mut self, key: &str, text: &str) -> &mut Self {
        self.json(key, &Value::from(text).to_string())
    }

    fn maybe(&mut self, key: &str, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(key, text),
            None => self,
        }
    }

    fn end(&mut self) -> String {
        self.0.push('}');
        core::mem::take(&mut self.0)
    }
}

/// Items that are JSON already, in brackets.
fn list(open: &str, items: impl Iterator<Item = String>, close: &str) -> String {
    let mut text = String::from(open);
    for item in items {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&item);
    }
    text.push_str(close);
    text
}

/// The difference since a subscription's cursor, or a piece of it: `{type: "delta", sub, collection, scope?, from, to,
/// cursor, rows, removed, more}`.
#[derive(Debug, Clone, Copy)]
pub struct DeltaFrame<'a> {
    pub sub: u32,
    pub collection: &'a str,
    pub scope: Option<&'a str>,
    pub from: Seq,
    /// The list is whole up to here, once there is no more.
    pub to: Seq,
    pub cursor: &'a str,
    /// JSON arrays: rows as they are now, and the ids of those that are gone from the list.
    pub rows: &'a str,
    pub removed: &'a str,
    /// Whether another piece follows.
    pub more: bool,
}

impl DeltaFrame<'_> {
    /// The frame's text.
    pub fn text(&self) -> String {
        let mut frame = Text::of("delta");
        frame.0.reserve(self.rows.len() + self.removed.len() + 256);
        frame.json("sub", &self.sub.to_string()).text("collection", self.collection).maybe("scope", self.scope);
        frame.json("from", &self.from.to_string()).json("to", &self.to.to_string()).text("cursor", self.cursor);
        frame.json("rows", self.rows).json("removed", self.removed);
        frame.json("more", if self.more { "true" } else { "false" }).end()
    }
}

/// Appends a member whose value is JSON already.
pub(super) fn push(text: &mut String, key: &str, json: &str) {
    text.push_str(",\"");
    text.push_str(key);
    text.push_str("\":");
    text.push_str(json);
}
