use std::process::Command;

use crate::error::Failure;
use crate::process::ask;

/// The oldest Node that Vite runs on.
const OLDEST: (u32, u32) = (20, 19);

pub(crate) fn require() -> Result<(), Failure> {
    let Some(version) = ask(Command::new("node").arg("--version")) else {
        return Err(missing("Node is not installed"));
    };
    match parse(&version) {
        Some(found) if found >= OLDEST => {}
        _ => return Err(missing(&format!("Node {version} is too old"))),
    }
    match ask(Command::new("npm").arg("--version")) {
        Some(_) => Ok(()),
        None => Err(missing("npm is not installed; it comes with Node")),
    }
}

fn missing(problem: &str) -> Failure {
    let (major, minor) = OLDEST;
    Failure::broken(format!(
        "{problem}: install Node {major}.{minor} or newer (https://nodejs.org/en/download, or `nvm install 22`)"
    ))
}

/// `v20.19.1` as (20, 19).
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        for (version, enough) in
            [("v20.19.0", true), ("v20.9.0", false), ("v18.20.8", false), ("v22.1.0", true), ("v100.0.0", true)]
        {
            assert_eq!(parse(version).unwrap() >= OLDEST, enough, "{version}");
        }
        assert_eq!(parse("20.19.0"), None);
    }
}
