//! Regular expressions, of the subset that means the same in Rust and in JavaScript.
//!
//! A pattern is parsed here and printed again, with everything spelled out on which the two languages differ (`\s`,
//! `\d`, `.`). The printed text means the same to regex-lite and to `new RegExp(text, 'u')`, so there is one.

mod class;
mod escape;
mod node;
mod parse;
mod print;
#[cfg(test)]
mod tests;

/// What is wrong with a pattern, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// What stands there: `look-ahead`.
    what: String,
    /// The character of the pattern, counted from 1.
    at: usize,
    /// Why not, and what to write instead.
    why: String,
}

impl core::fmt::Display for Refusal {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { what, at, why } = self;
        write!(f, "{what} at {at}: {why}")
    }
}

/// The pattern as both languages read it.
pub(super) fn canonical(pattern: &str) -> Result<String, Refusal> {
    parse::parse(pattern).map(|node| print::print(&node))
}

/// White space, as JavaScript's `trim()` and `\s` have it.
pub(super) fn is_space(letter: char) -> bool {
    node::SPACE.iter().any(|&(first, last)| (first..=last).contains(&letter))
}
