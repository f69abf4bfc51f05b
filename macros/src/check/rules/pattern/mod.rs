//! Regular expressions, of the subset that means the same in Rust and in JavaScript.
//!
//! A pattern is parsed here and printed again, once for regex-lite and once for `new RegExp(text, 'u')`, with
//! everything spelled out on which the two differ (`\s`, `\d`, `.`).

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

/// Whose engine reads a printed pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Rust,
    JavaScript,
}

/// A pattern as the two languages read it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Canonical {
    pub(super) rust: String,
    pub(super) js: String,
}

/// Reads a pattern that means the same in both languages.
pub(super) fn canonical(pattern: &str) -> Result<Canonical, Refusal> {
    let node = parse::parse(pattern)?;
    let print = |language| print::print(&node, language);
    Ok(Canonical { rust: print(Language::Rust), js: print(Language::JavaScript) })
}

/// White space, as JavaScript's `trim()` and `\s` have it.
pub(super) fn is_space(letter: char) -> bool {
    node::SPACE.iter().any(|&(first, last)| (first..=last).contains(&letter))
}
