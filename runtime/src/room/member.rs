use std::rc::Rc;

use serde_json::{Value, json};

use super::{
    digest::Digest,
    operation::{Operation, RowData},
};
use crate::{
    protocol::{Action, Error, MutationId, UserId, Verb, limits},
    schema::Collection,
    sql::CollectionSql,
};

/// A mutation that waits for its commit: all it will say to SQLite, as text.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) mid: MutationId,
    pub(super) user: Option<UserId>,
    pub(super) digest: Digest,
    pub(super) collection: &'static Collection,
    pub(super) action: Action,
    pub(super) rows: Vec<MemberRow>,
    /// Its element of the log statement's parameter.
    pub(super) entry: String,
    /// Bytes of all its texts.
    pub(super) bytes: usize,
}

#[derive(Debug, Clone)]
pub(super) struct MemberRow {
    pub(super) id: Rc<str>,
    pub(super) sql: Rc<str>,
    /// Its element of the statement's parameter.
    pub(super) json: String,
}

impl Member {
    /// # Errors
    /// `TOO_LARGE`, where its rows do not fit one parameter.
    pub(super) fn new(
        sql: &CollectionSql,
        operation: Operation,
        mid: MutationId,
        user: Option<UserId>,
        digest: Digest,
        now: i64,
    ) -> Result<Self, Error> {
        let must_exist = if operation.verb() == Verb::Insert { 0 } else { operation.rows.len() };
        let entry = json!({
            "m": mid.as_str(),
            "u": user.as_ref().map(UserId::as_str),
            "d": digest.as_str(),
            "t": now,
            "k": operation.collection.name,
            "n": must_exist,
            "c": operation.changes(),
        })
        .to_string();
        let (collection, action) = (operation.collection, operation.action);
        let rows: Vec<_> = operation
            .rows
            .into_iter()
            .map(|row| {
                let (text, json) = match row.data {
                    RowData::Insert(values) => {
                        let fields = std::iter::once(Value::from(mid.as_str())).chain(values).collect();
                        (Rc::clone(&sql.insert), Value::Array(fields))
                    }
                    RowData::Patch(patch) => {
                        let text = sql.update(|wire| patch.contains_key(wire));
                        (text, json!([mid.as_str(), &*row.id, now, patch]))
                    }
                    RowData::Delete => (Rc::clone(&sql.delete), json!([mid.as_str(), &*row.id])),
                };
                MemberRow { id: row.id, sql: text, json: json.to_string() }
            })
            .collect();
        let bytes = entry.len() + rows.iter().map(|row| row.json.len() + 1).sum::<usize>();
        if bytes > limits::MUTATION_BYTES {
            return Err(Error::TooLarge(format!("a mutation's rows have at most {} bytes", limits::MUTATION_BYTES)));
        }
        Ok(Self { mid, user, digest, collection, action, rows, entry, bytes })
    }
}
