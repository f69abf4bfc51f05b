use core::cell::{Cell, OnceCell};
use std::{borrow::Cow, rc::Rc};

use ::worker::{
    Env, Response, State, WebSocket, WebSocketPair, WebSocketRequestResponsePair, console_error,
    worker_sys::DurableObjectState,
};
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

use super::{
    App, admin,
    app::within,
    body,
    call::{Call, Outcome},
    fetch, handshake,
    host::ObjectHost,
    incoming::Incoming,
    js,
    own::InRoom,
    routes::{RoomRequest, RouteRequest},
    sockets::{self, ObjectSocket, ObjectSockets},
    storage::ObjectDatabase,
    stub, tasks,
};
use crate::{
    access::{Head, Keeper},
    api::{Mutation, Operation, Target},
    protocol::{Error, Frame, MutationRequest, SyncId},
    room::{Caller, Payer, Reach, Room, Sockets, Toll, take_in},
    schema::Role,
};

/// Close codes of RFC 6455.
const NORMAL: u16 = 1000;
const UNSUPPORTED_DATA: u16 = 1003;
const ABNORMAL: u16 = 1006;
const POLICY_VIOLATION: u16 = 1008;
const FAILED: u16 = 1011;

/// A room on the platform.
pub(super) type OwnRoom = Room<ObjectDatabase, ObjectSockets, ObjectHost>;

/// The Durable Object of a room: what the class that [`worker!`](crate::worker!) writes delegates to.
#[derive(Debug)]
pub struct RoomObject {
    app: Rc<App>,
    env: Rc<Env>,
    pub(super) sockets: ObjectSockets,
    pub(super) host: ObjectHost,
    pub(super) room: OnceCell<OwnRoom>,
    /// Whether sockets are open that an object before this one accepted, and that were not told yet.
    has_survivors: Cell<bool>,
}

impl RoomObject {
    /// An object that has read nothing yet.
    pub fn new(app: Rc<App>, state: DurableObjectState, env: Env) -> Rc<Self> {
        let state = State::from(state);
        let state = Rc::new(state);
        // The runtime answers heartbeats itself, so that they do not wake the object.
        if let Ok(pair) = WebSocketRequestResponsePair::new("ping", "pong") {
            state.set_websocket_auto_response(&pair);
        }
        let host = ObjectHost::new(Rc::clone(&state));
        let sockets = ObjectSockets::new(state);
        let has_survivors = Cell::new(!sockets.list().is_empty());
        Rc::new(Self { app, env: Rc::new(env), sockets, host, room: OnceCell::new(), has_survivors })
    }

    /// Answers what the Worker passed on: mutations, consistent reads and sockets. Rejects where not even an answer can be made.
    pub fn fetch(self: &Rc<Self>, request: web_sys::Request) -> Promise {
        let (object, owed) = (Rc::clone(self), js::owe());
        let answer = owed.answer();
        tasks::spawn(Box::pin(async move {
            match object.respond(request).await {
                Ok(response) => js::settle(&owed, &response),
                Err(error) => js::settle(&owed, &Promise::reject(&error)),
            }
        }));
        answer
    }

    async fn respond(&self, request: web_sys::Request) -> Result<web_sys::Response, JsValue> {
        let told = js::told(&request);
        // No part of it has a line feed.
        let mut lines = told.split('\n');
        let mut line = || lines.next().unwrap_or_default();
        let (caller, order, body) = (line(), line(), line());
        let request = &Incoming::told(request, lines);
        // Whatever was passed on for somebody is theirs, and not the app's own.
        if caller.is_empty() && !order.is_empty() {
            return Ok(self.obey(order, request).await?.into());
        }
        let Some(call) = Call::from_worker(&self.app, request, caller) else {
            return Err("a room's object is asked through its Worker".into());
        };
        let outcome = self.serve(&call, request, body).await;
        if outcome.is_err() {
            body::drain(request).await;
        }
        call.answer(&self.app, outcome)
    }

