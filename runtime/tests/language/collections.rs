use ferrosync::schema::{Direction, Entity, History, Index, Tenancy};

use crate::schema::{COLLECTIONS, Invoice, List, Machine, Message, Product, Todo};

#[test]
fn collections_stand_in_the_order_of_the_file() {
    let names: Vec<_> = COLLECTIONS.collections.iter().map(|collection| collection.name).collect();
    assert_eq!(names, ["todoLists", "todos", "products", "invoices", "messages", "machines"]);
}

#[test]
fn tables_that_are_dropped_are_named_in_sql() {
    assert_eq!(COLLECTIONS.dropped, ["notes", "old_Tags"]);
}

#[test]
fn a_name_replaces_the_plural_and_a_table_the_name_in_sql() {
    assert_eq!((List::COLLECTION.name, List::COLLECTION.table), ("todoLists", "legacy_lists"));
    assert_eq!((Invoice::COLLECTION.name, Invoice::COLLECTION.table), ("invoices", "Invoices"));
    assert_eq!(List::COLLECTION.entity, "List");
}

#[test]
fn a_single_tenant_collection_may_have_its_own_room() {
    assert_eq!(Product::COLLECTION.tenancy, Tenancy::Single { room: "catalog" });
    assert_eq!(Message::COLLECTION.tenancy, Tenancy::Single { room: "default" });
    assert_eq!(Todo::COLLECTION.tenancy, Tenancy::Multi { column: 1 });
}

#[test]
fn indexes_are_as_written_and_unique_ones_begin_with_the_sync_id() {
    let index = |columns: &'static [usize], unique| Index { columns, unique };
    assert_eq!(
        List::COLLECTION.indexes,
        [index(&[4, 5], false), index(&[1, 6], false), index(&[1, 3], true), index(&[1, 2], false)]
    );
    assert_eq!(Todo::COLLECTION.indexes, [index(&[1, 2, 6], true), index(&[1, 9], false), index(&[1, 10], true)]);
    assert!(Product::COLLECTION.indexes.is_empty());
}

#[test]
fn the_history_of_a_table_is_said() {
    let renamed = History { existing: false, renamed_from: Some("lists"), dropped: &["colour", "size"] };
    assert_eq!(List::COLLECTION.history, renamed);
    assert_eq!(Invoice::COLLECTION.history, History { existing: true, ..History::NONE });
    assert_eq!(Machine::COLLECTION.history, History::NONE);
}

#[test]
fn lists_are_sorted_by_options_and_enums_too() {
    let order =
        |collection: &ferrosync::schema::Collection| (collection.order_column().name, collection.order.direction);
    assert_eq!(order(Todo::COLLECTION), ("due", Direction::Asc));
    assert_eq!(order(Product::COLLECTION), ("current_state", Direction::Desc));
    // Nothing said: the newest first.
    assert_eq!(order(Invoice::COLLECTION), ("CreatedOn", Direction::Desc));
}
