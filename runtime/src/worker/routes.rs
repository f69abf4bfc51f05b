use core::{fmt, marker::PhantomData, ops::Deref};
use std::rc::Rc;

use ::worker::{Env, Request, Response};
use futures_util::future::LocalBoxFuture;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{RoomStub, body, failure::Failure};
use crate::{
    access::{Head, Pass, Settings},
    api::from_bytes,
    protocol::{Error, UserId},
    room::RoomHandle,
    schema::Json,
};

/// What is done at a path of the app's own.
pub(super) type Handle<R> = Rc<dyn Fn(R) -> LocalBoxFuture<'static, Result<Answer, Failure>>>;

/// A request for a path of the app's own, in the Worker.
///
/// `User` is what the app's `authenticate` finds.
pub struct RouteRequest<User = ()> {
    inner: Box<Inner>,
    user: Option<User>,
    marker: PhantomData<User>,
}

struct Inner {
    request: Request,
    head: Head,
    env: Env,
    pass: Pass,
    request_id: String,
    params: Vec<(&'static str, String)>,
    rooms: Result<&'static str, Error>,
    /// The most bytes of a body.
    body_bytes: usize,
}

/// The same inside a room's object, of somebody who was let in.
///
/// `Access` is what the app's `authorize` gives.
pub struct RoomRequest<User = (), Access = ()> {
    request: RouteRequest<User>,
    room: RoomHandle,
    access: Option<Access>,
}

impl RouteRequest {
    /// The request of who was recognised as `pass` says.
    pub(super) fn new(
        request: Request,
        (head, env): (Head, Env),
        (pass, request_id): (Pass, String),
        params: Vec<(&'static str, String)>,
        settings: &Settings,
    ) -> Self {
        let inner = Inner {
            request,
            head,
            env,
            pass,
            request_id,
            params,
            rooms: settings.rooms(),
            body_bytes: settings.limits().body_bytes,
        };
        Self { inner: Box::new(inner), user: None, marker: PhantomData }
    }

    /// The same with the user as the app's type.
    pub(super) fn typed<User: DeserializeOwned>(self) -> Result<RouteRequest<User>, Failure> {
        let user = self.inner.pass.user.as_ref().map(|user| User::deserialize(&user.identity)).transpose();
        let user = user.map_err(|error| format!("an identity is not read back from its own JSON: {error}"))?;
        Ok(RouteRequest { inner: self.inner, user, marker: PhantomData })
    }
}

impl<User> RouteRequest<User> {
    /// Who asks; nobody, where the app did not recognise them.
    pub fn user(&self) -> Option<&User> {
        self.user.as_ref()
    }

    /// Who asks, where somebody has to be known.
    ///
    /// # Errors
    /// 401 where the app did not recognise them.
    pub fn signed_in(&self) -> Result<&User, Error> {
        self.user().ok_or(Error::Unauthenticated)
    }

    /// The name under which who asks is known to rooms, for `as_user(..)`.
    pub fn user_id(&self) -> Option<UserId> {
        self.inner.pass.user_id()
    }

    pub fn head(&self) -> &Head {
        &self.inner.head
    }

    pub fn env(&self) -> &Env {
        &self.inner.env
    }

    /// What stands in logs, and in the answer's header `x-request-id`.
    pub fn request_id(&self) -> &str {
        &self.inner.request_id
    }

    /// What stands in the path at `:name`, decoded; empty where the path has no such place.
    pub fn param(&self, name: &str) -> &str {
        let found = self.inner.params.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value)
    }

    /// A room, wherever its object is.
    ///
    /// # Errors
    /// `MISCONFIGURED` where the app names no rooms, 400 where the sync id is none.
    pub fn room_of(&self, sync_id: &str) -> Result<RoomStub, Error> {
        RoomStub::of(&self.inner.env, self.inner.rooms.clone()?, sync_id)
    }

    /// The body, as JSON.
    ///
    /// # Errors
    /// 413 over the limit of bodies, 400 where it is none of `T`'s JSON.
    pub async fn json<T: DeserializeOwned>(&mut self) -> Result<T, Error> {
        let bytes = body::read_own(&self.inner.request, self.inner.body_bytes).await?;
        // The parser's message has a position and what it expected there, nothing of the input but its own words.
        from_bytes(&bytes).map_err(|error| Error::Malformed(format!("the body is not what it should be: {error}")))
    }

    /// The platform's own request, for what is not here. Its body can be read once.
    pub fn raw(&mut self) -> &mut Request {
        &mut self.inner.request
    }
}

impl RoomRequest {
    pub(super) fn new(request: RouteRequest, room: RoomHandle) -> Self {
        Self { request, room, access: None }
    }

    /// The same with the user and the access value as the app's types.
    pub(super) fn typed<User: DeserializeOwned, Access: DeserializeOwned>(
        self,
    ) -> Result<RoomRequest<User, Access>, Failure> {
        let access = self.request.inner.pass.access().map(Access::deserialize).transpose();
        let access = access.map_err(|error| format!("an access value is not read back from its own JSON: {error}"))?;
        Ok(RoomRequest { request: self.request.typed()?, room: self.room, access })
    }
}

impl<User, Access> RoomRequest<User, Access> {
    /// The room that the path names.
    pub fn room(&self) -> &RoomHandle {
        &self.room
    }

    /// What `authorize` said of who asks, where it says more than yes.
    pub fn access(&self) -> Option<&Access> {
        self.access.as_ref()
    }

    /// As [`RouteRequest::json`].
    ///
    /// # Errors
    /// The same.
    pub async fn json<T: DeserializeOwned>(&mut self) -> Result<T, Error> {
        self.request.json().await
    }

    /// As [`RouteRequest::raw`].
    pub fn raw(&mut self) -> &mut Request {
        self.request.raw()
    }
}

impl<User, Access> Deref for RoomRequest<User, Access> {
    type Target = RouteRequest<User>;

    fn deref(&self) -> &RouteRequest<User> {
        &self.request
    }
}

/// What a route answers.
#[derive(Debug)]
pub enum Answer {
    /// JSON, with status 200.
    Json(String),
    /// As it is, but for the headers that let a page read it.
    Response(Response),
}

/// What a route may return: JSON, a [`Response`], or nothing, which is `{"success":true}`.
pub trait IntoAnswer {
    /// # Errors
    /// Where it cannot be written.
    fn into_answer(self) -> Result<Answer, Failure>;
}

impl IntoAnswer for Response {
    fn into_answer(self) -> Result<Answer, Failure> {
        Ok(Answer::Response(self))
    }
}

impl IntoAnswer for Value {
    fn into_answer(self) -> Result<Answer, Failure> {
        Ok(Answer::Json(self.to_string()))
    }
}

impl<T: Serialize> IntoAnswer for Json<T> {
    fn into_answer(self) -> Result<Answer, Failure> {
        Ok(Answer::Json(serde_json::to_string(&self.0)?))
    }
}

impl IntoAnswer for () {
    fn into_answer(self) -> Result<Answer, Failure> {
        Ok(Answer::Json(r#"{"success":true}"#.to_owned()))
    }
}

impl<User> fmt::Debug for RouteRequest<User> {
    /// Without what is secret: this ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RouteRequest").field("head", &self.inner.head).finish_non_exhaustive()
    }
}

impl<User, Access> fmt::Debug for RoomRequest<User, Access> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoomRequest").field("room", &self.room).field("request", &self.request).finish_non_exhaustive()
    }
}
