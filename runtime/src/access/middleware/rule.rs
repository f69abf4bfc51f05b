//! One question that an app answers with yes or no.

use core::fmt;
use std::rc::Rc;

use futures_util::future::LocalBoxFuture;

use super::Context;
use crate::access::Refusal;

/// Whether something may be done: a `bool`, or an async function that finds out.
pub enum Rule<User, Access, Env> {
    Always(bool),
    Asked(Rc<Ask<User, Access, Env>>),
}

/// A function of the app's own, with its types rubbed off.
type Ask<User, Access, Env> =
    dyn for<'a> Fn(&'a Context<User, Access, Env>) -> LocalBoxFuture<'a, Result<bool, Refusal>>;

/// What [`Actions`] take for a rule: `true`, `false`, or an async function from `&Context` to a `bool` or a
/// `Result<bool, _>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no rule",
    label = "not a rule",
    note = "a rule is `true`, `false`, or an `async fn(&Context<User, Access>) -> bool` with the app's own user and access value; it may \
            return `Result<bool, E>` too"
)]
pub trait IntoRule<User, Access, Env, Kind> {
    fn into_rule(self) -> Rule<User, Access, Env>;
}

/// What a rule's function answers.
pub trait Verdict {
    #[doc(hidden)]
    fn verdict(self) -> Result<bool, Refusal>;
}

impl Verdict for bool {
    fn verdict(self) -> Result<bool, Refusal> {
        Ok(self)
    }
}

impl<E: fmt::Display + 'static> Verdict for Result<bool, E> {
    fn verdict(self) -> Result<bool, Refusal> {
        self.map_err(|error| Refusal::of_app("collection_access", &error))
    }
}

/// Tells the two kinds of rules apart.
#[derive(Debug)]
pub enum Given {}
/// See [`Given`].
#[derive(Debug)]
pub enum Asked {}

impl<User, Access, Env> IntoRule<User, Access, Env, Given> for bool {
    fn into_rule(self) -> Rule<User, Access, Env> {
        Rule::Always(self)
    }
}

impl<F, User, Access, Env, V> IntoRule<User, Access, Env, Asked> for F
where
    F: AsyncFn(&Context<User, Access, Env>) -> V + 'static,
    V: Verdict,
{
    fn into_rule(self) -> Rule<User, Access, Env> {
        let function = Rc::new(self);
        Rule::Asked(Rc::new(move |ctx| {
            let function = Rc::clone(&function);
            Box::pin(async move { function(ctx).await.verdict() })
        }))
    }
}

impl<User, Access, Env> Rule<User, Access, Env> {
    pub(super) async fn ask(&self, ctx: &Context<User, Access, Env>) -> Result<bool, Refusal> {
        match self {
            Self::Always(answer) => Ok(*answer),
            Self::Asked(ask) => ask(ctx).await,
        }
    }
}

impl<User, Access, Env> fmt::Debug for Rule<User, Access, Env> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always(answer) => f.debug_tuple("Always").field(answer).finish(),
            Self::Asked(_) => f.write_str("Asked"),
        }
    }
}
