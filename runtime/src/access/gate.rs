use core::fmt;
use std::rc::Rc;

use futures_util::{FutureExt, future::LocalBoxFuture};
use serde_json::Value;

use super::{
    Access, Head, Known, Pass, Patience, Reads, Refusal, What,
    middleware::{Attendant, Rounds},
};
use crate::{
    all::all,
    protocol::SyncId,
    room::{Caller, Errand, Look, Onion},
    schema::{Collection, Schema},
};

/// Who may use an app: its own functions, with their types rubbed off.
///
/// The Worker asks it before an object is touched, and a room again for sockets that stay open.
pub struct Gate<Env> {
    pub(super) schema: Schema,
    pub(super) identify: Option<Rc<dyn Identify<Env>>>,
    pub(super) rule: Rule<Env>,
    /// The app's middleware, where it has any.
    pub(super) rounds: Option<Rc<dyn Rounds<Env>>>,
    /// How long the app's functions may take; without it, for ever.
    pub(super) patience: Option<Patience>,
}

/// Who is let in.
pub(super) enum Rule<Env> {
    /// An app that does not say it yet.
    Nobody,
    Everyone,
    /// Each user to the room that has their id for its name.
    PerUser,
    /// Whom the app's own function lets in.
    Asked(Rc<dyn Ask<Env>>),
}

/// An app's `authenticate`.
pub(super) trait Identify<Env> {
    fn identify<'a>(&'a self, head: &'a Head, env: &'a Env) -> LocalBoxFuture<'a, Result<Option<Known>, Refusal>>;
}

/// An app's `authorize`.
pub(super) trait Ask<Env> {
    /// The access value of who is let in.
    fn ask<'a>(
        &'a self,
        user: Option<&'a Known>,
        room: &'a SyncId,
        what: What<'a>,
        env: &'a Env,
    ) -> LocalBoxFuture<'a, Result<Option<Value>, Refusal>>;

    /// Whether it has an opinion on those whom nobody knows.
    fn takes_strangers(&self) -> bool;
}

impl<Env> Clone for Rule<Env> {
    fn clone(&self) -> Self {
        match self {
            Self::Nobody => Self::Nobody,
            Self::Everyone => Self::Everyone,
            Self::PerUser => Self::PerUser,
            Self::Asked(ask) => Self::Asked(Rc::clone(ask)),
        }
    }
}

impl<Env> Clone for Gate<Env> {
    fn clone(&self) -> Self {
        let (identify, rule) = (self.identify.clone(), self.rule.clone());
        Self { schema: self.schema, identify, rule, rounds: self.rounds.clone(), patience: self.patience.clone() }
    }
}

impl<Env> fmt::Debug for Gate<Env> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = match self.rule {
            Rule::Nobody => "nobody",
            Rule::Everyone => "everyone",
            Rule::PerUser => "per user",
            Rule::Asked(_) => "asked",
        };
        f.debug_struct("Gate").field("rule", &rule).finish_non_exhaustive()
    }
}

impl<Env> Gate<Env> {
    /// The same, but it waits for the app's functions no longer than this.
    #[must_use]
    pub fn within(self, patience: Patience) -> Self {
        Self { patience: Some(patience), ..self }
    }

    /// Waits for one of the app's functions.
    pub(super) async fn wait<T>(
        &self,
        place: &str,
        work: LocalBoxFuture<'_, Result<T, Refusal>>,
    ) -> Result<T, Refusal> {
        match &self.patience {
            None => work.await,
            Some(patience) => patience.with(place, work).await,
        }
    }

    /// Whether the app's own function decides, so that its answer can change while a socket is open.
    pub fn asks(&self) -> bool {
        matches!(self.rule, Rule::Asked(_))
    }

    /// Whether the app has middleware: what it asks of a request is not known before.
    pub fn attends(&self) -> bool {
        self.rounds.is_some()
    }

    /// Whether the app's own code decides in any way, so that listeners are to be looked at again.
    pub fn watches(&self) -> bool {
        self.asks() || self.attends()
    }

    /// Finds out who asks, and lets nobody in: for routes of the app's own, which may be for visitors too.
    ///
    /// # Errors
    /// 500 where the app's `authenticate` failed, 503 where it took too long.
    pub async fn recognise(&self, head: &Head, env: &Env) -> Result<Option<Known>, Refusal> {
        match &self.identify {
            None => Ok(None),
            Some(identify) => self.wait("authenticate", identify.identify(head, env)).await,
        }
    }

