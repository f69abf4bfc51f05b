use darling::{FromMeta, Result};
use syn::Meta;

use super::error;
use super::said::Text;
use crate::naming::{self, listed, nearest};

/// How names are written on the wire: `rename_all = ".."`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Camel,
    Snake,
    Pascal,
    Kebab,
    ScreamingSnake,
}

/// A case for fields: their names are keys in TypeScript.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FieldCase(pub(crate) Case);

/// A case for variants, or for fields: which of the two is known when the item is.
#[derive(Debug, Clone)]
pub(crate) struct AnyCase {
    pub(crate) case: Case,
    pub(crate) text: Text,
}

const CASES: [(&str, Case); 5] = [
    ("camelCase", Case::Camel),
    ("snake_case", Case::Snake),
    ("PascalCase", Case::Pascal),
    ("kebab-case", Case::Kebab),
    ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
];

impl Case {
    /// A name, given in `snake_case`, in this case.
    pub(crate) fn apply(self, snake: &str) -> String {
        match self {
            Self::Camel => naming::camel_case(snake),
            Self::Snake => snake.to_owned(),
            Self::Pascal => naming::upper_camel_case(snake),
            Self::Kebab => snake.replace('_', "-"),
            Self::ScreamingSnake => snake.to_ascii_uppercase(),
        }
    }

    fn read(text: &Text, among: &[(&str, Self)]) -> Result<Self> {
        let given = text.value.as_str();
        if let Some((_, case)) = among.iter().find(|(name, _)| *name == given) {
            return Ok(*case);
        }
        let names = || among.iter().map(|(name, _)| *name);
        let knows = listed(names());
        Err(error(
            &text.span,
            match nearest(given, names()) {
                Some(meant) => format!("unknown case `{given}`; did you mean `{meant}`?"),
                None => format!("unknown case `{given}`: there are {knows}"),
            },
        ))
    }
}

impl AnyCase {
    /// The case, where it is one that fields can have.
    pub(crate) fn of_fields(&self) -> Result<Case> {
        Case::read(&self.text, &CASES[..3])
    }
}

impl FromMeta for FieldCase {
    fn from_meta(item: &Meta) -> Result<Self> {
        Case::read(&Text::from_meta(item)?, &CASES[..3]).map(Self)
    }
}

impl FromMeta for AnyCase {
    fn from_meta(item: &Meta) -> Result<Self> {
        let text = Text::from_meta(item)?;
        Ok(Self { case: Case::read(&text, &CASES)?, text })
    }
}
