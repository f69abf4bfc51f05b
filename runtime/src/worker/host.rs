use core::{cell::RefCell, time::Duration};

use std::rc::Rc;

use ::worker::{ScheduledTime, State, console_error, console_log};
use futures_util::future::LocalBoxFuture;
use wasm_bindgen::JsValue;

use super::{js, tasks};
use crate::room::Host;

/// Under which name the object keeps the one text that it keeps.
const KEPT: &str = "ferrosync";

/// Milliseconds since 1970 UTC.
#[allow(clippy::cast_possible_truncation)] // whole milliseconds, far below 2^53
pub(super) fn now() -> i64 {
    js_sys::Date::now() as i64
}

/// So many random bytes are asked for at once: the way to the runtime is what costs.
const POOL: usize = 512;

thread_local! {
    static POOLED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Fills `bytes`, at most [`POOL`] of them.
pub(super) fn random(bytes: &mut [u8]) {
    POOLED.with_borrow_mut(|pool| {
        if pool.len() < bytes.len() {
            pool.resize(POOL, 0);
            if js::random(pool).is_err() {
                // Only for more than 64 kB at once.
                console_error!("ferrosync: the runtime gave no random bytes");
            }
        }
        // Each is given once.
        let rest = pool.len().saturating_sub(bytes.len());
        for (byte, random) in bytes.iter_mut().zip(pool.drain(rest..)) {
            *byte = random;
        }
    });
}

/// Time, chance and tasks of the runtime, for one object.
#[derive(Debug, Clone)]
pub(super) struct ObjectHost {
    state: Rc<State>,
}

impl ObjectHost {
    pub(super) fn new(state: Rc<State>) -> Self {
        Self { state }
    }

    pub(super) fn state(&self) -> &State {
        &self.state
    }
}

impl Host for ObjectHost {
    fn now(&self) -> i64 {
        now()
    }

    fn random(&self, bytes: &mut [u8]) {
        random(bytes);
    }

    fn sleep(&self, time: Duration) -> LocalBoxFuture<'static, ()> {
        Box::pin(tasks::sleep(time))
    }

    fn set_alarm(&self, at: Option<i64>) -> LocalBoxFuture<'static, ()> {
        let storage = self.state.storage();
        Box::pin(async move {
            let done = match at {
                #[allow(clippy::cast_precision_loss)] // milliseconds, far below 2^53
                Some(at) => storage.set_alarm(ScheduledTime::new(js_sys::Date::new(&(at as f64).into()))).await,
                None => storage.delete_alarm().await,
            };
            if let Err(error) = done {
                console_error!("ferrosync: the room's alarm could not be set: {error}");
            }
        })
    }

    fn recall(&self) -> LocalBoxFuture<'static, String> {
        let storage = self.state.storage();
        Box::pin(async move {
            let text = match storage.as_raw().get(KEPT) {
                Ok(text) => tasks::wait(&text).await,
                Err(error) => Err(error),
            };
            text.ok().and_then(|text| text.as_string()).unwrap_or_default()
        })
    }

    fn keep(&self, text: &str) -> LocalBoxFuture<'static, ()> {
        let (storage, text) = (self.state.storage(), JsValue::from_str(text));
        Box::pin(async move {
            if let Err(error) = storage.put_raw(KEPT, text).await {
                console_error!("ferrosync: what the room is to be woken for could not be kept: {error}");
            }
        })
    }

    fn pause(&self) -> LocalBoxFuture<'static, ()> {
        Box::pin(tasks::sleep(Duration::ZERO))
    }

    fn linger(&self, time: Duration) -> LocalBoxFuture<'static, ()> {
        Box::pin(tasks::sleep(time))
    }

    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        tasks::spawn(task);
    }

    fn log(&self, line: &str) {
        console_log!("{line}");
    }
}
