//! Names that cargo, npm and the platform all take.

/// What a Worker's address has room for.
const LONGEST: usize = 63;

/// Crates that an app uses, and what cargo keeps for itself.
const TAKEN: [&str; 11] = [
    "alloc",
    "core",
    "ferrosync",
    "ferrosync-codegen",
    "node-modules",
    "proc-macro",
    "std",
    "test",
    "wasm-bindgen",
    "worker",
    "xtask",
];

const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "unsafe", "use", "where", "while", "yield",
];

pub(super) fn check(name: &str) -> Result<(), String> {
    let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(known) || name.ends_with('-') {
        return Err(
            "it is made of a-z, 0-9 and -, begins with a letter and does not end with -, as in `my-app`".to_owned()
        );
    }
    if name.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} characters"));
    }
    if TAKEN.contains(&name) || KEYWORDS.contains(&name) {
        return Err("it means something else to cargo already".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_all_take() {
        for name in ["a", "my-app", "todo2", &"a".repeat(LONGEST)] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
        for name in ["", "My-App", "my_app", "2do", "-a", "a-", "größe", "a b", "a.b", &"a".repeat(LONGEST + 1)] {
            assert!(check(name).is_err(), "{name}");
        }
        for name in ["worker", "fn", "test", "ferrosync"] {
            assert!(check(name).unwrap_err().contains("something else"), "{name}");
        }
    }
}
