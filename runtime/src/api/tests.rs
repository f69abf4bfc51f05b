use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Mutation, Operation, Target};
use crate::{
    protocol::{Error, MutationId, MutationRequest, Scope, Seq, limits},
    schema::{Collection, Column, Direction, History, Order, Role, Schema, Tenancy, TsTypes, Type},
};

const ID: Column = Column { role: Role::Id, ..Column::new("id", "id", Type::Text) };
const PROJECT: Column = Column { role: Role::SyncId, ..Column::new("project_id", "projectId", Type::Text) };

const fn collection(name: &'static str, tenancy: Tenancy, columns: &'static [Column]) -> Collection {
    Collection {
        name,
        table: name,
        entity: name,
        docs: "",
        tenancy,
        columns,
        order: Order { column: 0, direction: Direction::Desc },
        indexes: &[],
        checks: &[],
        history: History::NONE,
        types: TYPES,
    }
}

#[cfg(feature = "ts")]
const TYPES: TsTypes = TsTypes { names: |_| Vec::new() };
#[cfg(not(feature = "ts"))]
const TYPES: TsTypes = TsTypes {};

static TODOS: Collection = collection("todos", Tenancy::Multi { column: 1 }, &[ID, PROJECT]);
static TAGS: Collection = collection("tags", Tenancy::Single { room: "default" }, &[ID]);
static GOODS: Collection = collection("goods", Tenancy::Single { room: "catalog" }, &[ID]);
static FILES: Collection = collection(
    "files",
    Tenancy::Multi { column: 1 },
    &[ID, PROJECT, Column { role: Role::Scope, nullable: true, ..Column::new("folder", "folder", Type::Text) }],
);
static ALL: Schema = Schema { collections: &[&TODOS, &TAGS, &GOODS, &FILES], dropped: &[] };
static SHARED: Schema = Schema { collections: &[&TAGS], dropped: &[] };
static TENANTS: Schema = Schema { collections: &[&TODOS], dropped: &[] };

fn target(method: &str, path: &str) -> Result<Target, Error> {
    Target::of(&ALL, method, path)
}

/// An operation in a few words, or the error's status and code.
fn read(method: &str, path: &str) -> String {
    match target(method, path) {
        Ok(Target::Socket(sync_id)) => format!("socket {sync_id}"),
        Ok(Target::Api(Operation::Health)) => "health".into(),
        Ok(Target::Api(Operation::List { query, held: None, consistent })) => format!(
            "list {} {} limit={} after={:?} consistent={consistent}",
            query.sync_id, query.collection.name, query.limit, query.after
        ),
        Ok(Target::Api(Operation::List { query, held: Some(held), consistent })) => format!(
            "since {} {} {} limit={} mids={:?} consistent={consistent}",
            query.sync_id,
            query.collection.name,
            held.cursor,
            query.limit,
            held.mids.iter().map(MutationId::as_str).collect::<Vec<_>>(),
        ),
        Ok(Target::Api(Operation::Get { query, consistent })) => {
            format!("get {} {} {} consistent={consistent}", query.sync_id, query.collection.name, query.id)
        }
        Ok(Target::Api(Operation::Mutate(mutation))) => {
            format!("{} {} {} {:?}", mutation.action, mutation.sync_id, mutation.collection.name, mutation.id)
        }
        Err(error) => match &error {
            Error::MethodNotAllowed { allow } => format!("405 {allow}"),
            error => format!("{} {}", error.status(), error.code().0),
        },
    }
}

fn mutation(method: &str, path: &str) -> Mutation {
    match target(method, path) {
        Ok(Target::Api(Operation::Mutate(mutation))) => mutation,
        other => panic!("{method} {path} is {other:?}"),
    }
}

fn request(method: &str, path: &str, body: &[u8]) -> Result<MutationRequest, Error> {
    mutation(method, path).request(body)
}

#[test]
fn every_path_and_method_has_its_operation() {
    const METHODS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];
    let list = "list p1 todos limit=1000 after=None consistent=false";
    for (path, expected) in [
        ("/api/p1/todos", [list, "insert p1 todos None", "", "", "", "", ""]),
        ("/api/p1/todos/", [list, "insert p1 todos None", "", "", "", "", ""]),
        (
            "/api/p1/todos/bulk",
            ["", "bulk-insert p1 todos None", "bulk-update p1 todos None", "bulk-delete p1 todos None", "", "", ""],
        ),
        (
            "/api/p1/todos/r1",
            [
                "get p1 todos r1 consistent=false",
                "",
                "update p1 todos Some(\"r1\")",
                "delete p1 todos Some(\"r1\")",
                "",
                "",
                "",
            ],
        ),
        ("/api/health", ["health", "", "", "", "", "", ""]),
        ("/parties/main/p1", ["socket p1", "", "", "", "", "", ""]),
    ] {
        for (method, expected) in METHODS.into_iter().zip(expected) {
            let found = read(method, path);
            if expected.is_empty() {
                assert!(found.starts_with("405 "), "{method} {path}: {found}");
                assert!(!found.contains(method), "{method} {path}: {found}");
            } else {
                assert_eq!(found, expected, "{method} {path}");
            }
        }
    }
    assert_eq!(read("PATCH", "/api/p1/todos"), "405 GET, POST");
    assert_eq!(read("PATCH", "/api/p1/todos/bulk"), "405 POST, PUT, DELETE");
    assert_eq!(read("PATCH", "/api/p1/todos/r1"), "405 GET, PUT, DELETE");
}

