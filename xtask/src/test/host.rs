use std::path::Path;
use std::process::Command;

use super::{Tests, VERDICTS};
use crate::error::Failure;
use crate::files;
use crate::process::run;
use crate::report::{Counts, cargo};

impl Tests<'_> {
    /// What needs cargo alone. All use `--workspace`, so that features are the same and nothing is built twice.
    pub(super) fn host(&self) -> Result<(), Failure> {
        self.cargo_check("cargo fmt", &["fmt", "--all", "--check", "--", "--color=never"])?;
        self.cargo_check(
            "cargo clippy",
            &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"],
        )?;
        self.cargo_test()
    }

    fn cargo_check(&self, name: &str, arguments: &[&str]) -> Result<(), Failure> {
        let workspace = self.workspace;
        let log = workspace.log(&name.replace(' ', "-"));
        self.suite(name, || check(cargo_command(arguments).current_dir(&workspace.root), &log))
    }

    fn cargo_test(&self) -> Result<(), Failure> {
        let workspace = self.workspace;
        let log = workspace.log("cargo-test");
        self.suite("cargo test", || {
            // Those of the run before must not be taken for this one's.
            files::remove(&self.verdicts())?;
            let mut command = cargo_command(&["test", "--workspace", "--locked", "--no-fail-fast"]);
            // Snapshots that differ are failures, and nothing is written beside them.
            command.env("INSTA_UPDATE", "no").env("CI", "1").env(VERDICTS, self.verdicts());
            let finished = run(command.current_dir(&workspace.root), &log, None)?;
            let counts = cargo::counts(&finished.text).settled(finished.success);
            Ok((counts, format!("{}\n\nthe full log: {}", cargo::failures(&finished.text), log.display())))
        })
    }
}

fn cargo_command(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments);
    command
}

/// A program whose success is one check.
pub(super) fn check(command: &mut Command, log: &Path) -> Result<(Counts, String), Failure> {
    let finished = run(command, log, None)?;
    let details = format!(
        "{}\n\n{}; the full log: {}",
        cargo::without_progress(&finished.tail(120)),
        finished.how,
        log.display()
    );
    Ok((Counts::check(finished.success), details))
}
