use std::rc::Rc;

use serde_json::{Map, Value};

use super::{
    Room,
    company::place_of,
    effects::{Database, Host, Sockets},
    member::Member,
    operation::path_of,
    reads::{parse_seq, unread},
};
use crate::{
    map::Sorted,
    protocol::{Error, Seq},
    schema::{Collection, Role},
    sql::{Read, Results, Statement, View},
    validate,
};

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Asks the rules over whole rows about those of a group's patches that have such rules; refuses what breaks them, and
    /// gives back the others.
    ///
    /// What is read here is what the batch will find: had anybody written in between, the fence would be lost, and
    /// the group would come here again. Nor does a member of the group write a row before another that is read for it.
    /// And nobody is refused by rows that the room does not know of: the same mutation may be among what wrote them.
    ///
    /// # Errors
    /// The group as it was, where nothing could be asked.
    pub(super) async fn refuse_by_rules(&self, group: Vec<Member>) -> Result<Vec<Member>, (Vec<Member>, Unasked)> {
        let mut wanted: Vec<Wanted<'_>> = Vec::new();
        for part in group.iter().flat_map(|member| &member.parts).filter(|part| part.reads_rows()) {
            let ids = part.rows.iter().map(|row| &*row.id);
            match wanted.iter_mut().find(|(collection, _)| collection.name == part.collection.name) {
                Some((_, known)) => known.extend(ids),
                None => wanted.push((part.collection, ids.collect())),
            }
        }
        if wanted.is_empty() {
            return Ok(group);
        }
        let rows = match self.rows_now(&wanted).await {
            Ok(rows) => rows,
            Err(why) => return Err((group, why)),
        };

        let mut allowed = Vec::with_capacity(group.len());
        for member in group {
            match check(&member, &rows) {
                Ok(()) => allowed.push(member),
                Err(error) => self.land(&member.mid, &Err(error)),
            }
        }
        Ok(allowed)
    }

    /// Rows as a batch will find them, whole, by their collection's name and their ids.
    ///
    /// # Errors
    /// Why that is not known.
    pub(super) async fn rows_now(&self, wanted: &[Wanted<'_>]) -> Result<RowsById, Unasked> {
        let (seq, rows) = self.rows_at(wanted).await.map_err(|_| Unasked::Unread)?;
        if seq == self.0.state.borrow().seq { Ok(rows) } else { Err(Unasked::Behind) }
    }

    /// The same as they are in the database, and the seq at which that is so.
    pub(super) async fn rows_at(&self, wanted: &[Wanted<'_>]) -> Result<(Seq, RowsById), Error> {
        let statement = |(collection, ids): &Wanted<'_>| {
            let sql = self.0.tables.of(collection)?.read(Read::ByIds(View::Full));
            Some(Statement::new(sql, [self.room_param(), Value::from(ids.as_slice()).to_string().into()]))
        };
        let head = Statement::new(Rc::clone(&self.0.tables.log.head), [self.room_param(), "0".into()]);
        let statements = std::iter::once(head).chain(wanted.iter().filter_map(statement)).collect();
        let mut results = self.0.database.batch(statements).await.map_err(unread)?.into_iter();
        let head = results.next().and_then(|head| head.rows.into_iter().next()?.into_iter().next()?);
        let names = wanted.iter().map(|(collection, _)| collection.name);
        Ok((parse_seq(head)?, names.zip(results.map(by_id)).collect()))
    }
}

/// Ids of a collection's rows.
pub(super) type Wanted<'a> = (&'static Collection, Vec<&'a str>);
/// Rows as JSON texts, by their collection's name and their ids.
pub(super) type RowsById = Sorted<&'static str, Sorted<String, String>>;

/// Why a group's rows were not asked about.
pub(super) enum Unasked {
    Unread,
    /// The log has more, or less, than the room knows.
    Behind,
}

fn by_id(results: Results) -> Sorted<String, String> {
    let row = |row: Vec<Option<String>>| {
        let mut cells = row.into_iter();
        Some((cells.next()??, cells.next()??))
    };
    results.rows.into_iter().filter_map(row).collect()
}

/// Whether a member's rows keep the rules once its patches are in them. Whether they are there is not asked here.
fn check(member: &Member, rows: &Sorted<&str, Sorted<String, String>>) -> Result<(), Error> {
    let mut issues = Vec::new();
    for (number, part) in member.parts.iter().enumerate() {
        let Some(rows) = rows.get(part.collection.name) else { continue };
        for (index, row) in part.rows.iter().enumerate() {
            let (Some(patch), Some(present)) = (&row.patch, rows.get(&*row.id)) else {
                continue;
            };
            let mut whole: Map<String, Value> = serde_json::from_str(present).map_err(|_| Error::Internal)?;
            whole.extend(patch.clone());
            if let Some(updated_at) = part.collection.role(Role::UpdatedAt) {
                let before = whole.get(updated_at.wire).and_then(Value::as_i64).unwrap_or(i64::MIN);
                whole.insert(updated_at.wire.to_owned(), Value::from(member.now.max(before)));
            }
            let place = [place_of(number, member.parts.len()), path_of(part.action, index)].concat();
            validate::checks(part.collection, &whole.into(), &place, &mut issues);
        }
    }
    if issues.is_empty() { Ok(()) } else { Err(Error::Validation(issues)) }
}
