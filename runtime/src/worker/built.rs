//! What the app's build script leaves to the Worker.

use std::rc::Rc;

use super::storage::Embedded;
use crate::{
    schema::Schema,
    sql::{Stamp, Tables},
};

/// The schema's names, and the migrations for rooms that keep their own rows. `ferrosync_codegen` writes it.
///
/// The names are made of the whole schema and of the tables that follow from it: a Worker that is told them has no code that
/// makes them.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Built {
    stamp: Stamps,
    embedded: Option<Embedded>,
}

#[derive(Debug, Clone, Copy)]
enum Stamps {
    Known { database: &'static str, wire: &'static str },
    // A pointer, so that only a Worker which needs this has it.
    Made(fn(&Schema) -> Stamp),
}

impl Built {
    /// Of a build script that knows the schema.
    #[must_use]
    pub fn stamped(database: &'static str, wire: &'static str) -> Self {
        Self { stamp: Stamps::Known { database, wire }, embedded: None }
    }

    /// Of one that knows the migrations alone.
    #[must_use]
    pub fn unstamped() -> Self {
        Self { stamp: Stamps::Made(Stamp::of), embedded: None }
    }

    /// With all migrations, in their order.
    #[must_use]
    pub fn with_migrations(self, migrations: &'static [(&'static str, &'static str)]) -> Self {
        Self { embedded: Some(Embedded::new(migrations)), ..self }
    }

    pub(super) fn unpack(self, schema: &Schema) -> (Rc<Tables>, Option<Embedded>) {
        let stamp = match self.stamp {
            Stamps::Known { database, wire } => Stamp { database: database.to_owned(), wire: wire.to_owned() },
            Stamps::Made(make) => make(schema),
        };
        (Tables::stamped(schema, stamp), self.embedded)
    }
}
