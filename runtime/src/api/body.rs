use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::query;
use crate::{
    json::json,
    protocol::{Action, Error, MutationId, MutationRequest, Seq, SyncId, limits},
    schema::Collection,
    validate::Issue,
};

/// A mutation whose body is still to be read.
#[derive(Debug, Clone)]
pub struct Mutation {
    pub sync_id: SyncId,
    pub collection: &'static Collection,
    pub action: Action,
    /// The row that the path names.
    pub(super) id: Option<String>,
    /// From the query of a DELETE; elsewhere it stands in the body.
    pub(super) client_mutation_id: Option<String>,
    pub(super) since: Option<Seq>,
    pub(super) scope: Option<String>,
}

impl Mutation {
    /// Whether there is a body to read.
    pub fn has_body(&self) -> bool {
        self.action != Action::Delete
    }

    /// The client's name for it, as far as it can be told: from its body, or from the query of a DELETE.
    pub fn mid(&self, body: Option<&[u8]>) -> Option<MutationId> {
        let body = body.and_then(|body| from_bytes::<Value>(body).ok());
        let named = body.as_ref().and_then(|body| body["_clientMutationId"].as_str());
        MutationId::parse(named.or(self.client_mutation_id.as_deref())?).ok()
    }

    /// Reads the body and makes the wire's form of the mutation. The fields themselves are the engine's to validate.
    ///
    /// # Errors
    /// 413 for a body that is too large, 400 for one that is no JSON object or whose `_clientMutationId`, `_since` or
    /// `scope` has the wrong type.
    pub fn request(self, body: &[u8]) -> Result<MutationRequest, Error> {
        let (client_mutation_id, since, scope, payload) = if self.has_body() {
            let mut fields = parse(body)?;
            let client_mutation_id = take_text(&mut fields, "_clientMutationId")?;
            let since = take_since(&mut fields)?;
            let scope = take_text(&mut fields, "scope")?;
            (client_mutation_id, since, scope, self.payload(fields))
        } else {
            (self.client_mutation_id, self.since, self.scope, json!({ "id": self.id }))
        };
        Ok(MutationRequest {
            client_mutation_id,
            since,
            collection: self.collection.name.to_owned(),
            action: self.action,
            payload,
            scope,
        })
    }

    fn payload(&self, fields: Map<String, Value>) -> Value {
        match self.action {
            Action::Update => json!({ "id": self.id, "data": fields }),
            _ => Value::Object(fields),
        }
    }
}

/// What a body of JSON holds.
///
/// Bodies become texts first, so that there is one parser: of texts and of bytes there would be one each.
///
/// # Errors
/// What is wrong with it, without anything of the input.
pub(crate) fn from_bytes<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    let text = core::str::from_utf8(body).map_err(|error| error.to_string())?;
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn parse(body: &[u8]) -> Result<Map<String, Value>, Error> {
    if body.len() > limits::BODY_BYTES {
        return Err(Error::body_too_large());
    }
    match from_bytes(body) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(Error::Validation(vec![Issue::new(vec![], "invalid_type", "the body must be an object")])),
        // The parser's message has a position and what it expected there, nothing of the input.
        Err(error) => Err(Error::Malformed(format!("the body is not JSON in UTF-8: {error}"))),
    }
}

fn take_text(fields: &mut Map<String, Value>, name: &str) -> Result<Option<String>, Error> {
    match fields.remove(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Error::invalid(name, "invalid_type", "must be a string")),
    }
}

fn take_since(fields: &mut Map<String, Value>) -> Result<Option<Seq>, Error> {
    let Some(value) = fields.remove("_since") else {
        return Ok(None);
    };
    value.as_u64().and_then(query::seq).map(Some).ok_or_else(query::invalid_since)
}
