use ::worker::{Response, WebSocket, WebSocketPair};

use super::{
    call::{Call, Outcome},
    sockets,
};
use crate::protocol::Error;

/// The answer that gives the client its end. A browser that offers sub-protocols hangs up on an answer without one.
pub(super) fn accept(client: WebSocket, offered: Option<&str>) -> ::worker::Result<web_sys::Response> {
    let response = Response::from_websocket(client)?;
    if let Some(protocol) = offered.and_then(|offered| offered.split(',').next()) {
        response.headers().set("sec-websocket-protocol", protocol.trim())?;
    }
    Ok(response.into())
}

/// Tells somebody that no socket is for them: by a close code, because a page does not get to see a status, and would
/// knock for ever.
///
/// # Errors
/// The error itself, where it is none of those that a client has to stop for.
pub(super) fn refuse(call: &Call, offered: Option<&str>, error: Error) -> Result<Outcome, Error> {
    let Some(code) = close_code(&error) else {
        return Err(error);
    };
    let closed = WebSocketPair::new().and_then(|pair| {
        pair.server.accept()?;
        sockets::close(&pair.server, code, &reason(&error));
        accept(pair.client, offered)
    });
    closed.map(Outcome::Response).map_err(|problem| call.internal(&problem))
}

/// The code that says the same as an error's status.
fn close_code(error: &Error) -> Option<u16> {
    match error.status() {
        401 => Some(4401),
        403 => Some(4403),
        429 => Some(4429),
        _ => None,
    }
}

/// A reason has at most 123 bytes.
fn reason(error: &Error) -> String {
    let mut reason = error.to_string();
    while reason.len() > 123 {
        reason.pop();
    }
    reason
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_told_to_stop_and_nothing_else_by_a_close_code() {
        for (error, code) in [
            (Error::Unauthenticated, Some(4401)),
            (Error::Forbidden("no".to_owned()), Some(4403)),
            (Error::TooManySockets("many"), Some(4429)),
            (Error::TooFast { retry_after: 1 }, Some(4429)),
            (Error::Timeout { mid: None }, None),
            (Error::Internal, None),
            (Error::Malformed("no socket".to_owned()), None),
        ] {
            assert_eq!(close_code(&error), code, "{error:?}");
        }
    }

    #[test]
    fn a_reason_fits_its_frame() {
        let long = reason(&Error::Forbidden("ä".repeat(100)));
        assert_eq!(long, "ä".repeat(61));
    }
}
