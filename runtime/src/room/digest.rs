use std::rc::Rc;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::parts::PartRequest;
use crate::protocol::{
    Action,
    canonical::{digits, write, write_length, write_text},
};

/// What a mutation asked for, in 32 hex characters (16 bytes of SHA-256): under one mutation id there is one digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digest(Rc<str>);

impl Digest {
    /// Of the request as it was parsed: before transforms and server columns, whatever order its keys came in.
    pub(super) fn of(action: Action, collection: &str, scope: Option<&str>, payload: &Value) -> Self {
        let mut bytes = Vec::with_capacity(256);
        write_request(&mut bytes, action, collection, scope, payload);
        Self::of_bytes(&bytes)
    }

    /// The same of several parts. One part has the digest of the mutation that is nothing else.
    pub(super) fn of_parts(parts: &[PartRequest]) -> Self {
        let mut bytes = Vec::new();
        if parts.len() > 1 {
            write_length(&mut bytes, parts.len());
        }
        for part in parts {
            write_request(&mut bytes, part.action, &part.collection, part.scope.as_deref(), &part.payload);
        }
        Self::of_bytes(&bytes)
    }

    fn of_bytes(bytes: &[u8]) -> Self {
        Self(digits(&Sha256::digest(bytes)[..16]).into())
    }

    pub(super) fn stored(text: &str) -> Self {
        Self(text.into())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

fn write_request(bytes: &mut Vec<u8>, action: Action, collection: &str, scope: Option<&str>, payload: &Value) {
    for part in [action.as_str(), collection, scope.unwrap_or_default()] {
        write_text(bytes, part);
    }
    bytes.push(u8::from(scope.is_some()));
    write(bytes, payload);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(payload: &Value) -> Digest {
        Digest::of(Action::Insert, "todos", None, payload)
    }

    #[test]
    fn l3_the_digest_is_of_the_value_not_of_the_text() {
        let one: Value = serde_json::from_str(r#"{"a":1,"b":{"c":null,"d":[]}}"#).unwrap();
        let other: Value = serde_json::from_str(r#"{ "b": {"d": [], "c": null}, "a": 1 }"#).unwrap();
        assert_eq!(of(&one), of(&other));
    }

    #[test]
    fn l3_another_body_has_another_digest() {
        let values = [
            json!(null),
            json!({}),
            json!([]),
            json!(""),
            json!("n"),
            json!(["a", "b"]),
            json!(["ab"]),
            json!(1),
            json!("1"),
            json!({"a": 1}),
            json!({"a": "1"}),
        ];
        for (i, one) in values.iter().enumerate() {
            for other in &values[i + 1..] {
                assert_ne!(of(one), of(other), "{one} and {other}");
            }
        }
        assert_ne!(
            Digest::of(Action::Insert, "todos", None, &json!({})),
            Digest::of(Action::Insert, "todos", Some(""), &json!({}))
        );
        assert_ne!(of(&json!({})), Digest::of(Action::Update, "todos", None, &json!({})));
    }
}
