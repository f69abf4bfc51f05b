//! An app's middlewares one in the other, with their types rubbed off.

use core::{fmt, time::Duration};
use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use super::{Context, Middleware, Next, Outcome, auth};
use crate::{
    access::Refusal,
    room::{Core, Errand, Onion},
};

/// A middleware of any type.
pub(in crate::access) trait Layer<User, Access, Env> {
    fn handle<'a>(
        &'a self,
        ctx: &'a mut Context<User, Access, Env>,
        next: Next<User, Access, Env>,
    ) -> LocalBoxFuture<'a, Result<Outcome, Refusal>>;
}

/// All of an app's, the outermost first.
pub(super) type Stack<User, Access, Env> = Rc<[Rc<dyn Layer<User, Access, Env>>]>;

/// One of some type.
pub(super) struct Typed<M>(pub(super) M);

impl<M, User, Access, Env> Layer<User, Access, Env> for Typed<M>
where
    M: Middleware<User, Access, Env>,
{
    fn handle<'a>(
        &'a self,
        ctx: &'a mut Context<User, Access, Env>,
        next: Next<User, Access, Env>,
    ) -> LocalBoxFuture<'a, Result<Outcome, Refusal>> {
        Box::pin(async move {
            let outcome = self.0.handle(ctx, next).await;
            outcome.map_err(|error| Refusal::of_app("middleware", &error))
        })
    }
}

/// What an app has said of its middleware up to now.
pub(in crate::access) struct Layers<User, Access, Env> {
    before: Vec<Rc<dyn Layer<User, Access, Env>>>,
    after: Vec<Rc<dyn Layer<User, Access, Env>>>,
    /// Set with the first one: an app without any has none of the code.
    pub(in crate::access) build: Option<Build<User, Access, Env>>,
}

/// Makes middleware of what an app said.
pub(in crate::access) type Build<User, Access, Env> = fn(Layers<User, Access, Env>, Way) -> Rc<dyn Rounds<Env>>;

/// What the app's other settings say.
#[derive(Debug, Clone, Copy)]
pub(in crate::access) struct Way {
    /// Whether somebody can be known at all.
    pub(in crate::access) has_users: bool,
    /// Whether rooms are their users' own.
    pub(in crate::access) per_user: bool,
    /// How long middleware may take for one mutation.
    pub(in crate::access) patience: Duration,
}

impl<User, Access, Env> Default for Layers<User, Access, Env> {
    fn default() -> Self {
        Self { before: Vec::new(), after: Vec::new(), build: None }
    }
}

impl<User, Access, Env> Clone for Layers<User, Access, Env> {
    fn clone(&self) -> Self {
        Self { before: self.before.clone(), after: self.after.clone(), build: self.build }
    }
}

impl<User, Access, Env> Layers<User, Access, Env>
where
    User: DeserializeOwned + 'static,
    Access: DeserializeOwned + 'static,
    Env: Clone + 'static,
{
    pub(in crate::access) fn add(&mut self, is_before: bool, middleware: impl Middleware<User, Access, Env> + 'static) {
        let list = if is_before { &mut self.before } else { &mut self.after };
        list.push(Rc::new(Typed(middleware)));
        self.build = Some(Self::build);
    }

    fn build(self, way: Way) -> Rc<dyn Rounds<Env>> {
        let mut layers = self.before;
        if way.per_user {
            layers.push(Rc::new(auth::OwnRoom));
        }
        layers.extend(self.after);
        Rc::new(Chain { layers: layers.into(), way })
    }
}

/// An app's middleware, whatever its types.
pub(in crate::access) trait Rounds<Env> {
    /// Runs round an errand.
    fn around(&self, errand: Errand, core: Rc<dyn Core>, env: Env) -> LocalBoxFuture<'static, Result<(), Refusal>>;

    /// How long it may take.
    fn patience(&self) -> Duration;
}

struct Chain<User, Access, Env> {
    layers: Stack<User, Access, Env>,
    way: Way,
}

impl<User, Access, Env> Rounds<Env> for Chain<User, Access, Env>
where
    User: DeserializeOwned + 'static,
    Access: DeserializeOwned + 'static,
    Env: 'static,
{
    fn around(&self, errand: Errand, core: Rc<dyn Core>, env: Env) -> LocalBoxFuture<'static, Result<(), Refusal>> {
        let (next, has_users) = (Next { layers: Rc::clone(&self.layers), place: 0 }, self.way.has_users);
        Box::pin(async move {
            let mut ctx = Context::new(errand, core, env)?;
            match next.run(&mut ctx).await {
                Err(error) => Err(Refusal { error, cause: ctx.cause }),
                Ok(_) if ctx.has_passed => Ok(()),
                // An app that knows nobody cannot ask them to sign in.
                Ok(_) if has_users && ctx.user().is_none() => Err(Refusal::unauthenticated()),
                Ok(_) => Err(Refusal::forbidden()),
            }
        })
    }

    fn patience(&self) -> Duration {
        self.way.patience
    }
}

/// An app's middleware for one room.
pub(in crate::access) struct Attendant<Env> {
    pub(in crate::access) rounds: Rc<dyn Rounds<Env>>,
    pub(in crate::access) env: Env,
}

impl<Env> fmt::Debug for Attendant<Env> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attendant").finish_non_exhaustive()
    }
}

impl<Env: Clone + 'static> Onion for Attendant<Env> {
    fn around(&self, errand: Errand, core: Rc<dyn Core>) -> LocalBoxFuture<'static, Result<(), Refusal>> {
        self.rounds.around(errand, core, self.env.clone())
    }

    fn patience(&self) -> Duration {
        self.rounds.patience()
    }
}
