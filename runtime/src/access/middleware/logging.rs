use super::{Context, Middleware, Next, Outcome};
use crate::protocol::Error;

/// Tells `logger` of each mutation, in one line: who wanted what, and what became of it. Nothing of its values.
///
/// ```
/// use ferrosync::access::middleware::create_logging_middleware;
///
/// // In a Worker: `|line| worker::console_log!("{line}")`.
/// let logging = create_logging_middleware(|line| println!("{line}"));
/// # let _ = logging;
/// ```
///
/// The line is `todos insert in p1 by alice: seq 12` or `.. by alice: FORBIDDEN`, and ends with the request's id. It stands for all that
/// this middleware is around: put it first.
pub fn create_logging_middleware<F: Fn(&str)>(logger: F) -> Logging<F> {
    Logging(logger)
}

/// See [`create_logging_middleware`].
#[derive(Debug, Clone, Copy)]
pub struct Logging<F>(F);

impl<F: Fn(&str), User, Access, Env> Middleware<User, Access, Env> for Logging<F> {
    type Error = Error;

    async fn handle(
        &self,
        ctx: &mut Context<User, Access, Env>,
        next: Next<User, Access, Env>,
    ) -> Result<Outcome, Error> {
        let Some(action) = ctx.action() else {
            return next.run(ctx).await;
        };
        let outcome = next.run(ctx).await;
        let became = match &outcome {
            Ok(outcome) => {
                outcome.answer().map_or_else(|| "refused".to_owned(), |answer| format!("seq {}", answer.seq))
            }
            Err(error) => error.code().0.to_owned(),
        };
        let (room, user) = (ctx.sync_id(), ctx.user_id().unwrap_or("nobody"));
        (self.0)(&format!("{} {action} in {room} by {user}: {became} ({})", ctx.collection(), ctx.request_id()));
        outcome
    }
}
