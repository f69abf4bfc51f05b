//! The frames as TypeScript sees them: types that are made for their names and read by nobody but tests, which compare them
//! with what is sent.
#![allow(missing_docs, dead_code)]

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// A frame of the server.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "ts", ts(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase"))]
pub enum ServerFrame {
    SyncInit {
        protocol: u32,
        schema: String,
        seq: u64,
        cursor: String,
        now: i64,
        #[cfg_attr(feature = "ts", ts(optional))]
        user_id: Option<String>,
        #[cfg_attr(feature = "ts", ts(optional, type = "unknown"))]
        access: Option<Value>,
    },
    Broadcast {
        changes: Vec<Change>,
    },
    Ack {
        results: Vec<AckResult>,
    },
    Resumed {
        committed: Vec<Committed>,
        missing: Vec<String>,
        stale: Vec<String>,
    },
    Delta {
        sub: u32,
        collection: String,
        #[cfg_attr(feature = "ts", ts(optional))]
        scope: Option<String>,
        from: u64,
        to: u64,
        cursor: String,
        #[cfg_attr(feature = "ts", ts(type = "readonly Readonly<Record<string, unknown>>[]"))]
        rows: Vec<Value>,
        removed: Vec<String>,
        more: bool,
    },
    Reset {
        sub: u32,
        collection: String,
        #[cfg_attr(feature = "ts", ts(optional))]
        scope: Option<String>,
        reason: ResetReason,
    },
    Tick {
        seq: u64,
        lists: BTreeMap<String, u64>,
    },
    Error {
        code: String,
        message: String,
    },
}

/// Why a list has to be read anew.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", ts(rename_all = "snake_case"))]
pub enum ResetReason {
    TooOld,
    Large,
    History,
    Access,
    Schema,
}

/// What one mutation did to one list.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "ts", ts(rename_all = "camelCase"))]
pub struct Change {
    pub seq: u64,
    /// Not for a socket that has subscribed to nothing yet.
    #[cfg_attr(feature = "ts", ts(optional))]
    pub sub: Option<u32>,
    pub prev: u64,
    pub collection: String,
    pub action: Action,
    /// By the action: a row; `{id}`; `{items: rows}`; `{ids}`.
    #[cfg_attr(feature = "ts", ts(type = "unknown"))]
    pub payload: Value,
    #[cfg_attr(feature = "ts", ts(optional))]
    pub client_mutation_id: Option<String>,
    #[cfg_attr(feature = "ts", ts(optional))]
    pub scope: Option<String>,
}

/// What a mutation does.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", ts(rename_all = "kebab-case"))]
pub enum Action {
    Insert,
    Update,
    Delete,
    BulkInsert,
    BulkUpdate,
    BulkDelete,
}

/// A mutation that is in the log.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "ts", ts(rename_all = "camelCase"))]
pub struct Committed {
    pub client_mutation_id: String,
    pub seq: u64,
}

/// The answer to one mutation: `seq` or `error`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "ts", ts(rename_all = "camelCase"))]
pub struct AckResult {
    /// Missing where the mutation had none that could be read.
    #[cfg_attr(feature = "ts", ts(optional))]
    pub client_mutation_id: Option<String>,
    #[cfg_attr(feature = "ts", ts(optional))]
    pub seq: Option<u64>,
    #[cfg_attr(feature = "ts", ts(optional, type = "unknown"))]
    pub data: Option<Value>,
    #[cfg_attr(feature = "ts", ts(optional))]
    pub replayed: Option<bool>,
    #[cfg_attr(feature = "ts", ts(optional))]
    pub error: Option<WireError>,
}

/// An error, as over HTTP.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "ts", ts(rename_all = "camelCase"))]
pub struct WireError {
    pub code: String,
    pub message: String,
    #[cfg_attr(feature = "ts", ts(optional, type = "readonly unknown[]"))]
    pub issues: Option<Vec<Value>>,
    #[cfg_attr(feature = "ts", ts(optional))]
    pub client_mutation_id: Option<String>,
    #[cfg_attr(feature = "ts", ts(optional))]
    pub request_id: Option<String>,
    /// HTTP's number for it.
    pub status: u16,
    /// Seconds.
    #[cfg_attr(feature = "ts", ts(optional))]
    pub retry_after: Option<u32>,
}

/// A frame of the client.
#[derive(Debug, serde::Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", ts(tag = "type", rename_all = "kebab-case"))]
pub enum ClientFrame {
    Resume { subscriptions: Vec<Subscription>, pending: Vec<Pending> },
    Mutate { mutations: Vec<Mutation> },
    Seen { seq: u64 },
}

/// A list that the client shows.
#[derive(Debug, serde::Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Subscription {
    pub sub: u32,
    pub collection: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub cursor: Option<String>,
}

