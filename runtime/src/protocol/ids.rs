use core::fmt;
use std::rc::Rc;

use serde::{Deserialize, Serialize, Serializer};

/// A place in a room's order. The first mutation has 1; 0 is the empty room's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a text is no id of its kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    #[error("a sync id has 1 to 64 characters of `A-Z a-z 0-9 _ . : -`, and is not `.` or `..`")]
    SyncId,
    #[error("a mutation id has 8 to 64 characters")]
    MutationId,
    #[error("a cursor is what an answer or a frame has as its `cursor`")]
    Cursor,
}

macro_rules! text_id {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Rc<str>);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id! {
    /// The name of a room: 1 to 64 characters of `[A-Za-z0-9_.:-]`, but not `.` or `..`, which no URL can name.
    SyncId
}

text_id! {
    /// The name that a client gives a mutation, so that it is done once: 8 to 64 code points.
    MutationId
}

text_id! {
    /// Who asks, as the app's authentication names them.
    UserId
}

impl SyncId {
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let allowed = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'.' | b':' | b'-');
        // A URL parser takes these two for steps in the path, however they are encoded.
        let is_step = matches!(text, "." | "..");
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) && !is_step {
            Ok(Self(text.into()))
        } else {
            Err(IdError::SyncId)
        }
    }
}

impl MutationId {
    pub fn parse(text: &str) -> Result<Self, IdError> {
        if (8..=64).contains(&text.chars().count()) { Ok(Self(text.into())) } else { Err(IdError::MutationId) }
    }
}

impl Serialize for MutationId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl UserId {
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }
}
