use std::rc::Rc;

use serde_json::{Map, Value};

/// What `serde_json`'s macro of this name makes of one list or object, of what becomes a [`Value`] without fail.
///
/// That one serialises each part, which may fail for all it knows, and so every use of it brings the words of all errors.
macro_rules! json {
    ([$($item:expr),* $(,)?]) => {
        ::serde_json::Value::Array(vec![$($crate::json::ToJson::to_json(&$item)),*])
    };
    ({ $($key:literal : $value:expr),* $(,)? }) => {
        $crate::json::object(vec![$(($key, $crate::json::ToJson::to_json(&$value))),*])
    };
    ($value:expr) => {
        $crate::json::ToJson::to_json(&$value)
    };
}

pub(crate) use json;

pub(crate) fn object(members: Vec<(&str, Value)>) -> Value {
    let mut object = Map::new();
    for (key, value) in members {
        object.insert(key.to_owned(), value);
    }
    Value::Object(object)
}

/// What always is JSON.
pub(crate) trait ToJson {
    fn to_json(&self) -> Value;
}

macro_rules! copied {
    ($($kind:ty),*) => {$(
        impl ToJson for $kind {
            fn to_json(&self) -> Value {
                Value::from(*self)
            }
        }
    )*};
}

copied!(bool, u16, u32, i64, u64, usize);

impl ToJson for str {
    fn to_json(&self) -> Value {
        Value::from(self)
    }
}

impl ToJson for String {
    fn to_json(&self) -> Value {
        Value::from(self.as_str())
    }
}

impl ToJson for Value {
    fn to_json(&self) -> Value {
        self.clone()
    }
}

impl ToJson for Map<String, Value> {
    fn to_json(&self) -> Value {
        Value::Object(self.clone())
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn to_json(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_json)
    }
}

impl<T: ToJson> ToJson for [T] {
    fn to_json(&self) -> Value {
        self.iter().map(T::to_json).collect()
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(&self) -> Value {
        self.as_slice().to_json()
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn to_json(&self) -> Value {
        (**self).to_json()
    }
}

impl ToJson for Rc<str> {
    fn to_json(&self) -> Value {
        Value::from(&**self)
    }
}
