use ferrosync::schema::{Collection, Column, Role, Schema};

use super::{
    names,
    text::{doc_comment, key},
};

/// `types.ts`: what a row is, what an insert takes, what an update takes. Nothing but types.
pub(super) fn file(schema: &Schema) -> String {
    // Integers are `number`: columns stay within ±(2^53 − 1), and JSON.parse gives no bigint.
    let config = ts_rs::Config::new().with_large_int("number");
    let blocks: Vec<_> = schema.collections.iter().map(|collection| of_collection(collection, &config)).collect();
    blocks.join("\n")
}

fn of_collection(collection: &Collection, config: &ts_rs::Config) -> String {
    let types = (collection.types.names)(config);
    let columns = || collection.columns.iter().zip(&types);
    let entity = collection.entity;

    let row: String = columns().map(|(column, ts)| property(column, "", ts)).collect();
    let insert: String = columns()
        .filter(|(column, _)| column.role.in_insert())
        .map(|(column, ts)| {
            if is_optional(column) {
                property(column, "?", &format!("{ts} | undefined"))
            } else {
                property(column, "", ts)
            }
        })
        .collect();
    let patch: String = columns()
        .filter(|(column, _)| column.role.in_patch())
        .map(|(column, ts)| property(column, "?", &format!("{ts} | undefined")))
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

fn interface(docs: &str, name: &str, properties: &str) -> String {
    let docs = doc_comment(docs, "");
    if properties.is_empty() {
        // An empty interface would take anything.
        return format!("{docs}export type {name} = {{ readonly [field: string]: never }}\n");
    }
    format!("{docs}export interface {name} {{\n{properties}}}\n")
}

fn property(column: &Column, mark: &str, ts: &str) -> String {
    format!("{}  {}{mark}: {ts}\n", doc_comment(column.docs, "  "), key(column.wire))
}

/// Whether an insert may leave the column out.
fn is_optional(column: &Column) -> bool {
    column.role == Role::Id || column.nullable || column.default.is_some()
}
