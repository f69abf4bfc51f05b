use core::fmt::Write as _;

use super::Language;
use super::node::{Node, Set};

/// A pattern in the spelling of one language.
pub(super) fn print(node: &Node, language: Language) -> String {
    let mut printer = Printer { text: String::new(), language };
    printer.write(node);
    printer.text
}

struct Printer {
    text: String,
    language: Language,
}

impl Printer {
    fn write(&mut self, node: &Node) {
        let text = &mut self.text;
        match node {
            Node::Set(set) => write_set(set, text),
            Node::Start => text.push('^'),
            Node::End => text.push('$'),
            Node::Boundary { is: true } => text.push_str(r"\b"),
            Node::Boundary { is: false } => text.push_str(match self.language {
                Language::Rust => r"\B",
                // V8 finds a `\B` between the two halves of a character, where no place is: a whole character or the
                // end must follow.
                Language::JavaScript => r"\B(?=[^]|$)",
            }),
            Node::Sequence(nodes) => nodes.iter().for_each(|node| match node {
                Node::Choice(_) => self.write_group(node),
                _ => self.write(node),
            }),
            Node::Choice(nodes) => {
                for (at, node) in nodes.iter().enumerate() {
                    if at > 0 {
                        self.text.push('|');
                    }
                    // The `|` binds least: only a choice within a choice needs brackets, and a sequence has its own.
                    match node {
                        Node::Choice(_) => self.write_group(node),
                        _ => self.write(node),
                    }
                }
            }
            Node::Repeat { node, least, most, lazy } => {
                match &**node {
                    Node::Set(_) => self.write(node),
                    _ => self.write_group(node),
                }
                write_times(*least, *most, &mut self.text);
                if *lazy {
                    self.text.push('?');
                }
            }
        }
    }

    fn write_group(&mut self, node: &Node) {
        self.text.push_str("(?:");
        self.write(node);
        self.text.push(')');
    }
}

fn write_times(least: u32, most: Option<u32>, text: &mut String) {
    // Writing to a text cannot fail.
    let _ = match (least, most) {
        (0, None) => write!(text, "*"),
        (1, None) => write!(text, "+"),
        (0, Some(1)) => write!(text, "?"),
        (least, None) => write!(text, "{{{least},}}"),
        (least, Some(most)) if least == most => write!(text, "{{{least}}}"),
        (least, Some(most)) => write!(text, "{{{least},{most}}}"),
    };
}

fn write_set(set: &Set, text: &mut String) {
    if let ([(first, last)], false) = (&set.ranges[..], set.negated)
        && first == last
    {
        return write_letter(*first, text);
    }
    text.push_str(if set.negated { "[^" } else { "[" });
    for &(first, last) in &set.ranges {
        write_letter(first, text);
        if first != last {
            text.push('-');
            write_letter(last, text);
        }
    }
    text.push(']');
}

/// A character as both languages read it, in a class and outside of one.
fn write_letter(letter: char, text: &mut String) {
    match letter {
        // The signs that JavaScript allows a backslash before, with the flag `u`.
        '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' => {
            text.push('\\');
            text.push(letter);
        }
        // Rust's classes know `&&`, `~~` and `--`; a backslash before `&` or `~` is an error in JavaScript.
        '&' | '~' | '-' => write_code(letter, text),
        ' '..='}' => text.push(letter),
        _ => write_code(letter, text),
    }
}

fn write_code(letter: char, text: &mut String) {
    // Writing to a text cannot fail.
    let _ = write!(text, "\\u{{{:X}}}", u32::from(letter));
}
