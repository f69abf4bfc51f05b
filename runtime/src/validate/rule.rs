use core::fmt;

use serde_json::Value;

use super::{Broken, Issue};

/// One rule of a `#[validate(..)]`: a transform, or a condition that a value keeps.
///
/// What it does is a function pointer beside its parameters, so that a rule that no schema uses is not linked into the Worker.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub spec: Spec,
    /// `message = ".."`: said instead of the rule's own words.
    pub message: Option<&'static str>,
    apply: fn(&Spec, &mut Value) -> Result<(), Broken>,
}

/// A rule as data: what the TypeScript generator prints and the schema's hash covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spec {
    /// Takes JavaScript's white space off both ends.
    Trim,
    Lowercase,
    Uppercase,
    /// The number of Unicode code points.
    Length {
        min: Option<u32>,
        max: Option<u32>,
    },
    Email,
    Url,
    Uuid,
    /// A regular expression of the subset that Rust and JavaScript share, found anywhere in the text.
    Pattern {
        /// As the schema has it: what messages name.
        given: &'static str,
        /// The same for regex-lite ..
        rust: &'static str,
        /// .. and for JavaScript with the flag `u`.
        js: &'static str,
    },
    StartsWith(&'static str),
    EndsWith(&'static str),
    Contains(&'static str),
    /// Of a text or a whole number.
    OneOf(&'static [Literal]),
    /// Of a number.
    Range {
        min: Option<Bound>,
        max: Option<Bound>,
    },
    MultipleOf(Number),
    /// Of a double: that it has no fraction.
    Int,
    /// The number of an array's items.
    Items {
        min: Option<u32>,
        max: Option<u32>,
    },
    /// Of an array: what each item keeps.
    Each(&'static [Rule]),
    /// The app's own function: on the server only.
    Custom,
}

/// A limit of a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    pub value: Number,
    /// Whether the limit itself is within the range.
    pub inclusive: bool,
}

/// A number of a rule, as the schema has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    Int(i64),
    Real(f64),
}

/// A value of `one_of(..)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Literal {
    Int(i64),
    Text(&'static str),
}

/// A rule over whole rows: `check(..)` of a collection, or a column's `custom(.., row)`.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// The column that it is about, by its name on the wire: the issues' paths begin there.
    pub column: Option<&'static str>,
    /// `message = ".."`: said instead of what the function says.
    pub message: Option<&'static str>,
    /// Looks at a row as it is about to be stored, an object by the names on the wire, private columns among them.
    pub run: fn(&Value) -> Result<(), Vec<Issue>>,
}

impl Rule {
    pub(super) const fn new(spec: Spec, apply: fn(&Spec, &mut Value) -> Result<(), Broken>) -> Self {
        Self { spec, message: None, apply }
    }

    /// Transforms a value of the column's type, or checks it; `null` is never passed.
    ///
    /// # Errors
    /// What is wrong with the value.
    pub fn apply(&self, value: &mut Value) -> Result<(), Broken> {
        (self.apply)(&self.spec, value).map_err(|mut problems| {
            if let Some(message) = self.message {
                for problem in &mut problems {
                    message.clone_into(&mut problem.message);
                }
            }
            problems
        })
    }

    /// The same rule, which says `message` where it is broken.
    #[must_use]
    pub const fn with_message(self, message: &'static str) -> Self {
        Self { message: Some(message), ..self }
    }
}

impl Spec {
    /// Whether the rule changes values and refuses none.
    pub const fn is_transform(&self) -> bool {
        matches!(self, Self::Trim | Self::Lowercase | Self::Uppercase)
    }
}

/// Rules are the same when they say the same; a custom one is like no other.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        !matches!(self.spec, Spec::Custom) && self.spec == other.spec && self.message == other.message
    }
}

/// As JavaScript's `String(number)` writes it, for the numbers that rules may have.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Int(number) => number.fmt(f),
            // JavaScript writes -0 without its sign.
            Self::Real(number) => (number + 0.0).fmt(f),
        }
    }
}

/// In JSON without a fraction where there is none, as JavaScript writes it.
impl From<Number> for Value {
    #[allow(clippy::cast_possible_truncation)]
    fn from(number: Number) -> Self {
        const EXACT: f64 = 9_007_199_254_740_991.0;
        match number {
            Number::Int(number) => number.into(),
            Number::Real(number) if number.fract() == 0.0 && number.abs() <= EXACT => (number as i64).into(),
            Number::Real(number) => number.into(),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => number.fmt(f),
            Self::Text(text) => write!(f, "\"{text}\""),
        }
    }
}

impl From<Literal> for Value {
    fn from(literal: Literal) -> Self {
        match literal {
            Literal::Int(number) => number.into(),
            Literal::Text(text) => text.into(),
        }
    }
}
