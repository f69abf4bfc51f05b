use std::rc::Rc;

use ::worker::{Env, worker_sys::DurableObjectState};
use js_sys::Promise;
use wasm_bindgen::JsValue;

use super::{App, RoomObject, js};

/// A promise; an error where there is no object.
pub type Promised = Result<Promise, JsValue>;
/// A promise where something is waited for; an error where there is no object.
pub type Handled = Result<JsValue, JsValue>;

/// What an instance holds of the class that [`worker!`](crate::worker!) writes: a room's object, but for the one instance by which
/// the class is known before there is any.
#[derive(Debug)]
pub struct Held(Option<Rc<RoomObject>>);

impl Held {
    pub fn new(app: Rc<App>, state: DurableObjectState, env: Env) -> Self {
        Self(Some(RoomObject::new(app, state, env)))
    }

    /// No object.
    pub const fn none() -> Self {
        Self(None)
    }

    fn object(&self) -> Result<&Rc<RoomObject>, JsValue> {
        self.0.as_ref().ok_or_else(|| "this is no room's object".into())
    }

    /// As [`RoomObject::fetch`].
    pub fn fetch(&self, request: web_sys::Request) -> Promised {
        Ok(self.object()?.fetch(request))
    }

    /// As [`RoomObject::ask`].
    pub fn ask(&self, asked: &JsValue) -> Promised {
        Ok(self.object()?.ask(asked))
    }

    /// As [`RoomObject::alarm`].
    pub fn alarm(&self) -> Promised {
        Ok(self.object()?.alarm())
    }

    /// As [`RoomObject::message`].
    pub fn message(&self, socket: web_sys::WebSocket, message: &JsValue) -> Handled {
        Ok(self.object()?.message(socket, message))
    }

    /// As [`RoomObject::closed`].
    pub fn closed(&self, socket: web_sys::WebSocket, code: u16) -> Handled {
        Ok(self.object()?.closed(socket, code))
    }

    /// As [`RoomObject::failed`].
    pub fn failed(&self, socket: web_sys::WebSocket) -> Handled {
        Ok(self.object()?.failed(socket))
    }
}

/// Has the class of an instance come of the platform's own, without which the runtime calls no methods of it. It looks once, as
/// soon as the module is there.
pub fn derive(instance: &JsValue) {
    js::derive(instance);
}
