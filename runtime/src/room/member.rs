use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::{
    asks::Asks,
    digest::Digest,
    operation::{Operation, RowData},
    turn::Watch,
};
use crate::{
    protocol::{Action, Error, MutationId, Scope, UserId, Verb, limits},
    schema::Collection,
    sql::{Needs, Sweep, Tables, Trace},
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
    pub(super) asks: Asks,
    pub(super) needs: Needs,
    /// What a delete touches beside its own rows.
    pub(super) sweep: Option<Rc<Sweep>>,
    /// When it came, for its rows.
    pub(super) now: i64,
    /// What the app's middleware has seen of the rows, and trusts in.
    pub(super) watch: Option<Watch>,
    /// Bytes of all its texts.
    pub(super) bytes: usize,
}

#[derive(Debug, Clone)]
pub(super) struct MemberRow {
    pub(super) id: Rc<str>,
    /// The statement that does it; `None` where the statements of a sweep do.
    pub(super) sql: Option<Rc<str>>,
    /// Its element of the statement's parameter.
    pub(super) json: String,
    /// What it changes, where rules over whole rows are to be asked first.
    pub(super) patch: Option<Map<String, Value>>,
}

impl Member {
    /// # Errors
    /// `TOO_LARGE`, where its rows do not fit one parameter; `CONFLICT`, where it contradicts itself.
    pub(super) fn new(
        tables: &Tables,
        operation: Operation,
        mid: MutationId,
        user: Option<UserId>,
        digest: Digest,
        now: i64,
    ) -> Result<Self, Error> {
        let sql = tables.of(operation.collection).ok_or(Error::Internal)?;
        let asks = Asks::of(tables, sql, &operation)?;
        let sweep = sql.sweep.clone().filter(|_| operation.verb() == Verb::Delete);
        let sweeps = sweep.as_ref().is_some_and(|sweep| !sweep.changed.is_empty());
        let changes = if sweeps { None } else { operation.changes() };
        let trace = match operation.verb() {
            _ if changes.is_some() => None,
            _ if sweeps => Some(Trace::Swept(sql.place)),
            Verb::Delete => Some(Trace::Deleted(sql.place)),
            Verb::Insert | Verb::Update => Some(Trace::Updated(sql.place)),
        };
        let mut entry = json!({
            "m": mid.as_str(),
            "u": user.as_ref().map(UserId::as_str),
            "d": digest.as_str(),
            "t": now,
            "p": asks.to_json(),
        });
        for (key, value) in [
            ("s", operation.scope.as_ref().map(|scope| Value::from(Scope::as_str(scope)))),
            ("x", sweep.as_ref().map(|_| Value::from(sql.place))),
            ("k", trace.map(|trace| Value::from(trace.tag()))),
            ("c", changes),
        ] {
            if let Some(value) = value {
                entry[key] = value;
            }
        }
        let entry = entry.to_string();
        let (collection, action) = (operation.collection, operation.action);
        let has_checks = !collection.checks.is_empty();
        let row = |row: super::operation::RowChange| {
            let (text, json, patch) = match row.data {
                RowData::Insert(values) => {
                    let fields = std::iter::once(Value::from(mid.as_str())).chain(values).collect();
                    (Some(Rc::clone(&sql.insert)), Value::Array(fields), None)
                }
                RowData::Patch(patch) => {
                    let text = sql.update(|wire| patch.contains_key(wire));
                    let kept = has_checks.then(|| patch.clone());
                    (Some(text), json!([mid.as_str(), &*row.id, now, patch]), kept)
                }
                RowData::Delete => {
                    ((!sweeps).then(|| Rc::clone(&sql.delete)), json!([mid.as_str(), &*row.id, now]), None)
                }
            };
            MemberRow { id: row.id, sql: text, json: json.to_string(), patch }
        };
        let rows: Vec<_> = operation.rows.into_iter().map(row).collect();
        let bytes = entry.len() + rows.iter().map(|row| row.json.len() + 1).sum::<usize>();
        let largest = rows.iter().map(|row| row.json.len() + 1).sum::<usize>().max(entry.len());
        if largest > limits::MUTATION_BYTES {
            return Err(Error::TooLarge(format!("a mutation's rows have at most {} bytes", limits::MUTATION_BYTES)));
        }
        let needs =
            Needs { conditions: asks.conditions.keys().copied().collect(), traces: trace.into_iter().collect() };
        Ok(Self { mid, user, digest, collection, action, rows, entry, asks, needs, sweep, now, watch: None, bytes })
    }

    /// Whether the statements of a sweep do it, rather than its own.
    pub(super) fn sweeps(&self) -> Option<&Rc<Sweep>> {
        self.sweep.as_ref().filter(|sweep| !sweep.changed.is_empty())
    }

    /// Whether its rows as they are now are needed to tell if they may become what it asks for.
    pub(super) fn reads_rows(&self) -> bool {
        self.rows.iter().any(|row| row.patch.is_some())
    }

    /// The collections whose rows it writes beside its own.
    pub(super) fn swept(&self) -> impl Iterator<Item = &'static str> {
        self.sweep.iter().flat_map(|sweep| &sweep.changed).map(|collection| collection.name)
    }
}