    /// Finds out who asks. Whoever cannot be let in unknown is refused here.
    ///
    /// # Errors
    /// 401; 500 where the app's `authenticate` failed, 503 where it took too long.
    pub async fn identify(&self, head: &Head, env: &Env) -> Result<Option<Known>, Refusal> {
        let user = self.recognise(head, env).await?;
        let takes_strangers = match &self.rule {
            Rule::Everyone => true,
            Rule::Nobody | Rule::PerUser => false,
            Rule::Asked(ask) => ask.takes_strangers(),
        };
        if user.is_none() && !takes_strangers { Err(Refusal::unauthenticated()) } else { Ok(user) }
    }

    /// Asks whether they may do this in this room; gives the access value.
    ///
    /// # Errors
    /// 401 for whom nobody knows, 403 for whom one knows; 500 where the app's `authorize` failed, 503 where it
    /// took too long.
    pub async fn ask(&self, user: Option<&Known>, room: &SyncId, what: What<'_>, env: &Env) -> Result<Value, Refusal> {
        let granted = match &self.rule {
            Rule::Everyone => Some(Value::Null),
            // What everyone shares is nobody's own: a user who is called like its room does not get it.
            Rule::PerUser => user
                .filter(|user| user.id == room.as_str() && !self.schema.is_single_tenant(room.as_str()))
                .map(|_| Value::Null),
            Rule::Asked(ask) if user.is_some() || ask.takes_strangers() => {
                self.wait("authorize", ask.ask(user, room, what, env)).await?
            }
            Rule::Nobody | Rule::Asked(_) => None,
        };
        granted.ok_or_else(|| if user.is_some() { Refusal::forbidden() } else { Refusal::unauthenticated() })
    }
}

impl<Env: Clone + 'static> Gate<Env> {
    /// The app's middleware, for a room of these surroundings.
    pub fn onion(&self, env: &Env) -> Option<Rc<dyn Onion>> {
        let rounds = Rc::clone(self.rounds.as_ref()?);
        Some(Rc::new(Attendant { rounds, env: env.clone() }))
    }

    /// Asks the app's middleware whether a list may be read, by somebody whom [`Self::ask`] let in.
    ///
    /// # Errors
    /// What the middleware answers.
    pub async fn guard(&self, errand: Errand, env: &Env) -> Result<(), Refusal> {
        match &self.rounds {
            None => Ok(()),
            Some(rounds) => self.wait("middleware", rounds.around(errand, Rc::new(Look), env.clone())).await,
        }
    }

    /// The collection of this name, if its rows can stand in this room.
    pub(super) fn collection(&self, room: &SyncId, name: &str) -> Option<&'static Collection> {
        self.schema.find_in(room.as_str(), name)
    }

    /// Asks whether they may listen to this room, and to which of its collections.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn listen(&self, user: Option<Known>, room: &SyncId, env: &Env) -> Result<Pass, Refusal> {
        let access = self.ask(user.as_ref(), room, What::SOCKET, env).await?;
        let reads = if self.watches() { self.reads(user.as_ref(), room, env).await? } else { Reads::All };
        Ok(Pass { user, access, reads })
    }

    async fn reads(&self, user: Option<&Known>, room: &SyncId, env: &Env) -> Result<Reads, Refusal> {
        let collections = self.schema.collections.iter().copied();
        let here: Vec<_> =
            collections.filter(|collection| self.schema.find_in(room.as_str(), collection.name).is_some()).collect();
        let ask = |collection: &&'static Collection| self.may_read(user, room, collection, env).boxed_local();
        let answers = all(here.iter().map(ask).collect(), usize::MAX).await;
        let mut readable = Vec::new();
        for (collection, answer) in here.into_iter().zip(answers) {
            match answer {
                Ok(()) => readable.push(collection.name.to_owned()),
                // A no is no. What failed may not be taken for one: the client would miss what it may see.
                Err(refusal) if matches!(refusal.error.status(), 401 | 403) => {}
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(Reads::Only(readable))
    }

    /// Whether they may read all of a collection.
    async fn may_read(
        &self,
        user: Option<&Known>,
        room: &SyncId,
        collection: &'static Collection,
        env: &Env,
    ) -> Result<(), Refusal> {
        let what = What { access: Access::Read, collection: Some(collection.name), scope: None };
        let access = self.ask(user, room, what, env).await?;
        // Without a head: when the same is asked again of an open socket, there is none either.
        let caller = Caller { pass: Pass { user: user.cloned(), access, reads: Reads::All }, ..Caller::default() };
        self.guard(Errand::read(room, caller, collection, None), env).await
    }
}
