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
impl<T: DeserializeOwned + ts_rs::TS + 'static> ColumnType for Json<T> {
    type Wire = T;
    const TYPE: Type =
        Type::Json(&JsonType { check: check::<T>, name: <T as ts_rs::TS>::name, declarations: declarations::of::<T> });
}

impl<T> ValueType for Json<T> where Self: ColumnType {}

fn check<T: DeserializeOwned>(value: &Value) -> Result<(), String> {
    T::deserialize(value).map(drop).map_err(|error| error.to_string())
}

#[cfg(feature = "ts")]
mod declarations {
    use core::any::TypeId;
    use std::collections::{BTreeMap, HashSet};

    use ts_rs::{Config, TS, TypeVisitor};

    /// The declarations of `T` and of every type with a name that it needs: `type Point = { x: number, };` by `Point`.
    pub(super) fn of<T: TS + 'static>(config: &Config) -> BTreeMap<String, String> {
        let mut visitor = Visitor { config, seen: HashSet::new(), found: BTreeMap::new() };
        visitor.visit::<T>();
        visitor.found
    }

    struct Visitor<'a> {
        config: &'a Config,
        seen: HashSet<TypeId>,
        found: BTreeMap<String, String>,
    }

    impl TypeVisitor for Visitor<'_> {
        fn visit<T: TS + 'static + ?Sized>(&mut self) {
            if !self.seen.insert(TypeId::of::<T>()) {
                return;
            }
            // What has a file of its own in ts-rs's eyes has a declaration; lists, options and numbers have none.
            if T::output_path().is_some() {
                let docs = T::docs().unwrap_or_default();
                self.found.insert(T::ident(self.config), docs + "export " + &T::decl(self.config) + "\n");
            }
            T::visit_dependencies(self);
            T::visit_generics(self);
        }
    }
}
