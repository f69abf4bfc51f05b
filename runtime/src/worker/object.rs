use core::cell::{Cell, OnceCell};
use std::rc::Rc;

use ::worker::{
    Env, Request, Response, State, WebSocket, WebSocketIncomingMessage, WebSocketPair, WebSocketRequestResponsePair,
    console_error,
};

use super::{
    App, body,
    call::{Call, Outcome, header},
    d1::D1,
    fetch::head,
    host::ObjectHost,
    sockets::{self, ObjectSockets},
    stub::Order,
};
use crate::{
    access::Keeper,
    api::{Mutation, Operation, Target},
    protocol::{Error, MutationRequest, SyncId, UserId, refuse},
    room::{Caller, Room, Sockets},
    schema::Role,
};

/// Close codes of RFC 6455.
const NORMAL: u16 = 1000;
const UNSUPPORTED_DATA: u16 = 1003;
const POLICY_VIOLATION: u16 = 1008;

/// The Durable Object of a room: what the class that [`worker!`](crate::worker!) writes delegates to.
#[derive(Debug)]
pub struct RoomObject {
    app: Rc<App>,
    env: Rc<Env>,
    sockets: ObjectSockets,
    host: ObjectHost,
    room: OnceCell<Room<D1, ObjectSockets, ObjectHost>>,
    /// Whether sockets are open that an object before this one accepted, and that were not told yet.
    has_survivors: Cell<bool>,
}

impl RoomObject {
    /// An object that has read nothing yet.
    pub fn new(app: Rc<App>, state: State, env: Env) -> Self {
        let state = Rc::new(state);
        // The runtime answers heartbeats itself, so that they do not wake the object.
        if let Ok(pair) = WebSocketRequestResponsePair::new("ping", "pong") {
            state.set_websocket_auto_response(&pair);
        }
        let host = ObjectHost::new(Rc::clone(&state));
        let sockets = ObjectSockets::new(state);
        let has_survivors = Cell::new(!sockets.list().is_empty());
        Self { app, env: Rc::new(env), sockets, host, room: OnceCell::new(), has_survivors }
    }

    /// Answers what the Worker passed on: mutations, consistent reads and sockets.
    ///
    /// # Errors
    /// Where not even an answer can be made.
    pub async fn fetch(&self, mut request: Request) -> ::worker::Result<Response> {
        if let Some(order) = Order::of(&request) {
            return self.obey(&order).await;
        }
        let Some(call) = Call::from_worker(&self.app, &request) else {
            return Err("a room's object is asked through its Worker".into());
        };
        let outcome = self.serve(&call, &mut request).await;
        if outcome.is_err() {
            body::drain(&mut request).await;
        }
        call.answer(&self.app, outcome)
    }

    /// A frame of a client. This version takes none, but says so.
    pub async fn message(&self, socket: &WebSocket, message: WebSocketIncomingMessage) {
        self.tell_survivors(None).await;
        let (answer, code) = match &message {
            WebSocketIncomingMessage::String(text) => (refuse(text), POLICY_VIOLATION),
            WebSocketIncomingMessage::Binary(_) => (refuse(""), UNSUPPORTED_DATA),
        };
        // It fails where the socket is closed already.
        let _ = socket.send_with_str(&answer);
        self.close(socket, code, "the frame was not understood");
    }

    /// A client said goodbye: the runtime leaves it to us to answer.
    pub async fn closed(&self, socket: &WebSocket, code: usize) {
        let code = u16::try_from(code).ok().filter(|code| matches!(code, 1000 | 3000..=4999));
        self.close(socket, code.unwrap_or(NORMAL), "");
        self.tell_survivors(None).await;
    }

    /// A client is gone without a word.
    pub async fn failed(&self, socket: &WebSocket) {
        self.close(socket, NORMAL, "");
        self.tell_survivors(None).await;
    }

    fn close(&self, socket: &WebSocket, code: u16, reason: &str) {
        self.sockets.forget(socket);
        sockets::close(socket, code, reason);
    }

