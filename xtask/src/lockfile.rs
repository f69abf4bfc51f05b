use std::fs;
use std::path::Path;

use crate::error::Failure;

/// The version of `package` in the checkout's `Cargo.lock`.
pub(crate) fn version_of(package: &str, root: &Path) -> Result<String, Failure> {
    let path = root.join("Cargo.lock");
    let text = fs::read_to_string(&path).map_err(|error| Failure::file("read", &path, &error))?;
    find(package, &text)
        .ok_or_else(|| Failure::broken(format!("{} does not name the package `{package}`", path.display())))
}

/// cargo writes each package as `name = ".."`, then `version = ".."`, a line each.
fn find(package: &str, lockfile: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lockfile.lines();
    lines.find(|line| *line == name)?;
    let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::find;

    const LOCKFILE: &str = "\
[[package]]
name = \"worker-macros\"
version = \"0.8.6\"

[[package]]
name = \"worker\"
version = \"0.8.7\"
";

    #[test]
    fn the_version_is_that_of_the_whole_name() {
        assert_eq!(find("worker", LOCKFILE).as_deref(), Some("0.8.7"));
        assert_eq!(find("worker-macros", LOCKFILE).as_deref(), Some("0.8.6"));
        assert_eq!(find("work", LOCKFILE), None);
    }
}
