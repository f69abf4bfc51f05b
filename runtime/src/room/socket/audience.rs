use serde::Serialize;
use serde_json::Value;

use crate::{
    access::Reads,
    protocol::{Fields, Seq},
};

/// What a socket is told of. Those of one audience are told the same, in the same text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::room) enum Audience {
    /// It has not said what it shows: all that it may read.
    Everything(Reads),
    /// The lists that it subscribed to.
    Lists(Vec<Subscription>),
}

/// One list that a socket is told of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(in crate::room) struct Subscription {
    /// The client's own number for it.
    #[serde(rename = "n")]
    pub(in crate::room) sub: u32,
    #[serde(rename = "c")]
    pub(in crate::room) collection: String,
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    pub(in crate::room) scope: Option<String>,
    /// The socket has all up to here already, by a delta that was read from the database. Nothing that a later object
    /// commits is below it, so it need not be kept.
    #[serde(skip)]
    pub(in crate::room) after: Seq,
}

impl Subscription {
    /// As it was kept; `None` where that is not understood.
    pub(in crate::room) fn from_json(json: Value) -> Option<Self> {
        let mut fields = Fields::of(json)?;
        let sub = fields.take("n").as_u64()?.try_into().ok()?;
        Some(Self { sub, collection: fields.text("c")?, scope: fields.maybe_text("s").ok()?, after: Seq::default() })
    }
}

impl Audience {
    /// Whether it hears of this collection at all.
    pub(in crate::room) fn has(&self, collection: &str) -> bool {
        match self {
            Self::Everything(reads) => reads.has(collection),
            Self::Lists(lists) => lists.iter().any(|list| list.collection == collection),
        }
    }

    /// Its lists; none where it has not named any.
    pub(in crate::room) fn lists(&self) -> &[Subscription] {
        match self {
            Self::Everything(_) => &[],
            Self::Lists(lists) => lists,
        }
    }

    /// The same from `first` on, where no list has it yet: there they are one audience with those that came earlier.
    /// `None` where that is nothing new.
    pub(in crate::room) fn from(&self, first: Seq) -> Option<Self> {
        let is_past = |list: &Subscription| list.after < first;
        let lists = self.lists();
        if lists.iter().all(|list| list.after == Seq::default()) || !lists.iter().all(is_past) {
            return None;
        }
        Some(Self::Lists(lists.iter().map(|list| Subscription { after: Seq::default(), ..list.clone() }).collect()))
    }
}
