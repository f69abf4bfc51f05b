use std::{panic, rc::Rc, sync::Once};

use ::worker::{Env, Response, console_error};
use js_sys::Promise;

use super::{App, fetch::fetch, incoming::Incoming, js, tasks};
use crate::protocol::Error;

/// Answers a request of the Worker, whatever becomes of this instance meanwhile: who waits when it panics hears that
/// nobody knows what came of it, and may ask again.
pub fn answer(app: Rc<App>, request: web_sys::Request, env: Env) -> Promise {
    watch();
    let fate = js::begin(&request);
    let answer = fate.answer();
    tasks::spawn(Box::pin(async move {
        let response = match fetch(&app, &Incoming::new(request), &env, &fate).await {
            Ok(response) => Ok(response),
            Err(error) => {
                console_error!("ferrosync: no answer could be made: {error:?}");
                Response::error("no answer could be made", 500).map(web_sys::Response::from)
            }
        };
        if let Ok(response) = response {
            js::settle(&fate, &response);
        }
    }));
    answer
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
