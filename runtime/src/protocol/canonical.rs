//! JSON values as bytes to be hashed, the value's and not the text's; and short hashes as texts.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::map::Sorted;

/// Every value is written with its kind and length before it, so that no two values write the same bytes.
pub(crate) fn write(hasher: &mut Sha256, value: &Value) {
    match value {
        Value::Null => hasher.update(b"n"),
        Value::Bool(value) => hasher.update(if *value { b"t" } else { b"f" }),
        Value::Number(number) => {
            hasher.update(b"#");
            write_text(hasher, &number.to_string());
        }
        Value::String(text) => {
            hasher.update(b"s");
            write_text(hasher, text);
        }
        Value::Array(items) => {
            hasher.update(b"[");
            write_length(hasher, items.len());
            for item in items {
                write(hasher, item);
            }
        }
        Value::Object(fields) => {
            hasher.update(b"{");
            write_length(hasher, fields.len());
            // Sorted here: whether serde_json's maps are depends on a feature that any crate may turn on.
            let fields: Sorted<&String, &Value> = fields.iter().collect();
            for (key, value) in fields {
                write_text(hasher, key);
                write(hasher, value);
            }
        }
    }
}

/// The same for a text alone.
pub(crate) fn write_text(hasher: &mut Sha256, text: &str) {
    write_length(hasher, text.len());
    hasher.update(text.as_bytes());
}

/// The first 48 bits of what was hashed: enough to tell apart what one client holds from what is there now.
pub(crate) fn short(hasher: Sha256) -> u64 {
    hasher.finalize().iter().take(6).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Two lower-case hexadecimal digits a byte.
pub(crate) fn digits(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(|half| char::from_digit(half.into(), 16)).collect()
}

/// So many lower-case hexadecimal digits.
pub(crate) fn hex(text: &str, digits: usize) -> Option<u64> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let is_ours = text.len() == digits && text.bytes().all(is_digit);
    is_ours.then(|| u64::from_str_radix(text, 16).ok()).flatten()
}

pub(crate) fn write_length(hasher: &mut Sha256, length: usize) {
    hasher.update((length as u64).to_be_bytes());
}
