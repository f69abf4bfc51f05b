use ferrosync::schema::{Access, Column, DefaultValue, Entity, Format, Kind, OnDelete, Reference, Role};

use crate::schema::{Invoice, List, Message, Product, Todo};

fn column<E: Entity>(wire: &str) -> &'static Column {
    E::COLLECTION.column(wire).unwrap_or_else(|| panic!("no column `{wire}`"))
}

#[test]
fn roles_are_the_servers() {
    let roles: Vec<_> = List::COLLECTION.columns.iter().map(|column| column.role).collect();
    assert_eq!(
        roles,
        [
            Role::Id,
            Role::SyncId,
            Role::Owner,
            Role::Data,
            Role::Data,
            Role::CreatedAt,
            Role::UpdatedAt,
            Role::DeletedAt
        ]
    );
    assert_eq!((column::<Todo>("listId").role, column::<Todo>("listId").nullable), (Role::Scope, true));
    assert_eq!((column::<Message>("scope").role, column::<Message>("scope").nullable), (Role::Scope, false));
    assert_eq!(column::<Todo>("gone").role, Role::DeletedAt);
    assert_eq!(column::<Todo>("ownerId").kind(), Kind::Uuid);
}

#[test]
fn references_name_the_struct_and_restrict_where_nothing_is_said() {
    let reference = |wire| column::<Todo>(wire).reference;
    assert_eq!(reference("listId"), Some(Reference { entity: "List", on_delete: OnDelete::Cascade }));
    assert_eq!(reference("after"), Some(Reference { entity: "Todo", on_delete: OnDelete::SetNull }));
    assert_eq!(reference("origin"), Some(Reference { entity: "List", on_delete: OnDelete::Restrict }));
    assert_eq!(reference("title"), None);
}

#[test]
fn access_is_open_unless_it_is_said() {
    assert_eq!(column::<Todo>("title").access, Access::Open);
    assert_eq!(column::<Todo>("origin").access, Access::Readonly);
    assert_eq!(column::<Todo>("rank").access, Access::Private);
    assert!(!column::<Todo>("remark").is_public());
    assert!(column::<Todo>("origin").in_insert() && !column::<Todo>("origin").in_patch());
}

#[test]
fn names_in_sql_and_on_the_wire_are_apart() {
    let names = |column: &Column| (column.name, column.wire);
    assert_eq!(names(Invoice::COLLECTION.id()), ("_id", "id"));
    assert_eq!(names(column::<Invoice>("createdAt")), ("CreatedOn", "createdAt"));
    assert_eq!(names(column::<Product>("current_state")), ("current_state", "current_state"));
    assert_eq!(names(column::<Product>("type")), ("type", "type"));
    assert_eq!(column::<Todo>("title").renamed_from, Some("name"));
}

#[test]
fn adopted_times_may_be_text() {
    assert_eq!(column::<Invoice>("createdAt").format, Format::Iso);
    assert_eq!(column::<Invoice>("voidedAt").format, Format::Iso);
    assert_eq!(column::<Todo>("due").format, Format::Plain);
}

#[test]
fn defaults_come_from_the_column_or_else_from_its_enum() {
    let default = |wire| column::<Product>(wire).default;
    assert_eq!(default("current_state"), Some(DefaultValue::Text("inStock")));
    assert_eq!(default("next_state"), Some(DefaultValue::Text("soldOut")));
    assert_eq!(default("last_state"), None);
    assert_eq!(default("support"), Some(DefaultValue::Text("nobody@example.org")));
    assert_eq!(default("tags"), Some(DefaultValue::EmptyList));
    assert_eq!(default("tiny"), Some(DefaultValue::Int(-128)));
    assert_eq!(column::<Todo>("rank").default, Some(DefaultValue::Real(0.0)));
}

#[test]
fn every_type_has_its_kind() {
    let kinds: Vec<_> = Product::COLLECTION.columns.iter().map(|column| (column.wire, column.kind())).collect();
    assert_eq!(
        kinds,
        [
            ("id", Kind::Text),
            ("current_state", Kind::Text),
            ("next_state", Kind::Text),
            ("last_state", Kind::Text),
            ("origin", Kind::Json),
            ("storage", Kind::Json),
            ("shape", Kind::Json),
            ("contact", Kind::Text),
            ("support", Kind::Text),
            ("tags", Kind::Json),
            ("grid", Kind::Json),
            ("shapes", Kind::Json),
            ("extra", Kind::Json),
            ("counts", Kind::Json),
            ("tiny", Kind::Int),
            ("small", Kind::Int),
            ("byte", Kind::Int),
            ("word", Kind::Int),
            ("type", Kind::Bool),
        ]
    );
    let nullable: Vec<_> =
        Product::COLLECTION.columns.iter().filter(|column| column.nullable).map(|column| column.wire).collect();
    assert_eq!(nullable, ["last_state", "storage", "shapes", "counts"]);
}
