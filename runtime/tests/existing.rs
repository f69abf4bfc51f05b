//! Tables that somebody else made.

#![allow(clippy::unwrap_used)]

use ferrosync::{
    protocol::Error,
    room::check_schema,
    schema::{Collection, Column, Direction, History, Order, Role, Schema, Tenancy, Type},
    testing::World,
};

static COLUMNS: [Column; 3] = [
    Column { role: Role::Id, ..Column::new("id", "id", Type::Text) },
    Column::new("colour", "colour", Type::Text),
    // A lone `"order by"` could be taken for a text.
    Column::new("order by", "order", Type::INT),
];

static LEGACY: Collection = Collection {
    name: "legacy",
    table: "Legacy",
    entity: "Legacy",
    docs: "",
    tenancy: Tenancy::Single { room: "default" },
    columns: &COLUMNS,
    order: Order { column: 0, direction: Direction::Asc },
    indexes: &[],
    checks: &[],
    history: History { existing: true, ..History::NONE },
    types: ferrosync::__ts_types![],
};

static SCHEMA: Schema = Schema { collections: &[&LEGACY], dropped: &[] };

fn check(world: &World) -> Result<(), Error> {
    let (database, tables) = world.database();
    world.run(async move { check_schema(&database, &tables).await })
}

#[test]
fn an_existing_table_must_have_what_is_read_of_it() {
    let world = World::new(&SCHEMA);
    let drift = |named: &str| {
        let said = check(&world);
        let Err(Error::SchemaDrift(text)) = &said else { panic!("{said:?}") };
        assert!(text.contains(named), "{text}");
    };
    drift("no table `Legacy`");
    world.connection().execute_batch("CREATE TABLE legacy (id TEXT PRIMARY KEY, \"order\" INTEGER)").unwrap();
    drift("no column `Legacy.colour`");
    world.connection().execute_batch("ALTER TABLE legacy ADD COLUMN colour").unwrap();
    drift("no column `Legacy.order");
    world.connection().execute_batch("ALTER TABLE legacy RENAME COLUMN \"order\" TO \"order by\"").unwrap();
    assert_eq!(check(&world), Ok(()));
    world.connection().execute_batch("INSERT INTO _sync_schema VALUES (2, 'other')").unwrap();
    drift("FERROSYNC_MIGRATION=<name> cargo build");
}