    /// Does what the app's own code asks for.
    async fn obey(&self, order: &Order) -> ::worker::Result<Response> {
        let sync_id = SyncId::parse(&order.sync_id).map_err(|error| error.to_string())?;
        let room = self.room(&sync_id).await.map_err(|error| error.to_string())?;
        let closed = room.revoke(&UserId::new(&order.revoke));
        self.tell_survivors(Some(&sync_id)).await;
        Response::ok(closed.to_string())
    }

    async fn serve(&self, call: &Call, request: &mut Request) -> Result<Outcome, Error> {
        let method = request.inner().method();
        let target = Target::of(self.app.settings().schema(), &method, &request.inner().url())?;
        let sync_id = target.sync_id().ok_or(Error::Internal)?;
        self.tell_survivors(Some(sync_id)).await;
        let room = self.room(sync_id).await?;
        match target {
            Target::Socket(_) => {
                let protocols = header(request, "sec-websocket-protocol");
                self.connect(call, room, protocols).await.map(Outcome::Response)
            }
            Target::Api(Operation::Mutate(mutation)) => {
                let body = if mutation.has_body() { body::read(request).await? } else { Vec::new() };
                let mutation = self.request(call, mutation, &body)?;
                let caller = Caller { head: Some(head(request)), ..call.caller.caller() };
                let answer = room.submit(mutation, &caller).await?.answer().await?;
                Ok(Outcome::Json(answer.body()))
            }
            Target::Api(Operation::List { query, .. }) => {
                Ok(Outcome::Json(room.list(&query).await?.body(query.collection.name)))
            }
            Target::Api(Operation::Get { query, .. }) => Ok(Outcome::Json(room.get(&query).await?.body())),
            Target::Api(Operation::Health) => Err(Error::Internal),
        }
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
    async fn room(&self, sync_id: &SyncId) -> Result<&Room<D1, ObjectSockets, ObjectHost>, Error> {
        if self.room.get().is_none() {
            let database = self.app.database(&self.env).await?;
            // Another event may have been as far while this one waited: then its room stays.
            self.room.get_or_init(|| {
                let tables = Rc::clone(self.app.tables());
                let room = Room::new(sync_id.clone(), tables, database, self.sockets.clone(), self.host.clone());
                let gate = self.app.gate();
                if let Some(onion) = gate.onion(&self.env) {
                    room.attend(onion);
                }
                if gate.watches() {
                    let every = self.app.settings().recheck_after();
                    room.guard(Rc::new(Keeper::new(gate.clone(), Rc::clone(&self.env), every)));
                }
                room
            });
        }
        self.room.get().filter(|room| room.sync_id() == sync_id).ok_or(Error::Internal)
    }

    async fn connect(
        &self,
        call: &Call,
        room: &Room<D1, ObjectSockets, ObjectHost>,
        protocols: Option<String>,
    ) -> Result<Response, Error> {
        let pair = WebSocketPair::new().map_err(|error| call.internal(&error))?;
        let mut accepted = Ok(());
        room.connect(call.caller.pass.clone(), |seat, first_frame| {
            accepted = self.sockets.accept(&pair.server, room.sync_id(), seat, first_frame);
        })
        .await?;
        let answered = accepted.and_then(|()| handshake(pair.client, protocols.as_deref()));
        answered.map_err(|error| call.internal(&error))
    }

    /// Whatever the object before this one committed and did not live to publish, its sockets are told to ask for.
    async fn tell_survivors(&self, sync_id: Option<&SyncId>) {
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

/// The answer that gives the client its end. A browser that offers sub-protocols hangs up on an answer without one.
fn handshake(client: WebSocket, offered: Option<&str>) -> ::worker::Result<Response> {
    let response = Response::from_websocket(client)?;
    if let Some(protocol) = offered.and_then(|offered| offered.split(',').next()) {
        response.headers().set("sec-websocket-protocol", protocol.trim())?;
    }
    Ok(response)
}
