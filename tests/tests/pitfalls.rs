//! Every way in which systems of this kind go wrong has a test that is named after it: `s2_row_cannot_change_tenant`. And what
//! `docs/laws.md` says of tests is so.

#![allow(clippy::unwrap_used)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The kinds of entry, and how many there are: security, retries and order, correctness, performance, and the client's.
const OWED: [(char, u32); 5] = [('s', 16), ('r', 17), ('h', 13), ('p', 2), ('c', 33)];

/// How many laws there are.
const LAWS: u32 = 13;

/// Where tests are looked for.
const FOLDERS: [&str; 6] = ["runtime", "tests", "macros", "codegen-ts", "xtask", "examples"];

#[test]
fn every_pitfall_has_a_test_that_is_named_after_it() {
    let tests = tests();
    let found: BTreeSet<&str> = tests.values().flatten().flat_map(|test| entries(test)).collect();
    let missing: Vec<String> = owed().filter(|entry| !found.contains(entry.as_str())).collect();
    assert!(missing.is_empty(), "no test is named after {}", missing.join(", ").to_uppercase());
}

#[test]
fn the_page_of_laws_has_them_all_and_names_tests_that_are_run() {
    let page = fs::read_to_string(root().join("docs/laws.md")).unwrap();
    let tests = tests();
    let laws = (1..=LAWS).map(|number| format!("l{number}"));
    for entry in laws.chain(owed()) {
        let row = page.lines().find(|line| line.starts_with(&format!("| {} |", entry.to_uppercase())));
        assert!(row.is_some_and(|row| row.contains("::")), "the page names no test of {}", entry.to_uppercase());
    }
    for row in
        page.lines().filter(|line| line.starts_with("| ") && !line.contains("| Tests |") && !line.contains("---"))
    {
        assert!(!named(row).is_empty(), "no test: {row}");
        for (file, name) in named(row) {
            let is_there = tests.iter().any(|(path, tests)| {
                path.ends_with(file) && tests.iter().any(|test| test == name || is_template_of(test, name))
            });
            assert!(is_there, "there is no test `{name}` in `{file}`");
        }
    }
}

/// The tests that a line names: `file::name`, the end of a file's path and the test's name.
fn named(row: &str) -> Vec<(&str, &str)> {
    let codes = row.split('`').skip(1).step_by(2).filter_map(|code| code.split_once("::"));
    codes.filter(|(file, _)| [".rs", ".ts", ".tsx"].iter().any(|kind| file.ends_with(kind))).collect()
}

/// Whether tests are made of this text whose names begin so.
fn is_template_of(test: &str, name: &str) -> bool {
    test.strip_prefix(name).is_some_and(|rest| rest.contains("${"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn owed() -> impl Iterator<Item = String> {
    OWED.iter().flat_map(|(kind, count)| (1..=*count).map(move |number| format!("{kind}{number}")))
}

/// The tests of each file.
fn tests() -> BTreeMap<PathBuf, Vec<String>> {
    let files = FOLDERS.iter().flat_map(|folder| sources(&root().join(folder)));
    let of_file = |file: PathBuf| {
        let text = fs::read_to_string(&file).unwrap();
        let is_rust = file.extension().is_some_and(|kind| kind == "rs");
        let tests = if is_rust { of_rust(&text) } else { of_vitest(&text) };
        (file, tests)
    };
    files.map(of_file).collect()
}

/// The files that tests can stand in.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            // What was built or fetched is not ours.
            if !name.starts_with('.') && !["node_modules", "target", "dist", "build"].contains(&name.as_str()) {
                files.extend(sources(&path));
            }
        } else if path.extension().is_some_and(|kind| kind == "rs")
            || name.ends_with(".test.ts")
            || name.ends_with(".test.tsx")
        {
            files.push(path);
        }
    }
    files
}

/// The functions below a `#[test]`, but for those that are not run; and how an example in the documentation must fail.
fn of_rust(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut is_test, mut is_ignored) = (false, false);
    for line in text.lines().map(str::trim) {
        names.extend(line.strip_prefix("/// ```").filter(|kind| kind.starts_with("compile_fail")).map(str::to_owned));
        is_test |= line.starts_with("#[test]");
        is_ignored |= line.starts_with("#[ignore");
        if let Some(rest) = line.strip_prefix("fn ") {
            if is_test && !is_ignored {
                names.push(rest.split('(').next().unwrap().to_owned());
            }
            (is_test, is_ignored) = (false, false);
        }
    }
    names
}

/// What stands in quotes after a bracket at a line's `it` or `test`, but for those that are not run.
fn of_vitest(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for line in text.lines().map(str::trim) {
        let is_test = ["it(", "it.", "test(", "test.", "])("].iter().any(|start| line.starts_with(start));
        if !is_test || line.contains(".skip") || line.contains(".todo") {
            continue;
        }
        for quote in ["(\"", "('", "(`"] {
            let name = line.split_once(quote).map(|(_, rest)| rest.split(&quote[1..]).next().unwrap());
            names.extend(name.map(str::to_owned));
        }
    }
    names
}

/// The entries that a name begins with: `s2` and `s16` of `s2_s16_another_rooms_rows_are_like_none`.
fn entries(name: &str) -> impl Iterator<Item = &str> {
    let is_entry = |part: &&str| {
        let (kind, number) = part.split_at(part.chars().next().map_or(0, char::len_utf8));
        kind.bytes().all(|byte| byte.is_ascii_lowercase()) && number.parse::<u32>().is_ok()
    };
    name.split('_').take_while(is_entry)
}

#[test]
fn names_are_found_where_tests_are_run_and_nowhere_else() {
    let rust = "#[test]\nfn s1_a() {}\nfn s2_no_test() {}\n    #[test]\n    fn r1_r2_b(x in 0..4) {}\n#[test]\n#[ignore = \"\"]\nfn s3_c() {}";
    assert_eq!(of_rust(rust), ["s1_a", "r1_r2_b"]);
    let vitest =
        "it('h1_a', () => {\n  test.each([1])(`h2_b %s`, f)\n])(\"h3_c\", f)\nit.skip(\"h4_d\")\nfoo(\"h5_e\")";
    assert_eq!(of_vitest(vitest), ["h1_a", "h2_b %s", "h3_c"]);
    for (name, found) in [
        ("s2_s16_a", vec!["s2", "s16"]),
        ("a_s2", vec![]),
        ("l1_r3_b_h4", vec!["l1", "r3"]),
        ("s_1", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(entries(name).collect::<Vec<_>>(), found, "{name}");
    }
}
