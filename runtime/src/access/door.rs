use super::{Access, Gate, Head, Pass, Reads, Refusal, Verdict, What};
use crate::{
    api::{Operation, Target, scope_of},
    protocol::Error,
    room::{Caller, Errand},
    schema::Role,
};

/// A request that was let in.
#[derive(Debug, Clone, PartialEq)]
pub struct Admission {
    pub pass: Pass,
    /// The scope that was asked about.
    pub scope: Option<String>,
    /// The body, where it had to be read to know the scope.
    pub body: Option<Vec<u8>>,
}

impl<Env: Clone + 'static> Gate<Env> {
    /// The way in, for HTTP and for sockets: where the request comes from, who sends it, and whether they may do what it
    /// asks for. No room is touched before it ends well.
    ///
    /// # Errors
    /// 403 for writes and sockets of foreign pages, 400 for a socket's path without a socket; 401 and 403 as the app has
    /// it; and what its own code answers.
    pub async fn enter(
        &self,
        target: &Target,
        verdict: Verdict,
        head: &Head,
        body: impl AsyncFnOnce() -> Result<Vec<u8>, Error>,
        env: &Env,
    ) -> Result<Admission, Refusal> {
        let wanted = match target {
            // Says nothing of anyone.
            Target::Api(Operation::Health) => return Ok(Admission { pass: Pass::default(), scope: None, body: None }),
            Target::Socket(_) => {
                verdict.check()?;
                if !head.is_socket() {
                    return Err(Error::Malformed("this path is for WebSockets".to_owned()).into());
                }
                None
            }
            // Browsers keep the answer from a page that may not read it.
            Target::Api(Operation::List { query, .. }) => Some((Access::Read, query.collection)),
            Target::Api(Operation::Get { query, .. }) => Some((Access::Read, query.collection)),
            Target::Api(Operation::Mutate(mutation)) => {
                verdict.check()?;
                Some((Access::Write, mutation.collection))
            }
        };
        let user = self.identify(head, env).await?;
        let room = target.sync_id().ok_or(Error::Internal)?;
        let Some((access, collection)) = wanted else {
            let pass = self.listen(user, room, env).await?;
            return Ok(Admission { pass, scope: None, body: None });
        };
        let (scope, body) = if self.asks_body(target) {
            let body = body().await?;
            (scope_of(&body)?, Some(body))
        } else {
            (target.scope().map(str::to_owned), None)
        };
        let what = What { access, collection: Some(collection.name), scope: scope.as_deref() };
        let is_read = !what.is_write();
        let access = self.ask(user.as_ref(), room, what, env).await?;
        let pass = Pass { user, access, reads: Reads::All };
        // That of mutations is the room's to ask: there it is known whether one is new.
        if is_read {
            let caller = Caller { pass: pass.clone(), head: Some(head.clone()), ..Caller::default() };
            self.guard(Errand::read(room, caller, collection, scope.as_deref()), env).await?;
        }
        Ok(Admission { pass, scope, body })
    }

    /// Whether the body has to be read before it is known what is asked for: there a write names its scope.
    fn asks_body(&self, target: &Target) -> bool {
        let Target::Api(Operation::Mutate(mutation)) = target else {
            return false;
        };
        let has_scope = mutation.collection.columns.iter().any(|column| column.role == Role::Scope);
        self.asks() && has_scope && mutation.has_body()
    }
}
