//! A world with one collection, and mutations of it.

use ferrosync::{
    access::{Known, Pass},
    protocol::{Action, MutationRequest},
    room::Caller,
    schema::*,
    testing::World,
};
use serde_json::{Value, json};

sync_collections![
    #[collection(single_tenant)]
    pub(crate) struct Note {
        pub id: Uuid,
        #[validate(length(max = 10))]
        pub text: String,
    }
];

pub(crate) fn world() -> World {
    World::new(&COLLECTIONS)
}

pub(crate) fn request(mid: Option<&str>, action: Action, payload: Value) -> MutationRequest {
    MutationRequest {
        client_mutation_id: mid.map(str::to_owned),
        since: None,
        collection: "notes".to_owned(),
        action,
        payload,
        scope: None,
    }
}

pub(crate) fn insert(mid: &str) -> MutationRequest {
    request(Some(mid), Action::Insert, json!({ "text": "hello" }))
}

pub(crate) fn pass(user: &str) -> Pass {
    Pass { user: Some(Known { id: user.to_owned(), identity: json!(user) }), ..Pass::default() }
}

pub(crate) fn caller(user: &str, request_id: &str) -> Caller {
    Caller { pass: pass(user), request_id: request_id.into(), ..Caller::default() }
}
