//! wasm-bindgen's CLI and worker-build, built from source once for each version into the user's cache folder.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Toolbox, say, step};
use crate::error::Failure;
use crate::files::remove;
use crate::lockfile;
use crate::process::{ask, run};
use crate::workspace::Workspace;

/// A program that comes as source from the registry.
struct Tool {
    /// Its package there.
    package: &'static str,
    /// The program, and its folder's name.
    name: &'static str,
    version: String,
    /// How long it takes, about.
    minutes: u8,
}

pub(crate) fn install(workspace: &Workspace) -> Result<Toolbox, Failure> {
    // The CLI and the crate must be of one version; worker-build goes with the `worker` of its number.
    let wasm_bindgen = Tool {
        package: "wasm-bindgen-cli",
        name: "wasm-bindgen",
        version: lockfile::version_of("wasm-bindgen", &workspace.root)?,
        minutes: 2,
    };
    let worker_build = Tool {
        package: "worker-build",
        name: "worker-build",
        version: lockfile::version_of("worker", &workspace.root)?,
        minutes: 3,
    };
    let folder = workspace.cache.join("tools");
    let missing: Vec<&Tool> = [&wasm_bindgen, &worker_build].into_iter().filter(|tool| !tool.works(&folder)).collect();
    if !missing.is_empty() {
        build(&missing, &folder, workspace)?;
    }
    Ok(Toolbox { wasm_bindgen: wasm_bindgen.program(&folder), worker_build: worker_build.program(&folder) })
}

impl Tool {
    fn home(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}-{}", self.name, self.version))
    }

    fn program(&self, folder: &Path) -> PathBuf {
        self.home(folder).join("bin").join(self.name)
    }

    fn works(&self, folder: &Path) -> bool {
        ask(Command::new(self.program(folder)).arg("--version")).is_some_and(|text| text.contains(&self.version))
    }
}

fn build(missing: &[&Tool], folder: &Path, workspace: &Workspace) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::file("create", folder, &error))?;
    let _lock = lock(folder)?;
    // Both have much in common. What an interrupted run has compiled is used by the next one.
    let objects = folder.join(".build");
    for tool in missing {
        // Another checkout may have built it while this one waited for the lock.
        if tool.works(folder) {
            continue;
        }
        let doing = format!("building {} {} (once, about {} min)", tool.name, tool.version, tool.minutes);
        step(&doing, || tool.build(folder, &objects, workspace))?;
    }
    remove(&objects)
}

impl Tool {
    /// Installs into a folder beside and renames it, so that half an installation is never taken for a whole one.
    fn build(&self, folder: &Path, objects: &Path, workspace: &Workspace) -> Result<(), Failure> {
        let half = folder.join(".half");
        remove(&half)?;
        let log = workspace.log(&format!("setup-{}", self.name));
        let mut command = Command::new("cargo");
        command
            .args(["install", "--locked", "--bin", self.name, "--version", &self.version, "--root"])
            .args([&half, Path::new(self.package)])
            // Out of the checkout: its `.cargo/config.toml` is not meant for this.
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", objects)
            // Fast to build; how fast they run matters little.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        run(&mut command, &log, None)?.require(&format!("`cargo install {}`", self.package), &log)?;
        let home = self.home(folder);
        remove(&home)?;
        fs::rename(&half, &home).map_err(|error| Failure::file("move the tool to", &home, &error))?;
        if self.works(folder) {
            return Ok(());
        }
        Err(Failure::broken(format!(
            "{} does not run, or is not version {}",
            self.program(folder).display(),
            self.version
        )))
    }
}

/// One checkout at a time; the lock goes with the file, also when this program is killed.
fn lock(folder: &Path) -> Result<File, Failure> {
    let path = folder.join(".lock");
    let file = File::create(&path).map_err(|error| Failure::file("create", &path, &error))?;
    if file.try_lock().is_err() {
        say("waiting for another checkout, which is building the tools");
        file.lock().map_err(|error| Failure::file("lock", &path, &error))?;
    }
    Ok(file)
}
