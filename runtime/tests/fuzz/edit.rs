//! What is done to a valid input.

use proptest::{prelude::*, sample::Index};

use crate::corpus;

/// One change, at some token.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    /// Another token of the input, or one that was picked by hand, in its place or before it.
    Replace(Index, Index),
    /// The same of a name, a number or a text, by a JSON value, so that what was JSON still is.
    Value(Index, Index),
    Insert(Index, Index),
    Move(Index, Index),
    Remove(Index),
    Double(Index),
    Say(Index, String),
    Number(Index, f64),
    Byte(Index, u8),
    Cut(Index),
}

/// An input that is made from one of so many valid ones, or from nothing.
#[derive(Debug, Clone)]
pub(crate) enum Input {
    Edited(Index, Vec<Edit>),
    Bytes(Vec<u8>),
}

pub(crate) struct Maker {
    bases: Vec<Vec<u8>>,
    nasty: Vec<Vec<u8>>,
    values: Vec<Vec<u8>>,
}

pub(crate) fn input() -> impl Strategy<Value = Input> {
    let edits = prop::collection::vec(edit(), 0..4);
    prop_oneof![
        19 => (any::<Index>(), edits).prop_map(|(base, edits)| Input::Edited(base, edits)),
        1 => prop::collection::vec(any::<u8>(), 0..80).prop_map(Input::Bytes),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    let place = any::<Index>;
    prop_oneof![
        12 => (place(), place()).prop_map(|(at, what)| Edit::Value(at, what)),
        3 => (place(), place()).prop_map(|(at, what)| Edit::Replace(at, what)),
        1 => (place(), place()).prop_map(|(at, what)| Edit::Insert(at, what)),
        2 => (place(), place()).prop_map(|(at, from)| Edit::Move(at, from)),
        1 => place().prop_map(Edit::Remove),
        1 => place().prop_map(Edit::Double),
        2 => (place(), any::<String>()).prop_map(|(at, text)| Edit::Say(at, text)),
        1 => (place(), prop::num::f64::ANY).prop_map(|(at, number)| Edit::Number(at, number)),
        1 => (place(), any::<u8>()).prop_map(|(at, byte)| Edit::Byte(at, byte)),
        1 => place().prop_map(Edit::Cut),
    ]
}

impl Maker {
    /// Makes inputs from these valid ones.
    pub(crate) fn of(bases: Vec<Vec<u8>>) -> Self {
        Self { bases, nasty: corpus::read("nasty"), values: corpus::read("values") }
    }

    pub(crate) fn bytes(&self, input: &Input) -> Vec<u8> {
        match input {
            Input::Bytes(bytes) => bytes.clone(),
            Input::Edited(base, edits) => {
                edits.iter().fold(base.get(&self.bases).clone(), |text, edit| self.apply(text, edit))
            }
        }
    }

    pub(crate) fn text(&self, input: &Input) -> String {
        String::from_utf8_lossy(&self.bytes(input)).into_owned()
    }

    fn apply(&self, mut text: Vec<u8>, edit: &Edit) -> Vec<u8> {
        let mut tokens = tokens(&text);
        if tokens.is_empty() {
            return text;
        }
        let at = |index: &Index| index.index(tokens.len());
        match edit {
            Edit::Replace(place, what) => {
                let place = at(place);
                tokens[place].clone_from(what.get(&self.nasty));
            }
            Edit::Value(place, what) => {
                let is_value = |token: &[u8]| token.len() > 1 || token[0].is_ascii_alphanumeric();
                let mut values: Vec<&mut Vec<u8>> = tokens.iter_mut().filter(|token| is_value(token)).collect();
                if !values.is_empty() {
                    let place = place.index(values.len());
                    values[place].clone_from(what.get(&self.values));
                }
            }
            Edit::Insert(place, what) => tokens.insert(at(place), what.get(&self.nasty).clone()),
            Edit::Move(place, from) => {
                let (place, from) = (at(place), at(from));
                let token = tokens[from].clone();
                tokens[place] = token;
            }
            Edit::Remove(place) => drop(tokens.remove(at(place))),
            Edit::Double(place) => {
                let place = at(place);
                tokens.insert(place, tokens[place].clone());
            }
            Edit::Say(place, said) => {
                let place = at(place);
                tokens[place] = serde_json::to_vec(said).unwrap();
            }
            Edit::Number(place, number) => {
                let place = at(place);
                tokens[place] = format!("{number:?}").into_bytes();
            }
            Edit::Byte(place, byte) => {
                let place = place.index(text.len());
                text[place] = *byte;
                return text;
            }
            Edit::Cut(place) => {
                text.truncate(place.index(text.len()));
                return text;
            }
        }
        tokens.concat()
    }
}

/// Names, numbers and texts in quotes are one token; of all else each byte.
fn tokens(text: &[u8]) -> Vec<Vec<u8>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || *byte > 127;
        let length = match first {
            b'"' => quoted(after).map_or(1, |end| end + 2),
            byte if is_name(byte) => rest.iter().take_while(|byte| is_name(byte)).count(),
            _ => 1,
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token.to_vec());
        rest = after;
    }
    tokens
}

/// Where the quote ends.
fn quoted(text: &[u8]) -> Option<usize> {
    let mut is_escaped = false;
    text.iter().position(|byte| {
        let ends = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        ends
    })
}

#[test]
fn tokens_are_all_of_the_text() {
    let parts = |text: &str| {
        tokens(text.as_bytes()).into_iter().map(|token| String::from_utf8(token).unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(parts(r#"{"a\"b":-1.5e3}"#), ["{", r#""a\"b""#, ":", "-1", ".", "5e3", "}"]);
    assert_eq!(parts("/api/p1?x=%C3"), ["/", "api", "/", "p1", "?", "x", "=", "%", "C3"]);
    assert_eq!(parts(r#""open"#), ["\"", "open"]);
}
