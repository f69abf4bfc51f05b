//! `cargo xtask demo`: one example on the real runtime, with a real local D1.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Failure;
use crate::process::{self, Running, describe};
use crate::progress::{Progress, duration};
use crate::setup::{self, Toolbox};
use crate::workspace::Workspace;
use crate::{http, jsonc, stop};

/// How long the server may take from its start to its first answer.
const PATIENCE: Duration = Duration::from_mins(3);

pub(crate) fn run(workspace: &Workspace, example: &str, port: u16) -> Result<(), Failure> {
    let demo = Demo { workspace, folder: workspace.example(example)? };
    http::require_free(port)?;
    let toolbox = setup::worker(workspace)?;
    // The first step writes the bindings that the second bundles and the migrations that the third applies.
    let mut worker_build = toolbox.worker_build(workspace, &demo.folder);
    demo.step("building the Worker", "demo-worker", &mut worker_build, &toolbox)?;
    demo.step("building the app", "demo-app", Command::new("npm").args(["run", "build"]), &toolbox)?;
    for database in demo.databases()? {
        let mut wrangler = demo.wrangler();
        wrangler.args(["d1", "migrations", "apply", &database, "--local"]);
        demo.step(&format!("migrating {database}"), "demo-migrations", &mut wrangler, &toolbox)?;
    }
    demo.serve(port, &toolbox)
}

struct Demo<'a> {
    workspace: &'a Workspace,
    folder: PathBuf,
}

impl Demo<'_> {
    fn step(&self, doing: &str, log: &str, command: &mut Command, toolbox: &Toolbox) -> Result<(), Failure> {
        let begun = Instant::now();
        let log = self.workspace.log(log);
        toolbox.equip(command, self.workspace).current_dir(&self.folder);
        eprintln!("demo: {doing} ..");
        process::run(command, &log, None)?.require(doing, &log)?;
        eprintln!("demo: {doing}: done ({})", duration(begun.elapsed()));
        Ok(())
    }

    /// wrangler, with all that it writes under the example's `.wrangler` and nothing sent anywhere.
    fn wrangler(&self) -> Command {
        let state = self.folder.join(".wrangler");
        let mut command = Command::new(self.workspace.npm_bin("wrangler"));
        command
            .env("CI", "1")
            .env("WRANGLER_SEND_METRICS", "false")
            .env("WRANGLER_SEND_ERROR_REPORTS", "false")
            .env("WRANGLER_HIDE_BANNER", "true")
            .env("WRANGLER_LOG_PATH", state.join("logs"))
            .env("WRANGLER_REGISTRY_PATH", state.join("registry"));
        command
    }

    /// The D1 bindings of `wrangler.jsonc`.
    fn databases(&self) -> Result<Vec<String>, Failure> {
        let path = self.folder.join("wrangler.jsonc");
        let text = fs::read_to_string(&path).map_err(|error| Failure::file("read", &path, &error))?;
        let config = jsonc::parse(&text).map_err(|error| Failure::broken(format!("{}: {error}", path.display())))?;
        let databases = config["d1_databases"].as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(databases.iter().filter_map(|database| Some(database["binding"].as_str()?.to_owned())).collect())
    }

    fn serve(&self, port: u16, toolbox: &Toolbox) -> Result<(), Failure> {
        let mut command = self.wrangler();
        // Port 0 of the inspector: any that is free, so that two examples can be served at once.
        command.args(["dev", "--ip", "127.0.0.1", "--inspector-ip", "127.0.0.1", "--inspector-port", "0"]);
        command.args(["--port", &port.to_string(), "--show-interactive-dev-session=false"]);
        toolbox.equip(&mut command, self.workspace).current_dir(&self.folder);
        let log = self.workspace.log("demo");
        let mut server = Running::start(&mut command, &log, |line| eprintln!("{line}"))?;
        wait_until_ready(&mut server, port, &log)?;
        println!("ready http://127.0.0.1:{port}");
        eprintln!("Ctrl-C ends it; the data stays in {}", self.folder.join(".wrangler").display());
        watch(&mut server, &log)
    }
}

/// Until the page and the API both answer 200.
fn wait_until_ready(server: &mut Running, port: u16, log: &Path) -> Result<(), Failure> {
    let begun = Instant::now();
    let mut progress = Progress::begin();
    let mut missing = vec!["/", "/api/health"];
    loop {
        still_running(server, log)?;
        if stop::requested() {
            server.end();
            return Err(Failure::Stopped);
        }
        missing.retain(|path| http::status(port, path) != Some(200));
        if missing.is_empty() {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            server.end();
            return Err(Failure::broken(format!(
                "after {} there is still no answer 200 to GET {}; the log: {}",
                duration(PATIENCE),
                missing.join(" and "),
                log.display()
            )));
        }
        progress.show("waiting for the server");
        thread::sleep(Duration::from_millis(100));
    }
}

/// Until a signal comes, which is how a demo ends, or the server ends by itself, which is an error.
fn watch(server: &mut Running, log: &Path) -> Result<(), Failure> {
    while !stop::requested() {
        still_running(server, log)?;
        thread::sleep(Duration::from_millis(100));
    }
    server.end();
    eprintln!("ended");
    Ok(())
}

fn still_running(server: &mut Running, log: &Path) -> Result<(), Failure> {
    match server.ended()? {
        // A Ctrl-C at the terminal reaches the server as well as this program.
        Some(_) if stop::requested() => Ok(()),
        Some(status) => {
            server.end();
            Err(Failure::broken(format!("the server ended ({}); the log: {}", describe(status), log.display())))
        }
        None => Ok(()),
    }
}
