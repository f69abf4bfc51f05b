//! Which edits of a schema make the tables stale, and which the bindings.

use ferrosync::schema::Schema;

/// A schema of the collections that are written out.
macro_rules! schema {
    ($($body:tt)*) => {{
        mod edited {
            use ferrosync::schema::*;
            sync_collections! { $($body)* }
        }
        edited::COLLECTIONS
    }};
}

fn base() -> Schema {
    schema! {
        /// A note.
        #[collection(single_tenant, order_by(id, asc))]
        pub struct Note {
            pub id: Uuid,
            /// Its title.
            #[validate(length(min = 1, max = 40))]
            pub title: String,
            #[default(0)]
            pub rank: i64,
        }
        #[collection(single_tenant)]
        pub struct Tag { pub id: Uuid }
    }
}

#[derive(Debug, PartialEq)]
struct Stale {
    tables: bool,
    bindings: bool,
}

fn stale(edited: Schema) -> Stale {
    Stale {
        tables: base().database_hash() != edited.database_hash(),
        bindings: base().wire_hash() != edited.wire_hash(),
    }
}

#[test]
fn a_hash_is_16_hexadecimal_digits_and_the_same_every_time() {
    for (hash, again) in [(base().database_hash(), base().database_hash()), (base().wire_hash(), base().wire_hash())] {
        assert_eq!(hash, again);
        assert!(
            hash.len() == 16 && hash.chars().all(|digit| digit.is_ascii_hexdigit() && !digit.is_uppercase()),
            "{hash}"
        );
    }
    assert_ne!(base().database_hash(), base().wire_hash());
}

#[test]
fn doc_comments_and_the_order_of_structs_change_nothing() {
    let edited = schema! {
        /// In another place.
        #[collection(single_tenant)]
        pub struct Tag { pub id: Uuid }
        /// Something to remember.
        #[collection(single_tenant, order_by(id, asc))]
        pub struct Note {
            pub id: Uuid,
            #[validate(length(min = 1, max = 40))]
            pub title: String,
            #[default(0)]
            pub rank: i64,
        }
    };
    assert_eq!(stale(edited), Stale { tables: false, bindings: false });
}

#[test]
fn a_rule_changes_the_bindings_alone() {
    let edited = schema! {
        #[collection(single_tenant, order_by(id, asc))]
        pub struct Note {
            pub id: Uuid,
            #[validate(length(min = 2, max = 40))]
            pub title: String,
            #[default(0)]
            pub rank: i64,
        }
        #[collection(single_tenant)]
        pub struct Tag { pub id: Uuid }
    };
    assert_eq!(stale(edited), Stale { tables: false, bindings: true });
}

#[test]
fn a_rule_that_lets_rows_grow_changes_the_table_too() {
    let edited = schema! {
        #[collection(single_tenant, order_by(id, asc))]
        pub struct Note {
            pub id: Uuid,
            #[validate(length(min = 1, max = 4_000))]
            pub title: String,
            #[default(0)]
            pub rank: i64,
        }
        #[collection(single_tenant)]
        pub struct Tag { pub id: Uuid }
    };
    assert_eq!(stale(edited), Stale { tables: true, bindings: true });
}

#[test]
fn a_type_that_sqlite_stores_alike_changes_both() {
    let edited = schema! {
        #[collection(single_tenant, order_by(id, asc))]
        pub struct Note {
            pub id: Uuid,
            #[validate(length(min = 1, max = 40))]
            pub title: String,
            #[default(false)]
            pub rank: bool,
        }
        #[collection(single_tenant)]
        pub struct Tag { pub id: Uuid }
    };
    // A rank of 7 is no boolean: the rows that are there must be looked at.
    assert_eq!(stale(edited), Stale { tables: true, bindings: true });
}

#[test]
fn the_direction_of_a_list_changes_the_bindings_alone() {
    let edited = schema! {
        #[collection(single_tenant, order_by(id, desc))]
        pub struct Note {
            pub id: Uuid,
            #[validate(length(min = 1, max = 40))]
            pub title: String,
            #[default(0)]
            pub rank: i64,
        }
        #[collection(single_tenant)]
        pub struct Tag { pub id: Uuid }
    };
    assert_eq!(stale(edited), Stale { tables: false, bindings: true });
}

#[test]
fn a_column_a_default_and_a_collection_change_both() {
    let new_column = schema! {
        #[collection(single_tenant, order_by(id, asc))]
        pub struct Note {
            pub id: Uuid,
            #[validate(length(min = 1, max = 40))]
            pub title: String,
            #[default(0)]
            pub rank: i64,
            pub done: bool,
        }
        #[collection(single_tenant)]
        pub struct Tag { pub id: Uuid }
    };
    let new_default = schema! {
        #[collection(single_tenant, order_by(id, asc))]
        pub struct Note {
            pub id: Uuid,
            #[validate(length(min = 1, max = 40))]
            pub title: String,
            #[default(1)]
            pub rank: i64,
        }
        #[collection(single_tenant)]
        pub struct Tag { pub id: Uuid }
    };
    let no_tags = schema! {
        #[collection(single_tenant, order_by(id, asc))]
        pub struct Note {
            pub id: Uuid,
            #[validate(length(min = 1, max = 40))]
            pub title: String,
            #[default(0)]
            pub rank: i64,
        }
    };
    for edited in [new_column, new_default, no_tags] {
        assert_eq!(stale(edited), Stale { tables: true, bindings: true });
    }
}
