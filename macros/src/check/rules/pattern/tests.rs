use proptest::prelude::*;

use super::node::Node;
use super::parse::parse;
use super::{Language, Refusal, print};

fn canonical(given: &str) -> Result<String, Refusal> {
    super::canonical(given).map(|canonical| canonical.rust)
}

#[test]
fn both_languages_get_everything_spelled_out() {
    for (given, printed) in [
        ("^[a-z]+$", "^[a-z]+$"),
        (r"\d{3}-\w", r"[0-9]{3}\u{2D}[0-9A-Z_a-z]"),
        (r"a\.b/c", r"a\.b/c"),
        ("(a|b)c", "(?:a|b)c"),
        ("(?:ab){2,}?", "(?:ab){2,}?"),
        ("((a))", "a"),
        ("a|(b|c)|", "a|(?:b|c)|"),
        (".", r"[^\u{A}\u{D}\u{2028}-\u{2029}]"),
        (r"[\s]", r"[\u{9}-\u{D} \u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}-\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}]"),
        (r"[^\D5]", r"[^\u{0}-/5:-\u{10FFFF}]"),
        (r"[a\-\];&^]", r"[\u{26}\u{2D};\]-\^a]"),
        (r"[-+]|[+-]", r"[\+\u{2D}]|[\+\u{2D}]"),
        (r"\x41\u{1F600}é", r"A\u{1F600}\u{E9}"),
        (r"\bword\B", r"\bword\B"),
        ("~ # & -", r"\u{7E} # \u{26} \u{2D}"),
        ("()*", "(?:)*"),
    ] {
        assert_eq!(canonical(given).as_deref(), Ok(printed), "{given}");
        // It is its own canonical form, and the two languages' common reading of it is Rust's.
        assert_eq!(canonical(printed).as_deref(), Ok(printed), "{given}");
        assert!(regex_lite::Regex::new(printed).is_ok(), "{printed}");
    }
}

/// H10: in `9😀9` V8 finds `\B` in the middle of the one character that JavaScript's texts have as two units.
#[test]
fn h10_no_place_lies_within_a_character() {
    for (given, js) in
        [(r"\B", r"\B(?=[^]|$)"), (r"a(?:\Bb)+", r"a(?:\B(?=[^]|$)b)+"), (r"\b.", r"\b[^\u{A}\u{D}\u{2028}-\u{2029}]")]
    {
        assert_eq!(super::canonical(given).map(|canonical| canonical.js).as_deref(), Ok(js));
    }
}

#[test]
fn what_differs_is_refused_by_name_and_place() {
    for (given, refusal) in [
        ("ab(?=c)", "look-ahead at 3: "),
        ("(?!c)", "look-ahead at 1: "),
        ("(?<=c)", "look-behind at 1: "),
        ("a(?<!c)", "look-behind at 2: "),
        (r"(a)\1", "a back-reference at 4: "),
        (r"(a)\k<n>", "a back-reference at 4: "),
        ("(?P=n)", "a back-reference at 1: "),
        ("(?<n>a)", "a named group at 1: "),
        ("(?P<n>a)", "a named group at 1: "),
        ("é(?i)a", "a flag at 2: "),
        ("(?s-i:a)", "a flag at 1: "),
        ("(?>a)", "an atomic group at 1: "),
        ("(?#a)", "a comment at 1: "),
        (r"\p{L}", "a class of Unicode (`\\p`) at 1: "),
        (r"[\P{L}]", "a class of Unicode (`\\p`) at 2: "),
        ("a*+", "possessive repetition at 3: "),
        ("a{2}+", "possessive repetition at 5: "),
        ("a**", "a second repetition at 3: "),
        ("a{2}{3}", "a second repetition at 5: "),
        ("a???", "a second repetition at 4: "),
        ("^*", "a repetition at 2: "),
        (r"\b+", "a repetition at 3: "),
        ("a{1001}", "a repetition at 2: at most 1000"),
        ("a{99999999999}", "a repetition at 2: at most 1000"),
        ("a{3,2}", "a repetition at 2: the first"),
        ("a{0}", "a repetition at 2: of nothing"),
        ("a{,3}", "`{` at 2: "),
        ("a{x}", "`{` at 2: "),
        ("{", "`{` at 1: "),
        ("*a", "`*` at 1: "),
        ("a|+", "`+` at 3: "),
        ("a}", "`}` at 2: "),
        ("a]", "`]` at 2: "),
        ("(a", "`(` at 1: is not closed"),
        ("a)", "`)` at 2: closes no group"),
        ("[a", "`[` at 1: is not closed"),
        ("[]", "an empty class at 1: "),
        ("[^]", "an empty class at 1: "),
        ("[[:alpha:]]", "a POSIX class at 2: "),
        ("[a[b]]", "a class in a class at 3: "),
        ("[a&&b]", "a set operation `&&` at 3: "),
        ("[a--b]", "a set operation `--` at 3: "),
        ("[a~~b]", "a set operation `~~` at 3: "),
        ("[z-a]", "a range at 2: it goes from `z` down to `a`"),
        (r"[a-\d]", "`-` at 3: "),
        (r"[\d-z]", "`-` at 4: "),
        (r"[\b]", "`\\b` at 2: "),
        (r"[^\s\S]", "a class at 1: no character"),
        (r"\0", "`\\0` at 1: not in both languages; write `\\x00`"),
        (r"\A", "`\\A` at 1: "),
        (r"\z", "`\\z` at 1: "),
        (r"\e", "`\\e` at 1: "),
        (r"\ ", "`\\ ` at 1: "),
        (r"\x1", "`\\x` at 1: "),
        (r"\xé1", "`\\x` at 1: "),
        (r"\u0041", "`\\u` at 1: "),
        (r"\u{}", "`\\u` at 1: "),
        (r"\u{D800}", "`\\u{D800}` at 1: is no character"),
        (r"\u{110000}", "`\\u{110000}` at 1: is no character"),
        (r"\b{start}", "`\\b{` at 1: "),
        ("a\\", "`\\` at 2: "),
        ("", "nothing at 1: "),
        ("((a{1000}){1000}){1000}", "too many repetitions at 1: "),
    ] {
        match canonical(given) {
            Ok(printed) => panic!("`{given}` was taken, as `{printed}`"),
            Err(told) => assert!(told.to_string().starts_with(refusal), "`{given}`: {told}"),
        }
    }
}

