use std::{borrow::Cow, fmt, rc::Rc};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{
    access::{Head, Identity, Platform, Refusal},
    protocol::{Action, Answer, Error, SyncId, UserId, Verb},
    room::{Core, Deed, Errand, Owner},
    schema::{Collection, Entity},
};

/// What is asked for and by whom: what middleware looks at, and may change.
pub struct Context<User, Access = (), Env = Platform> {
    /// What the mutation says, by its action: the fields; `{id, data}`; `{id}`; `{items: [fields]}`; `{items: [{id, data}]}`;
    /// `{ids}`. As it was sent, so nothing of it is checked yet: that comes after all middleware, and what this one writes
    /// is checked as if it had been sent. Null for reads.
    ///
    /// It may be anything, and `payload["data"]["title"] = ..` panics where `data` is no object: [`fields_mut`](Self::fields_mut)
    /// gives the objects that are there.
    pub payload: Value,
    /// What `authorize` said of the user. What this one writes, later middleware finds.
    pub access: Access,
    pub(super) owners: Vec<Owner>,
    pub(super) has_passed: bool,
    /// Why something failed, for the operator.
    pub(super) cause: Option<String>,
    user: Option<User>,
    user_id: Option<UserId>,
    errand: Errand,
    core: Rc<dyn Core>,
    env: Env,
}

impl<User, Access, Env> Context<User, Access, Env>
where
    User: DeserializeOwned,
    Access: DeserializeOwned,
{
    pub(super) fn new(mut errand: Errand, core: Rc<dyn Core>, env: Env) -> Result<Self, Refusal> {
        let pass = &errand.caller.pass;
        let user = pass.user.as_ref().map(|user| read(&user.identity, "an identity")).transpose()?;
        let access = read(&pass.access, "an access value")?;
        let (user_id, payload) = (pass.user_id(), errand.payload.take());
        let (owners, has_passed, cause) = (Vec::new(), false, None);
        Ok(Self { payload, access, owners, has_passed, cause, user, user_id, errand, core, env })
    }
}

fn read<T: DeserializeOwned>(value: &Value, what: &str) -> Result<T, Refusal> {
    T::deserialize(value)
        .map_err(|error| Refusal::internal(format!("{what} is not read back from its own JSON: {error}")))
}

