//! Rules that exclude each other: each is right in itself, and no value keeps both.

use darling::error::Accumulator;
use proc_macro2::Ident;

use super::Checked;
use super::domain::Domain;
use super::keeps::{Sample, breaks};
use super::number::{first_whole, is_empty, last_whole, reach};
use super::pattern::is_space;
use crate::attrs::error;
use crate::model::{Bound, Limits, Literal, Number, Spec};

/// Checks rules that stand on one value, transforms first.
pub(super) fn check(rules: &[Checked], domain: Domain, errors: &mut Accumulator) {
    both_cases(rules, errors);
    counts(rules, errors);
    ranges(rules, domain, errors);
    multiples(rules, domain, errors);
    for checked in rules {
        changed_away(checked, rules, errors);
        values(checked, rules, errors);
    }
}

fn both_cases(rules: &[Checked], errors: &mut Accumulator) {
    let mut cases = rules.iter().filter(|checked| matches!(checked.rule.spec, Spec::Lowercase | Spec::Uppercase));
    if let (Some(first), Some(second)) = (cases.next(), cases.next()) {
        let (first, second) = (&first.rule.word, &second.rule.word);
        errors.push(error(second, format!("a text is in one case: `{first}` stands here already")));
    }
}

/// `non_empty` and `length(max = 0)`; `starts_with("abcd")` and `length(max = 3)`.
fn counts(rules: &[Checked], errors: &mut Accumulator) {
    let mut least: Option<(u32, &Ident)> = None;
    let mut most: Option<(u32, &Ident)> = None;
    for Checked { rule, .. } in rules {
        let (Spec::Length(Limits { min, max }) | Spec::Items(Limits { min, max })) = rule.spec else {
            continue;
        };
        least = least.max(min.map(|min| (min, &rule.word)));
        most = match (most, max) {
            (Some((most, _)), Some(max)) if max < most => Some((max, &rule.word)),
            (None, Some(max)) => Some((max, &rule.word)),
            (most, _) => most,
        };
        if let (Some((min, one)), Some((max, other))) = (least, most)
            && min > max
        {
            let other = if *one == rule.word { other } else { one };
            errors
                .push(error(&rule.word, format!("nothing keeps this and `{other}`: at least {min} and at most {max}")));
            return;
        }
    }
    let Some((max, length)) = most else {
        return;
    };
    for checked in rules {
        let (Spec::StartsWith(text) | Spec::EndsWith(text) | Spec::Contains(text)) = &checked.rule.spec else {
            continue;
        };
        let count = text.chars().count();
        if count > max as usize {
            errors.push(error(
                &checked.span(),
                format!("nothing keeps this and `{length}`: it has {count} characters, and at most {max} are allowed"),
            ));
        }
    }
}

/// One rule's range.
#[derive(Clone, Copy)]
struct Side<'a> {
    min: Option<Bound>,
    max: Option<Bound>,
    word: &'a Ident,
}

impl Side<'_> {
    /// Whether no number lies in both.
    fn excludes(&self, other: &Self, domain: Domain) -> bool {
        let no = |low: Option<Bound>, high: Option<Bound>| {
            low.zip(high).is_some_and(|(low, high)| is_empty(domain, low, high))
        };
        no(self.min, other.max) || no(other.min, self.max)
    }
}

fn sides(rules: &[Checked]) -> Vec<Side<'_>> {
    let mut sides = Vec::new();
    for Checked { rule, .. } in rules {
        if let Spec::Range { min, max } = rule.spec {
            sides.push(Side { min, max, word: &rule.word });
        }
    }
    sides
}

/// `positive` and `negative`; `negative` of a `u8`.
fn ranges(rules: &[Checked], domain: Domain, errors: &mut Accumulator) {
    let sides = sides(rules);
    for (at, side) in sides.iter().enumerate() {
        let word = side.word;
        if let Some(other) = sides[..at].iter().find(|other| other.excludes(side, domain)) {
            errors.push(error(word, format!("no number keeps this and `{}`", other.word)));
            return;
        }
        let Some((least, most)) = reach(domain) else {
            continue;
        };
        let bound = |number| Some(Bound { value: Number::Int(number), inclusive: true });
        if side.excludes(&Side { min: bound(least), max: bound(most), word }, domain) {
            let noun = domain.noun();
            errors.push(error(word, format!("nothing keeps this: {noun} lies between {least} and {most}")));
            return;
        }
    }
}

/// `range(min = 1, max = 4)` and `multiple_of(5)`.
fn multiples(rules: &[Checked], domain: Domain, errors: &mut Accumulator) {
    let Some((mut least, mut most)) = reach(domain) else {
        return;
    };
    for side in sides(rules) {
        least = least.max(side.min.and_then(first_whole).unwrap_or(least));
        most = most.min(side.max.and_then(last_whole).unwrap_or(most));
    }
    for checked in rules {
        if let Spec::MultipleOf(Number::Int(divisor)) = checked.rule.spec
            && least <= most
            && most.div_euclid(divisor) * divisor < least
        {
            let problem = format!(
                "no multiple of {divisor} lies between {least} and {most}, where the other rules leave numbers"
            );
            errors.push(error(&checked.span(), problem));
        }
    }
}

/// `lowercase` and `starts_with("A")`: what the transform leaves never keeps the other rule.
fn changed_away(checked: &Checked, rules: &[Checked], errors: &mut Accumulator) {
    let (Spec::StartsWith(text) | Spec::EndsWith(text) | Spec::Contains(text)) = &checked.rule.spec else {
        return;
    };
    for Checked { rule: transform, .. } in rules {
        let changed = match (&transform.spec, &checked.rule.spec) {
            (Spec::Lowercase, _) => text.to_lowercase(),
            (Spec::Uppercase, _) => text.to_uppercase(),
            (Spec::Trim, Spec::StartsWith(_)) => text.trim_start_matches(is_space).to_owned(),
            (Spec::Trim, Spec::EndsWith(_)) => text.trim_end_matches(is_space).to_owned(),
            _ => continue,
        };
        if changed != *text {
            let (word, transform) = (&checked.rule.word, &transform.word);
            errors.push(error(
                &checked.span(),
                format!("no text is so after `{transform}`, which comes first: write `{word}(\"{changed}\")`"),
            ));
        }
    }
}

/// Values of `one_of(..)` that another rule refuses, or a transform changes.
fn values(checked: &Checked, rules: &[Checked], errors: &mut Accumulator) {
    let Spec::OneOf(values) = &checked.rule.spec else {
        return;
    };
    for (value, span) in values.iter().zip(&checked.spans) {
        let sample = Sample::of_literal(value);
        let other = rules.iter().find(|other| !core::ptr::eq(*other, checked) && breaks(&other.rule.spec, &sample));
        let Some(Checked { rule: other, .. }) = other else {
            continue;
        };
        let word = &other.word;
        let given = match value {
            Literal::Int(number) => number.to_string(),
            Literal::Text(text) => format!("\"{text}\""),
        };
        let problem = if other.spec.is_transform() {
            format!("no text is so after `{word}`, which comes first")
        } else {
            format!("`{word}` refuses {given}: no value keeps both")
        };
        errors.push(error(span, problem));
    }
}
