//! Bindings of our own, for what neither `worker` nor `js-sys` binds, or binds at a cost.
#![allow(unsafe_code)]

use js_sys::JsString;
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

/// Fills `bytes` with random ones.
pub(super) fn random(bytes: &mut [u8]) -> Result<(), JsValue> {
    get_random_values(bytes).map(|_| ())
}

/// Sends a text that is a JavaScript string already, so that one conversion serves all sockets.
pub(super) fn send(socket: &::worker::WebSocket, text: &JsString) -> Result<(), JsValue> {
    let socket: &web_sys::WebSocket = socket.as_ref();
    socket.unchecked_ref::<TextSocket>().send(text)
}
