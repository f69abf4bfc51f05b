//! Bindings of our own, for what neither `worker` nor `js-sys` binds, or binds at a cost.
#![allow(unsafe_code)]

use core::time::Duration;

use ::worker::{Headers, Request};
use js_sys::{Array, JsString, Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use super::tasks;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]) -> Result<JsValue, JsValue>;

    type TextSocket;

    #[wasm_bindgen(method, catch)]
    fn send(this: &TextSocket, text: &JsString) -> Result<(), JsValue>;

    /// An object's storage, as far as it is synchronous.
    #[derive(Debug)]
    pub(super) type SyncStorage;

    /// Fails, or is none, in an object that keeps no SQLite.
    #[wasm_bindgen(method, catch, getter)]
    pub(super) fn sql(this: &SyncStorage) -> Result<SqlStorage, JsValue>;

    /// Calls `work` in a transaction that ends with it: an error rolls it back, and comes out as it is.
    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    pub(super) fn transaction_sync(
        this: &SyncStorage,
        work: &mut dyn FnMut() -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue>;

    #[derive(Debug)]
    pub(super) type SqlStorage;

    /// Bytes on disk.
    #[wasm_bindgen(method, getter, js_name = databaseSize)]
    pub(super) fn database_size(this: &SqlStorage) -> f64;
}

#[wasm_bindgen(module = "/src/worker/fate.js")]
extern "C" {
    /// A request that is being answered.
    #[derive(Debug, Clone)]
    pub(super) type Fate;

    pub(super) fn begin(request: &web_sys::Request) -> Fate;

    /// A request that an object answers.
    pub(super) fn owe() -> Fate;

    /// Answers it: with a response, or a promise of one.
    pub(super) fn settle(fate: &Fate, response: &JsValue);

    /// The answer, or what is said in its place when the instance ends.
    #[wasm_bindgen(method, getter)]
    pub(super) fn answer(this: &Fate) -> Promise;

    /// This instance ends: everyone who waits is told.
    pub(super) fn strike(message: &str);

    #[wasm_bindgen(method, setter, js_name = id)]
    pub(super) fn set_id(this: &Fate, id: &str);

    /// Where the mutation's name stands, should it be asked for.
    #[wasm_bindgen(method, setter, js_name = body)]
    pub(super) fn set_body(this: &Fate, body: &Uint8Array);
}

#[wasm_bindgen(module = "/src/worker/class.js")]
extern "C" {
    pub(super) fn derive(instance: &JsValue);
}

#[wasm_bindgen(module = "/src/worker/wire.js")]
extern "C" {
    /// What a statement selects, for [`rows`]. `worker` binds cursors too, but so that what one throws passes by Rust.
    #[wasm_bindgen(catch)]
    pub(super) fn query(sql: &SqlStorage, text: &JsString, params: Array) -> Result<Array, JsValue>;

    /// The same, and how many rows were read and written.
    #[wasm_bindgen(catch)]
    pub(super) fn query_costs(sql: &SqlStorage, text: &JsString, params: Array) -> Result<Array, JsValue>;

    /// What D1 says of a statement, for [`rows`].
    pub(super) fn selected(result: &JsValue) -> Array;

    /// How many rows it read and wrote.
    pub(super) fn costs(result: &JsValue) -> Array;

    /// A line each: the method, the URL, and three headers, which begin with `=` where they are there: `content-length`,
    /// `origin`, `cf-ray`.
    pub(super) fn look(request: &web_sys::Request) -> String;

    /// A line each: what the Worker told of a request, the room of an order of the app's own code, and a small body; then what
    /// [`look`] gives.
    pub(super) fn told(request: &web_sys::Request) -> String;

    /// Passes a request on to a room, with what was found out of its caller. Without a body its own goes along, unread.
    /// `bare` is for where it has none, and nobody reads headers of its: it has its `origin` alone.
    #[wasm_bindgen(catch)]
    pub(super) fn pass(
        rooms: &JsValue,
        name: &str,
        request: &web_sys::Request,
        caller: &str,
        body: Option<&Uint8Array>,
        bare: bool,
    ) -> Result<Promise, JsValue>;

    /// Asks a room in the place of a request of which nobody needs more than these lines: who asks, the method, the URL. Nothing,
    /// where the body is no text. The answer is one for [`relay`].
    #[wasm_bindgen(catch)]
    pub(super) fn ask(
        rooms: &JsValue,
        name: &str,
        lines: &str,
        body: Option<&Uint8Array>,
    ) -> Result<Option<Promise>, JsValue>;

    /// The response that is made of what a room answered when it was asked.
    #[wasm_bindgen(catch)]
    pub(super) fn relay(answer: &JsValue, id: &str, more: &str) -> Result<web_sys::Response, JsValue>;

    /// What a room answers that was asked: the body alone, where all went well.
    pub(super) fn refusal(status: u16, more: &str, body: &str) -> JsValue;

    /// What the next two call.
    fn begin_tasks(run: &JsValue, land: &JsValue);

    #[wasm_bindgen(js_name = soon)]
    fn soon_js();

    #[wasm_bindgen(js_name = wait)]
    fn wait_js(promise: &Promise, place: usize);

    /// Has [`tasks::land`] called after so many milliseconds, unless it is cancelled by the number that this gives.
    fn after(milliseconds: f64, place: usize) -> f64;

    pub(super) fn cancel(number: f64);

    fn encode(text: &JsString) -> Uint8Array;

    #[wasm_bindgen(js_name = number)]
    fn number_js(socket: &web_sys::WebSocket, number: u32);

    #[wasm_bindgen(js_name = number_of)]
    fn number_of_js(socket: &web_sys::WebSocket) -> Option<u32>;

    /// A response of JSON. `more` are lines of headers, `name:value`.
    #[wasm_bindgen(catch)]
    pub(super) fn json(status: u16, id: &str, more: &str, body: &[u8]) -> Result<web_sys::Response, JsValue>;
}

