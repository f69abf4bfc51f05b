use core::fmt;

use super::{IdError, Seq, canonical};
use crate::access::Reader;

/// A place in a room's stream, as one reader of one schema came to it: what a client holds, and sends to be told what
/// changed since.
///
/// It goes on as long as all of it is still true. The mutation at its seq tells another history (a restored database), the
/// reader another right, the schema other rows. It names no room and no collection, and gives no right to anything: those
/// who bring it are asked about as if they had none.
///
/// Opaque to clients: `seq.reader.schema.place`, the last three in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cursor {
    pub seq: Seq,
    pub reader: Reader,
    schema: u32,
    place: u64,
}

impl Cursor {
    /// The place after `seq`, where the mutation `mid` stands; seq 0 has none.
    ///
    /// `schema` is the [`wire_hash`](crate::schema::Schema::wire_hash).
    pub fn new(seq: Seq, mid: Option<&str>, reader: Reader, schema: &str) -> Self {
        Self { seq, reader, schema: short_schema(schema), place: place(mid) }
    }

    /// Reads a cursor that comes back.
    ///
    /// # Errors
    /// Where the text is none of ours.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let mut parts = text.split('.');
        let mut part = || parts.next().ok_or(IdError::Cursor);
        let (seq, reader, schema, place) = (part()?, part()?, part()?, part()?);
        let seq = parse_seq(seq).ok_or(IdError::Cursor)?;
        let reader = Reader::parse(reader).ok_or(IdError::Cursor)?;
        let schema = canonical::hex(schema, 8).and_then(|schema| u32::try_from(schema).ok()).ok_or(IdError::Cursor)?;
        let place = canonical::hex(place, 16).ok_or(IdError::Cursor)?;
        if parts.next().is_some() { Err(IdError::Cursor) } else { Ok(Self { seq, reader, schema, place }) }
    }

    /// Whether rows still look as they did for this cursor's reader.
    pub(crate) fn is_of_schema(&self, schema: &str) -> bool {
        self.schema == short_schema(schema)
    }

    /// Whether this is the mutation that stood at its seq.
    pub(crate) fn is_at(&self, mid: Option<&str>) -> bool {
        self.place == place(mid)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seq, reader, schema, place } = self;
        write!(f, "{seq}.{reader}.{schema:08x}.{place:016x}")
    }
}

/// Of the mutation's id only a hash: ids are anybody's texts, and of any characters.
///
/// FNV-1a twice, from two beginnings: a client that follows the stream moves its cursor with every change, and has this in a few
/// lines. Nobody is kept out by it; it only tells two histories apart.
fn place(mid: Option<&str>) -> u64 {
    let bytes = mid.unwrap_or_default().as_bytes();
    let hash = |basis| bytes.iter().fold(basis, |hash: u32, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    u64::from(hash(0x811c_9dc5)) << 32 | u64::from(hash(0x9747_b28c))
}

fn short_schema(hash: &str) -> u32 {
    hash.get(..8).and_then(|hash| u32::from_str_radix(hash, 16).ok()).unwrap_or_default()
}

/// A number as we write it: digits only, none that could be left out, and exact in JavaScript.
fn parse_seq(text: &str) -> Option<Seq> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    let number = text.parse().ok().filter(|number| is_plain && *number <= 9_007_199_254_740_991)?;
    Some(Seq(number))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const SCHEMA: &str = "0123456789abcdef";

    #[test]
    fn a_cursor_survives_being_written_whatever_the_mid() {
        let reader = Reader::new(Some("zoë"), &json!("editor"));
        for mid in [None, Some("12345678"), Some("a.b.c.d:e,f&\n\0"), Some("🦀🦀🦀🦀🦀🦀🦀🦀")] {
            let cursor = Cursor::new(Seq(7), mid, reader, SCHEMA);
            let text = cursor.to_string();
            assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.'), "{text}");
            assert_eq!(Cursor::parse(&text), Ok(cursor));
            assert!(cursor.is_at(mid) && !cursor.is_at(Some("another mid")));
            assert!(cursor.is_of_schema(SCHEMA) && !cursor.is_of_schema("1123456789abcdef"));
        }
    }

    #[test]
    fn r11_a_client_can_move_its_cursor() {
        // The same is in the client's tests.
        assert_eq!(format!("{:016x}", place(Some("zoë-0001"))), "e1c08fe0c1683d9b");
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        let good = Cursor::new(Seq(7), None, Reader::default(), SCHEMA).to_string();
        let rest = good.strip_prefix('7').unwrap();
        for bad in [
            "",
            "7",
            "0:",
            "7:12345678",
            &format!("+7{rest}"),
            &format!("07{rest}"),
            &format!("-1{rest}"),
            rest,
            &format!("9007199254740992{rest}"),
            &format!("{good}.x"),
            &format!("{good}0"),
            &good.to_uppercase(),
            &good.replace('.', ":"),
        ] {
            assert_eq!(Cursor::parse(bad), Err(IdError::Cursor), "{bad}");
        }
        assert!(Cursor::parse(&format!("9007199254740991{rest}")).is_ok());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9a-fé.+: -]{0,60}") {
            if let Ok(cursor) = Cursor::parse(&text) {
                prop_assert_eq!(cursor.to_string(), text);
            }
        }
    }
}
