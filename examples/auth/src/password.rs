//! Passwords, as they are kept: never plain.

use core::fmt::Write;

use crate::crypto::{self, Result};

/// As many as Workers allow. Each makes a guess dearer to whoever has stolen the table.
const ROUNDS: u32 = 100_000;

/// What is kept of a password: `pbkdf2-sha256.ROUNDS.SALT.HASH`.
pub(crate) async fn hash(password: &str) -> Result<String> {
    let salt = crypto::random::<16>()?;
    let hash = crypto::derive(password, &salt, ROUNDS).await?;
    Ok(format!("pbkdf2-sha256.{ROUNDS}.{}.{}", hex(&salt), hex(&hash)))
}

/// Whether `password` is the one that `kept` was made of.
pub(crate) async fn matches(password: &str, kept: &str) -> Result<bool> {
    let mut parts = kept.split('.').skip(1);
    let rounds = parts.next().and_then(|rounds| rounds.parse().ok());
    let (salt, hash) = (parts.next().and_then(unhex), parts.next().and_then(unhex));
    let (Some(rounds), Some(salt), Some(hash)) = (rounds, salt, hash) else {
        return Err("this is no password of ours".into());
    };
    let derived = crypto::derive(password, &salt, rounds).await?;
    // Looks at every byte, wherever the first difference is.
    let difference = derived.iter().zip(&hash).fold(0, |sum, (one, other)| sum | (one ^ other));
    Ok(derived.len() == hash.len() && difference == 0)
}

/// Takes as long as [`matches`] does, for a name that nobody has: how long an answer takes should not tell who is here.
pub(crate) async fn pretend(password: &str) -> Result<()> {
    crypto::derive(password, &[0; 16], ROUNDS).await.map(drop)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() % 2 == 1 || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}
