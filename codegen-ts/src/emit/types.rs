use ferrosync::schema::{Collection, Column, Schema};

use super::{
    named::NamedTypes,
    names,
    text::{interface, property},
};

/// How ts-rs names types. Integers are `number`: columns stay within ±(2^53 − 1), and JSON.parse gives no bigint.
pub(super) fn config() -> ts_rs::Config {
    ts_rs::Config::new().with_large_int("number")
}

/// `types.ts`: what a row is, what an insert takes, what an update takes, and what these name. Nothing but types.
pub(super) fn file(schema: &Schema, named: &NamedTypes, config: &ts_rs::Config) -> String {
    let collections = schema.collections.iter().map(|collection| of_collection(collection, config));
    collections.chain(named.print(config)).collect::<Vec<_>>().join("\n")
}

fn of_collection(collection: &Collection, config: &ts_rs::Config) -> String {
    let types = (collection.types.names)(config);
    let columns = || collection.columns.iter().zip(&types);
    let entity = collection.entity;

    let row: String =
        columns().filter(|(column, _)| column.is_public()).map(|(column, ts)| of_column(column, "", ts)).collect();
    let insert: String = columns()
        .filter(|(column, _)| column.in_insert())
        .map(|(column, ts)| {
            if names::is_optional(column) {
                of_column(column, "?", &format!("{ts} | undefined"))
            } else {
                of_column(column, "", ts)
            }
        })
        .collect();
    let patch: String = columns()
        .filter(|(column, _)| column.in_patch())
        .map(|(column, ts)| of_column(column, "?", &format!("{ts} | undefined")))
        .collect();

    [
        interface(collection.docs, entity, &row),
        interface(&format!("What an insert of a {{@link {entity}}} takes."), &names::insert_type(collection), &insert),
        interface(
            &format!("What an update of a {{@link {entity}}} takes: only what changes."),
            &names::patch_type(collection),
            &patch,
        ),
    ]
    .join("\n")
}

fn of_column(column: &Column, mark: &str, ts: &str) -> String {
    property(column.docs, column.wire, mark, ts, 2)
}
