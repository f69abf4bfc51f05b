//! `cargo xtask demo`: one example on the real runtime, with a real local D1; with `--watch`, following every edit.

use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::app::App;
use crate::error::Failure;
use crate::process::{Running, describe};
use crate::progress::{Progress, duration};
use crate::workspace::Workspace;
use crate::{http, setup, stop};

/// How long the server may take from its start to its first answer.
const PATIENCE: Duration = Duration::from_mins(3);

pub(crate) fn run(workspace: &Workspace, example: &str, port: u16, watch: bool) -> Result<(), Failure> {
    let folder = workspace.app(example)?;
    http::require_free(port)?;
    let app = App::new(workspace, folder, setup::worker(workspace)?, "demo");
    app.install_packages()?;
    if watch {
        app.build_quickly()?;
        return serve(&app, &mut with_hot_updates(&app, port), port);
    }
    // The first step writes the bindings that the page is made of, and the migrations.
    app.build_worker()?;
    app.build_page()?;
    app.migrate()?;
    serve(&app, &mut built(&app, port), port)
}

/// wrangler, serving what was built.
fn built(app: &App, port: u16) -> Command {
    let mut command = app.wrangler();
    // Port 0 of the inspector: any that is free, so that two examples can be served at once.
    command.args(["dev", "--ip", "127.0.0.1", "--inspector-ip", "127.0.0.1", "--inspector-port", "0"]);
    command.args(["--port", &port.to_string(), "--show-interactive-dev-session=false"]);
    command
}

/// Vite, with wrangler behind it: what `npm run dev` is in an app that `cargo xtask new` made.
fn with_hot_updates(app: &App, port: u16) -> Command {
    const SCRIPT: &str = "scripts/dev.mjs";
    let own = app.folder.join(SCRIPT);
    let script = if own.is_file() { own } else { app.workspace.template().join(SCRIPT) };
    let mut command = app.program("node");
    command.arg(script).args(["--port", &port.to_string()]);
    command
}

fn serve(app: &App, command: &mut Command, port: u16) -> Result<(), Failure> {
    let log = app.log("server");
    let mut server = Running::start(command, &log, |line| eprintln!("{line}"))?;
    wait_until_ready(&mut server, port, &log)?;
    println!("ready http://127.0.0.1:{port}");
    eprintln!("Ctrl-C ends it; the data stays in {}", app.folder.join(".wrangler").display());
    watch(&mut server, &log)
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
