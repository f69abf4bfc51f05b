use darling::ast::NestedMeta;
use darling::error::Accumulator;
use darling::{Error, FromMeta};

use super::case::AnyCase;
use super::collection::inside;
use super::said::{Said, Text};
use super::words;

/// `#[value(..)]`: what is true of a type that stands in columns.
#[derive(Debug, Default, FromMeta)]
pub(crate) struct ValueAttr {
    /// `rename_all = ".."`: how the variants of an enum, or the fields of a struct, are written on the wire.
    pub(crate) rename_all: Option<Said<AnyCase>>,
    /// `tag = ".."`: the key that names the variant of an enum with data.
    pub(crate) tag: Option<Said<Text>>,
}

impl ValueAttr {
    /// Reads the attributes `#[value(..)]` of an item as one.
    pub(crate) fn read(attributes: &[NestedMeta], errors: &mut Accumulator) -> Self {
        let mut items = Vec::new();
        for attribute in attributes {
            let example = "the words stand in brackets: `#[value(rename_all = \"snake_case\")]`";
            items.extend(errors.handle(inside(attribute, example)).into_iter().flatten());
        }
        let words = words::VALUE.keep_known(&items, errors);
        let read: Result<Self, Error> = Self::from_list(&words.known);
        errors.handle(read).unwrap_or_default()
    }
}
