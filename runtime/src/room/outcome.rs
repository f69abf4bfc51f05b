//! What a committed batch says of its members.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use serde_json::Value;

use super::{
    asks::Question,
    group::Plan,
    member::{Member, MemberRow, Part},
    reads::parse_seq,
};
use crate::{
    map::{Set, Sorted},
    protocol::{Data, Error, Payload, Seq, Verb},
    schema::Collection,
    sql::{Results, Sweep, Tables},
};

/// A member that got in.
#[derive(Debug)]
pub(super) struct Admitted {
    pub(super) seq: Seq,
    /// The `changes` of its log entry, where the database told them.
    pub(super) log: Option<String>,
    /// One a part.
    pub(super) done: Vec<Done>,
}

/// What a part did.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) data: Data,
    /// What went with its rows.
    pub(super) ripples: Vec<Ripple>,
}

impl Admitted {
    /// What the mutation is answered with: of several parts, the rows of all.
    pub(super) fn into_data(self) -> Data {
        let mut done = self.done;
        if done.len() == 1 {
            return done.pop().map_or(Data::None, |done| done.data);
        }
        let mut rows = Vec::new();
        for done in done {
            match done.data {
                Data::None => {}
                Data::Row(row) => rows.extend(row),
                Data::Rows(more) => rows.extend(more),
            }
        }
        Data::Rows(rows)
    }
}

/// What became of rows that a mutation did not name: they are gone, or lost a reference.
#[derive(Debug)]
pub(super) struct Ripple {
    pub(super) collection: &'static Collection,
    pub(super) payload: Payload,
}

/// A statement's rows by their ids; the text is empty where it gave none.
type ById = Sorted<String, String>;

/// Reads which members got in, at which seq, and their rows as their statements left them; and why the others did not.
pub(super) fn read(
    tables: &Tables,
    group: &[Member],
    plan: &Plan,
    results: Vec<Results>,
) -> Vec<Result<Admitted, Error>> {
    let mut results = results.into_iter();
    let admitted: Sorted<String, (Seq, Option<String>)> =
        results.next().map(|results| results.rows.into_iter().filter_map(read_entry).collect()).unwrap_or_default();
    // The log's own place stays, so that the others keep theirs.
    let rows: Vec<ById> = std::iter::once(ById::new()).chain(results.map(read_rows)).collect();
    let (mut sweeps, mut places) = (plan.sweeps.as_slice(), plan.places.as_slice());
    // By sides, who got in, and what nobody else can have any more.
    let mut winners: HashMap<usize, (usize, HashSet<Question>)> = HashMap::new();
    for (place, member) in group.iter().enumerate().filter(|(_, member)| admitted.contains_key(member.mid.as_str())) {
        let taken = |side| (side, (place, member.questions().map(|(question, _)| question).collect()));
        winners.extend(member.side.map(taken));
    }
    // Rivals that came before it were refused for reasons of their own.
    let taken_before = |place: usize, side: Option<usize>| {
        let (winner, taken) = winners.get(&side?)?;
        (*winner < place).then_some(taken)
    };
    let outcome = |(place, member): (usize, &Member)| {
        let own_places = take(&mut places, member.parts.len());
        let own_sweeps = take(&mut sweeps, member.parts.iter().filter(|part| part.sweeps().is_some()).count());
        let Some((seq, changes)) = admitted.get(member.mid.as_str()) else {
            let blames = plan.blames.and_then(|place| rows.get(place));
            return Err(refusal(tables, member, blames, taken_before(place, member.side)));
        };
        // What went along is told with the first part that may have taken it.
        let mut ripples = Vec::new();
        if let Some(changes) = changes.as_ref().filter(|_| !own_sweeps.is_empty()) {
            ripples = read_ripples(member, own_sweeps, changes, &rows)?;
        }
        let (mut ripples, mut done) = (ripples.into_iter(), Vec::with_capacity(member.parts.len()));
        for (part, places) in member.parts.iter().zip(own_places) {
            let mut along = if part.sweeps().is_some() { ripples.next().unwrap_or_default() } else { Vec::new() };
            let row = |(row, place): (&MemberRow, &usize)| rows.get(*place)?.get(&*row.id).cloned();
            let mut found = part.rows.iter().zip(places).filter_map(row);
            let data = match part.action.verb() {
                Verb::Delete => Data::None,
                _ if part.touches => {
                    let found: Vec<String> = found.collect();
                    along.extend(gone(part, &rows, places));
                    Data::Rows(found)
                }
                _ if part.action.is_bulk() => Data::Rows(found.collect()),
                _ => Data::Row(found.next()),
            };
            done.push(Done { data, ripples: along });
        }
        Ok(Admitted { seq: *seq, log: changes.clone(), done })
    };
    group.iter().enumerate().map(outcome).collect()
}

