use std::fs;
use std::path::Path;
use std::process::Command;

use super::Tests;
use super::host::check;
use crate::error::Failure;
use crate::process::run;
use crate::report::{Counts, vitest};
use crate::setup::Toolbox;

/// The npm packages that are checked by `tsc`: each has the script `check`.
const TYPED: [&str; 3] = ["codegen-ts/client", "tests", "bench"];

impl Tests<'_> {
    /// The TypeScript checks and suites.
    pub(super) fn npm(&mut self, toolbox: &Toolbox, browser: &Path) -> Result<(), Failure> {
        let examples = self.workspace.examples().into_iter().map(|name| format!("examples/{name}"));
        for package in TYPED.map(str::to_owned).into_iter().chain(examples) {
            self.tsc(&package)?;
        }
        self.vitest("client", "codegen-ts/client", &[], toolbox, browser)?;
        self.vitest("parity", "tests", &["--project", "parity"], toolbox, browser)?;
        self.vitest("bundlers", "tests", &["--project", "bundlers"], toolbox, browser)?;
        self.vitest("docs", "tests", &["--project", "docs"], toolbox, browser)?;
        self.vitest("workerd", "tests", &["--project", "workerd"], toolbox, browser)?;
        self.vitest("objects", "tests", &["--project", "objects"], toolbox, browser)?;
        self.vitest("browser", "tests", &["--project", "browser"], toolbox, browser)?;
        // What `cargo xtask new`, `demo --watch` and `build` make, last: it builds examples in other ways.
        self.vitest("starter", "tests", &["--project", "starter"], toolbox, browser)?;
        self.vitest("bench", "bench", &[], toolbox, browser)
    }

    fn tsc(&mut self, package: &str) -> Result<(), Failure> {
        let workspace = self.workspace;
        let log = workspace.log(&format!("tsc-{}", package.replace('/', "-")));
        self.suite(&format!("tsc {package}"), || {
            check(Command::new("npm").args(["run", "check"]).current_dir(workspace.root.join(package)), &log)
        })
    }

    fn vitest(
        &mut self,
        name: &str,
        package: &str,
        options: &[&str],
        toolbox: &Toolbox,
        browser: &Path,
    ) -> Result<(), Failure> {
        let workspace = self.workspace;
        let log = workspace.log(&format!("vitest-{name}"));
        let report = log.with_extension("json");
        self.suite(&format!("vitest {name}"), || {
            // A report of the run before must not be taken for this one's.
            if report.exists() {
                fs::remove_file(&report).map_err(|error| Failure::file("remove", &report, &error))?;
            }
            let mut command = Command::new(workspace.npm_bin("vitest"));
            command
                .args(["run", "--reporter=default", "--reporter=json", "--allowOnly=false"])
                .arg(format!("--outputFile.json={}", report.display()))
                .args(options);
            toolbox.equip(&mut command, workspace).env("CHROME", browser).env("CI", "1");
            let finished = run(command.current_dir(workspace.root.join(package)), &log, None)?;
            let read = fs::read_to_string(&report).map_err(|error| format!("there is no report: {error}"));
            let (counts, words) = match read.and_then(|text| vitest::read(&text)) {
                Ok(outcome) => (outcome.counts.settled(finished.success), outcome.failures),
                Err(problem) => (Counts::check(false), problem),
            };
            // What went wrong beside the tests stands in the log alone.
            let words = if words.is_empty() { finished.tail(60) } else { words };
            Ok((counts, format!("{words}\n{}; the full log: {}", finished.how, log.display())))
        })
    }
}