#[test]
fn paths_that_name_nothing_are_404_or_400() {
    for (path, expected) in [
        ("/", "404 NOT_FOUND"),
        ("/api", "404 NOT_FOUND"),
        ("/api/", "404 NOT_FOUND"),
        ("/apiary/p1/todos", "404 NOT_FOUND"),
        ("/api/p1", "404 NOT_FOUND"),
        ("/api/p1/", "404 NOT_FOUND"),
        ("/api//todos", "400 VALIDATION"),
        ("/api/p1//", "404 NOT_FOUND"),
        ("/api/p1/nope", "404 NOT_FOUND"),
        ("/api/p1/Todos", "404 NOT_FOUND"),
        ("/api/p1/todos/r1/more", "404 NOT_FOUND"),
        ("/api/p1/todos//", "404 NOT_FOUND"),
        ("/api/health/more/and/more", "404 NOT_FOUND"),
        ("/api/a%20b/todos", "400 VALIDATION"),
        ("/api/a%2Fb/todos", "400 VALIDATION"),
        ("/api/%F0%9F%9A%80/todos", "400 VALIDATION"),
        ("/api/%zz/todos", "400 MALFORMED"),
        ("/api/p1/todos/%ff", "400 MALFORMED"),
        ("/parties/main", "404 NOT_FOUND"),
        ("/parties/main/", "404 NOT_FOUND"),
        ("/parties/other/p1", "404 NOT_FOUND"),
        ("/parties/main/p1/more", "404 NOT_FOUND"),
    ] {
        assert_eq!(read("GET", path), expected, "{path}");
    }
    let long = format!("/api/{}/todos", "a".repeat(65));
    assert_eq!(read("GET", &long), "400 VALIDATION");
}

#[test]
fn c23_an_id_may_hold_anything_that_can_be_encoded() {
    assert_eq!(read("GET", "/api/p1/todos/a%2Fb%3Fc%20%C3%A4+"), "get p1 todos a/b?c ä+ consistent=false");
    assert_eq!(read("GET", "https://a.example/api/p1/todos/r1?#x"), "get p1 todos r1 consistent=false");
    // Encoded, the word is the path's own all the same.
    assert_eq!(read("POST", "/api/p1/todos/%62ulk"), "bulk-insert p1 todos None");
}

#[test]
fn h5_single_tenant_collections_live_in_their_room_and_nowhere_else() {
    for (path, expected) in [
        ("/api/default/tags", 200),
        ("/api/catalog/goods", 200),
        ("/api/p1/tags", 404),
        ("/api/default/goods", 404),
        ("/api/catalog/tags", 404),
        ("/api/default/todos", 404),
        ("/api/catalog/todos", 404),
        ("/api/p1/todos", 200),
    ] {
        assert_eq!(target("GET", path).map_or_else(|error| error.status(), |_| 200), expected, "{path}");
    }
}

#[test]
fn s14_an_invented_room_is_not_opened() {
    let socket = |schema: &Schema, room: &str| Target::of(schema, "GET", &format!("/parties/main/{room}")).is_ok();
    assert!(socket(&SHARED, "default"));
    assert!(!socket(&SHARED, "invented"));
    assert!(socket(&ALL, "p1") && socket(&ALL, "default") && socket(&ALL, "catalog"));
    // Nobody's tenant, and here no single-tenant collection lives in it.
    assert!(!socket(&TENANTS, "default"));
}

