use core::fmt;
use std::rc::Rc;

use serde_json::Value;

use super::limits;
use crate::{
    schema::{Collection, Kind},
    validate::{self, Issue},
};

/// One of the scopes that a collection's rows stand in: a text of 1 to 64 code points, or a UUID where the column is one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scope(Rc<str>);

impl Scope {
    /// Reads the scope that a request names.
    ///
    /// # Errors
    /// What is wrong with it. An empty one is never taken for none: that would open all scopes.
    pub fn parse(collection: &Collection, text: &str) -> Result<Self, Issue> {
        let issue = |code, message: &str| Issue::new(vec!["scope".into()], code, message);
        let Some(column) = collection.scope() else {
            return Err(issue("no_scope", "is given, but this collection has no scopes"));
        };
        match text.chars().count() {
            0 => return Err(issue("too_short", "must have at least 1 character").with("min", 1)),
            1..=limits::ID_CHARS => {}
            _ => {
                let message = format!("must have at most {} characters", limits::ID_CHARS);
                return Err(issue("too_long", &message).with("max", limits::ID_CHARS));
            }
        }
        if column.kind() == Kind::Uuid && validate::uuid().apply(&mut Value::from(text)).is_err() {
            return Err(issue("invalid_uuid", "must be a UUID in lower case, with its hyphens"));
        }
        Ok(Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
