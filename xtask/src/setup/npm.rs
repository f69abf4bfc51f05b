use std::fs;
use std::process::Command;

use super::step;
use crate::error::Failure;
use crate::process::run;
use crate::workspace::Workspace;

/// Installs what `package-lock.json` says, unless that very lock file was installed last.
pub(crate) fn install(workspace: &Workspace) -> Result<(), Failure> {
    let path = workspace.root.join("package-lock.json");
    let wanted = fs::read(&path).map_err(|error| Failure::file("read", &path, &error))?;
    // npm removes `node_modules` before it installs, and the mark with it: what was interrupted has none.
    let mark = workspace.root.join("node_modules/.ferrosync-package-lock.json");
    if fs::read(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    step("installing npm packages by package-lock.json", || {
        let log = workspace.log("setup-npm");
        let mut command = Command::new("npm");
        command.args(["ci", "--no-audit", "--no-fund"]).current_dir(&workspace.root);
        let mut finished = run(&mut command, &log, None)?;
        // npm says what is wrong first, and then everything it knows.
        let errors = finished.text.lines().filter(|line| line.starts_with("npm error"));
        finished.text = errors.take(12).collect::<Vec<_>>().join("\n");
        finished.require("`npm ci`", &log)?;
        fs::write(&mark, &wanted).map_err(|error| Failure::file("write", &mark, &error))
    })
}
