//! What changed in a list since a client was told of it. Like the other reads it needs no room.

use std::rc::Rc;

use serde_json::json;

use super::{
    Room,
    effects::{Database, DatabaseError, Host, Sockets},
    faults::{self, Bug},
    reads::{first_row, no_collection, parse_seq, unread},
};
use crate::{
    access::Reader,
    observe::Event,
    protocol::{Cursor, Delta, Error, MutationId, Reason, Scope, Seq, Since, SyncId, limits},
    schema::Collection,
    sql::{DeltaKind, Read, Results, Statement, Tables},
};

/// Whose difference is asked for, and since when.
#[derive(Debug, Clone)]
pub struct DeltaQuery {
    pub sync_id: SyncId,
    pub collection: &'static Collection,
    /// Only the rows of this scope; `None` for all, those without a scope too.
    pub scope: Option<Scope>,
    /// What the client holds.
    pub cursor: Cursor,
    /// Who asks, by the right that was found for exactly this list.
    pub reader: Reader,
    /// Rows and removals of a piece, together; 1 to [`limits::DELTA_IDS`]. One mutation's stay together all the same.
    pub limit: u32,
}

/// A place in a room's stream as text. `mid` is the mutation at `seq`.
pub fn cursor(tables: &Tables, seq: Seq, mid: Option<&str>, reader: Reader) -> String {
    Cursor::new(seq, mid, reader, tables.wire_hash()).to_string()
}

/// What changed in a list since a cursor, or that it has to be loaded again.
///
/// # Errors
/// `NOT_FOUND` for a collection that is not there, and where the database fails `MISCONFIGURED`, `INTERNAL` or
/// `UNAVAILABLE`.
pub async fn delta<D: Database>(database: &D, tables: &Tables, query: &DeltaQuery) -> Result<Since, Error> {
    Ok(look(database, tables, query).await?.since)
}

/// A difference, and what was seen of the log on the way.
struct Look {
    since: Since,
    /// The last seq that the log has, where it was read at all.
    head: Option<Seq>,
    /// The mutation that stands at the difference's end.
    mid: Option<String>,
}

impl From<Reason> for Look {
    fn from(reason: Reason) -> Self {
        Self { since: Since::Reset(reason), head: None, mid: None }
    }
}

async fn look<D: Database>(database: &D, tables: &Tables, query: &DeltaQuery) -> Result<Look, Error> {
    let sql = tables.of(query.collection).ok_or_else(|| no_collection(query.collection.name))?;
    if !query.cursor.is_of_schema(tables.wire_hash()) {
        return Ok(Reason::Schema.into());
    }
    if query.cursor.reader != query.reader {
        return Ok(Reason::Access.into());
    }
    let details = json!({
        "s": query.scope.as_ref().map(Scope::as_str),
        "n": query.limit.clamp(1, limits::DELTA_IDS),
        "b": limits::DELTA_BYTES,
    });
    let params: [Rc<str>; 3] =
        [query.sync_id.as_str().into(), query.cursor.seq.to_string().into(), details.to_string().into()];
    for is_sized in [false, true] {
        let kind = DeltaKind { is_scoped: query.scope.is_some(), is_sized };
        let statement = Statement::new(sql.read(Read::Delta(kind)), params.clone());
        let results = match database.batch(vec![statement]).await {
            Err(DatabaseError::Refused(message)) if message.contains("too big") => continue,
            results => results.map_err(unread)?,
        };
        let look = read(tables, query, results)?;
        let is_small = |delta: &Delta| delta.rows.len() + delta.removed.len() <= limits::DELTA_BYTES as usize;
        if !matches!(&look.since, Since::Delta(delta) if !is_small(delta)) {
            return Ok(look);
        }
    }
    // What one mutation touched does not fit.
    Ok(Reason::Large.into())
}

