//! Web addresses, a strict subset of what browsers take: what parsers read in different ways is refused.

use super::{demand, formats::is_label, text::is_white_space};
use crate::validate::{Problem, Rule, Spec};

/// Code points of an address.
const MAX: usize = 2048;

/// `url`: an absolute `http://` or `https://` address without a user part.
pub const fn url() -> Rule {
    Rule::new(Spec::Url, |_, value| match value.as_str() {
        Some(text) => demand(is_url(text), || {
            Problem::new("invalid_url", "must be a web address that starts with http:// or https://")
        }),
        None => Ok(()),
    })
}

fn is_url(text: &str) -> bool {
    let Some(rest) = after_scheme(text) else {
        return false;
    };
    let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    text.chars().take(MAX + 1).count() <= MAX && is_authority(authority) && rest.chars().all(is_allowed)
}

fn after_scheme(text: &str) -> Option<&str> {
    ["http://", "https://"].into_iter().find_map(|scheme| {
        let (start, rest) = text.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    })
}

fn is_authority(text: &str) -> bool {
    let (is_host, rest) = if let Some(rest) = text.strip_prefix('[') {
        let Some((address, rest)) = rest.split_once(']') else {
            return false;
        };
        let is_part = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
        (!address.is_empty() && address.bytes().all(is_part), rest)
    } else {
        let (host, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
        (host.split('.').all(is_label), rest)
    };
    is_host && (rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port))
}

fn is_port(text: &str) -> bool {
    // `parse` alone would take `+80` and `080`.
    text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0') && text.parse::<u16>().is_ok()
}

fn is_allowed(character: char) -> bool {
    !is_white_space(character)
        && !matches!(character, '\0'..='\u{1f}' | '\u{7f}' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
}
