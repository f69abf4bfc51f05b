use serde_json::Value;

use super::{Kind, TsTypes};
use crate::validate::Rule;

/// What a value is in JSON, and what its type alone demands of it.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// A UUID in its canonical form: 36 characters, lower case.
    Uuid,
    /// A string of Unicode scalar values.
    Text,
    Bool,
    /// A whole number between the two, both included, and never beyond ±(2^53 − 1).
    Int {
        min: i64,
        max: i64,
    },
    /// A finite double.
    Real,
    /// Milliseconds since 1970 UTC, within JavaScript's range of dates.
    Timestamp,
    /// One of some texts: an `enum` whose variants have no data.
    Enum(&'static Enum),
    /// An object with these fields and no others: a nested `struct`.
    Object(&'static Object),
    /// One of several objects, told apart by their tag: an `enum` whose variants have data.
    Union(&'static Union),
    /// An array: `Vec<T>`.
    List(&'static Type),
    /// Another type with a name and rules of its own: `struct Email(String)`.
    Newtype(&'static Newtype),
    /// Any JSON but `null` that the Rust type takes: `Json<T>`.
    Json(&'static JsonType),
}

impl Type {
    /// Whole numbers that JavaScript holds exactly, together with their neighbours.
    pub const INT: Self = Self::Int { min: -9_007_199_254_740_991, max: 9_007_199_254_740_991 };

    /// How SQLite stores it.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Uuid => Kind::Uuid,
            Self::Text | Self::Enum(_) => Kind::Text,
            Self::Bool => Kind::Bool,
            Self::Int { .. } => Kind::Int,
            Self::Real => Kind::Real,
            Self::Timestamp => Kind::Timestamp,
            Self::Object(_) | Self::Union(_) | Self::List(_) | Self::Json(_) => Kind::Json,
            Self::Newtype(newtype) => newtype.ty.kind(),
        }
    }

    /// The type below all names.
    pub const fn plain(&self) -> &Self {
        match self {
            Self::Newtype(newtype) => newtype.ty.plain(),
            other => other,
        }
    }
}

/// An `enum` of texts.
#[derive(Debug)]
pub struct Enum {
    /// In Rust and in TypeScript: `Status`.
    pub name: &'static str,
    pub docs: &'static str,
    pub variants: &'static [Variant],
}

#[derive(Debug)]
pub struct Variant {
    /// On the wire: `inProgress`.
    pub wire: &'static str,
    pub docs: &'static str,
}

/// A nested `struct`.
#[derive(Debug)]
pub struct Object {
    pub name: &'static str,
    pub docs: &'static str,
    pub fields: &'static [Field],
    /// What TypeScript calls the fields' types.
    pub types: TsTypes,
}

/// A field of a nested value.
#[derive(Debug)]
pub struct Field {
    pub wire: &'static str,
    pub docs: &'static str,
    pub ty: Type,
    /// Left out, it is `null`. Every other field is required: a nested value is written as a whole.
    pub nullable: bool,
    pub rules: &'static [Rule],
    /// Rules that are the app's own functions: empty where the app's code is not there (the build script).
    pub custom: &'static [Rule],
}

/// An `enum` with data: an object whose `tag` names the variant, the variant's fields beside it.
#[derive(Debug)]
pub struct Union {
    pub name: &'static str,
    pub docs: &'static str,
    /// The key that names the variant: `type`.
    pub tag: &'static str,
    pub variants: &'static [UnionVariant],
}

#[derive(Debug)]
pub struct UnionVariant {
    /// The tag's value.
    pub wire: &'static str,
    pub docs: &'static str,
    pub fields: &'static [Field],
    /// What TypeScript calls the fields' types.
    pub types: TsTypes,
}

/// A type with a name and rules of its own.
#[derive(Debug)]
pub struct Newtype {
    pub name: &'static str,
    pub docs: &'static str,
    pub ty: Type,
    pub rules: &'static [Rule],
    /// As [`Field::custom`].
    pub custom: &'static [Rule],
    /// What TypeScript calls the type inside.
    pub types: TsTypes,
}

/// What stands behind `Json<T>`.
#[derive(Debug)]
pub struct JsonType {
    /// Whether the Rust type can be read from it. On the server only: TypeScript's validators take any JSON.
    pub check: fn(&Value) -> Result<(), String>,
    /// What TypeScript calls it.
    #[cfg(feature = "ts")]
    pub name: fn(&ts_rs::Config) -> String,
    /// TypeScript's declarations of it and of all that it names, by their names.
    #[cfg(feature = "ts")]
    pub declarations: fn(&ts_rs::Config) -> std::collections::BTreeMap<String, String>,
}
