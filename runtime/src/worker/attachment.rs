use serde::{Deserialize, Serialize};

use crate::{access::Pass, protocol::SyncId, room::Seat};

/// What a socket keeps while its object sleeps: its room, and what it was let in with. The runtime takes 16 kB.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Attachment {
    sync_id: String,
    pass: Pass,
    checked_at: i64,
}

impl Attachment {
    pub(super) fn new(sync_id: &SyncId, seat: &Seat) -> Self {
        let pass = seat.pass().clone();
        Self { sync_id: sync_id.as_str().to_owned(), pass, checked_at: seat.checked_at() }
    }

    pub(super) fn text(&self) -> String {
        // A struct of texts and numbers always serialises; an empty text is read back as none.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The room and the seat in it.
    pub(super) fn open(self) -> Option<(SyncId, Seat)> {
        Some((SyncId::parse(&self.sync_id).ok()?, Seat::new(self.pass, self.checked_at)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::access::{Known, Reads};

    #[test]
    fn a_socket_knows_its_room_and_its_rights_after_its_object_slept() {
        let room = SyncId::parse("project:1").unwrap();
        let pass = Pass {
            user: Some(Known { id: "u".into(), identity: json!("u") }),
            access: json!("editor"),
            reads: Reads::Only(vec!["todos".into()]),
        };
        let text = Attachment::new(&room, &Seat::new(pass.clone(), 7)).text();
        let (found, seat) = Attachment::parse(&text).unwrap().open().unwrap();
        assert_eq!((found, seat.pass(), seat.checked_at()), (room, &pass, 7));
    }

    #[test]
    fn s1_an_attachment_that_is_not_understood_is_no_seat() {
        // Nor is one of a version before this one, which named the room alone.
        for text in ["", "{}", "null", r#"{"syncId":"p"}"#, r#"{"syncId":"p","pass":{"reads":7},"checkedAt":0}"#] {
            assert_eq!(Attachment::parse(text), None, "{text}");
        }
    }
}
