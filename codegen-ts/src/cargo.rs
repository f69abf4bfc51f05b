//! What a build script says to cargo.

use std::{env, fs, path::PathBuf, time::SystemTime};

/// A line for cargo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Directive {
    /// Run again when this file changes or goes away.
    Watch(PathBuf),
    /// Run again when this variable changes.
    WatchVariable(&'static str),
    Warning(String),
    /// The build fails, without a backtrace.
    Error(String),
}

impl Directive {
    pub(crate) fn print(&self) {
        match self {
            Self::Watch(path) => println!("cargo::rerun-if-changed={}", path.display()),
            Self::WatchVariable(name) => println!("cargo::rerun-if-env-changed={name}"),
            Self::Warning(text) => println!("cargo::warning={}", one_line(text)),
            Self::Error(text) => println!("cargo::error={}", one_line(text)),
        }
    }
}

/// Cargo reads line by line; what follows a line's end would be lost.
fn one_line(text: &str) -> String {
    text.lines().collect::<Vec<_>>().join(" ")
}

/// The moment that cargo compares watched files with: when it started this build script.
///
/// A file that the script writes is newer, so that cargo would run the script once more at the next build. Written
/// files get this time instead. `None` outside a build script.
pub fn started() -> Option<SystemTime> {
    let stamp = PathBuf::from(env::var_os("OUT_DIR")?).parent()?.join("invoked.timestamp");
    fs::metadata(stamp).ok()?.modified().ok()
}
