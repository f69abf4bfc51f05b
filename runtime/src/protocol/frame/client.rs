use std::borrow::Cow;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Map, Value, value::RawValue};

use super::{
    super::{Action, Error, MutationId, MutationRequest, Seq, limits},
    members::Members,
};
use crate::{
    map::Set,
    validate::{Issue, Segment},
};

/// What a client sends over a socket, read but not believed.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientFrame {
    /// These are the lists it shows from now on, instead of those before; and these are the mutations it has no answer to.
    Resume { subscriptions: Vec<Subscription>, pending: Vec<Pending> },
    /// To be done in this order.
    Mutate { mutations: Vec<Sent> },
    /// Up to here it has taken what it was sent.
    Seen { seq: Seq },
}

/// A list that a client shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The client's own number for it.
    pub sub: u32,
    /// The collection's name on the wire.
    pub collection: String,
    pub scope: Option<String>,
    /// Where the list stands on the client. Without one it starts, or goes on, now.
    pub cursor: Option<String>,
}

/// A mutation that its sender does not know the end of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    pub mid: MutationId,
    /// The seq that the sender knew when it sent this for the first time, if it says so. Without it nobody can tell a
    /// mutation that was never done from one that the log has forgotten.
    pub since: Option<Seq>,
}

/// One mutation of a frame. A bad one has its own answer: its neighbours go on.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// What its answer is to be called, as far as that could be read.
    pub client_mutation_id: Option<String>,
    pub request: Result<MutationRequest, Error>,
}

impl ClientFrame {
    /// Reads a frame.
    ///
    /// # Errors
    /// `TOO_LARGE` for lists over their limits; `MALFORMED` for what is no
    /// JSON object with a `type`; `VALIDATION` and `UNKNOWN_FIELD` for members that the type does not have.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut members: Members<'_> = serde_json::from_str(text).map_err(|_| malformed())?;
        let kind: String = members.take("type").and_then(|kind| read(kind).ok()).ok_or_else(malformed)?;
        let frame = match kind.as_str() {
            "resume" => Self::Resume {
                subscriptions: list(&mut members, "subscriptions", limits::SUBSCRIPTIONS)?
                    .into_iter()
                    .enumerate()
                    .map(|(index, raw)| subscription(index, raw))
                    .collect::<Result<_, _>>()
                    .and_then(distinct)?,
                pending: list(&mut members, "pending", limits::PENDING)?
                    .into_iter()
                    .enumerate()
                    .map(|(index, raw)| pending(index, raw))
                    .collect::<Result<_, _>>()?,
            },
            "mutate" => Self::Mutate {
                mutations: list(&mut members, "mutations", limits::FRAME_MUTATIONS)?.into_iter().map(sent).collect(),
            },
            "seen" => {
                let seq = members.take("seq").and_then(|seq| read::<u64>(seq).ok());
                Self::Seen { seq: Seq(seq.ok_or_else(|| Error::invalid("seq", "invalid_type", "must be a seq"))?) }
            }
            _ => return Err(Error::invalid("type", "unknown_type", "is no type of frame")),
        };
        match members.left() {
            None => Ok(frame),
            Some(name) => Err(unknown(vec![name.into()])),
        }
    }
}

fn malformed() -> Error {
    Error::Malformed("a frame is a JSON object with a `type`".to_owned())
}

fn unknown(path: Vec<Segment>) -> Error {
    Error::UnknownField(vec![Issue::new(path, "unknown_field", "is no field of this frame")])
}

fn read<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Result<T, serde_json::Error> {
    serde_json::from_str(raw.get())
}

fn list<'a>(members: &mut Members<'a>, name: &str, most: usize) -> Result<Vec<&'a RawValue>, Error> {
    let list: Option<Vec<&RawValue>> = members.take(name).and_then(|raw| read(raw).ok());
    let list = list.ok_or_else(|| Error::invalid(name, "invalid_type", "must be a list"))?;
    if list.len() > most {
        return Err(Error::TooLarge(format!("`{name}` has at most {most} items")));
    }
    Ok(list)
}

