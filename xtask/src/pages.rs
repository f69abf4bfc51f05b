//! What the pages tell readers to type is what this program takes.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli;

/// The folders that have no pages of ours.
const PASSED_OVER: [&str; 5] = ["node_modules", "target", "dist", "build", "src"];

fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') && !PASSED_OVER.contains(&name.as_str()) {
            found.extend(pages(&path));
        } else if name.split('.').skip(1).any(|kind| kind == "md") {
            found.push(path);
        }
    }
    found
}

/// The command lines of a page's code, without what stands behind `#`.
fn lines(page: &str) -> impl Iterator<Item = &str> {
    let mut is_shell = false;
    page.lines().filter_map(move |line| {
        if let Some(kind) = line.strip_prefix("```") {
            is_shell = kind == "sh";
            return None;
        }
        let line = line.split(" #").next().unwrap_or_default().trim();
        is_shell.then_some(line).and_then(|line| line.strip_prefix("cargo xtask "))
    })
}

#[test]
fn every_command_of_the_pages_is_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut count = 0;
    for path in pages(&root) {
        let page = fs::read_to_string(&path).unwrap();
        for line in lines(&page) {
            count += 1;
            let parsed = cli::parse(line.split_whitespace().map(str::to_owned));
            assert!(
                parsed.is_ok(),
                "{}: `cargo xtask {line}`: {}",
                path.display(),
                parsed.err().unwrap().text().unwrap()
            );
        }
    }
    assert!(count >= 2, "the pages name {count} commands");
}

#[test]
fn lines_are_those_of_code() {
    let page = "cargo xtask no\n```sh\n$ cargo xtask no\ncargo xtask demo --port 1   # yes\n```\n```text\ncargo xtask no\n```\n";
    assert_eq!(lines(page).collect::<Vec<_>>(), ["demo --port 1"]);
}
