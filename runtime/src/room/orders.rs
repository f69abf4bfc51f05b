//! What the app's own code asks of a room, in one form: the same inside its object and from a Worker.

use futures_util::future::LocalBoxFuture;
use serde_json::Value;

use super::{
    ListQuery, Room,
    effects::{Database, Host, Sockets},
    operation::Operation,
    parts::PartRequest,
    reads,
};
use crate::{
    access::Reader,
    json::json,
    protocol::{Action, Answer, Data, Error, MutationId, Scope, Seq, UserId, limits},
    sql::View,
};

/// Where the app's own code finds a room.
pub trait Reach {
    /// Does what is ordered.
    fn obey(&self, order: Order) -> LocalBoxFuture<'_, Result<Reply, Error>>;
}

/// Something that the app's own code asks of a room.
#[derive(Debug, Clone, PartialEq)]
pub struct Order(pub(super) Kind);

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A page of a list, with the columns that clients do not see.
    List {
        collection: String,
        scope: Option<String>,
        after: Option<String>,
    },
    /// The rows of these ids, with the columns that clients do not see.
    Rows {
        collection: String,
        ids: Value,
    },
    Write {
        mid: Option<String>,
        user: Option<String>,
        parts: Vec<PartRequest>,
    },
    Touch {
        collection: String,
        ids: Value,
    },
    Reset,
    Revoke {
        user: String,
    },
    Alarm {
        at: Option<i64>,
    },
}

/// What an order came to. What it does not speak of stays empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reply {
    pub(super) seq: Seq,
    /// Texts of rows; of a list one text, which is its array.
    pub(super) rows: Vec<String>,
    /// Where a list goes on.
    pub(super) next: Option<String>,
    pub(super) replayed: bool,
    /// Sockets that were closed.
    pub(super) closed: u64,
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Reach for Room<D, S, H> {
    fn obey(&self, order: Order) -> LocalBoxFuture<'_, Result<Reply, Error>> {
        Box::pin(async move {
            match order.0 {
                Kind::List { collection, scope, after } => {
                    let collection = self.collection_of(&collection)?;
                    let scope = scope.map(|text| Scope::parse(collection, &text)).transpose();
                    let scope = scope.map_err(|issue| Error::Validation(vec![issue]))?;
                    let sync_id = self.sync_id().clone();
                    let query = ListQuery { sync_id, collection, scope, limit: limits::LIST_MAX, after };
                    let page =
                        reads::list_as(View::Full, &self.0.database, &self.0.tables, &query, Reader::default()).await?;
                    Ok(Reply { seq: page.seq, rows: vec![page.rows], next: page.next, ..Reply::default() })
                }
                Kind::Rows { collection, ids } => {
                    let collection = self.collection_of(&collection)?;
                    let rows = self.rows(collection, &ids.to_string(), View::Full).await?;
                    Ok(Reply { rows, ..Reply::default() })
                }
                Kind::Write { mid, user, parts } => {
                    let user = user.map(|user| UserId::new(&user));
                    let story = self.story_of_parts(&parts, mid.as_deref(), user.as_ref());
                    let submitted = story.follow(self.submit_parts(parts, mid.as_deref(), user).await)?;
                    Ok(Reply::answer(submitted.answer().await?))
                }
                Kind::Touch { collection, ids } => {
                    let operation = Operation::touch(self.collection_of(&collection)?, &ids)?;
                    let digest = super::Digest::of(Action::BulkUpdate, &collection, None, &json!({ "touch": ids }));
                    Ok(Reply::answer(self.submit_own(operation, digest).await?))
                }
                Kind::Reset => {
                    let schema = self.0.tables.schema();
                    let here = schema
                        .collections
                        .iter()
                        .find(|one| schema.find_in(self.sync_id().as_str(), one.name).is_some());
                    let collection = here.ok_or_else(|| Error::NotFound("there is no such room".to_owned()))?;
                    let digest = super::Digest::of(Action::BulkUpdate, "*", None, &Value::Null);
                    Ok(Reply::answer(self.submit_own(Operation::reset(collection), digest).await?))
                }
                Kind::Revoke { user } => {
                    let closed = self.revoke(&UserId::new(&user));
                    Ok(Reply { closed: u64::try_from(closed).unwrap_or(u64::MAX), ..Reply::default() })
                }
                Kind::Alarm { at } => {
                    self.set_app_alarm(at).await;
                    Ok(Reply::default())
                }
            }
        })
    }
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Commits an operation that no client can ask for. It has an id of its own, so nobody can have sent it before.
    async fn submit_own(&self, operation: Operation, digest: super::Digest) -> Result<Answer, Error> {
        self.load().await?;
        let mid = self.new_mid()?;
        let waiting = self.enqueue(&mut self.0.state.borrow_mut(), operation, mid.clone(), None, digest)?;
        self.pump();
        super::Submitted::waiting(mid, waiting).answer().await
    }
}

impl Reply {
    fn answer(answer: Answer) -> Self {
        let rows = match answer.data {
            Data::None => Vec::new(),
            Data::Row(row) => vec![row.unwrap_or_else(|| "null".to_owned())],
            Data::Rows(rows) => rows,
        };
        Self { seq: answer.seq, rows, replayed: answer.replayed, ..Self::default() }
    }

