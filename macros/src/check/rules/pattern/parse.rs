use super::Refusal;
use super::node::{DIGITS, LINE_ENDS, Node, SPACE, Set, WORD};

/// How deep groups may stand in groups: regex-lite takes 50 levels of its own, three of which a group can need.
const MAX_DEPTH: usize = 12;
/// How often something may be repeated, each time.
const MAX_TIMES: u32 = 1000;
/// How large the automaton may become: one or two MB in the Worker.
const MAX_WEIGHT: u64 = 50_000;

type Parsed<T> = Result<T, Refusal>;

/// Reads a pattern, and refuses what does not mean the same in both languages.
pub(super) fn parse(pattern: &str) -> Parsed<Node> {
    let mut parser = Parser { letters: pattern.chars().collect(), at: 0, depth: 0 };
    if parser.letters.is_empty() {
        return Err(parser.refuse(0, "nothing", "an empty pattern is found in every text"));
    }
    let node = parser.choice()?;
    if parser.at < parser.letters.len() {
        return Err(parser.refuse(parser.at, "`)`", "closes no group; the sign itself is written `\\)`"));
    }
    if node.weight() > MAX_WEIGHT {
        return Err(parser.refuse(0, "too many repetitions", "written out, the pattern is too large for the Worker"));
    }
    Ok(node)
}

/// Characters of a pattern, and how far they are read.
pub(super) struct Parser {
    pub(super) letters: Vec<char>,
    pub(super) at: usize,
    depth: usize,
}

impl Parser {
    pub(super) fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    pub(super) fn eat(&mut self, letter: char) -> bool {
        let here = self.peek() == Some(letter);
        self.at += usize::from(here);
        here
    }

    /// Whether `text` comes next.
    pub(super) fn ahead(&self, text: &str) -> bool {
        let mut letters = self.letters[self.at..].iter();
        text.chars().all(|letter| letters.next() == Some(&letter))
    }

    // It reads like the sentence it makes, also where nothing of the parser but the method's name is used.
    #[allow(clippy::unused_self)]
    pub(super) fn refuse(&self, at: usize, what: impl Into<String>, why: impl Into<String>) -> Refusal {
        Refusal { what: what.into(), at: at + 1, why: why.into() }
    }

    fn choice(&mut self) -> Parsed<Node> {
        let mut nodes = vec![self.sequence()?];
        while self.eat('|') {
            nodes.push(self.sequence()?);
        }
        Ok(if nodes.len() == 1 { nodes.swap_remove(0) } else { Node::Choice(nodes) })
    }

    fn sequence(&mut self) -> Parsed<Node> {
        let mut nodes = Vec::new();
        while self.peek().is_some_and(|letter| letter != '|' && letter != ')') {
            nodes.push(self.repeated()?);
        }
        Ok(if nodes.len() == 1 { nodes.swap_remove(0) } else { Node::Sequence(nodes) })
    }

    fn repeated(&mut self) -> Parsed<Node> {
        let node = self.one()?;
        let at = self.at;
        let Some((least, most)) = self.times()? else {
            return Ok(node);
        };
        if matches!(node, Node::Start | Node::End | Node::Boundary { .. }) {
            return Err(self.refuse(at, "a repetition", "what stands before it is a place, of which there is one"));
        }
        let lazy = self.eat('?');
        if self.peek() == Some('+') {
            return Err(self.refuse(
                self.at,
                "possessive repetition",
                "not in both languages; the sign itself is written `\\+`",
            ));
        }
        let again = self.at;
        if matches!(self.peek(), Some('*' | '?')) || (self.peek() == Some('{') && self.times()?.is_some()) {
            return Err(self.refuse(again, "a second repetition", "put the first one in a group: `(?:a*){2}`"));
        }
        Ok(Node::Repeat { node: Box::new(node), least, most, lazy })
    }

