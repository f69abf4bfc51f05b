use std::marker::PhantomData;

use serde::Serialize;
use serde_json::Value;

use super::{RoomHandle, orders::Kind, parts::PartRequest};
use crate::{
    json::json,
    protocol::{Action, Error, Scope, Seq, UserId, limits},
    schema::{Collection, Column, Entity},
};

/// Typed reads and writes of one collection in one room.
///
/// Writes go through the room: they are validated, logged, published and answered like any client's. Private columns
/// are here, to be read and to be written.
#[derive(Debug)]
pub struct Repository<E> {
    room: RoomHandle,
    user: Option<UserId>,
    scope: Option<String>,
    entity: PhantomData<E>,
}

/// A committed mutation: what it left, and its place in the room's order.
#[derive(Debug, Clone, PartialEq)]
pub struct Committed<T> {
    pub data: T,
    pub seq: Seq,
}

impl<E: Entity> Repository<E> {
    pub(super) fn new(room: RoomHandle) -> Self {
        Self { room, user: None, scope: None, entity: PhantomData }
    }

    /// The same on behalf of a user, who owns the rows that are made.
    #[must_use]
    pub fn as_user(self, user: UserId) -> Self {
        Self { user: Some(user), ..self }
    }

    /// The same in one scope: rows are made in it, and those of others are not there.
    #[must_use]
    pub fn in_scope(self, scope: impl Into<String>) -> Self {
        Self { scope: Some(scope.into()), ..self }
    }

    /// All rows, in the collection's order.
    ///
    /// # Errors
    /// `TOO_LARGE` above 10,000 rows, and what keeps the database from being read.
    pub async fn find_all(&self) -> Result<Vec<E>, Error> {
        let mut rows: Vec<E> = Vec::new();
        let mut after = None;
        loop {
            let scope = self.scope.clone();
            let order = Kind::List { collection: E::COLLECTION.name.to_owned(), scope, after: after.take() };
            let page = self.room.obey(order).await?;
            for text in &page.rows {
                rows.extend(parse::<Vec<E>>(text)?);
            }
            if rows.len() > limits::LIST_MAX as usize {
                return Err(Error::TooLarge(format!("`{}` has more than 10,000 rows", E::COLLECTION.name)));
            }
            match page.next {
                None => return Ok(rows),
                next => after = next,
            }
        }
    }

    /// The row with this id, if there is one.
    ///
    /// # Errors
    /// What keeps the database from being read.
    pub async fn find_by_id(&self, id: &str) -> Result<Option<E>, Error> {
        Ok(self.find_by_ids(&[id]).await?.pop())
    }

    /// The rows with these ids that are there, in the order of the ids; in a scope, only its own.
    ///
    /// # Errors
    /// What keeps the database from being read.
    pub async fn find_by_ids(&self, ids: &[&str]) -> Result<Vec<E>, Error> {
        let rows = read(&self.room, E::COLLECTION, Value::from(ids)).await?;
        let scope = self.scope()?;
        let column = E::COLLECTION.scope().map_or("", |column| column.wire);
        let rows = rows.iter().map(|row| parse::<Value>(row)).filter(|row| match (row, &scope) {
            (Ok(row), Some(scope)) => row[column] == scope.as_str(),
            _ => true,
        });
        rows.map(|row| serde_json::from_value(row?).map_err(|_| Error::Internal)).collect()
    }

    /// Inserts a row.
    ///
    /// # Errors
    /// `VALIDATION`, `ID_TAKEN`, and those of [`Room::mutate`](crate::room::Room::mutate).
    pub async fn create(&self, insert: &E::Insert) -> Result<Committed<E>, Error> {
        self.one(Action::Insert, to_value(insert)?).await
    }

    /// Changes the fields of a row that the patch names.
    ///
    /// # Errors
    /// `VALIDATION`, `NOT_FOUND`, and those of [`Room::mutate`](crate::room::Room::mutate).
    pub async fn update(&self, id: &str, patch: &E::Patch) -> Result<Committed<E>, Error> {
        self.one(Action::Update, json!({ "id": id, "data": to_value(patch)? })).await
    }

