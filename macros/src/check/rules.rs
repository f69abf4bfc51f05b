use darling::error::Accumulator;
use proc_macro2::Ident;

use super::shape::{Scalar, Shape};
use crate::attrs::{Length, Said, Validate, error};
use crate::model::Rule;

/// The rules of a column that fit it, each with the word that names it.
pub(super) fn check(said: &[Said<Validate>], shape: &Shape, errors: &mut Accumulator) -> Vec<(Ident, Rule)> {
    let mut rules: Vec<(Ident, Rule)> = Vec::new();
    for validate in said {
        let validate = match &validate.value {
            Ok(validate) => validate,
            Err(problem) => {
                errors.push(problem.clone());
                continue;
            }
        };
        for problem in &validate.errors {
            errors.push(problem.clone());
        }
        let Some(length) = &validate.rules.length else {
            continue;
        };
        if rules.iter().any(|(word, _)| *word == length.word) {
            errors.push(error(&length.word, "a column has one `length`"));
        } else if let Some(rule) = check_length(length, shape, errors) {
            rules.push((length.word.clone(), rule));
        }
    }
    rules
}

fn check_length(said: &Said<Length>, shape: &Shape, errors: &mut Accumulator) -> Option<Rule> {
    if shape.scalar() != Some(Scalar::String) {
        errors.push(error(&said.word, "`length` counts the characters of a `String`; this column is none"));
    }
    match &said.value {
        Ok(Length { min: Some(min), max: Some(max) }) if min > max => {
            errors.push(error(&said.word, format!("`min` is above `max`: {min} is more than {max}")));
            None
        }
        Ok(Length { min, max }) => Some(Rule::Length { min: *min, max: *max }),
        Err(problem) => {
            errors.push(problem.clone());
            None
        }
    }
}
