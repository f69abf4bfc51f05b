use darling::error::Accumulator;

use crate::attrs::{Text, error};

/// A name that somebody gives a table or a column in SQL. What is wrong with it is told; it is used all the same.
pub(super) fn check(text: &Text, errors: &mut Accumulator) -> String {
    if let Some(problem) = problem(&text.value) {
        errors.push(error(&text.span, problem));
    }
    text.value.clone()
}

fn problem(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let is_plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && name.len() <= 63;
    if !is_plain {
        Some("a name in SQL is 1 to 63 ASCII letters, digits and `_`, and starts with no digit".to_owned())
    } else if lower.starts_with("_sync") {
        Some("names that start with `_sync` are this library's own tables".to_owned())
    } else if lower.starts_with("sqlite_") || lower == "d1_migrations" {
        Some(format!("the database keeps `{name}` for itself"))
    } else {
        None
    }
}

/// Whether SQLite takes both for one name.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
