use std::path::Path;
use std::process::Command;

use super::Tests;
use super::host::check;
use crate::error::Failure;
use crate::setup::{QUICK_PROFILE, Toolbox, WASM};

impl Tests<'_> {
    /// Builds every example, its Worker and its app, and the Workers of tests: the tests on workerd and in the browser run
    /// what comes out.
    pub(super) fn worker(&self, toolbox: &Toolbox) -> Result<(), Failure> {
        let workspace = self.workspace;
        for example in workspace.examples() {
            let folder = workspace.example(&example)?;
            self.suite(&format!("{example}: wasm"), || {
                let mut command = toolbox.worker_build(workspace, &folder);
                check(&mut command, &workspace.log(&format!("{example}-wasm")))
            })?;
            self.suite(&format!("{example}: app"), || {
                let mut command = Command::new("npm");
                toolbox.equip(command.args(["run", "build"]), workspace).current_dir(&folder);
                check(&mut command, &workspace.log(&format!("{example}-app")))
            })?;
        }
        self.test_apps(toolbox)
    }

    /// One cargo compiles all of them, on all cores, before each is bound to its JavaScript.
    fn test_apps(&self, toolbox: &Toolbox) -> Result<(), Failure> {
        let workspace = self.workspace;
        let folders = workspace.test_apps();
        self.suite("tests/apps: cargo", || {
            let mut command = Command::new("cargo");
            command.args(["build", "--locked", "--lib", "--profile", QUICK_PROFILE, "--target", WASM]);
            for folder in &folders {
                command.args(["--package", &format!("{}-app", name_of(folder))]);
            }
            // As worker-build sets it, so that it finds everything built.
            command.env("WASM_BINDGEN_USE_JS_SYS", "1").current_dir(&workspace.root);
            check(&mut command, &workspace.log("tests-apps"))
        })?;
        for folder in folders {
            let name = name_of(&folder);
            self.suite(&format!("tests/apps/{name}: wasm"), || {
                let mut command = toolbox.quick_worker_build(workspace, &folder);
                check(&mut command, &workspace.log(&format!("tests-{name}-wasm")))
            })?;
        }
        Ok(())
    }
}

fn name_of(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
