//! What a committed batch says of its members.

use std::{collections::HashMap, rc::Rc};

use serde_json::Value;

use super::{
    group::Plan,
    member::{Member, MemberRow},
    reads::parse_seq,
};
use crate::{
    protocol::{Data, Error, Payload, Seq, Verb},
    schema::Collection,
    sql::{Results, Sweep, Tables},
};

/// A member that got in.
#[derive(Debug)]
pub(super) struct Admitted {
    pub(super) seq: Seq,
    pub(super) data: Data,
    /// The `changes` of its log entry, where only the database could tell them.
    pub(super) log: Option<String>,
    /// What went with its rows.
    pub(super) ripples: Vec<Ripple>,
}

/// What became of rows that a mutation did not name: they are gone, or lost a reference.
#[derive(Debug)]
pub(super) struct Ripple {
    pub(super) collection: &'static Collection,
    pub(super) payload: Payload,
}

/// A statement's rows by their ids; the text is empty where it gave none.
type ById = HashMap<String, String>;

/// Reads which members got in, at which seq, and their rows as their statements left them; and why the others did not.
pub(super) fn read(
    tables: &Tables,
    group: &[Member],
    plan: &Plan,
    results: Vec<Results>,
) -> Vec<Result<Admitted, Error>> {
    let mut results = results.into_iter();
    let admitted: HashMap<String, (Seq, Option<String>)> =
        results.next().map(|results| results.rows.into_iter().filter_map(read_entry).collect()).unwrap_or_default();
    // The log's own place stays, so that the others keep theirs.
    let rows: Vec<ById> = std::iter::once(ById::new()).chain(results.map(read_rows)).collect();
    let mut sweeps = plan.sweeps.iter();
    let outcome = |(member, places): (&Member, &Vec<usize>)| {
        let sweep = member.sweeps().and_then(|_| sweeps.next());
        let Some((seq, changes)) = admitted.get(member.mid.as_str()) else {
            let found = plan.blames.and_then(|place| rows.get(place)?.get(member.mid.as_str()));
            let sql = tables.of(member.collection).ok_or(Error::Internal)?;
            return Err(member.asks.refusal(sql, member.action, found.map_or("", String::as_str)));
        };
        let ripples = match (sweep, changes) {
            (Some((sweep, first)), Some(changes)) => {
                let statements = rows.get(*first..first + sweep.statements.len()).unwrap_or_default();
                read_ripples(member, sweep, changes, statements)?
            }
            _ => Vec::new(),
        };
        if member.action.verb() == Verb::Delete {
            return Ok(Admitted { seq: *seq, data: Data::None, log: changes.clone(), ripples });
        }
        let row = |(row, place): (&MemberRow, &usize)| rows.get(*place)?.get(&*row.id).cloned();
        let mut found = member.rows.iter().zip(places).filter_map(row);
        let data = if member.action.is_bulk() { Data::Rows(found.collect()) } else { Data::Row(found.next()) };
        Ok(Admitted { seq: *seq, data, log: changes.clone(), ripples })
    };
    group.iter().zip(&plan.places).map(outcome).collect()
}

fn read_entry(row: Vec<Option<String>>) -> Option<(String, (Seq, Option<String>))> {
    let mut cells = row.into_iter();
    let (seq, mid, changes) = (parse_seq(cells.next()?).ok()?, cells.next()??, cells.next().flatten());
    Some((mid, (seq, changes)))
}

fn read_rows(results: Results) -> ById {
    let row = |row: Vec<Option<String>>| {
        let mut cells = row.into_iter().map(Option::unwrap_or_default);
        (cells.next().unwrap_or_default(), cells.next().unwrap_or_default())
    };
    results.rows.into_iter().map(row).collect()
}

/// What the log says went with a member's rows, as observers are told it.
fn read_ripples(member: &Member, sweep: &Sweep, changes: &str, statements: &[ById]) -> Result<Vec<Ripple>, Error> {
    let changes: Value = serde_json::from_str(changes).map_err(|_| Error::Internal)?;
    let mut ripples = Vec::new();
    let is_own = |collection: &Collection, id: &str| {
        collection.name == member.collection.name && member.rows.iter().any(|row| &*row.id == id)
    };
    for collection in &sweep.changed {
        let entries = changes[collection.name].as_array().map(Vec::as_slice).unwrap_or_default();
        let ids_of = |is_gone: bool| {
            let ids = entries.iter().filter(move |entry| entry[3].is_null() == is_gone);
            ids.filter_map(|entry| entry[0].as_str()).filter(|id| !is_own(collection, id))
        };
        let gone: Vec<Rc<str>> = ids_of(true).map(Rc::from).collect();
        if !gone.is_empty() {
            ripples.push(Ripple { collection, payload: Payload::Ids(gone) });
        }
        // Two references of one row are two statements, and the last one's row has lost both.
        let row = |id: &str| {
            let places = sweep.statements.iter().zip(statements).rev();
            let mut of_collection =
                places.filter(|(statement, _)| statement.gives_rows && statement.collection.name == collection.name);
            of_collection
                .find_map(|(_, rows)| rows.get(id))
                .filter(|row| !row.is_empty())
                .map(|row| row.as_str().into())
        };
        // Rows that hide are named in the log and shown to nobody. The change is told even where it shows no row, so
        // that the places of a list are those of the log.
        if ids_of(false).next().is_some() {
            let left: Vec<Rc<str>> = ids_of(false).filter_map(row).collect();
            ripples.push(Ripple { collection, payload: Payload::Rows(left) });
        }
    }
    Ok(ripples)
}
