use darling::{Error, FromMeta, Result};
use syn::{Expr, Meta, Path};

use super::arguments::Arguments;
use super::words;
use crate::attrs::error;

/// `custom(path)` or `custom(path, row)`: a function of the app's, in the Worker only.
#[derive(Debug, Clone)]
pub(crate) struct Custom {
    pub(crate) path: Path,
    /// Whether it gets the whole row too.
    pub(crate) row: bool,
}

impl Custom {
    pub(super) fn read(arguments: &Arguments) -> Result<Self> {
        const FORM: &str = "`custom` takes a function: `custom(not_shouting)`, or `custom(not_shouting, row)` where it sees the whole row";
        let (function, row) = match &arguments.values[..] {
            [function] => (function, false),
            [function, Expr::Path(row)] if row.path.is_ident("row") => (function, true),
            [_, second, ..] => return Err(error(second, FORM)),
            [] => return Err(Error::custom(FORM)),
        };
        path(function, FORM).map(|path| Self { path, row })
    }
}

/// `check(path)` of a collection: a function of the app's over whole rows, in the Worker only.
#[derive(Debug, Clone)]
pub(crate) struct CheckFn {
    pub(crate) path: Path,
    /// `message = ".."`: said instead of what the function says.
    pub(crate) message: Option<String>,
}

impl FromMeta for CheckFn {
    fn from_meta(item: &Meta) -> Result<Self> {
        const FORM: &str = "`check` takes a function over a row: `check(starts_before_it_ends)`";
        let arguments = Arguments::read(item, Some(&words::CHECK))?;
        match &arguments.values[..] {
            [function] => path(function, FORM).map(|path| Self { path, message: arguments.message }),
            [_, second, ..] => Err(error(second, "one function a `check`: write another `check(..)`")),
            [] => Err(error(item.path(), FORM)),
        }
    }
}

fn path(function: &Expr, form: &str) -> Result<Path> {
    match function {
        Expr::Path(path) if path.qself.is_none() => Ok(path.path.clone()),
        Expr::Closure(closure) => {
            Err(error(closure, format!("{form}\na function has a name, so that the build script can leave it out")))
        }
        Expr::Lit(literal) => Err(error(literal, format!("{form}\nfunctions are named without quotes"))),
        other => Err(error(other, form)),
    }
}
