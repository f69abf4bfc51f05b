//! Lists of names between braces, and where they come from.

use std::collections::BTreeSet;

use super::expr::Expr;
use crate::{ImportExtension, Options};

/// The widest line that stays one line.
pub(super) const WIDTH: usize = 100;

/// Where an import leads.
pub(super) enum Source<'a> {
    /// The built client: JavaScript beside its types, so never `.ts`.
    Runtime(&'a str),
    /// TypeScript that we write.
    Emitted(&'a str),
}

impl Source<'_> {
    /// `./client`, as the options want it to end.
    pub(super) fn path(&self, options: &Options) -> String {
        match (self, options.import_extension) {
            (Self::Runtime(stem) | Self::Emitted(stem), ImportExtension::None) => {
                format!("./{stem}")
            }
            (Self::Runtime(stem), ImportExtension::Js | ImportExtension::Ts)
            | (Self::Emitted(stem), ImportExtension::Js) => format!("./{stem}.js"),
            (Self::Emitted(stem), ImportExtension::Ts) => format!("./{stem}.ts"),
        }
    }
}

/// The names that a text has used of `client.js`.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<&'static str>);

impl Names {
    /// The name, which is used from now on.
    pub(super) fn value(&mut self, name: &'static str) -> Expr {
        self.0.insert(name);
        name.into()
    }

    /// A call of the function, which is used from now on.
    pub(super) fn call(&mut self, name: &'static str, arguments: Vec<Expr>) -> Expr {
        self.0.insert(name);
        Expr::call(name, arguments)
    }
}

impl IntoIterator for Names {
    type Item = &'static str;
    type IntoIter = std::collections::btree_set::IntoIter<&'static str>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// `import { a, b } from './client'`; `keyword` is all that stands before the brace. The names are sorted.
pub(super) fn from<N: AsRef<str>>(
    keyword: &str,
    names: impl IntoIterator<Item = N>,
    source: &Source<'_>,
    options: &Options,
) -> String {
    format!("{} from '{}'\n", braces(keyword, names), source.path(options))
}

/// `export { a, b }`, broken into lines where it would be too wide. The names are sorted, and each stands once.
fn braces<N: AsRef<str>>(keyword: &str, names: impl IntoIterator<Item = N>) -> String {
    let mut names: Vec<_> = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
    names.sort_by_key(|name| (name.to_lowercase(), name.clone()));
    names.dedup();
    let line = format!("{keyword} {{ {} }}", names.join(", "));
    // The path that follows is a few characters more.
    if line.chars().count() + " from './client'".len() <= WIDTH {
        return line;
    }
    format!("{keyword} {{\n  {},\n}}", names.join(",\n  "))
}

/// An `export { .. }` of names that stand in the file itself.
pub(super) fn export<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> String {
    braces("export", names) + "\n"
}