/// A mutation that the client has no answer to.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(rename_all = "camelCase"))]
pub struct Pending {
    pub client_mutation_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub since: Option<u64>,
}

/// A mutation on its way.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(rename_all = "camelCase"))]
pub struct Mutation {
    pub client_mutation_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub since: Option<u64>,
    pub collection: String,
    #[cfg_attr(feature = "ts", ts(type = "Action"))]
    pub action: &'static str,
    #[cfg_attr(feature = "ts", ts(type = "unknown"))]
    pub payload: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub scope: Option<String>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::{super::super as protocol, *};
    use protocol::{Acked, Answer, Data, DeltaFrame, Error, Frame, Landed, MutationId, Payload, Seq, ack, broadcast};

    fn assert_shape(text: &str) {
        let frame = serde_json::from_str::<ServerFrame>(text);
        assert!(frame.is_ok(), "{:?}: {text}", frame.err());
    }

    #[test]
    fn l12_what_the_server_writes_is_what_typescript_is_told() {
        let access = json!({ "role": "editor" });
        let (protocol, schema, seq, cursor, now) = (protocol::PROTOCOL, "h", Seq(1), "c", 1);
        assert_shape(
            &Frame::SyncInit { protocol, schema, seq, cursor, now, user_id: Some("u"), access: Some(&access) }.text(),
        );
        assert_shape(&Frame::SyncInit { protocol, schema, seq, cursor, now, user_id: None, access: None }.text());
        let mid = MutationId::parse("12345678").unwrap();
        let committed = vec![Landed { client_mutation_id: "12345678", seq }];
        assert_shape(
            &Frame::Resumed { committed, missing: std::slice::from_ref(&mid), stale: std::slice::from_ref(&mid) }
                .text(),
        );
        for reason in ["too_old", "large", "history", "access", "schema"] {
            assert_shape(&Frame::Reset { sub: 1, collection: "todos", scope: Some("s"), reason }.text());
        }
        assert_shape(&Frame::Tick { seq, lists: &[("todos", seq)] }.text());
        assert_shape(&Frame::Error { code: "MALFORMED", message: "m" }.text());
        let delta = DeltaFrame {
            sub: 1,
            collection: "todos",
            scope: Some("s"),
            from: seq,
            to: seq,
            cursor: "\"",
            rows: r#"[{"id":"a"}]"#,
            removed: r#"["b"]"#,
            more: true,
        };
        assert_shape(&delta.text());
        assert_shape(&DeltaFrame { scope: None, rows: "[]", removed: "[]", more: false, ..delta }.text());
        let results = [
            Ok(Answer { seq, data: Data::Row(None), replayed: true }),
            Err(Error::Unavailable { mid: Some(mid.clone()) }),
            Err(Error::invalid("title", "too_short", "must have at least 1 character")),
        ];
        let name = Some("12345678".to_owned());
        let results = results.map(|answer| Acked { client_mutation_id: name.clone(), answer, request_id: "r".into() });
        assert_shape(&ack(&results)[0]);
        let changes = protocol::Action::ALL.map(|action| protocol::Change {
            seq,
            prev: seq,
            collection: "todos",
            action,
            payload: Payload::Ids(vec!["a".into()]),
            mid: mid.clone(),
        });
        let entries = changes.map(|change| change.entry(Some(1), seq, Some("s"), &change.body()));
        assert_shape(&broadcast(&entries).0[0]);
    }

    #[test]
    fn l12_what_typescript_may_send_is_what_the_server_reads() {
        let subscription = |sub, scope: Option<&str>| Subscription {
            sub,
            collection: "todos".into(),
            scope: scope.map(Into::into),
            cursor: scope.map(Into::into),
        };
        let mutation = |since, action: protocol::Action| Mutation {
            client_mutation_id: "12345678".into(),
            since,
            collection: "todos".into(),
            action: action.as_str(),
            payload: json!({}),
            scope: since.map(|_| "s".into()),
        };
        let all = protocol::Action::ALL.into_iter();
        for frame in [
            ClientFrame::Resume {
                subscriptions: vec![subscription(0, None), subscription(1, Some("s"))],
                pending: [None, Some(1)].map(|since| Pending { client_mutation_id: "12345678".into(), since }).into(),
            },
            ClientFrame::Mutate {
                mutations: all.flat_map(|action| [mutation(None, action), mutation(Some(1), action)]).collect(),
            },
            ClientFrame::Seen { seq: 1 },
        ] {
            let text = serde_json::to_string(&frame).unwrap();
            match protocol::ClientFrame::parse(&text).unwrap() {
                protocol::ClientFrame::Mutate { mutations } => {
                    assert!(mutations.iter().all(|sent| sent.request.is_ok()));
                }
                _ => assert!(!matches!(frame, ClientFrame::Mutate { .. })),
            }
        }
    }
}
