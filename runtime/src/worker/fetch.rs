use ::worker::{Env, Request, Response};
use serde_json::json;

use super::{
    App, body,
    call::{Call, Outcome, header},
    caller::{HEADER, INTERNAL},
    host::Runtime,
};
use crate::{
    api::{Operation, Target},
    protocol::{Error, SyncId, limits},
    room::{Host, get, list},
};

/// Answers a request of the Worker: reads from the database, all else through the room's object.
///
/// # Errors
/// Where not even an answer can be made.
pub async fn fetch(app: &App, mut request: Request, env: &Env) -> ::worker::Result<Response> {
    let call = Call::from_outside(app, &request);
    let outcome = serve(app, &call, &request, env).await;
    if outcome.is_err() {
        body::drain(&mut request).await;
    }
    call.answer(app, outcome)
}

async fn serve(app: &App, call: &Call, request: &Request, env: &Env) -> Result<Outcome, Error> {
    app.settings().check()?;
    let (method, url) = (request.inner().method(), request.inner().url());
    if method == "OPTIONS" && header(request, "access-control-request-method").is_some() {
        call.verdict.check()?;
        return Ok(Outcome::Preflight { asked: header(request, "access-control-request-headers") });
    }
    let target = Target::of(app.settings().schema(), &method, &url)?;
    match &target {
        Target::Api(Operation::Health) => return Ok(Outcome::Json(health(app))),
        Target::Api(Operation::List { query, consistent: false }) => {
            let database = app.database(env).await?;
            let page = list(&database, app.tables(), query).await?;
            return Ok(Outcome::Json(page.body(query.collection.name)));
        }
        Target::Api(Operation::Get { query, consistent: false }) => {
            let database = app.database(env).await?;
            let row = get(&database, app.tables(), query).await?;
            return Ok(Outcome::Json(row.body()));
        }
        Target::Api(Operation::List { .. } | Operation::Get { .. }) => {}
        Target::Api(Operation::Mutate(_)) => {
            call.verdict.check()?;
            if body::length(request).is_some_and(|length| length > limits::BODY_BYTES) {
                return Err(Error::body_too_large());
            }
        }
        Target::Socket(_) => {
            call.verdict.check()?;
            if !header(request, "upgrade").is_some_and(|upgrade| upgrade.eq_ignore_ascii_case("websocket")) {
                return Err(Error::Malformed("this path is for WebSockets".to_owned()));
            }
        }
    }
    let sync_id = target.sync_id().ok_or(Error::Internal)?;
    forward(app, call, request, env, sync_id).await
}

fn health(app: &App) -> String {
    let collections: Vec<_> = app.settings().schema().collections.iter().map(|collection| collection.name).collect();
    json!({ "status": "ok", "timestamp": Runtime.now(), "collections": collections }).to_string()
}

/// Passes the request to the room's object: untouched but for our own headers, and without reading its body.
async fn forward(app: &App, call: &Call, request: &Request, env: &Env, sync_id: &SyncId) -> Result<Outcome, Error> {
    let rooms = app.rooms(env)?;
    let request = stamp(call, request).map_err(|error| call.internal(&error))?;
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
fn stamp(call: &Call, request: &Request) -> ::worker::Result<Request> {
    let mut request = request.clone_mut()?;
    let headers = request.headers_mut()?;
    let claimed: Vec<String> = headers.keys().filter(|name| name.starts_with(INTERNAL)).collect();
    for name in claimed {
        headers.delete(&name)?;
    }
    headers.set(HEADER, &call.caller.to_header())?;
    Ok(request)
}
