//! Pages of `docs/` that are another text's copy: rustdoc's, as GitHub shows it.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Set to any value, it makes the test write the page instead of comparing it.
const UPDATE: &str = "FERROSYNC_UPDATE_EMITTED";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn the_reference_of_the_schema_is_the_macros_own() {
    compare(
        "docs/schema.md",
        "`sync_collections!`",
        "The macro's own documentation",
        "runtime/src/schema/sync_collections.md",
    );
}

#[test]
fn the_page_of_access_is_the_modules_own() {
    compare("docs/access.md", "Access", "The documentation of `ferrosync::access`", "runtime/src/access/access.md");
}

#[test]
fn the_page_of_operations_is_the_modules_own() {
    compare(
        "docs/operations.md",
        "Operations",
        "The documentation of `ferrosync::observe`",
        "runtime/src/observe/operations.md",
    );
}

#[test]
fn the_page_of_own_code_is_the_modules_own() {
    compare(
        "docs/own-code.md",
        "The app's own code",
        "The documentation of `ferrosync::worker`",
        "runtime/src/worker/own.md",
    );
}

#[test]
fn the_page_of_middleware_is_the_modules_own() {
    compare(
        "docs/middleware.md",
        "Middleware",
        "The documentation of `ferrosync::access::middleware`",
        "runtime/src/access/middleware/middleware.md",
    );
}

/// Compares a page with the text that it is a copy of, or writes it.
fn compare(page: &str, title: &str, what: &str, source: &str) {
    let text = fs::read_to_string(root().join(source)).unwrap();
    let head = format!("# {title}\n\n<!-- {what}, {source}, whose examples are run. -->\n\n");
    let expected = page_of(head, &text);
    if std::env::var_os(UPDATE).is_some() {
        fs::write(root().join(page), &expected).unwrap();
    }
    let found = fs::read_to_string(root().join(page)).unwrap_or_default();
    assert!(found == expected, "{page} is stale: set {UPDATE} and run this test again");
}

/// Rustdoc's page for readers outside rustdoc: examples without their hidden lines, names without links that only rustdoc
/// can follow, and headings one level down, below the title.
fn page_of(mut page: String, source: &str) -> String {
    let mut in_code = false;
    for line in source.lines() {
        if line.starts_with("```") {
            page.push_str(if in_code || line.len() > 3 { line } else { "```rust" });
            page.push('\n');
            in_code = !in_code;
        } else if in_code {
            if line != "#" && !line.starts_with("# ") {
                writeln!(page, "{line}").unwrap();
            }
        } else if line.starts_with('#') {
            writeln!(page, "#{line}").unwrap();
        } else {
            writeln!(page, "{}", without_links(line)).unwrap();
        }
    }
    page
}

/// ``[`Uuid`]`` and ``[`Json<T>`](Json)`` become their text.
fn without_links(line: &str) -> String {
    let (mut text, mut rest) = (String::new(), line);
    while let Some((before, after)) = rest.split_once("[`") {
        let (name, after) = after.split_once("`]").unwrap();
        write!(text, "{before}`{name}`").unwrap();
        rest = match after.strip_prefix('(') {
            Some(target) => target.split_once(')').unwrap().1,
            None => after,
        };
    }
    text + rest
}

#[test]
fn links_of_rustdoc_become_their_text() {
    assert_eq!(without_links("a [`Uuid`] or a [`Problem`](crate::validate::Problem)."), "a `Uuid` or a `Problem`.");
    assert_eq!(
        page_of(String::new(), "# A\n```\nlet a = 1;\n# let _ = a;\n#[b]\n```").lines().collect::<Vec<_>>(),
        ["## A", "```rust", "let a = 1;", "#[b]", "```"]
    );
}
