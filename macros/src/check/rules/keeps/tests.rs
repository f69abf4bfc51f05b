//! The macro and the engine are of one mind about every value.

use ferrosync::validate;
use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// The engine's rule of a `Spec`.
fn engines(spec: &Spec) -> validate::Rule {
    // The engine's rules live as long as the program; so do a test's.
    let text = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let number = |number: Number| match number {
        Number::Int(number) => validate::Number::Int(number),
        Number::Real(number) => validate::Number::Real(number),
    };
    let bound = |bound: Bound| validate::Bound { value: number(bound.value), inclusive: bound.inclusive };
    match spec {
        Spec::Trim => validate::trim(),
        Spec::Lowercase => validate::lowercase(),
        Spec::Uppercase => validate::uppercase(),
        Spec::Length(Limits { min, max }) => validate::length(*min, *max),
        Spec::Email => validate::email(),
        Spec::Url => validate::url(),
        Spec::Uuid => validate::uuid(),
        Spec::Pattern { given, rust, js } => validate::pattern(text(given), text(rust), text(js)),
        Spec::StartsWith(prefix) => validate::starts_with(text(prefix)),
        Spec::EndsWith(suffix) => validate::ends_with(text(suffix)),
        Spec::Contains(part) => validate::contains(text(part)),
        Spec::OneOf(values) => {
            let values: Vec<_> = values
                .iter()
                .map(|value| match value {
                    Literal::Int(number) => validate::Literal::Int(*number),
                    Literal::Text(value) => validate::Literal::Text(text(value)),
                })
                .collect();
            validate::one_of(Vec::leak(values))
        }
        Spec::Range { min, max } => validate::range(min.map(bound), max.map(bound)),
        Spec::MultipleOf(divisor) => validate::multiple_of(number(*divisor)),
        Spec::Int => validate::int(),
        Spec::Items(Limits { min, max }) => validate::items(*min, *max),
        Spec::Each(_) => unreachable!("no default has items"),
    }
}

fn engine_breaks(spec: &Spec, value: &Value) -> bool {
    let mut changed = value.clone();
    engines(spec).apply(&mut changed).is_err() || changed != *value
}

fn agree(spec: &Spec, sample: Sample, value: &Value) -> Result<bool, TestCaseError> {
    let breaks = breaks(spec, &sample);
    prop_assert_eq!(breaks, engine_breaks(spec, value), "{:?} and {}", spec, value);
    Ok(breaks)
}

fn text_specs() -> Vec<Spec> {
    vec![
        Spec::Trim,
        Spec::Lowercase,
        Spec::Uppercase,
        Spec::Length(Limits { min: Some(3), max: Some(8) }),
        Spec::Email,
        Spec::Url,
        Spec::Uuid,
        Spec::Pattern { given: "a.b".to_owned(), rust: "a[^\\u{A}]b".to_owned(), js: String::new() },
        Spec::StartsWith("a".to_owned()),
        Spec::EndsWith("b".to_owned()),
        Spec::Contains("é".to_owned()),
        Spec::OneOf(["a", "b", "é", "É", ""].map(|text| Literal::Text(text.to_owned())).into()),
    ]
}

fn piece(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(pieces).prop_map(str::to_owned)
}

