use core::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::{access::Pass, protocol::limits};

/// What a room knows of one open socket.
///
/// The pass and the time of the last look outlive the object, with the socket; what waits does not: whoever wakes
/// after that is told where the room stands.
#[derive(Debug)]
pub struct Seat {
    pass: Pass,
    checked_at: Cell<i64>,
    waiting: RefCell<Option<Waiting>>,
}

/// The frames of a socket whose rights are being looked at.
#[derive(Debug, Default)]
struct Waiting {
    frames: Vec<Rc<str>>,
    bytes: usize,
    /// More came than is kept.
    is_behind: bool,
}

/// What is sent to a socket that waited.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Missed {
    Frames(Vec<Rc<str>>),
    /// Too much: it has to ask.
    Much,
}

impl Seat {
    /// A seat for who was let in with `pass`, looked at last at `checked_at` (milliseconds since 1970).
    pub fn new(pass: Pass, checked_at: i64) -> Self {
        Self { pass, checked_at: Cell::new(checked_at), waiting: RefCell::default() }
    }

    pub fn pass(&self) -> &Pass {
        &self.pass
    }

    pub fn checked_at(&self) -> i64 {
        self.checked_at.get()
    }

    pub(super) fn set_checked_at(&self, now: i64) {
        self.checked_at.set(now);
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.waiting.borrow().is_some()
    }

    /// From now on frames are kept, until [`Self::release`].
    pub(super) fn wait(&self) {
        self.waiting.borrow_mut().get_or_insert_default();
    }

    /// Keeps frames of a socket that waits.
    pub(super) fn keep(&self, frames: &[Rc<str>]) {
        let mut waiting = self.waiting.borrow_mut();
        let Some(waiting) = waiting.as_mut().filter(|waiting| !waiting.is_behind) else {
            return;
        };
        waiting.bytes += frames.iter().map(|frame| frame.len()).sum::<usize>();
        if waiting.bytes > limits::FRAME_BYTES {
            waiting.is_behind = true;
            waiting.frames.clear();
        } else {
            waiting.frames.extend(frames.iter().cloned());
        }
    }

    pub(super) fn release(&self) -> Missed {
        match self.waiting.take() {
            Some(waiting) if waiting.is_behind => Missed::Much,
            Some(waiting) => Missed::Frames(waiting.frames),
            None => Missed::Frames(Vec::new()),
        }
    }

    /// Whatever waits is not sent any more.
    pub(super) fn dismiss(&self) {
        self.waiting.take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l13_what_waits_for_a_look_is_bounded() {
        let seat = Seat::new(Pass::default(), 0);
        seat.wait();
        let half: Rc<str> = "x".repeat(limits::FRAME_BYTES / 2).into();
        seat.keep(&[Rc::clone(&half)]);
        seat.keep(&[Rc::clone(&half)]);
        seat.wait();
        assert_eq!(seat.release(), Missed::Frames(vec![Rc::clone(&half), Rc::clone(&half)]));
        seat.wait();
        for _ in 0..3 {
            seat.keep(&[Rc::clone(&half)]);
        }
        assert_eq!(Rc::strong_count(&half), 1, "what is too much is not kept");
        assert_eq!(seat.release(), Missed::Much);
        assert_eq!(seat.release(), Missed::Frames(Vec::new()));
    }
}
