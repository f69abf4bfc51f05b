//! Whether the rules of a value fit its type, and whether any value can keep all of them.

mod build;
mod domain;
mod keeps;
mod number;
mod pattern;
mod together;

use darling::error::Accumulator;
use proc_macro2::Span;

use super::shape::{Shape, Types};
use crate::attrs::rules::{Rule, RuleWord};
use crate::attrs::{CheckFn, Said, Validate, error};
use crate::model::{self, DefaultValue, Function, Rules};
use domain::Domain;

/// What the rules are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A column.
    Column,
    /// A part of a column's value, which knows nothing of the row.
    Value,
    /// The items of a list.
    Item,
}

/// A rule that is right in itself.
struct Checked {
    rule: model::Rule,
    /// Where its values stand, in their order.
    spans: Vec<Span>,
}

impl Checked {
    /// Where its first value stands, or else its word.
    fn span(&self) -> Span {
        self.spans.first().copied().unwrap_or_else(|| self.rule.word.span())
    }
}

/// The rules of a value, all of which fit it.
pub(super) fn check(said: &[Said<Validate>], shape: &Shape, place: Place, errors: &mut Accumulator) -> Rules {
    let mut words = Vec::new();
    for validate in said {
        match &validate.value {
            Ok(validate) => {
                errors_of(validate, errors);
                words.extend(&validate.rules);
            }
            Err(problem) => errors.push(problem.clone()),
        }
    }
    rules(&words, shape, place, errors)
}

/// The functions over whole rows.
pub(super) fn checks(said: &[Said<CheckFn>], errors: &mut Accumulator) -> Vec<Function> {
    let mut checks: Vec<Function> = Vec::new();
    for check in said {
        match &check.value {
            Ok(CheckFn { path, .. }) if checks.iter().any(|other| other.path == *path) => {
                errors.push(error(path, "this function checks the row already"));
            }
            Ok(CheckFn { path, message }) => checks.push(Function { path: path.clone(), message: message.clone() }),
            Err(problem) => errors.push(problem.clone()),
        }
    }
    checks
}

/// Refuses a default that breaks rules of its column, or that a transform would change: defaults are stored as they
/// are.
///
/// `whose` rules they are stands in the message: `the column's own`.
pub(super) fn default_keeps(value: &DefaultValue, span: Span, rules: &Rules, whose: &str, errors: &mut Accumulator) {
    let Some(value) = keeps::Sample::of(value) else {
        return;
    };
    for rule in rules.own.iter().filter(|rule| keeps::breaks(&rule.spec, &value)) {
        let word = &rule.word;
        let problem = if rule.spec.is_transform() {
            format!("`{word}` would change the default: write it as it is to be stored")
        } else {
            format!("the default breaks {whose} `{word}`")
        };
        errors.push(error(&span, problem));
    }
}

/// The rules that a type brings along: those of its newtypes, the innermost last. Their mistakes are told elsewhere.
pub(super) fn of_type(shape: &Shape, types: &Types) -> Vec<Rules> {
    let mut found = Vec::new();
    let mut shape = shape;
    while let Shape::Newtype(name, inner) = shape {
        if let Some(newtype) = types.newtype(name) {
            let mut told = darling::Error::accumulator();
            found.push(check(&newtype.validate, inner, Place::Value, &mut told));
            drop(told.into_inner());
        }
        shape = inner;
    }
    found
}

fn errors_of(validate: &Validate, errors: &mut Accumulator) {
    for problem in &validate.errors {
        errors.push(problem.clone());
    }
}

fn rules(words: &[&RuleWord], shape: &Shape, place: Place, errors: &mut Accumulator) -> Rules {
    let domain = Domain::of(shape);
    let mut found = Rules::default();
    let mut checked: Vec<Checked> = Vec::new();
    let mut seen: Vec<&RuleWord> = Vec::new();
    for said in words {
        let rule = match &said.rule {
            Ok(rule) => rule,
            Err(problem) => {
                errors.push(problem.clone());
                continue;
            }
        };
        if let Some(problem) = again(said, rule, &seen) {
            errors.push(error(&said.word, problem));
            continue;
        }
        seen.push(said);
        if let Rule::Custom(custom) = rule {
            if let Some(problem) = misplaced(custom.row, place) {
                errors.push(error(&said.word, problem));
            } else {
                let functions = if custom.row { &mut found.row_customs } else { &mut found.customs };
                functions.push(Function { path: custom.path.clone(), message: said.message.clone() });
            }
        } else if let Some(problem) = domain.misfit(rule) {
            errors.push(error(&said.word, format!("`{}` is {problem}", said.word)));
        } else {
            checked.extend(build::build(said, rule, domain, errors));
        }
    }
    checked.sort_by_key(|checked| !checked.rule.spec.is_transform());
    together::check(&checked, domain, errors);
    found.own = checked.into_iter().map(|checked| checked.rule).collect();
    found
}

/// Why a rule cannot stand here a second time.
fn again(said: &RuleWord, rule: &Rule, seen: &[&RuleWord]) -> Option<String> {
    let word = &said.word;
    let mut others = seen.iter().filter(|other| other.word == *word).filter_map(|other| other.rule.as_ref().ok());
    let same = |other: &Rule| match (other, rule) {
        (Rule::Pattern(one), Rule::Pattern(other)) | (Rule::Contains(one), Rule::Contains(other)) => {
            one.text == other.text
        }
        (Rule::Custom(one), Rule::Custom(other)) => one.path == other.path,
        _ => true,
    };
    others.any(same).then(|| match rule {
        Rule::Pattern(_) | Rule::Contains(_) | Rule::Custom(_) => format!("this `{word}` stands here twice"),
        _ => format!("a column has one `{word}`"),
    })
}

/// Why a function cannot stand here.
fn misplaced(row: bool, place: Place) -> Option<&'static str> {
    match place {
        Place::Item => Some("a function sees the whole `Vec`: write `custom(..)` beside `each(..)`"),
        Place::Value if row => Some(
            "a nested value knows no row: write `custom(path::to::function)`\na function over the row stands on its column, or on the collection: `check(path::to::function)`",
        ),
        Place::Column | Place::Value => None,
    }
}
