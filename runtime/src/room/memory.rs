use std::collections::{HashMap, VecDeque};

use super::digest::Digest;
use crate::protocol::{MutationId, Seq, UserId};

/// What was committed, by mutation id: the newest part of the log, so that a repeated mutation is known without a read.
///
/// It holds every entry above `floor`, and nothing else is claimed of it.
#[derive(Debug, Default)]
pub(super) struct Memory {
    floor: Seq,
    entries: HashMap<MutationId, Entry>,
    order: VecDeque<(Seq, MutationId)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) seq: Seq,
    pub(super) digest: Digest,
    pub(super) user: Option<UserId>,
}

/// Twice the number of entries that the log keeps.
const MOST: usize = 20_000;

impl Memory {
    /// Knows nothing of what is at or below `floor`.
    pub(super) fn above(floor: Seq) -> Self {
        Self { floor, ..Self::default() }
    }

    /// Every entry above this seq is held.
    pub(super) fn floor(&self) -> Seq {
        self.floor
    }

    pub(super) fn get(&self, mid: &MutationId) -> Option<&Entry> {
        self.entries.get(mid)
    }

    /// Adds an entry newer than all.
    pub(super) fn push(&mut self, mid: MutationId, entry: Entry) {
        self.order.push_back((entry.seq, mid.clone()));
        self.entries.insert(mid, entry);
        if self.order.len() > MOST {
            for _ in 0..MOST / 2 {
                if let Some((seq, mid)) = self.order.pop_front() {
                    self.entries.remove(&mid);
                    self.floor = seq;
                }
            }
        }
    }

    /// Forgets what the log does not have any more: everything before `oldest`.
    pub(super) fn forget_before(&mut self, oldest: Seq) {
        while self.order.front().is_some_and(|(seq, _)| *seq < oldest) {
            if let Some((_, mid)) = self.order.pop_front() {
                self.entries.remove(&mid);
            }
        }
        self.floor = self.floor.max(Seq(oldest.0.saturating_sub(1)));
    }

    /// Adds the entries between `floor` and the present floor, oldest first.
    pub(super) fn extend_down(&mut self, floor: Seq, entries: Vec<(MutationId, Entry)>) {
        for (mid, entry) in entries.into_iter().rev() {
            self.order.push_front((entry.seq, mid.clone()));
            self.entries.insert(mid, entry);
        }
        self.floor = floor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(seq: u64) -> (MutationId, Entry) {
        let mid = MutationId::parse(&format!("mutation-{seq}")).unwrap();
        (mid, Entry { seq: Seq(seq), digest: Digest::stored("d"), user: None })
    }

    #[test]
    fn l13_memory_is_bounded_and_says_from_where_it_is_whole() {
        let mut memory = Memory::above(Seq(0));
        for seq in 1..=MOST as u64 + 1 {
            let (mid, entry) = entry(seq);
            memory.push(mid, entry);
        }
        assert!(memory.order.len() <= MOST && memory.entries.len() == memory.order.len());
        assert_eq!(memory.get(&entry(memory.floor().0).0), None);
        assert!(memory.get(&entry(memory.floor().0 + 1).0).is_some());
    }

    #[test]
    fn r16_what_the_log_has_lost_is_forgotten() {
        let mut memory = Memory::above(Seq(0));
        for seq in 1..=5 {
            let (mid, entry) = entry(seq);
            memory.push(mid, entry);
        }
        memory.forget_before(Seq(4));
        assert_eq!(memory.floor(), Seq(3));
        assert!(memory.get(&entry(3).0).is_none() && memory.get(&entry(4).0).is_some());
        memory.forget_before(Seq(1));
        assert_eq!(memory.floor(), Seq(3), "what is forgotten is not known again");
    }

    #[test]
    fn older_entries_are_added_below() {
        let mut memory = Memory::above(Seq(5));
        memory.extend_down(Seq(3), vec![entry(4), entry(5)]);
        assert_eq!(memory.floor(), Seq(3));
        assert_eq!(memory.order.front().map(|(seq, _)| *seq), Some(Seq(4)));
        assert!(memory.get(&entry(4).0).is_some() && memory.get(&entry(3).0).is_none());
    }
}
