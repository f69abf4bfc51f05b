use core::time::Duration;
use std::{
    cell::Cell,
    future::{pending, poll_fn},
    rc::Rc,
    task::Poll,
};

use futures_util::{future::LocalBoxFuture, task::LocalSpawnExt};

use super::world::Shared;
use crate::room::Host;

/// Whether an object, or all of a generation, still lives. Clones are the same life.
#[derive(Debug, Clone)]
pub struct Life(Rc<Cell<bool>>);

impl Default for Life {
    fn default() -> Self {
        Self(Rc::new(Cell::new(true)))
    }
}

impl Life {
    /// Ends it, at once and wherever the object is: nothing of it runs any more.
    pub fn end(&self) {
        self.0.set(false);
    }

    /// A task that goes on only while this life lasts.
    pub fn guard<T, F: Future<Output = T>>(&self, task: F) -> impl Future<Output = T> + use<T, F> {
        let life = self.clone();
        let mut task = Box::pin(task);
        poll_fn(move |context| if life.0.get() { task.as_mut().poll(context) } else { Poll::Pending })
    }
}

/// Time, chance and tasks as the test's world has them.
#[derive(Debug, Clone)]
pub struct TestHost {
    shared: Rc<Shared>,
    life: Life,
    sync_id: String,
}

impl TestHost {
    pub(super) fn new(shared: Rc<Shared>, life: Life, sync_id: &str) -> Self {
        Self { shared, life, sync_id: sync_id.to_owned() }
    }

    /// Waits for the world to go on; for ever, when the object died meanwhile.
    pub(super) async fn event(&self) {
        self.shared.event().await;
        if !self.life.0.get() {
            pending::<()>().await;
        }
    }
}

impl Host for TestHost {
    fn now(&self) -> i64 {
        self.shared.now.get()
    }

    fn random(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.shared.draw().to_le_bytes()[3];
        }
    }

    fn pause(&self) -> LocalBoxFuture<'static, ()> {
        let host = self.clone();
        Box::pin(async move { host.event().await })
    }

    fn linger(&self, _: Duration) -> LocalBoxFuture<'static, ()> {
        self.pause()
    }

    fn sleep(&self, time: Duration) -> LocalBoxFuture<'static, ()> {
        let host = self.clone();
        let until = self.now().saturating_add(i64::try_from(time.as_millis()).unwrap_or(i64::MAX));
        Box::pin(async move {
            host.shared.reach(until).await;
            if !host.life.0.get() {
                pending::<()>().await;
            }
        })
    }

    fn set_alarm(&self, at: Option<i64>) -> LocalBoxFuture<'static, ()> {
        let (host, sync_id) = (self.clone(), self.sync_id.clone());
        let call = self.shared.alarm_calls.get() + 1;
        self.shared.alarm_calls.set(call);
        Box::pin(async move {
            host.event().await;
            host.shared.set_alarm(call, sync_id, at);
        })
    }

    fn recall(&self) -> LocalBoxFuture<'static, String> {
        let (host, sync_id) = (self.clone(), self.sync_id.clone());
        Box::pin(async move {
            host.event().await;
            host.shared.kept.borrow().get(&sync_id).cloned().unwrap_or_default()
        })
    }

    fn keep(&self, text: &str) -> LocalBoxFuture<'static, ()> {
        let (host, sync_id, text) = (self.clone(), self.sync_id.clone(), text.to_owned());
        Box::pin(async move {
            host.event().await;
            host.shared.kept.borrow_mut().insert(sync_id, text);
        })
    }

    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        let spawned = self.shared.spawner.spawn_local(self.life.guard(task));
        assert!(spawned.is_ok(), "the pool is gone");
    }

    fn log(&self, line: &str) {
        // Shown by the test runner when the test fails.
        eprintln!("{line}");
    }
}
