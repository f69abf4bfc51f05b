use std::collections::VecDeque;

use futures_util::future::{FutureExt, LocalBoxFuture};

use super::super::{
    Room,
    effects::{Connection, Database, Host, Sockets},
};
use crate::protocol::{Acked, ack};

/// The answers that a socket is owed: a future a frame of mutations, in the order of the frames.
#[derive(Default)]
pub(in crate::room) struct Acks {
    owed: VecDeque<LocalBoxFuture<'static, Vec<Acked>>>,
    is_sending: bool,
}

impl core::fmt::Debug for Acks {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Acks").field("owed", &self.owed.len()).field("is_sending", &self.is_sending).finish()
    }
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Sends the answers to a frame's mutations when all of them have come, behind those of the frames before it. What
    /// one commit answers is one frame.
    pub(super) fn owe(&self, connection: &S::Connection, answers: LocalBoxFuture<'static, Vec<Acked>>) {
        {
            let mut acks = connection.seat().acks.borrow_mut();
            acks.owed.push_back(answers);
            if std::mem::replace(&mut acks.is_sending, true) {
                return;
            }
        }
        let (room, connection) = (self.clone(), connection.clone());
        self.0.host.spawn(Box::pin(async move {
            let take = || {
                let mut acks = connection.seat().acks.borrow_mut();
                let next = acks.owed.pop_front();
                acks.is_sending = next.is_some();
                next
            };
            while let Some(answers) = take() {
                let mut results = answers.await;
                loop {
                    let next = connection.seat().acks.borrow_mut().owed.pop_front();
                    let Some(mut answers) = next else { break };
                    let Some(more) = (&mut answers).now_or_never() else {
                        connection.seat().acks.borrow_mut().owed.push_front(answers);
                        break;
                    };
                    results.extend(more);
                }
                if !connection.seat().is_closed() {
                    for frame in ack(&results) {
                        room.0.sockets.send(std::slice::from_ref(&connection), &frame);
                    }
                }
            }
        }));
    }
}
