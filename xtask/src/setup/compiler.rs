use std::env;
use std::process::Command;

use crate::error::Failure;
use crate::process::ask;

/// SQLite is C: the host tests compile it.
pub(crate) fn require() -> Result<(), Failure> {
    let chosen = env::var("CC").ok().filter(|name| !name.is_empty());
    let names = chosen.as_deref().map_or_else(|| vec!["cc", "gcc", "clang"], |name| vec![name]);
    // `$CC` may hold options too.
    let works = |name: &&str| {
        let mut words = name.split_whitespace();
        words.next().is_some_and(|program| ask(Command::new(program).args(words).arg("--version")).is_some())
    };
    if names.iter().any(works) {
        return Ok(());
    }
    Err(Failure::broken(match chosen {
        Some(name) => format!("the C compiler `{name}` of $CC cannot be run"),
        None => "there is no C compiler: `apt-get install build-essential` on Debian and Ubuntu, `xcode-select --install` on macOS"
            .to_owned(),
    }))
}
