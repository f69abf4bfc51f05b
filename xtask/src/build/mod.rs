//! `cargo xtask build`: a folder that `wrangler deploy` takes as it is, with no Rust and no npm beside it.

mod dist;

use std::process::Command;

use serde_json::Value;

use crate::app::App;
use crate::error::Failure;
use crate::files;
use crate::setup;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace, example: &str) -> Result<(), Failure> {
    let folder = workspace.app(example)?;
    let app = App::new(workspace, folder, setup::worker(workspace)?, "build");
    let config = app.config()?;
    app.install_packages()?;
    app.build_worker()?;
    app.build_page()?;
    let dist = dist::write(&app.folder, &config)?;

    // What would be uploaded, as wrangler bundles it: nothing is sent, and nobody has to be signed in.
    let upload = workspace.target.join("xtask/upload");
    files::remove(&upload)?;
    let mut wrangler = app.wrangler();
    wrangler.args(["deploy", "--dry-run", "--outdir"]).arg(&upload).current_dir(&dist);
    app.step("`wrangler deploy --dry-run`", "dry-run", &mut wrangler)?;
    let mut ask = Command::new("node");
    ask.arg(workspace.root.join("xtask/bin/ask.mjs")).arg(dist.join("wrangler.json")).arg(&upload);
    app.step("asking the Worker whether it has its bindings", "ask", &mut ask)?;
    // What it needed for the moment is nothing to deploy.
    files::remove(&dist.join(".wrangler"))?;
    let mut sizes = Command::new("node");
    sizes.arg(workspace.root.join("xtask/bin/sizes.mjs")).arg(&upload).arg(dist.join(dist::PAGE));
    let sizes = app.step("measuring", "sizes", &mut sizes)?;

    // As short as it can be where the caller stands.
    let here = std::env::current_dir().unwrap_or_default();
    let dist = dist.strip_prefix(&here).unwrap_or(&dist).display().to_string();
    println!("{}\n\nready to deploy: {dist}", sizes.text.trim_end());
    for line in next_steps(&config, &dist, example) {
        println!("  {line}");
    }
    Ok(())
}

/// What is left to be done, by somebody who is signed in: each a line.
fn next_steps(config: &Value, dist: &str, example: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for database in config["d1_databases"].as_array().into_iter().flatten() {
        let text = |key: &str| database[key].as_str().unwrap_or_default();
        let id = text("database_id");
        if id.chars().all(|c| matches!(c, '0' | '-')) {
            let name = text("database_name");
            lines.push(format!(
                "npx wrangler d1 create {name}    # its id goes into wrangler.jsonc; then `cargo xtask build {example}` again"
            ));
        }
        if database["migrations_dir"].is_string() {
            lines.push(format!("npx wrangler d1 migrations apply {} --remote --cwd {dist}", text("binding")));
        }
    }
    lines.push(format!("npx wrangler deploy --cwd {dist}"));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_database_is_made_once_and_migrated_each_time() {
        let database = |id: &str| {
            json!({ "d1_databases": [
                { "binding": "DB", "database_name": "todos", "database_id": id, "migrations_dir": "migrations" },
            ] })
        };
        let new = next_steps(&database("00000000-0000-0000-0000-000000000000"), "dist", "todo-app");
        assert_eq!(new.len(), 3);
        assert!(new[0].starts_with("npx wrangler d1 create todos "), "{new:?}");
        assert!(new[0].contains("cargo xtask build todo-app"), "{new:?}");
        let there = next_steps(&database("12345678-0000-0000-0000-000000000000"), "dist", "todo-app");
        assert_eq!(there, new[1..]);
        assert!(there[0].contains("apply DB --remote --cwd dist"), "{there:?}");
    }

    #[test]
    fn without_a_database_there_is_one_step() {
        assert_eq!(next_steps(&json!({}), "dist", "bulk-todo"), ["npx wrangler deploy --cwd dist"]);
    }
}
