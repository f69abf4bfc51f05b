use darling::error::Accumulator;
use quote::ToTokens;

use crate::attrs::{LibraryPath, Said, error};
use crate::expand::Library;
use crate::model::{RawItem, RawSchema};

/// Where the library is: as the first struct says that says it.
pub(crate) fn find(schema: &RawSchema) -> Library {
    said(schema).find_map(Said::sound).map_or_else(Library::default, |path| Library::at(&path.0))
}

/// The same, and that no other struct says otherwise.
pub(super) fn check(schema: &RawSchema, errors: &mut Accumulator) -> Library {
    let mut paths = said(schema).filter_map(|said| Some((&said.word, text(said.sound()?))));
    if let Some((_, first)) = paths.next() {
        for (word, _) in paths.filter(|(_, other)| *other != first) {
            errors.push(error(word, format!("`crate` holds for the whole file: another struct says `{first}`")));
        }
    }
    find(schema)
}

fn said(schema: &RawSchema) -> impl Iterator<Item = &Said<LibraryPath>> {
    schema.items.iter().filter_map(|item| match item {
        RawItem::Collection(item) => item.attr.library.as_ref(),
        RawItem::Dropped(item) => item.attr.library.as_ref(),
        _ => None,
    })
}

fn text(path: &LibraryPath) -> String {
    path.0.to_token_stream().to_string().split_whitespace().collect()
}
