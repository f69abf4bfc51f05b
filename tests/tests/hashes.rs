//! Which edits of a schema make the tables stale, and which the bindings.

// Schemas are public, as apps have them, in modules that are not.
#![allow(unreachable_pub)]

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

/// The bindings' name of a schema with these columns and types.
macro_rules! bindings {
    ({ $($columns:tt)* } $($types:tt)*) => {
        schema! {
            pub struct Thing {
                pub id: Uuid,
                #[sync_id]
                pub room: String,
                $($columns)*
            }
            $($types)*
        }
        .wire_hash()
    };
}

/// The app's own function: there in the Worker, and not in its build script.
#[allow(dead_code, clippy::unnecessary_wraps)]
fn fine(_: &str) -> Result<(), &'static str> {
    Ok(())
}

/// Every part of a schema that clients see, each with its neighbour.
#[test]
fn all_that_clients_see_changes_the_bindings() {
    let seen = [
        bindings!({ pub list: Option<String>, }),
        bindings!({ #[scope] pub list: Option<String>, }),
        bindings!({ #[owner] pub list: String, }),
        bindings!({ pub list: String, }),
        bindings!({ #[readonly] pub list: String, }),
        bindings!({ #[default("a")] pub list: String, }),
        bindings!({ #[validate(trim)] pub list: String, }),
        bindings!({ #[validate(email)] pub list: String, }),
        bindings!({ #[validate(email(message = "no address"))] pub list: String, }),
        bindings!({ #[validate(starts_with("a"))] pub list: String, }),
        bindings!({ #[validate(ends_with("a"))] pub list: String, }),
        bindings!({ #[validate(pattern("a"))] pub list: String, }),
        bindings!({ #[validate(one_of("a"))] pub list: String, }),
        bindings!({ #[validate(one_of("a", "b"))] pub list: String, }),
        bindings!({ pub list: u8, }),
        bindings!({ pub list: i8, }),
        bindings!({ #[validate(range(min = 1))] pub list: i8, }),
        bindings!({ #[validate(range(above = 1))] pub list: i8, }),
        bindings!({ #[validate(range(max = 1))] pub list: i8, }),
        bindings!({ #[validate(multiple_of(2))] pub list: i8, }),
        bindings!({ pub list: Vec<i8>, }),
        bindings!({ pub list: Vec<u8>, }),
        bindings!({ #[validate(items(max = 1))] pub list: Vec<u8>, }),
        bindings!({ #[validate(each(range(max = 1)))] pub list: Vec<u8>, }),
        bindings!({ pub list: Json<Vec<u8>>, }),
        bindings!({ pub list: Kind, } pub enum Kind { A, B }),
        bindings!({ pub list: Kind, } pub enum Kind { A, C }),
        bindings!({ pub list: Kind, } pub enum Kind { A, B {} }),
        bindings!({ pub list: Kind, } pub enum Kind { A, B { a: i8 } }),
        bindings!({ pub list: Kind, } #[value(tag = "kind")] pub enum Kind { A, B { a: i8 } }),
        bindings!({ pub list: Part, } pub struct Part { pub a: i8 }),
        bindings!({ pub list: Part, } pub struct Part { pub b: i8 }),
        bindings!({ pub list: Part, } pub struct Part { pub a: Option<i8> }),
        bindings!({ pub list: Part, } pub struct Part { #[validate(positive)] pub a: i8 }),
        bindings!({ pub list: Mail, } pub struct Mail(pub String);),
        bindings!({ pub list: Mail, } #[validate(email)] pub struct Mail(pub String);),
    ];
    for (index, hash) in seen.iter().enumerate() {
        assert!(!seen[..index].contains(hash), "schema {index} is like one before it");
    }
}

#[test]
fn what_the_server_keeps_to_itself_does_not_change_the_bindings() {
    let plain = bindings!({ pub kind: Kind, pub name: String, } pub enum Kind { A, B });
    let same = [
        bindings!({ pub kind: Other, pub name: String, } pub enum Other { A, B }),
        bindings!({ pub kind: Kind, pub name: String, #[private] pub secret: Option<String>, } pub enum Kind { A, B }),
        bindings!({ pub kind: Kind, #[validate(custom(crate::fine))] pub name: String, } pub enum Kind { A, B }),
        bindings!({ #[index] pub kind: Kind, #[unique] pub name: String, } pub enum Kind { A, B }),
        bindings!({ #[column("k")] pub kind: Kind, #[renamed(from = "n")] pub name: String, } pub enum Kind { A, B }),
        bindings!({
            /// What it is.
            pub kind: Kind,
            pub name: String,
        } pub enum Kind {
            /// The first.
            A,
            B,
        }),
    ];
    assert_eq!(same.iter().position(|hash| *hash != plain), None);
}