fn subscription(index: usize, raw: &RawValue) -> Result<Subscription, Error> {
    let path = |name: &str| vec!["subscriptions".into(), Segment::Index(index), name.into()];
    let wrong = |name: &str, must: &str| Error::Validation(vec![Issue::new(path(name), "invalid_type", must)]);
    let Ok(Value::Object(mut fields)) = read(raw) else {
        return Err(Error::invalid("subscriptions", "invalid_type", "must be objects"));
    };
    let sub = fields.remove("sub").as_ref().and_then(Value::as_u64).and_then(|sub| u32::try_from(sub).ok());
    let read = Subscription {
        sub: sub.ok_or_else(|| wrong("sub", "must be a number below 2^32"))?,
        collection: text(&mut fields, "collection")
            .map_err(|()| wrong("collection", "must be a string"))?
            .ok_or_else(|| wrong("collection", "is required"))?,
        scope: text(&mut fields, "scope").map_err(|()| wrong("scope", "must be a string"))?,
        cursor: text(&mut fields, "cursor").map_err(|()| wrong("cursor", "must be a string"))?,
    };
    match fields.keys().next() {
        None => Ok(read),
        Some(name) => Err(unknown(path(name))),
    }
}

/// An answer names its subscription by its number alone.
fn distinct(subscriptions: Vec<Subscription>) -> Result<Vec<Subscription>, Error> {
    let numbers: Set<u32> = subscriptions.iter().map(|subscription| subscription.sub).collect();
    if numbers.len() < subscriptions.len() {
        return Err(Error::invalid("subscriptions", "duplicate", "must have a `sub` each"));
    }
    Ok(subscriptions)
}

/// A mutation id, or `{clientMutationId, since?}`.
fn pending(index: usize, raw: &RawValue) -> Result<Pending, Error> {
    let path = |name: Option<&str>| {
        ["pending".into(), Segment::Index(index)].into_iter().chain(name.map(Into::into)).collect::<Vec<Segment>>()
    };
    let wrong = |message: String| Error::Validation(vec![Issue::new(path(None), "invalid_id", message)]);
    let (name, since) = match read::<Value>(raw) {
        Ok(Value::String(name)) => (Some(name), None),
        Ok(Value::Object(mut fields)) => {
            let since = since(&mut fields)?;
            let name = text(&mut fields, "clientMutationId").ok().flatten();
            if let Some(name) = fields.keys().next() {
                return Err(unknown(path(Some(name))));
            }
            (name, since)
        }
        _ => (None, None),
    };
    let name = name.ok_or_else(|| wrong("must be a mutation id".to_owned()))?;
    Ok(Pending { mid: MutationId::parse(&name).map_err(|error| wrong(error.to_string()))?, since })
}

fn since(fields: &mut Map<String, Value>) -> Result<Option<Seq>, Error> {
    let Some(since) = fields.remove("since") else {
        return Ok(None);
    };
    let seq = since.as_u64().filter(|seq| i64::try_from(*seq).is_ok());
    seq.map(|seq| Some(Seq(seq))).ok_or_else(|| Error::invalid("since", "invalid_type", "must be a seq"))
}

fn sent(raw: &RawValue) -> Sent {
    match read::<Value>(raw) {
        Ok(Value::Object(mut fields)) => {
            let client_mutation_id = text(&mut fields, "clientMutationId");
            let name = client_mutation_id.clone().ok().flatten();
            Sent { client_mutation_id: name, request: request(client_mutation_id, fields) }
        }
        Ok(_) => {
            let issue = Issue::new(vec![], "invalid_type", "a mutation must be an object");
            Sent { client_mutation_id: None, request: Err(Error::Validation(vec![issue])) }
        }
        // JSON by its form, and yet no value: half of a surrogate pair, 200 levels, 1e400.
        Err(error) => {
            let name = serde_json::Deserializer::from_str(raw.get()).deserialize_map(Name).ok().flatten();
            let refusal = Error::Malformed(format!("the mutation is not JSON in UTF-8: {error}"));
            Sent { client_mutation_id: name, request: Err(refusal) }
        }
    }
}

