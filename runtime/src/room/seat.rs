use core::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot;
use serde::Serialize;
use serde_json::Value;

use super::{
    publish::Told,
    socket::{Acks, Audience, Flow, Hold, Inbox, Missed, Subscription, Waiting},
};
use crate::{
    access::Pass,
    protocol::{Fields, Seq},
};

/// What a room knows of one open socket.
///
/// Its [`text`](Self::text) outlives the object, with the socket; what waits does not: whoever wakes after that is told
/// where the room stands.
#[derive(Debug)]
pub struct Seat {
    pass: Pass,
    /// A number of its own, by which its requests are told from others'.
    number: u32,
    checked_at: Cell<i64>,
    audience: RefCell<Rc<Audience>>,
    pub(super) flow: RefCell<Flow>,
    pub(super) inbox: RefCell<Inbox>,
    pub(super) acks: RefCell<Acks>,
    waiting: RefCell<Waiting>,
    /// Who waits for the look at its rights to end.
    checked: RefCell<Vec<oneshot::Sender<()>>>,
    is_closed: Cell<bool>,
    /// Another object let it in, and what that one did not live to tell was not announced yet.
    is_untold: Cell<bool>,
}

/// A seat as it is kept with its socket.
#[derive(Debug, Serialize)]
struct Kept {
    #[serde(rename = "p")]
    pass: Pass,
    #[serde(rename = "n")]
    number: u32,
    #[serde(rename = "t")]
    checked_at: i64,
    #[serde(rename = "l", skip_serializing_if = "Option::is_none")]
    lists: Option<Vec<Subscription>>,
    /// Its lists are being read: whoever finds this was not told what it asked for.
    #[serde(rename = "r", skip_serializing_if = "core::ops::Not::not")]
    is_resuming: bool,
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    seen: Option<Seq>,
    #[serde(rename = "b", skip_serializing_if = "Option::is_none")]
    behind: Option<(i64, Seq)>,
}

impl Seat {
    /// A seat for who was let in with `pass`, looked at last at `checked_at` (milliseconds since 1970).
    pub fn new(pass: Pass, checked_at: i64) -> Self {
        let audience = Audience::Everything(pass.reads.clone());
        Self {
            pass,
            number: 0,
            checked_at: Cell::new(checked_at),
            audience: RefCell::new(Rc::new(audience)),
            flow: RefCell::default(),
            inbox: RefCell::default(),
            acks: RefCell::default(),
            waiting: RefCell::default(),
            checked: RefCell::default(),
            is_closed: Cell::new(false),
            is_untold: Cell::new(false),
        }
    }

    #[must_use]
    pub(super) fn numbered(self, number: u32) -> Self {
        Self { number, ..self }
    }

    /// What is to be kept with the socket, so that an object after this one knows it.
    pub fn text(&self) -> String {
        let (audience, flow) = (self.audience.borrow(), self.flow.borrow());
        let kept = Kept {
            pass: self.pass.clone(),
            number: self.number,
            checked_at: self.checked_at.get(),
            lists: match &**audience {
                Audience::Everything(_) => None,
                Audience::Lists(lists) => Some(lists.clone()),
            },
            is_resuming: self.inbox.borrow().is_asking(),
            seen: flow.seen(),
            behind: flow.behind().map(|behind| (behind.since, behind.at)),
        };
        // Texts and numbers always serialise; an empty text is read back as none.
        serde_json::to_string(&kept).unwrap_or_default()
    }

