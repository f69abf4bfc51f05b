//! Texts that keep a rule, and texts that are one step away from that.

use ferrosync::validate::{Literal, Spec};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::Slot;
use crate::json::string;

/// Single code points of one to four bytes and one or two UTF-16 units, and those that parsers and engines trip over:
/// NUL, the line separator, the byte order mark, marks that combine with what is before them, non-characters, white space
/// to one language and not to the other, letters whose other case is longer.
const CHARACTERS: [char; 40] = [
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
    '\t',
    '\r',
    '\u{85}',
    '\u{a0}',
    '\u{180e}',
    '\u{200b}',
    '\u{3000}',
    '\u{1c}',
    'İ',
    'Σ',
    'ﬁ',
    'ǆ',
    '٣',
    '_',
    '.',
    '-',
    '@',
    ':',
];

/// White space and line ends, and what only some languages take for that.
const SPACES: [&str; 10] =
    ["", "\u{85} ", " \u{200b}", " ", "\n\t", "\u{feff}", "\u{a0} ", "\u{2028}", "\u{3000}\u{2003}", "\r\n"];

/// What JSON can write and UTF-8 cannot.
const LONE_SURROGATES: [&str; 3] = [r#""\ud800""#, r#""a\udc00b""#, r#""\udc00\ud800""#];

/// A text that the slot takes.
pub(super) fn right(slot: &Slot) -> BoxedStrategy<String> {
    (right_text(slot), any::<bool>()).prop_map(|(text, escaped)| string(&text, escaped)).boxed()
}

fn right_text(slot: &Slot) -> BoxedStrategy<String> {
    let filter = slot.clone();
    let has = |wanted: Spec| slot.rules.iter().any(|rule| rule.spec == wanted);
    let (trims, lowers, uppers) = (has(Spec::Trim), has(Spec::Lowercase), has(Spec::Uppercase));
    let change = (select(&SPACES), select(&SPACES), any::<u64>());
    (plain(slot), change)
        .prop_map(move |(text, (before, after, cases))| {
            let cased = text.chars().enumerate().map(|(index, character)| match cases >> (index % 64) & 1 {
                1 if lowers => character.to_ascii_uppercase(),
                1 if uppers => character.to_ascii_lowercase(),
                _ => character,
            });
            let cased: String = cased.collect();
            if trims { [before, cased.as_str(), after].concat() } else { cased }
        })
        .prop_filter("keeps the rules", move |text| filter.keeps(text.as_str()))
        .boxed()
}

/// A text that keeps the rules as it is stored, most of the time, and is nearly there otherwise.
fn plain(slot: &Slot) -> BoxedStrategy<String> {
    let (mut base, mut start, mut part, mut end) = (None, "", "", "");
    for rule in &slot.rules {
        match rule.spec {
            Spec::Email => base = Some(email()),
            Spec::Url => base = Some(url()),
            Spec::Uuid => base = Some(prop_oneof![2 => uuid(), 1 => wrong_uuid()].boxed()),
            Spec::Pattern { given, .. } => base = Some(samples(given)),
            Spec::OneOf(values) => base = Some(select(literals(values)).prop_map(str::to_owned).boxed()),
            Spec::StartsWith(text) => start = text,
            Spec::EndsWith(text) => end = text,
            Spec::Contains(text) => part = text,
            _ => {}
        }
    }
    let fixed = [start, part, end].concat().chars().count();
    let (min, max) = limits(slot);
    let (min, max) = (min.saturating_sub(fixed), max.map(|max| max.saturating_sub(fixed)));
    let base = base.unwrap_or_else(|| characters(min..=max.map_or(min + 12, |max| max.min(min + 12))));
    base.prop_map(move |base| [start, &base, part, end].concat()).boxed()
}

/// A text that is nearly right: as long as the limits or one more, or one change away.
pub(super) fn edge(slot: &Slot) -> BoxedStrategy<String> {
    let (min, max) = limits(slot);
    let around = |limit: usize| limit.saturating_sub(1)..=limit + 1;
    let counts: Vec<usize> = max.into_iter().chain([min]).flat_map(around).collect();
    // Where there are limits, lengths tell more than changes.
    let lengths = if min == 0 && max.is_none() { 1 } else { 6 };
    let long = select(counts).prop_flat_map(|count| characters(count..=count));
    prop_oneof![
        lengths => (long, any::<bool>()).prop_map(|(text, escaped)| string(&text, escaped)),
        3 => (plain(slot), any::<bool>()).prop_map(|(text, escaped)| string(&text, escaped)),
        4 => (changed(right_text(slot)), any::<bool>()).prop_map(|(text, escaped)| string(&text, escaped)),
        1 => select(&LONE_SURROGATES).prop_map(str::to_owned),
    ]
    .boxed()
}

/// Names of an enum's variants, one change away.
pub(super) fn edge_name(names: Vec<&'static str>) -> BoxedStrategy<String> {
    prop_oneof![
        4 => changed(select(names).prop_map(str::to_owned).boxed()).prop_map(|name| string(&name, false)),
        1 => select(&["", "__proto__", "constructor", "toString", "0"]).prop_map(|name| string(name, false)),
    ]
    .boxed()
}

pub(super) fn edge_id() -> BoxedStrategy<String> {
    let counts = select(&[0_usize, 1, 2, 63, 64, 65]).prop_flat_map(|count| characters(count..=count));
    prop_oneof![
        3 => (counts, any::<bool>()).prop_map(|(text, escaped)| string(&text, escaped)),
        3 => (select(&["bulk", ".", "..", "Bulk", "...", "bulk "]), any::<bool>())
            .prop_map(|(name, escaped)| string(name, escaped)),
        1 => select(&LONE_SURROGATES).prop_map(str::to_owned),
    ]
    .boxed()
}

pub(super) fn edge_uuid() -> BoxedStrategy<String> {
    prop_oneof![
        9 => wrong_uuid().prop_map(|text| string(&text, false)),
        1 => select(&LONE_SURROGATES).prop_map(str::to_owned),
    ]
    .boxed()
}

/// The same text with one character more, less or another, in another case, twice, cut off, or with white space.
fn changed(texts: BoxedStrategy<String>) -> BoxedStrategy<String> {
    (texts, any::<Index>(), select(&CHARACTERS), select(&SPACES), 0..10_u8)
        .prop_map(|(text, place, character, spaces, how)| {
            if how == 9 {
                return if place.index(2) == 0 { format!("{spaces}{text}") } else { format!("{text}{spaces}") };
            }
            let mut characters: Vec<char> = text.chars().collect();
            let end = characters.len();
            let at = place.index(end + 1);
            match how {
                0..=2 => characters.insert(at, character),
                3 if at < end => drop(characters.remove(at)),
                4 if at < end => characters[at] = character,
                5 if at < end && characters[at].is_ascii_uppercase() => characters[at].make_ascii_lowercase(),
                5 if at < end => characters[at].make_ascii_uppercase(),
                6 => characters.extend_from_within(..),
                7 => characters.truncate(at),
                8 if at < end => characters.insert(at, characters[at]),
                _ => characters.push(character),
            }
            characters.into_iter().collect()
        })
        .boxed()
}

fn limits(slot: &Slot) -> (usize, Option<usize>) {
    if slot.is_id {
        return (1, Some(64));
    }
    let mut lengths = slot.rules.iter().filter_map(|rule| match rule.spec {
        Spec::Length { min, max } => Some((min.unwrap_or(0) as usize, max.map(|max| max as usize))),
        _ => None,
    });
    lengths.next_back().unwrap_or((0, None))
}

/// A text of so many code points, which repeats a few.
fn characters(counts: std::ops::RangeInclusive<usize>) -> BoxedStrategy<String> {
    let pattern = prop::collection::vec(select(&CHARACTERS), 1..8);
    (pattern, counts).prop_map(|(pattern, count)| pattern.into_iter().cycle().take(count).collect()).boxed()
}

fn literals(values: &'static [Literal]) -> Vec<&'static str> {
    let texts = values.iter().filter_map(|value| match value {
        Literal::Text(text) => Some(*text),
        Literal::Int(_) => None,
    });
    texts.collect()
}

/// Texts that a pattern of the schema is found in, and some in which it nearly is.
fn samples(pattern: &str) -> BoxedStrategy<String> {
    let (right, wrong): (Vec<&str>, Vec<&str>) = match pattern {
        "^[a-z0-9]+(?:-[a-z0-9]+)*$" => (vec!["a", "a-b", "0-z9-a", "abc"], vec!["a-", "a--b", "A", "a\n", "", "ı"]),
        "\\d{2,3}" => (vec!["12", "a123", "1234\n", "x 12.5"], vec!["1", "1a2", "٣٣", "1\u{301}2", "¹²"]),
        "^.$" => (
            vec!["a", "😀", "é", "\0", "\u{85}", "\u{b}"],
            vec!["\n", "\r", "\u{2028}", "\u{2029}", "e\u{301}", "a\n", "", "😀😀"],
        ),
        "^\\s|\\W\\S$" => {
            (vec![" ", "\u{feff}", "\u{2028}a", "é-", "-a", "a é"], vec!["\u{85} ", "\u{200b}", "aé ", "a"])
        }
        "\\b[^\\d\\s]+?\\b" => (vec!["a", "1a 2", "é a", " b!", "x😀y"], vec!["é", "1", "é 1 漢", "\u{feff}", "- 1"]),
        "^(a|\\u{1F600}|\\x41){1,2}\\/?$" => {
            (vec!["a", "A", "😀", "a😀", "AA/", "😀/"], vec!["aaa", "/", "a//", "b", "\\x41"])
        }
        "^[0-9]{5}$" => (vec!["00000", "12345"], vec!["1234", "123456", "1234٣", "12345\n"]),
        _ => panic!("no samples of the pattern {pattern}"),
    };
    let owned = |texts: Vec<&str>| select(texts.into_iter().map(str::to_owned).collect::<Vec<_>>());
    prop_oneof![2 => owned(right), 1 => owned(wrong)].boxed()
}

fn email() -> BoxedStrategy<String> {
    let local = select(&["a", "mia.o'neil+x", "!#$%&'*+/=?^_`{|}~-", "1.2.3"]).prop_map(str::to_owned);
    let long = (62..=65_usize).prop_map(|count| "l".repeat(count));
    let label = prop_oneof![3 => select(&["b", "x-y", "1", "Mail"]).prop_map(str::to_owned), 1 => label()];
    let domain = prop::collection::vec(label, 2..5).prop_map(|labels| labels.join("."));
    (prop_oneof![4 => local, 1 => long], domain).prop_map(|(local, domain)| format!("{local}@{domain}")).boxed()
}

fn url() -> BoxedStrategy<String> {
    let host = prop_oneof![
        3 => select(&["a", "example.com", "127.0.0.1", "[::1]", "[2001:db8::1.2.3.4]", "x-y.z", "[]", "[::g]", "a@b", "a."]).prop_map(str::to_owned),
        1 => (label(), label()).prop_map(|(one, other)| format!("{one}.{other}")),
    ];
    let port = prop_oneof![
        1 => Just(String::new()),
        2 => select(&["1", "80", "9999", "10000", "65535", "", "0", "080", "65536", "99999", "100000", "+1", "1 "])
            .prop_map(|port| format!(":{port}")),
    ];
    let rest = prop_oneof![
        9 => select(&["", "/", "?", "#", "/a?b=c#d", "/ä/😀/%zz@:[]'();,~!$&*+=", "?\u{85}\u{200b}", "/ ", "#\u{feff}", "/|", "\n"]).prop_map(str::to_owned),
        // As long as an address may be, more or less.
        1 => (1_950..2_050_usize).prop_map(|count| format!("/{}", "😀".repeat(count))),
    ];
    let scheme = select(&["http://", "https://", "HTTP://", "hTTpS://"]);
    (scheme, host, port, rest).prop_map(|(scheme, host, port, rest)| [scheme, &host, &port, &rest].concat()).boxed()
}

/// A part of a host's name, often as long as it may be, or one more.
fn label() -> impl Strategy<Value = String> {
    prop_oneof![1..=3_usize, 61..=64_usize].prop_map(|count| "h".repeat(count))
}

pub(super) fn uuid() -> impl Strategy<Value = String> {
    any::<[u8; 16]>().prop_map(|bytes| ferrosync::schema::Uuid::from_bytes(bytes).to_string())
}

fn wrong_uuid() -> impl Strategy<Value = String> {
    (uuid(), select(&WRONG_UUIDS[..])).prop_map(|(uuid, write)| write(&uuid))
}

/// Ways to write a UUID that are not its canonical form, and two that are.
const WRONG_UUIDS: [fn(&str) -> String; 16] = [
    str::to_uppercase,
    |uuid| uuid.replace('a', "A"),
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
