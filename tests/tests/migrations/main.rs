//! From one schema to the next, on real SQLite: what is made by steps is what is made at once, and no row is lost.

#![allow(clippy::unwrap_used)]

mod chain;
mod database;
mod fill;
mod random;
mod refused;
mod versions;
mod words;

use ferrosync::schema::Schema;
use ferrosync_codegen::{
    OutputFile,
    migration::{Folder, LOCK, Plan, plan},
};

/// The folder after the migration to this schema was written, and the new file.
pub(crate) fn migrate(folder: &mut Folder, schema: &Schema, name: &str) -> OutputFile {
    match plan(schema, folder, Some(name)) {
        Ok(Plan::Write(written)) => {
            let [file, lock] = <[OutputFile; 2]>::try_from(written).unwrap();
            assert_eq!(lock.path, LOCK);
            folder.files.push(file.clone());
            folder.lock = Some(lock.text);
            file
        }
        other => panic!("{name}: {other:#?}"),
    }
}
