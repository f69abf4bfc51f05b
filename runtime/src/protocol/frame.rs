use std::collections::BTreeMap;
use std::rc::Rc;

use serde::Serialize;
use serde_json::Value;

use super::{Action, MutationId, Seq, limits};

/// The version of the wire. Another one is an error on the client.
pub const PROTOCOL: u32 = 1;

/// What the server sends over a socket, but for [`broadcast`]s.
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
    /// Something was committed that was not, or could not be, sent row by row: ask, where held is lower.
    Tick { seq: Seq, lists: &'a BTreeMap<&'static str, Seq> },
    /// Then the connection is closed.
    Error { code: &'a str, message: &'a str },
}

impl Frame<'_> {
    /// The frame's text.
    pub fn text(&self) -> String {
        // Strings, integers and maps of them always serialise; an empty text would be ignored by every client.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What a mutation did to a collection, as its observers see it. A delete may have several: entries of one seq stand together.
#[derive(Debug, Clone)]
pub struct Change {
    pub seq: Seq,
    /// The last seq before this one that touched the collection.
    pub prev: Seq,
    pub collection: &'static str,
    pub action: Action,
    pub payload: Payload,
    pub mid: MutationId,
}

/// The rows of a change, each the JSON text that SQLite printed, or the ids of those that are gone.
#[derive(Debug, Clone)]
pub enum Payload {
    Rows(Vec<Rc<str>>),
    Ids(Vec<Rc<str>>),
}

/// The frames that tell `changes`, in their order, none larger than a frame may be. What one mutation did stands in one
/// frame: nobody is to see half of it.
///
/// Written by hand round the rows' own text, so that a row never becomes an object on its way through. The second
/// value has the seqs that no frame could hold: their rows are to be asked for.
pub fn broadcast(changes: &[Change]) -> (Vec<String>, Vec<Seq>) {
    const HEAD: &str = r#"{"type":"broadcast","changes":["#;
    const TAIL: &str = "]}";
    let (mut frames, mut too_large) = (Vec::new(), Vec::new());
    let mut frame = String::new();
    for changes in changes.chunk_by(|one, next| one.seq == next.seq) {
        let text = changes.iter().map(Change::text).collect::<Vec<_>>().join(",");
        if HEAD.len() + text.len() + TAIL.len() > limits::FRAME_BYTES {
            too_large.extend(changes.first().map(|change| change.seq));
            continue;
        }
        if !frame.is_empty() && frame.len() + 1 + text.len() + TAIL.len() > limits::FRAME_BYTES {
            frame.push_str(TAIL);
            frames.push(std::mem::take(&mut frame));
        }
        frame.push_str(if frame.is_empty() { HEAD } else { "," });
        frame.push_str(&text);
    }
    if !frame.is_empty() {
        frame.push_str(TAIL);
        frames.push(frame);
    }
    (frames, too_large)
}

impl Change {
    fn text(&self) -> String {
        let mut text = format!(
            r#"{{"seq":{},"prev":{},"collection":"{}","action":"{}","payload":"#,
            self.seq, self.prev, self.collection, self.action
        );
        match (&self.payload, self.action.is_bulk()) {
            (Payload::Rows(rows), false) => text.push_str(rows.first().map_or("null", |row| row)),
            (Payload::Rows(rows), true) => {
                push_list(&mut text, "items", rows.iter().map(ToString::to_string));
            }
            (Payload::Ids(ids), false) => {
                text.push_str(r#"{"id":"#);
                text.push_str(&ids.first().map_or(Value::Null, |id| Value::from(&**id)).to_string());
                text.push('}');
            }
            (Payload::Ids(ids), true) => {
                push_list(&mut text, "ids", ids.iter().map(|id| Value::from(&**id).to_string()));
            }
        }
        text.push_str(r#","clientMutationId":"#);
        text.push_str(&Value::from(self.mid.as_str()).to_string());
        text.push('}');
        text
    }
}

fn push_list(text: &mut String, key: &str, items: impl Iterator<Item = String>) {
    text.push_str("{\"");
    text.push_str(key);
    text.push_str("\":[");
    for (index, item) in items.enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&item);
    }
    text.push_str("]}");
}

/// The answer to a frame of the client.
///
/// This version of the server takes none: mutations come over HTTP, and a reconnected client reads its lists again.
/// What is sent all the same is answered by name, so that nobody waits for it.
pub fn refuse(text: &str) -> String {
    let kind = serde_json::from_str::<Value>(text).ok().and_then(|frame| Some(frame.get("type")?.as_str()?.to_owned()));
    let (code, message) = match kind.as_deref() {
        Some(kind @ ("resume" | "mutate" | "seen")) => ("VALIDATION", format!("`{kind}` is not supported yet")),
        Some(_) => ("VALIDATION", "unknown type of frame".to_owned()),
        None => ("MALFORMED", "a frame is a JSON object with a `type`".to_owned()),
    };
    Frame::Error { code, message: &message }.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(seq: u64, row: &str) -> Change {
        Change {
            seq: Seq(seq),
            prev: Seq(seq - 1),
            collection: "todos",
            action: Action::Insert,
            payload: Payload::Rows(vec![row.into()]),
            mid: MutationId::parse("12345678").unwrap(),
        }
    }

    #[test]
    fn a_frame_is_json_with_every_change_in_order() {
        let (frames, too_large) = broadcast(&[change(1, r#"{"id":"a"}"#), change(2, r#"{"id":"b"}"#)]);
        assert!(too_large.is_empty());
        let frame: Value = serde_json::from_str(&frames[0]).unwrap();
        assert_eq!(frame["changes"][0]["seq"], 1);
        assert_eq!(frame["changes"][1]["payload"]["id"], "b");
        assert_eq!(frame["changes"][1]["clientMutationId"], "12345678");
    }

    #[test]
    fn l13_a_frame_has_a_size_and_what_exceeds_it_is_named() {
        let half = format!(r#"{{"id":"{}"}}"#, "x".repeat(limits::FRAME_BYTES / 2));
        let (frames, too_large) = broadcast(&[change(1, &half), change(2, &half), change(3, &format!("{half}{half}"))]);
        assert_eq!(frames.len(), 2);
        assert!(frames.iter().all(|frame| frame.len() <= limits::FRAME_BYTES));
        assert_eq!(too_large, [Seq(3)]);
    }

    #[test]
    fn r6_what_one_mutation_did_is_never_split_over_frames() {
        let third = format!(r#"{{"id":"{}"}}"#, "x".repeat(limits::FRAME_BYTES / 3));
        let (frames, too_large) = broadcast(&[change(1, &third), change(2, &third), change(2, &third)]);
        let seqs = |frame: &String| {
            let frame: Value = serde_json::from_str(frame).unwrap();
            frame["changes"]
                .as_array()
                .unwrap()
                .iter()
                .map(|change| change["seq"].as_u64().unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(frames.iter().map(seqs).collect::<Vec<_>>(), [vec![1], vec![2, 2]]);
        assert!(too_large.is_empty());

        let (frames, too_large) =
            broadcast(&[change(1, &third), change(1, &third), change(1, &third), change(2, "{}")]);
        assert_eq!((frames.len(), too_large), (1, vec![Seq(1)]));
    }
}
