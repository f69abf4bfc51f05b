//! Where a page ends, and where the next one begins.

use serde_json::Value;

use crate::{
    json::json,
    protocol::{Error, limits},
    schema::Collection,
};

/// The rows of a page as a JSON array, and the place after them if more follow.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) rows: String,
    pub(super) next: Option<String>,
}

/// What SQLite has found for a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines<'a> {
    /// A row a line, `,` at their ends.
    pub(super) text: &'a str,
    /// How many rows there were: one more than the page may have, at most.
    pub(super) found: usize,
    /// Whether SQLite has let through as many of them as fit, and not all.
    pub(super) is_sized: bool,
}

/// Ends a page at `limit` rows or a megabyte, but not before one row.
pub(super) fn cut(collection: &Collection, lines: Lines<'_>, limit: u32) -> Result<Cut, Error> {
    let (kept, has_more) = end(lines, limit as usize, limits::PAGE_BYTES as usize);
    let next = if has_more { Some(place(collection, last(kept))?) } else { None };
    Ok(Cut { rows: ["[", kept, "]"].concat(), next })
}

/// The rows of the page, and whether there are more. The text is looked through no more than it must be: it is long.
fn end(Lines { text, found, is_sized }: Lines<'_>, limit: usize, bytes: usize) -> (&str, bool) {
    let count = if is_sized { text.matches('\n').count() + 1 } else { found };
    let within = if count > limit { before_last(text, text.len()).unwrap_or(text) } else { text };
    let first = || within.split_once(SEPARATOR).map_or(within, |(first, _)| first);
    let kept =
        if within.len() > bytes { before_last(within, bytes + SEPARATOR.len()).unwrap_or_else(first) } else { within };
    (kept, kept.len() < text.len() || count < found)
}

const SEPARATOR: &str = ",\n";

/// What is before the last separator that ends within so many bytes, if there is one.
fn before_last(text: &str, bytes: usize) -> Option<&str> {
    let feed = text.bytes().take(bytes).rposition(|byte| byte == b'\n')?;
    text[..feed].strip_suffix(',')
}

fn last(text: &str) -> &str {
    text.rfind('\n').map_or(text, |feed| &text[feed + 1..])
}

/// `[sort value, id]` of a row.
fn place(collection: &Collection, row: &str) -> Result<String, Error> {
    let row: Value = serde_json::from_str(row).map_err(|_| Error::Internal)?;
    Ok(json!([row[collection.order_column().wire], row[collection.id().wire]]).to_string())
}

/// A page's `next`, as it came back: `[sort value, id]`.
///
/// # Errors
/// `VALIDATION`, where it is none.
pub(super) fn parse_after(collection: &Collection, after: &str) -> Result<Value, Error> {
    let is_nullable = collection.order_column().nullable;
    let is_place = |value: &Value| match value.as_array().map(Vec::as_slice) {
        Some([Value::Null, Value::String(_)]) => is_nullable,
        Some([sort, Value::String(_)]) => sort.is_string() || sort.is_number() || sort.is_boolean(),
        _ => false,
    };
    serde_json::from_str::<Value>(after)
        .ok()
        .filter(is_place)
        .ok_or_else(|| Error::invalid("after", "invalid_cursor", "must be the `next` of the page before"))
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// The same, row by row.
    fn expected(rows: &[String], found: usize, limit: usize, bytes: usize) -> (String, bool) {
        let mut kept = 0;
        while kept < rows.len().min(limit) && (kept == 0 || rows[..=kept].join(SEPARATOR).len() <= bytes) {
            kept += 1;
        }
        (rows[..kept].join(SEPARATOR), kept < found)
    }

    proptest! {
        #[test]
        fn a_page_has_what_fits_and_says_whether_there_is_more(
            rows in vec("[a-zé]{1,12}", 0..12), limit in 1..12_usize, bytes in 1..100_usize, let_through in 1..12_usize,
        ) {
            let rows = &rows[..rows.len().min(limit + 1)];
            let found = rows.len();
            let text = rows.join(SEPARATOR);
            let (kept, has_more) = end(Lines { text: &text, found, is_sized: false }, limit, bytes);
            prop_assert_eq!((kept.to_owned(), has_more), expected(rows, found, limit, bytes));

            let through = &rows[..found.min(let_through)];
            let text = through.join(SEPARATOR);
            let (kept, has_more) = end(Lines { text: &text, found, is_sized: true }, limit, bytes);
            prop_assert_eq!((kept.to_owned(), has_more), expected(through, found, limit, bytes));
        }
    }

    #[test]
    fn the_last_row_of_a_page_is_where_the_next_one_begins() {
        assert_eq!(last("a,\nb,\nc"), "c");
        assert_eq!(last("a"), "a");
    }
}
