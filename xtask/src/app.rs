//! One app: an example, or one that `cargo xtask new` has made elsewhere.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use serde_json::Value;

use crate::error::Failure;
use crate::jsonc;
use crate::process::{self, Finished};
use crate::progress::duration;
use crate::setup::Toolbox;
use crate::workspace::Workspace;

#[derive(Debug)]
pub(crate) struct App<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) folder: PathBuf,
    toolbox: Toolbox,
    /// The command that this is for: what it says, and its logs, begin with it.
    command: &'static str,
}

impl<'a> App<'a> {
    pub(crate) fn new(workspace: &'a Workspace, folder: PathBuf, toolbox: Toolbox, command: &'static str) -> Self {
        Self { workspace, folder, toolbox, command }
    }

    /// Does one step in the app's folder, and says what and how long it took.
    pub(crate) fn step(&self, doing: &str, log: &str, command: &mut Command) -> Result<Finished, Failure> {
        let begun = Instant::now();
        let name = self.command;
        let log = self.log(log);
        if command.get_current_dir().is_none() {
            command.current_dir(&self.folder);
        }
        self.toolbox.equip(command, self.workspace);
        eprintln!("{name}: {doing} ..");
        let finished = process::run(command, &log, None)?.require(doing, &log)?;
        eprintln!("{name}: {doing}: done ({})", duration(begun.elapsed()));
        Ok(finished)
    }

    /// The Worker, which writes the bindings and the migrations too.
    pub(crate) fn build_worker(&self) -> Result<(), Failure> {
        let mut worker_build = self.toolbox.worker_build(self.workspace, &self.folder);
        self.step("building the Worker", "worker", &mut worker_build).map(drop)
    }

    /// The same for somebody who edits: quickly, and larger.
    pub(crate) fn build_quickly(&self) -> Result<(), Failure> {
        let mut worker_build = self.toolbox.quick_worker_build(self.workspace, &self.folder);
        self.step("building the Worker", "worker", &mut worker_build).map(drop)
    }

    /// The page, with the bindings that the Worker's build has written.
    pub(crate) fn build_page(&self) -> Result<(), Failure> {
        self.step("building the app", "app", Command::new("npm").args(["run", "build"])).map(drop)
    }

    /// npm's packages of an app that is not in this checkout, where nobody has installed them yet.
    pub(crate) fn install_packages(&self) -> Result<(), Failure> {
        if self.folder.starts_with(&self.workspace.root) || self.folder.join("node_modules").is_dir() {
            return Ok(());
        }
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund"]);
        self.step("installing npm packages", "npm", &mut npm).map(drop)
    }

    /// Brings the local databases up to the migrations that there are.
    pub(crate) fn migrate(&self) -> Result<(), Failure> {
        for database in self.databases()? {
            let mut wrangler = self.wrangler();
            wrangler.args(["d1", "migrations", "apply", &database, "--local"]);
            self.step(&format!("migrating {database}"), "migrations", &mut wrangler)?;
        }
        Ok(())
    }

    pub(crate) fn wrangler(&self) -> Command {
        self.program(self.workspace.npm_bin("wrangler"))
    }

    /// wrangler, or what starts it, with all that it writes under the app's `.wrangler` and nothing sent anywhere.
    pub(crate) fn program(&self, path: impl Into<PathBuf>) -> Command {
        let state = self.folder.join(".wrangler");
        let mut command = Command::new(path.into());
        command
            .env("CI", "1")
            .env("WRANGLER_SEND_METRICS", "false")
            .env("WRANGLER_SEND_ERROR_REPORTS", "false")
            .env("WRANGLER_HIDE_BANNER", "true")
            .env("WRANGLER_LOG_PATH", state.join("logs"))
            .env("WRANGLER_REGISTRY_PATH", state.join("registry"))
            .current_dir(&self.folder);
        self.toolbox.equip(&mut command, self.workspace);
        command
    }

    /// What `wrangler.jsonc` says.
    pub(crate) fn config(&self) -> Result<Value, Failure> {
        let path = self.folder.join("wrangler.jsonc");
        let text = fs::read_to_string(&path).map_err(|error| Failure::file("read", &path, &error))?;
        jsonc::parse(&text).map_err(|error| Failure::broken(format!("{}: {error}", path.display())))
    }

    /// The D1 bindings of `wrangler.jsonc` that have migrations.
    fn databases(&self) -> Result<Vec<String>, Failure> {
        let config = self.config()?;
        let databases = config["d1_databases"].as_array().map(Vec::as_slice).unwrap_or_default();
        let ours = databases.iter().filter(|database| database["migrations_dir"].is_string());
        Ok(ours.filter_map(|database| Some(database["binding"].as_str()?.to_owned())).collect())
    }

    /// Where the full log of a step goes.
    pub(crate) fn log(&self, step: &str) -> PathBuf {
        self.workspace.log(&format!("{}-{step}", self.command))
    }
}
