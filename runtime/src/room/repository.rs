use std::marker::PhantomData;

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    ListQuery, Room, RowQuery,
    effects::{Database, Host, Sockets},
};
use crate::{
    protocol::{Action, Answer, Data, Error, MutationRequest, Scope, Seq, UserId, limits},
    schema::Entity,
    sql::View,
    validate::Writer,
};

/// Typed reads and writes of one collection in one room.
///
/// Writes go through the room: they are validated, logged, published and answered like any client's. Private columns
/// are here, to be read and to be written.
#[derive(Debug)]
pub struct Repository<E, D, S, H> {
    room: Room<D, S, H>,
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

impl<E: Entity, D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Repository<E, D, S, H> {
    pub(super) fn new(room: Room<D, S, H>) -> Self {
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
            let query = ListQuery {
                sync_id: self.room.sync_id().clone(),
                collection: E::COLLECTION,
                scope: self.scope()?,
                limit: limits::LIST_MAX,
                after: after.take(),
            };
            let page = self.room.list_whole(&query).await?;
            rows.extend(parse::<Vec<E>>(&page.rows)?);
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
        let query = RowQuery {
            sync_id: self.room.sync_id().clone(),
            collection: E::COLLECTION,
            id: id.to_owned(),
            scope: self.scope()?,
        };
        match self.room.get_whole(&query).await {
            Ok(row) => parse(&row.data).map(Some),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The rows with these ids that are there, in the order of the ids; in a scope, only its own.
    ///
    /// # Errors
    /// What keeps the database from being read.
    pub async fn find_by_ids(&self, ids: &[&str]) -> Result<Vec<E>, Error> {
        let rows = self.room.rows(E::COLLECTION, &json!(ids).to_string(), View::Full).await?;
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
    /// `VALIDATION`, `ID_TAKEN`, and those of [`Room::mutate`].
    pub async fn create(&self, insert: &E::Insert) -> Result<Committed<E>, Error> {
        self.one(Action::Insert, to_value(insert)?).await
    }

    /// Changes the fields of a row that the patch names.
    ///
    /// # Errors
    /// `VALIDATION`, `NOT_FOUND`, and those of [`Room::mutate`].
    pub async fn update(&self, id: &str, patch: &E::Patch) -> Result<Committed<E>, Error> {
        self.one(Action::Update, json!({ "id": id, "data": to_value(patch)? })).await
    }

    /// Deletes a row.
    ///
    /// # Errors
    /// `NOT_FOUND`, and those of [`Room::mutate`].
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
        let answer = self.mutate(action, payload).await?;
        let Data::Row(Some(row)) = answer.data else {
            return Err(Error::Internal);
        };
        let mut whole = self.whole(vec![row]).await?;
        Ok(Committed { data: whole.pop().ok_or(Error::Internal)?, seq: answer.seq })
    }

    async fn many(&self, action: Action, payload: Value) -> Result<Committed<Vec<E>>, Error> {
        let answer = self.mutate(action, payload).await?;
        let Data::Rows(rows) = answer.data else {
            return Err(Error::Internal);
        };
        Ok(Committed { data: self.whole(rows).await?, seq: answer.seq })
    }

    /// The rows of an answer. Where it lacks the private columns, they are read again: as they are now, which may be
    /// later than the answer.
    async fn whole(&self, rows: Vec<String>) -> Result<Vec<E>, Error> {
        let sql = self.room.0.tables.of(E::COLLECTION).ok_or(Error::Internal)?;
        if !sql.has_private {
            return rows.iter().map(|row| parse(row)).collect();
        }
        let id = E::COLLECTION.id().wire;
        let ids = rows.iter().map(|row| Ok(parse::<Value>(row)?[id].take())).collect::<Result<Value, Error>>()?;
        let whole = self.room.rows(E::COLLECTION, &ids.to_string(), View::Full).await?;
        if whole.len() < rows.len() {
            return Err(Error::NotFound(format!("`{}` has no such row any more", E::COLLECTION.name)));
        }
        whole.iter().map(|row| parse(row)).collect()
    }

    fn scope(&self) -> Result<Option<Scope>, Error> {
        let parse = |text: &String| Scope::parse(E::COLLECTION, text);
        self.scope.as_ref().map(parse).transpose().map_err(|issue| Error::Validation(vec![issue]))
    }

    async fn mutate(&self, action: Action, payload: Value) -> Result<Answer, Error> {
        let request = MutationRequest {
            client_mutation_id: None,
            since: None,
            collection: E::COLLECTION.name.to_owned(),
            action,
            payload,
            scope: self.scope.clone(),
        };
        self.room.submit_as(Writer::App, request, self.user.clone(), None).await?.answer().await
    }
}

fn to_value<T: Serialize>(value: &T) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(|_| Error::Internal)
}

/// A row that the database printed is one of the struct's, unless someone wrote the table beside us.
fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| Error::Internal)
}
