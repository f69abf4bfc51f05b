//! Migrations: the SQL that brings databases from one schema to the next. Text in, text out: [`crate::Bindings`] does the
//! rest.
//!
//! What tables there are is written down beside the files, in `schema.lock.json`: it is compared with the schema's. A file
//! that was written is never changed, for databases have run it.

mod convert;
mod diff;
mod files;
mod lock;
mod pairs;
mod problem;
mod renamed;
mod step;
mod stuck;
mod table;

use std::fmt::Write;

use ferrosync::{
    schema::Schema,
    sql::ddl::{self, Model},
};

pub use diff::diff;
pub use lock::LOCK;
pub use problem::Problem;
pub use step::{Rebuild, Step};
pub use stuck::Stuck;

use self::{files::Own, lock::Lock};
use crate::OutputFile;

/// The name of the file that creates the tables.
pub const FIRST: &str = "0001_init.sql";

/// What the folder of the migrations holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folder {
    /// The `.sql` files.
    pub files: Vec<OutputFile>,
    /// `schema.lock.json`.
    pub lock: Option<String>,
}

/// What there is to do about the migrations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// They make the schema's tables.
    Current,
    /// These files are to be written, the lock behind the migration that it knows of.
    Write(Vec<OutputFile>),
    /// They make the tables of another schema.
    Drift(Drift),
}

/// The migration that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The file that the tables are of, if there is one.
    pub since: Option<String>,
    pub sql: String,
    /// What it could be called: `add_priority`.
    pub name: String,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Stuck(#[from] Stuck),
    #[error("the schema has changed in ways that no migration can follow")]
    Problems(Vec<Problem>),
}

/// Decides what is to be written into `folder`. A migration, but for the first one, is written only under the name that
/// somebody gives it.
///
/// # Errors
/// Where the folder is not as it was left, and where the schema changes in a way that would lose what it does not say.
pub fn plan(schema: &Schema, folder: &Folder, name: Option<&str>) -> Result<Plan, Error> {
    if let Some(name) = name.filter(|name| !is_name(name)) {
        return Err(Stuck::Name(name.to_owned()).into());
    }
    let own = files::own(&folder.files)?;
    let wanted = Model::of(schema);
    let (model, since) = match (&folder.lock, own.last()) {
        (None, None) if folder.files.is_empty() => return Ok(Plan::Write(first(schema, FIRST, 1))),
        (None, None) => (Model::default(), None),
        (None, Some(last)) if own.len() == 1 && last.version == 1 && last.hash == wanted.hash() => {
            return Ok(Plan::Write(vec![lock_file(&Lock::new(1, wanted))]));
        }
        (None, Some(last)) => return Err(Stuck::NoLock { file: last.file.to_owned() }.into()),
        (Some(lock), last) => {
            let lock = Lock::parse(lock)?;
            let file = agree(&lock, last)?;
            (lock.into_model(), Some(file))
        }
    };
    let Some(since) = since else {
        // The app has migrations of its own, and none of ours.
        let number = files::next_number(&folder.files);
        let file = format!("{number:04}_{}.sql", name.unwrap_or("init"));
        let files = first(schema, &file, number);
        return Ok(match name {
            Some(_) => Plan::Write(files),
            None => Plan::Drift(Drift { since: None, sql: files[0].text.clone(), name: "init".to_owned() }),
        });
    };
    if model == wanted.clone().sorted() {
        return Ok(Plan::Current);
    }
    let steps = diff(schema, &model).map_err(Error::Problems)?;
    let number = files::next_number(&folder.files);
    let sql = print(&steps, &since, number, &wanted.hash());
    Ok(match name {
        Some(name) => Plan::Write(vec![
            OutputFile { path: format!("{number:04}_{name}.sql"), text: sql },
            lock_file(&Lock::new(number, wanted)),
        ]),
        None => Plan::Drift(Drift { since: Some(since), sql, name: suggested(&steps) }),
    })
}

/// Whether the lock and the last file tell of the same migration.
fn agree(lock: &Lock, last: Option<&Own<'_>>) -> Result<String, Stuck> {
    match last {
        Some(last) if last.version == lock.migration && last.hash == lock.hash => Ok(last.file.to_owned()),
        Some(last) if last.version == lock.migration => Err(Stuck::OtherHash { file: last.file.to_owned() }),
        Some(last) if last.version > lock.migration => {
            Err(Stuck::LockIsOld { lock: lock.migration, file: last.file.to_owned() })
        }
        _ => Err(Stuck::FileIsMissing { lock: lock.migration }),
    }
}

/// The migration that makes the tables, and its lock.
fn first(schema: &Schema, file: &str, number: u32) -> Vec<OutputFile> {
    let text = format!(
        "-- The tables of the schema, written by ferrosync. `wrangler d1 migrations apply` runs this file once.\n\n{}",
        ddl::create_as(schema, number)
    );
    vec![OutputFile { path: file.to_owned(), text }, lock_file(&Lock::new(number, Model::of(schema)))]
}

fn lock_file(lock: &Lock) -> OutputFile {
    OutputFile { path: LOCK.to_owned(), text: lock.print() }
}

/// A later migration as text. It takes the steps in one transaction: D1 runs a file so.
fn print(steps: &[Step], since: &str, number: u32, hash: &str) -> String {
    let mut text = format!(
        "-- What changed since {since}, written by ferrosync. `wrangler d1 migrations apply` runs this file once.\n\n"
    );
    if steps.iter().any(Step::moves_rows) {
        text.push_str("-- References are looked at when all is done.\nPRAGMA defer_foreign_keys = on;\n\n");
    }
    for step in steps {
        for line in step.comment().iter().flat_map(|comment| comment.lines()) {
            let _ = writeln!(text, "-- {line}");
        }
        for statement in step.statements() {
            text.push_str(&statement);
            text.push_str(";\n");
        }
        text.push('\n');
    }
    text.push_str(&ddl::record(number, hash));
    text.push_str(";\n");
    text
}

fn suggested(steps: &[Step]) -> String {
    let name = steps.iter().find_map(Step::name).unwrap_or_else(|| "schema".to_owned());
    name.chars().map(|letter| if is_letter(letter) { letter } else { '_' }).collect::<String>().to_lowercase()
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_letter)
}

fn is_letter(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_'
}