    /// Answers what the Worker asks in the place of a request: a line each for who asks, the method and the URL, then the body.
    pub fn ask(self: &Rc<Self>, asked: &JsValue) -> Promise {
        let (object, owed, asked) = (Rc::clone(self), js::owe(), js::text(asked));
        let answer = owed.answer();
        tasks::spawn(Box::pin(async move {
            let told = match &asked {
                Some(asked) => object.tell(asked).await,
                None => None,
            };
            let told = told.unwrap_or_else(|| Promise::reject(&"a room is asked by its Worker".into()).into());
            js::settle(&owed, &told);
        }));
        answer
    }

    async fn tell(&self, asked: &str) -> Option<JsValue> {
        let mut lines = asked.splitn(4, '\n');
        let call = Call::asked(lines.next()?)?;
        let (method, url, body) = (lines.next()?, lines.next()?, lines.next()?);
        let answered = async {
            let Target::Api(operation) = self.app.target(method, url)? else {
                return Err(Error::Internal);
            };
            let room = self.enter(operation.sync_id()).await?;
            self.operate(&call, room, operation, (body.as_bytes(), None)).await
        };
        Some(call.tell(&self.app, answered.await))
    }

    /// A frame of a client. It is taken in before anything is awaited, so that frames are handled in the order they came.
    ///
    /// A promise, where something had to be awaited.
    pub fn message(self: &Rc<Self>, socket: web_sys::WebSocket, message: &JsValue) -> JsValue {
        let socket = WebSocket::from(socket);
        let Some(connection) = self.sockets.find(&socket) else {
            sockets::close(&socket, POLICY_VIOLATION, "this connection is not known");
            return JsValue::UNDEFINED;
        };
        let Some(text) = js::text(message) else {
            let error = Error::Malformed("a frame is a text".to_owned());
            self.part(&connection, &error, UNSUPPORTED_DATA);
            return JsValue::UNDEFINED;
        };
        take_in(&connection, text);
        match self.room.get().filter(|room| room.sync_id() == connection.sync_id()) {
            Some(room) if !self.has_survivors.get() => room.serve(&connection),
            _ => return self.later(async move |object| object.serve_frames(&connection).await),
        }
        JsValue::UNDEFINED
    }

    async fn serve_frames(&self, connection: &ObjectSocket) {
        self.tell_survivors(None).await;
        match self.room(connection.sync_id()).await {
            Ok(room) => room.serve(connection),
            Err(error) => self.part(connection, &error, FAILED),
        }
    }

    /// A client said goodbye: the runtime leaves it to us to answer.
    pub fn closed(self: &Rc<Self>, socket: web_sys::WebSocket, code: u16) -> JsValue {
        let answered = if matches!(code, 1000 | 3000..=4999) { code } else { NORMAL };
        self.later(async move |object| object.leave(&socket.into(), code, answered).await)
    }

    /// A client is gone without a word.
    pub fn failed(self: &Rc<Self>, socket: web_sys::WebSocket) -> JsValue {
        self.later(async move |object| object.leave(&socket.into(), ABNORMAL, NORMAL).await)
    }

    /// A promise of what is to be done, for the runtime to wait for.
    fn later(self: &Rc<Self>, work: impl AsyncFnOnce(&Self) + 'static) -> JsValue {
        let object = Rc::clone(self);
        let done = future_to_promise(async move {
            work(&object).await;
            Ok(JsValue::UNDEFINED)
        });
        done.into()
    }

    async fn leave(&self, socket: &WebSocket, code: u16, answered: u16) {
        let connection = self.sockets.find(socket);
        self.sockets.forget(socket);
        sockets::close(socket, answered, "");
        self.tell_survivors(None).await;
        if let (Some(room), Some(connection)) = (self.room.get(), connection) {
            room.left(&connection, code);
        }
    }

    /// Says what is wrong, where no room can, and closes.
    fn part(&self, connection: &ObjectSocket, error: &Error, code: u16) {
        self.app.tell(error, "-");
        let frame = Frame::Error { code: error.code().0, message: &error.to_string() }.text();
        self.sockets.send(std::slice::from_ref(connection), &frame);
        self.sockets.close(connection, code, error.code().0);
    }

