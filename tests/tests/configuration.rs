//! `docs/configuration.md` has every setting there is, with what holds where it is not said, and none that there is not.

#![allow(clippy::unwrap_used)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use ferrosync::access::{Limits, SyncApp};
use ferrosync_tests::schemas::todo_app;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The rows of the tables below a heading of the page.
fn rows(heading: &str) -> Vec<String> {
    let page = read("docs/configuration.md");
    let (_, rest) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = rest.split("\n## ").next().unwrap();
    section.lines().filter(|line| line.starts_with("| `")).map(str::to_owned).collect()
}

/// The name that a row begins with: `timeout` of `` | `.timeout(duration)` | ``.
fn name(row: &str) -> Option<&str> {
    row.split('`').nth(1)?.split('(').next()?.rsplit([':', '.']).next()
}

fn names(rows: &[String]) -> BTreeSet<&str> {
    rows.iter().filter_map(|row| name(row)).collect()
}

/// The public functions of a type's own, in one file of the runtime or of the generator.
fn methods(kind: &str, path: &str) -> BTreeSet<String> {
    let mut is_inside = false;
    let mut found = BTreeSet::new();
    for line in read(path).lines() {
        if line.starts_with("impl") {
            is_inside = line.split([' ', '<', '{']).any(|word| word == kind) && !line.contains(" for ");
        } else if line == "}" {
            is_inside = false;
        }
        let rest = line.strip_prefix("    pub const fn ").or_else(|| line.strip_prefix("    pub fn "));
        if let Some(rest) = rest.filter(|_| is_inside) {
            found.insert(rest.split(['(', '<']).next().unwrap().to_owned());
        }
    }
    assert!(found.len() > 2, "{kind} has no functions in {path}");
    found
}

fn compare(heading: &str, sources: &[(&str, &str)], not_settings: &[&str]) {
    let rows = rows(heading);
    let mut there: BTreeSet<String> = sources.iter().flat_map(|(kind, path)| methods(kind, path)).collect();
    there.retain(|name| !not_settings.contains(&name.as_str()));
    assert_eq!(names(&rows), there.iter().map(String::as_str).collect(), "{heading}");
}

#[test]
fn every_method_of_an_app_is_on_the_page() {
    let sources = [("SyncApp", "runtime/src/access/app.rs"), ("SyncApp", "runtime/src/worker/own.rs")];
    compare("The app", &sources, &[]);
}

#[test]
fn every_limit_is_on_the_page() {
    let path = "runtime/src/access/limits.rs";
    compare("Limits", &[("Limits", path), ("Rate", path)], &["check"]);
}

#[test]
fn every_setting_of_the_build_script_is_on_the_page() {
    compare("The build script", &[("Bindings", "codegen-ts/src/bindings.rs")], &[]);
}

#[test]
fn what_holds_where_nothing_is_said_is_as_the_page_says() {
    let app: SyncApp<_, _, _, ()> = SyncApp::new(todo_app::COLLECTIONS);
    let app = format!("{app:?}");
    for (method, words, field) in [
        ("recheck_after", "60 s", "recheck_after: 60s"),
        ("consistent_reads", "`false`", "consistent_reads: false"),
        ("timeout", "10 s", "timeout: 10s"),
        ("retention", "10,000 entries and 24 h", "Retention { entries: 10000, age: 86400s }"),
        ("expose_collections", "`true`", "exposes_collections: true"),
        ("debug", "`false`", "debug: false"),
    ] {
        assert!(app.contains(field), "{field}: {app}");
        assert_eq!(default_of("The app", method), words, "{method}");
    }
    let limits = format!("{:?}", Limits::DEFAULT);
    for limit in methods("Limits", "runtime/src/access/limits.rs").iter().filter(|name| *name != "check") {
        let words = default_of("Limits", limit);
        let value = if words == "any number" { "None".to_owned() } else { words.replace(',', "") };
        assert!(limits.contains(&format!(" {limit}: {value}")), "{limit} is not {words}: {limits}");
    }
}

/// The second cell of a method's row.
fn default_of(heading: &str, method: &str) -> String {
    let rows = rows(heading);
    let row = rows.iter().find(|row| row.starts_with(&format!("| `.{method}("))).unwrap();
    row.split(" | ").nth(1).unwrap().to_owned()
}

#[test]
fn every_variable_is_on_the_page() {
    let rows = rows("Variables");
    let named = names(&rows);
    let mut there: BTreeSet<String> =
        FOLDERS.iter().flat_map(|folder| sources(&root().join(folder))).flat_map(|path| variables(&path)).collect();
    // A static of the macro, and no variable.
    assert!(there.remove("FERROSYNC_APP"));
    assert!(there.len() > 8, "{there:?}");
    assert_eq!(
        named.into_iter().filter(|name| *name != "CHROME").collect::<Vec<_>>(),
        there.into_iter().collect::<Vec<_>>()
    );
}

/// Where programs are.
const FOLDERS: [&str; 8] = ["runtime", "codegen-ts", "macros", "xtask", "tests", "bench", "examples", "templates"];

/// The files that programs are in.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).map(|entries| entries.map(|entry| entry.unwrap().path()).collect::<Vec<_>>());
    let mut files = Vec::new();
    for path in entries.unwrap_or_default() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let kind = path.extension().unwrap_or_default();
        if path.is_dir() {
            // What was built or fetched is not ours.
            let is_ours =
                !name.starts_with('.') && !["node_modules", "target", "dist", "build"].contains(&name.as_str());
            files.extend(is_ours.then(|| sources(&path)).into_iter().flatten());
        } else if ["rs", "ts", "tsx", "mjs", "js", "sh"].iter().any(|ours| kind == *ours) && name != "configuration.rs"
        {
            files.push(path);
        }
    }
    files
}

/// The variables of ours that a file names.
fn variables(path: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let found = text.match_indices("FERROSYNC_").map(|(start, _)| {
        let rest = &text[start..];
        let end = rest.find(|letter: char| !letter.is_ascii_uppercase() && letter != '_').unwrap_or(rest.len());
        rest[..end].to_owned()
    });
    // What ends so is the beginning of many.
    found.filter(|name| !name.ends_with('_')).collect()
}

#[test]
fn every_feature_is_on_the_page() {
    let manifest = read("runtime/Cargo.toml");
    let section = manifest.split("[features]").nth(1).unwrap().split("\n[").next().unwrap();
    let features =
        section.lines().filter_map(|line| Some(line.split_once(" = [")?.0)).filter(|name| *name != "default");
    let rows = rows("Cargo features");
    assert_eq!(names(&rows), features.collect());
}