fn request(
    client_mutation_id: Result<Option<String>, ()>,
    mut fields: Map<String, Value>,
) -> Result<MutationRequest, Error> {
    let wrong = |name: &str| Error::invalid(name, "invalid_type", "must be a string");
    let required = |name: &str| Error::invalid(name, "required", "is required");
    let name = client_mutation_id.map_err(|()| wrong("clientMutationId"))?;
    let since = since(&mut fields)?;
    let collection = text(&mut fields, "collection").map_err(|()| wrong("collection"))?;
    let action = text(&mut fields, "action").map_err(|()| wrong("action"))?;
    let action = action.ok_or_else(|| required("action"))?;
    let action = Action::ALL.into_iter().find(|known| known.as_str() == action);
    let read = MutationRequest {
        // Without one nobody could tell whose answer it is.
        client_mutation_id: Some(name.ok_or_else(|| required("clientMutationId"))?),
        since,
        collection: collection.ok_or_else(|| required("collection"))?,
        action: action.ok_or_else(|| Error::invalid("action", "one_of", "is no action"))?,
        payload: fields.remove("payload").ok_or_else(|| required("payload"))?,
        scope: text(&mut fields, "scope").map_err(|()| wrong("scope"))?,
    };
    match fields.keys().next() {
        None => Ok(read),
        Some(name) => Err(unknown(vec![name.as_str().into()])),
    }
}

fn text(fields: &mut Map<String, Value>, name: &str) -> Result<Option<String>, ()> {
    match fields.remove(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(()),
    }
}

/// Finds the name of a mutation that cannot be read whole.
struct Name;

impl<'de> Visitor<'de> for Name {
    type Value = Option<String>;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut name = None;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if key == "clientMutationId" {
                name = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(name)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use serde_json::json;

    use super::*;

    fn code(text: &str) -> &'static str {
        ClientFrame::parse(text).map_or_else(|error| error.code().0, |frame| panic!("{frame:?}"))
    }