fn read(tables: &Tables, query: &DeltaQuery, mut results: Vec<Results>) -> Result<Look, Error> {
    let from = query.cursor.seq;
    let mut cells = first_row(&mut results)?.into_iter();
    let mut cell = || cells.next().flatten();
    let (head, oldest, mid) = (parse_seq(cell())?, parse_seq(cell())?, cell());
    let reset = |reason: Reason| Look { head: Some(head), ..reason.into() };
    if from > head {
        return Ok(reset(Reason::History));
    }
    // Before the first entry nothing is missing; of any other place the log must still have the mutation that stands there.
    if from < oldest && (from.0 > 0 || oldest.0 > 1) {
        return Ok(reset(Reason::TooOld));
    }
    if !query.cursor.is_at(mid.as_deref()) && !faults::has(Bug::NoPlaceInCursor) {
        return Ok(reset(Reason::History));
    }
    let (to, mid, is_void) = (cell(), cell(), cell());
    if is_void.as_deref() == Some("1") {
        return Ok(reset(Reason::History));
    }
    let Some(to) = to else {
        return Ok(reset(Reason::Large));
    };
    let to = parse_seq(Some(to))?;
    let (rows, removed) = (cell().unwrap_or_default(), cell().ok_or(Error::Internal)?);
    let removed = if faults::has(Bug::DeltaWithoutRemovals) { "[]".to_owned() } else { removed };
    let mut count = || cell().and_then(|count| count.parse().ok()).ok_or(Error::Internal);
    let delta = Delta {
        rows: format!("[{rows}]"),
        removed,
        from,
        to,
        cursor: cursor(tables, to, mid.as_deref(), query.reader),
        more: to < head,
        row_count: count()?,
        removed_count: count()?,
    };
    Ok(Look { since: Since::Delta(delta), head: Some(head), mid })
}

impl Since {
    /// What an observer is told of it.
    pub fn event<'a>(&self, collection: &'a str) -> Event<'a> {
        match self {
            Self::Delta(delta) => delta.event(collection),
            Self::Reset(reason) => reason.event(collection),
        }
    }
}

impl Delta {
    pub(super) fn event<'a>(&self, collection: &'a str) -> Event<'a> {
        let Self { from, to, row_count, removed_count, .. } = *self;
        Event::Delta { collection, from, to, rows: row_count, removed: removed_count }
    }
}

impl Reason {
    pub(super) fn event(self, collection: &str) -> Event<'_> {
        Event::Reset { collection, reason: self.as_str() }
    }
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// What changed in a list since a cursor.
    ///
    /// # Errors
    /// As [`delta`].
    pub async fn delta(&self, query: &DeltaQuery) -> Result<Since, Error> {
        Ok(self.since(query).await?.0)
    }

    /// The same, and whether the log that was read is the one that this room has told of: a restored database's is not, and then
    /// whoever listens is about to start again.
    pub(super) async fn since(&self, query: &DeltaQuery) -> Result<(Since, bool), Error> {
        let (history, known) = {
            let state = self.0.state.borrow();
            (state.history, if state.is_loaded { state.seq } else { Seq::default() })
        };
        let look = look(&self.0.database, &self.0.tables, query).await?;
        let is_ours = self.hear_of(history, known, &look);
        self.emit(|| look.since.event(query.collection.name));
        Ok((look.since, is_ours))
    }

    /// Somebody has read the log since this room stood at `known`. Where it is further than the room is now, another object has
    /// written: it is looked at before clients are told two things. Where it does not have what the room has told, it is
    /// another one: `false`.
    fn hear_of(&self, history: u64, known: Seq, look: &Look) -> bool {
        let is_other = {
            let mut state = self.0.state.borrow_mut();
            if !state.is_loaded || state.history != history {
                return state.history == history;
            }
            let head = state.head.as_ref().map(MutationId::as_str);
            let is_at = |delta: &Delta| delta.to == state.seq && look.mid.is_some() && look.mid.as_deref() != head;
            let is_other = look.head.is_some_and(|head| head < known)
                || matches!(&look.since, Since::Delta(delta) if is_at(delta));
            state.is_unsure |= is_other;
            state.heard = state.heard.max(look.head.unwrap_or_default());
            is_other
        };
        self.pump();
        !is_other
    }
}