    /// Does what the app's own code asks for.
    async fn obey(&self, sync_id: &str, request: &Incoming) -> ::worker::Result<Response> {
        let outcome = async {
            let sync_id = SyncId::parse(sync_id).map_err(|_| Error::Internal)?;
            let order = stub::read(&body::read(request, usize::MAX).await?)?;
            self.tell_survivors(Some(&sync_id)).await;
            self.room(&sync_id).await?.obey(order).await
        };
        match outcome.await {
            Ok(reply) => Response::ok(reply.to_json().to_string()),
            Err(error) => Ok(Response::ok(error.body(""))?.with_status(error.status())),
        }
    }

    /// Has the app's own code answer, in the room.
    async fn answer_route(
        &self,
        call: &Call,
        request: &Incoming,
        (route, params, sync_id): InRoom<'_>,
    ) -> Result<Outcome, Error> {
        self.tell_survivors(Some(&sync_id)).await;
        let room = self.room(&sync_id).await?.handle();
        let who = (call.caller.pass.clone(), call.caller.request_id.clone());
        let (head, own) = (request.head(), request.request());
        let own = RouteRequest::new(own, (head, (*self.env).clone()), who, params, self.app.settings());
        let answer = self.app.in_time((route.handle)(RoomRequest::new(own, room))).await;
        body::drain(request).await;
        fetch::own_outcome(call, answer.map_err(|failure| call.refused(failure.0))?)
    }

    async fn serve(&self, call: &Call, request: &Incoming, body: &str) -> Result<Outcome, Error> {
        if let Some(sync_id) = &call.caller.inspects {
            return self.inspect(sync_id).await;
        }
        if let Some(route) = self.app.settings().own.room_route(request.method(), request.url())? {
            return self.answer_route(call, request, route).await;
        }
        let target = self.app.target(request.method(), request.url())?;
        let room = self.enter(target.sync_id()).await?;
        match target {
            Target::Socket(_) => {
                let protocols = request.header("sec-websocket-protocol");
                match room.within(self.app.settings().timeout(), self.connect(call, room, protocols.as_deref())).await {
                    Err(error) => handshake::refuse(call, protocols.as_deref(), error),
                    Ok(response) => Ok(Outcome::Response(response)),
                }
            }
            Target::Api(operation) => {
                let is_read =
                    matches!(&operation, Operation::Mutate(mutation) if mutation.has_body() && body.is_empty());
                let most = self.app.settings().limits().body_bytes;
                let body: Cow<'_, [u8]> =
                    if is_read { body::read(request, most).await?.into() } else { body.as_bytes().into() };
                let head = self.app.gate().attends().then(|| request.head());
                Ok(Outcome::Json(self.operate(call, room, operation, (&body, head)).await?))
            }
        }
    }

    /// The room of what is asked, which knows what an object before this one left.
    async fn enter(&self, sync_id: Option<&SyncId>) -> Result<&OwnRoom, Error> {
        let sync_id = sync_id.ok_or(Error::Internal)?;
        self.tell_survivors(Some(sync_id)).await;
        within(self.app.settings().timeout(), self.room(sync_id)).await
    }

    /// Does what the API offers, and gives the body of its answer.
    async fn operate(
        &self,
        call: &Call,
        room: &OwnRoom,
        operation: Operation,
        (body, head): (&[u8], Option<Head>),
    ) -> Result<String, Error> {
        let time = self.app.settings().timeout();
        match operation {
            Operation::Mutate(mutation) => {
                let mutation = self.request(call, mutation, body)?;
                charge(call, room, Toll::Mutation)?;
                let caller = Caller { head, ..call.caller.caller() };
                Ok(room.answer(mutation, &caller, time).await?.body())
            }
            Operation::List { query, held, .. } => {
                charge(call, room, Toll::Read)?;
                let listed = room.within(time, room.answer_list(&query, held.as_ref(), &call.caller.pass)).await?;
                Ok(listed.body(query.collection.name))
            }
            Operation::Get { query, .. } => {
                charge(call, room, Toll::Read)?;
                Ok(room.within(time, room.get(&query)).await?.body())
            }
            Operation::Health => Err(Error::Internal),
        }
    }

