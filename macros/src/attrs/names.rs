use darling::ast::NestedMeta;
use darling::{Error, FromMeta, Result};
use syn::{Lit, Meta, Path};

use super::said::{Said, Text, last_word};
use super::{error, words};

/// `crate = path::to::ferrosync`: where the library is, where the app does not name it itself.
#[derive(Debug)]
pub(crate) struct LibraryPath(pub(crate) Path);

const CRATE_FORM: &str = "`crate` takes a path: `crate = my_app_kit::ferrosync`";

impl FromMeta for LibraryPath {
    fn from_meta(item: &Meta) -> Result<Self> {
        let Meta::NameValue(pair) = item else {
            return Err(error(item.path(), CRATE_FORM));
        };
        let syn::Expr::Path(path) = &pair.value else {
            return Err(error(&pair.value, CRATE_FORM));
        };
        let first = path.path.segments.first().map(|segment| &segment.ident);
        match first.filter(|root| *root == "crate" || *root == "super" || *root == "self") {
            Some(root) if path.path.leading_colon.is_none() => Err(error(
                root,
                format!(
                    "`{root}` is another crate when the build script reads this file\nname a path that starts with a crate"
                ),
            )),
            _ => Ok(Self(path.path.clone())),
        }
    }
}

/// `renamed(from = "..")`: the name before, in SQL.
#[derive(Debug)]
pub(crate) struct Renamed {
    pub(crate) from: Text,
}

#[derive(Debug, FromMeta)]
struct RenamedWords {
    /// `from = ".."`: the name before.
    from: Option<Said<Text>>,
}

const RENAMED_FORM: &str = "`renamed` names what it was called in SQL: `renamed(from = \"old_name\")`";

impl FromMeta for Renamed {
    fn from_word() -> Result<Self> {
        Err(Error::custom(RENAMED_FORM))
    }

    fn from_list(items: &[NestedMeta]) -> Result<Self> {
        if let Some(name @ NestedMeta::Lit(Lit::Str(_))) = items.first() {
            return Err(error(name, RENAMED_FORM));
        }
        let mut errors = Error::accumulator();
        let known = words::RENAMED.keep_known(items, &mut errors).known;
        errors.finish()?;
        match RenamedWords::from_list(&known)?.from {
            Some(from) => from.value.map(|from| Self { from }),
            None => Self::from_word(),
        }
    }

    fn from_expr(value: &syn::Expr) -> Result<Self> {
        Err(error(value, RENAMED_FORM))
    }
}

/// `column("sql_name")`, `column(iso)`, `column("sql_name", iso)`: how a table has the column.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) name: Option<Text>,
    /// The word `iso`.
    pub(crate) iso: Option<syn::Ident>,
}

const STORED_FORM: &str = "`column` says how the table has it: `column(\"sql_name\")`, `column(iso)` or both";

impl FromMeta for Stored {
    fn from_word() -> Result<Self> {
        Err(Error::custom(STORED_FORM))
    }

    fn from_list(items: &[NestedMeta]) -> Result<Self> {
        let (mut name, mut iso) = (None, None);
        for item in items {
            match item {
                NestedMeta::Lit(Lit::Str(text)) if name.is_none() && iso.is_none() => name = Some(Text::of(text)),
                NestedMeta::Meta(Meta::Path(path)) if path.is_ident("iso") && iso.is_none() => {
                    iso = path.get_ident().cloned();
                }
                NestedMeta::Meta(meta) if matches!(last_word(meta).as_str(), "name" | "rename") => {
                    return Err(error(meta.path(), "the name stands alone, in quotes: `column(\"sql_name\")`"));
                }
                other => return Err(error(other, STORED_FORM)),
            }
        }
        if name.is_none() && iso.is_none() {
            return Self::from_word();
        }
        Ok(Self { name, iso })
    }

    fn from_expr(value: &syn::Expr) -> Result<Self> {
        Err(error(value, STORED_FORM))
    }
}
