//! Several things at once.

use core::{
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::future::LocalBoxFuture;

/// Waits for all of them, of which so many run at once; gives what they gave, in their order.
///
/// What `futures_util` has for it wakes only those that may go on, which is 10 kB of a Worker: here are dozens at most, and each
/// is looked at again when one of them may go on.
pub(crate) async fn all<'a, T: 'a>(works: Vec<LocalBoxFuture<'a, T>>, at_once: usize) -> Vec<T> {
    let mut works: Vec<Work<'a, T>> = works.into_iter().map(Work::Running).collect();
    core::future::poll_fn(|context| poll(&mut works, at_once, context)).await;
    let done = |work| if let Work::Done(done) = work { Some(done) } else { None };
    works.into_iter().filter_map(done).collect()
}

enum Work<'a, T> {
    Running(LocalBoxFuture<'a, T>),
    Done(T),
}

fn poll<T>(works: &mut [Work<'_, T>], at_once: usize, context: &mut Context<'_>) -> Poll<()> {
    let mut running = 0;
    for work in works {
        if let Work::Running(future) = work {
            match Pin::new(future).poll(context) {
                Poll::Ready(done) => *work = Work::Done(done),
                Poll::Pending => running += 1,
            }
            if running == at_once {
                break;
            }
        }
    }
    if running == 0 { Poll::Ready(()) } else { Poll::Pending }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, rc::Rc};

    use futures_channel::oneshot;
    use futures_util::{FutureExt, task::noop_waker};

    use super::*;

    #[test]
    fn so_many_run_at_once_and_the_order_stays() {
        let begun = Rc::new(Cell::new(0));
        let (mut senders, mut works) = (Vec::new(), Vec::new());
        for _ in 0..5 {
            let (sender, receiver) = oneshot::channel::<usize>();
            senders.push(Some(sender));
            let begun = Rc::clone(&begun);
            works.push(
                async move {
                    begun.set(begun.get() + 1);
                    receiver.await
                }
                .boxed_local(),
            );
        }
        let mut all = Box::pin(all(works, 2));
        let mut turn = |sender: Option<usize>| {
            if let Some(sender) = sender {
                assert_eq!(senders[sender].take().map(|one| one.send(sender)), Some(Ok(())));
            }
            all.as_mut().poll(&mut Context::from_waker(&noop_waker()))
        };
        assert!(turn(None).is_pending());
        assert_eq!(begun.get(), 2);
        assert!(turn(Some(1)).is_pending());
        assert_eq!(begun.get(), 3);
        assert!(turn(Some(0)).is_pending() && turn(Some(2)).is_pending() && turn(Some(4)).is_pending());
        assert_eq!(begun.get(), 5);
        assert_eq!(turn(Some(3)), Poll::Ready(vec![Ok(0), Ok(1), Ok(2), Ok(3), Ok(4)]));
    }

    #[test]
    fn nothing_is_done_at_once() {
        assert_eq!(all(Vec::<LocalBoxFuture<'_, ()>>::new(), 1).now_or_never(), Some(vec![]));
    }
}
