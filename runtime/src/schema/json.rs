use core::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{ColumnType, JsonType, Type, ValueType};

/// Any value as JSON in a column: for types that `sync_collections!` does not declare.
///
/// The server stores what `T` can be read from. TypeScript's validators take any JSON; `null` is never one of its
/// values: a column that may lack one is an `Option<Json<T>>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

#[cfg(not(feature = "ts"))]
impl<T: DeserializeOwned> ColumnType for Json<T> {
    const TYPE: Type = Type::Json(&JsonType { check: check::<T> });
}

#[cfg(feature = "ts")]
impl<T: DeserializeOwned + ts_rs::TS> ColumnType for Json<T> {
    type Wire = T;
    const TYPE: Type = Type::Json(&JsonType { check: check::<T> });
}

impl<T> ValueType for Json<T> where Self: ColumnType {}

fn check<T: DeserializeOwned>(value: &Value) -> Result<(), String> {
    T::deserialize(value).map(drop).map_err(|error| error.to_string())
}
