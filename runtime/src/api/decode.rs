use crate::protocol::Error;

/// Undoes the percent-encoding of one path segment. A `%2F` in it is a slash of the name, not of the path.
pub(super) fn segment(text: &str) -> Result<String, Error> {
    if !text.contains('%') {
        return Ok(text.to_owned());
    }
    decode(text.bytes()).ok_or_else(|| Error::Malformed("the path is not percent-encoded UTF-8".to_owned()))
}

/// The same for a name or a value of a query, where `+` is a space.
pub(crate) fn form(text: &str) -> Result<String, Error> {
    decode(text.bytes().map(|byte| if byte == b'+' { b' ' } else { byte }))
        .ok_or_else(|| Error::Malformed("the query is not percent-encoded UTF-8".to_owned()))
}

fn decode(mut bytes: impl Iterator<Item = u8>) -> Option<String> {
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        decoded.push(if byte == b'%' { hex(bytes.next()?)? << 4 | hex(bytes.next()?)? } else { byte });
    }
    String::from_utf8(decoded).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_and_bad_ones_refused() {
        assert_eq!(segment("a%2Fb%20%C3%A4+").unwrap(), "a/b ä+");
        assert_eq!(form("a+b%2B").unwrap(), "a b+");
        for bad in ["%", "%1", "%zz", "%+1", "%ff", "%C3", "a%c3%28"] {
            assert!(matches!(segment(bad), Err(Error::Malformed(_))), "{bad}");
        }
    }
}