#[test]
fn a_query_is_read_or_refused_by_name() {
    for (query, expected) in [
        ("?limit=1", "list p1 todos limit=1 after=None consistent=false"),
        ("?limit=10000&consistent=true", "list p1 todos limit=10000 after=None consistent=true"),
        (
            "?after=%5B1%2C%22a%22%5D&consistent=false",
            "list p1 todos limit=1000 after=Some(\"[1,\\\"a\\\"]\") consistent=false",
        ),
        ("?&", "list p1 todos limit=1000 after=None consistent=false"),
    ] {
        assert_eq!(read("GET", &format!("/api/p1/todos{query}")), expected);
    }
    for (query, name, code) in [
        ("limit=0", "limit", "out_of_range"),
        ("limit=10001", "limit", "out_of_range"),
        ("limit=+1", "limit", "out_of_range"),
        ("limit=-1", "limit", "out_of_range"),
        ("limit=", "limit", "out_of_range"),
        ("limit=99999999999999999999", "limit", "out_of_range"),
        ("limit=1&limit=2", "limit", "repeated"),
        ("consistent=yes", "consistent", "invalid_type"),
        ("limt=1", "limt", "unknown_parameter"),
        ("since=1:a", "since", "invalid_cursor"),
        ("since=", "since", "invalid_cursor"),
        (&format!("since={CURSOR}&after=%5B1%2C%22a%22%5D"), "since", "with_after"),
        (&format!("since={CURSOR}&since={CURSOR}"), "since", "repeated"),
        ("mids=12345678", "mids", "needs_since"),
        (&format!("since={CURSOR}&mids=12345678,short"), "mids", "invalid_id"),
        (&format!("since={CURSOR}&mids=12345678%2C{}", "x".repeat(64)), "mids", "invalid_id"),
        (&format!("since={CURSOR}&mids={}", vec!["12345678"; 101].join(",")), "mids", "too_big"),
        ("scope=a", "scope", "no_scope"),
        ("scope=", "scope", "no_scope"),
        ("_clientMutationId=12345678", "_clientMutationId", "unknown_parameter"),
    ] {
        let error = target("GET", &format!("/api/p1/todos?{query}")).unwrap_err();
        let Error::Validation(issues) = error else { panic!("{query}: {error:?}") };
        assert_eq!((issues[0].path[0].to_string().as_str(), issues[0].code), (name, code), "{query}");
    }
    assert_eq!(read("GET", "/api/p1/todos?limit=%ff"), "400 MALFORMED");
    assert_eq!(read("POST", "/api/p1/todos?limit=1"), "400 VALIDATION");
    assert_eq!(read("GET", "/api/health?x=1"), "400 VALIDATION");
}

/// One that this schema's server could have given.
const CURSOR: &str = "7.0123456789ab.01234567.89abcdef01234567";

#[test]
fn l6_a_list_is_asked_for_since_a_cursor() {
    for (query, expected) in [
        (String::new(), format!("since p1 todos {CURSOR} limit=1000 mids=[] consistent=false")),
        ("&mids=".to_owned(), format!("since p1 todos {CURSOR} limit=1000 mids=[] consistent=false")),
        (
            "&mids=12345678,a%2Cb%26c%20%C3%A4+d&limit=5&consistent=true".to_owned(),
            format!("since p1 todos {CURSOR} limit=5 mids=[\"12345678\", \"a,b&c ä d\"] consistent=true"),
        ),
    ] {
        assert_eq!(read("GET", &format!("/api/p1/todos?since={CURSOR}{query}")), expected);
    }
    let hundred = vec!["12345678"; 100].join(",");
    assert!(target("GET", &format!("/api/p1/todos?since={CURSOR}&mids={hundred}")).is_ok());
    assert_eq!(read("GET", &format!("/api/p1/todos?since={CURSOR}&mids=%ff")), "400 MALFORMED");
    assert_eq!(read("GET", &format!("/api/p1/todos/r1?since={CURSOR}")), "400 VALIDATION");
}

#[test]
fn s8_reads_name_a_scope_or_none_but_never_an_empty_one() {
    for (path, expected) in
        [("/api/p1/files", None), ("/api/p1/files?scope=a%20b", Some("a b")), ("/api/p1/files/r1?scope=a", Some("a"))]
    {
        let scope = match target("GET", path) {
            Ok(Target::Api(Operation::List { query, .. })) => query.scope,
            Ok(Target::Api(Operation::Get { query, .. })) => query.scope,
            other => panic!("{path} is {other:?}"),
        };
        assert_eq!(scope.as_ref().map(Scope::as_str), expected, "{path}");
    }
    for path in ["/api/p1/files?scope=", "/api/p1/files/r1?scope", "/api/p1/todos/r1?scope=a"] {
        assert_eq!(read("GET", path), "400 VALIDATION", "{path}");
    }
    for (method, path) in [("POST", "/api/p1/files?scope=a"), ("PUT", "/api/p1/files/r1?scope=a")] {
        assert_eq!(read(method, path), "400 VALIDATION", "{method}: it stands in the body");
    }
}

