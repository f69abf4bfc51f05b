use std::rc::Rc;

use super::super::publish::Told;
use crate::protocol::limits;

/// Why a socket is not told things at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::room) enum Hold {
    /// Its rights are being looked at.
    Check,
    /// The lists that it asked for are being read.
    Resume,
}

/// What is for a socket that waits. It is told then, in its order.
#[derive(Debug, Default)]
pub(in crate::room) struct Waiting {
    is_checked: bool,
    is_resuming: bool,
    news: Vec<Rc<[Told]>>,
    bytes: usize,
    missed: bool,
}

/// What a socket missed while it waited.
#[derive(Debug, Default)]
pub(in crate::room) struct Missed {
    pub(in crate::room) news: Vec<Rc<[Told]>>,
    /// There was more than is kept, or something that is told by a `tick`.
    pub(in crate::room) must_ask: bool,
}

impl Waiting {
    pub(in crate::room) fn hold(&mut self, hold: Hold) {
        *self.of(hold) = true;
    }

    /// `true` where nothing else holds it.
    pub(in crate::room) fn release(&mut self, hold: Hold) -> bool {
        *self.of(hold) = false;
        !self.is_held()
    }

    pub(in crate::room) fn is_held(&self) -> bool {
        self.is_checked || self.is_resuming
    }

    pub(in crate::room) fn holds(&self, hold: Hold) -> bool {
        match hold {
            Hold::Check => self.is_checked,
            Hold::Resume => self.is_resuming,
        }
    }

    pub(in crate::room) fn keep(&mut self, news: &Rc<[Told]>) {
        if self.missed {
            return;
        }
        self.bytes += news.iter().map(Told::len).sum::<usize>();
        if self.bytes > limits::FRAME_BYTES {
            self.miss();
            self.news.clear();
        } else {
            self.news.push(Rc::clone(news));
        }
    }

    /// It is to ask.
    pub(in crate::room) fn miss(&mut self) {
        self.missed = true;
    }

    pub(in crate::room) fn take(&mut self) -> Missed {
        let waiting = std::mem::take(self);
        Missed { news: waiting.news, must_ask: waiting.missed }
    }

    fn of(&mut self, hold: Hold) -> &mut bool {
        match hold {
            Hold::Check => &mut self.is_checked,
            Hold::Resume => &mut self.is_resuming,
        }
    }
}
