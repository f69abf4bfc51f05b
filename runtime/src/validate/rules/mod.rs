//! One constructor a rule, and what it does.
//!
//! Each is `const`, so that a schema is a constant, and holds the only mention of its function, so that the linker
//! drops those that no schema names.

mod choice;
mod custom;
mod formats;
mod lists;
mod numbers;
mod pattern;
mod text;
mod url;

pub(super) use choice::not_one_of;
pub use choice::one_of;
pub use custom::{custom_rule, run_check, run_custom, run_custom_row};
pub(super) use formats::is_canonical_uuid;
pub use formats::{email, uuid};
pub use lists::{each, items};
pub use numbers::{int, multiple_of, range};
pub use pattern::pattern;
pub use text::{contains, ends_with, length, lowercase, starts_with, trim, uppercase};
pub use url::url;

use super::{Broken, Problem};

/// The answer of a rule that can be broken in one way only.
fn demand(holds: bool, problem: impl FnOnce() -> Problem) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(vec![problem()]) }
}

/// Whether a count is within limits, in words where it is not.
fn count(
    count: usize,
    (min, max): (Option<u32>, Option<u32>),
    (too_few, too_many): (&'static str, &'static str),
    noun: &str,
) -> Result<(), Broken> {
    let things = |limit: u32| if limit == 1 { format!("1 {noun}") } else { format!("{limit} {noun}s") };
    if let Some(min) = min.filter(|&min| count < min as usize) {
        return Err(vec![Problem::new(too_few, format!("must have at least {}", things(min))).with("min", min)]);
    }
    if let Some(max) = max.filter(|&max| count > max as usize) {
        return Err(vec![Problem::new(too_many, format!("must have at most {}", things(max))).with("max", max)]);
    }
    Ok(())
}