/// Takes so many off the front.
fn take<'a, T>(of: &mut &'a [T], count: usize) -> &'a [T] {
    let (taken, rest) = of.split_at_checked(count).unwrap_or((of, &[]));
    *of = rest;
    taken
}

/// Why a member was not let in: what it asks did not hold, or is `taken` by a rival.
fn refusal(tables: &Tables, member: &Member, blames: Option<&ById>, taken: Option<&HashSet<Question>>) -> Error {
    let found =
        |key: &str| blames.and_then(|blames| blames.get(key)).map(String::as_str).filter(|text| !text.is_empty());
    let of_part = |part: &Part, found: &str| {
        let sql = tables.of(part.collection).ok_or(Error::Internal);
        sql.map_or_else(|error| error, |sql| part.asks.refusal(sql, part.action, found))
    };
    if let [part] = member.parts.as_slice() {
        let mut found = found(member.mid.as_str()).unwrap_or_default().to_owned();
        let lost =
            taken.into_iter().flat_map(|taken| member.questions().filter(|(question, _)| taken.contains(question)));
        for (_, blame) in lost {
            found += &blame.as_str().map_or_else(|| format!(" {blame}"), |name| format!(" {name}"));
        }
        return of_part(part, &found);
    }
    for (number, part) in member.parts.iter().enumerate() {
        if let Some(found) = found(&number.to_string()) {
            return of_part(part, found);
        }
    }
    // Somebody wrote beside the room between two statements of ours.
    Error::Conflict { message: "the rows have changed meanwhile: try again".to_owned(), issues: Vec::new() }
}

/// The touched rows that are not there.
fn gone(part: &Part, rows: &[ById], places: &[usize]) -> Option<Ripple> {
    let is_gone =
        |(row, place): &(&MemberRow, &usize)| !rows.get(**place).is_some_and(|rows| rows.contains_key(&*row.id));
    let gone = part.rows.iter().zip(places).filter(is_gone);
    let ids: Vec<Rc<str>> = gone.map(|(row, _)| Rc::clone(&row.id)).collect();
    (!ids.is_empty()).then_some(Ripple { collection: part.collection, payload: Payload::Ids(ids) })
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

/// What the log says went with a member's rows, as observers are told it: a list a sweep.
///
/// Two parts may take the same rows with them, and one row may lose references to both: it is told once, as the last
/// statement left it.
fn read_ripples(
    member: &Member,
    sweeps: &[(Rc<Sweep>, usize)],
    changes: &str,
    rows: &[ById],
) -> Result<Vec<Vec<Ripple>>, Error> {
    let changes: Value = serde_json::from_str(changes).map_err(|_| Error::Internal)?;
    let mut told: Set<(&'static str, Rc<str>)> = Set::new();
    for part in &member.parts {
        told.extend(part.rows.iter().map(|row| (part.collection.name, Rc::clone(&row.id))));
    }
    let mut of_sweep = |sweep: &Sweep| {
        let mut ripples = Vec::new();
        for collection in &sweep.changed {
            let entries = changes[collection.name].as_array().map(Vec::as_slice).unwrap_or_default();
            let (mut gone, mut losing): (Vec<Rc<str>>, Vec<Rc<str>>) = (Vec::new(), Vec::new());
            for entry in entries {
                let Some(id) = entry[0].as_str().map(Rc::<str>::from) else { continue };
                if told.insert((collection.name, Rc::clone(&id))) {
                    if entry[3].is_null() { gone.push(id) } else { losing.push(id) }
                }
            }
            if !gone.is_empty() {
                ripples.push(Ripple { collection, payload: Payload::Ids(gone) });
            }
            // Rows that hide are named in the log and shown to nobody. The change is told even where it shows no row, so
            // that the places of a list are those of the log.
            if !losing.is_empty() {
                let left = losing.iter().filter_map(|id| last_row(sweeps, rows, collection, id)).collect();
                ripples.push(Ripple { collection, payload: Payload::Rows(left) });
            }
        }
        ripples
    };
    Ok(sweeps.iter().map(|(sweep, _)| of_sweep(sweep)).collect())
}

/// The row that lost a reference, as the last of the statements left it that took one away.
fn last_row(sweeps: &[(Rc<Sweep>, usize)], rows: &[ById], collection: &Collection, id: &str) -> Option<Rc<str>> {
    let statements = sweeps.iter().rev().flat_map(|(sweep, first)| {
        let given = rows.get(*first..first + sweep.statements.len()).unwrap_or_default();
        sweep.statements.iter().zip(given).rev()
    });
    let mut of_collection =
        statements.filter(|(statement, _)| statement.gives_rows && statement.collection.name == collection.name);
    of_collection.find_map(|(_, rows)| rows.get(id)).filter(|row| !row.is_empty()).map(|row| row.as_str().into())
}
