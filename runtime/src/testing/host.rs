use std::{cell::Cell, future::pending, rc::Rc};

use futures_util::{future::LocalBoxFuture, task::LocalSpawnExt};

use super::world::Shared;
use crate::room::Host;

/// Whether the objects of a generation still live.
#[derive(Debug, Clone)]
pub(super) struct Life(Rc<Cell<bool>>);

impl Default for Life {
    fn default() -> Self {
        Self(Rc::new(Cell::new(true)))
    }
}

impl Life {
    pub(super) fn end(&self) {
        self.0.set(false);
    }
}

/// Time, chance and tasks as the test's world has them.
#[derive(Debug, Clone)]
pub struct TestHost {
    shared: Rc<Shared>,
    life: Life,
}

impl TestHost {
    pub(super) fn new(shared: Rc<Shared>, life: Life) -> Self {
        Self { shared, life }
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

    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        let spawned = self.shared.spawner.spawn_local(task);
        assert!(spawned.is_ok(), "the pool is gone");
    }

    fn log(&self, line: &str) {
        // Shown by the test runner when the test fails.
        eprintln!("{line}");
    }
}
