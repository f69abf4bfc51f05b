//! What is told of a mutation to whoever observes the room.

use core::fmt;
use std::rc::Rc;

use serde_json::Value;

use super::{
    Inner, Room,
    caller::Submitted,
    effects::{Database, Host, Sockets},
    parts::PartRequest,
};
use crate::{
    observe::Event,
    protocol::{Action, Answer, Error, MutationId, MutationRequest, UserId},
};

/// A mutation from its arrival on. It is told once: as committed or as refused; and as late, where nobody waited for its
/// outcome any longer.
pub(super) struct Story(Option<Box<Plot>>);

struct Plot {
    stage: Rc<dyn Stage>,
    request: Option<Rc<str>>,
    mid: Option<MutationId>,
    user: Option<UserId>,
    collection: String,
    action: Action,
    rows: usize,
    begun: i64,
}

/// The room, whatever it is made of.
trait Stage {
    fn now(&self) -> i64;
    fn tell(&self, event: &Event<'_>);
}

impl<D, S, H: Host> Stage for Inner<D, S, H> {
    fn now(&self) -> i64 {
        self.host.now()
    }

    fn tell(&self, event: &Event<'_>) {
        if let Some(observer) = self.observer.get() {
            observer.see(&self.sync_id, event);
        }
    }
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Begins the story of a mutation. Where nobody observes there is none, and it costs nothing.
    ///
    /// `id` is the request's, where one brought it.
    pub(super) fn story(&self, request: &MutationRequest, user: Option<&UserId>, id: Option<&Rc<str>>) -> Story {
        let rows = || rows(request.action, &request.payload);
        self.open(request.client_mutation_id.as_deref(), user, id, &request.collection, request.action, rows)
    }

    /// The same for a mutation of the app's own, which is told by its first part and the rows of all.
    pub(super) fn story_of_parts(&self, parts: &[PartRequest], mid: Option<&str>, user: Option<&UserId>) -> Story {
        let Some(first) = parts.first() else {
            return Story(None);
        };
        let rows = || parts.iter().map(|part| rows(part.action, &part.payload)).sum();
        self.open(mid, user, None, &first.collection, first.action, rows)
    }

    fn open(
        &self,
        mid: Option<&str>,
        user: Option<&UserId>,
        id: Option<&Rc<str>>,
        collection: &str,
        action: Action,
        rows: impl FnOnce() -> usize,
    ) -> Story {
        if self.0.observer.get().is_none() {
            return Story(None);
        }
        Story(Some(Box::new(Plot {
            stage: Rc::clone(&self.0) as Rc<dyn Stage>,
            request: id.filter(|id| !id.is_empty()).cloned(),
            mid: mid.and_then(|mid| MutationId::parse(mid).ok()),
            user: user.cloned(),
            collection: collection.to_owned(),
            action,
            rows: rows(),
            begun: self.0.host.now(),
        })))
    }
}

/// How many rows a payload names.
fn rows(action: Action, payload: &Value) -> usize {
    let items = ["items", "ids"].into_iter().find_map(|name| payload[name].as_array());
    items.filter(|_| action.is_bulk()).map_or(1, Vec::len)
}

impl Story {
    /// Goes on with it: it ends now, or when the answer is there.
    pub(super) fn follow(mut self, submitted: Result<Submitted, Error>) -> Result<Submitted, Error> {
        match submitted {
            Err(error) => {
                self.end(Err(&error));
                Err(error)
            }
            Ok(submitted) => Ok(submitted.told_by(self)),
        }
    }

    /// The name that the room gave the mutation, where its sender gave none.
    pub(super) fn name(&mut self, mid: &MutationId) {
        if let Some(plot) = &mut self.0 {
            plot.mid.get_or_insert_with(|| mid.clone());
        }
    }

    pub(super) fn end(&mut self, outcome: Result<&Answer, &Error>) {
        let Some(plot) = self.0.take() else { return };
        let Plot { stage, request, mid, user, collection, action, rows, begun } = &*plot;
        let (request, user) = (request.as_deref(), user.as_ref());
        let (action, rows, took) = (*action, *rows, stage.now() - begun);
        match (outcome, mid) {
            (Ok(Answer { seq, replayed, .. }), Some(mid)) => {
                let (seq, replayed) = (*seq, *replayed);
                stage.tell(&Event::Mutation { request, mid, user, collection, action, seq, rows, replayed, took });
            }
            // Whatever is answered has a name.
            (Ok(_), None) => {}
            (Err(error), mid) => {
                let (mid, code) = (mid.as_ref(), error.code().0);
                stage.tell(&Event::Refusal { request, mid, user, collection, action, code, took });
            }
        }
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        if self.0.is_some() {
            self.end(Err(&Error::Timeout { mid: None }));
        }
    }
}

impl fmt::Debug for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Story")
    }
}