    /// What the operator asks about a room.
    async fn inspect(&self, sync_id: &str) -> Result<Outcome, Error> {
        let sync_id = SyncId::parse(sync_id).map_err(|_| Error::Internal)?;
        self.tell_survivors(Some(&sync_id)).await;
        let time = self.app.settings().timeout();
        let room = within(time, self.room(&sync_id)).await?;
        let status = room.within(time, room.status()).await?;
        Ok(Outcome::Json(admin::body(&sync_id, &status)))
    }

    /// The mutation, of which the app was asked: about its scope too.
    fn request(&self, call: &Call, mutation: Mutation, body: &[u8]) -> Result<MutationRequest, Error> {
        let (collection, mutation) = (mutation.collection, mutation.request(body)?);
        let has_scope = collection.columns.iter().any(|column| column.role == Role::Scope);
        if self.app.gate().asks() && has_scope && mutation.scope != call.caller.scope {
            return Err(call.internal(&"a mutation names another scope than the app was asked about"));
        }
        Ok(mutation)
    }

    /// The room, made at the first event that needs it. An object has one for its whole life.
    pub(super) async fn room(&self, sync_id: &SyncId) -> Result<&OwnRoom, Error> {
        if self.room.get().is_none() {
            let database = self.app.object_database(&self.env, self.host.state()).await?;
            // Another event may have been as far while this one waited: then its room stays.
            self.room.get_or_init(|| {
                let tables = Rc::clone(self.app.tables());
                let room = Room::new(sync_id.clone(), tables, database, self.sockets.clone(), self.host.clone());
                room.limit(*self.app.settings().limits());
                room.answer_within(self.app.settings().timeout());
                if let Some(observer) = self.app.observer(&self.env) {
                    room.observe(observer);
                }
                room.retain(self.app.settings().retention());
                let gate = self.app.gate();
                if let Some(onion) = gate.onion(&self.env) {
                    room.attend(onion);
                }
                if gate.watches() {
                    let every = self.app.settings().recheck_after();
                    room.guard(Rc::new(Keeper::new(gate.clone(), Rc::clone(&self.env), every)));
                }
                if let Some(hooks) = self.app.settings().own.hooks(&self.env, self.app.settings().timeout()) {
                    room.hang(hooks);
                }
                room
            });
        }
        self.room.get().filter(|room| room.sync_id() == sync_id).ok_or(Error::Internal)
    }

    async fn connect(&self, call: &Call, room: &OwnRoom, protocols: Option<&str>) -> Result<web_sys::Response, Error> {
        let pair = WebSocketPair::new().map_err(|error| call.internal(&error))?;
        let mut accepted = Ok(());
        room.connect(call.caller.pass.clone(), |seat, first_frame| {
            accepted = self.sockets.accept(&pair.server, room.sync_id(), seat, first_frame);
        })
        .await?;
        let answered = accepted.and_then(|()| handshake::accept(pair.client, protocols));
        answered.map_err(|error| call.internal(&error))
    }

    /// Whatever the object before this one committed and did not live to publish, its sockets are told to ask for.
    pub(super) async fn tell_survivors(&self, sync_id: Option<&SyncId>) {
        if !self.has_survivors.replace(false) {
            return;
        }
        let Some(sync_id) = sync_id.or_else(|| self.sockets.sync_id()) else {
            return;
        };
        let told = match self.room(sync_id).await {
            Ok(room) => room.wake().await,
            Err(error) => Err(error),
        };
        if let Err(error) = told {
            console_error!("ferrosync: the room could not be read at waking: {error}");
            self.has_survivors.set(true);
        }
    }
}

/// Counts a request, on the account of its user; of nobody known, on that of its address.
fn charge(call: &Call, room: &OwnRoom, toll: Toll) -> Result<(), Error> {
    let user = call.caller.pass.user_id();
    let payer = match &user {
        Some(user) => Payer::User(user),
        None => Payer::Address(call.caller.address.as_deref().unwrap_or_default()),
    };
    room.charge(toll, payer).map_err(Error::from)
}
