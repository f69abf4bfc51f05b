use serde::Serialize;
use serde_json::{Map, Value};

use crate::json::json;

/// One thing that is wrong with an input: where, what, and in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Issue {
    /// From the payload's root: `["items", 3, "title"]`.
    pub path: Vec<Segment>,
    /// Stable and the same in TypeScript: `too_short`.
    pub code: &'static str,
    /// English, lower case, without the path: `must have at least 1 character`.
    pub message: String,
    /// The rule's parameters: `{"min": 1}`.
    pub params: Map<String, Value>,
}

/// A step of an issue's path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Segment {
    Key(String),
    Index(usize),
}

impl From<&str> for Segment {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Segment {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl Issue {
    /// An issue without parameters.
    pub fn new(path: Vec<Segment>, code: &'static str, message: impl Into<String>) -> Self {
        Self { path, code, message: message.into(), params: Map::new() }
    }

    /// As the wire has it.
    pub(crate) fn to_json(&self) -> Value {
        let step = |step: &Segment| match step {
            Segment::Key(key) => Value::from(key.as_str()),
            Segment::Index(index) => Value::from(*index),
        };
        let path: Value = self.path.iter().map(step).collect();
        json!({ "path": path, "code": self.code, "message": self.message.as_str(), "params": self.params.clone() })
    }

    #[must_use]
    pub fn with(mut self, param: &str, value: impl Into<Value>) -> Self {
        self.params.insert(param.to_owned(), value.into());
        self
    }
}

impl core::fmt::Display for Segment {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Key(key) => f.write_str(key),
            Self::Index(index) => index.fmt(f),
        }
    }
}
