use proc_macro2::Ident;
use syn::Path;

/// What a value must keep.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    /// The language's own: transforms first, then the others, each in the order they were written.
    pub(crate) own: Vec<Rule>,
    /// `custom(path)`: functions over the value.
    pub(crate) customs: Vec<Function>,
    /// `custom(path, row)`: functions over the value and its row.
    pub(crate) row_customs: Vec<Function>,
}

/// A rule that a value can keep.
#[derive(Debug)]
pub(crate) struct Rule {
    /// As it was written: errors stand under it.
    pub(crate) word: Ident,
    pub(crate) spec: Spec,
    /// Said instead of the rule's own words.
    pub(crate) message: Option<String>,
}

/// A function of the app's.
#[derive(Debug, Clone)]
pub(crate) struct Function {
    pub(crate) path: Path,
    /// Said instead of what the function says.
    pub(crate) message: Option<String>,
}

/// What a rule asks; `non_empty`, `positive` and their like are spelled out.
#[derive(Debug)]
pub(crate) enum Spec {
    Trim,
    Lowercase,
    Uppercase,
    Length(Limits),
    Email,
    Url,
    Uuid,
    Pattern {
        /// As it was written.
        given: String,
        /// As regex-lite reads it ..
        rust: String,
        /// .. and as JavaScript does.
        js: String,
    },
    StartsWith(String),
    EndsWith(String),
    Contains(String),
    /// Of one kind, each once.
    OneOf(Vec<Literal>),
    /// At least one of the two, with a number between them.
    Range {
        min: Option<Bound>,
        max: Option<Bound>,
    },
    /// Above 0.
    MultipleOf(Number),
    Int,
    Items(Limits),
    /// What each item keeps.
    Each(Vec<Rule>),
}

/// At least one of the two, and `min <= max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) min: Option<u32>,
    pub(crate) max: Option<u32>,
}

/// A limit of a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bound {
    pub(crate) value: Number,
    /// Whether the number itself is within the range.
    pub(crate) inclusive: bool,
}

/// A number that Rust and JavaScript print alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    /// Within ±(2^53 − 1).
    Int(i64),
    /// 0, or from 1e-6 to below 1e21 in size.
    Real(f64),
}

/// A value of `one_of(..)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Literal {
    Int(i64),
    Text(String),
}

impl Spec {
    /// Whether it changes values rather than refusing them.
    pub(crate) fn is_transform(&self) -> bool {
        matches!(self, Self::Trim | Self::Lowercase | Self::Uppercase)
    }
}

impl core::fmt::Display for Number {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Int(number) => number.fmt(f),
            Self::Real(number) => number.fmt(f),
        }
    }
}
