use serde_json::Value;

use super::{Action, Seq};

/// A mutation as it came over the wire, before anything of it is believed.
///
/// HTTP and sockets make the same value of it. The payload's form follows the action: the fields; `{id, data}`; `{id}`;
/// `{items: [fields]}`; `{items: [{id, data}]}`; `{ids}`.
#[derive(Debug, Clone, PartialEq)]
pub struct MutationRequest {
    /// The client's name for it. Where it is missing the server makes one.
    pub client_mutation_id: Option<String>,
    /// The seq that the sender knew when it sent this for the first time.
    pub since: Option<Seq>,
    /// The collection's name on the wire.
    pub collection: String,
    pub action: Action,
    pub payload: Value,
    pub scope: Option<String>,
}
