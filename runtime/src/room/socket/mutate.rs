use core::time::Duration;
use std::rc::Rc;

use futures_util::future::{Either, FutureExt, LocalBoxFuture, select};
use serde_json::Value;

use super::{
    super::{
        Room, Submitted,
        effects::{Connection, Database, Host, Sockets},
        listeners::AT_ONCE,
        rates::Toll,
    },
    Failure, caller_of,
};
use crate::{
    access::{Access, Pass},
    all::all,
    gather::gather,
    map::{Set, Sorted},
    protocol::{Acked, Error, MutationId, MutationRequest, Sent},
};

/// How long an answer may take, where the app does not say.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A mutation by its name that has its place, or was refused one.
type Begun = (Option<String>, Result<Submitted, Error>);
/// What the app is asked about: a collection, and the scope in it that a mutation names.
type Question = (&'static str, Option<String>);
/// The access value, for who may.
type Answers = Sorted<Question, Result<Value, Error>>;

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Does the mutations of some frames, each asked about as it would be over HTTP.
    ///
    /// It ends when all of them have their place in the room's order, so that the next frame's come after them. Their
    /// answers follow.
    pub(super) async fn mutate_all(&self, connection: &S::Connection, frames: Vec<Vec<Sent>>) -> Result<(), Failure> {
        let time = self.0.timeout.get().copied().unwrap_or(TIMEOUT);
        let answers = self.ask_about(connection.seat().pass(), &frames).await;
        let mut too_fast = None;
        for frame in frames {
            let request_id: Rc<str> = self.new_request_id().into();
            let mut begun: Vec<Begun> = Vec::with_capacity(frame.len());
            for Sent { client_mutation_id, request } in frame {
                if too_fast.is_none() {
                    // Those behind it wait with it: they are not counted, and nobody overtakes.
                    too_fast = self.charge_for(connection, Toll::Mutation).err();
                }
                let submitted = match (request, too_fast) {
                    (_, Some(too_fast)) if too_fast.goes_on => return Err(Failure::too_often(too_fast.into())),
                    (_, Some(too_fast)) => Err(too_fast.into()),
                    (Err(error), None) => Err(error),
                    (Ok(request), None) => {
                        let place = self.start(connection, request, &answers, &request_id);
                        let mid = client_mutation_id.as_deref().and_then(|text| MutationId::parse(text).ok());
                        self.within(time, place).await.map_err(|error| error.about(mid))
                    }
                };
                begun.push((client_mutation_id, submitted));
            }
            self.owe(connection, Box::pin(answers_of(begun, self.0.host.sleep(time), request_id)));
        }
        Ok(())
    }

    async fn start(
        &self,
        connection: &S::Connection,
        request: MutationRequest,
        answers: &Answers,
        request_id: &Rc<str>,
    ) -> Result<Submitted, Error> {
        let question = self.question_of(&request)?;
        let access = answers.get(&question).cloned().unwrap_or(Err(Error::Internal))?;
        self.submit(request, &caller_of(connection, access, request_id)).await
    }

    /// Asks once for all mutations about which the same is asked.
    async fn ask_about(&self, pass: &Pass, frames: &[Vec<Sent>]) -> Answers {
        let requests = frames.iter().flatten().filter_map(|sent| sent.request.as_ref().ok());
        let questions: Set<Question> = gather(requests.filter_map(|request| self.question_of(request).ok()));
        let answer = |(collection, scope): Question| {
            let answer = async move {
                let answer = self.may(pass, Access::Write, collection, scope.as_deref()).await;
                ((collection, scope), answer)
            };
            answer.boxed_local()
        };
        all(questions.into_iter().map(answer).collect(), AT_ONCE).await.into_iter().collect()
    }

    fn question_of(&self, request: &MutationRequest) -> Result<Question, Error> {
        let collection = self.collection_of(&request.collection)?;
        // Elsewhere a scope is refused by name; of nobody is it asked whether they may have it.
        Ok((collection.name, request.scope.clone().filter(|_| collection.scope().is_some())))
    }

    fn new_request_id(&self) -> String {
        let mut bytes = [0; 8];
        self.0.host.random(&mut bytes);
        format!("{:016x}", u64::from_be_bytes(bytes))
    }
}

/// The answers to a frame's mutations, in order. Those that are not there when `late` comes may still be done.
async fn answers_of(begun: Vec<Begun>, late: LocalBoxFuture<'static, ()>, request_id: Rc<str>) -> Vec<Acked> {
    let (mut late, mut results) = (late.fuse(), Vec::with_capacity(begun.len()));
    let mut is_late = false;
    for (client_mutation_id, submitted) in begun {
        let answer = match submitted {
            Err(error) => Err(error),
            Ok(submitted) => {
                let answer = submitted.answer();
                let answer = if is_late {
                    answer.now_or_never()
                } else {
                    match select(core::pin::pin!(answer), &mut late).await {
                        Either::Left((answer, _)) => Some(answer),
                        Either::Right(_) => None,
                    }
                };
                is_late |= answer.is_none();
                let mid = || client_mutation_id.as_deref().and_then(|text| MutationId::parse(text).ok());
                answer.unwrap_or_else(|| Err(Error::Timeout { mid: mid() }))
            }
        };
        results.push(Acked { client_mutation_id, answer, request_id: Rc::clone(&request_id) });
    }
    results
}
