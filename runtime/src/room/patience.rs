use core::time::Duration;

use futures_util::future::{Either, select};

use super::{
    Caller, Room,
    effects::{Database, Host, Sockets},
};
use crate::protocol::{Answer, Error, MutationId, MutationRequest};

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Does a mutation for a client, as [`Self::submit`] does, and answers in time.
    ///
    /// # Errors
    /// As [`Self::submit`]; and `TIMEOUT`, and then it may still be done. Where that is not known the error names the
    /// mutation, even one that its sender gave no name.
    pub async fn answer(&self, mut request: MutationRequest, caller: &Caller, time: Duration) -> Result<Answer, Error> {
        let mid = match &request.client_mutation_id {
            Some(text) => MutationId::parse(text).ok(),
            None => Some(self.new_mid()?),
        };
        let is_new = request.client_mutation_id.is_none();
        if is_new {
            request.client_mutation_id = mid.as_ref().map(|mid| mid.as_str().to_owned());
        }
        let work = async {
            if is_new {
                request.since = Some(self.seq().await?);
            }
            self.submit(request, caller).await?.answer().await
        };
        self.within(time, work).await.map_err(|error| error.about(mid))
    }

    /// Ends work that takes too long.
    ///
    /// # Errors
    /// `TIMEOUT`, or the work's own.
    pub async fn within<T>(&self, time: Duration, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        // Its clock is asked for only where the work is not done at once.
        match select(core::pin::pin!(work), self.0.host.sleep(time)).await {
            Either::Left((done, _)) => done,
            Either::Right(_) => Err(Error::Timeout { mid: None }),
        }
    }
}
