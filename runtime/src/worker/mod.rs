//! The Worker and its Durable Object: the only place that knows Cloudflare.
//!
//! [`worker!`](crate::worker!) writes an app's entry points; all they do is call [`answer`] and [`RoomObject`].
#![doc = ""]
#![doc = include_str!("own.md")]

mod admin;
mod analytics;
mod app;
mod attachment;
mod body;
mod built;
mod call;
mod caller;
mod d1;
mod entry;
mod failure;
mod fetch;
mod handshake;
mod hooks;
mod host;
mod js;
mod object;
mod own;
mod pattern;
mod relay;
mod routes;
mod schedule;
mod sockets;
mod sqlite;
mod storage;
mod stub;

pub use ::worker::{Env, Method};
pub use analytics::analytics_engine;
pub use app::App;
#[doc(hidden)]
pub use built::Built;
pub use entry::answer;
pub use failure::Failure;
pub use hooks::RoomHooks;
pub use object::RoomObject;
pub use own::Own;
pub use routes::{Answer, IntoAnswer, RoomRequest, RouteRequest};
pub use stub::RoomStub;

/// Writes the Worker's entry points: the fetch handler, and the Durable Object class of the rooms.
///
/// `ferrosync::worker!(app)` stands in `src/lib.rs`, where `app` is a function that returns a
/// [`SyncApp<Ready>`](crate::access::SyncApp); it is called once an isolate. The class is `SyncRoom`, or what
/// `class = ..` names; `wrangler.jsonc` binds it:
///
/// ```jsonc
/// "durable_objects": { "bindings": [{ "name": "SYNC_ROOM", "class_name": "SyncRoom" }] },
/// "migrations": [{ "tag": "v1", "new_sqlite_classes": ["SyncRoom"] }]
/// ```
///
/// The migrations and the schema's names come from the app's build script, which is `ferrosync_codegen::build`: it writes
/// them to `OUT_DIR/ferrosync_migrations.rs`, which is included here.
///
/// The app's crate depends on `worker` itself, because the entry points are written in its name.
#[macro_export]
macro_rules! worker {
    ($app:path $(,)?) => {
        $crate::worker!($app, class = SyncRoom);
    };
    ($app:path, class = $class:ident $(,)?) => {
        ::std::thread_local! {
            static FERROSYNC_APP: ::std::rc::Rc<$crate::worker::App> = $crate::worker::App::new($app(), {
                use $crate::worker::Built;
                ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/ferrosync_migrations.rs"))
            });
        }

        // A module, because what `worker`'s macros write expects this name of its crate in scope.
        mod ferrosync_entry {
            use ::worker::wasm_bindgen;

            // What `event(fetch)` would write, but that its promise outlives a panic.
            #[::worker::wasm_bindgen::prelude::wasm_bindgen(wasm_bindgen = ::worker::wasm_bindgen)]
            pub fn fetch(
                request: ::worker::web_sys::Request,
                env: ::worker::Env,
                _context: ::worker::worker_sys::Context,
            ) -> ::worker::js_sys::Promise {
                let app = super::FERROSYNC_APP.with(::std::rc::Rc::clone);
                $crate::worker::answer(app, request, env)
            }

            /// One room: what is open of it in memory, and its sockets.
            #[derive(Debug)]
            #[::worker::durable_object]
            pub struct $class($crate::worker::RoomObject);

            impl ::worker::DurableObject for $class {
                fn new(state: ::worker::State, env: ::worker::Env) -> Self {
                    let app = super::FERROSYNC_APP.with(::std::rc::Rc::clone);
                    Self($crate::worker::RoomObject::new(app, state, env))
                }

                async fn fetch(&self, request: ::worker::Request) -> ::worker::Result<::worker::Response> {
                    self.0.fetch(request).await
                }

                async fn alarm(&self) -> ::worker::Result<::worker::Response> {
                    self.0.alarm().await
                }

                async fn websocket_message(
                    &self,
                    socket: ::worker::WebSocket,
                    message: ::worker::WebSocketIncomingMessage,
                ) -> ::worker::Result<()> {
                    self.0.message(&socket, message).await;
                    ::core::result::Result::Ok(())
                }

                async fn websocket_close(
                    &self,
                    socket: ::worker::WebSocket,
                    code: usize,
                    _reason: ::std::string::String,
                    _was_clean: bool,
                ) -> ::worker::Result<()> {
                    self.0.closed(&socket, code).await;
                    ::core::result::Result::Ok(())
                }

                async fn websocket_error(
                    &self,
                    socket: ::worker::WebSocket,
                    _error: ::worker::Error,
                ) -> ::worker::Result<()> {
                    self.0.failed(&socket).await;
                    ::core::result::Result::Ok(())
                }
            }
        }
    };
}