    /// Deletes a row.
    ///
    /// # Errors
    /// `NOT_FOUND`, and those of [`Room::mutate`](crate::room::Room::mutate).
    pub async fn delete(&self, id: &str) -> Result<Seq, Error> {
        Ok(self.mutate(Action::Delete, json!({ "id": id })).await?.seq)
    }

    /// Inserts rows: all or none.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub async fn bulk_create(&self, inserts: &[E::Insert]) -> Result<Committed<Vec<E>>, Error> {
        let items = inserts.iter().map(to_value).collect::<Result<Vec<_>, _>>()?;
        self.many(Action::BulkInsert, json!({ "items": items })).await
    }

    /// Changes rows: all or none.
    ///
    /// # Errors
    /// As [`Self::update`].
    pub async fn bulk_update(&self, patches: &[(&str, E::Patch)]) -> Result<Committed<Vec<E>>, Error> {
        let item = |(id, patch): &(&str, E::Patch)| Ok(json!({ "id": id, "data": to_value(patch)? }));
        let items = patches.iter().map(item).collect::<Result<Vec<_>, Error>>()?;
        self.many(Action::BulkUpdate, json!({ "items": items })).await
    }

    /// Deletes rows: all or none.
    ///
    /// # Errors
    /// As [`Self::delete`].
    pub async fn bulk_delete(&self, ids: &[&str]) -> Result<Seq, Error> {
        Ok(self.mutate(Action::BulkDelete, json!({ "ids": ids })).await?.seq)
    }

    async fn one(&self, action: Action, payload: Value) -> Result<Committed<E>, Error> {
        let Committed { mut data, seq } = self.many(action, payload).await?;
        Ok(Committed { data: data.pop().ok_or(Error::Internal)?, seq })
    }

    async fn many(&self, action: Action, payload: Value) -> Result<Committed<Vec<E>>, Error> {
        let Committed { data: rows, seq } = self.mutate(action, payload).await?;
        let rows = whole(&self.room, E::COLLECTION, &rows).await?;
        Ok(Committed { data: rows.iter().map(|row| parse(row)).collect::<Result<_, _>>()?, seq })
    }

    fn scope(&self) -> Result<Option<Scope>, Error> {
        let parse = |text: &String| Scope::parse(E::COLLECTION, text);
        self.scope.as_ref().map(parse).transpose().map_err(|issue| Error::Validation(vec![issue]))
    }

    async fn mutate(&self, action: Action, payload: Value) -> Result<Committed<Vec<String>>, Error> {
        let collection = E::COLLECTION.name.to_owned();
        let parts = vec![PartRequest { collection, action, payload, scope: self.scope.clone() }];
        let user = self.user.as_ref().map(|user| user.as_str().to_owned());
        let reply = self.room.obey(Kind::Write { mid: None, user, parts }).await?;
        Ok(Committed { data: reply.rows, seq: reply.seq })
    }
}

/// The rows of these ids, with the columns that clients do not see.
async fn read(room: &RoomHandle, collection: &'static Collection, ids: Value) -> Result<Vec<String>, Error> {
    Ok(room.obey(Kind::Rows { collection: collection.name.to_owned(), ids }).await?.rows)
}

/// The rows of an answer. Where it lacks the private columns, they are read again: as they are now, which may be later than
/// the answer.
pub(super) async fn whole(
    room: &RoomHandle,
    collection: &'static Collection,
    rows: &[String],
) -> Result<Vec<String>, Error> {
    if collection.columns.iter().all(Column::is_public) {
        return Ok(rows.to_vec());
    }
    let id = collection.id().wire;
    let ids = rows.iter().map(|row| Ok(parse::<Value>(row)?[id].take())).collect::<Result<Value, Error>>()?;
    let whole = read(room, collection, ids).await?;
    if whole.len() < rows.len() {
        return Err(Error::NotFound(format!("`{}` has no such row any more", collection.name)));
    }
    Ok(whole)
}

pub(super) fn to_value<T: Serialize>(value: &T) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(|_| Error::Internal)
}

/// A row that the database printed is one of the struct's, unless someone wrote the table beside us.
pub(super) fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| Error::Internal)
}
