//! JSON values as bytes to be hashed, the value's and not the text's; and short hashes as texts.
//!
//! They are written down first and hashed at once: a hash that is fed byte by byte does little else than count them.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::map::Sorted;

/// Every value is written with its kind and length before it, so that no two values write the same bytes.
pub(crate) fn write(bytes: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => bytes.push(b'n'),
        Value::Bool(value) => bytes.push(if *value { b't' } else { b'f' }),
        Value::Number(number) => {
            bytes.push(b'#');
            write_text(bytes, &number.to_string());
        }
        Value::String(text) => {
            bytes.push(b's');
            write_text(bytes, text);
        }
        Value::Array(items) => {
            bytes.push(b'[');
            write_length(bytes, items.len());
            for item in items {
                write(bytes, item);
            }
        }
        Value::Object(fields) => {
            bytes.push(b'{');
            write_length(bytes, fields.len());
            // Sorted here: whether serde_json's maps are depends on a feature that any crate may turn on.
            let fields: Sorted<&String, &Value> = fields.iter().collect();
            for (key, value) in fields {
                write_text(bytes, key);
                write(bytes, value);
            }
        }
    }
}

/// The same for a text alone.
pub(crate) fn write_text(bytes: &mut Vec<u8>, text: &str) {
    write_length(bytes, text.len());
    bytes.extend_from_slice(text.as_bytes());
}

/// The first 48 bits of what was hashed: enough to tell apart what one client holds from what is there now.
pub(crate) fn short(bytes: &[u8]) -> u64 {
    Sha256::digest(bytes).iter().take(6).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Two lower-case hexadecimal digits a byte.
pub(crate) fn digits(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from(DIGITS[usize::from(half)]));
        }
    }
    text
}

/// So many lower-case hexadecimal digits.
pub(crate) fn hex(text: &str, digits: usize) -> Option<u64> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let is_ours = text.len() == digits && text.bytes().all(is_digit);
    is_ours.then(|| u64::from_str_radix(text, 16).ok()).flatten()
}

pub(crate) fn write_length(bytes: &mut Vec<u8>, length: usize) {
    bytes.extend_from_slice(&(length as u64).to_be_bytes());
}
