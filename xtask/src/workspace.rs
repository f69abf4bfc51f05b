use std::env;
use std::path::{Path, PathBuf};

use crate::error::Failure;

/// Where things are.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// cargo's target folder: `$CARGO_TARGET_DIR` or `target`.
    pub(crate) target: PathBuf,
    /// The user's cache folder for tools, outside the checkout.
    pub(crate) cache: PathBuf,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self, Failure> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .filter(|root| root.join("Cargo.toml").is_file())
            .ok_or_else(|| Failure::broken("the checkout was moved: run `cargo clean --package xtask`"))?
            .to_owned();
        // Relative values are the caller's; cargo resolves them against its own working directory.
        let target = match path_variable("CARGO_TARGET_DIR") {
            Some(path) => std::path::absolute(&path).map_err(|error| Failure::file("resolve", &path, &error))?,
            None => root.join("target"),
        };
        let cache = cache_dir(path_variable)
            .ok_or_else(|| Failure::broken("no cache folder: set HOME, XDG_CACHE_HOME or FERROSYNC_CACHE"))?;
        Ok(Self { root, target, cache })
    }

    /// The folder of the example `name`, with the names of those there are when it is not one of them.
    pub(crate) fn example(&self, name: &str) -> Result<PathBuf, Failure> {
        let names = self.examples();
        if names.iter().any(|known| known == name) {
            return Ok(self.root.join("examples").join(name));
        }
        Err(Failure::Usage(format!("there is no example `{name}`; there are: {}", names.join(", "))))
    }

    /// The folder of an app: an example by its name, any other by its path, which has a `/` in it or is `.`.
    pub(crate) fn app(&self, name: &str) -> Result<PathBuf, Failure> {
        if !name.contains('/') && name != "." {
            return self.example(name);
        }
        let folder = Path::new(name);
        if !folder.join("wrangler.jsonc").is_file() {
            return Err(Failure::Usage(format!("there is no app in `{name}`: it has no wrangler.jsonc")));
        }
        folder.canonicalize().map_err(|error| Failure::file("resolve", folder, &error))
    }

    /// The files that a new app is made of.
    pub(crate) fn template(&self) -> PathBuf {
        self.root.join("templates/app")
    }

    /// The names of all examples, sorted.
    pub(crate) fn examples(&self) -> Vec<String> {
        workers_in(&self.root.join("examples"))
    }

    /// The folders of the Workers that only tests run, sorted.
    pub(crate) fn test_apps(&self) -> Vec<PathBuf> {
        let folder = self.root.join("tests/apps");
        workers_in(&folder).into_iter().map(|name| folder.join(name)).collect()
    }

    /// A program that npm has installed for the whole checkout.
    pub(crate) fn npm_bin(&self, name: &str) -> PathBuf {
        self.root.join("node_modules/.bin").join(name)
    }

    /// Where full logs go.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.target.join("xtask").join(format!("{name}.log"))
    }
}

/// The names of the Workers in a folder, sorted.
fn workers_in(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().join("wrangler.jsonc").is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

fn path_variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn cache_dir(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    variable("FERROSYNC_CACHE")
        .or_else(|| Some(variable("XDG_CACHE_HOME")?.join("ferrosync")))
        .or_else(|| Some(variable("HOME")?.join(".cache/ferrosync")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_cache_folder_is_the_first_that_is_set() {
        let with = |set: &[(&str, &str)]| {
            cache_dir(|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| PathBuf::from(value)))
        };
        let all = [("HOME", "/h"), ("XDG_CACHE_HOME", "/x"), ("FERROSYNC_CACHE", "/f")];
        assert_eq!(with(&all).unwrap(), Path::new("/f"));
        assert_eq!(with(&all[..2]).unwrap(), Path::new("/x/ferrosync"));
        assert_eq!(with(&all[..1]).unwrap(), Path::new("/h/.cache/ferrosync"));
        assert_eq!(with(&[]), None);
    }

    #[test]
    fn an_unknown_example_is_answered_with_the_known_ones() {
        let text = Workspace::find().unwrap().example("no-such-app").unwrap_err().text().unwrap();
        assert!(text.contains("`no-such-app`") && text.contains("todo-app"), "{text}");
    }

    #[test]
    fn an_app_elsewhere_is_named_by_its_path() {
        let workspace = Workspace::find().unwrap();
        let example = workspace.root.join("examples/todo-app");
        assert_eq!(workspace.app(example.to_str().unwrap()).unwrap(), example.canonicalize().unwrap());
        let failure = workspace.app("./no-such-folder").unwrap_err();
        assert!(failure.exit_code() == 2 && failure.text().unwrap().contains("wrangler.jsonc"), "{failure:?}");
    }

    #[test]
    fn what_examples_share_is_no_example() {
        let folder = env::temp_dir().join(format!("xtask-workers-{}", std::process::id()));
        for name in ["app", "ui"] {
            fs::create_dir_all(folder.join(name)).unwrap();
            fs::write(folder.join(name).join("package.json"), "{}").unwrap();
        }
        fs::write(folder.join("app/wrangler.jsonc"), "{}").unwrap();
        assert_eq!(workers_in(&folder), ["app"]);
        fs::remove_dir_all(&folder).unwrap();
    }
}