    /// As JSON, for a reply that travels.
    pub fn to_json(&self) -> Value {
        let Self { seq, rows, next, replayed, closed } = self;
        json!({ "seq": seq.0, "rows": rows, "next": next, "replayed": replayed, "closed": closed })
    }

    /// The reply that was written so.
    pub fn from_json(value: &Value) -> Option<Self> {
        let rows =
            value["rows"].as_array()?.iter().map(|row| row.as_str().map(str::to_owned)).collect::<Option<_>>()?;
        Some(Self {
            seq: Seq(value["seq"].as_u64()?),
            rows,
            next: text(&value["next"]),
            replayed: value["replayed"].as_bool()?,
            closed: value["closed"].as_u64()?,
        })
    }
}

impl Order {
    /// As JSON, for an order that travels.
    pub fn to_json(&self) -> Value {
        match &self.0 {
            Kind::List { collection, scope, after } => {
                json!({ "kind": "list", "collection": collection, "scope": scope, "after": after })
            }
            Kind::Rows { collection, ids } => json!({ "kind": "rows", "collection": collection, "ids": ids }),
            Kind::Write { mid, user, parts } => {
                let parts: Vec<Value> = parts.iter().map(PartRequest::to_json).collect();
                json!({ "kind": "write", "mid": mid, "user": user, "parts": parts })
            }
            Kind::Touch { collection, ids } => json!({ "kind": "touch", "collection": collection, "ids": ids }),
            Kind::Reset => json!({ "kind": "reset" }),
            Kind::Revoke { user } => json!({ "kind": "revoke", "user": user }),
            Kind::Alarm { at } => json!({ "kind": "alarm", "at": at }),
        }
    }

    /// The order that was written so.
    pub fn from_json(mut value: Value) -> Option<Self> {
        let kind = text(&value["kind"])?;
        let collection = text(&value["collection"]);
        let ids = value["ids"].take();
        Some(Self(match kind.as_str() {
            "list" => {
                Kind::List { collection: collection?, scope: text(&value["scope"]), after: text(&value["after"]) }
            }
            "rows" => Kind::Rows { collection: collection?, ids },
            "write" => {
                let Value::Array(parts) = value["parts"].take() else { return None };
                let parts = parts.into_iter().map(PartRequest::from_json).collect::<Option<_>>()?;
                Kind::Write { mid: text(&value["mid"]), user: text(&value["user"]), parts }
            }
            "touch" => Kind::Touch { collection: collection?, ids },
            "reset" => Kind::Reset,
            "revoke" => Kind::Revoke { user: text(&value["user"])? },
            "alarm" => Kind::Alarm { at: value["at"].as_i64() },
            _ => return None,
        }))
    }

    /// The name of the mutation that it is, where it was given one.
    pub fn mid(&self) -> Option<MutationId> {
        let Kind::Write { mid: Some(mid), .. } = &self.0 else { return None };
        MutationId::parse(mid).ok()
    }

    /// To close a user's sockets.
    pub fn revoke(user: &str) -> Self {
        Self(Kind::Revoke { user: user.to_owned() })
    }
}

impl PartRequest {
    fn to_json(&self) -> Value {
        let Self { collection, action, payload, scope } = self;
        json!({ "collection": collection, "action": action.as_str(), "payload": payload, "scope": scope })
    }

    fn from_json(mut value: Value) -> Option<Self> {
        let action = text(&value["action"])?;
        let action = Action::ALL.into_iter().find(|known| known.as_str() == action)?;
        let (collection, scope) = (text(&value["collection"])?, text(&value["scope"]));
        Some(Self { collection, action, payload: value["payload"].take(), scope })
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn orders_and_replies_survive_the_way() {
        let part = PartRequest {
            collection: "todos".into(),
            action: Action::BulkInsert,
            payload: json!({ "items": json!([json!({ "title": "ä" })]) }),
            scope: Some("s".into()),
        };
        let (name, ids) = (|| "todos".to_owned(), json!(["a", "b"]));
        for kind in [
            Kind::List { collection: name(), scope: None, after: Some("x".into()) },
            Kind::Rows { collection: name(), ids: ids.clone() },
            Kind::Write { mid: Some("12345678".into()), user: None, parts: vec![part.clone(), part] },
            Kind::Touch { collection: name(), ids },
            Kind::Reset,
            Kind::Revoke { user: "zoë".into() },
            Kind::Alarm { at: Some(-1) },
            Kind::Alarm { at: None },
        ] {
            let order = Order(kind);
            let text = order.to_json().to_string();
            assert_eq!(Order::from_json(serde_json::from_str(&text).unwrap()), Some(order), "{text}");
        }
        let reply = Reply { seq: Seq(7), rows: vec!["{}".into()], next: Some("n".into()), replayed: true, closed: 3 };
        assert_eq!(Reply::from_json(&reply.to_json()), Some(reply));
    }

    #[test]
    fn what_is_no_order_is_none() {
        for text in ["null", "{}", "[]", r#"{"kind":"drop"}"#, r#"{"kind":"write","parts":[{"action":"drop"}]}"#] {
            assert_eq!(Order::from_json(serde_json::from_str(text).unwrap()), None, "{text}");
        }
    }
}