/// The limits of ours lie within those of regex-lite.
#[test]
fn the_largest_patterns_compile() {
    let deep = format!("{}a{}", "(?:b|".repeat(12), ")*".repeat(12));
    let long = format!("(?:{}){{100}}", r"[\w\s]{15}");
    for given in [deep.as_str(), long.as_str(), "(?:a{1000}){16}", "(?:(?:a?){100}){100}"] {
        let printed = canonical(given).unwrap_or_else(|refusal| panic!("{given}: {refusal}"));
        if let Err(problem) = regex_lite::Regex::new(&printed) {
            panic!("{given}: {problem}");
        }
    }
}

/// Whether a pattern is found from `at` on, by trying everything: what `then` says of each place where it can end.
fn found(node: &Node, text: &[char], at: usize, then: &mut dyn FnMut(usize) -> bool) -> bool {
    match node {
        Node::Set(set) => text.get(at).is_some_and(|&letter| set.holds(letter)) && then(at + 1),
        Node::Start => at == 0 && then(at),
        Node::End => at == text.len() && then(at),
        Node::Boundary { is } => {
            let word =
                |letter: Option<&char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric() || *letter == '_');
            let before = at.checked_sub(1).and_then(|before| text.get(before));
            (word(before) != word(text.get(at))) == *is && then(at)
        }
        Node::Sequence(nodes) => match nodes.split_first() {
            None => then(at),
            Some((first, rest)) => {
                let rest = Node::Sequence(rest.to_vec());
                found(first, text, at, &mut |end| found(&rest, text, end, then))
            }
        },
        Node::Choice(nodes) => nodes.iter().any(|node| found(node, text, at, then)),
        Node::Repeat { node, least, most, lazy } => {
            if *most == Some(0) {
                return then(at);
            }
            if *least == 0 && then(at) {
                return true;
            }
            let rest = Node::Repeat {
                node: node.clone(),
                least: least.saturating_sub(1),
                most: most.map(|most| most - 1),
                lazy: *lazy,
            };
            // Where more is allowed but not asked for, turns that read nothing lead nowhere new.
            found(node, text, at, &mut |end| (end > at || *least > 0) && found(&rest, text, end, then))
        }
    }
}

fn found_anywhere(node: &Node, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    (0..=text.len()).any(|at| found(node, &text, at, &mut |_| true))
}

/// Letters on which the languages differ, and some on which they do not.
const LETTERS: &str = "aAbz_09 \t\n\r-.é\u{A0}\u{85}\u{2028}\u{3000}\u{FEFF}ſ\u{1F600}٣";

fn letter() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec!["a", "b", "A", "z", "_", "0", "-", " ", "é", "\u{1F600}", "ſ"]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", r"\n", r"\x85", r"\u{2028}", r"\.", r"\-"])
            .prop_map(str::to_owned),
    ]
}

fn class() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        3 => letter().prop_filter("a sign of classes", |letter| letter != "-"),
        1 => prop::sample::select(vec!["a-z", "0-9", r"\x00-\x20", "é-\u{1F600}"]).prop_map(str::to_owned),
    ];
    (any::<bool>(), prop::collection::vec(part, 1..4)).prop_map(|(negated, parts)| {
        let sign = if negated { "^" } else { "" };
        format!("[{sign}{}]", parts.concat())
    })
}

fn pattern() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        6 => letter(),
        3 => class(),
        1 => Just(".".to_owned()),
        1 => prop::sample::select(vec!["^", "$", r"\b", r"\B", ""]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let times = prop::sample::select(vec!["*", "+", "?", "{2}", "{1,2}", "{2,}", "*?", "+?", "{0,2}?"]);
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join("|"))),
            2 => (inner, times).prop_map(|(inner, times)| format!("(?:{inner}){times}")),
        ]
    })
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(LETTERS.chars().collect::<Vec<_>>()), 0..7)
        .prop_map(|letters| letters.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    /// H10: what is printed means to the engine what the pattern says.
    #[test]
    fn h10_the_printed_pattern_is_found_where_the_given_one_is(given in pattern(), texts in prop::collection::vec(text(), 8)) {
        // Some are refused: a class of all characters negated, a place repeated.
        if let Ok(node) = parse(&given) {
            let printed = print::print(&node, Language::Rust);
            let regex = regex_lite::Regex::new(&printed).map_err(|problem| TestCaseError::fail(format!("{printed}: {problem}")))?;
            for text in &texts {
                prop_assert_eq!(regex.is_match(text), found_anywhere(&node, text), "{} of {} in {:?}", printed, given, text);
            }
            // Printing loses nothing.
            prop_assert_eq!(canonical(&printed), Ok(printed.clone()));
        }
    }

    /// No text at all makes the parser panic.
    #[test]
    fn any_text_is_a_pattern_or_refused(given in r"[\\()\[\]{}|*+?^$.,:<>=!&~#a-c0-3 é-]{0,16}") {
        if let Ok(printed) = canonical(&given) {
            prop_assert!(regex_lite::Regex::new(&printed).is_ok(), "{} of {}", printed, given);
        }
    }
}
