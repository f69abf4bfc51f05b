//! Runs futures, and waits for promises.
//!
//! `wasm-bindgen-futures` does the same. It asks the runtime for each microtask, which makes a function of its own of every one;
//! and it makes two closures a promise. On the way of a mutation that was a tenth of all.

use core::{
    cell::RefCell,
    pin::Pin,
    sync::atomic::{AtomicBool, Ordering},
    task::{Context, Poll, Waker},
    time::Duration,
};
use std::{collections::VecDeque, sync::Arc, task::Wake};

use futures_util::future::LocalBoxFuture;
use js_sys::Promise;
use slab::Slab;
use wasm_bindgen::JsValue;

use super::js;

struct Tasks {
    /// A place is empty while its task runs.
    open: Slab<Option<Open>>,
    ready: VecDeque<Arc<Call>>,
    is_due: bool,
}

type Open = (LocalBoxFuture<'static, ()>, Arc<Call>);

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
        RefCell::new(Tasks { open: Slab::new(), ready: VecDeque::new(), is_due: false })
    };
    static LANDINGS: RefCell<Slab<Landing>> = const { RefCell::new(Slab::new()) };
}

/// Runs a task to its end, from the next microtask on.
pub(super) fn spawn(task: LocalBoxFuture<'static, ()>) {
    let call = TASKS.with_borrow_mut(|tasks| {
        let place = tasks.open.vacant_entry();
        let call = Arc::new(Call { place: place.key(), is_ready: AtomicBool::new(false) });
        place.insert(Some((task, Arc::clone(&call))));
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
        let open = TASKS.with_borrow_mut(|tasks| tasks.open.get_mut(call.place)?.take());
        let Some((mut task, own)) = open else { continue };
        let waker = Waker::from(Arc::clone(&own));
        let done = task.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
        if done {
            // What it holds may wake others when it goes.
            drop(task);
            TASKS.with_borrow_mut(|tasks| tasks.open.try_remove(own.place));
        } else {
            TASKS.with_borrow_mut(|tasks| {
                if let Some(place) = tasks.open.get_mut(own.place) {
                    *place = Some((task, own));
                }
            });
        }
    }
}

/// Where the end of a promise, or of a time, is put down.
#[derive(Clone, Copy)]
struct Place(usize);

/// A promise was settled, or a time is over.
pub(super) fn land(place: usize, settled: Result<JsValue, JsValue>) {
    let waker = LANDINGS.with_borrow_mut(|landings| match landings.get_mut(place)? {
        landing @ Landing::Open(_) => match core::mem::replace(landing, Landing::Landed(settled)) {
            Landing::Open(waker) => waker,
            Landing::Landed(_) | Landing::Left => None,
        },
        Landing::Landed(_) | Landing::Left => {
            landings.try_remove(place);
            None
        }
    });
    if let Some(waker) = waker {
        waker.wake();
    }
}

impl Place {
    fn take() -> Self {
        Self(LANDINGS.with_borrow_mut(|landings| landings.insert(Landing::Open(None))))
    }

    fn is_open(self) -> bool {
        LANDINGS.with_borrow(|landings| matches!(landings.get(self.0), Some(Landing::Open(_))))
    }

    fn poll(self, context: &Context<'_>) -> Poll<Result<JsValue, JsValue>> {
        LANDINGS.with_borrow_mut(|landings| match landings.get_mut(self.0) {
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

    /// Nobody waits here any more. What is still told here finds that, and then the place is free.
    fn leave(self) {
        let before = LANDINGS.with_borrow_mut(|landings| match landings.get_mut(self.0) {
            Some(landing @ Landing::Open(_)) => Some(core::mem::replace(landing, Landing::Left)),
            _ => landings.try_remove(self.0),
        });
        // What it holds may wake others when it goes.
        drop(before);
    }

    /// The same where nothing will be told here.
    fn free(self) {
        drop(LANDINGS.with_borrow_mut(|landings| landings.try_remove(self.0)));
    }
}

/// A promise that has its place.
struct Waiting(Place);

/// Waits for a promise.
///
/// # Errors
/// Why it was rejected.
pub(super) fn wait(promise: &Promise) -> impl Future<Output = Result<JsValue, JsValue>> + use<> {
    let place = Place::take();
    js::wait(promise, place.0);
    Waiting(place)
}

impl Future for Waiting {
    type Output = Result<JsValue, JsValue>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.poll(context)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// A time that is waited for. Its clock starts when it is first asked: beside what is done at once there is none.
struct Sleep {
    time: Duration,
    running: Option<(Place, f64)>,
}

/// Waits for so long.
pub(super) fn sleep(time: Duration) -> impl Future<Output = ()> {
    Sleep { time, running: None }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let time = self.time;
        let (place, _) = self.running.get_or_insert_with(|| {
            let place = Place::take();
            (place, js::sleep(time, place.0))
        });
        place.poll(context).map(|_| ())
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some((place, number)) = self.running {
            if place.is_open() {
                js::cancel(number);
            }
            place.free();
        }
    }
}
