//! Bindings of our own, for what neither `worker` nor `js-sys` binds, or binds at a cost.
#![allow(unsafe_code)]

use js_sys::{JsString, Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]) -> Result<JsValue, JsValue>;

    type TextSocket;

    #[wasm_bindgen(method, catch)]
    fn send(this: &TextSocket, text: &JsString) -> Result<(), JsValue>;
}

#[wasm_bindgen(module = "/src/worker/fate.js")]
extern "C" {
    /// A request that is being answered.
    #[derive(Debug, Clone)]
    pub(super) type Fate;

    pub(super) fn begin(request: &web_sys::Request) -> Fate;

    /// The answer, or what is said in its place when the instance ends.
    pub(super) fn until(fate: &Fate, answer: &Promise) -> Promise;

    /// This instance ends: everyone who waits is told.
    pub(super) fn strike(message: &str);

    #[wasm_bindgen(method, setter, js_name = id)]
    pub(super) fn set_id(this: &Fate, id: &str);

    /// Where the mutation's name stands, should it be asked for.
    #[wasm_bindgen(method, setter, js_name = body)]
    pub(super) fn set_body(this: &Fate, body: &Uint8Array);
}

/// Fills `bytes` with random ones.
pub(super) fn random(bytes: &mut [u8]) -> Result<(), JsValue> {
    get_random_values(bytes).map(|_| ())
}

/// Sends a text that is a JavaScript string already, so that one conversion serves all sockets.
pub(super) fn send(socket: &::worker::WebSocket, text: &JsString) -> Result<(), JsValue> {
    let socket: &web_sys::WebSocket = socket.as_ref();
    socket.unchecked_ref::<TextSocket>().send(text)
}