impl<User, Access, Env> Context<User, Access, Env> {
    /// The collection's name on the wire.
    pub fn collection(&self) -> &'static str {
        self.errand.collection.name
    }

    /// What the schema says of the collection.
    pub fn schema(&self) -> &'static Collection {
        self.errand.collection
    }

    /// What is to be done; `None` where rows are to be read: a list, a row, the changes since, or a socket's subscription.
    pub fn action(&self) -> Option<Action> {
        self.errand.action
    }

    /// Whether rows are to be read.
    pub fn is_read(&self) -> bool {
        self.errand.action.is_none()
    }

    /// The room.
    pub fn sync_id(&self) -> &SyncId {
        &self.errand.sync_id
    }

    /// The scope that the request names. The room keeps the request to it.
    pub fn scope(&self) -> Option<&str> {
        self.errand.scope.as_deref()
    }

    /// The mutation's id; reads have none.
    pub fn mid(&self) -> Option<&str> {
        self.errand.mid.as_ref().map(crate::protocol::MutationId::as_str)
    }

    /// The head of the request. `None` for what comes over an open socket: what has to be known of a caller always belongs into
    /// the identity.
    pub fn head(&self) -> Option<&Head> {
        self.errand.caller.head.as_ref()
    }

    /// The request's id, as it stands in logs and error bodies; empty for reads.
    pub fn request_id(&self) -> &str {
        &self.errand.caller.request_id
    }

    /// Databases, secrets and what else the app is bound to.
    pub fn env(&self) -> &Env {
        &self.env
    }

    /// Who asks, where the app knows.
    pub fn user(&self) -> Option<&User> {
        self.user.as_ref()
    }

    /// Their user id.
    pub fn user_id(&self) -> Option<&str> {
        self.user_id.as_ref().map(UserId::as_str)
    }

    /// Says who asks, for the middlewares that follow: their rows are made, and must be owned, by this user.
    ///
    /// The mutation id stays its sender's: that was looked up before.
    pub fn set_user(&mut self, user: User)
    where
        User: Identity,
    {
        self.user_id = Some(UserId::new(&user.user_id()));
        self.user = Some(user);
    }

    /// The ids of the rows that the mutation names; for an insert those that the client chose.
    pub fn ids(&self) -> Vec<Cow<'_, str>> {
        let text = |value: &Value| value.as_str().map(|id| Cow::from(id.to_owned()));
        let items = |name: &str| self.payload[name].as_array().map(Vec::as_slice).unwrap_or_default();
        match self.errand.action {
            None => Vec::new(),
            Some(Action::BulkInsert | Action::BulkUpdate) => {
                items("items").iter().filter_map(|item| text(&item["id"])).collect()
            }
            Some(Action::BulkDelete) => items("ids").iter().filter_map(text).collect(),
            Some(_) => text(&self.payload["id"]).into_iter().collect(),
        }
    }

    /// The fields that the mutation gives to rows, an object a row: inserts and patches alike.
    ///
    /// ```
    /// use ferrosync::{
    ///     access::middleware::{Context, Next, Outcome},
    ///     protocol::Error,
    /// };
    /// # struct Env;
    ///
    /// /// Titles have no spaces around them, whoever sends them.
    /// async fn tidy(ctx: &mut Context<String, (), Env>, next: Next<String, (), Env>) -> Result<Outcome, Error> {
    ///     for fields in ctx.fields_mut() {
    ///         if let Some(title) = fields.get("title").and_then(|title| title.as_str()) {
    ///             let title = title.trim().to_owned();
    ///             fields.insert("title".to_owned(), title.into());
    ///         }
    ///     }
    ///     next.run(ctx).await
    /// }
    /// ```
    pub fn fields_mut(&mut self) -> Vec<&mut Map<String, Value>> {
        let action = self.errand.action;
        let is_patch = action.is_some_and(|action| action.verb() == Verb::Update);
        let rows: Vec<&mut Value> = match action {
            Some(Action::Insert | Action::Update) => vec![&mut self.payload],
            Some(Action::BulkInsert | Action::BulkUpdate) => {
                self.payload.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten().collect()
            }
            None | Some(Action::Delete | Action::BulkDelete) => Vec::new(),
        };
        let fields = rows.into_iter().filter_map(|row| if is_patch { row.get_mut("data") } else { Some(row) });
        fields.filter_map(Value::as_object_mut).collect()
    }

    /// The rows that an update or a delete names, as they are now: whole, private columns too, those that are there, in the
    /// mutation's order. None for inserts and reads.
    ///
    /// What is seen here holds: if somebody changes one of the rows before this mutation is committed, the middleware runs once
    /// more, with the rows as they are then, while the room commits nothing else.
    ///
    /// # Errors
    /// What keeps the database from being read.
    pub async fn current(&self) -> Result<Vec<Value>, Error> {
        match self.errand.action.map(Action::verb) {
            Some(Verb::Update | Verb::Delete) => {
                self.core.current(self.ids().into_iter().map(Cow::into_owned).collect()).await
            }
            None | Some(Verb::Insert) => Ok(Vec::new()),
        }
    }

    /// The same, typed; empty where the mutation is of another collection.
    ///
    /// # Errors
    /// As [`Self::current`]; `INTERNAL` where somebody else has written a row that is none of the struct's.
    pub async fn current_of<E: Entity>(&self) -> Result<Vec<E>, Error> {
        if E::COLLECTION.name != self.collection() {
            return Ok(Vec::new());
        }
        let rows = self.current().await?;
        rows.into_iter().map(|row| serde_json::from_value(row).map_err(|_| Error::Internal)).collect()
    }

    /// Innermost of all: what was asked for.
    pub(super) async fn do_it(&mut self) -> Result<Option<Answer>, Error> {
        self.has_passed = true;
        let (author, owners) = (self.user_id.clone(), core::mem::take(&mut self.owners));
        self.core.run(Deed { payload: self.payload.take(), author, owners }).await
    }
}

impl<User, Access, Env> fmt::Debug for Context<User, Access, Env> {
    /// Without the payload and the head: this ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("sync_id", &self.errand.sync_id)
            .field("collection", &self.collection())
            .field("action", &self.errand.action)
            .field("user", &self.user_id)
            .finish_non_exhaustive()
    }
}
