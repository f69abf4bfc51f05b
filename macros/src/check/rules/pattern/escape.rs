use super::Refusal;
use super::parse::Parser;

impl Parser {
    /// The character that an escape stands for, the backslash at `start` being read.
    pub(super) fn escaped_letter(&mut self, start: usize) -> Result<char, Refusal> {
        let Some(letter) = self.peek() else {
            return Err(self.refuse(start, "`\\`", "escapes nothing; the sign itself is written `\\\\`"));
        };
        self.at += 1;
        let instead = match letter {
            'n' => return Ok('\n'),
            'r' => return Ok('\r'),
            't' => return Ok('\t'),
            'x' => return self.hex(start, 2),
            'u' => return self.code_point(start),
            letter if letter.is_ascii_punctuation() => return Ok(letter),
            '0' => "write `\\x00`",
            '1'..='9' | 'k' => {
                return Err(self.refuse(
                    start,
                    "a back-reference",
                    "not in both languages; write the text out, or a `custom` function",
                ));
            }
            'p' | 'P' => {
                return Err(self.refuse(
                    start,
                    "a class of Unicode (`\\p`)",
                    "not in both languages; write the ranges out: `[a-zß-ÿ]`",
                ));
            }
            'f' => "write `\\x0C`",
            'v' => "write `\\x0B`",
            'a' => "write `\\x07`",
            'c' => "write the control character by its number: `\\x1B`",
            'A' => "the start of the text is `^`",
            'z' | 'Z' => "the end of the text is `$`",
            'U' => "write `\\u{1F600}`",
            ' ' => "a space needs no backslash",
            _ => "this character needs no backslash",
        };
        Err(self.refuse(start, format!("`\\{letter}`"), format!("not in both languages; {instead}")))
    }

    /// `\xHH`
    fn hex(&mut self, start: usize, digits: usize) -> Result<char, Refusal> {
        let text: String = self.letters[self.at..].iter().take(digits).collect();
        let is_hex = text.len() == digits && text.chars().all(|digit| digit.is_ascii_hexdigit());
        match u32::from_str_radix(&text, 16).ok().filter(|_| is_hex).and_then(char::from_u32) {
            Some(letter) => {
                self.at += digits;
                Ok(letter)
            }
            None => Err(self.refuse(start, "`\\x`", "takes two hexadecimal digits: `\\x1B`")),
        }
    }

    /// `\u{H..}`
    fn code_point(&mut self, start: usize) -> Result<char, Refusal> {
        const FORM: &str = "takes a code point in braces: `\\u{1F600}`";
        if !self.eat('{') {
            return Err(self.refuse(start, "`\\u`", FORM));
        }
        let digits: String = self.letters[self.at..].iter().take_while(|digit| digit.is_ascii_hexdigit()).collect();
        self.at += digits.len();
        if digits.is_empty() || digits.len() > 6 || !self.eat('}') {
            return Err(self.refuse(start, "`\\u`", FORM));
        }
        u32::from_str_radix(&digits, 16)
            .ok()
            .and_then(char::from_u32)
            .ok_or_else(|| self.refuse(start, format!("`\\u{{{digits}}}`"), "is no character of Unicode"))
    }
}
