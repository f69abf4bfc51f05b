use ::worker::{Env, Request, RequestInit, Response};
use js_sys::Uint8Array;
use serde_json::json;

use super::{
    App, body,
    call::{Call, Outcome, header},
    caller::{HEADER, INTERNAL},
    host::now,
};
use crate::{
    access::Head,
    api::{Operation, Target},
    protocol::{Error, SyncId, limits},
    room::{get, list},
};

/// Answers a request of the Worker: reads from the database, all else through the room's object.
///
/// # Errors
/// Where not even an answer can be made.
pub async fn fetch(app: &App, mut request: Request, env: &Env) -> ::worker::Result<Response> {
    let mut call = Call::from_outside(app, &request);
    let outcome = serve(app, &mut call, &mut request, env).await;
    if outcome.is_err() {
        body::drain(&mut request).await;
    }
    call.answer(app, outcome)
}

async fn serve(app: &App, call: &mut Call, request: &mut Request, env: &Env) -> Result<Outcome, Error> {
    app.settings().check()?;
    let (method, url) = (request.inner().method(), request.inner().url());
    if method == "OPTIONS" && header(request, "access-control-request-method").is_some() {
        call.verdict.check()?;
        return Ok(Outcome::Preflight { asked: header(request, "access-control-request-headers") });
    }
    let target = Target::of(app.settings().schema(), &method, &url)?;
    if matches!(target, Target::Api(Operation::Health)) {
        return Ok(Outcome::Json(health(app)));
    }
    let body = admit(app, call, request, env, &target).await?;
    match &target {
        Target::Api(Operation::List { query, consistent: false }) => {
            let database = app.database(env).await?;
            let page = list(&database, app.tables(), query).await?;
            Ok(Outcome::Json(page.body(query.collection.name)))
        }
        Target::Api(Operation::Get { query, consistent: false }) => {
            let database = app.database(env).await?;
            let row = get(&database, app.tables(), query).await?;
            Ok(Outcome::Json(row.body()))
        }
        target => {
            let sync_id = target.sync_id().ok_or(Error::Internal)?;
            forward(app, call, request, body, env, sync_id).await
        }
    }
}

/// Asks the app about the request. Nothing of a room is touched before it has said yes.
///
/// Gives the body where it had to be read, because a write names its scope there.
async fn admit(
    app: &App,
    call: &mut Call,
    request: &mut Request,
    env: &Env,
    target: &Target,
) -> Result<Option<Vec<u8>>, Error> {
    let head = head(request);
    let is_too_large = body::length(request).is_some_and(|length| length > limits::BODY_BYTES);
    let read = async || body::read(request).await;
    let entered = app.gate().enter(target, call.verdict, &head, read, env).await;
    let admission = entered.map_err(|refusal| call.refused(refusal))?;
    if is_too_large {
        return Err(Error::body_too_large());
    }
    call.caller.pass = admission.pass;
    call.caller.scope = admission.scope;
    Ok(admission.body)
}

pub(super) fn head(request: &Request) -> Head {
    let headers = request.headers().clone();
    Head::with(request.inner().method(), request.inner().url(), move |name| headers.get(name).ok().flatten())
}

fn health(app: &App) -> String {
    let collections: Vec<_> = app.settings().schema().collections.iter().map(|collection| collection.name).collect();
    json!({ "status": "ok", "timestamp": now(), "collections": collections }).to_string()
}

/// Passes the request to the room's object: untouched but for our own headers, its body unread where nobody had to.
async fn forward(
    app: &App,
    call: &Call,
    request: &Request,
    body: Option<Vec<u8>>,
    env: &Env,
    sync_id: &SyncId,
) -> Result<Outcome, Error> {
    let rooms = app.rooms(env)?;
    let request = stamp(call, request, body).map_err(|error| call.internal(&error))?;
    let stub =
        rooms.id_from_name(sync_id.as_str()).and_then(|id| id.get_stub()).map_err(|error| call.internal(&error))?;
    let response = stub.fetch_with_request(request).await.map_err(|error| {
        // The object died, or is moved, or is asked too much: whether it has committed is not known here.
        call.internal(&error);
        Error::Unavailable { mid: None }
    })?;
    Ok(Outcome::Response(response))
}

/// A request with what the Worker found out, and nothing that claims to be that.
fn stamp(call: &Call, request: &Request, body: Option<Vec<u8>>) -> ::worker::Result<Request> {
    let mut request = match body {
        None => request.clone_mut()?,
        Some(body) => {
            let mut init = RequestInit::new();
            init.with_method(request.method()).with_headers(request.headers().clone());
            init.with_body(Some(Uint8Array::from(body.as_slice()).into()));
            Request::new_with_init(&request.inner().url(), &init)?
        }
    };
    let headers = request.headers_mut()?;
    let claimed: Vec<String> = headers.keys().filter(|name| name.starts_with(INTERNAL)).collect();
    for name in claimed {
        headers.delete(&name)?;
    }
    headers.set(HEADER, &call.caller.to_header())?;
    Ok(request)
}
