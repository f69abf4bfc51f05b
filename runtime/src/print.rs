//! JSON that is made to be printed: written as it comes, without a tree that is dropped afterwards.

use serde::Serialize;
use serde_json::{Map, Value};

/// A text of JSON while it is written. Commas are its own business, brackets are the caller's.
#[derive(Debug)]
pub(crate) struct Print(Vec<u8>);

impl Print {
    pub(crate) fn new(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    /// What is JSON already, or a bracket.
    pub(crate) fn raw(&mut self, json: &str) -> &mut Self {
        self.0.extend_from_slice(json.as_bytes());
        self
    }

    /// Begins an item of a list.
    pub(crate) fn item(&mut self) -> &mut Self {
        if !matches!(self.0.last(), None | Some(b'[' | b'{')) {
            self.0.push(b',');
        }
        self
    }

    /// Begins a member of an object.
    pub(crate) fn key(&mut self, key: &str) -> &mut Self {
        self.item().text(key).raw(":")
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.write(text)
    }

    pub(crate) fn maybe_text(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(text),
            None => self.raw("null"),
        }
    }

    pub(crate) fn number(&mut self, number: i64) -> &mut Self {
        self.write(&number)
    }

    pub(crate) fn value(&mut self, value: &Value) -> &mut Self {
        self.write(value)
    }

    pub(crate) fn object(&mut self, members: &Map<String, Value>) -> &mut Self {
        self.write(members)
    }

    /// A whole list.
    pub(crate) fn list<T>(&mut self, items: impl IntoIterator<Item = T>, write: impl Fn(&mut Self, T)) -> &mut Self {
        self.raw("[");
        for item in items {
            write(self.item(), item);
        }
        self.raw("]")
    }

    fn write<T: Serialize + ?Sized>(&mut self, value: &T) -> &mut Self {
        // Nothing fails: a Vec takes all, and no key is anything but a text.
        let _ = serde_json::to_writer(&mut self.0, value);
        self
    }

    pub(crate) fn finish(self) -> String {
        // Only texts were written.
        String::from_utf8(self.0).unwrap_or_default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    proptest! {
        #[test]
        fn what_is_printed_is_read_as_what_it_was(texts: Vec<String>, key: String, number: i64, none: Option<String>) {
            let mut print = Print::new(16);
            let object = json!({ &key: texts });
            print.raw("{").key("list").list(&texts, |print, text| {
                print.text(text);
            });
            print.key(&format!("-{key}")).number(number).key("maybe").maybe_text(none.as_deref());
            print.key("value").value(&object).key("object").object(object.as_object().unwrap()).raw("}");
            let read: Value = serde_json::from_str(&print.finish()).unwrap();
            let dashed = format!("-{key}");
            let wanted = json!({ "list": texts, dashed: number, "maybe": none, "value": object, "object": object });
            prop_assert_eq!(read, wanted);
        }
    }
}
