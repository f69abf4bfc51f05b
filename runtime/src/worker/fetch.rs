use core::time::Duration;

use ::worker::{Env, Headers, Request};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};

use super::{
    App, admin,
    app::within,
    body,
    call::{Call, Outcome},
    caller::INTERNAL,
    handshake,
    host::now,
    incoming::Incoming,
    js,
    own::Route,
    pattern::Params,
    routes::{Answer, RouteRequest},
    tasks,
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
pub(super) async fn fetch(
    app: &App,
    request: &Incoming,
    env: &Env,
    fate: &js::Fate,
) -> Result<web_sys::Response, JsValue> {
    let mut call = Call::from_outside(app, request, fate);
    let outcome = serve(app, &mut call, request, env).await;
    if outcome.is_err() {
        body::drain(request).await;
    }
    let response = call.answer(app, outcome);
    if app.is_debugged(env) {
        call.log(request, response.as_ref().map_or(0, web_sys::Response::status));
    }
    response
}

async fn serve(app: &App, call: &mut Call, request: &Incoming, env: &Env) -> Result<Outcome, Error> {
    app.settings().check()?;
    let (method, url) = (request.method(), request.url());
    if method == "OPTIONS" && request.header("access-control-request-method").is_some() {
        call.verdict.check()?;
        return Ok(Outcome::Preflight { asked: request.header("access-control-request-headers") });
    }
    if let Some(sync_id) = admin::asked(app, request, env)? {
        call.caller.inspects = Some(sync_id.as_str().to_owned());
        return forward(app, call, (request, Carried::Whole), env, &sync_id).await;
    }
    if let Some((route, params)) = app.settings().own.route(method, url) {
        return answer_route(app, call, request, env, route, params).await;
    }
    if let Some((_, _, sync_id)) = app.settings().own.room_route(method, url)? {
        admit_to_room(app, call, request, env, &sync_id).await?;
        return forward(app, call, (request, Carried::Whole), env, &sync_id).await;
    }
    let target = app.target(method, url)?;
    if matches!(target, Target::Api(Operation::Health)) {
        app.look(env)?;
        return Ok(Outcome::Json(health(app)));
    }
    let read = match admit(app, call, request, env, &target).await {
        // What the app does not let in is told so; a page of another site hears nothing at all.
        Err(error) if matches!(target, Target::Socket(_)) && call.verdict.check().is_ok() => {
            return handshake::refuse(call, request.header("sec-websocket-protocol").as_deref(), error);
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
            let body = match read {
                Some(body) => Some(Uint8Array::from(body.as_slice())),
                None if mutation.has_body() && request.length().is_some_and(|length| length <= SMALL) => {
                    Some(body::read_raw(request, app.settings().limits().body_bytes).await?)
                }
                None => None,
            };
            let carried = match &body {
                Some(body) => Carried::Body(body),
                None if mutation.has_body() => Carried::Whole,
                None => Carried::Nothing,
            };
            let outcome = forward(app, call, (request, carried), env, &mutation.sync_id).await;
            outcome.map_err(|error| error.about(mutation.mid(body.map(|body| body.to_vec()).as_deref())))
        }
        target => {
            let sync_id = target.sync_id().ok_or(Error::Internal)?;
            let carried = match target {
                Target::Api(Operation::List { .. }) => Carried::Little,
                Target::Api(_) => Carried::Nothing,
                Target::Socket(_) => Carried::Whole,
            };
            forward(app, call, (request, carried), env, sync_id).await
        }
    }
}

/// Asks the app about the request. Nothing of a room is touched before it has said yes.
///
/// Gives the body where it had to be read, because a write names its scope there.
async fn admit(
    app: &App,
    call: &mut Call,
    request: &Incoming,
    env: &Env,
    target: &Target,
) -> Result<Option<Vec<u8>>, Error> {
    let head = request.head();
    let limits = app.settings().limits();
    let is_too_large = request.length().is_some_and(|length| length > limits.body_bytes);
    let read = async || body::read(request, limits.body_bytes).await;
    let entered = app.gate().enter(target, call.verdict, &head, read, env).await;
    let admission = entered.map_err(|refusal| call.refused(refusal))?;
    if is_too_large {
        return Err(Error::body_over(limits.body_bytes));
    }
    call.caller.pass = admission.pass;
    call.caller.scope = admission.scope;
    if call.caller.pass.user.is_none() && (limits.mutations.is_some() || limits.reads.is_some()) {
        call.caller.address = request.header("cf-connecting-ip");
    }
    Ok(admission.body)
}

/// Has the app's own code answer. It is told who asks; whether they may is its own business.
async fn answer_route(
    app: &App,
    call: &mut Call,
    request: &Incoming,
    env: &Env,
    route: &Route<RouteRequest>,
    params: Params,
) -> Result<Outcome, Error> {
    let clean = without_claims(request).map_err(|error| call.internal(&error))?;
    let head = Incoming::of(&clean).head();
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
            Ok(Outcome::Response(call.dress(response).map_err(|error| call.internal(&error))?.into()))
        }
    }
}

