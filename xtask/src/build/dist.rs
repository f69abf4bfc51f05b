//! The folder: the Worker, the page and the migrations, and a configuration that builds nothing.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::error::Failure;
use crate::files;

const NAME: &str = "dist";
const WORKER: &str = "worker";
/// The browser app's folder in it.
pub(super) const PAGE: &str = "page";
const MIGRATIONS: &str = "migrations";

/// What is copied from where to where.
type Copies = Vec<(PathBuf, PathBuf)>;

/// Makes the folder anew from what was built in `app`, and gives its path.
pub(super) fn write(app: &Path, config: &Value) -> Result<PathBuf, Failure> {
    let dist = app.join(NAME);
    let (config, copies) = plan(config).map_err(Failure::broken)?;
    files::remove(&dist)?;
    for (from, to) in copies {
        files::copy(&app.join(from), &dist.join(to))?;
    }
    let path = dist.join("wrangler.json");
    fs::write(&path, format!("{config:#}\n")).map_err(|error| Failure::file("write", &path, &error))?;
    Ok(dist)
}

/// The app's configuration as it is in the folder, and what must be copied for it.
fn plan(config: &Value) -> Result<(Value, Copies), String> {
    let mut config = config.clone();
    let mut copies = Copies::new();
    let main = config["main"].as_str().map(PathBuf::from);
    let (folder, file) = main
        .as_deref()
        .and_then(|main| Some((main.parent()?, main.file_name()?)))
        .ok_or("wrangler.jsonc names no `main` module")?;
    copies.push((folder.to_owned(), WORKER.into()));
    config["main"] = json!(Path::new(WORKER).join(file));
    if let Some(page) = config["assets"]["directory"].as_str() {
        copies.push((page.into(), PAGE.into()));
        config["assets"]["directory"] = json!(PAGE);
    }
    let databases = config.get_mut("d1_databases").and_then(Value::as_array_mut);
    for (index, database) in databases.into_iter().flatten().enumerate() {
        if let Some(migrations) = database["migrations_dir"].as_str() {
            // A second database has migrations of its own.
            let name = if index == 0 { MIGRATIONS.to_owned() } else { format!("{MIGRATIONS}-{index}") };
            copies.push((migrations.into(), PathBuf::from(&name)));
            database["migrations_dir"] = json!(name);
        }
    }
    if let Some(entries) = config.as_object_mut() {
        // Everything is built, and the schema of the file lies elsewhere.
        entries.remove("build");
        entries.remove("$schema");
    }
    Ok((config, copies))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_built_and_every_path_is_inside() {
        let (config, copies) = plan(&json!({
            "$schema": "../../node_modules/x.json",
            "name": "todo",
            "main": "build/index.js",
            "build": { "command": "worker-build" },
            "d1_databases": [{ "binding": "DB", "migrations_dir": "migrations" }, { "binding": "OTHER" }],
            "assets": { "directory": "client/dist", "run_worker_first": ["/api/*"] },
        }))
        .unwrap();
        assert_eq!(
            config,
            json!({
                "name": "todo",
                "main": "worker/index.js",
                "d1_databases": [{ "binding": "DB", "migrations_dir": "migrations" }, { "binding": "OTHER" }],
                "assets": { "directory": "page", "run_worker_first": ["/api/*"] },
            })
        );
        let paths: Vec<_> = copies.iter().map(|(from, to)| (from.to_str().unwrap(), to.to_str().unwrap())).collect();
        assert_eq!(paths, [("build", "worker"), ("client/dist", "page"), ("migrations", "migrations")]);
    }

    #[test]
    fn an_app_with_neither_page_nor_database_has_a_folder_too() {
        let (config, copies) = plan(&json!({ "main": "build/index.js" })).unwrap();
        assert_eq!(config, json!({ "main": "worker/index.js" }));
        assert_eq!(copies.len(), 1);
        assert!(plan(&json!({})).unwrap_err().contains("main"));
    }
}
