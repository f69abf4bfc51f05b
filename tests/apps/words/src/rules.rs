//! The app's own rules.

// A function takes what its column has.
#![allow(clippy::trivially_copy_pass_by_ref)]

use ferrosync::validate::Problem;

use crate::schema::Event;

pub(crate) fn speaks_softly(title: &str) -> Result<(), &'static str> {
    if title.ends_with('!') { Err("must not shout") } else { Ok(()) }
}

pub(crate) fn is_short(ends: &i64, event: &Event) -> Result<(), Problem> {
    let length = ends.saturating_sub(event.begins);
    if length <= 100 { Ok(()) } else { Err(Problem::new("too_long", "must be short").with("length", length)) }
}

pub(crate) fn ends_after_it_begins(event: &Event) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    if event.ends < event.begins {
        problems.push(Problem::new("ends_early", "must be after the beginning").at("ends"));
    }
    // Private columns are in the row that is asked about.
    if event.locked == Some(true) {
        problems.push(Problem::from("is locked"));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