/// Asks the app about a route of its own in a room: about no collection, so about the room.
async fn admit_to_room(app: &App, call: &mut Call, request: &Incoming, env: &Env, room: &SyncId) -> Result<(), Error> {
    if !app.settings().schema().has_room(room.as_str()) {
        return Err(Error::NotFound("there is no such room".to_owned()));
    }
    let head = request.head();
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
fn without_claims(request: &Incoming) -> ::worker::Result<Request> {
    let request = request.request();
    if !request.headers().keys().any(|name| name.starts_with(INTERNAL)) {
        return Ok(request);
    }
    let mut request = request.clone_mut()?;
    strip(request.headers_mut()?)?;
    Ok(request)
}

fn strip(headers: &mut Headers) -> ::worker::Result<()> {
    let claimed: Vec<String> = headers.keys().filter(|name| name.starts_with(INTERNAL)).collect();
    claimed.iter().try_for_each(|name| headers.delete(name))
}

fn health(app: &App) -> String {
    let mut health = json!({ "status": "ok", "timestamp": now() });
    if app.settings().exposes_collections() {
        health["collections"] = app.settings().schema().collections.iter().map(|collection| collection.name).collect();
    }
    health.to_string()
}

/// What an object is told of a request besides its method, its URL and what the Worker has found out.
enum Carried<'a> {
    /// All there is, its body unread.
    Whole,
    /// This body, and what middleware may ask of the headers.
    Body(&'a Uint8Array),
    /// What middleware may ask of the headers: there is no body.
    Nothing,
    /// The same, where the answer is long.
    Little,
}

/// Passes the request to the room's object, with what the Worker found out and nothing that claims to be that.
async fn forward(
    app: &App,
    call: &Call,
    (request, carried): (&Incoming, Carried<'_>),
    env: &Env,
    sync_id: &SyncId,
) -> Result<Outcome, Error> {
    let rooms = app.rooms(env)?;
    let body = match carried {
        Carried::Body(body) => Some(body),
        Carried::Whole | Carried::Nothing | Carried::Little => None,
    };
    if let (Some(fate), Some(body)) = (&call.fate, body) {
        fate.set_body(body);
    }
    // The object died, or is moved, or is asked too much: whether it has committed is not known here.
    let lost = |error: JsValue| {
        call.internal(&::worker::Error::from(error));
        Error::Unavailable { mid: None }
    };
    let told = call.caller.to_header();
    let (rooms, name) = (rooms.as_ref(), sync_id.as_str());
    // Middleware may ask for any header.
    let may_lack_headers = !app.gate().attends();
    let mut asked = None;
    if may_lack_headers && matches!(carried, Carried::Body(_) | Carried::Nothing) {
        let lines = [&told, "\n", request.method(), "\n", request.url(), "\n"].concat();
        asked = js::ask(rooms, name, &lines, body).map_err(lost)?;
    }
    let is_asked = asked.is_some();
    let answer = if let Some(answer) = asked {
        answer
    } else {
        let is_bare = may_lack_headers && matches!(carried, Carried::Little);
        js::pass(rooms, name, request.raw(), &told, body, is_bare).map_err(lost)?
    };
    let answered = async { tasks::wait(&answer).await.map_err(lost) };
    let answer = within(app.settings().timeout() + GRACE, answered).await?;
    Ok(if is_asked { Outcome::Told(answer) } else { Outcome::Response(answer.unchecked_into()) })
}
