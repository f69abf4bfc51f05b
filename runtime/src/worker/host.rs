use core::time::Duration;

use ::worker::{Delay, console_error, console_log};
use futures_util::future::LocalBoxFuture;

use super::js;
use crate::room::Host;

/// Time, chance and tasks of the runtime.
#[derive(Debug, Clone, Copy)]
pub(super) struct Runtime;

impl Host for Runtime {
    #[allow(clippy::cast_possible_truncation)] // whole milliseconds, far below 2^53
    fn now(&self) -> i64 {
        js_sys::Date::now() as i64
    }

    fn random(&self, bytes: &mut [u8]) {
        if js::random(bytes).is_err() {
            // Only for more than 64 kB at once, which nobody asks for.
            console_error!("ferrosync: the runtime gave no random bytes");
        }
    }

    fn pause(&self) -> LocalBoxFuture<'static, ()> {
        Box::pin(Delay::from(Duration::ZERO))
    }

    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        wasm_bindgen_futures::spawn_local(task);
    }

    fn log(&self, line: &str) {
        console_log!("{line}");
    }
}
