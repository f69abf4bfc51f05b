use std::{borrow::Cow, rc::Rc};

use serde_json::{Map, Value};

use super::{
    asks::{Asks, Question},
    company::{self, Company, place_of},
    digest::Digest,
    operation::{Operation, RowChange, RowData},
    turn::Watch,
};
use crate::{
    print::Print,
    protocol::{Action, Error, MutationId, UserId, Verb, limits},
    schema::Collection,
    sql::{CollectionSql, Needs, Sweep, Tables, Trace},
};

/// A mutation that waits for its commit: all it will say to SQLite, as text.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) mid: MutationId,
    pub(super) user: Option<UserId>,
    pub(super) digest: Digest,
    /// One, but for the app's own mutations of several.
    pub(super) parts: Vec<Part>,
    pub(super) needs: Needs,
    /// When it came, for its rows.
    pub(super) now: i64,
    /// What the app's middleware has seen of the rows, and trusts in.
    pub(super) watch: Option<Watch>,
    /// Bytes of all its texts.
    pub(super) bytes: usize,
    /// Whose rival it is in its group: those of one number want what only one can have.
    pub(super) side: Option<usize>,
}

/// What a mutation does to one collection.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) collection: &'static Collection,
    pub(super) action: Action,
    pub(super) rows: Vec<MemberRow>,
    /// What is asked about it, and what it changes as far as that is known here.
    pub(super) entry: String,
    /// The same with what it changes, once that was read: for one of several parts.
    pub(super) joined: Option<String>,
    pub(super) asks: Asks,
    /// What a delete touches beside its own rows.
    pub(super) sweep: Option<Rc<Sweep>>,
    /// Whether its rows are told as they are, written or not.
    pub(super) touches: bool,
    /// Whether all lists are void with it.
    pub(super) resets: bool,
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

/// Whose mutation it is, and when it came.
#[derive(Debug)]
pub(super) struct Origins {
    pub(super) mid: MutationId,
    pub(super) user: Option<UserId>,
    pub(super) digest: Digest,
    pub(super) now: i64,
}

impl Member {
    /// # Errors
    /// `TOO_LARGE`, where its rows do not fit one parameter; `CONFLICT` and `VALIDATION`, where it contradicts itself.
    pub(super) fn new(tables: &Tables, operations: Vec<Operation>, origins: Origins) -> Result<Self, Error> {
        let company = Company::of(tables, &operations)?;
        let count = operations.len();
        let mut needs = Needs { is_joined: count > 1, ..Needs::default() };
        let (mut parts, mut bytes, mut largest) = (Vec::with_capacity(count), 0, 0);
        for (place, operation) in operations.into_iter().enumerate() {
            let part = Part::new(tables, operation, &origins, &company, (place, count), &mut needs)?;
            let rows = part.rows.iter().map(|row| row.json.len() + 1).sum::<usize>();
            bytes += part.entry.len() + 1 + rows;
            largest = largest.max(rows);
            parts.push(part);
        }
        // All entries are one parameter; of the rows, at most all of one part's, unless parts share a statement.
        let entries = parts.iter().map(|part| part.entry.len() + 1).sum::<usize>();
        let largest = if count > 1 { bytes } else { largest.max(entries) };
        if largest > limits::MUTATION_BYTES {
            return Err(Error::TooLarge(format!("a mutation's rows have at most {} bytes", limits::MUTATION_BYTES)));
        }
        if count > 1 {
            company::refuse_same_keys(parts.iter().map(|part| &part.asks))?;
        }
        let Origins { mid, user, digest, now } = origins;
        Ok(Self { mid, user, digest, parts, needs, now, watch: None, bytes, side: None })
    }

    /// Whether it has several parts. Such a mutation is alone in its group.
    pub(super) fn is_joined(&self) -> bool {
        self.needs.is_joined
    }

    /// What it asks that only one can have, each with the blame where another has it.
    pub(super) fn questions(&self) -> impl Iterator<Item = (Question, &Value)> {
        self.parts.iter().flat_map(|part| part.asks.questions(part.action.verb()))
    }

    /// Whether a refusal could have more than one reason.
    pub(super) fn is_ambiguous(&self) -> bool {
        self.is_joined() || self.parts.iter().any(|part| part.asks.is_ambiguous())
    }
}

