//! `cargo xtask bench`: ours and servers written by hand, side by side on the real runtime.

use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::cli::Bench;
use crate::error::Failure;
use crate::process::{self, Running, describe};
use crate::progress::duration;
use crate::setup;
use crate::stop;
use crate::workspace::Workspace;

/// The Workers that are measured.
const WORKERS: [&str; 2] = ["examples/todo-app", "tests/apps/todo-object"];
/// Those with many rooms, for how cost grows with them.
const ROOMS: [&str; 2] = ["tests/apps/words", "tests/apps/words-object"];

pub(crate) fn run(workspace: &Workspace, asked: &Bench) -> Result<(), Failure> {
    let toolbox = setup::worker(workspace)?;
    for worker in WORKERS.iter().chain(asked.growth.then_some(&ROOMS).into_iter().flatten()) {
        let begun = Instant::now();
        let log = workspace.log(&format!("bench-{}", worker.replace('/', "-")));
        eprintln!("bench: building {worker} ..");
        let folder: PathBuf = workspace.root.join(worker);
        process::run(&mut toolbox.worker_build(workspace, &folder), &log, None)?
            .require(&format!("building {worker}"), &log)?;
        eprintln!("bench: building {worker}: done ({})", duration(begun.elapsed()));
    }
    let mut command = Command::new("node");
    toolbox.equip(&mut command, workspace).arg(workspace.root.join("bench/bench.mjs")).args(&asked.words);
    // Paths that it is given are the caller's.
    command.env("CARGO_TARGET_DIR", &workspace.target);
    let log = workspace.log("bench");
    let mut running = Running::start(&mut command, &log, show)?;
    loop {
        if let Some(status) = running.ended()? {
            running.text();
            return if status.success() {
                Ok(())
            } else {
                Err(Failure::broken(format!("the benchmark ended ({}); the log: {}", describe(status), log.display())))
            };
        }
        if stop::requested() {
            running.end();
            return Err(Failure::Stopped);
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// What it is doing goes the way of all progress, what it has found is this command's output.
fn show(line: &str) {
    if line.starts_with("bench: ") {
        eprintln!("{line}");
    } else {
        println!("{line}");
    }
}
