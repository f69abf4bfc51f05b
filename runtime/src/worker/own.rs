//! The app's own code, as the builder was told of it.

use core::{fmt, time::Duration};
use std::rc::Rc;

use ::worker::{Env, Method};

use super::{
    RoomStub,
    failure::Failure,
    hooks::{Hang, RoomHooks},
    pattern::{Params, Pattern, below_mount, first_segment},
    routes::{Answer, Handle, IntoAnswer, RoomRequest, RouteRequest},
};
use crate::{
    access::SyncApp,
    protocol::{Error, SyncId},
    room::Hooks,
};

/// The routes and hooks of an app. Cheap to clone.
#[derive(Clone, Default)]
pub struct Own {
    routes: Vec<Route<RouteRequest>>,
    room_routes: Vec<Route<RoomRequest>>,
    hooks: Option<MakeHooks>,
}

/// A route in a room, what stands in its path, and the room.
pub(super) type InRoom<'a> = (&'a Route<RoomRequest>, Params, SyncId);

type MakeHooks = Rc<dyn Fn(Rc<Env>, Duration) -> Rc<dyn Hooks>>;

/// A path of the app's own and what is done there.
pub(super) struct Route<R> {
    method: Method,
    pattern: Pattern,
    pub(super) handle: Handle<R>,
}

impl<R> Clone for Route<R> {
    fn clone(&self) -> Self {
        Self { method: self.method.clone(), pattern: self.pattern.clone(), handle: Rc::clone(&self.handle) }
    }
}

impl Own {
    /// The app's route at this URL below the mount.
    pub(super) fn route(&self, method: &str, url: &str) -> Option<(&Route<RouteRequest>, Params)> {
        if self.routes.is_empty() {
            return None;
        }
        find(&self.routes, method, below_mount(url)?)
    }

    /// The app's route in a room at this URL, and the room.
    ///
    /// # Errors
    /// 400 for a room that is none.
    pub(super) fn room_route(&self, method: &str, url: &str) -> Result<Option<InRoom<'_>>, Error> {
        if self.room_routes.is_empty() {
            return Ok(None);
        }
        let Some(path) = below_mount(url) else { return Ok(None) };
        let Ok((room, path)) = first_segment(path) else { return Ok(None) };
        let Some((route, params)) = find(&self.room_routes, method, path) else { return Ok(None) };
        let sync_id =
            SyncId::parse(&room).map_err(|error| Error::invalid("syncId", "invalid_id", error.to_string()))?;
        Ok(Some((route, params, sync_id)))
    }

    pub(super) fn hooks(&self, env: &Rc<Env>, time: Duration) -> Option<Rc<dyn Hooks>> {
        self.hooks.as_ref().map(|make| make(Rc::clone(env), time))
    }
}

fn find<'a, R>(routes: &'a [Route<R>], method: &str, path: &str) -> Option<(&'a Route<R>, Params)> {
    let mut of_method = routes.iter().filter(|route| route.method.as_ref() == method);
    of_method.find_map(|route| Some((route, route.pattern.find(path)?)))
}

impl fmt::Debug for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (routes, room_routes) = (self.routes.len(), self.room_routes.len());
        f.debug_struct("Own").field("routes", &routes).field("room_routes", &room_routes).finish_non_exhaustive()
    }
}

