//! `#[validate(..)]` and `check(..)`: what a value must keep.

mod arguments;
mod bounds;
mod functions;
mod values;
mod words;

pub(crate) use bounds::{Counts, Edge, Range};
pub(crate) use functions::{CheckFn, Custom};
pub(crate) use values::{Constant, ConstantKind, Text};

use darling::ast::NestedMeta;
use darling::{Error, FromMeta, Result};
use proc_macro2::Ident;
use syn::Meta;

use super::error;
use arguments::Arguments;

/// The inside of one `#[validate(..)]`.
#[derive(Debug)]
pub(crate) struct Validate {
    /// The rules, as they were written.
    pub(crate) rules: Vec<RuleWord>,
    /// What was wrong with other words beside the rules.
    pub(crate) errors: Vec<Error>,
}

/// A rule as it was written.
#[derive(Debug)]
pub(crate) struct RuleWord {
    pub(crate) word: Ident,
    /// What it says. A rule with a mistake in it is still there, so that nothing else is said of the column.
    pub(crate) rule: Result<Rule>,
    /// `message = ".."`: said instead of the rule's own words.
    pub(crate) message: Option<String>,
}

/// The rules of the language. Each takes `message = ".."` too, but for the transforms and `each`.
#[derive(Debug)]
pub(crate) enum Rule {
    /// `trim`: takes white space off both ends of a text.
    Trim,
    /// `lowercase`: a text in lower case.
    Lowercase,
    /// `uppercase`: a text in upper case.
    Uppercase,
    /// `length(min = .., max = ..)`: the number of a text's code points.
    Length(Counts),
    /// `non_empty`: at least one character, or one item.
    NonEmpty,
    /// `email`: an e-mail address.
    Email,
    /// `url`: an address that begins with `http://` or `https://`.
    Url,
    /// `uuid`: a UUID in lower case, with its hyphens, as a text.
    Uuid,
    /// `pattern("..")`: a regular expression that is found in the text.
    Pattern(Text),
    /// `starts_with("..")`.
    StartsWith(Text),
    /// `ends_with("..")`.
    EndsWith(Text),
    /// `contains("..")`.
    Contains(Text),
    /// `one_of("a", "b")`, `one_of(1, 2)`: nothing else.
    OneOf(Vec<Constant>),
    /// `range(min = .., max = .., above = .., below = ..)`: of a number; `above` and `below` exclude the number itself.
    Range(Range),
    /// `positive`: above 0.
    Positive,
    /// `negative`: below 0.
    Negative,
    /// `non_negative`: at least 0.
    NonNegative,
    /// `non_positive`: at most 0.
    NonPositive,
    /// `multiple_of(n)`.
    MultipleOf(Constant),
    /// `int`: a double without a fraction.
    Int,
    /// `items(min = .., max = ..)`: the number of a `Vec`'s items.
    Items(Counts),
    /// `each(rules..)`: what every item of a `Vec` keeps.
    Each(Validate),
    /// `custom(path)`, `custom(path, row)`: a function of the app's.
    Custom(Custom),
}

impl FromMeta for Validate {
    fn from_word() -> Result<Self> {
        Err(Error::custom("`#[validate]` needs a rule: `#[validate(length(min = 1))]`"))
    }

    fn from_list(items: &[NestedMeta]) -> Result<Self> {
        if items.is_empty() {
            return Self::from_word();
        }
        let mut errors = Error::accumulator();
        let known = words::RULES.keep_known(items, &mut errors).known;
        let rules = known.iter().filter_map(|item| match item {
            NestedMeta::Meta(meta) => RuleWord::read(meta),
            _ => None,
        });
        Ok(Self { rules: rules.collect(), errors: errors.into_inner() })
    }

    fn from_expr(value: &syn::Expr) -> Result<Self> {
        Err(error(value, "rules are written in brackets: `#[validate(length(min = 1))]`"))
    }
}

impl RuleWord {
    /// Reads a rule whose word is known.
    fn read(meta: &Meta) -> Option<Self> {
        let word = meta.path().get_ident()?.clone();
        let (rule, message) = if word == "each" {
            (each(meta).map(Rule::Each), None)
        } else {
            match Arguments::read(meta, words::arguments(&word)) {
                Ok(arguments) => (Rule::read(&word, &arguments), arguments.message),
                Err(problem) => (Err(problem), None),
            }
        };
        Some(Self { rule: rule.map_err(|problem| problem.with_span(&word)), word, message })
    }
}

/// `each(..)` has rules in its brackets, where others have values.
fn each(meta: &Meta) -> Result<Validate> {
    const FORM: &str = "`each` takes the rules of an item: `each(length(min = 1))`";
    let Meta::List(list) = meta else {
        return Err(error(meta, FORM));
    };
    match &NestedMeta::parse_meta_list(list.tokens.clone())?[..] {
        [] => Err(error(&list.path, FORM)),
        items => Validate::from_list(items),
    }
}

impl Rule {
    fn read(word: &Ident, arguments: &Arguments) -> Result<Self> {
        let alone = |rule: Self| arguments.nothing(word).map(|()| rule);
        match word.to_string().as_str() {
            "trim" => alone(Self::Trim),
            "lowercase" => alone(Self::Lowercase),
            "uppercase" => alone(Self::Uppercase),
            "length" => Counts::read(word, arguments).map(Self::Length),
            "non_empty" => alone(Self::NonEmpty),
            "email" => alone(Self::Email),
            "url" => alone(Self::Url),
            "uuid" => alone(Self::Uuid),
            "pattern" => Text::read(word, arguments).map(Self::Pattern),
            "starts_with" => Text::read(word, arguments).map(Self::StartsWith),
            "ends_with" => Text::read(word, arguments).map(Self::EndsWith),
            "contains" => Text::read(word, arguments).map(Self::Contains),
            "one_of" => values::one_of(arguments).map(Self::OneOf),
            "range" => Range::read(arguments).map(Self::Range),
            "positive" => alone(Self::Positive),
            "negative" => alone(Self::Negative),
            "non_negative" => alone(Self::NonNegative),
            "non_positive" => alone(Self::NonPositive),
            "multiple_of" => values::divisor(arguments).map(Self::MultipleOf),
            "int" => alone(Self::Int),
            "items" => Counts::read(word, arguments).map(Self::Items),
            "custom" => Custom::read(arguments).map(Self::Custom),
            // The vocabulary keeps no other word.
            other => Err(Error::custom(format!("unknown word `{other}`"))),
        }
    }
}