thread_local! {
    /// Told once an instance: what it calls back is made once, not each time.
    static TASKS: () = {
        let run = Closure::<dyn FnMut()>::new(tasks::run).into_js_value();
        let land = Closure::<dyn FnMut(usize, bool, JsValue)>::new(|place, is_kept, value| {
            tasks::land(place, if is_kept { Ok(value) } else { Err(value) });
        });
        begin_tasks(&run, &land.into_js_value());
    };
}

/// Has [`tasks::run`] called in a microtask.
pub(super) fn soon() {
    TASKS.with(|()| ());
    soon_js();
}

/// Has [`tasks::land`] called when the promise is settled.
pub(super) fn wait(promise: &Promise, place: usize) {
    TASKS.with(|()| ());
    wait_js(promise, place);
}

/// Has [`tasks::land`] called when so much time is over, unless the number that this gives is cancelled.
pub(super) fn sleep(time: Duration, place: usize) -> f64 {
    TASKS.with(|()| ());
    after(time.as_secs_f64() * 1_000.0, place)
}

/// Fills `bytes` with random ones.
pub(super) fn random(bytes: &mut [u8]) -> Result<(), JsValue> {
    get_random_values(bytes).map(|_| ())
}

/// So many characters are faster to encode at once than one by one, whatever more it takes.
const LONG: u32 = 512;

/// A text; nothing, where it is something else.
pub(super) fn text(value: &JsValue) -> Option<String> {
    let text: &JsString = value.dyn_ref()?;
    if text.length() < LONG {
        return Some(text.into());
    }
    String::from_utf8(encode(text).to_vec()).ok()
}

/// Rows as `wire.js` carries them over, where every cell is a text or nothing. Each call into JavaScript costs more than a cell.
pub(super) fn rows(texts: &Array) -> Vec<Vec<Option<String>>> {
    let Some(all) = text(&texts.get(0)) else {
        return Vec::new();
    };
    let mut apart = 0;
    let mut cell = |cell: &str| match cell {
        "\0" => None,
        "\x01" => {
            apart += 1;
            text(&texts.get(apart))
        }
        cell => Some(cell.to_owned()),
    };
    all.split('\x1e').map(|row| row.split('\x1f').map(&mut cell).collect()).collect()
}

/// Two counts, below 2^53.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn counts(numbers: &Array, from: u32) -> (u64, u64) {
    let count = |index| numbers.get(index).as_f64().unwrap_or_default() as u64;
    (count(from), count(from + 1))
}

/// Gives a socket a number, by which it is known when the runtime tells it.
pub(super) fn number(socket: &::worker::WebSocket, number: u32) {
    number_js(socket.as_ref(), number);
}

/// Its number, if it was given one.
pub(super) fn number_of(socket: &::worker::WebSocket) -> Option<u32> {
    number_of_js(socket.as_ref())
}

/// Sends a text that is a JavaScript string already, so that one conversion serves all sockets.
pub(super) fn send(socket: &::worker::WebSocket, text: &JsString) -> Result<(), JsValue> {
    let socket: &web_sys::WebSocket = socket.as_ref();
    socket.unchecked_ref::<TextSocket>().send(text)
}

/// A request with a body. `worker` makes one too, but looks at every setting of Cloudflare's cache on the way.
pub(super) fn request(url: &str, method: &str, headers: &Headers, body: &JsValue) -> ::worker::Result<Request> {
    let init = web_sys::RequestInit::new();
    init.set_method(method);
    init.set_headers(headers.as_ref());
    init.set_body(body);
    Ok(web_sys::Request::new_with_str_and_init(url, &init)?.into())
}
