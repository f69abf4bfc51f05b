use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z; a plain integer in JSON and in SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The first and the last moment that JavaScript's `Date` can hold.
    pub const MIN: Self = Self(-8_640_000_000_000_000);
    pub const MAX: Self = Self(8_640_000_000_000_000);

    /// The moment `milliseconds` after 1970, or the nearest one that a `Date` can hold.
    pub fn from_millis(milliseconds: i64) -> Self {
        Self(milliseconds.clamp(Self::MIN.0, Self::MAX.0))
    }

    pub fn as_millis(self) -> i64 {
        self.0
    }
}
