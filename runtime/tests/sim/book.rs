//! Every mutation that was sent, and what came back each time.

use std::{cell::Cell, collections::HashMap};

use ferrosync::{
    protocol::{Answer, Error, MutationRequest},
    testing::Slot,
};

use super::{model, seen::count, witness::Witness};

/// A mutation under its id, and whoever sent it.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) room: usize,
    pub(crate) user: Option<&'static str>,
    pub(crate) request: MutationRequest,
    pub(crate) sends: Vec<Send>,
    /// When a client first sent it over its socket.
    pub(crate) said: Cell<Option<(usize, usize)>>,
}

/// One time that it was sent.
#[derive(Debug)]
pub(crate) struct Send {
    answer: Slot<Result<Answer, Error>>,
    /// The object that it was sent to, by its number.
    object: usize,
    /// Which history it was, and how long, when it was sent.
    from: (usize, usize),
    is_over: Cell<bool>,
}

#[derive(Debug, Default)]
pub(crate) struct Book {
    pub(crate) sent: Vec<Sent>,
    by_mid: HashMap<String, usize>,
}

impl Book {
    pub(crate) fn add(&mut self, room: usize, user: Option<&'static str>, request: MutationRequest) -> usize {
        let mid = request.client_mutation_id.clone().unwrap();
        self.by_mid.insert(mid, self.sent.len());
        self.sent.push(Sent { room, user, request, sends: Vec::new(), said: Cell::new(None) });
        self.sent.len() - 1
    }

    /// Whoever sends one again says nothing of the seq that they knew.
    pub(crate) fn forget_since(&mut self) {
        self.sent.iter_mut().for_each(|sent| sent.request.since = None);
    }

    pub(crate) fn find(&self, mid: &str) -> &Sent {
        &self.sent[*self.by_mid.get(mid).unwrap_or_else(|| panic!("`{mid}` was never sent"))]
    }

    /// Notes that it was sent, and how long the log was then.
    pub(crate) fn send(&mut self, index: usize, object: usize, witness: &Witness, answer: Slot<Result<Answer, Error>>) {
        let sent = &mut self.sent[index];
        let from =
            sent.in_flight_from().chain(sent.said.get()).min().unwrap_or((witness.histories().len(), witness.seq()));
        sent.sends.push(Send { answer, object, from, is_over: Cell::new(false) });
    }

    /// Whether a mutation is on its way to an object, or in it.
    pub(crate) fn is_in_flight(&self, object: usize) -> bool {
        self.sent.iter().flat_map(|sent| &sent.sends).any(|send| send.object == object && !send.is_over.get())
    }

    /// The mutations that are committed and whose senders do not know it yet.
    pub(crate) fn unanswered<'a>(&'a self, object: usize, witness: &'a Witness) -> impl Iterator<Item = &'a Sent> {
        let waits = move |sent: &&Sent| {
            let mid = sent.request.client_mutation_id.as_deref().unwrap();
            sent.sends.iter().any(|send| send.object == object && !send.is_over.get())
                && witness.seqs_of(mid).next().is_some()
        };
        self.sent.iter().filter(waits)
    }

    /// Nothing of this object is answered any more.
    pub(crate) fn abandon(&self, object: usize) {
        for send in self.sent.iter().flat_map(|sent| &sent.sends).filter(|send| send.object == object) {
            send.is_over.set(true);
        }
    }

    /// Looks at the answers that have come since the last time: each must be true, and was at a moment while it was asked.
    pub(crate) fn check(&self, witnesses: &[Witness]) {
        for sent in &self.sent {
            for send in sent.sends.iter().filter(|send| !send.is_over.get()) {
                let answer = send.answer.borrow();
                if let Some(answer) = &*answer {
                    send.is_over.set(true);
                    sent.check(answer, send.from, &witnesses[sent.room]);
                }
            }
        }
    }
}

impl Sent {
    pub(crate) fn mid(&self) -> &str {
        self.request.client_mutation_id.as_deref().unwrap()
    }

    /// Whoever sends it again shares the answer of one that is in flight, which may be decided already: since when.
    pub(crate) fn in_flight_from(&self) -> impl Iterator<Item = (usize, usize)> {
        self.sends.iter().filter(|send| !send.is_over.get()).map(|send| send.from)
    }

    /// What the last one to be sent was answered.
    pub(crate) fn last_answer(&self) -> Option<Result<Answer, Error>> {
        self.sends.last()?.answer.borrow().clone()
    }

    fn check(&self, answer: &Result<Answer, Error>, from: (usize, usize), witness: &Witness) {
        let error = match answer {
            Ok(answer) => {
                let seq = usize::try_from(answer.seq.0).unwrap();
                let mid = self.mid();
                assert!(
                    witness.seqs_of(mid).any(|known| known == seq),
                    "l4: `{mid}` was answered with {seq}, the log has it at {:?}",
                    witness.seqs_of(mid).collect::<Vec<_>>()
                );
                return count("replays", usize::from(answer.replayed));
            }
            Err(error) => error,
        };
        self.check_refusal(error.code().0, from, witness);
    }

    /// L3, L8: a refusal is true, and what is not known is said to be.
    pub(crate) fn check_refusal(&self, code: &str, from: (usize, usize), witness: &Witness) {
        let refusal = match code {
            "UNAVAILABLE" | "TIMEOUT" => return count("unknown outcomes told", 1),
            "STALE_MUTATION" => return count("stale mutations", 1),
            "ID_TAKEN" => model::Refusal::IdTaken,
            "NOT_FOUND" => model::Refusal::NotFound,
            "CONFLICT" => model::Refusal::Conflict,
            "UNAUTHENTICATED" => model::Refusal::Unauthenticated,
            code => panic!("`{}` was answered {code}: {:?}", self.mid(), self.request),
        };
        count("refusals", 1);
        let (history, seq) = from;
        if history == witness.histories().len() {
            let moments = &witness.now().states[seq..];
            let was_right =
                |rows: &model::Rows| model::apply(&mut rows.clone(), &self.request, self.user) == Err(refusal);
            assert!(
                moments.iter().any(|rows| was_right(rows)),
                "`{}` was refused for no reason: {code}, {:?}",
                self.mid(),
                self.request
            );
        }
    }
}
