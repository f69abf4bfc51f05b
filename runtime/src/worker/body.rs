use ::worker::{Request, console_error};
use futures_util::StreamExt;
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

use super::{incoming::Incoming, tasks};
use crate::protocol::{Error, limits};

/// How much of a body is read although nobody wants it.
const PATIENCE: usize = 4 * limits::BODY_BYTES;

/// The body's bytes, at most so many.
///
/// # Errors
/// `TOO_LARGE` over the limit, `MALFORMED` where it broke off.
pub(super) async fn read(request: &Incoming, most: usize) -> Result<Vec<u8>, Error> {
    match request.length() {
        Some(_) => Ok(read_raw(request, most).await?.to_vec()),
        None if request.raw().body().is_none() => Ok(Vec::new()),
        None => collect(request.request(), most).await,
    }
}

/// The same of a body that says how long it is, where the platform has it: for handing it on.
///
/// # Errors
/// The same.
pub(super) async fn read_raw(request: &Incoming, most: usize) -> Result<Uint8Array, Error> {
    if request.length().is_some_and(|length| length > most) {
        return Err(Error::body_over(most));
    }
    // In one piece.
    let bytes = async { tasks::wait(&request.raw().array_buffer()?).await };
    bytes.await.map(|bytes| Uint8Array::new(&bytes)).map_err(|error| broken(&error))
}

/// The same of a request that the app's own code has.
///
/// # Errors
/// The same.
pub(super) async fn read_own(request: &Request, most: usize) -> Result<Vec<u8>, Error> {
    read(&Incoming::of(request), most).await
}

/// Reads what is left of the body of a request that is answered already.
///
/// The runtime closes a connection whose request was not read to its end, and a client that keeps it open would lose its
/// next request with it.
pub(super) async fn drain(request: &Incoming) {
    let raw = request.raw();
    let is_read = raw.body_used() || raw.body().is_none_or(|body| body.locked());
    if is_read || request.length().is_some_and(|length| length > PATIENCE) {
        return;
    }
    let Ok(mut stream) = request.request().stream() else {
        return;
    };
    let mut read = 0;
    while let Some(Ok(chunk)) = stream.next().await {
        read += chunk.len();
        if read > PATIENCE {
            return;
        }
    }
}

/// A body that does not say how long it is.
async fn collect(mut request: Request, most: usize) -> Result<Vec<u8>, Error> {
    let mut stream = request.stream().map_err(|error| broken(&JsValue::from(error)))?;
    let (mut body, mut read) = (Vec::new(), 0);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| broken(&JsValue::from(error)))?;
        read += chunk.len();
        if read > PATIENCE {
            break;
        }
        if read <= most {
            body.extend(chunk);
        }
    }
    if read > most { Err(Error::body_over(most)) } else { Ok(body) }
}

fn broken(error: &JsValue) -> Error {
    console_error!("ferrosync: a request's body broke off: {error:?}");
    Error::Malformed("the body could not be read to its end".to_owned())
}
