//! One thing that happens in a history.

use proptest::prelude::*;

use super::ops::{Op, op};

#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// A mutation comes over HTTP.
    Send { to: To, user: u8, op: Op },
    /// A client changes something, over its socket where it has one.
    Mutate { client: u8, op: Op },
    /// An earlier one comes again.
    Resend { stale: bool, which: u16 },
    /// Another body, or another user, under an earlier mutation's id.
    Reuse { which: u16, other_body: bool },
    /// A list is read.
    Read { to: To, collection: u16 },
    /// Events fire.
    Run(u8),
    /// An object dies while a mutation is on its way, this many events after it was sent.
    Crash { room: usize, user: u8, events: u8 },
    /// An object dies between a commit and its answer.
    CrashAfterCommit { room: usize },
    /// Nothing happens for so long that a room's object goes to sleep.
    Sleep { room: usize },
    /// A second object comes up while the first believes that it is the room.
    Split { room: usize },
    /// The first is found out.
    Join { room: usize },
    /// A client's connection is lost, and it comes back when it likes.
    HangUp { client: u8 },
    /// Time passes, in milliseconds, and alarms go off.
    Wait(u16),
    /// What the database holds is put aside.
    Save,
    /// The database is restored to what was put aside.
    Restore,
}

/// To which object something is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct To {
    pub(crate) room: usize,
    pub(crate) stale: bool,
}

/// Most happens in one room; a stale object is asked now and then, and must do no harm.
fn to() -> impl Strategy<Value = To> {
    (room(), prop::bool::weighted(0.3)).prop_map(|(room, stale)| To { room, stale })
}

fn room() -> impl Strategy<Value = usize> {
    prop_oneof![6 => Just(0usize), 2 => Just(1), 1 => Just(2)]
}

fn step() -> impl Strategy<Value = Step> {
    let which = any::<u16>;
    prop_oneof![
        12 => (to(), 0u8..3, op()).prop_map(|(to, user, op)| Step::Send { to, user, op }),
        12 => (any::<u8>(), op()).prop_map(|(client, op)| Step::Mutate { client, op }),
        4 => (any::<bool>(), which()).prop_map(|(stale, which)| Step::Resend { stale, which }),
        1 => (which(), any::<bool>()).prop_map(|(which, other_body)| Step::Reuse { which, other_body }),
        2 => (to(), which()).prop_map(|(to, collection)| Step::Read { to, collection }),
        12 => (1u8..16).prop_map(Step::Run),
        1 => (room(), 0u8..3, 0u8..9).prop_map(|(room, user, events)| Step::Crash { room, user, events }),
        1 => room().prop_map(|room| Step::CrashAfterCommit { room }),
        1 => room().prop_map(|room| Step::Sleep { room }),
        1 => room().prop_map(|room| Step::Split { room }),
        1 => room().prop_map(|room| Step::Join { room }),
        1 => (0u16..60_000).prop_map(Step::Wait),
        1 => any::<u8>().prop_map(|client| Step::HangUp { client }),
        1 => prop_oneof![2 => Just(Step::Save), 1 => Just(Step::Restore)],
    ]
}

/// How a history goes: its steps, what chance decides, and how often batches are lost, in a hundred.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) steps: Vec<Step>,
    pub(crate) seed: u64,
    pub(crate) faults: u64,
    /// Whether the rooms keep their rows in their objects' own storage.
    pub(crate) is_local: bool,
    /// How many entries of the log stay.
    pub(crate) retention: u32,
}

/// At least twenty steps, with a crash among them while a mutation is in flight.
pub(crate) fn story() -> impl Strategy<Value = Story> {
    let crash = (0usize..24, 0u8..3, 0u8..9);
    let faults = prop_oneof![Just(0u64), Just(4), Just(12)];
    let rest = (faults, prop::bool::weighted(0.3), prop_oneof![Just(3u32), Just(10_000)]);
    (prop::collection::vec(step(), 20..44), any::<u64>(), rest, crash).prop_map(|(mut steps, seed, rest, crash)| {
        let ((faults, is_local, retention), (place, user, events)) = (rest, crash);
        steps.insert(place.min(steps.len()), Step::Crash { room: 0, user, events });
        Story { steps, seed, faults, is_local, retention }
    })
}
