use core::fmt;

use serde_json::Value;

use super::Pass;

use crate::protocol::canonical;

/// Who reads a list, and with which right: a short hash of the user id and of the access value that the app gave for
/// exactly this list. A cursor is good for the reader who got it.
///
/// The default is whoever reads an app that asks nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reader(u64);

impl Reader {
    /// `access` is what the app answered to [`What`](super::What) `{Read, collection, scope}`.
    pub fn new(user_id: Option<&str>, access: &Value) -> Self {
        let mut bytes = Vec::new();
        // Nobody is not the user of no name.
        bytes.push(u8::from(user_id.is_some()));
        canonical::write_text(&mut bytes, user_id.unwrap_or_default());
        canonical::write(&mut bytes, access);
        Self(canonical::short(&bytes))
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        canonical::hex(text, 12).map(Self)
    }
}

impl Default for Reader {
    fn default() -> Self {
        Self::new(None, &Value::Null)
    }
}

impl Pass {
    /// Who reads with this pass.
    pub fn reader(&self) -> Reader {
        Reader::new(self.user.as_ref().map(|user| user.id.as_str()), &self.access)
    }
}

impl fmt::Display for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_user_and_every_right_is_another_reader() {
        let readers = [
            Reader::new(None, &Value::Null),
            Reader::new(Some(""), &Value::Null),
            Reader::new(Some("ada"), &Value::Null),
            Reader::new(Some("ada"), &json!("viewer")),
            Reader::new(Some("ada"), &json!({ "a": 1, "b": 2 })),
            Reader::new(None, &json!("ada")),
        ];
        for (place, reader) in readers.iter().enumerate() {
            assert!(!readers[..place].contains(reader), "{place}");
            assert_eq!(Reader::parse(&reader.to_string()), Some(*reader));
        }
        let turned = serde_json::from_str(r#"{ "b": 2, "a": 1 }"#).unwrap_or_default();
        assert_eq!(Reader::new(Some("ada"), &turned), readers[4], "whatever order the keys came in");
        assert_eq!(Pass::default().reader(), Reader::default());
    }
}
