use core::fmt;
use std::borrow::Cow;

use serde::{
    Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::Value;

use crate::protocol::Error;

/// The scope that a mutation's body names, read without making anything of the rest.
///
/// What is no mutation names none: whoever is let in without a scope is told what is wrong with it.
///
/// # Errors
/// 400 where the body names a scope that is no text.
pub fn scope_of(body: &[u8]) -> Result<Option<String>, Error> {
    let text = core::str::from_utf8(body).unwrap_or_default();
    match serde_json::Deserializer::from_str(text).deserialize_map(Scope).unwrap_or_default() {
        None => Ok(None),
        Some(Value::String(scope)) => Ok(Some(scope)),
        Some(_) => Err(Error::invalid("scope", "invalid_type", "must be a string")),
    }
}

struct Scope;

impl<'de> Visitor<'de> for Scope {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut scope = None;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            // The last of several counts, as where the whole body is read.
            if key == "scope" {
                scope = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(scope)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn s6_the_scope_is_read_as_the_mutation_will_read_it() {
        for (body, scope) in [
            (r#"{"scope":"a","title":"t"}"#, Some("a")),
            (r#"{"title":"t","scope":"a"}"#, Some("a")),
            (r#"{"scope":"a","scope":"b"}"#, Some("b")),
            (r#"{"\u0073cope":"a"}"#, Some("a")),
            (r#"{"data":{"scope":"a"}}"#, None),
            (r#"{"items":[{"scope":"a"}]}"#, None),
            ("{}", None),
            ("[]", None),
            ("{", None),
            ("", None),
        ] {
            assert_eq!(scope_of(body.as_bytes()).unwrap().as_deref(), scope, "{body}");
        }
        for bad in [r#"{"scope":1}"#, r#"{"scope":null}"#, r#"{"scope":["a"]}"#] {
            assert_eq!(scope_of(bad.as_bytes()).unwrap_err().status(), 400, "{bad}");
        }
    }
}
