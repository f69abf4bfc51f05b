use serde_json::Value;

use super::{
    RoomHandle,
    orders::Kind,
    parts::PartRequest,
    repository::{parse, to_value, whole},
};
use crate::{
    json::json,
    protocol::{Action, Error, Seq, Verb},
    schema::{Collection, Entity},
};

/// A mutation of several rows and collections, under way: all of it is committed, at one `seq`, or nothing.
///
/// What it asks of the rows that are there is judged as they were before it, but for this: a row that it makes may be referenced
/// in the same mutation, and a key that it takes from one row may go to another (from a row that is deleted to any; from one
/// that is updated to a new one). A row stands in it once. Where it contradicts itself (a row is changed that goes
/// with a deleted one), it is refused.
///
/// ```
/// use ferrosync::{schema::*, testing::World};
///
/// sync_collections![
///     #[collection(single_tenant)]
///     pub struct List { pub id: Uuid, pub name: String }
///
///     #[collection(single_tenant)]
///     pub struct Todo {
///         pub id: Uuid,
///         #[references(List, on_delete = cascade)]
///         pub list_id: Uuid,
///         pub title: String,
///     }
/// ];
///
/// let room = World::new(&COLLECTIONS);
/// let groceries: Uuid = "0190a5b4-6c2e-7000-8000-000000000001".parse().unwrap();
/// let handle = room.room("default").handle();
/// let committed = room.run(async move {
///     handle
///         .transaction()
///         .insert::<List>(&NewList { id: Some(groceries), name: "groceries".into() })
///         .insert::<Todo>(&NewTodo { id: None, list_id: groceries, title: "milk".into() })
///         .insert::<Todo>(&NewTodo { id: None, list_id: groceries, title: "bread".into() })
///         .commit()
///         .await
/// });
/// let committed = committed.unwrap();
/// assert_eq!(committed.seq.0, 1);
/// let titles: Vec<_> = committed.rows::<Todo>().unwrap().into_iter().map(|todo| todo.title).collect();
/// assert_eq!(titles, ["milk", "bread"]);
/// ```
#[derive(Debug)]
#[must_use = "nothing is written before `commit`"]
pub struct Transaction {
    room: RoomHandle,
    user: Option<String>,
    scope: Option<String>,
    mid: Option<String>,
    parts: Vec<Building>,
    problem: Option<Error>,
}

/// Rows of one kind that follow each other: they become one part.
#[derive(Debug)]
struct Building {
    collection: &'static Collection,
    verb: Verb,
    scope: Option<String>,
    items: Vec<Value>,
}

/// A committed transaction: the rows that it left, and its place in the room's order.
#[derive(Debug, Clone, PartialEq)]
pub struct Transacted {
    pub seq: Seq,
    /// Whether its mutation id was committed before, and nothing was done now.
    pub replayed: bool,
    rows: Vec<(&'static str, Option<String>)>,
}

impl Transaction {
    pub(super) fn new(room: RoomHandle) -> Self {
        Self { room, user: None, scope: None, mid: None, parts: Vec::new(), problem: None }
    }

    /// On behalf of a user, who owns the rows that are made: all of them.
    pub fn as_user(mut self, user_id: impl Into<String>) -> Self {
        self.user = Some(user_id.into());
        self
    }

    /// What follows is in this scope: rows are made in it, and those of others are not there.
    pub fn in_scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// What follows is in no scope, and finds rows of any.
    pub fn in_any_scope(mut self) -> Self {
        self.scope = None;
        self
    }

    /// Under this name (8 to 64 characters) it is done once, however often it is asked for: for what comes from a queue or a hook
    /// that may come twice. Rows without an id get one the first time, and keep it.
    pub fn mid(mut self, mid: impl Into<String>) -> Self {
        self.mid = Some(mid.into());
        self
    }

    /// Inserts a row.
    pub fn insert<E: Entity>(self, row: &E::Insert) -> Self {
        self.add(E::COLLECTION, Verb::Insert, to_value(row))
    }

    /// Changes the fields of a row that the patch names.
    pub fn update<E: Entity>(self, id: &str, patch: &E::Patch) -> Self {
        self.add(E::COLLECTION, Verb::Update, to_value(patch).map(|patch| json!({ "id": id, "data": patch })))
    }

