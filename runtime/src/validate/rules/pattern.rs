//! `pattern(..)`: the only rule that needs a regular expression engine, alone in its file with it.

use core::cell::RefCell;
use std::{collections::HashMap, rc::Rc};

use regex_lite::Regex;

use super::demand;
use crate::validate::{Problem, Rule, Spec};

/// `pattern("..")`: a regular expression that is found somewhere in the text.
///
/// The macro translates `given`, what the schema says, for each language: `rust` is for regex-lite, `js` for
/// `new RegExp(js, 'u')`. A `rust` that is no regular expression refuses every text.
pub const fn pattern(given: &'static str, rust: &'static str, js: &'static str) -> Rule {
    Rule::new(Spec::Pattern { given, rust, js }, |spec, value| match (spec, value.as_str()) {
        (&Spec::Pattern { given, rust, js: _ }, Some(text)) => {
            demand(compiled(rust).is_some_and(|pattern| pattern.is_match(text)), || {
                Problem::new("invalid_format", format!("must match the pattern {given}")).with("pattern", given)
            })
        }
        _ => Ok(()),
    })
}

thread_local! {
    /// Compiled once, because that costs far more than to match. As many as the schema has patterns.
    static COMPILED: RefCell<HashMap<&'static str, Option<Rc<Regex>>>> = RefCell::new(HashMap::new());
}

fn compiled(text: &'static str) -> Option<Rc<Regex>> {
    COMPILED
        .with_borrow_mut(|compiled| compiled.entry(text).or_insert_with(|| Regex::new(text).ok().map(Rc::new)).clone())
}
