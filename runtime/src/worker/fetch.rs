use core::time::Duration;

use ::worker::{Env, Headers, Request, Response};
use js_sys::Uint8Array;

use super::{
    App, admin,
    app::within,
    body,
    call::{Call, Outcome, header},
    caller::{HEADER, INTERNAL},
    handshake,
    host::now,
    js,
    own::Route,
    pattern::Params,
    routes::{Answer, RouteRequest},
};
use crate::{
    access::{Access, Head, Pass, What},
    api::{Operation, Target},
    json::json,
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
pub(super) async fn fetch(app: &App, mut request: Request, env: &Env, fate: &js::Fate) -> ::worker::Result<Response> {
    let mut call = Call::from_outside(app, &request, fate);
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
    if let Some((route, params)) = app.settings().own.route(&method, &url) {
        return answer_route(app, call, request, env, route, params).await;
    }
    if let Some((_, _, sync_id)) = app.settings().own.room_route(&method, &url)? {
        admit_to_room(app, call, request, env, &sync_id).await?;
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
        Target::Api(Operation::List { query, held, consistent }) if app.reads_directly(*consistent) => {
            let database = app.database(env).await?;
            let listed = answer_list(&database, app.tables(), query, held.as_ref(), &call.caller.pass).await?;
            if let Some(event) = listed.event(query.collection.name) {
                app.see(&query.sync_id, &event, env);
            }
            Ok(Outcome::Json(listed.body(query.collection.name)))
        }
        Target::Api(Operation::Get { query, consistent }) if app.reads_directly(*consistent) => {
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

/// Has the app's own code answer. It is told who asks; whether they may is its own business.
async fn answer_route(
    app: &App,
    call: &mut Call,
    request: &mut Request,
    env: &Env,
    route: &Route<RouteRequest>,
    params: Params,
) -> Result<Outcome, Error> {
    let clean = without_claims(request).map_err(|error| call.internal(&error))?;
    let head = head(&clean);
    check_origin(call, &head)?;
    let user = app.gate().recognise(&head, env).await.map_err(|refusal| call.refused(refusal))?;
    call.caller.pass = Pass { user, ..Pass::default() };
    let who = (call.caller.pass.clone(), call.caller.request_id.clone());
    let own = RouteRequest::new(clean, (head, env.clone()), who, params, app.settings());
    let answer = app.in_time((route.handle)(own)).await;
    body::drain(request).await;
    own_outcome(call, answer.map_err(|failure| call.refused(failure.0))?)
}

/// What a route of the app's own answered.
pub(super) fn own_outcome(call: &Call, answer: Answer) -> Result<Outcome, Error> {
    match answer {
        Answer::Json(text) => Ok(Outcome::Json(text)),
        Answer::Response(response) => {
            Ok(Outcome::Response(call.dress(response).map_err(|error| call.internal(&error))?))
        }
    }
}

/// Asks the app about a route of its own in a room: about no collection, so about the room.
async fn admit_to_room(app: &App, call: &mut Call, request: &Request, env: &Env, room: &SyncId) -> Result<(), Error> {
    if !app.settings().schema().has_room(room.as_str()) {
        return Err(Error::NotFound("there is no such room".to_owned()));
    }
    let head = head(request);
    check_origin(call, &head)?;
    let access = if is_read(&head) { Access::Read } else { Access::Write };
    let what = What { access, collection: None, scope: None };
    let user = app.gate().identify(&head, env).await.map_err(|refusal| call.refused(refusal))?;
    let access = app.gate().ask(user.as_ref(), room, what, env).await.map_err(|refusal| call.refused(refusal))?;
    call.caller.pass = Pass { user, access, ..Pass::default() };
    Ok(())
}

/// Pages of foreign origins may read what the browser lets them, and write nothing.
fn check_origin(call: &Call, head: &Head) -> Result<(), Error> {
    if is_read(head) { Ok(()) } else { call.verdict.check() }
}

fn is_read(head: &Head) -> bool {
    matches!(head.method(), "GET" | "HEAD")
}

/// The request without what claims to be ours: it may be handed on.
fn without_claims(request: &Request) -> ::worker::Result<Request> {
    if !request.headers().keys().any(|name| name.starts_with(INTERNAL)) {
        return Ok(same(request));
    }
    let mut request = request.clone_mut()?;
    strip(request.headers_mut()?)?;
    Ok(request)
}

/// The same request once more: its body is still read once.
pub(super) fn same(request: &Request) -> Request {
    Request::from(Clone::clone(request.inner()))
}

fn strip(headers: &mut Headers) -> ::worker::Result<()> {
    let claimed: Vec<String> = headers.keys().filter(|name| name.starts_with(INTERNAL)).collect();
    claimed.iter().try_for_each(|name| headers.delete(name))
}

pub(super) fn head(request: &Request) -> Head {
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
    let stamp = |headers: &mut Headers| {
        strip(headers)?;
        headers.set(HEADER, &call.caller.to_header())
    };
    let Some(body) = body else {
        let mut request = request.clone_mut()?;
        stamp(request.headers_mut()?)?;
        return Ok(request);
    };
    let mut headers = request.headers().clone();
    stamp(&mut headers)?;
    let body = Uint8Array::from(body);
    if let Some(fate) = &call.fate {
        fate.set_body(&body);
    }
    js::request(&request.inner().url(), &request.inner().method(), &headers, &body)
}
