//! H12, L12: in which order SQLite has rows. The client's comparator is tested with what is written here.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use rusqlite::Connection;

/// Set to any value, it makes the test write the file instead of comparing it.
const UPDATE: &str = "FERROSYNC_UPDATE_EMITTED";

/// A kind of column: its type, a row's value as JSON, and values of it as SQL.
struct Kind {
    name: &'static str,
    sql_type: &'static str,
    json: &'static str,
    values: &'static [&'static str],
}

const KINDS: [Kind; 4] = [
    Kind {
        name: "text",
        sql_type: "TEXT",
        json: "value",
        // Where UTF-8 and UTF-16 disagree: U+D7FF, U+E000 and U+FFFF against what is above U+FFFF.
        values: &[
            "''",
            "'a'",
            "'a b'",
            "'aa'",
            "'ab'",
            "'A'",
            "'Z'",
            "'10'",
            "'9'",
            "'é'",
            "'e' || char(0x301)",
            "'ß'",
            "'z'",
            "char(0xD7FF)",
            "char(0xE000)",
            "char(0xFFFD)",
            "char(0xFFFF)",
            "char(0x10000)",
            "char(0x1F600)",
            "char(0x1F600, 0x1F601)",
            "char(0x1F600) || 'a'",
            "char(0x1F601)",
            "char(0x10FFFF)",
            "'x' || char(0xFFFF)",
            "'x' || char(0x1D11E)",
            "NULL",
        ],
    },
    Kind {
        name: "integer",
        sql_type: "INTEGER",
        json: "value",
        values: &[
            "-9007199254740991",
            "-10",
            "-9",
            "-1",
            "0",
            "1",
            "2",
            "9",
            "10",
            "1700000000000",
            "9007199254740991",
            "NULL",
        ],
    },
    Kind {
        name: "real",
        sql_type: "REAL",
        json: "json(format('%!.17g', value))",
        values: &[
            "-1e300",
            "-2.5",
            "-2",
            "-1e-300",
            "0.0",
            "1e-300",
            "0.1",
            "0.2",
            "0.30000000000000004",
            "0.3",
            "2",
            "1e300",
            "NULL",
        ],
    },
    Kind {
        name: "boolean",
        sql_type: "INTEGER",
        json: "json(iif(value, 'true', 'false'))",
        values: &["0", "1", "NULL"],
    },
];

/// Ids that break ties, not in their order: SQLite has it.
const IDS: [&str; 4] = ["'b'", "'B'", "'b' || char(0x1F600)", "'b' || char(0xFFFF)"];

#[test]
fn h12_l12_the_order_that_the_client_is_tested_with_is_sqlites() {
    let database = Connection::open_in_memory().unwrap();
    let mut lists = Vec::new();
    for Kind { name, sql_type, json, values } in KINDS {
        database.execute_batch(&format!("CREATE TABLE {name} (id TEXT NOT NULL, value {sql_type}) STRICT")).unwrap();
        for (value, id) in values.iter().flat_map(|value| IDS.map(|id| (value, id))) {
            database.execute(&format!("INSERT INTO {name} VALUES ({id}, {value})"), []).unwrap();
        }
        for direction in ["asc", "desc"] {
            let sql = format!(
                "SELECT group_concat('    ' || json_object('id', id, 'value', iif(value IS NULL, NULL, {json})), ',' || char(10) \
                 ORDER BY value {direction}, id {direction}) FROM {name}"
            );
            let rows: String = database.query_row(&sql, [], |row| row.get(0)).unwrap();
            lists.push(format!("  \"{name} {direction}\": [\n{rows}\n  ]"));
        }
    }
    let mut text = String::new();
    writeln!(text, "{{\n{}\n}}", lists.join(",\n")).unwrap();

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen-ts/client/test/core/sqlite-order.json");
    if std::env::var_os(UPDATE).is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), text, "set {UPDATE} to write it");
}
