//! Rules of arrays: how many items, and what each of them keeps.

use serde_json::Value;

use super::count;
use crate::validate::{Broken, Rule, Spec, report::MAX_ISSUES};

/// `items(min = .., max = ..)`: the number of items.
pub const fn items(min: Option<u32>, max: Option<u32>) -> Rule {
    Rule::new(Spec::Items { min, max }, |spec, value| match (spec, value.as_array()) {
        (&Spec::Items { min, max }, Some(items)) => count(items.len(), (min, max), ("too_few", "too_many"), "item"),
        _ => Ok(()),
    })
}

/// `each(..)`: rules that each item keeps, transforms first.
pub const fn each(rules: &'static [Rule]) -> Rule {
    Rule::new(Spec::Each(rules), |spec, value| match (spec, value) {
        (&Spec::Each(rules), Value::Array(items)) => check_each(rules, items),
        _ => Ok(()),
    })
}

fn check_each(rules: &[Rule], items: &mut [Value]) -> Result<(), Broken> {
    let (transforms, others): (Vec<Rule>, Vec<Rule>) = rules.iter().copied().partition(|rule| rule.spec.is_transform());
    let rules = [transforms, others].concat();
    let mut broken = Broken::new();
    for (index, item) in items.iter_mut().enumerate() {
        for problems in rules.iter().filter_map(|rule| rule.apply(item).err()) {
            let room = MAX_ISSUES - broken.len();
            broken.extend(problems.into_iter().map(|problem| problem.under(index)).take(room));
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(broken) }
}