    /// Deletes a row, and what goes with it.
    pub fn delete<E: Entity>(self, id: &str) -> Self {
        self.add(E::COLLECTION, Verb::Delete, Ok(Value::from(id)))
    }

    // Not generic, so that it is compiled once.
    fn add(mut self, collection: &'static Collection, verb: Verb, item: Result<Value, Error>) -> Self {
        let item = match item {
            Ok(item) => item,
            Err(error) => {
                self.problem.get_or_insert(error);
                return self;
            }
        };
        // A collection without scopes is in none, whatever is said of those round it.
        let scope = self.scope.clone().filter(|_| collection.scope().is_some());
        match self.parts.last_mut() {
            Some(part) if part.collection.name == collection.name && part.verb == verb && part.scope == scope => {
                part.items.push(item);
            }
            _ => self.parts.push(Building { collection, verb, scope, items: vec![item] }),
        }
        self
    }

    /// Does it.
    ///
    /// # Errors
    /// A refusal (`VALIDATION`, `NOT_FOUND`, `ID_TAKEN`, `CONFLICT` ..), and then nothing was written: where there are several parts,
    /// the paths of its issues begin with `parts` and the number of one. Or `UNAVAILABLE`, and then nobody knows:
    /// with a [`mid`](Self::mid) of its own it can be sent again.
    pub async fn commit(self) -> Result<Transacted, Error> {
        if let Some(error) = self.problem {
            return Err(error);
        }
        let mut names = Vec::new();
        for part in self.parts.iter().filter(|part| part.verb != Verb::Delete) {
            names.extend(part.items.iter().map(|_| part.collection));
        }
        let parts = self.parts.into_iter().map(Building::into_request).collect();
        let reply = self.room.obey(Kind::Write { mid: self.mid, user: self.user, parts }).await?;
        let mut rows: Vec<(&'static str, Option<String>)> = Vec::with_capacity(names.len());
        let mut fetched: Vec<&'static str> = Vec::new();
        let found: Vec<_> = names.into_iter().zip(reply.rows).collect();
        for (collection, row) in &found {
            rows.push((collection.name, Some(row.clone()).filter(|row| row != "null")));
        }
        // Private columns are read again, once a collection.
        for (collection, _) in &found {
            if collection.columns.iter().all(crate::schema::Column::is_public) || fetched.contains(&collection.name) {
                continue;
            }
            fetched.push(collection.name);
            let of_collection = || rows.iter().filter(|(name, _)| *name == collection.name);
            let texts: Vec<String> = of_collection().filter_map(|(_, row)| row.clone()).collect();
            let mut whole = whole(&self.room, collection, &texts).await?.into_iter();
            for (_, row) in rows.iter_mut().filter(|(name, row)| *name == collection.name && row.is_some()) {
                *row = whole.next();
            }
        }
        Ok(Transacted { seq: reply.seq, replayed: reply.replayed, rows })
    }
}

impl Building {
    fn into_request(self) -> PartRequest {
        let Self { collection, verb, scope, mut items } = self;
        let is_one = items.len() == 1;
        let one = |items: &mut Vec<Value>| items.pop().unwrap_or_default();
        let (action, payload) = match (verb, is_one) {
            (Verb::Insert, true) => (Action::Insert, one(&mut items)),
            (Verb::Update, true) => (Action::Update, one(&mut items)),
            (Verb::Delete, true) => (Action::Delete, json!({ "id": one(&mut items) })),
            (Verb::Insert, false) => (Action::BulkInsert, json!({ "items": items })),
            (Verb::Update, false) => (Action::BulkUpdate, json!({ "items": items })),
            (Verb::Delete, false) => (Action::BulkDelete, json!({ "ids": items })),
        };
        PartRequest { collection: collection.name.to_owned(), action, payload, scope }
    }
}

impl Transacted {
    /// The rows of a collection that it made and changed, in their order. Of one that was done before, as they are now:
    /// those that are gone are left out.
    ///
    /// # Errors
    /// `INTERNAL`, where somebody wrote the table beside us and a row is none of the struct's.
    pub fn rows<E: Entity>(&self) -> Result<Vec<E>, Error> {
        let own = self.rows.iter().filter(|(name, _)| *name == E::COLLECTION.name);
        own.filter_map(|(_, row)| row.as_deref()).map(parse).collect()
    }
}
