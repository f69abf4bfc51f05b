//! Where a room is: the object that is it now, older ones that still believe they are, and the sockets of each.

use std::{cell::Cell, rc::Rc};

use ferrosync::{
    room::{Retention, Sockets},
    testing::{Life, TestRoom, TestSockets, World},
};

use super::{schema::ROOMS, seen::count};

/// An object that lives.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    /// No two have the same.
    pub(crate) number: usize,
    pub(crate) room: TestRoom,
    pub(crate) sockets: TestSockets,
    life: Life,
    /// Whether there are sockets from before its time that were not told where the room stands.
    has_survivors: Rc<Cell<bool>>,
}

#[derive(Debug)]
pub(crate) struct Site {
    room: usize,
    /// None while it sleeps, or is dead and nobody has asked for it since.
    main: Option<Object>,
    sockets: TestSockets,
    pub(crate) stale: Option<Object>,
    retention: Retention,
}

impl Site {
    pub(crate) fn new(room: usize, retention: Retention) -> Self {
        Self { room, main: None, sockets: TestSockets::default(), stale: None, retention }
    }

    /// The object, made at the first event that needs it.
    pub(crate) fn object(&mut self, world: &World, number: &mut usize) -> Object {
        let (room, sockets, retention) = (self.room, &self.sockets, self.retention);
        let make = || {
            *number += 1;
            let (object, life) = world.object(ROOMS[room], sockets);
            object.retain(retention);
            let has_survivors = Rc::new(Cell::new(!sockets.list().is_empty()));
            Object { number: *number, room: object, sockets: sockets.clone(), life, has_survivors }
        };
        self.main.get_or_insert_with(make).clone()
    }

    /// Ends the object where it is. Its sockets live on.
    pub(crate) fn end(&mut self) -> Option<Object> {
        let object = self.main.take()?;
        object.end();
        Some(object)
    }

    /// From now on the object is a stale one that goes on beside the next; its sockets stay with it.
    pub(crate) fn split(&mut self) {
        if let Some(object) = self.main.take() {
            self.stale = Some(object);
            self.sockets = TestSockets::default();
            count("rooms with two objects", 1);
        }
    }

    /// The stale object is found out, and its sockets are lost with it.
    pub(crate) fn end_stale(&mut self) -> Option<Object> {
        let object = self.stale.take()?;
        object.end();
        object.sockets.close_all();
        Some(object)
    }
}

impl Object {
    fn end(&self) {
        self.life.end();
        self.sockets.outlive();
    }

    /// A task of the object: it dies with it.
    pub(crate) fn work<T, F: Future<Output = T>>(&self, task: F) -> impl Future<Output = T> + use<T, F> {
        self.life.guard(task)
    }

    /// What an object does before the first event that it is made for: it tells sockets that outlived another where it stands.
    pub(crate) async fn begin(&self) {
        if self.has_survivors.replace(false) && self.room.wake().await.is_err() {
            self.has_survivors.set(true);
        }
    }
}
