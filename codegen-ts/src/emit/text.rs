//! TypeScript's small print: strings, names, numbers, comments.

use core::fmt::Write;

/// A string literal in single quotes.
pub(super) fn string(text: &str) -> String {
    let mut literal = String::from("'");
    for char in text.chars() {
        match char {
            '\'' => literal.push_str("\\'"),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            // Both end a line for some readers of JavaScript.
            '\u{2028}' | '\u{2029}' => push_escape(&mut literal, char),
            _ if char.is_control() => push_escape(&mut literal, char),
            _ => literal.push(char),
        }
    }
    literal.push('\'');
    literal
}

fn push_escape(literal: &mut String, char: char) {
    let _ = write!(literal, "\\u{:04x}", u32::from(char));
}

/// A property's name: quoted where it is no plain identifier.
pub(super) fn key(name: &str) -> String {
    if is_plain(name) { name.to_owned() } else { string(name) }
}

/// Whether it is an identifier, or stands like one behind a dot.
pub(super) fn is_plain(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_' || first == '$')
        && chars.all(|char| char.is_ascii_alphanumeric() || char == '_' || char == '$')
}

/// A finite double.
pub(super) fn number(value: f64) -> String {
    // Zero has a sign in JavaScript; the server stores it without.
    let value = value + 0.0;
    let digits = format!("{value:?}");
    digits.strip_suffix(".0").map(str::to_owned).unwrap_or(digits)
}

/// A doc comment of `docs`, or nothing where there are none. Every line begins with `indent`.
pub(super) fn doc_comment(docs: &str, indent: &str) -> String {
    // The only text that can leave a comment.
    let docs = docs.trim().replace("*/", "*\\/");
    let lines: Vec<_> = docs.lines().map(str::trim_end).collect();
    match lines.as_slice() {
        [] => String::new(),
        [line] => format!("{indent}/** {line} */\n"),
        lines => {
            let mut comment = format!("{indent}/**\n");
            for line in lines {
                let _ = writeln!(comment, "{}", format!("{indent} * {line}").trim_end());
            }
            let _ = writeln!(comment, "{indent} */");
            comment
        }
    }
}

/// An `interface`, or what is one where it has no properties.
pub(super) fn interface(docs: &str, name: &str, properties: &str) -> String {
    let docs = doc_comment(docs, "");
    if properties.is_empty() {
        // An empty interface would take anything.
        return format!("{docs}export type {name} = {{ readonly [field: string]: never }}\n");
    }
    format!("{docs}export interface {name} {{\n{properties}}}\n")
}

/// A property of an interface, on lines of its own; `mark` is `?` where it may be missing.
pub(super) fn property(docs: &str, name: &str, mark: &str, ts: &str, indent: usize) -> String {
    let indent = " ".repeat(indent);
    format!("{}{indent}{}{mark}: {ts}\n", doc_comment(docs, &indent), key(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_escape_what_would_end_them() {
        assert_eq!(string(r"it's \ fine"), r"'it\'s \\ fine'");
        assert_eq!(string("a\nb\r\0\u{2028}é😀"), r"'a\nb\u000d\u0000\u2028é😀'");
    }

    #[test]
    fn keys_are_quoted_where_they_must_be() {
        assert_eq!(key("createdAt"), "createdAt");
        assert_eq!(key("type"), "type");
        assert_eq!(key("größe"), "'größe'");
        assert_eq!(key("2nd"), "'2nd'");
        assert_eq!(key(""), "''");
    }

    #[test]
    fn numbers_are_javascripts() {
        assert_eq!(number(2.0), "2");
        assert_eq!(number(-0.5), "-0.5");
        assert_eq!(number(-0.0), "0");
        assert_eq!(number(1e300), "1e300");
    }

    #[test]
    fn a_comment_cannot_be_left() {
        assert_eq!(doc_comment("", ""), "");
        assert_eq!(doc_comment(" one ", "  "), "  /** one */\n");
        assert_eq!(doc_comment("a */ b", ""), "/** a *\\/ b */\n");
        assert_eq!(doc_comment("a\n\n  b*/", ""), "/**\n * a\n *\n *   b*\\/\n */\n");
        assert_eq!(doc_comment("ends with *", ""), "/** ends with * */\n");
    }
}
