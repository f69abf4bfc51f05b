use darling::error::Accumulator;

use super::domain::Domain;
use super::{Checked, Place, errors_of, number, pattern, rules};
use crate::attrs::error;
use crate::attrs::rules::{Counts, Rule, RuleWord, Text, Validate};
use crate::model::{self, Limits, Spec};

/// More than this many characters or items have no room in a request.
const MAX_COUNT: u32 = 2_000_000;

/// The rule that `said` stands for, which fits the domain. What is wrong within it goes to `errors`.
pub(super) fn build(said: &RuleWord, rule: &Rule, domain: Domain, errors: &mut Accumulator) -> Option<Checked> {
    let mut spans = Vec::new();
    let mut text = |given: &Text| {
        spans.push(given.span);
        given.text.clone()
    };
    let spec = match rule {
        Rule::Trim => Spec::Trim,
        Rule::Lowercase => Spec::Lowercase,
        Rule::Uppercase => Spec::Uppercase,
        Rule::Length(counts) => Spec::Length(limits(said, *counts, errors)?),
        Rule::NonEmpty => {
            let limits = Limits { min: Some(1), max: None };
            if matches!(domain, Domain::List(_)) { Spec::Items(limits) } else { Spec::Length(limits) }
        }
        Rule::Items(counts) => Spec::Items(limits(said, *counts, errors)?),
        Rule::Email => Spec::Email,
        Rule::Url => Spec::Url,
        Rule::Uuid => Spec::Uuid,
        Rule::Pattern(given) => match pattern::canonical(&given.text) {
            Ok(pattern::Canonical { rust, js }) => Spec::Pattern { given: text(given), rust, js },
            Err(refusal) => {
                errors.push(error(&given.span, refusal));
                return None;
            }
        },
        Rule::StartsWith(given) => Spec::StartsWith(text(given)),
        Rule::EndsWith(given) => Spec::EndsWith(text(given)),
        Rule::Contains(given) => Spec::Contains(text(given)),
        Rule::OneOf(values) => {
            let (literals, places) = number::literals(values, domain, errors)?;
            spans = places;
            Spec::OneOf(literals)
        }
        Rule::Range(range) => number::range(range, domain, errors)?,
        Rule::Positive => number::sign(domain, Some(false), None),
        Rule::Negative => number::sign(domain, None, Some(false)),
        Rule::NonNegative => number::sign(domain, Some(true), None),
        Rule::NonPositive => number::sign(domain, None, Some(true)),
        Rule::MultipleOf(divisor) => {
            spans.push(divisor.span);
            Spec::MultipleOf(number::divisor(divisor, domain, errors)?)
        }
        Rule::Int => Spec::Int,
        Rule::Each(inner) => each(inner, domain, errors)?,
        Rule::Custom(_) => return None,
    };
    let rule = model::Rule { word: said.word.clone(), spec, message: said.message.clone() };
    Some(Checked { rule, spans })
}

fn limits(said: &RuleWord, Counts { min, max }: Counts, errors: &mut Accumulator) -> Option<Limits> {
    let problem = match (min, max) {
        (Some(min), Some(max)) if min > max => format!("`min` is above `max`: {min} is more than {max}"),
        (Some(min), _) if min > MAX_COUNT => {
            format!("nothing keeps this: a request has room for at most {MAX_COUNT}, and `min` is {min}")
        }
        _ => return Some(Limits { min, max }),
    };
    errors.push(error(&said.word, problem));
    None
}

fn each(inner: &Validate, domain: Domain, errors: &mut Accumulator) -> Option<Spec> {
    let Domain::List(item) = domain else {
        return None;
    };
    errors_of(inner, errors);
    let words: Vec<&RuleWord> = inner.rules.iter().collect();
    let rules = rules(&words, item, Place::Item, errors).own;
    // Of none the mistake is told.
    (!rules.is_empty()).then_some(Spec::Each(rules))
}
