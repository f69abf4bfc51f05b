//! JSON as text, because the traps are in the text: `1.0`, `1e400`, the same key twice.

use proptest::prelude::*;

/// A string of JSON: as it is, or with an escape for each UTF-16 unit that is no ASCII letter or digit.
pub(crate) fn string(text: &str, escaped: bool) -> String {
    if !escaped {
        return serde_json::Value::from(text).to_string();
    }
    let mut json = String::from('"');
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            json.push(character);
        } else {
            let units = &mut [0; 2];
            json.extend(character.encode_utf16(units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    json + "\""
}

/// An object of members that are written out already. The same key may stand in it twice.
pub(crate) fn object(members: &[(String, String)], escaped_keys: bool) -> String {
    let members: Vec<String> =
        members.iter().map(|(key, value)| format!("{}: {value}", string(key, escaped_keys))).collect();
    format!("{{ {} }}", members.join(" ,\n"))
}

/// Values of every type, none of them likely to be what a column takes.
pub(crate) fn alien() -> impl Strategy<Value = String> {
    const WORDS: [&str; 12] =
        ["null", "true", "false", "1", "0", "-1", "", " ", "NaN", "1e400", "[]", "1970-01-01T00:00:00Z"];
    prop_oneof![
        1 => Just("null".to_owned()),
        1 => any::<bool>().prop_map(|value| value.to_string()),
        1 => prop::sample::select(&WORDS).prop_map(|word| string(word, false)),
        1 => prop::sample::select(&["0", "1", "-1", "1.5", "1e300", "-0.0"]).prop_map(str::to_owned),
        2 => prop::sample::select(&["[]", "[[]]", "[1]", "[null]", r#"["a"]"#, r#"[{"a":[]}]"#]).prop_map(str::to_owned),
        2 => prop::sample::select(&[
            "{}",
            r#"{"a":1}"#,
            r#"{"length":1}"#,
            r#"{"__proto__":{"a":1}}"#,
            r#"{"constructor":{"prototype":{"a":1}}}"#,
            r#"{"toString":"a","valueOf":1}"#,
            r#"{"a":1,"a":2}"#,
        ])
        .prop_map(str::to_owned),
        1 => (1..100_usize, any::<bool>()).prop_map(|(depth, objects)| nested(depth, objects)),
        // Deeper than the server reads.
        1 => (130..300_usize, any::<bool>()).prop_map(|(depth, objects)| nested(depth, objects)),
        // No JSON at all.
        1 => prop::sample::select(&["NaN", "Infinity", "undefined", "01", "+1", ".5", "1.", "0x1", "'a'", "[1,]", "\u{feff}1", "\"\t\""])
            .prop_map(str::to_owned),
    ]
}

/// JSON of all kinds but `null`, in which numbers are as they come.
pub(crate) fn any_json() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        prop::sample::select(&[
            "true",
            "false",
            "\"\"",
            "\"a\\u0000\\ud83d\\ude00\"",
            "[]",
            "{}",
            "1",
            "-0.0",
            "1e300"
        ])
        .prop_map(str::to_owned),
        any::<f64>()
            .prop_filter("finite", |number| number.is_finite())
            .prop_map(|number| serde_json::Value::from(number).to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        let inner = prop_oneof![9 => inner, 1 => Just("null".to_owned())];
        let keys = prop::sample::select(&["a", "b", "__proto__", "constructor", "", "\"", "😀"]);
        let members = prop::collection::vec((keys.prop_map(str::to_owned), inner.clone()), 0..4);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            (members, any::<bool>()).prop_map(|(members, escaped)| object(&members, escaped)),
        ]
    })
    .boxed()
}

/// JSON nested about as deep as a value may be, or what is no JSON in the end.
pub(crate) fn deep() -> BoxedStrategy<String> {
    prop_oneof![
        4 => (62..=67_usize, any::<bool>()).prop_map(|(depth, objects)| nested(depth, objects)),
        1 => (62..=67_usize, any::<bool>()).prop_map(|(depth, objects)| format!("[{{\"a\":[]}},{}]", nested(depth, objects))),
        1 => prop::sample::select(&["null", "[1e400]", "{\"a\":\"\\ud800\"}", "{\"\\udc00\":1}"]).prop_map(str::to_owned),
    ]
    .boxed()
}

fn nested(depth: usize, objects: bool) -> String {
    let (open, close) = if objects { (r#"{"a":"#, "}") } else { ("[", "]") };
    [&open.repeat(depth), "0", &close.repeat(depth)].concat()
}
