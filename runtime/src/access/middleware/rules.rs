//! Who may do what with which collection.

use core::fmt;

use super::{Context, IntoRule, Middleware, Next, Outcome, Rule, filter::known};
use crate::{access::Refusal, protocol::Action, schema::Schema};

/// The name that stands for all others.
const ANY: &str = "*";

/// The rules of one collection, by action.
///
/// A bulk action without a rule of its own has that of its single form: a role that may not insert may not insert in bulk. What
/// then has none has that of [`any`](Self::any), and without one it is refused.
pub struct Actions<User, Access = (), Env = crate::access::Platform> {
    read: Option<Rule<User, Access, Env>>,
    writes: [Option<Rule<User, Access, Env>>; 6],
    any: Option<Rule<User, Access, Env>>,
}

macro_rules! actions {
    ($($(#[$docs:meta])* $name:ident => $action:ident;)*) => {$(
        $(#[$docs])*
        #[must_use]
        pub fn $name<Kind>(mut self, rule: impl IntoRule<User, Access, Env, Kind>) -> Self {
            self.writes[Action::$action as usize] = Some(rule.into_rule());
            self
        }
    )*};
}

impl<User, Access, Env> Actions<User, Access, Env> {
    /// Nothing is allowed.
    pub fn new() -> Self {
        Self { read: None, writes: [const { None }; 6], any: None }
    }

    /// Lists, single rows, the changes since, and a socket's subscriptions.
    #[must_use]
    pub fn read<Kind>(mut self, rule: impl IntoRule<User, Access, Env, Kind>) -> Self {
        self.read = Some(rule.into_rule());
        self
    }

    actions! {
        insert => Insert;
        update => Update;
        delete => Delete;
        bulk_insert => BulkInsert;
        bulk_update => BulkUpdate;
        bulk_delete => BulkDelete;
    }

    /// All that has no rule of its own, reads too: the seed's `*`.
    #[must_use]
    pub fn any<Kind>(mut self, rule: impl IntoRule<User, Access, Env, Kind>) -> Self {
        self.any = Some(rule.into_rule());
        self
    }

    fn of(&self, action: Option<Action>) -> Option<&Rule<User, Access, Env>> {
        let Some(action) = action else {
            return self.read.as_ref().or(self.any.as_ref());
        };
        let single = match action {
            Action::Insert | Action::BulkInsert => Action::Insert,
            Action::Update | Action::BulkUpdate => Action::Update,
            Action::Delete | Action::BulkDelete => Action::Delete,
        };
        let rule = |action: Action| self.writes[action as usize].as_ref();
        rule(action).or_else(|| rule(single)).or(self.any.as_ref())
    }
}

impl<User, Access, Env> Default for Actions<User, Access, Env> {
    fn default() -> Self {
        Self::new()
    }
}

/// Rules by collection, for [`collection_access`].
///
/// A collection without rules of its own has those of `"*"`, and without those everything is refused.
pub struct Rules<User, Access = (), Env = crate::access::Platform>(Vec<(&'static str, Actions<User, Access, Env>)>);

impl<User, Access, Env> Rules<User, Access, Env> {
    /// Nothing is allowed.
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// The rules of the collection of this name on the wire; `"*"` for all that are not named.
    #[must_use]
    pub fn collection(mut self, name: &'static str, actions: Actions<User, Access, Env>) -> Self {
        self.0.push((name, actions));
        self
    }

    fn of(&self, collection: &str, action: Option<Action>) -> Option<&Rule<User, Access, Env>> {
        let named = |wanted: &str| self.0.iter().find(|(name, _)| *name == wanted).map(|(_, actions)| actions);
        named(collection).or_else(|| named(ANY))?.of(action)
    }
}

impl<User, Access, Env> Default for Rules<User, Access, Env> {
    fn default() -> Self {
        Self::new()
    }
}

/// Allows what rules allow, by collection and action; all else is refused with 403, or 401 where nobody is known.
///
/// ```
/// use ferrosync::{
///     access::middleware::{Actions, Context, Rules, collection_access},
///     prelude::*,
/// };
/// # use ferrosync::schema::Schema;
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Clone)]
/// # struct Env;
/// # async fn session_user(head: &Head, env: &Env) -> Result<Option<String>, String> { Ok(head.bearer()) }
/// # async fn member(user: &String, room: &SyncId, what: What<'_>, env: &Env) -> Result<Option<Role>, String> { Ok(None) }
///
/// #[derive(PartialEq, Serialize, Deserialize)]
/// enum Role {
///     Viewer,
///     Editor,
///     Admin,
/// }
///
/// async fn no_viewer(ctx: &Context<String, Role, Env>) -> bool {
///     ctx.access != Role::Viewer
/// }
///
/// fn rules() -> Rules<String, Role, Env> {
///     let photos = Actions::new()
///         .insert(true)
///         .update(no_viewer)
///         .delete(async |ctx: &Context<String, Role, Env>| ctx.access == Role::Admin)
///         .bulk_insert(false)
///         .any(true);
///     Rules::new().collection("photos", photos).collection("*", Actions::new().read(true).any(no_viewer))
/// }
///
/// fn app(schema: Schema) -> SyncApp<Ready, String, Role, Env> {
///     SyncApp::new(schema).authenticate(session_user).authorize(member).middleware(collection_access(rules()))
/// }
/// ```
pub fn collection_access<User, Access, Env>(rules: Rules<User, Access, Env>) -> CollectionAccess<User, Access, Env> {
    CollectionAccess(rules)
}

/// The same by the name that it has beside the other `create_` ones.
pub fn create_collection_access_middleware<User, Access, Env>(
    rules: Rules<User, Access, Env>,
) -> CollectionAccess<User, Access, Env> {
    collection_access(rules)
}

/// See [`collection_access`].
pub struct CollectionAccess<User, Access, Env>(Rules<User, Access, Env>);

impl<User, Access, Env> Middleware<User, Access, Env> for CollectionAccess<User, Access, Env> {
    type Error = Refusal;

    async fn handle(
        &self,
        ctx: &mut Context<User, Access, Env>,
        next: Next<User, Access, Env>,
    ) -> Result<Outcome, Refusal> {
        let is_allowed = match self.0.of(ctx.collection(), ctx.action()) {
            None => false,
            Some(rule) => rule.ask(ctx).await?,
        };
        if is_allowed { Ok(next.run(ctx).await?) } else { Ok(Outcome::refused()) }
    }

    fn check(&self, schema: &Schema) -> Result<(), String> {
        let names = self.0.0.iter().map(|(name, _)| *name);
        known("collection_access", names.filter(|name| *name != ANY), schema)
    }
}

impl<User, Access, Env> fmt::Debug for Actions<User, Access, Env> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { read, writes, any } = self;
        f.debug_struct("Actions").field("read", read).field("writes", writes).field("any", any).finish()
    }
}

impl<User, Access, Env> fmt::Debug for Rules<User, Access, Env> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(name, actions)| (name, actions))).finish()
    }
}

impl<User, Access, Env> fmt::Debug for CollectionAccess<User, Access, Env> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CollectionAccess").field(&self.0).finish()
    }
}
