//! The app of `examples/todo-app` with its rows in the objects' own storage: its own code, of which the build script has
//! changed the one line that says so.

include!(concat!(env!("OUT_DIR"), "/app.rs"));
