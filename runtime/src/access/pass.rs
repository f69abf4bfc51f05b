use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::protocol::{Fields, UserId};

/// What somebody was let in with: it travels from the Worker to the room, and stays with an open socket.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Pass {
    /// Who it is; nobody where the app did not recognise them, or does not ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Known>,
    /// The app's access value as JSON; null where it has none.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub access: Value,
    /// What a socket may be told of.
    #[serde(skip_serializing_if = "Reads::is_all")]
    pub reads: Reads,
}

/// Somebody whom the app recognised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    pub id: String,
    /// The app's identity, as JSON.
    pub identity: Value,
}

/// The collections of a room that somebody may read.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reads {
    /// Every collection: nobody is asked.
    #[default]
    All,
    /// Those of these names. One that is new in the schema is not among them until it was asked for.
    Only(Vec<String>),
}

impl Pass {
    /// What was written as JSON; `None` where it is no pass.
    ///
    /// By hand, because what serde derives is several times the code, and it is in every Worker.
    pub(crate) fn from_json(json: Value) -> Option<Self> {
        let mut fields = Fields::of(json)?;
        let user = match fields.take("user") {
            Value::Null => None,
            user => {
                let mut user = Fields::of(user)?;
                Some(Known { id: user.text("id")?, identity: user.take("identity") })
            }
        };
        let reads = match fields.get("reads") {
            None => Reads::All,
            Some(Value::String(all)) if all == "all" => Reads::All,
            Some(reads) => Reads::Only(Fields::of(reads)?.texts("only")?),
        };
        Some(Self { user, access: fields.take("access"), reads })
    }

    pub fn user_id(&self) -> Option<UserId> {
        self.user.as_ref().map(|user| UserId::new(&user.id))
    }

    /// The access value, where there is one.
    pub fn access(&self) -> Option<&Value> {
        Some(&self.access).filter(|access| !access.is_null())
    }
}

impl Reads {
    pub fn is_all(&self) -> bool {
        *self == Self::All
    }

    /// Whether the collection of this name on the wire may be read.
    pub fn has(&self, collection: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.iter().any(|name| name == collection),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_pass_survives_being_written() {
        let user = Some(Known { id: "zoë".into(), identity: json!({ "id": "zoë", "teams": [1, 2] }) });
        for pass in [
            Pass::default(),
            Pass { user: user.clone(), ..Pass::default() },
            Pass { user, access: json!("editor"), reads: Reads::Only(vec!["todos".into()]) },
            Pass { reads: Reads::Only(Vec::new()), ..Pass::default() },
        ] {
            let text = serde_json::to_string(&pass).unwrap();
            assert_eq!(serde_json::from_str::<Pass>(&text).unwrap(), pass, "{text}");
            assert_eq!(Pass::from_json(serde_json::from_str(&text).unwrap()), Some(pass), "{text}");
        }
        assert_eq!(serde_json::to_string(&Pass::default()).unwrap(), "{}");
    }

    #[test]
    fn what_is_no_pass_is_not_read_as_one() {
        for text in [
            "null",
            "[]",
            r#"{"user":1}"#,
            r#"{"user":{}}"#,
            r#"{"reads":"none"}"#,
            r#"{"reads":null}"#,
            r#"{"reads":{}}"#,
            r#"{"reads":{"only":"a"}}"#,
            r#"{"reads":{"only":[1]}}"#,
        ] {
            assert_eq!(Pass::from_json(serde_json::from_str(text).unwrap()), None, "{text}");
        }
    }

    #[test]
    fn s1_a_collection_that_nobody_was_asked_about_is_not_read() {
        let reads = Reads::Only(vec!["todos".into()]);
        assert!(reads.has("todos") && !reads.has("todo") && !reads.has("secrets"));
        assert!(!Reads::Only(Vec::new()).has("todos"));
    }
}
