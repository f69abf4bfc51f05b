use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

use super::host::check;
use super::{Tests, VERDICTS};
use crate::error::Failure;
use crate::files;
use crate::process::run;
use crate::report::{Counts, vitest};
use crate::setup::Toolbox;

/// The npm packages that are checked by `tsc`: each has the script `check`.
const TYPED: [&str; 3] = ["codegen-ts/client", "tests", "bench"];

/// A run of vitest: the suite's name, the package, and the project where a package has several.
type Run = (&'static str, &'static str, Option<&'static str>);

/// What runs beside each other: a suite alone leaves a part of the machine idle, since it often waits for what it has started.
/// The third lane waits for the clock nearly all of its time. No two that write the same files are in different lanes.
const LANES: [&[Run]; 3] = [
    &[("workerd", "tests", Some("workerd")), ("browser", "tests", Some("browser")), ("bench", "bench", None)],
    &[
        ("client", "codegen-ts/client", None),
        ("parity", "tests", Some("parity")),
        ("bundlers", "tests", Some("bundlers")),
        ("docs", "tests", Some("docs")),
        ("objects", "tests", Some("objects")),
        ("starter", "tests", Some("starter")),
    ],
    &[("waiting", "tests", Some("waiting"))],
];

/// What builds the examples in other ways, after all that runs them.
const LAST: Run = ("commands", "tests", Some("commands"));

impl Tests<'_> {
    /// The TypeScript checks and suites.
    pub(super) fn npm(&self, toolbox: &Toolbox, browser: &Path) -> Result<(), Failure> {
        let lane = |runs: &[Run]| runs.iter().try_for_each(|run| self.vitest(run, toolbox, browser));
        let [first, second, third] = LANES;
        thread::scope(|scope| {
            let beside = [scope.spawn(|| self.types().and_then(|()| lane(second))), scope.spawn(|| lane(third))];
            let first = lane(first);
            beside.into_iter().fold(first, |before, lane| {
                before.and(lane.join().unwrap_or_else(|_| Err(Failure::broken("a lane of tests ended early"))))
            })
        })?;
        lane(&[LAST])
    }

    fn types(&self) -> Result<(), Failure> {
        TYPED.into_iter().try_for_each(|package| self.tsc(package, &[]))?;
        // Ours say in their settings where they keep what is checked already. An example shows a user's settings.
        self.workspace.examples().into_iter().try_for_each(|name| {
            let kept = self.workspace.target.join("tsc").join(format!("{name}.tsbuildinfo"));
            let options = ["--".as_ref(), "--incremental".as_ref(), "--tsBuildInfoFile".as_ref(), kept.as_os_str()];
            self.tsc(&format!("examples/{name}"), &options)
        })
    }

    fn tsc(&self, package: &str, options: &[&OsStr]) -> Result<(), Failure> {
        let workspace = self.workspace;
        let log = workspace.log(&format!("tsc-{}", package.replace('/', "-")));
        self.suite(&format!("tsc {package}"), || {
            let mut command = Command::new("npm");
            command.args(["run", "check"]).args(options).current_dir(workspace.root.join(package));
            check(&mut command, &log)
        })
    }

    fn vitest(&self, (name, package, project): &Run, toolbox: &Toolbox, browser: &Path) -> Result<(), Failure> {
        let workspace = self.workspace;
        let log = workspace.log(&format!("vitest-{name}"));
        let report = log.with_extension("json");
        self.suite(&format!("vitest {name}"), || {
            // A report of the run before must not be taken for this one's.
            files::remove(&report)?;
            let mut command = Command::new(workspace.npm_bin("vitest"));
            command
                .args(["run", "--reporter=default", "--reporter=json", "--allowOnly=false"])
                .arg(format!("--outputFile.json={}", report.display()))
                .args(project.iter().flat_map(|project| ["--project", project]));
            toolbox.equip(&mut command, workspace).env("CHROME", browser).env("CI", "1").env(VERDICTS, self.verdicts());
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
