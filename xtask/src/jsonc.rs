use serde_json::Value;

/// Reads JSON with comments and trailing commas, as `wrangler.jsonc` may have them.
pub(crate) fn parse(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(&strip(text))
}

/// The same text with comments and trailing commas made blanks, so that places in messages stay right.
fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Where the last comma stands that nothing but blanks and comments has followed.
    let mut comma = None;
    while let Some(next) = rest.chars().next() {
        let length = if next == '"' {
            string_length(rest)
        } else if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            next.len_utf8()
        };
        let (token, tail) = rest.split_at(length);
        rest = tail;
        if token.starts_with("//") || token.starts_with("/*") {
            out.extend(token.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            continue;
        }
        match next {
            ',' => comma = Some(out.len()),
            '}' | ']' => {
                if let Some(at) = comma.take() {
                    out.replace_range(at..=at, " ");
                }
            }
            _ if next.is_whitespace() => {}
            _ => comma = None,
        }
        out.push_str(token);
    }
    out
}

/// The length in bytes of the string literal that `text` begins with.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn comments_and_trailing_commas_are_dropped() {
        let text = r#"{
            // a line
            "a": [1, 2, /* in between */ ],
            "b": {"c": 3,}, // the last
        }"#;
        assert_eq!(parse(text).unwrap(), json!({"a": [1, 2], "b": {"c": 3}}));
    }

    #[test]
    fn strings_are_left_alone() {
        let text = r#"{"url": "http://x/*y*/", "quote": "\",] // no", "end": "\\"}"#;
        assert_eq!(parse(text).unwrap(), json!({"url": "http://x/*y*/", "quote": "\",] // no", "end": "\\"}));
    }

    #[test]
    fn places_in_messages_stay_right() {
        let error = parse("{\n// one\n  \"a\": /* two */ nope\n}").unwrap_err();
        assert_eq!(error.line(), 3);
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for text in ["{\"a\": 1,,}", "[,]x", "{\"a\": \"", "/* open"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
