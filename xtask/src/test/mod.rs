//! `cargo xtask test`: everything there is, in an order in which cheap failures come first.

mod host;
mod npm;
mod worker;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::error::Failure;
use crate::progress::duration;
use crate::report::{Counts, Report, Suite};
use crate::setup;
use crate::workspace::Workspace;

/// Tells tests where [`Tests::verdicts`] are.
const VERDICTS: &str = "FERROSYNC_PARITY_FILE";

pub(crate) fn run_quick(workspace: &Workspace) -> Result<(), Failure> {
    setup::host(workspace)?;
    let tests = Tests::new(workspace);
    tests.host()?;
    tests.finish()
}

pub(crate) fn run_all(workspace: &Workspace) -> Result<(), Failure> {
    setup::host(workspace)?;
    let toolbox = setup::worker(workspace)?;
    let browser = setup::browser(workspace)?;
    let tests = Tests::new(workspace);
    tests.host()?;
    tests.worker(&toolbox)?;
    tests.npm(&toolbox, &browser)?;
    tests.finish()
}

/// The run so far.
struct Tests<'a> {
    workspace: &'a Workspace,
    report: Mutex<Report>,
}

impl<'a> Tests<'a> {
    fn new(workspace: &'a Workspace) -> Self {
        Self { workspace, report: Mutex::default() }
    }

    /// Where `cargo test` writes what Rust says of many values, for TypeScript to be asked the same.
    fn verdicts(&self) -> PathBuf {
        self.workspace.target.join("parity").join("values.jsonl")
    }

    /// Runs one suite; what `work` says besides its counts is printed when something failed.
    fn suite(&self, name: &str, work: impl FnOnce() -> Result<(Counts, String), Failure>) -> Result<(), Failure> {
        eprintln!("test: {name} ..");
        let begun = Instant::now();
        let (counts, details) = work()?;
        let time = begun.elapsed();
        if counts.failed > 0 {
            eprintln!("{details}");
        }
        eprintln!("test: {name}: {} passed, {} failed ({})", counts.passed, counts.failed, duration(time));
        self.report.lock().unwrap_or_else(PoisonError::into_inner).add(Suite { name: name.to_owned(), counts, time });
        Ok(())
    }

    fn finish(self) -> Result<(), Failure> {
        let report = self.report.into_inner().unwrap_or_else(PoisonError::into_inner);
        println!("\n{report}");
        if report.passed() { Ok(()) } else { Err(Failure::Reported) }
    }
}
