use super::{Context, chain::Stack};
use crate::protocol::{Answer, Error};

/// The rest of the way: the middlewares that follow, and then what was asked for.
///
/// It can be gone once. A middleware that does not go it has refused.
#[must_use = "a middleware that does not run `next` refuses"]
pub struct Next<User, Access = (), Env = crate::access::Platform> {
    pub(super) layers: Stack<User, Access, Env>,
    pub(super) place: usize,
}

/// What came of it: where it was done, its answer.
#[derive(Debug)]
pub struct Outcome(Option<Answer>);

impl Outcome {
    /// The answer of a middleware that lets nothing pass: the caller gets 403 `FORBIDDEN`, or 401 where nobody is known.
    pub fn refused() -> Self {
        Self(None)
    }

    /// What a committed mutation is answered with. Reads have none: their rows do not pass here.
    pub fn answer(&self) -> Option<&Answer> {
        self.0.as_ref()
    }
}

impl<User, Access, Env> Next<User, Access, Env> {
    /// Goes on: validates the mutation, queues it and commits it, or allows the read. Ends when that is done.
    ///
    /// # Errors
    /// The refusal of a later middleware or of the room; then nothing was written, but where it is `UNAVAILABLE` or `TIMEOUT`:
    /// there nobody knows. Hand it on.
    pub async fn run(self, ctx: &mut Context<User, Access, Env>) -> Result<Outcome, Error> {
        let Some(layer) = self.layers.get(self.place).cloned() else {
            return ctx.do_it().await.map(Outcome);
        };
        let next = Self { layers: self.layers, place: self.place + 1 };
        layer.handle(ctx, next).await.map_err(|refusal| {
            // What only the operator may know does not pass through the other middlewares.
            ctx.cause = refusal.cause.or_else(|| ctx.cause.take());
            refusal.error
        })
    }
}

impl<User, Access, Env> std::fmt::Debug for Next<User, Access, Env> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Next").field("left", &(self.layers.len() - self.place)).finish()
    }
}
