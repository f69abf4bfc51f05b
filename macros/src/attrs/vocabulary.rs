use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::Ident;
use syn::{Attribute, Path};

use super::{error, words};
use crate::naming::{listed, nearest, snake_case};

/// The words of one place, and what is said about all others.
pub(crate) struct Vocabulary {
    /// How messages call the place: "`#[collection(..)]`".
    pub(super) place: &'static str,
    /// Words that are read here.
    pub(super) words: &'static [&'static str],
    /// Words that belong elsewhere, or are said differently, with what to write.
    pub(super) elsewhere: &'static [(&'static str, &'static str)],
    /// Words that may stand more than once.
    pub(super) repeatable: &'static [&'static str],
}

/// What becomes of a word.
enum Verdict {
    Known,
    /// Not understood, or not here, with what to write.
    Refused(String),
    Unknown,
}

/// The words of an attribute that are known.
pub(crate) struct Words {
    pub(crate) known: Vec<NestedMeta>,
    /// Whether another word was there that may have meant one of ours.
    pub(crate) doubtful: bool,
}

/// The attributes of a struct or a field, sorted.
pub(crate) struct Kept {
    /// Ours.
    pub(crate) known: Vec<NestedMeta>,
    /// Other people's: they stay on the user's item.
    pub(crate) passed: Vec<Attribute>,
    /// Doc comments.
    pub(crate) docs: Vec<Attribute>,
    /// Whether another word was there that may have meant one of ours.
    pub(crate) doubtful: bool,
}

impl Vocabulary {
    /// Of the words in an attribute's brackets those that are known; each other one is an error.
    pub(super) fn keep_known(&self, items: &[NestedMeta], errors: &mut Accumulator) -> Words {
        let mut seen = Vec::new();
        let mut words = Words { known: Vec::new(), doubtful: false };
        for item in items {
            match item {
                NestedMeta::Lit(_) | NestedMeta::NameValueInvalidExpr(_) => {
                    words.doubtful = true;
                    let knows = listed(self.words.iter().copied());
                    errors.push(error(item, format!("expected a word: {} knows {knows}", self.place)));
                }
                NestedMeta::Meta(meta) => match self.judge(meta.path()) {
                    Verdict::Known if self.first_time(meta.path(), &mut seen, errors) => {
                        words.known.push(item.clone());
                    }
                    Verdict::Known => {}
                    Verdict::Refused(message) => {
                        words.doubtful = true;
                        errors.push(error(meta.path(), message));
                    }
                    Verdict::Unknown => {
                        words.doubtful = true;
                        errors.push(error(meta.path(), self.unknown(meta.path())));
                    }
                },
            }
        }
        words
    }

    /// Sorts the attributes of a struct or a field. Those of nobody we know are passed on, unless they look like
    /// ours with a slip.
    pub(crate) fn sort(&self, attributes: &[Attribute], errors: &mut Accumulator) -> Kept {
        let mut kept = Kept { known: Vec::new(), passed: Vec::new(), docs: Vec::new(), doubtful: false };
        let mut seen = Vec::new();
        for attribute in attributes {
            let path = attribute.path();
            if path.is_ident("doc") {
                kept.docs.push(attribute.clone());
            } else if let Some(reason) = words::not_ours(path) {
                errors.push(error(path, reason));
            } else {
                match self.judge(path) {
                    Verdict::Known if self.first_time(path, &mut seen, errors) => {
                        kept.known.push(NestedMeta::Meta(attribute.meta.clone()));
                    }
                    Verdict::Known => {}
                    Verdict::Refused(message) => {
                        kept.doubtful = true;
                        errors.push(error(path, message));
                    }
                    Verdict::Unknown => match self.meant(path) {
                        Some(meant) => {
                            kept.doubtful = true;
                            let word = spelled(path);
                            errors.push(error(path, format!("unknown attribute `{word}`; did you mean `{meant}`?")));
                        }
                        None => kept.passed.push(attribute.clone()),
                    },
                }
            }
        }
        kept
    }

    fn judge(&self, path: &Path) -> Verdict {
        let Some(word) = path.get_ident().map(Ident::to_string) else {
            return Verdict::Unknown;
        };
        let word = word.as_str();
        if self.words.contains(&word) {
            return Verdict::Known;
        }
        if let Some((_, instead)) = self.elsewhere.iter().find(|(other, _)| *other == word) {
            return Verdict::Refused((*instead).to_owned());
        }
        if let Some((_, ours)) = words::FOREIGN.iter().find(|(foreign, _)| *foreign == word) {
            return Verdict::Refused(format!("`{word}` is written {ours}"));
        }
        self.other_case(word).map_or(Verdict::Unknown, Verdict::Refused)
    }

    /// `orderBy` for `order_by`.
    fn other_case(&self, word: &str) -> Option<String> {
        let snake = snake_case(word);
        if snake == word {
            return None;
        }
        self.words.contains(&snake.as_str()).then(|| format!("`{word}` is written `{snake}`"))
    }

    fn unknown(&self, path: &Path) -> String {
        let word = spelled(path);
        match self.meant(path) {
            Some(meant) => format!("unknown word `{word}`; did you mean `{meant}`?"),
            None => format!("unknown word `{word}`\n{} knows {}", self.place, listed(self.words.iter().copied())),
        }
    }

    fn meant(&self, path: &Path) -> Option<&'static str> {
        nearest(&path.get_ident()?.to_string(), self.words.iter().copied())
    }

    fn first_time(&self, path: &Path, seen: &mut Vec<String>, errors: &mut Accumulator) -> bool {
        let word = spelled(path);
        if self.repeatable.contains(&word.as_str()) {
            return true;
        }
        let first = !seen.contains(&word);
        if first {
            seen.push(word);
        } else {
            errors.push(error(path, format!("`{word}` stands here twice")));
        }
        first
    }
}

fn spelled(path: &Path) -> String {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::")
}
