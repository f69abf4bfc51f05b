//! Rules of texts: transforms, lengths, and what stands where in them.

use serde_json::Value;

use super::{count, demand};
use crate::validate::{Problem, Rule, Spec};

/// `trim`: takes white space off both ends, as JavaScript's `trim()` does.
///
/// That is not Rust's: U+0085 stays and U+FEFF goes.
pub const fn trim() -> Rule {
    Rule::new(Spec::Trim, |_, value| {
        transform(value, |text| text.trim_matches(is_white_space).to_owned());
        Ok(())
    })
}

/// `lowercase`: the lower case of every letter, by Unicode's full mapping.
pub const fn lowercase() -> Rule {
    Rule::new(Spec::Lowercase, |_, value| {
        transform(value, str::to_lowercase);
        Ok(())
    })
}

/// `uppercase`: the upper case of every letter, by Unicode's full mapping (`ß` becomes `SS`).
pub const fn uppercase() -> Rule {
    Rule::new(Spec::Uppercase, |_, value| {
        transform(value, str::to_uppercase);
        Ok(())
    })
}

/// `length(min = .., max = ..)`: the number of code points of a string.
pub const fn length(min: Option<u32>, max: Option<u32>) -> Rule {
    Rule::new(Spec::Length { min, max }, |spec, value| match (spec, value.as_str()) {
        (&Spec::Length { min, max }, Some(text)) => {
            count(text.chars().count(), (min, max), ("too_short", "too_long"), "character")
        }
        _ => Ok(()),
    })
}

/// `starts_with("..")`.
pub const fn starts_with(prefix: &'static str) -> Rule {
    Rule::new(Spec::StartsWith(prefix), |spec, value| match (spec, value.as_str()) {
        (&Spec::StartsWith(prefix), Some(text)) => demand(text.starts_with(prefix), || {
            Problem::new("missing_prefix", format!("must start with \"{prefix}\"")).with("prefix", prefix)
        }),
        _ => Ok(()),
    })
}

/// `ends_with("..")`.
pub const fn ends_with(suffix: &'static str) -> Rule {
    Rule::new(Spec::EndsWith(suffix), |spec, value| match (spec, value.as_str()) {
        (&Spec::EndsWith(suffix), Some(text)) => demand(text.ends_with(suffix), || {
            Problem::new("missing_suffix", format!("must end with \"{suffix}\"")).with("suffix", suffix)
        }),
        _ => Ok(()),
    })
}

/// `contains("..")`.
pub const fn contains(part: &'static str) -> Rule {
    Rule::new(Spec::Contains(part), |spec, value| match (spec, value.as_str()) {
        (&Spec::Contains(part), Some(text)) => demand(text.contains(part), || {
            Problem::new("missing_part", format!("must contain \"{part}\"")).with("part", part)
        }),
        _ => Ok(()),
    })
}

fn transform(value: &mut Value, change: impl FnOnce(&str) -> String) {
    if let Value::String(text) = value {
        *text = change(text);
    }
}

/// What JavaScript calls white space and line ends: its `trim()` and `\s`.
pub(super) fn is_white_space(character: char) -> bool {
    matches!(
        character,
        '\u{9}'..='\u{d}'
            | ' '
            | '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}'
            | '\u{feff}'
    )
}