    /// The seat that was kept so; `None` where that is not understood.
    pub fn parse(text: &str) -> Option<Self> {
        let mut kept = Fields::of(serde_json::from_str(text).ok()?)?;
        let number = kept.take("n").as_u64()?.try_into().ok()?;
        let seat = Self::new(Pass::from_json(kept.take("p"))?, kept.take("t").as_i64()?).numbered(number);
        match kept.take("l") {
            Value::Null => {}
            Value::Array(lists) => {
                seat.listen_to(lists.into_iter().map(Subscription::from_json).collect::<Option<_>>()?);
            }
            _ => return None,
        }
        let seq = |json: &Value| json.as_u64().map(Seq);
        let seen = match kept.get("s") {
            Some(seen) => Some(seq(&seen)?),
            None => None,
        };
        let behind = match kept.get("b") {
            Some(behind) => Some((behind[0].as_i64()?, seq(&behind[1])?)),
            None => None,
        };
        *seat.flow.borrow_mut() = Flow::restored(seen, behind);
        if kept.take("r").as_bool().unwrap_or_default() {
            seat.hold(Hold::Resume);
        }
        seat.is_untold.set(true);
        Some(seat)
    }

    /// Whether it is to be told where the room stands before anything else.
    pub(super) fn is_untold(&self) -> bool {
        self.is_untold.get()
    }

    /// The same; who asks tells it.
    pub(super) fn take_untold(&self) -> bool {
        self.is_untold.take()
    }

    pub fn pass(&self) -> &Pass {
        &self.pass
    }

    pub(super) fn number(&self) -> u32 {
        self.number
    }

    pub fn checked_at(&self) -> i64 {
        self.checked_at.get()
    }

    pub(super) fn set_checked_at(&self, now: i64) {
        self.checked_at.set(now);
    }

    /// What it is told of.
    pub(super) fn audience(&self) -> Rc<Audience> {
        Rc::clone(&self.audience.borrow())
    }

    /// The same for news that begin at `first`.
    pub(super) fn audience_from(&self, first: Seq) -> Rc<Audience> {
        let mut audience = self.audience.borrow_mut();
        if let Some(later) = audience.from(first) {
            *audience = Rc::new(later);
        }
        Rc::clone(&audience)
    }

    /// The collections and scopes of those of its lists that are of one scope.
    pub(super) fn scopes(&self) -> Vec<(String, String)> {
        let audience = self.audience.borrow();
        let list = |list: &Subscription| Some((list.collection.clone(), list.scope.clone()?));
        audience.lists().iter().filter_map(list).collect()
    }

    /// These are its lists from now on.
    pub(super) fn listen_to(&self, lists: Vec<Subscription>) {
        *self.audience.borrow_mut() = Rc::new(Audience::Lists(lists));
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.waiting.borrow().is_held()
    }

    pub(super) fn holds(&self, hold: Hold) -> bool {
        self.waiting.borrow().holds(hold)
    }

    /// From now on what is for it is kept, until [`Self::release`].
    pub(super) fn hold(&self, hold: Hold) {
        self.waiting.borrow_mut().hold(hold);
    }

    /// Keeps what is for a socket that waits.
    pub(super) fn keep(&self, news: &Rc<[Told]>) {
        self.waiting.borrow_mut().keep(news);
    }

    /// A socket that waits is to ask.
    pub(super) fn miss(&self) {
        self.waiting.borrow_mut().miss();
    }

    /// What it missed, where nothing else holds it.
    pub(super) fn release(&self, hold: Hold) -> Option<Missed> {
        if hold == Hold::Check {
            // They look for themselves what has become of it.
            self.checked.borrow_mut().clear();
        }
        let mut waiting = self.waiting.borrow_mut();
        waiting.release(hold).then(|| waiting.take())
    }

    /// Waits until nobody looks at its rights any more.
    pub(super) async fn checked(&self) {
        while self.holds(Hold::Check) {
            let (sender, receiver) = oneshot::channel();
            self.checked.borrow_mut().push(sender);
            // It is dropped when the look is over.
            let _ = receiver.await;
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.is_closed.get()
    }

    /// Its client is gone: nothing is sent any more. `false` where that was said before.
    pub(super) fn leave(&self) -> bool {
        self.waiting.take();
        self.checked.borrow_mut().clear();
        !self.is_closed.replace(true)
    }

    /// Whatever waits is not sent any more, nor handled. `false` where that was said before.
    pub(super) fn dismiss(&self) -> bool {
        self.inbox.borrow_mut().clear();
        self.leave()
    }
}
