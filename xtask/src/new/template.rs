//! The files of `templates/app`. Those that end in `.liquid` have places to be filled, the rest is copied as it is:
//! cargo-generate takes the same folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Failure;
use crate::files;

const FILLED: &str = "liquid";
/// For cargo-generate alone.
const SETTINGS: &str = "cargo-generate.toml";

/// What is filled in.
pub(super) struct Values<'a> {
    pub(super) name: &'a str,
    /// The checkout that the app's crates are taken from.
    pub(super) checkout: &'a str,
}

/// All files of a new app: where they go, and what is in them.
pub(super) fn files(template: &Path, values: &Values) -> Result<Vec<(PathBuf, String)>, Failure> {
    let mut files = Vec::new();
    for mut file in files::list(template)?.into_iter().filter(|file| file != Path::new(SETTINGS)) {
        let path = template.join(&file);
        let mut text = fs::read_to_string(&path).map_err(|error| Failure::file("read", &path, &error))?;
        if file.extension().is_some_and(|extension| extension == FILLED) {
            file.set_extension("");
            text = text.replace("{{project-name}}", values.name).replace("{{ferrosync}}", values.checkout);
        }
        files.push((file, text));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lockfile;
    use crate::setup::QUICK_PROFILE;
    use crate::workspace::Workspace;

    fn made() -> Vec<(PathBuf, String)> {
        files(&Workspace::find().unwrap().template(), &Values { name: "my-app", checkout: "/checkout" }).unwrap()
    }

    fn text(of: &str) -> String {
        made().into_iter().find(|(file, _)| file == Path::new(of)).unwrap_or_else(|| panic!("no {of}")).1
    }

    fn ours(path: &str) -> String {
        fs::read_to_string(Workspace::find().unwrap().root.join(path)).unwrap()
    }

    #[test]
    fn every_place_is_filled() {
        for (file, text) in made() {
            // Two braces are JSX's too, where an object is given.
            assert!(!text.contains("{{project") && !text.contains("{{ferro"), "{}", file.display());
            assert!(file.extension().is_none_or(|extension| extension != FILLED), "{}", file.display());
        }
        assert!(text("Cargo.toml").contains("name = \"my-app\""));
        assert!(text("Cargo.toml").contains("path = \"/checkout/runtime\""));
        assert!(text("package.json").contains("\"name\": \"my-app\""));
    }

    #[test]
    fn cargo_generate_asks_for_what_is_filled_in() {
        let settings = ours("templates/app/cargo-generate.toml");
        let template = Workspace::find().unwrap().template();
        // It knows them by the names that they get, not by those that they have here.
        let filled: Vec<_> = files::list(&template)
            .unwrap()
            .into_iter()
            .filter(|file| file.extension().is_some_and(|e| e == FILLED))
            .map(|file| format!("\"{}\"", file.with_extension("").display()))
            .collect();
        assert!(settings.contains(&format!("include = [{}]", filled.join(", "))), "{filled:?}");
        assert!(settings.contains("[placeholders.ferrosync]"));
        assert!(made().iter().all(|(file, _)| file != Path::new(SETTINGS)));
    }

    #[test]
    fn versions_and_settings_are_those_that_are_tested_here() {
        let root = Workspace::find().unwrap().root;
        let locked = |package| lockfile::version_of(package, &root).unwrap();
        let manifest = text("Cargo.toml");
        assert!(manifest.contains(&format!("wasm-bindgen = \"={}\"", locked("wasm-bindgen"))));
        assert!(manifest.contains(&format!("worker = {{ version = \"{}\"", locked("worker"))));
        let quick = format!("['--profile', '{QUICK_PROFILE}', '--no-opt']");
        assert!(text("scripts/worker.mjs").contains(&quick) && ours("xtask/bin/worker-build.mjs").contains(&quick));
        assert!(text("scripts/worker.mjs").contains(&format!("VERSION = '{}'", locked("worker"))));
        assert_eq!(text("rust-toolchain.toml"), ours("rust-toolchain.toml"));
        assert!(ours(".cargo/config.toml").ends_with(text(".cargo/config.toml").split_once("\n\n").unwrap().1));
        for profile in ["[profile.release]", "[profile.worker-dev]"] {
            let of = |text: &str| text.split_once(profile).unwrap().1.split("\n\n").next().unwrap().trim().to_owned();
            assert_eq!(of(&manifest), of(&ours("Cargo.toml")));
        }
    }

    #[test]
    fn npm_packages_are_those_that_are_tested_here() {
        let wanted = |text: &str| -> serde_json::Map<String, serde_json::Value> {
            let package: serde_json::Value = serde_json::from_str(text).unwrap();
            let all =
                ["dependencies", "devDependencies"].map(|kind| package[kind].as_object().cloned().unwrap_or_default());
            all.into_iter().flatten().collect()
        };
        let mut known = wanted(&ours("package.json"));
        for path in ["tests/package.json", "examples/todo-app/package.json"] {
            known.extend(wanted(&ours(path)));
        }
        for (name, version) in wanted(&text("package.json")) {
            assert_eq!(Some(&version), known.get(&name), "{name}");
        }
    }
}