impl Part {
    fn new(
        tables: &Tables,
        operation: Operation,
        origins: &Origins,
        company: &Company,
        (place, count): (usize, usize),
        needs: &mut Needs,
    ) -> Result<Self, Error> {
        let sql = tables.of(operation.collection).ok_or(Error::Internal)?;
        let asks = Asks::of(tables, sql, &operation, company, &place_of(place, count))?;
        let sweep = sql.sweep.clone().filter(|_| operation.verb() == Verb::Delete);
        let sweeps = sweep.as_ref().is_some_and(|sweep| !sweep.changed.is_empty());
        let tells_changes = operation.resets || !sweeps && operation.tells_changes();
        let touches = operation.touches();
        let trace = match operation.verb() {
            _ if tells_changes => None,
            _ if sweeps => Some(Trace::Swept(sql.place)),
            _ if touches => Some(Trace::Touched(sql.place)),
            Verb::Delete => Some(Trace::Deleted(sql.place)),
            Verb::Insert | Verb::Update => Some(Trace::Updated(sql.place)),
        };
        let mut entry = Print::new(256);
        entry.raw("{").key("m").text(origins.mid.as_str());
        entry.key("u").maybe_text(origins.user.as_ref().map(UserId::as_str));
        entry.key("d").text(origins.digest.as_str()).key("t").number(origins.now);
        asks.print(entry.key("p"));
        if let Some(scope) = &operation.scope {
            entry.key("s").text(scope.as_str());
        }
        if sweep.is_some() {
            entry.key("x").raw(&sql.place.to_string());
        }
        if let Some(trace) = trace {
            entry.key("k").text(&trace.tag());
        }
        if operation.resets {
            print_void(entry.key("c"), tables);
        } else if tells_changes {
            operation.print_changes(entry.key("c"));
        }
        if touches {
            entry.key("i").list(&operation.rows, |print, row| {
                print.text(&row.id);
            });
        }
        if !asks.left.is_empty() {
            entry.key("f").object(&asks.left);
        }
        entry.raw("}");
        needs.conditions.extend(asks.conditions.keys().copied());
        needs.traces.extend(trace);
        let (collection, action, resets) = (operation.collection, operation.action, operation.resets);
        let rows = operation.rows.into_iter().map(|row| MemberRow::new(sql, row, origins, sweeps)).collect();
        Ok(Self { collection, action, rows, entry: entry.finish(), joined: None, asks, sweep, touches, resets })
    }

    /// Its element of the log statement's parameter.
    pub(super) fn entry(&self) -> &str {
        self.joined.as_deref().unwrap_or(&self.entry)
    }

    /// The same for a member that has rivals.
    pub(super) fn entry_of(&self, side: Option<usize>) -> Cow<'_, str> {
        match (side, self.entry().strip_suffix('}')) {
            (Some(side), Some(entry)) => Cow::Owned(format!("{entry},\"w\":{side}}}")),
            _ => Cow::Borrowed(self.entry()),
        }
    }

    /// What it changes, as far as that is known here.
    pub(super) fn changes(&self) -> Value {
        serde_json::from_str(&self.entry).map(|mut entry: Value| entry["c"].take()).unwrap_or_default()
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

impl MemberRow {
    fn new(sql: &CollectionSql, row: RowChange, origins: &Origins, sweeps: bool) -> Self {
        let mut print = Print::new(256);
        print.raw("[").text(origins.mid.as_str());
        let (statement, patch) = match row.data {
            RowData::Insert(values) => {
                for value in &values {
                    print.item().value(value);
                }
                (Some(Rc::clone(&sql.insert)), None)
            }
            RowData::Patch(patch) => {
                print.item().text(&row.id).item().number(origins.now).item().object(&patch);
                let statement = sql.update(|wire| patch.contains_key(wire));
                (Some(statement), Some(patch).filter(|_| !sql.collection.checks.is_empty()))
            }
            RowData::Delete => {
                print.item().text(&row.id).item().number(origins.now);
                ((!sweeps).then(|| Rc::clone(&sql.delete)), None)
            }
            RowData::Touch => {
                print.item().text(&row.id);
                (Some(sql.touch()), None)
            }
        };
        print.raw("]");
        Self { id: row.id, sql: statement, json: print.finish(), patch }
    }
}

/// The changes of what voids all lists: each is named, and no row of it. `*` is the name of no collection.
fn print_void(print: &mut Print, tables: &Tables) {
    print.raw("{");
    for collection in tables.schema().collections {
        print.key(collection.name).raw("[]");
    }
    print.key("*").raw("[]}");
}
