use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::super::{MutationId, Seq};

/// What the server sends over a socket, but for what holds rows: those frames are written round the rows' own text
/// ([`broadcast`](super::broadcast), [`ack`](super::ack), [`DeltaFrame`]).
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Frame<'a> {
    /// The first frame of every connection.
    #[serde(rename_all = "camelCase")]
    SyncInit {
        protocol: u32,
        /// The schema's hash; another one than the client's is an event there, not an error.
        schema: &'a str,
        seq: Seq,
        cursor: &'a str,
        /// The server's clock, milliseconds since 1970 UTC.
        now: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        user_id: Option<&'a str>,
        /// What the app's `authorize` says of them.
        #[serde(skip_serializing_if = "Option::is_none")]
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
        #[serde(skip_serializing_if = "Option::is_none")]
        scope: Option<&'a str>,
        /// `too_old`, `large`, `history`, `access` or `schema`.
        reason: &'a str,
    },
    /// Something was committed that was not, or could not be, sent row by row: ask, where held is lower.
    Tick { seq: Seq, lists: &'a BTreeMap<&'a str, Seq> },
    /// Then the connection is closed.
    Error { code: &'a str, message: &'a str },
}

/// A mutation that was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Landed<'a> {
    pub client_mutation_id: &'a str,
    pub seq: Seq,
}

impl Frame<'_> {
    /// The frame's text.
    pub fn text(&self) -> String {
        // Strings, integers and maps of them always serialise; an empty text would be ignored by every client.
        serde_json::to_string(self).unwrap_or_default()
    }
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
        let mut text = String::with_capacity(self.rows.len() + self.removed.len() + 256);
        text.push_str(r#"{"type":"delta","sub":"#);
        text.push_str(&self.sub.to_string());
        push(&mut text, "collection", &Value::from(self.collection).to_string());
        if let Some(scope) = self.scope {
            push(&mut text, "scope", &Value::from(scope).to_string());
        }
        push(&mut text, "from", &self.from.to_string());
        push(&mut text, "to", &self.to.to_string());
        push(&mut text, "cursor", &Value::from(self.cursor).to_string());
        push(&mut text, "rows", self.rows);
        push(&mut text, "removed", self.removed);
        push(&mut text, "more", if self.more { "true" } else { "false" });
        text.push('}');
        text
    }
}

/// Appends a member whose value is JSON already.
pub(super) fn push(text: &mut String, key: &str, json: &str) {
    text.push_str(",\"");
    text.push_str(key);
    text.push_str("\":");
    text.push_str(json);
}
