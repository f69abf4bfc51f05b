use crate::attrs::rules::Rule;
use crate::check::shape::{Scalar, Shape};

/// What rules see of a type.
#[derive(Debug, Clone, Copy)]
pub(super) enum Domain<'a> {
    Text,
    Int {
        min: i64,
        max: i64,
        name: &'static str,
    },
    Real,
    /// Whole milliseconds within JavaScript's range of dates.
    Timestamp,
    /// With the shape of its items.
    List(&'a Shape),
    Uuid,
    Bool,
    Enum,
    /// A struct, or an enum with data.
    Nested,
    Json,
    Unknown,
}

/// What a rule asks something of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    Text,
    TextOrList,
    Number,
    /// Of those that have no fraction as well as of doubles, but not of times.
    PlainNumber,
    Real,
    TextOrInt,
    List,
    Anything,
}

impl<'a> Domain<'a> {
    pub(super) fn of(shape: &'a Shape) -> Self {
        match shape.plain() {
            Shape::Plain(Scalar::String) => Self::Text,
            &Shape::Plain(Scalar::Int { min, max, name }) => Self::Int { min, max, name },
            Shape::Plain(Scalar::F64) => Self::Real,
            Shape::Plain(Scalar::Timestamp) => Self::Timestamp,
            Shape::Plain(Scalar::Uuid) => Self::Uuid,
            Shape::Plain(Scalar::Bool) => Self::Bool,
            Shape::Enum(_) => Self::Enum,
            Shape::Object(_) | Shape::Union(_) => Self::Nested,
            Shape::List(item) => Self::List(item),
            Shape::Json => Self::Json,
            Shape::Newtype(..) | Shape::Other => Self::Unknown,
        }
    }

    /// "an `i64`"
    pub(super) fn noun(self) -> String {
        match self {
            Self::Text => "a text".to_owned(),
            Self::Int { name, .. } => {
                let article = if name.starts_with('i') { "an" } else { "a" };
                format!("{article} `{name}`")
            }
            Self::Real => "an `f64`".to_owned(),
            Self::Timestamp => "a `Timestamp`".to_owned(),
            Self::List(_) => "a `Vec`".to_owned(),
            Self::Uuid => "a `Uuid`".to_owned(),
            Self::Bool => "a `bool`".to_owned(),
            Self::Enum => "an enum".to_owned(),
            Self::Nested => "a nested value".to_owned(),
            Self::Json => "a `Json`".to_owned(),
            Self::Unknown => "a type that is not of this schema".to_owned(),
        }
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Int { .. } | Self::Real | Self::Timestamp)
    }

    /// Why the rule does not fit, if it does not, and which one would.
    pub(super) fn misfit(self, rule: &Rule) -> Option<String> {
        let (asks, of) = asks(rule);
        let fits = match asks {
            Asks::Anything => true,
            Asks::Text => matches!(self, Self::Text),
            Asks::TextOrList => matches!(self, Self::Text | Self::List(_)),
            Asks::Number => self.is_number(),
            Asks::PlainNumber => matches!(self, Self::Int { .. } | Self::Real),
            Asks::Real => matches!(self, Self::Real),
            Asks::TextOrInt => matches!(self, Self::Text | Self::Int { .. }),
            Asks::List => matches!(self, Self::List(_)),
        };
        if fits {
            return None;
        }
        let noun = self.noun();
        Some(match self.instead(rule, asks) {
            Some(instead) => format!("a rule of {of}, and this is {noun}\n{instead}"),
            None => format!("a rule of {of}, and this is {noun}"),
        })
    }

    fn instead(self, rule: &Rule, asks: Asks) -> Option<&'static str> {
        Some(match (self, rule) {
            (Self::Json, _) => "what stands in it is asked by `custom(path::to::function)`",
            (Self::Nested, _) => {
                "its fields have rules of their own; one over all of them is `custom(path::to::function)`"
            }
            (Self::Enum, _) => "it is one of its variants already; anything else is `custom(path::to::function)`",
            (Self::Unknown, _) => "name the type as it is, or ask by `custom(path::to::function)`",
            (Self::Uuid, Rule::Uuid) => "it is one already: leave the rule out",
            (Self::Int { .. }, Rule::Int) => "it has no fraction: leave the rule out",
            (Self::List(_), Rule::Length(_)) => "the number of items is `items(min = 1, max = 20)`",
            (Self::List(_), _) => "what every item keeps stands in `each(..)`",
            (Self::Text, Rule::Items(_) | Rule::Range(_)) => "the number of characters is `length(min = 1, max = 200)`",
            (Self::Text | Self::Int { .. }, Rule::Each(_)) => "write the rules without `each`",
            (_, Rule::NonEmpty | Rule::Length(_) | Rule::Items(_)) if self.is_number() => {
                "how large it may be is `range(min = 0, max = 5)`"
            }
            (Self::Timestamp, _) if asks == Asks::PlainNumber => {
                "the bounds of a time are `range(min = 0)`, in milliseconds from 1970"
            }
            (Self::Real | Self::Timestamp, _) if asks == Asks::TextOrInt => {
                "how large it may be is `range(..)`; anything else is `custom(path::to::function)`"
            }
            (Self::Uuid | Self::Bool, _) => "anything else is asked by `custom(path::to::function)`",
            _ => return None,
        })
    }
}

fn asks(rule: &Rule) -> (Asks, &'static str) {
    match rule {
        Rule::Trim
        | Rule::Lowercase
        | Rule::Uppercase
        | Rule::Length(_)
        | Rule::Email
        | Rule::Url
        | Rule::Uuid
        | Rule::Pattern(_)
        | Rule::StartsWith(_)
        | Rule::EndsWith(_)
        | Rule::Contains(_) => (Asks::Text, "texts"),
        Rule::NonEmpty => (Asks::TextOrList, "texts and lists"),
        Rule::OneOf(_) => (Asks::TextOrInt, "texts and whole numbers"),
        Rule::Range(_) => (Asks::Number, "numbers and times"),
        Rule::Positive | Rule::Negative | Rule::NonNegative | Rule::NonPositive | Rule::MultipleOf(_) => {
            (Asks::PlainNumber, "numbers")
        }
        Rule::Int => (Asks::Real, "doubles"),
        Rule::Items(_) | Rule::Each(_) => (Asks::List, "lists"),
        Rule::Custom(_) => (Asks::Anything, "everything"),
    }
}
