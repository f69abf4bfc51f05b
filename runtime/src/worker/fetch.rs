use core::time::Duration;

use ::worker::{Env, Request, RequestInit, Response};
use js_sys::Uint8Array;
use serde_json::json;

use super::{
    App, admin,
    app::within,
    body,
    call::{Call, Outcome, header},
    caller::{HEADER, INTERNAL},
    handshake,
    host::now,
};
use crate::{
    access::Head,
    api::{Operation, Target},
    protocol::{Error, SyncId},
    room::{answer_list, get},
};

/// Bodies up to so many bytes are read here, so that the mutation can be named even when its object dies with it.
const SMALL: usize = 16_384;
/// How much longer a room is waited for than it takes itself to say that it is too late: its own answer knows more.
const GRACE: Duration = Duration::from_secs(5);

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
    let response = call.answer(app, outcome);
    if app.is_debugged(env) {
        call.log(&request, response.as_ref().map_or(0, Response::status_code));
    }
    response
}

async fn serve(app: &App, call: &mut Call, request: &mut Request, env: &Env) -> Result<Outcome, Error> {
    app.settings().check()?;
    let (method, url) = (request.inner().method(), request.inner().url());
    if method == "OPTIONS" && header(request, "access-control-request-method").is_some() {
        call.verdict.check()?;
        return Ok(Outcome::Preflight { asked: header(request, "access-control-request-headers") });
    }
    if let Some(sync_id) = admin::asked(app, request, env)? {
        call.caller.inspects = Some(sync_id.as_str().to_owned());
        return forward(app, call, request, None, env, &sync_id).await;
    }
    let target = app.target(&method, &url)?;
    if matches!(target, Target::Api(Operation::Health)) {
        return Ok(Outcome::Json(health(app)));
    }
    let mut body = match admit(app, call, request, env, &target).await {
        // What the app does not let in is told so; a page of another site hears nothing at all.
        Err(error) if matches!(target, Target::Socket(_)) && call.verdict.check().is_ok() => {
            return handshake::refuse(call, header(request, "sec-websocket-protocol").as_deref(), error);
        }
        admitted => admitted?,
    };
    match &target {
        Target::Api(Operation::List { query, held, consistent }) if app.settings().reads_directly(*consistent) => {
            let database = app.database(env).await?;
            let listed = answer_list(&database, app.tables(), query, held.as_ref(), &call.caller.pass).await?;
            Ok(Outcome::Json(listed.body(query.collection.name)))
        }
        Target::Api(Operation::Get { query, consistent }) if app.settings().reads_directly(*consistent) => {
            let database = app.database(env).await?;
            let row = get(&database, app.tables(), query).await?;
            Ok(Outcome::Json(row.body()))
        }
        Target::Api(Operation::Mutate(mutation)) => {
            if body.is_none() && mutation.has_body() && body::length(request).is_some_and(|length| length <= SMALL) {
                body = Some(body::read(request, app.settings().limits().body_bytes).await?);
            }
            let outcome = forward(app, call, request, body.as_deref(), env, &mutation.sync_id).await;
            outcome.map_err(|error| error.about(mutation.mid(body.as_deref())))
        }
        target => {
            let sync_id = target.sync_id().ok_or(Error::Internal)?;
            forward(app, call, request, body.as_deref(), env, sync_id).await
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
    let limits = app.settings().limits();
    let is_too_large = body::length(request).is_some_and(|length| length > limits.body_bytes);
    let read = async || body::read(request, limits.body_bytes).await;
    let entered = app.gate().enter(target, call.verdict, &head, read, env).await;
    let admission = entered.map_err(|refusal| call.refused(refusal))?;
    if is_too_large {
        return Err(Error::body_over(limits.body_bytes));
    }
    call.caller.pass = admission.pass;
    call.caller.scope = admission.scope;
    if call.caller.pass.user.is_none() && (limits.mutations.is_some() || limits.reads.is_some()) {
        call.caller.address = header(request, "cf-connecting-ip");
    }
    Ok(admission.body)
}

fn head(request: &Request) -> Head {
    let headers = request.headers().clone();
    Head::with(request.inner().method(), request.inner().url(), move |name| headers.get(name).ok().flatten())
}

fn health(app: &App) -> String {
    let mut health = json!({ "status": "ok", "timestamp": now() });
    if app.settings().exposes_collections() {
        health["collections"] = app.settings().schema().collections.iter().map(|collection| collection.name).collect();
    }
    health.to_string()
}

/// Passes the request to the room's object: untouched but for our own headers, its body unread where nobody had to.
async fn forward(
    app: &App,
    call: &Call,
    request: &Request,
    body: Option<&[u8]>,
    env: &Env,
    sync_id: &SyncId,
) -> Result<Outcome, Error> {
    let rooms = app.rooms(env)?;
    let request = stamp(call, request, body).map_err(|error| call.internal(&error))?;
    let stub =
        rooms.id_from_name(sync_id.as_str()).and_then(|id| id.get_stub()).map_err(|error| call.internal(&error))?;
    let answered = async {
        stub.fetch_with_request(request).await.map_err(|error| {
            // The object died, or is moved, or is asked too much: whether it has committed is not known here.
            call.internal(&error);
            Error::Unavailable { mid: None }
        })
    };
    within(app.settings().timeout() + GRACE, answered).await.map(Outcome::Response)
}

/// A request with what the Worker found out, and nothing that claims to be that.
fn stamp(call: &Call, request: &Request, body: Option<&[u8]>) -> ::worker::Result<Request> {
    let mut request = match body {
        None => request.clone_mut()?,
        Some(body) => {
            let mut init = RequestInit::new();
            init.with_method(request.method()).with_headers(request.headers().clone());
            init.with_body(Some(Uint8Array::from(body).into()));
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
