use darling::ast::NestedMeta;
use darling::{Error, FromMeta, Result};
use syn::Meta;

use super::said::{Said, Text};
use super::{error, words};

/// `single_tenant`, or `single_tenant(room = "catalog")`.
#[derive(Debug)]
pub(crate) struct SingleTenant {
    /// The room that is the collection's own; else all such collections share one.
    pub(crate) room: Option<Text>,
}

#[derive(Debug, FromMeta)]
struct Words {
    /// `room = ".."`: the name of the room, and of its part of the path.
    room: Option<Said<Text>>,
}

const FORMS: &str = "`single_tenant` stands alone, or names its room: `single_tenant(room = \"catalog\")`";

impl FromMeta for SingleTenant {
    fn from_meta(item: &Meta) -> Result<Self> {
        match item {
            Meta::Path(_) => Ok(Self { room: None }),
            Meta::List(list) if list.tokens.is_empty() => Err(error(&list.path, FORMS)),
            Meta::List(list) => {
                let items = NestedMeta::parse_meta_list(list.tokens.clone())?;
                let mut errors = Error::accumulator();
                let known = words::SINGLE_TENANT.keep_known(&items, &mut errors).known;
                errors.finish()?;
                let room = Words::from_list(&known)?.room.map(|said| said.value).transpose()?;
                match &room {
                    Some(room) if !is_room(&room.value) => {
                        Err(error(&room.span, "a room's name is 1 to 64 of `A-Z`, `a-z`, `0-9`, `_`, `.`, `:` and `-`"))
                    }
                    _ => Ok(Self { room }),
                }
            }
            Meta::NameValue(pair) => Err(error(&pair.value, FORMS)),
        }
    }
}

/// Whether requests may name such a room.
fn is_room(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | ':' | '-'))
}
