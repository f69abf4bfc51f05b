//! Whether a database is the one that the schema's statements are for.

use super::{
    effects::{Database, DatabaseError},
    reads::{no_tables, unread},
};
use crate::{
    protocol::Error,
    schema::{Collection, Schema},
    sql::{Statement, Tables, ddl::identifier},
};

/// Whether the database was made for this schema. Asked once an isolate.
///
/// # Errors
/// `MISCONFIGURED` where there are no tables, `SCHEMA_DRIFT` where they are of another schema, or where an `existing` table
/// lacks what its collection reads; all name the fix.
pub async fn check_schema<D: Database>(database: &D, tables: &Tables) -> Result<(), Error> {
    let statement = Statement::new("SELECT hash FROM _sync_schema ORDER BY version DESC LIMIT 1", []);
    let mut results = database.batch(vec![statement]).await.map_err(unread)?;
    let hash = results.first_mut().and_then(|results| results.rows.pop()?.into_iter().next().flatten());
    match hash {
        Some(hash) if hash == tables.database_hash() => check_existing(database, tables.schema()).await,
        Some(_) if database.is_local() => Err(Error::SchemaDrift(
            "the migrations make the tables of another schema: write the one that is missing with \
             `FERROSYNC_MIGRATION=<name> cargo build`, and deploy again"
                .to_owned(),
        )),
        Some(_) => Err(Error::SchemaDrift(
            "the database has the tables of another schema: write the migration that is missing with \
             `FERROSYNC_MIGRATION=<name> cargo build`, if `cargo build` tells of one, and apply it with `wrangler d1 migrations \
             apply`"
                .to_owned(),
        )),
        None => Err(no_tables()),
    }
}

/// Looks for the tables and columns that no migration of ours makes.
async fn check_existing<D: Database>(database: &D, schema: &Schema) -> Result<(), Error> {
    let existing = schema.collections.iter().filter(|collection| collection.history.existing);
    let probes: Vec<_> = existing.map(|collection| Statement::new(probe(collection), [])).collect();
    if probes.is_empty() {
        return Ok(());
    }
    match database.batch(probes).await {
        Ok(_) => Ok(()),
        Err(DatabaseError::Refused(message)) if message.contains("no such ") => Err(missing(&message)),
        Err(error) => Err(unread(error)),
    }
}

/// Reads nothing, but names every column. Each behind its table: SQLite may take a lone name in quotes that it does not
/// know for a text.
fn probe(collection: &Collection) -> String {
    let table = identifier(collection.table);
    let columns = collection.columns.iter().map(|column| format!("{table}.{}", identifier(column.name)));
    format!("SELECT {} FROM {table} LIMIT 0", columns.collect::<Vec<_>>().join(", "))
}

/// SQLite names the first table or column that it does not find: `no such column: legacy.colour at offset 7`.
fn missing(message: &str) -> Error {
    let named = |what: &str| {
        let rest = message.split_once(&format!("no such {what}: "))?.1;
        rest.split([' ', ':']).next().map(|name| format!("{what} `{name}`"))
    };
    let what = named("table").or_else(|| named("column")).unwrap_or_else(|| "table or column".to_owned());
    Error::SchemaDrift(format!(
        "the database has no {what}, which a collection that is `existing` reads: make it there, or change the schema"
    ))
}
