use std::collections::VecDeque;

use crate::protocol::Seq;

/// How far behind a socket may be: what it was sent and has not `seen`.
const CHANGES: usize = 1_000;
const BYTES: usize = 4_000_000;

/// How long a socket that is too far behind is waited for, and how often it is told so meanwhile, in milliseconds.
const PATIENCE: i64 = 60_000;
const REMINDER: i64 = 1_000;

/// How far a socket is behind. The runtime shows no buffer, so its client tells.
#[derive(Debug, Default)]
pub(in crate::room) struct Flow {
    /// Up to where it has taken what it was sent. A client that never said so is not judged.
    seen: Option<Seq>,
    /// What was sent since: up to which seq, how many changes, how many bytes.
    unseen: VecDeque<(Seq, usize, usize)>,
    changes: usize,
    bytes: usize,
    behind: Option<Behind>,
}

/// A socket that is told nothing more until it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::room) struct Behind {
    /// When it fell behind, milliseconds since 1970.
    pub(in crate::room) since: i64,
    /// The seq up to which it was told everything.
    pub(in crate::room) at: Seq,
    reminded: i64,
}

/// What becomes of something that a socket is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::room) enum Way {
    Send,
    /// It is told to ask.
    Tick,
    Skip,
    /// It has had its time.
    Close,
}

impl Flow {
    /// One whose client is known to tell, and perhaps behind since some time.
    pub(in crate::room) fn restored(seen: Option<Seq>, behind: Option<(i64, Seq)>) -> Self {
        // It is reminded anew: the last object may not have lived to do it.
        let behind = behind.map(|(since, at)| Behind { since, at, reminded: 0 });
        Self { seen, behind, ..Self::default() }
    }

    pub(in crate::room) fn seen(&self) -> Option<Seq> {
        self.seen
    }

    pub(in crate::room) fn behind(&self) -> Option<Behind> {
        self.behind
    }

    /// The client has taken what it was sent, up to `seq`.
    pub(in crate::room) fn see(&mut self, seq: Seq) {
        // A client that is wrong about itself is not believed twice.
        self.seen = self.seen.max(Some(seq));
        while let Some(&(sent, changes, bytes)) = self.unseen.front().filter(|(sent, ..)| *sent <= seq) {
            let _ = sent;
            self.changes -= changes;
            self.bytes -= bytes;
            self.unseen.pop_front();
        }
    }

    /// What to do with changes that come after the seq `before` and go up to `last`.
    pub(in crate::room) fn take(&mut self, before: Seq, last: Seq, changes: usize, bytes: usize, now: i64) -> Way {
        if let Some(behind) = &mut self.behind {
            if now.saturating_sub(behind.since) >= PATIENCE {
                return Way::Close;
            }
            if now.saturating_sub(behind.reminded) < REMINDER {
                return Way::Skip;
            }
            behind.reminded = now;
            return Way::Tick;
        }
        if self.seen.is_none() {
            return Way::Send;
        }
        if self.changes > CHANGES || self.bytes > BYTES {
            self.behind = Some(Behind { since: now, at: before, reminded: now });
            return Way::Tick;
        }
        self.unseen.push_back((last, changes, bytes));
        self.changes += changes;
        self.bytes += bytes;
        Way::Send
    }

    /// The client has asked: it starts anew.
    pub(in crate::room) fn restart(&mut self) {
        *self = Self { seen: self.seen, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tell(flow: &mut Flow, seqs: core::ops::RangeInclusive<u64>, now: i64) -> Vec<Way> {
        seqs.map(|seq| flow.take(Seq(seq - 1), Seq(seq), 1, 100, now)).collect()
    }

    #[test]
    fn p2_a_socket_that_does_not_keep_up_is_told_to_ask_and_then_closed() {
        let mut flow = Flow::default();
        flow.see(Seq(0));
        assert!(tell(&mut flow, 1..=1_001, 0).iter().all(|way| *way == Way::Send));
        assert_eq!(tell(&mut flow, 1_002..=1_003, 0), [Way::Tick, Way::Skip]);
        assert_eq!(flow.behind().map(|behind| (behind.since, behind.at)), Some((0, Seq(1_001))));
        flow.see(Seq(1_001));
        assert_eq!(tell(&mut flow, 1_004..=1_005, REMINDER), [Way::Tick, Way::Skip], "it has to ask");
        assert_eq!(tell(&mut flow, 1_006..=1_006, PATIENCE), [Way::Close]);
        flow.restart();
        assert!(tell(&mut flow, 1_007..=1_500, PATIENCE).iter().all(|way| *way == Way::Send));
    }

    #[test]
    fn p2_bytes_count_too_and_what_was_seen_does_not() {
        let mut flow = Flow::default();
        flow.see(Seq(0));
        for seq in 1..=50 {
            assert_eq!(flow.take(Seq(seq - 1), Seq(seq), 1, 1_000_000, 0), Way::Send);
            flow.see(Seq(seq));
        }
        for seq in 51..=55 {
            assert_eq!(flow.take(Seq(seq - 1), Seq(seq), 1, 1_000_000, 0), Way::Send);
        }
        assert_eq!(flow.take(Seq(55), Seq(56), 1, 1, 0), Way::Tick);
    }

    #[test]
    fn a_client_that_never_says_what_it_has_seen_is_not_judged() {
        let mut flow = Flow::default();
        assert!(tell(&mut flow, 1..=5_000, 0).iter().all(|way| *way == Way::Send));
        assert!(flow.unseen.is_empty());
    }
}