#[test]
fn a_mutation_has_the_wires_form() {
    let mid = "11111111-1111";
    let common = format!(r#""_clientMutationId":"{mid}","_since":7,"scope":"s""#);
    for (method, path, own, payload) in [
        ("POST", "/api/p1/todos", r#""title":"a""#, json!({ "title": "a" })),
        ("PUT", "/api/p1/todos/r1", r#""title":"a""#, json!({ "id": "r1", "data": { "title": "a" } })),
        ("POST", "/api/p1/todos/bulk", r#""items":[1]"#, json!({ "items": [1] })),
        ("PUT", "/api/p1/todos/bulk", r#""items":[{}]"#, json!({ "items": [{}] })),
        ("DELETE", "/api/p1/todos/bulk", r#""ids":["a"]"#, json!({ "ids": ["a"] })),
    ] {
        let request = request(method, path, format!("{{{common},{own}}}").as_bytes()).unwrap();
        assert_eq!(request.payload, payload, "{method} {path}");
        assert_eq!(request.client_mutation_id.as_deref(), Some(mid));
        assert_eq!((request.since, request.scope.as_deref()), (Some(Seq(7)), Some("s")));
        assert_eq!(request.collection, "todos");
    }
    let path = format!("/api/p1/todos/r1?_clientMutationId={mid}&_since=0&scope=s%2F1");
    let request = request("DELETE", &path, b"").unwrap();
    assert_eq!(request.payload, json!({ "id": "r1" }));
    assert_eq!(request.scope.as_deref(), Some("s/1"));
    assert_eq!((request.client_mutation_id.as_deref(), request.since), (Some(mid), Some(Seq(0))));
}

#[test]
fn h11_odd_bodies_are_refused_by_their_code() {
    let deep = "[".repeat(200) + &"]".repeat(200);
    for (body, code) in [
        (&b""[..], "MALFORMED"),
        (b"{", "MALFORMED"),
        (b"{\"title\":\"a\"} x", "MALFORMED"),
        (b"\xef\xbb\xbf{\"title\":\"a\"}", "MALFORMED"),
        (b"{\"title\":\"\\ud800\"}", "MALFORMED"),
        (b"{\"title\":\"\xff\"}", "MALFORMED"),
        (b"{\"n\":1e400}", "MALFORMED"),
        (b"{\"n\":NaN}", "MALFORMED"),
        (format!("{{\"a\":{deep}}}").as_bytes(), "MALFORMED"),
        (b"null", "VALIDATION"),
        (b"[]", "VALIDATION"),
        (b"\"title\"", "VALIDATION"),
        (b"{\"_clientMutationId\":1}", "VALIDATION"),
        (b"{\"_clientMutationId\":null}", "VALIDATION"),
        (b"{\"_since\":-1}", "VALIDATION"),
        (b"{\"_since\":1.5}", "VALIDATION"),
        (b"{\"_since\":\"1\"}", "VALIDATION"),
        (b"{\"_since\":9007199254740992}", "VALIDATION"),
        (b"{\"scope\":1}", "VALIDATION"),
    ] {
        let error = request("POST", "/api/p1/todos", body).unwrap_err();
        assert_eq!(error.code().0, code, "{}: {error}", String::from_utf8_lossy(body));
    }
    // Harmless: the last one counts, and what is stored is written anew.
    let twice = request("POST", "/api/p1/todos", br#"{"title":"a","title":"b","__proto__":{}}"#).unwrap();
    assert_eq!(twice.payload, json!({ "title": "b", "__proto__": {} }));
}

#[test]
fn l13_a_body_has_a_size() {
    let body = format!(r#"{{"title":"{}"}}"#, "x".repeat(limits::BODY_BYTES));
    assert_eq!(request("POST", "/api/p1/todos", body.as_bytes()).unwrap_err().status(), 413);
}

proptest! {
    #[test]
    fn no_body_makes_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200), path in 0..5_usize) {
        let (method, path) = [
            ("POST", "/api/p1/todos"),
            ("PUT", "/api/p1/todos/r1"),
            ("POST", "/api/p1/todos/bulk"),
            ("PUT", "/api/p1/todos/bulk"),
            ("DELETE", "/api/p1/todos/bulk"),
        ][path];
        let outcome = request(method, path, &body);
        prop_assert!(outcome.is_ok() || outcome.unwrap_err().status() == 400);
    }

    #[test]
    fn no_json_makes_it_panic(body in "\\{(\"(_since|scope|_clientMutationId|items|a)\":(1|-1|\"x\"|null|\\[\\]|1e999|\\{\\}),?){0,4}\\}") {
        let read: Result<Value, _> = serde_json::from_str(&body);
        let outcome = request("POST", "/api/p1/todos/bulk", body.as_bytes());
        prop_assert!(read.is_ok() || outcome.is_err());
    }

    #[test]
    fn no_url_makes_it_panic(method in "GET|POST|PUT|DELETE|X?", url in "(/api|/parties)?(/main|/p1|/default|/%|%..|//)?(/todos|/tags|/bulk)?(/.{0,6})?(\\?.{0,20})?") {
        let outcome = target(&method, &url);
        prop_assert!(outcome.is_ok() || matches!(outcome.unwrap_err().status(), 400 | 404 | 405));
    }
}
