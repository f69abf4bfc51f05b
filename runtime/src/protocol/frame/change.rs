use std::rc::Rc;

use serde_json::Value;

use super::{
    super::{Action, MutationId, Seq, limits},
    server::push,
};

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

/// A change as one list is told of it: the text of an entry, and the seq that it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub seq: Seq,
    pub text: String,
}

/// The frames that tell `entries`, in their order, none larger than a frame may be. What one mutation did stands in one
/// frame: nobody is to see half of it.
///
/// Written by hand round the rows' own text, so that a row never becomes an object on its way through. The second
/// value has the seqs that no frame could hold: their rows are to be asked for.
pub fn broadcast(entries: &[Entry]) -> (Vec<String>, Vec<Seq>) {
    const HEAD: &str = r#"{"type":"broadcast","changes":["#;
    const TAIL: &str = "]}";
    let (mut frames, mut too_large) = (Vec::new(), Vec::new());
    let mut frame = String::new();
    for entries in entries.chunk_by(|one, next| one.seq == next.seq) {
        let length = entries.iter().map(|entry| entry.text.len() + 1).sum::<usize>();
        if HEAD.len() + length + TAIL.len() > limits::FRAME_BYTES {
            too_large.extend(entries.first().map(|entry| entry.seq));
            continue;
        }
        if !frame.is_empty() && frame.len() + length + TAIL.len() > limits::FRAME_BYTES {
            frame.push_str(TAIL);
            frames.push(std::mem::take(&mut frame));
        }
        for entry in entries {
            frame.push_str(if frame.is_empty() { HEAD } else { "," });
            frame.push_str(&entry.text);
        }
    }
    if !frame.is_empty() {
        frame.push_str(TAIL);
        frames.push(frame);
    }
    (frames, too_large)
}

impl Change {
    /// What every list is told alike: the members of an entry but for its place.
    pub fn body(&self) -> String {
        let mut text = format!(r#""collection":"{}","action":"{}","payload":"#, self.collection, self.action);
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
        push(&mut text, "clientMutationId", &Value::from(self.mid.as_str()).to_string());
        text
    }

    /// The entry of a list. `sub` is the client's number for it, and `prev` the last seq before this one that touched it;
    /// `body` is [`Self::body`], made once for all.
    pub fn entry(&self, sub: Option<u32>, prev: Seq, scope: Option<&str>, body: &str) -> Entry {
        let mut text = format!(r#"{{"seq":{}"#, self.seq);
        if let Some(sub) = sub {
            push(&mut text, "sub", &sub.to_string());
        }
        push(&mut text, "prev", &prev.to_string());
        text.push(',');
        text.push_str(body);
        if let Some(scope) = scope {
            push(&mut text, "scope", &Value::from(scope).to_string());
        }
        text.push('}');
        Entry { seq: self.seq, text }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn change(seq: u64, row: &str) -> Entry {
        let change = Change {
            seq: Seq(seq),
            prev: Seq(seq - 1),
            collection: "todos",
            action: Action::Insert,
            payload: Payload::Rows(vec![row.into()]),
            mid: MutationId::parse("12345678").unwrap(),
        };
        change.entry(None, change.prev, None, &change.body())
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
