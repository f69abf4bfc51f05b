//! Tables as SQL.

use core::fmt::Write;

use super::model::{Column, ForeignKey, Index, Table};
use crate::schema::{DefaultValue, Kind};

impl Table {
    /// `CREATE TABLE ..`, without a semicolon, and without the indexes.
    pub fn sql(&self) -> String {
        let mut lines: Vec<_> = self.columns.iter().map(Column::sql).collect();
        lines.push(format!("PRIMARY KEY ({})", identifiers(&self.primary_key)));
        lines.extend(self.foreign_keys.iter().map(ForeignKey::sql));
        let mut sql = format!("CREATE TABLE {} (\n  {}\n) STRICT", identifier(&self.name), lines.join(",\n  "));
        if self.without_rowid {
            sql.push_str(", WITHOUT ROWID");
        }
        sql
    }
}

impl Column {
    /// The column as `CREATE TABLE` and `ALTER TABLE .. ADD COLUMN` take it.
    pub fn sql(&self) -> String {
        let mut sql = format!("{} {}", identifier(&self.name), sql_type(self.kind));
        if self.not_null {
            sql.push_str(" NOT NULL");
        }
        if let Some(default) = &self.default {
            sql.push_str(" DEFAULT ");
            sql.push_str(default);
        }
        sql
    }
}

impl ForeignKey {
    /// Checked at the end of a transaction: within one, rows may come in any order, and tables may be rebuilt.
    fn sql(&self) -> String {
        format!(
            "FOREIGN KEY ({}) REFERENCES {} ({}) DEFERRABLE INITIALLY DEFERRED",
            identifiers(&self.columns),
            identifier(&self.table),
            identifiers(&self.key)
        )
    }
}

impl Index {
    /// `CREATE INDEX ..`, without a semicolon, on the table of this name.
    pub fn sql(&self, table: &str) -> String {
        let unique = if self.unique { "UNIQUE " } else { "" };
        let mut sql = format!(
            "CREATE {unique}INDEX {} ON {} ({})",
            identifier(&self.name),
            identifier(table),
            identifiers(&self.columns)
        );
        if let Some(column) = &self.where_null {
            let _ = write!(sql, " WHERE {} IS NULL", identifier(column));
        }
        sql
    }
}

/// What SQLite calls a kind.
pub const fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Uuid | Kind::Text | Kind::Json => "TEXT",
        Kind::Bool | Kind::Int | Kind::Timestamp => "INTEGER",
        Kind::Real => "REAL",
    }
}

/// A default as SQL.
pub(super) fn default_literal(default: DefaultValue) -> String {
    match default {
        DefaultValue::Bool(value) => u8::from(value).to_string(),
        DefaultValue::Int(value) => value.to_string(),
        // Its shortest digits that are read back as the same double, with a point or an exponent.
        DefaultValue::Real(value) => format!("{value:?}"),
        DefaultValue::Text(value) => literal(value),
        DefaultValue::EmptyList => literal("[]"),
    }
}

/// A text as SQL. One with control characters is written as its bytes: SQL ends at a NUL, and a line's end inside
/// would make a statement's end hard to find.
pub(super) fn literal(text: &str) -> String {
    if text.chars().any(char::is_control) {
        let bytes = text.bytes().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        return format!("(CAST(x'{bytes}' AS TEXT))");
    }
    format!("'{}'", text.replace('\'', "''"))
}

/// A name as SQL. Always quoted: which words are SQL's own changes with its version.
pub fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Names as SQL, with commas between.
pub fn identifiers<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|name| identifier(name.as_ref())).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_quoted_whatever_they_are() {
        assert_eq!(identifier("order"), r#""order""#);
        assert_eq!(identifier(r#"a"b"#), r#""a""b""#);
    }

    #[test]
    fn texts_are_quoted_and_control_characters_are_bytes() {
        assert_eq!(literal("it's; -- so"), "'it''s; -- so'");
        assert_eq!(literal("\\"), r"'\'");
        assert_eq!(literal(""), "''");
        assert_eq!(literal("a\0\n"), "(CAST(x'61000a' AS TEXT))");
    }

    #[test]
    fn defaults_are_of_their_columns_type() {
        assert_eq!(default_literal(DefaultValue::Bool(true)), "1");
        assert_eq!(default_literal(DefaultValue::Int(-9_007_199_254_740_991)), "-9007199254740991");
        assert_eq!(default_literal(DefaultValue::Real(2.0)), "2.0");
        assert_eq!(default_literal(DefaultValue::Real(-1e-7)), "-1e-7");
        assert_eq!(default_literal(DefaultValue::EmptyList), "'[]'");
    }
}
