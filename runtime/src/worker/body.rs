use ::worker::{Request, console_error};
use futures_util::StreamExt;

use super::call::header;
use crate::protocol::{Error, limits};

/// How much of a body is read although nobody wants it.
const PATIENCE: usize = 4 * limits::BODY_BYTES;

/// The body's bytes, at most so many.
///
/// # Errors
/// `TOO_LARGE` over the limit, `MALFORMED` where it broke off.
pub(super) async fn read(request: &mut Request, most: usize) -> Result<Vec<u8>, Error> {
    if request.inner().body().is_none() {
        return Ok(Vec::new());
    }
    match length(request) {
        Some(length) if length > most => Err(Error::body_over(most)),
        // In one piece.
        Some(_) => request.bytes().await.map_err(|error| broken(&error)),
        None => collect(request, most).await,
    }
}

/// Reads what is left of the body of a request that is answered already.
///
/// The runtime closes a connection whose request was not read to its end, and a client that keeps it open would lose its
/// next request with it.
pub(super) async fn drain(request: &mut Request) {
    let is_read = request.inner().body_used() || request.inner().body().is_none_or(|body| body.locked());
    if is_read || length(request).is_some_and(|length| length > PATIENCE) {
        return;
    }
    let Ok(mut stream) = request.stream() else {
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
async fn collect(request: &mut Request, most: usize) -> Result<Vec<u8>, Error> {
    let mut stream = request.stream().map_err(|error| broken(&error))?;
    let (mut body, mut read) = (Vec::new(), 0);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| broken(&error))?;
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

pub(super) fn length(request: &Request) -> Option<usize> {
    header(request, "content-length")?.parse().ok()
}

fn broken(error: &::worker::Error) -> Error {
    console_error!("ferrosync: a request's body broke off: {error}");
    Error::Malformed("the body could not be read to its end".to_owned())
}
