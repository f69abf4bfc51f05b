//! `cargo xtask new`: an app of one's own, outside of this checkout.

mod name;
mod template;

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::error::Failure;
use crate::files;
use crate::lockfile;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace, path: &str) -> Result<(), Failure> {
    let folder = folder(workspace, Path::new(path))?;
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name::check(name).map_err(|problem| Failure::Usage(format!("`{name}` cannot be an app's name: {problem}")))?;
    let checkout = workspace.root.display().to_string();
    if checkout.contains(['"', '\\']) {
        return Err(Failure::broken(format!("{checkout} cannot stand in a Cargo.toml: move the checkout elsewhere")));
    }
    let values = template::Values { name, checkout: &checkout };
    for (file, text) in template::files(&workspace.template(), &values)? {
        let path = folder.join(file);
        files::create_parent(&path)?;
        fs::write(&path, text).map_err(|error| Failure::file("write", &path, &error))?;
    }
    // The versions that are tested here; cargo takes out what the app does not use.
    let lock = folder.join("Cargo.lock");
    fs::copy(workspace.root.join("Cargo.lock"), &lock).map_err(|error| Failure::file("write", &lock, &error))?;

    println!("made {}", folder.display());
    println!("  cargo xtask demo {path} --watch    # from this checkout: it brings all tools");
    println!(
        "  cd {path} && npm install && npm run dev    # needs `cargo install worker-build --version {} --locked`",
        { lockfile::version_of("worker", &workspace.root)? }
    );
    Ok(())
}

/// Where the app goes: a folder that is empty or not there yet, outside of the checkout.
fn folder(workspace: &Workspace, path: &Path) -> Result<PathBuf, Failure> {
    let absolute = std::path::absolute(path).map_err(|error| Failure::file("resolve", path, &error))?;
    let folder = plain(&absolute);
    let shown = path.display();
    if folder.starts_with(&workspace.root) {
        return Err(Failure::Usage(format!("`{shown}` is inside of this checkout: choose a folder outside of it")));
    }
    let problem = match folder.read_dir().map(|mut entries| entries.next().is_some()) {
        Ok(false) => return Ok(folder),
        Err(_) if !folder.exists() => return Ok(folder),
        Ok(true) => "is not empty: choose a folder that is, or one that is not there yet",
        Err(_) => "is no folder",
    };
    Err(Failure::Usage(format!("`{shown}` {problem}")))
}

/// Without `..`: what it leads to may not be there yet.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            _ => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(path: &Path) -> String {
        let failure = folder(&Workspace::find().unwrap(), path).unwrap_err();
        assert_eq!(failure.exit_code(), 2, "{failure:?}");
        failure.text().unwrap()
    }

    #[test]
    fn nothing_is_written_over() {
        let base = std::env::temp_dir().join(format!("xtask-new-{}", std::process::id()));
        fs::create_dir_all(base.join("empty")).unwrap();
        fs::write(base.join("file"), "").unwrap();
        assert!(refused(&base).contains("is not empty"));
        assert!(refused(&base.join("file")).contains("is no folder"));
        let workspace = Workspace::find().unwrap();
        assert_eq!(folder(&workspace, &base.join("empty")).unwrap(), base.join("empty"));
        assert_eq!(folder(&workspace, &base.join("empty/../new/app")).unwrap(), base.join("new/app"));
        fs::remove_dir_all(&base).unwrap();
    }

    #[test]
    fn an_app_of_ones_own_is_not_in_the_checkout() {
        assert!(refused(&Workspace::find().unwrap().root.join("examples/../mine")).contains("outside"));
    }
}
