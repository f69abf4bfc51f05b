//! The repository's own commands. `cargo xtask help` lists them.

mod app;
mod bench;
mod build;
mod cli;
mod demo;
mod error;
mod files;
mod http;
mod jsonc;
mod lockfile;
mod new;
#[cfg(test)]
mod pages;
mod process;
mod progress;
mod report;
mod setup;
mod stop;
mod test;
mod tree;
mod workspace;

use std::process::ExitCode;

use cli::Command;
use error::Failure;
use workspace::Workspace;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(text) = failure.text() {
                eprintln!("{text}");
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run() -> Result<(), Failure> {
    let command = cli::parse(std::env::args().skip(1))?;
    if matches!(command, Command::Help) {
        print!("{}", cli::HELP);
        return Ok(());
    }
    stop::install()?;
    let workspace = Workspace::find()?;
    match command {
        Command::Help => Ok(()),
        Command::Demo { example, port, watch } => demo::run(&workspace, &example, port, watch),
        Command::Build { example } => build::run(&workspace, &example),
        Command::New { path } => new::run(&workspace, &path),
        Command::Bench(asked) => bench::run(&workspace, &asked),
        Command::Test { quick: true } => test::run_quick(&workspace),
        Command::Test { quick: false } => test::run_all(&workspace),
    }
}
