//! Texts of a known form. Each is defined by what stands here, not by an RFC: both languages must agree on all of it.

use super::demand;
use crate::validate::{Problem, Rule, Spec};

/// `email`: `local@domain` in ASCII, as web forms take it. Not whether anybody reads it.
pub const fn email() -> Rule {
    Rule::new(Spec::Email, |_, value| match value.as_str() {
        Some(text) => demand(is_email(text), || Problem::new("invalid_email", "must be an email address")),
        None => Ok(()),
    })
}

/// `uuid`: a UUID in its canonical form, in a column of text.
pub const fn uuid() -> Rule {
    Rule::new(Spec::Uuid, |_, value| match value.as_str() {
        Some(text) => demand(is_canonical_uuid(text), || {
            Problem::new("invalid_uuid", "must be a UUID in lower case, with its hyphens")
        }),
        None => Ok(()),
    })
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    text.len() <= 254
        && local.len() <= 64
        && local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom_byte))
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

fn is_atom_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte)
}

/// Whether this can stand between the dots of a host's name.
pub(super) fn is_label(text: &str) -> bool {
    matches!(text.len(), 1..=63)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// 36 characters, lower case.
pub(in crate::validate) fn is_canonical_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}
