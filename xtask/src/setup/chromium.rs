use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::{say, step};
use crate::error::Failure;
use crate::process::{ask, run};
use crate::workspace::Workspace;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const DOWNLOAD: Duration = Duration::from_mins(4);
const PACKAGES: Duration = Duration::from_mins(15);

/// `$CHROME`, an installed one, playwright's download, or Debian's package, in this order.
pub(crate) fn find_or_install(workspace: &Workspace) -> Result<PathBuf, Failure> {
    if let Some(chosen) = env::var_os("CHROME").filter(|path| !path.is_empty()).map(PathBuf::from) {
        if works(&chosen) {
            return Ok(chosen);
        }
        return Err(Failure::broken(format!("$CHROME names {}, which cannot be run", chosen.display())));
    }
    if let Some(found) = installed().or_else(|| downloaded(workspace)) {
        return Ok(found);
    }
    let attempt = step("downloading Chromium", || download(workspace));
    match attempt {
        Ok(path) => return Ok(path),
        Err(Failure::Stopped) => return Err(Failure::Stopped),
        Err(_) => say("Chromium cannot be downloaded from here"),
    }
    if can_install_packages() {
        step("installing the package chromium", || install_package(workspace))?;
    }
    installed().ok_or_else(|| {
        Failure::broken(
            "the browser tests need Chromium or Chrome: install it (`apt-get install chromium` on Debian), or name it in $CHROME",
        )
    })
}

fn works(program: &Path) -> bool {
    ask(Command::new(program).arg("--version")).is_some()
}

fn installed() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    on_path.chain([PathBuf::from(MAC)]).find(|program| program.is_file() && works(program))
}

/// What playwright has downloaded before.
fn downloaded(workspace: &Workspace) -> Option<PathBuf> {
    let script = "console.log(require('playwright-core').chromium.executablePath())";
    let path = ask(Command::new("node").args(["-e", script]).current_dir(workspace.root.join("tests")))?;
    Some(PathBuf::from(path)).filter(|program| works(program))
}

fn download(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let log = workspace.log("setup-chromium");
    let mut command = Command::new(workspace.npm_bin("playwright-core"));
    command.args(["install", "--no-shell", "chromium"]).current_dir(&workspace.root);
    run(&mut command, &log, Some(DOWNLOAD))?.require("the download of Chromium", &log)?;
    downloaded(workspace).ok_or_else(|| Failure::broken("the downloaded Chromium does not run here"))
}

fn can_install_packages() -> bool {
    let root = ask(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    root && ask(Command::new("apt-get").arg("--version")).is_some()
}

fn install_package(workspace: &Workspace) -> Result<(), Failure> {
    for (name, arguments) in
        [("update", &["update"][..]), ("install", &["install", "-y", "--no-install-recommends", "chromium"][..])]
    {
        let log = workspace.log(&format!("setup-apt-{name}"));
        let mut command = Command::new("apt-get");
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        run(&mut command, &log, Some(PACKAGES))?.require(&format!("`apt-get {}`", arguments.join(" ")), &log)?;
    }
    Ok(())
}
