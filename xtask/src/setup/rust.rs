use std::path::PathBuf;
use std::process::Command;

use super::step;
use crate::error::Failure;
use crate::process::{ask, run};
use crate::workspace::Workspace;

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// `rust-toolchain.toml` names the target, but rustup does not add it to a toolchain that is there already
/// when it is told not to install by itself.
pub(crate) fn wasm_target(workspace: &Workspace) -> Result<(), Failure> {
    if sysroot(workspace)?.join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    step(&format!("adding the Rust target {TARGET}"), || rustup(workspace, "target", &[TARGET]))
}

/// Adds those of the toolchain's `names` that are not there.
pub(crate) fn components(workspace: &Workspace, names: &[&str]) -> Result<(), Failure> {
    let programs = sysroot(workspace)?.join("bin");
    let program = |name: &str| {
        if name == "clippy" { "cargo-clippy".to_owned() } else { name.to_owned() }
    };
    let missing: Vec<&str> = names.iter().copied().filter(|name| !programs.join(program(name)).is_file()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    step(&format!("adding {} to the Rust toolchain", missing.join(" and ")), || {
        rustup(workspace, "component", &missing)
    })
}

fn sysroot(workspace: &Workspace) -> Result<PathBuf, Failure> {
    ask(Command::new("rustc").args(["--print", "sysroot"]).current_dir(&workspace.root))
        .map(PathBuf::from)
        .ok_or_else(|| Failure::broken("`rustc` cannot be run: install Rust by https://rustup.rs"))
}

/// `rustup <what> add <names>` for the toolchain of this checkout.
fn rustup(workspace: &Workspace, what: &str, names: &[&str]) -> Result<(), Failure> {
    if ask(Command::new("rustup").arg("--version")).is_none() {
        let names = names.join(", ");
        return Err(Failure::broken(format!(
            "the Rust toolchain lacks {names}, and there is no rustup to add it: install Rust by https://rustup.rs, or add it with the package manager that Rust came with"
        )));
    }
    let log = workspace.log("setup-rustup");
    let mut command = Command::new("rustup");
    command.args([what, "add"]).args(names).current_dir(&workspace.root);
    run(&mut command, &log, None)?.require(&format!("`rustup {what} add {}`", names.join(" ")), &log)?;
    Ok(())
}
