use core::{fmt, time::Duration};
use std::rc::Rc;

use futures_util::future::{Either, LocalBoxFuture, select};

use super::Refusal;
use crate::protocol::Error;

/// How long the app's own functions may take, by a clock that comes from outside.
#[derive(Clone)]
pub struct Patience {
    time: Duration,
    sleep: Sleep,
}

type Sleep = Rc<dyn Fn(Duration) -> LocalBoxFuture<'static, ()>>;

impl Patience {
    /// At most this time, as `sleep` counts it.
    pub fn new(time: Duration, sleep: impl Fn(Duration) -> LocalBoxFuture<'static, ()> + 'static) -> Self {
        Self { time, sleep: Rc::new(sleep) }
    }

    pub fn time(&self) -> Duration {
        self.time
    }

    /// Waits for one of the app's functions, `place` by its name, and no longer.
    ///
    /// # Errors
    /// `TIMEOUT`, and the operator is told of whom; or the function's own.
    pub async fn with<T>(&self, place: &str, work: LocalBoxFuture<'_, Result<T, Refusal>>) -> Result<T, Refusal> {
        // What answers at once starts no clock.
        let sleep = (self.sleep)(self.time);
        match select(work, sleep).await {
            Either::Left((done, _)) => done,
            Either::Right(_) => {
                let cause = format!("`{place}` gave no answer in {} ms", self.time.as_millis());
                Err(Refusal { error: Error::Timeout { mid: None }, cause: Some(cause) })
            }
        }
    }
}

impl fmt::Debug for Patience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Patience").field("time", &self.time).finish_non_exhaustive()
    }
}
