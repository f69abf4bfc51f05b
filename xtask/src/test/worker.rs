use std::process::Command;

use super::Tests;
use super::host::check;
use crate::error::Failure;
use crate::setup::Toolbox;

impl Tests<'_> {
    /// Builds every example, its Worker and its app, and the Workers of tests: the tests on workerd and in the browser run
    /// what comes out.
    pub(super) fn worker(&mut self, toolbox: &Toolbox) -> Result<(), Failure> {
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
        for folder in workspace.test_apps() {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            self.suite(&format!("tests/apps/{name}: wasm"), || {
                let mut command = toolbox.worker_build(workspace, &folder);
                check(&mut command, &workspace.log(&format!("tests-{name}-wasm")))
            })?;
        }
        Ok(())
    }
}