impl<State, User: 'static, Access: 'static> SyncApp<State, User, Access, Env> {
    /// A path of the app's own below `/api`, in the Worker: `/complete-all`, or with parameters `/projects/:projectId/close`.
    ///
    /// It wins over the paths of the API; other methods of the same path stay the API's. Whoever asks is recognised
    /// ([`RouteRequest::user`]), but nobody is refused: that is the route's own business. Pages of foreign origins may only
    /// read. Name the routes after [`authenticate`](Self::authenticate), which says what a user is.
    ///
    /// ```
    /// use ferrosync::{prelude::*, schema::Schema, worker::{Failure, Method, RouteRequest}};
    ///
    /// async fn version(request: RouteRequest) -> Result<serde_json::Value, Failure> {
    ///     Ok(serde_json::json!({ "version": 3, "path": request.head().url() }))
    /// }
    ///
    /// fn app(schema: Schema) -> SyncApp<Ready> {
    ///     SyncApp::new(schema).route(Method::Get, "/version", version).public()
    /// }
    /// ```
    pub fn route<F, R, E>(mut self, method: Method, path: &'static str, function: F) -> Self
    where
        F: AsyncFn(RouteRequest<User>) -> Result<R, E> + 'static,
        R: IntoAnswer + 'static,
        E: Into<Failure> + 'static,
        User: serde::de::DeserializeOwned,
    {
        let function = Rc::new(function);
        let handle: Handle<RouteRequest> = Rc::new(move |request: RouteRequest| {
            let function = Rc::clone(&function);
            Box::pin(async move { answer(function(request.typed()?).await) })
        });
        match Pattern::parse(path) {
            Ok(pattern) => self.settings_mut().own.routes.push(Route { method, pattern, handle }),
            Err(problem) => self.settings_mut().refuse(problem),
        }
        self
    }

    /// A path of the app's own in every room, inside the room's object: `/archive` is `/api/:syncId/archive`.
    ///
    /// The app's `authorize` is asked before: about `Read` without a collection where the method is GET, about `Write` without
    /// one otherwise. Name the routes after [`authorize`](Self::authorize), which says what access is.
    ///
    /// ```
    /// use ferrosync::{prelude::*, schema::*, worker::{Failure, Method, RoomRequest}};
    ///
    /// sync_collections![
    ///     pub struct Todo { pub id: Uuid, #[sync_id] pub project_id: String, pub title: String }
    /// ];
    ///
    /// async fn titles(request: RoomRequest) -> Result<serde_json::Value, Failure> {
    ///     let todos = request.room().collection::<Todo>().find_all().await?;
    ///     Ok(todos.into_iter().map(|todo| todo.title).collect())
    /// }
    ///
    /// fn app() -> SyncApp<Ready> {
    ///     SyncApp::new(COLLECTIONS).public().room_route(Method::Get, "/titles", titles)
    /// }
    /// ```
    pub fn room_route<F, R, E>(mut self, method: Method, path: &'static str, function: F) -> Self
    where
        F: AsyncFn(RoomRequest<User, Access>) -> Result<R, E> + 'static,
        R: IntoAnswer + 'static,
        E: Into<Failure> + 'static,
        User: serde::de::DeserializeOwned,
        Access: serde::de::DeserializeOwned,
    {
        let function = Rc::new(function);
        let handle: Handle<RoomRequest> = Rc::new(move |request: RoomRequest| {
            let function = Rc::clone(&function);
            Box::pin(async move { answer(function(request.typed()?).await) })
        });
        match Pattern::parse(path) {
            Ok(pattern) => self.settings_mut().own.room_routes.push(Route { method, pattern, handle }),
            Err(problem) => self.settings_mut().refuse(problem),
        }
        self
    }

    /// What the app does when something happens in a room.
    pub fn hooks(mut self, hooks: impl RoomHooks) -> Self {
        let hooks = Rc::new(hooks);
        self.settings_mut().own.hooks =
            Some(Rc::new(move |env, time| Rc::new(Hang { hooks: Rc::clone(&hooks), env, time })));
        self
    }

    /// A room, for code of a Worker that is no route: `app().room(&env, "project-1")?` in what a schedule or a queue calls.
    ///
    /// # Errors
    /// `MISCONFIGURED` where the Worker has no such binding, 400 where the sync id is none.
    pub fn room(&self, env: &Env, sync_id: &str) -> Result<RoomStub, Error> {
        RoomStub::of(env, self.settings().rooms()?, sync_id)
    }
}

// Not generic over the app's function, so that the rest is compiled once.
fn answer<R: IntoAnswer, E: Into<Failure>>(outcome: Result<R, E>) -> Result<Answer, Failure> {
    outcome.map_err(Into::into)?.into_answer()
}
