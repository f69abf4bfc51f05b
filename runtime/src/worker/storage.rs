//! Where a room's object keeps its rows: in D1, or in its own SQLite.

use core::{cell::RefCell, fmt};
use std::rc::Rc;

use ::worker::{State, console_error, console_log};

use super::{d1::D1, sqlite};
use crate::{
    json::json,
    protocol::Error,
    room::{Database, DatabaseError},
    sql::{Results, Statement},
};

/// A migration's name and its statements.
pub(super) type Migration = (&'static str, &'static str);

/// What becomes of the counts of rows that statements read and write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Costs {
    Unread,
    /// An observer is told of them.
    Read,
    /// The operator is, batch by batch.
    Logged,
}

/// Opens the object's own database and applies these migrations.
type Open = fn(&State, &[Migration], Costs) -> Result<Rc<dyn Own>, Error>;

/// The migrations that a build put into the Worker, for objects that keep their rows themselves.
///
/// It brings what runs them along: a Worker whose build put none into it has no code for them either.
#[derive(Clone, Copy)]
pub(super) struct Embedded {
    migrations: &'static [Migration],
    open: Open,
}

impl Embedded {
    /// All migrations, in their order.
    pub(super) fn new(migrations: &'static [Migration]) -> Self {
        Self { migrations, open: sqlite::open }
    }

    /// The object's own database, with every migration applied.
    pub(super) fn open(&self, state: &State, costs: Costs) -> Result<Rc<dyn Own>, Error> {
        (self.open)(state, self.migrations, costs)
    }
}

impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedded").field("migrations", &self.migrations.len()).finish_non_exhaustive()
    }
}

/// The object's own database.
pub(super) trait Own {
    /// Runs the statements in one transaction.
    fn transact(&self, statements: &[Statement]) -> Result<Vec<Results>, DatabaseError>;

    fn bytes(&self) -> Option<u64>;
}

impl fmt::Debug for dyn Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Own")
    }
}

/// The database of a room's object.
#[derive(Debug, Clone)]
pub(super) enum ObjectDatabase {
    D1(D1),
    Own(Rc<dyn Own>),
}

impl Database for ObjectDatabase {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Results>, DatabaseError> {
        match self {
            Self::D1(database) => database.batch(statements).await,
            Self::Own(database) => database.transact(&statements),
        }
    }

    fn is_local(&self) -> bool {
        matches!(self, Self::Own(_))
    }

    fn bytes(&self) -> Option<u64> {
        match self {
            Self::D1(_) => None,
            Self::Own(database) => database.bytes(),
        }
    }
}

/// What the runtime makes of the texts of statements, made once: texts are long, and there are few.
pub(super) struct Made<T>(RefCell<Vec<(Rc<str>, T)>>);

/// More than a schema of many collections has.
const MOST: usize = 256;

impl<T: Clone> Made<T> {
    pub(super) fn of<E>(&self, sql: &Rc<str>, prepare: impl FnOnce(&str) -> Result<T, E>) -> Result<T, E> {
        let mut known = self.0.borrow_mut();
        if let Some((_, found)) = known.iter().find(|(text, _)| Rc::ptr_eq(text, sql)) {
            return Ok(found.clone());
        }
        let made = prepare(sql)?;
        // One that is made for one mutation alone does not stay for ever.
        if known.len() == MOST {
            known.clear();
        }
        known.push((Rc::clone(sql), made.clone()));
        Ok(made)
    }
}

impl<T> Default for Made<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T> fmt::Debug for Made<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Made").field(&self.0.borrow().len()).finish()
    }
}

/// Tells the operator of a failure, where nobody else does.
pub(super) fn tell_failure(message: &str) {
    // A broken constraint is how the log says no, a missing table is told as what it is, and what is too big is asked for
    // in parts or refused.
    // All else would be lost here.
    if !["constraint failed", "no such table", "too big"].iter().any(|told| message.contains(told)) {
        console_error!("ferrosync: the database failed: {message}");
    }
}

/// One line of JSON a batch: what each of its statements read and wrote.
pub(super) fn log_costs(results: &[Results]) {
    let statements: Vec<_> = results
        .iter()
        .map(|result| json!({ "rowsRead": result.rows_read, "rowsWritten": result.rows_written }))
        .collect();
    let (read, written) =
        results.iter().fold((0, 0), |(read, written), one| (read + one.rows_read, written + one.rows_written));
    console_log!(
        "{}",
        json!({ "ferrosync": "batch", "rowsRead": read, "rowsWritten": written, "statements": statements })
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_made_into_something_once() {
        let (made, sql): (Made<usize>, Rc<str>) = (Made::default(), "SELECT 1".into());
        assert_eq!(made.of(&sql, |text| Ok::<_, ()>(text.len())), Ok(8));
        assert_eq!(made.of(&Rc::clone(&sql), |_| Err("made again")), Ok(8));
        for number in 0..MOST {
            let other: Rc<str> = number.to_string().into();
            assert_eq!(made.of(&other, |_| Ok::<_, ()>(number)), Ok(number));
        }
        assert!(made.0.borrow().len() <= MOST);
    }
}
