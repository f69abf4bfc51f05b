use std::{panic, rc::Rc, sync::Once};

use ::worker::{Env, Request, Response, console_error};
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

use super::{App, fetch::fetch, js};
use crate::protocol::Error;

/// Answers a request of the Worker, whatever becomes of this instance meanwhile: who waits when it panics hears that
/// nobody knows what came of it, and may ask again.
pub fn answer(app: Rc<App>, request: web_sys::Request, env: Env) -> Promise {
    watch();
    let fate = js::begin(&request);
    let fated = fate.clone();
    let answer = future_to_promise(async move {
        let response = match fetch(&app, Request::from(request), &env, &fated).await {
            Ok(response) => response,
            Err(error) => {
                console_error!("ferrosync: no answer could be made: {error}");
                Response::error("no answer could be made", 500).map_err(JsValue::from)?
            }
        };
        Ok(web_sys::Response::from(response).into())
    });
    js::until(&fate, &answer)
}

/// Listens for panics, before those who listen already.
fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            js::strike(&Error::Unavailable { mid: None }.to_string());
            before(info);
        }));
    });
}
