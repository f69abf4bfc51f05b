use serde_json::{Map, Value};

/// An object of JSON that is taken apart.
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    pub(crate) fn of(json: Value) -> Option<Self> {
        match json {
            Value::Object(fields) => Some(Self(fields)),
            _ => None,
        }
    }

    pub(crate) fn get(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// What stands under a name; null where nothing does.
    pub(crate) fn take(&mut self, name: &str) -> Value {
        self.get(name).unwrap_or_default()
    }

    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        text(self.take(name))
    }

    /// A text that may be missing.
    ///
    /// # Errors
    /// What stands there, where it is something else.
    pub(crate) fn maybe_text(&mut self, name: &str) -> Result<Option<String>, Value> {
        match self.take(name) {
            Value::Null => Ok(None),
            Value::String(text) => Ok(Some(text)),
            other => Err(other),
        }
    }

    /// `None` where it is no list of texts.
    pub(crate) fn texts(&mut self, name: &str) -> Option<Vec<String>> {
        match self.take(name) {
            Value::Array(items) => items.into_iter().map(text).collect(),
            _ => None,
        }
    }
}

fn text(json: Value) -> Option<String> {
    match json {
        Value::String(text) => Some(text),
        _ => None,
    }
}
