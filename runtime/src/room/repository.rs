use std::marker::PhantomData;

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    ListQuery, Room,
    effects::{Database, Host, Sockets},
};
use crate::{
    protocol::{Action, Answer, Data, Error, MutationRequest, Seq, limits},
    schema::Entity,
};

/// Typed reads and writes of one collection in one room.
///
/// Writes go through the room: they are validated, logged, published and answered like any client's.
#[derive(Debug)]
pub struct Repository<E, D, S, H> {
    room: Room<D, S, H>,
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
        Self { room, entity: PhantomData }
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
                limit: limits::LIST_MAX,
                after: after.take(),
            };
            let page = self.room.list(&query).await?;
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
        match self.room.get(E::COLLECTION, id).await {
            Ok(row) => parse(&row.data).map(Some),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The rows with these ids that are there, in the order of the ids.
    ///
    /// # Errors
    /// What keeps the database from being read.
    pub async fn find_by_ids(&self, ids: &[&str]) -> Result<Vec<E>, Error> {
        let rows = self.room.rows(E::COLLECTION, &json!(ids).to_string()).await?;
        rows.iter().map(|row| parse(row)).collect()
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
        match answer.data {
            Data::Row(Some(row)) => Ok(Committed { data: parse(&row)?, seq: answer.seq }),
            _ => Err(Error::Internal),
        }
    }

    async fn many(&self, action: Action, payload: Value) -> Result<Committed<Vec<E>>, Error> {
        let answer = self.mutate(action, payload).await?;
        let Data::Rows(rows) = &answer.data else {
            return Err(Error::Internal);
        };
        let data = rows.iter().map(|row| parse(row)).collect::<Result<_, _>>()?;
        Ok(Committed { data, seq: answer.seq })
    }

    async fn mutate(&self, action: Action, payload: Value) -> Result<Answer, Error> {
        let request = MutationRequest {
            client_mutation_id: None,
            since: None,
            collection: E::COLLECTION.name.to_owned(),
            action,
            payload,
            scope: None,
        };
        self.room.mutate(request, None).await
    }
}

fn to_value<T: Serialize>(value: &T) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(|_| Error::Internal)
}

/// A row that the database printed is one of the struct's, unless someone wrote the table beside us.
fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| Error::Internal)
}
