//! Runs futures, and waits for promises.
//!
//! `wasm-bindgen-futures` does the same. It asks the runtime for each microtask, which makes a function of its own of every one;
//! and it makes two closures a promise. On the way of a mutation that was a tenth of all.

use core::{
    cell::RefCell,
    pin::Pin,
    sync::atomic::{AtomicBool, Ordering},
    task::{Context, Poll, Waker},
};
use std::{collections::VecDeque, sync::Arc, task::Wake};

use futures_util::future::LocalBoxFuture;
use js_sys::Promise;
use wasm_bindgen::JsValue;

use super::js;

/// What every task and every promise has a place in. Places are used again.
struct Places<T>(Vec<Option<T>>, Vec<usize>);

impl<T> Places<T> {
    const fn new() -> Self {
        Self(Vec::new(), Vec::new())
    }

    fn add(&mut self, what: T) -> usize {
        let place = self.1.pop().unwrap_or(self.0.len());
        self.0.resize_with(self.0.len().max(place + 1), || None);
        self.set(place, what);
        place
    }

    fn set(&mut self, place: usize, what: T) {
        if let Some(slot) = self.0.get_mut(place) {
            *slot = Some(what);
        }
    }

    fn take(&mut self, place: usize) -> Option<T> {
        self.0.get_mut(place)?.take()
    }

    fn get(&mut self, place: usize) -> Option<&mut T> {
        self.0.get_mut(place)?.as_mut()
    }

    fn free(&mut self, place: usize) {
        self.1.push(place);
    }
}

struct Tasks {
    open: Places<(LocalBoxFuture<'static, ()>, Arc<Call>)>,
    ready: VecDeque<Arc<Call>>,
    is_due: bool,
}

/// Calls a task when it can go on.
struct Call {
    place: usize,
    is_ready: AtomicBool,
}

/// A promise that is waited for.
enum Landing {
    Open(Option<Waker>),
    Landed(Result<JsValue, JsValue>),
    /// Nobody waits any more.
    Left,
}

thread_local! {
    static TASKS: RefCell<Tasks> = const {
        RefCell::new(Tasks { open: Places::new(), ready: VecDeque::new(), is_due: false })
    };
    static LANDINGS: RefCell<Places<Landing>> = const { RefCell::new(Places::new()) };
}

/// Runs a task to its end, from the next microtask on.
pub(super) fn spawn(task: LocalBoxFuture<'static, ()>) {
    let call = TASKS.with_borrow_mut(|tasks| {
        // Its place is known when it has one.
        let place = tasks.open.1.last().copied().unwrap_or(tasks.open.0.len());
        let call = Arc::new(Call { place, is_ready: AtomicBool::new(false) });
        tasks.open.add((task, Arc::clone(&call)));
        call
    });
    call.wake();
}

impl Wake for Call {
    fn wake(self: Arc<Self>) {
        if self.is_ready.swap(true, Ordering::Relaxed) {
            return;
        }
        let is_first = TASKS.with_borrow_mut(|tasks| {
            tasks.ready.push_back(self);
            !core::mem::replace(&mut tasks.is_due, true)
        });
        if is_first {
            js::soon();
        }
    }
}

/// Goes on with every task that can, and with those that can because of that.
pub(super) fn run() {
    while let Some(call) = TASKS.with_borrow_mut(|tasks| {
        let next = tasks.ready.pop_front();
        tasks.is_due = next.is_some();
        next
    }) {
        call.is_ready.store(false, Ordering::Relaxed);
        // A task that has ended may be called once more, and so may another one in its place: it looks, and waits on.
        let Some((mut task, own)) = TASKS.with_borrow_mut(|tasks| tasks.open.take(call.place)) else { continue };
        let waker = Waker::from(Arc::clone(&own));
        let done = task.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
        if done {
            // What it holds may wake others when it goes.
            drop(task);
            TASKS.with_borrow_mut(|tasks| tasks.open.free(own.place));
        } else {
            TASKS.with_borrow_mut(|tasks| tasks.open.set(own.place, (task, own)));
        }
    }
}

/// A promise that has its place.
struct Waiting(usize);

/// Waits for a promise.
///
/// # Errors
/// Why it was rejected.
pub(super) fn wait(promise: &Promise) -> impl Future<Output = Result<JsValue, JsValue>> + use<> {
    let place = LANDINGS.with_borrow_mut(|landings| landings.add(Landing::Open(None)));
    js::wait(promise, place);
    Waiting(place)
}

/// A promise was settled.
pub(super) fn land(place: usize, settled: Result<JsValue, JsValue>) {
    let waker = LANDINGS.with_borrow_mut(|landings| {
        let Some(landing @ Landing::Open(_)) = landings.get(place) else {
            landings.take(place);
            landings.free(place);
            return None;
        };
        match core::mem::replace(landing, Landing::Landed(settled)) {
            Landing::Open(waker) => waker,
            Landing::Landed(_) | Landing::Left => None,
        }
    });
    if let Some(waker) = waker {
        waker.wake();
    }
}

impl Future for Waiting {
    type Output = Result<JsValue, JsValue>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        LANDINGS.with_borrow_mut(|landings| match landings.get(self.0) {
            Some(Landing::Open(waker)) => {
                *waker = Some(context.waker().clone());
                Poll::Pending
            }
            Some(landing @ Landing::Landed(_)) => match core::mem::replace(landing, Landing::Left) {
                Landing::Landed(settled) => Poll::Ready(settled),
                Landing::Open(_) | Landing::Left => Poll::Pending,
            },
            Some(Landing::Left) | None => Poll::Pending,
        })
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let landing = LANDINGS.with_borrow_mut(|landings| {
            let before = landings.take(self.0);
            if matches!(before, Some(Landing::Open(_))) {
                // It is told of what comes, and then its place is free.
                landings.set(self.0, Landing::Left);
            } else {
                landings.free(self.0);
            }
            before
        });
        drop(landing);
    }
}