/// Texts around the edges of the formats: each part is mostly right.
fn texts() -> impl Strategy<Value = String> {
    let label = || {
        prop_oneof![
            8 => "[a-zA-Z0-9][a-z0-9-]{0,3}",
            1 => piece(&["", "-a", "a-", "é", "_", "a b"]),
            1 => (60..66_usize).prop_map(|count| "a".repeat(count)),
        ]
    };
    let host = || prop::collection::vec(label(), 1..5).prop_map(|labels| labels.join("."));
    let local = prop_oneof![
        6 => "[a-z!#$%&'*+/=?^_`{|}~-]{1,4}(\\.[a-z]{1,3}){0,2}",
        1 => piece(&["", ".a", "a.", "a..b", "a b", "\"a\"", "é"]),
        1 => (62..67_usize).prop_map(|count| "a".repeat(count)),
    ];
    let email = (local, piece(&["@", "@", "@", "@", "", "@@"]), host()).prop_map(|(a, at, b)| format!("{a}{at}{b}"));
    let url = (
        piece(&["http://", "https://", "HTTPS://", "hTtp://", "ftp://", "http:/", "//"]),
        prop_oneof![6 => host(), 1 => piece(&["", "[::1]", "[]", "[::g]", "u@a", "127.0.0.1", "a."])],
        piece(&["", "", ":1", ":80", ":65535", ":65536", ":0", ":080", ":", ":a", ":99999999999"]),
        piece(&[
            "",
            "/",
            "/a/b?c#d",
            "?x=é",
            "#",
            "/a b",
            "/\u{A0}",
            "/\u{FEFF}",
            "/<",
            "/\u{7F}",
            "\\",
            "/\u{85}",
            "x",
        ]),
    )
        .prop_map(|(a, b, c, d)| format!("{a}{b}{c}{d}"));
    let uuid = prop_oneof![
        3 => "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        1 => "[0-9a-fA-F]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-g]{12}",
        1 => "[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12,13}",
    ];
    let any =
        prop::collection::vec(piece(&["a", "b", "é", "É", "ß", "İ", " ", "\u{85}", "\u{FEFF}", "\n", "😀"]), 0..10)
            .prop_map(|pieces| pieces.concat());
    let long = (2030..2060_usize).prop_map(|count| format!("http://a/{}", "é".repeat(count)));
    let edge = (62..67_usize).prop_map(|count| format!("{}@a.de", "a".repeat(count)));
    let wide = (250..258_usize).prop_map(|count| format!("a@{}{}", "ab.".repeat(80), "d".repeat(count - 242)));
    prop_oneof![4 => email, 4 => url, 2 => uuid, 4 => any, 1 => long, 1 => wide, 1 => edge]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn l12_texts_break_the_same_rules_at_compile_time_and_in_the_engine(text in texts()) {
        for spec in text_specs() {
            agree(&spec, Sample::Text(&text), &Value::from(text.as_str()))?;
        }
    }

    #[test]
    fn l12_numbers_break_the_same_rules_at_compile_time_and_in_the_engine(
        number in -20..20_i64,
        low in -20..20_i64,
        high in -20..20_i64,
        inclusive in any::<(bool, bool)>(),
        divisor in 1..9_i32,
    ) {
        #[allow(clippy::cast_precision_loss)]
        let (real, real_low, real_high) = (number as f64 / 4.0, low as f64 / 4.0, high as f64 / 4.0);
        let range = |min, max| Spec::Range {
            min: Some(Bound { value: min, inclusive: inclusive.0 }),
            max: Some(Bound { value: max, inclusive: inclusive.1 }),
        };
        for spec in [
            range(Number::Int(low), Number::Int(high)),
            Spec::MultipleOf(Number::Int(divisor.into())),
            Spec::OneOf(vec![Literal::Int(low), Literal::Int(high)]),
        ] {
            agree(&spec, Sample::Int(number), &Value::from(number))?;
        }
        for spec in [
            range(Number::Real(real_low), Number::Real(real_high)),
            Spec::MultipleOf(Number::Real(f64::from(divisor) / 10.0)),
            Spec::Int,
        ] {
            agree(&spec, Sample::Real(real), &Value::from(real))?;
        }
    }

    #[test]
    fn l12_lists_break_the_same_rules_at_compile_time_and_in_the_engine(
        count in 0..5_usize, min in prop::option::of(0..4_u32), max in prop::option::of(0..4_u32),
    ) {
        agree(&Spec::Items(Limits { min, max }), Sample::Items(count), &Value::from(vec![0; count]))?;
    }
}

/// What is compared above is worth comparing: of each rule, values keep it and values break it.
#[test]
fn the_texts_lie_on_both_sides_of_every_rule() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let values: Vec<String> = (0..2000)
        .map(|_| texts().new_tree(&mut runner).unwrap_or_else(|reason| panic!("{reason}")).current())
        .collect();
    for spec in text_specs() {
        let broken = values.iter().filter(|text| breaks(&spec, &Sample::Text(text))).count();
        assert!((10..=1990).contains(&broken), "{spec:?} is broken by {broken} of {}", values.len());
    }
}
