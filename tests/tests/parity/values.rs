//! Values for a column, as JSON text: right ones, ones on either side of a limit, and ones of other types.

use ferrosync::{
    schema::{Column, Kind, Role},
    validate::Spec,
};
use proptest::prelude::*;

use crate::json::{alien, string};
use crate::numbers;

/// Single code points of one to four bytes and one or two UTF-16 units, and those that parsers and engines trip over:
/// NUL, the line separator, the byte order mark, marks that combine with what is before them, non-characters.
const CHARACTERS: [char; 22] = [
    'a',
    'Z',
    '0',
    ' ',
    '\n',
    '"',
    '\\',
    '/',
    '\0',
    '\u{7f}',
    'é',
    '\u{301}',
    'ß',
    '\u{200d}',
    '\u{202e}',
    '\u{2028}',
    '\u{feff}',
    '\u{ffff}',
    '漢',
    '😀',
    '\u{1f3fd}',
    '\u{10ffff}',
];

/// What JSON can write and UTF-8 cannot.
const LONE_SURROGATES: [&str; 3] = [r#""\ud800""#, r#""a\udc00b""#, r#""\udc00\ud800""#];

/// Any value: about a third is right.
pub(crate) fn any_for(column: &'static Column) -> BoxedStrategy<String> {
    prop_oneof![3 => right(column), 2 => edge(column), 5 => alien()].boxed()
}

/// A value that the column takes.
pub(crate) fn right(column: &'static Column) -> BoxedStrategy<String> {
    let values = match column.kind() {
        Kind::Uuid => uuid().prop_map(|text| string(&text, false)).boxed(),
        Kind::Text => {
            let (min, max) = limits(column);
            let min = min.unwrap_or(0);
            let short = max.map_or(min + 12, |max| max.min(min + 12));
            // An id's reserved names are as likely as a lottery's first prize.
            text(min..=short)
        }
        Kind::Bool => any::<bool>().prop_map(|value| value.to_string()).boxed(),
        Kind::Int => numbers::integer(numbers::MAX_INT),
        Kind::Timestamp => numbers::integer(numbers::MAX_TIMESTAMP),
        Kind::Real => numbers::real(),
    };
    if column.nullable { prop_oneof![5 => values, 1 => Just("null".to_owned())].boxed() } else { values }
}

/// A value of the column's type that is at a limit, just beyond it, or written in a way that misleads.
fn edge(column: &'static Column) -> BoxedStrategy<String> {
    match column.kind() {
        Kind::Uuid => prop_oneof![
            9 => (uuid(), 0..WRONG_UUIDS.len()).prop_map(|(uuid, index)| string(&WRONG_UUIDS[index](&uuid), false)),
            1 => prop::sample::select(&LONE_SURROGATES).prop_map(str::to_owned),
        ]
        .boxed(),
        Kind::Text if column.role == Role::Id => prop_oneof![
            3 => lengths(column),
            3 => (prop::sample::select(&["bulk", ".", "..", "Bulk", "...", "bulk "]), any::<bool>())
                .prop_map(|(name, escaped)| string(name, escaped)),
            1 => prop::sample::select(&LONE_SURROGATES).prop_map(str::to_owned),
        ]
        .boxed(),
        Kind::Text => prop_oneof![
            9 => lengths(column),
            1 => prop::sample::select(&LONE_SURROGATES).prop_map(str::to_owned),
        ]
        .boxed(),
        Kind::Bool => {
            prop::sample::select(&["true", "false", "0", "1", "\"true\"", "null"]).prop_map(str::to_owned).boxed()
        }
        Kind::Int | Kind::Timestamp | Kind::Real => numbers::edge(),
    }
}

/// Texts as long as the column's limits, one shorter and one longer.
fn lengths(column: &Column) -> BoxedStrategy<String> {
    let around = |limit: Option<usize>| limit.into_iter().flat_map(|limit| limit.saturating_sub(1)..=limit + 1);
    let (min, max) = limits(column);
    let counts: Vec<usize> = around(min).chain(around(max)).chain([0]).collect();
    prop::sample::select(counts).prop_flat_map(|count| text(count..=count)).boxed()
}

fn limits(column: &Column) -> (Option<usize>, Option<usize>) {
    if column.role == Role::Id {
        return (Some(1), Some(64));
    }
    let Some(rule) = column.rules.first() else {
        return (None, None);
    };
    let Spec::Length { min, max } = rule.spec;
    (min.map(|min| min as usize), max.map(|max| max as usize))
}

/// A text of so many code points, which repeats a few.
fn text(counts: std::ops::RangeInclusive<usize>) -> BoxedStrategy<String> {
    let pattern = prop::collection::vec(prop::sample::select(&CHARACTERS), 1..8);
    (pattern, counts, any::<bool>())
        .prop_map(|(pattern, count, escaped)| {
            let text: String = pattern.into_iter().cycle().take(count).collect();
            string(&text, escaped)
        })
        .boxed()
}

fn uuid() -> impl Strategy<Value = String> {
    any::<[u8; 16]>().prop_map(|bytes| ferrosync::schema::Uuid::from_bytes(bytes).to_string())
}

/// Ways to write a UUID that are not its canonical form, and two that are.
const WRONG_UUIDS: [fn(&str) -> String; 14] = [
    |_| "00000000-0000-0000-0000-000000000000".to_owned(),
    |_| "ffffffff-ffff-ffff-ffff-ffffffffffff".to_owned(),
    |_| "ABCDEF00-0000-7000-8000-000000000001".to_owned(),
    |uuid| uuid.replace('-', ""),
    |uuid| format!("{{{uuid}}}"),
    |uuid| format!("urn:uuid:{uuid}"),
    |uuid| format!("{uuid}\n"),
    |uuid| format!(" {uuid}"),
    |uuid| format!("{uuid}\0"),
    |uuid| format!("g{}", &uuid[1..]),
    // A digit that is one to Unicode alone, in 36 code points and in 36 bytes.
    |uuid| format!("٣{}", &uuid[1..]),
    |uuid| format!("٣{}", &uuid[2..]),
    |uuid| format!("-{}", &uuid[..35]),
    |uuid| uuid[..35].to_owned(),
];
