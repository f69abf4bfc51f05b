use std::rc::Rc;

use futures_channel::oneshot;

use super::story::Story;
use crate::{
    access::{Head, Pass},
    protocol::{Answer, Error, MutationId},
};

/// Who asks a room for something, and in which request.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    pub pass: Pass,
    /// For logs and error bodies.
    pub request_id: Rc<str>,
    /// The head of the request; nothing where it came over a socket.
    pub head: Option<Head>,
}

/// A mutation that has its place in the room's order, or was answered already.
#[derive(Debug)]
#[must_use = "whoever sent it waits for the answer"]
pub struct Submitted {
    way: Way,
    story: Option<Story>,
}

#[derive(Debug)]
enum Way {
    Done(Answer),
    Waiting(MutationId, oneshot::Receiver<Result<Answer, Error>>),
}

impl Submitted {
    pub(super) fn done(answer: Answer) -> Self {
        Self { way: Way::Done(answer), story: None }
    }

    pub(super) fn waiting(mid: MutationId, answer: oneshot::Receiver<Result<Answer, Error>>) -> Self {
        Self { way: Way::Waiting(mid, answer), story: None }
    }

    /// The same, and its outcome is told.
    pub(super) fn told_by(self, mut story: Story) -> Self {
        match &self.way {
            Way::Done(answer) => story.end(Ok(answer)),
            Way::Waiting(mid, _) => story.name(mid),
        }
        Self { story: Some(story), ..self }
    }

    /// What became of it.
    ///
    /// # Errors
    /// A refusal, and then nothing was written; or `UNAVAILABLE`, and then nobody knows: it is to be sent again.
    pub async fn answer(self) -> Result<Answer, Error> {
        let answer = match self.way {
            Way::Done(answer) => Ok(answer),
            // The room forgets a mutation only together with itself.
            Way::Waiting(mid, answer) => answer.await.unwrap_or(Err(Error::Unavailable { mid: Some(mid) })),
        };
        if let Some(mut story) = self.story {
            story.end(answer.as_ref());
        }
        answer
    }
}
