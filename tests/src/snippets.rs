//! Code that pages show and no example has. It is compiled with the tests, and `tests/docs/excerpts.test.ts` looks for it here.

use ferrosync::prelude::*;
use ferrosync_codegen::{Bindings, ImportExtension};

use crate::schemas::todo_app as schema;

pub fn rows_in_d1() -> SyncApp<NeedsAccess> {
    SyncApp::new(schema::COLLECTIONS).storage(Storage::d1("TODOS_DB"))
}

pub fn rows_in_the_rooms() -> SyncApp<NeedsAccess> {
    SyncApp::new(schema::COLLECTIONS).storage(Storage::durable_object())
}

pub fn with_rates(app: SyncApp<NeedsAccess>) -> SyncApp<NeedsAccess> {
    app.limits(Limits::default().mutations(Rate::per_second(20).burst(500)).reads(Rate::per_minute(600)))
}

pub fn with_a_longer_log(app: SyncApp<NeedsAccess>) -> SyncApp<NeedsAccess> {
    use core::time::Duration;

    // Who was away for less than a week is told only what has changed.
    app.retention(Retention { entries: 10_000, age: Duration::from_hours(7 * 24) })
}

pub fn bindings_of_another_folder() {
    Bindings::new(&schema::COLLECTIONS).out("client/src/sync").import_extension(ImportExtension::Js).emit();
}

/// A column that has another name now.
pub mod renamed {
    use ferrosync::schema::*;

    sync_collections![
        #[collection(single_tenant)]
        pub struct Todo {
            pub id: Uuid,
            #[renamed(from = "title")]
            pub summary: String,
        }
    ];
}