    /// `*`, `+`, `?` or `{n,m}`.
    fn times(&mut self) -> Parsed<Option<(u32, Option<u32>)>> {
        let start = self.at;
        let simple = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.at += 1;
                let Some(least) = self.number() else {
                    return Err(self.refuse(
                        start,
                        "`{`",
                        "repetitions are `{2}`, `{2,}` or `{2,5}`; the sign itself is written `\\{`",
                    ));
                };
                let most = if self.eat(',') { self.number() } else { Some(least) };
                if !self.eat('}') {
                    return Err(self.refuse(
                        start,
                        "`{`",
                        "repetitions are `{2}`, `{2,}` or `{2,5}`; the sign itself is written `\\{`",
                    ));
                }
                if least.max(most.unwrap_or(0)) > MAX_TIMES {
                    return Err(self.refuse(
                        start,
                        "a repetition",
                        format!("at most {MAX_TIMES} times can be asked for"),
                    ));
                }
                if most.is_some_and(|most| most < least) {
                    return Err(self.refuse(start, "a repetition", "the first number is above the second"));
                }
                if most == Some(0) {
                    return Err(self.refuse(
                        start,
                        "a repetition",
                        "of nothing: leave it out with what stands before it",
                    ));
                }
                return Ok(Some((least, most)));
            }
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(simple))
    }

    fn number(&mut self) -> Option<u32> {
        let start = self.at;
        while self.peek().is_some_and(|letter| letter.is_ascii_digit()) {
            self.at += 1;
        }
        if start == self.at {
            return None;
        }
        // One that does not fit is above the limit, which is told.
        Some(self.letters[start..self.at].iter().collect::<String>().parse().unwrap_or(u32::MAX))
    }

    fn one(&mut self) -> Parsed<Node> {
        let start = self.at;
        let Some(letter) = self.peek() else {
            return Ok(Node::Sequence(Vec::new()));
        };
        self.at += 1;
        match letter {
            '.' => Ok(Node::Set(Set::but(LINE_ENDS))),
            '^' => Ok(Node::Start),
            '$' => Ok(Node::End),
            '(' => self.group(start),
            '[' => self.class(start).map(Node::Set),
            '\\' => self.escape(start),
            '*' | '+' | '?' => Err(self.refuse(
                start,
                format!("`{letter}`"),
                format!("repeats nothing; the sign itself is written `\\{letter}`"),
            )),
            '{' | '}' | ']' => {
                Err(self.refuse(start, format!("`{letter}`"), format!("the sign itself is written `\\{letter}`")))
            }
            letter => Ok(Node::letter(letter)),
        }
    }

    fn group(&mut self, start: usize) -> Parsed<Node> {
        if self.ahead("?") && !self.ahead("?:") {
            return Err(self.strange_group(start));
        }
        if self.eat('?') {
            self.at += 1;
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.refuse(start, "a group", format!("groups stand at most {MAX_DEPTH} deep in each other")));
        }
        let node = self.choice()?;
        self.depth -= 1;
        if !self.eat(')') {
            return Err(self.refuse(start, "`(`", "is not closed; the sign itself is written `\\(`"));
        }
        Ok(node)
    }

    fn strange_group(&self, start: usize) -> Refusal {
        let (what, instead) = if self.ahead("?=") || self.ahead("?!") {
            ("look-ahead", "write a second `pattern(..)`, or a `custom` function")
        } else if self.ahead("?<=") || self.ahead("?<!") {
            ("look-behind", "write a second `pattern(..)`, or a `custom` function")
        } else if self.ahead("?P=") {
            ("a back-reference", "write the text out, or a `custom` function")
        } else if self.ahead("?<") || self.ahead("?P<") {
            ("a named group", "nothing reads the name: write `(..)`")
        } else if self.ahead("?>") {
            ("an atomic group", "write `(..)`")
        } else if self.ahead("?#") {
            ("a comment", "write it beside the rule")
        } else {
            ("a flag", "write the letters out: `[aA]` for either case")
        };
        self.refuse(start, what, format!("not in both languages; {instead}"))
    }

    /// What stands after a backslash, outside of a class.
    fn escape(&mut self, start: usize) -> Parsed<Node> {
        match self.peek() {
            Some(letter @ ('b' | 'B')) => {
                self.at += 1;
                if self.peek() == Some('{') {
                    return Err(self.refuse(
                        start,
                        "`\\b{`",
                        "not in both languages; the sign itself is written `\\{`",
                    ));
                }
                Ok(Node::Boundary { is: letter == 'b' })
            }
            _ => match self.shorthand() {
                Some(ranges) => Ok(Node::Set(Set::of(ranges))),
                None => self.escaped_letter(start).map(Node::letter),
            },
        }
    }

    /// `\d`, `\w`, `\s` and their opposites, the backslash being read.
    pub(super) fn shorthand(&mut self) -> Option<Vec<(char, char)>> {
        let ranges = match self.peek()? {
            'd' => DIGITS.to_vec(),
            'w' => WORD.to_vec(),
            's' => SPACE.to_vec(),
            'D' => Set::complement(DIGITS),
            'W' => Set::complement(WORD),
            'S' => Set::complement(SPACE),
            _ => return None,
        };
        self.at += 1;
        Some(ranges)
    }
}
