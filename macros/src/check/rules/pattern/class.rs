use super::Refusal;
use super::node::Set;
use super::parse::Parser;

/// A part of a class.
enum Part {
    Letter(char),
    /// `\d` and the like.
    Ranges(Vec<(char, char)>),
}

impl Parser {
    /// What stands in `[..]`, the bracket being read.
    pub(super) fn class(&mut self, start: usize) -> Result<Set, Refusal> {
        let negated = self.eat('^');
        let mut ranges = Vec::new();
        if self.peek() == Some(']') {
            return Err(self.refuse(start, "an empty class", "not in both languages; the sign `]` is written `\\]`"));
        }
        loop {
            let at = self.at;
            match self.part(start)? {
                None => break,
                Some(Part::Ranges(more)) => {
                    ranges.extend(more);
                    if self.peek() == Some('-') && self.letters.get(self.at + 1) != Some(&']') {
                        return Err(self.refuse(
                            self.at,
                            "`-`",
                            "a range goes from a character to a character; the sign itself is written `\\-`",
                        ));
                    }
                }
                Some(Part::Letter(first)) => {
                    let last = self.end_of_range(start)?.unwrap_or(first);
                    if last < first {
                        return Err(self.refuse(at, "a range", format!("it goes from `{first}` down to `{last}`")));
                    }
                    ranges.push((first, last));
                }
            }
        }
        let set = Set { negated, ..Set::of(ranges) };
        if set.is_empty() {
            return Err(self.refuse(start, "a class", "no character is in it"));
        }
        Ok(set)
    }

    /// One character or shorthand; none at the closing bracket.
    fn part(&mut self, start: usize) -> Result<Option<Part>, Refusal> {
        let at = self.at;
        for operation in ["&&", "--", "~~"] {
            if self.ahead(operation) {
                let sign = &operation[..1];
                return Err(self.refuse(
                    at,
                    format!("a set operation `{operation}`"),
                    format!("not in both languages; the sign itself is written `\\{sign}`"),
                ));
            }
        }
        let Some(letter) = self.peek() else {
            return Err(self.refuse(start, "`[`", "is not closed; the sign itself is written `\\[`"));
        };
        self.at += 1;
        match letter {
            ']' => Ok(None),
            '[' if [":", ".", "="].iter().any(|sign| self.ahead(sign)) => Err(self.refuse(
                at,
                "a POSIX class",
                "not in both languages; write it out: `[A-Za-z]`. The sign `[` is written `\\[`",
            )),
            '[' => Err(self.refuse(at, "a class in a class", "not in both languages; the sign `[` is written `\\[`")),
            '\\' => match self.shorthand() {
                Some(ranges) => Ok(Some(Part::Ranges(ranges))),
                None if matches!(self.peek(), Some('b' | 'B')) => {
                    Err(self.refuse(at, "`\\b`", "the edge of a word is no character, and cannot stand in a class"))
                }
                None => self.escaped_letter(at).map(|letter| Some(Part::Letter(letter))),
            },
            letter => Ok(Some(Part::Letter(letter))),
        }
    }

    /// The `z` of `a-z`, if this is a range. A `-` before the closing bracket stands for itself.
    fn end_of_range(&mut self, start: usize) -> Result<Option<char>, Refusal> {
        if self.peek() != Some('-') || self.letters.get(self.at + 1) == Some(&']') || self.ahead("--") {
            return Ok(None);
        }
        let at = self.at;
        self.at += 1;
        match self.part(start)? {
            Some(Part::Letter(last)) => Ok(Some(last)),
            Some(Part::Ranges(_)) | None => Err(self.refuse(
                at,
                "`-`",
                "a range goes from a character to a character; the sign itself is written `\\-`",
            )),
        }
    }
}
