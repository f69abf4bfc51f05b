use core::fmt;
use std::rc::Rc;

use super::{Event, Observer};
use crate::protocol::SyncId;

/// What an app does with events.
pub type Sink<Env> = Rc<dyn Fn(&SyncId, &Event<'_>, &Env)>;

/// Hands the events of a room to the sinks of its app.
pub struct Watch<Env> {
    sinks: Vec<Sink<Env>>,
    env: Rc<Env>,
}

impl<Env> Watch<Env> {
    pub fn new(sinks: Vec<Sink<Env>>, env: Rc<Env>) -> Self {
        Self { sinks, env }
    }
}

impl<Env> Observer for Watch<Env> {
    fn see(&self, room: &SyncId, event: &Event<'_>) {
        for sink in &self.sinks {
            sink(room, event, &self.env);
        }
    }
}

impl<Env> fmt::Debug for Watch<Env> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("sinks", &self.sinks.len()).finish_non_exhaustive()
    }
}
