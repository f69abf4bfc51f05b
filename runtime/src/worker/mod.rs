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
mod class;
mod d1;
mod entry;
mod failure;
mod fetch;
mod handshake;
mod hooks;
mod host;
mod incoming;
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
mod tasks;

pub use ::worker::{Env, Method};
pub use analytics::analytics_engine;
pub use app::App;
#[doc(hidden)]
pub use built::Built;
#[doc(hidden)]
pub use class::{Handled, Held, Promised, derive};
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

        // A module, because what `wasm_bindgen` writes expects this name of its crate in scope.
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
            #[::worker::wasm_bindgen::prelude::wasm_bindgen(wasm_bindgen = ::worker::wasm_bindgen)]
            pub struct $class($crate::worker::Held);

            #[::worker::wasm_bindgen::prelude::wasm_bindgen(wasm_bindgen = ::worker::wasm_bindgen, start, private)]
            pub fn derive() {
                $crate::worker::derive(&$class($crate::worker::Held::none()).into());
            }

            // What `durable_object` would write, without its requests and responses: those are the dearest part of a mutation.
            #[::worker::wasm_bindgen::prelude::wasm_bindgen(wasm_bindgen = ::worker::wasm_bindgen)]
            impl $class {
                #[wasm_bindgen(constructor)]
                pub fn new(state: ::worker::worker_sys::DurableObjectState, env: ::worker::Env) -> Self {
                    let app = super::FERROSYNC_APP.with(::std::rc::Rc::clone);
                    Self($crate::worker::Held::new(app, state, env))
                }

                pub fn fetch(&self, request: ::worker::web_sys::Request) -> $crate::worker::Promised {
                    self.0.fetch(request)
                }

                pub fn ask(&self, asked: &::worker::wasm_bindgen::JsValue) -> $crate::worker::Promised {
                    self.0.ask(asked)
                }

                pub fn alarm(&self) -> $crate::worker::Promised {
                    self.0.alarm()
                }

                #[wasm_bindgen(js_name = webSocketMessage)]
                pub fn message(
                    &self,
                    socket: ::worker::web_sys::WebSocket,
                    message: &::worker::wasm_bindgen::JsValue,
                ) -> $crate::worker::Handled {
                    self.0.message(socket, message)
                }

                #[wasm_bindgen(js_name = webSocketClose)]
                pub fn closed(&self, socket: ::worker::web_sys::WebSocket, code: u16) -> $crate::worker::Handled {
                    self.0.closed(socket, code)
                }

                #[wasm_bindgen(js_name = webSocketError)]
                pub fn failed(&self, socket: ::worker::web_sys::WebSocket) -> $crate::worker::Handled {
                    self.0.failed(socket)
                }
            }
        }
    };
}
