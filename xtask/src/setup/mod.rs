//! What the commands need and a fresh machine lacks. Each part looks first and does only what is missing.

mod chromium;
mod compiler;
mod node;
mod npm;
mod rust;
mod tools;

pub(crate) use self::rust::TARGET as WASM;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::error::Failure;
use crate::progress::duration;
use crate::workspace::Workspace;

/// Programs of ours that stand before others of their names.
const OWN_BIN: &str = "xtask/bin";

/// The cargo profile of Workers that nobody downloads.
pub(crate) const QUICK_PROFILE: &str = "worker-dev";

/// What all commands need that build a Worker or run Node.
#[derive(Debug)]
pub(crate) struct Toolbox {
    wasm_bindgen: PathBuf,
    worker_build: PathBuf,
}

/// For tests on the host alone.
pub(crate) fn host(workspace: &Workspace) -> Result<(), Failure> {
    compiler::require()?;
    rust::components(workspace, &["rustfmt", "clippy"])
}

/// For building and serving Workers.
pub(crate) fn worker(workspace: &Workspace) -> Result<Toolbox, Failure> {
    let begun = Instant::now();
    node::require()?;
    compiler::require()?;
    rust::wasm_target(workspace)?;
    npm::install(workspace)?;
    let toolbox = tools::install(workspace)?;
    say(&format!("ready ({})", duration(begun.elapsed())));
    Ok(toolbox)
}

/// A browser for the browser tests.
pub(crate) fn browser(workspace: &Workspace) -> Result<PathBuf, Failure> {
    chromium::find_or_install(workspace)
}

impl Toolbox {
    /// The command that builds the Worker in `folder` as it is deployed.
    pub(crate) fn worker_build(&self, workspace: &Workspace, folder: &Path) -> Command {
        self.build(workspace, folder, &["--release"])
    }

    /// The command that builds a Worker that nobody downloads: quickly, and larger.
    pub(crate) fn quick_worker_build(&self, workspace: &Workspace, folder: &Path) -> Command {
        self.build(workspace, folder, &["--profile", QUICK_PROFILE, "--no-opt"])
    }

    fn build(&self, workspace: &Workspace, folder: &Path, how: &[&str]) -> Command {
        let mut command = Command::new(workspace.root.join(OWN_BIN).join("worker-build"));
        self.equip(&mut command, workspace).args(how).current_dir(folder);
        command
    }

    /// Lets `command`, and the build command that `wrangler` runs below it, find all tools without a download.
    pub(crate) fn equip<'a>(&self, command: &'a mut Command, workspace: &Workspace) -> &'a mut Command {
        let own = workspace.root.join(OWN_BIN);
        let mut path = OsString::new();
        for folder in [&own, &workspace.root.join("node_modules/.bin")] {
            path.push(folder);
            path.push(":");
        }
        path.push(std::env::var_os("PATH").unwrap_or_default());
        command
            .env("PATH", path)
            .env("FERROSYNC_WORKER_BUILD", &self.worker_build)
            .env("WASM_BINDGEN_BIN", &self.wasm_bindgen)
            .env("WASM_OPT_BIN", own.join("wasm-opt.mjs"))
            .env("ESBUILD_BIN", workspace.npm_bin("esbuild"))
    }
}

fn say(text: &str) {
    eprintln!("set-up: {text}");
}

/// Does one missing thing, and says what and how long it took.
fn step<T>(doing: &str, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    let begun = Instant::now();
    say(&format!("{doing} .."));
    let done = work()?;
    say(&format!("{doing}: done ({})", duration(begun.elapsed())));
    Ok(done)
}
