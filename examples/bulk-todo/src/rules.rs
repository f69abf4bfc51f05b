//! Rules of the app's own.

/// Lists that are pasted in have lines between their parts, which are nothing to do.
pub(crate) fn says_something(title: &str) -> Result<(), &'static str> {
    if title.chars().any(char::is_alphanumeric) { Ok(()) } else { Err("must have a letter or a digit") }
}
