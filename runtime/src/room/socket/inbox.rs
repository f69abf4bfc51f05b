use std::collections::VecDeque;

/// Bytes of the frames that wait for those before them.
const BYTES: usize = 4_000_000;

/// The frames of one socket that were not handled yet, in the order they came. One task handles them, one after the
/// other, however many events bring them.
#[derive(Debug, Default)]
pub(in crate::room) struct Inbox {
    frames: VecDeque<String>,
    bytes: usize,
    is_handled: bool,
    is_overrun: bool,
    /// How many of the frames that came and were not answered are `resume`s.
    asking: usize,
}

/// Whether a frame looks like a `resume`. Who writes it otherwise is found out when it is read.
pub(super) fn looks_like_resume(frame: &str) -> bool {
    frame.contains(r#""type":"resume""#)
}

impl Inbox {
    pub(in crate::room) fn push(&mut self, frame: String) {
        if self.is_overrun {
            return;
        }
        self.bytes += frame.len();
        self.asking += usize::from(looks_like_resume(&frame));
        self.frames.push_back(frame);
        if self.bytes > BYTES && self.frames.len() > 1 {
            self.clear();
            self.is_overrun = true;
        }
    }

    /// Whether more came than is kept: then none of it is handled.
    pub(in crate::room) fn is_overrun(&self) -> bool {
        self.is_overrun
    }

    /// `true` for whoever is to handle them: nobody does yet.
    pub(in crate::room) fn take_up(&mut self) -> bool {
        !std::mem::replace(&mut self.is_handled, true)
    }

    pub(in crate::room) fn next(&mut self) -> Option<String> {
        let frame = self.frames.pop_front();
        self.bytes -= frame.as_ref().map_or(0, String::len);
        frame
    }

    /// Whether a `resume` was not answered yet. Whoever finds a socket so, after this object, has its client come again.
    pub(in crate::room) fn is_asking(&self) -> bool {
        self.asking > 0
    }

    /// A frame is a `resume` that did not look so; or it looked so and is none, or is answered.
    pub(super) fn count_ask(&mut self, is_one: bool) {
        self.asking = if is_one { self.asking + 1 } else { self.asking.saturating_sub(1) };
    }

    /// Nobody handles them any more.
    pub(in crate::room) fn lay_down(&mut self) {
        self.is_handled = false;
    }

    /// What waits is not handled any more.
    pub(in crate::room) fn clear(&mut self) {
        self.frames.clear();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_handled_by_one_and_in_order() {
        let mut inbox = Inbox::default();
        inbox.push("a".to_owned());
        assert!(inbox.take_up());
        inbox.push("b".to_owned());
        assert!(!inbox.take_up());
        assert_eq!([inbox.next(), inbox.next(), inbox.next()], [Some("a".to_owned()), Some("b".to_owned()), None]);
        assert!(!inbox.take_up(), "the last one is being handled");
        inbox.lay_down();
        inbox.push("c".to_owned());
        assert!(inbox.take_up());
    }

    #[test]
    fn l13_what_waits_is_bounded() {
        let mut inbox = Inbox::default();
        inbox.push("x".repeat(BYTES + 1));
        assert!(!inbox.is_overrun(), "one frame always passes: it has a limit of its own");
        inbox.push("x".to_owned());
        assert!(inbox.is_overrun());
        assert_eq!(inbox.next(), None);
    }
}