    fn mutations(frame: &Value) -> Vec<Sent> {
        match ClientFrame::parse(&frame.to_string()).unwrap() {
            ClientFrame::Mutate { mutations } => mutations,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_type_is_read() {
        let named = json!({ "clientMutationId": "87654321", "since": 7 });
        let resume = json!({ "type": "resume", "pending": ["12345678", named], "subscriptions": [
            { "sub": 0, "collection": "todos" },
            { "sub": 7, "collection": "tasks", "scope": "s", "cursor": "c" },
        ] });
        let subscription = |sub, collection: &str, scope: Option<&str>, cursor: Option<&str>| Subscription {
            sub,
            collection: collection.to_owned(),
            scope: scope.map(str::to_owned),
            cursor: cursor.map(str::to_owned),
        };
        assert_eq!(
            ClientFrame::parse(&resume.to_string()).unwrap(),
            ClientFrame::Resume {
                subscriptions: vec![
                    subscription(0, "todos", None, None),
                    subscription(7, "tasks", Some("s"), Some("c")),
                ],
                pending: vec![
                    Pending { mid: MutationId::parse("12345678").unwrap(), since: None },
                    Pending { mid: MutationId::parse("87654321").unwrap(), since: Some(Seq(7)) },
                ],
            }
        );
        assert_eq!(ClientFrame::parse(r#"{"type":"seen","seq":7}"#).unwrap(), ClientFrame::Seen { seq: Seq(7) });
        let frame = json!({ "type": "mutate", "mutations": [{
            "clientMutationId": "12345678", "since": 3, "collection": "todos", "action": "bulk-delete",
            "payload": { "ids": [] }, "scope": "s",
        }] });
        assert_eq!(
            mutations(&frame)[0].request,
            Ok(MutationRequest {
                client_mutation_id: Some("12345678".to_owned()),
                since: Some(Seq(3)),
                collection: "todos".to_owned(),
                action: Action::BulkDelete,
                payload: json!({ "ids": [] }),
                scope: Some("s".to_owned()),
            })
        );
    }

    #[test]
    fn h11_what_is_no_frame_is_refused_by_name() {
        for text in ["", "ping ", "null", "[]", "7", "{}", r#"{"type":7}"#, "{\"type\":\"seen\"", "\u{feff}{}"] {
            assert_eq!(code(text), "MALFORMED", "{text}");
        }
        for text in [
            r#"{"type":"hello"}"#,
            r#"{"type":"seen"}"#,
            r#"{"type":"seen","seq":-1}"#,
            r#"{"type":"seen","seq":1e400}"#,
            r#"{"type":"resume","subscriptions":[]}"#,
            r#"{"type":"resume","subscriptions":{},"pending":[]}"#,
            r#"{"type":"resume","subscriptions":[7],"pending":[]}"#,
            r#"{"type":"resume","subscriptions":[{"sub":-1,"collection":"todos"}],"pending":[]}"#,
            r#"{"type":"resume","subscriptions":[{"sub":1}],"pending":[]}"#,
            r#"{"type":"resume","subscriptions":[{"sub":1,"collection":"todos","scope":null}],"pending":[]}"#,
            r#"{"type":"resume","subscriptions":[{"sub":1,"collection":"a"},{"sub":1,"collection":"b"}],"pending":[]}"#,
            r#"{"type":"resume","subscriptions":[],"pending":["short"]}"#,
            r#"{"type":"resume","subscriptions":[],"pending":[7]}"#,
            r#"{"type":"resume","subscriptions":[],"pending":[{"since":1}]}"#,
            r#"{"type":"resume","subscriptions":[],"pending":[{"clientMutationId":"12345678","since":-1}]}"#,
            r#"{"type":"mutate"}"#,
        ] {
            assert_eq!(code(text), "VALIDATION", "{text}");
        }
        for text in [
            r#"{"type":"seen","seq":1,"more":1}"#,
            r#"{"type":"resume","subscriptions":[],"pending":[{"clientMutationId":"12345678","at":1}]}"#,
            r#"{"type":"resume","subscriptions":[{"sub":1,"collection":"a","since":1}],"pending":[]}"#,
        ] {
            assert_eq!(code(text), "UNKNOWN_FIELD", "{text}");
        }
    }

    #[test]
    fn l13_the_lists_of_a_frame_have_limits() {
        let many = |count: usize, item: Value| Value::from(vec![item; count]);
        let resume = |subs: usize, pending: usize| {
            let subs: Vec<_> = (0..subs).map(|sub| json!({ "sub": sub, "collection": "todos" })).collect();
            json!({ "type": "resume", "subscriptions": subs, "pending": many(pending, json!("12345678")) }).to_string()
        };
        assert!(ClientFrame::parse(&resume(limits::SUBSCRIPTIONS, limits::PENDING)).is_ok());
        assert_eq!(code(&resume(limits::SUBSCRIPTIONS + 1, 0)), "TOO_LARGE");
        assert_eq!(code(&resume(0, limits::PENDING + 1)), "TOO_LARGE");
        let mutate = |count| json!({ "type": "mutate", "mutations": many(count, json!({})) }).to_string();
        assert!(ClientFrame::parse(&mutate(limits::FRAME_MUTATIONS)).is_ok());
        assert_eq!(code(&mutate(limits::FRAME_MUTATIONS + 1)), "TOO_LARGE");
    }

    #[test]
    fn h11_a_bad_mutation_has_its_own_answer() {
        let good = r#"{"clientMutationId":"12345678","collection":"todos","action":"insert","payload":{}}"#;
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        for (bad, name, code) in [
            ("7".to_owned(), None, "VALIDATION"),
            ("{}".to_owned(), None, "VALIDATION"),
            (r#"{"collection":"todos","action":"insert","payload":{}}"#.to_owned(), None, "VALIDATION"),
            (good.replace("insert", "drop"), Some("12345678"), "VALIDATION"),
            (good.replace("\"12345678\"", "7"), None, "VALIDATION"),
            (good.replace(r#","payload":{}"#, ""), Some("12345678"), "VALIDATION"),
            (good.replace("\"collection\"", "\"sync_id\""), Some("12345678"), "VALIDATION"),
            (good.replace("{}}", r#"{},"syncId":"p"}"#), Some("12345678"), "UNKNOWN_FIELD"),
            (good.replace("{}}", r#"{},"since":-1}"#), Some("12345678"), "VALIDATION"),
            (good.replace("{}}", r#"{},"scope":null}"#), Some("12345678"), "VALIDATION"),
            (good.replace("{}", r#"{"title":"\ud800"}"#), Some("12345678"), "MALFORMED"),
            (good.replace("{}", "1e400"), Some("12345678"), "MALFORMED"),
            (good.replace("{}", &deep), Some("12345678"), "MALFORMED"),
        ] {
            let text = format!(r#"{{"type":"mutate","mutations":[{good},{bad},{good}]}}"#);
            let Ok(ClientFrame::Mutate { mutations }) = ClientFrame::parse(&text) else { panic!("{bad}") };
            assert!(mutations[0].request.is_ok() && mutations[2].request.is_ok());
            assert_eq!(mutations[1].client_mutation_id.as_deref(), name, "{bad}");
            assert_eq!(mutations[1].request.as_ref().unwrap_err().code().0, code, "{bad}");
        }
    }
}
