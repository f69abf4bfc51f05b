//! The folder of the migrations, and what cargo is told about it.

use std::{path::Path, time::SystemTime};

use ferrosync::schema::Schema;

use crate::{
    OutputFile,
    cargo::Directive,
    folder,
    migration::{Drift, Error, Folder, LOCK, Plan, plan},
};

/// Gives the next migration its name, and by that leave to be written.
pub(crate) const NAME_VARIABLE: &str = "FERROSYNC_MIGRATION";

/// Lines of a migration that a build shows.
const SHOWN: usize = 40;

/// Writes what is to be written into `path`.
pub(crate) fn run(schema: &Schema, path: &Path, name: Option<&str>, time: Option<SystemTime>) -> Vec<Directive> {
    let mut directives = Vec::new();
    if let Err(error) = migrate(schema, path, name, time, &mut directives) {
        directives.push(Directive::Error(error.to_string()));
    }
    directives
}

fn migrate(
    schema: &Schema,
    path: &Path,
    name: Option<&str>,
    time: Option<SystemTime>,
    directives: &mut Vec<Directive>,
) -> Result<(), folder::Error> {
    let found = read(path)?;
    let names = found.files.iter().map(|file| &*file.path).chain(found.lock.iter().map(|_| LOCK));
    directives.extend(names.map(|name| Directive::Watch(path.join(name))));
    match plan(schema, &found, name) {
        Ok(Plan::Current) => directives.extend(name.map(nothing_to_write)),
        Ok(Plan::Write(files)) => {
            for file in &files {
                let path = path.join(&file.path);
                folder::replace(&path, &file.text, time)?;
                directives.push(Directive::Watch(path));
            }
            directives.extend(name.and_then(|_| files.first()).map(|file| written(path, file)));
        }
        Ok(Plan::Drift(drift)) => directives.extend(tell(&drift).into_iter().map(Directive::Warning)),
        Err(Error::Problems(problems)) => {
            directives.extend(problems.iter().map(|problem| Directive::Error(problem.to_string())));
        }
        Err(Error::Stuck(stuck)) => directives.push(Directive::Error(format!("`{}`: {stuck}", path.display()))),
    }
    Ok(())
}

pub(crate) fn read(path: &Path) -> Result<Folder, folder::Error> {
    // What is no UTF-8 is no statement of ours.
    let text = |name: &str| {
        let bytes = folder::read(&path.join(name))?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    };
    let mut files = Vec::new();
    for name in folder::list(path)?.into_iter().filter(|name| folder::has_extension(name, &["sql"])) {
        let text = text(&name)?.unwrap_or_default();
        files.push(OutputFile { path: name, text });
    }
    Ok(Folder { files, lock: text(LOCK)? })
}

fn nothing_to_write(name: &str) -> Directive {
    Directive::Warning(format!(
        "{NAME_VARIABLE}={name}: the migrations make the schema's tables already, and nothing was written"
    ))
}

fn written(path: &Path, file: &OutputFile) -> Directive {
    Directive::Warning(format!(
        "wrote `{}`: read it, then apply it with `wrangler d1 migrations apply`",
        path.join(&file.path).display()
    ))
}

/// What would be written, line by line: cargo's warnings have one each.
fn tell(drift: &Drift) -> Vec<String> {
    let mut lines = vec![match &drift.since {
        Some(file) => format!("the schema has changed since `{file}`. Its migration would be:"),
        None => "no migration makes the schema's tables. The first one would be:".to_owned(),
    }];
    let sql: Vec<_> = drift.sql.lines().filter(|line| !line.is_empty()).collect();
    lines.extend(sql.iter().take(SHOWN).map(|line| format!("    {line}")));
    if sql.len() > SHOWN {
        lines.push(format!("    .. and {} more lines", sql.len() - SHOWN));
    }
    lines.push(format!(
        "write it with `{NAME_VARIABLE}={} cargo build`, then apply it with `wrangler d1 migrations apply`. Until then the \
         Worker answers SCHEMA_DRIFT",
        drift.name
    ));
    lines
}

#[cfg(test)]
mod tests;
