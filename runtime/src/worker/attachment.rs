use serde::{Deserialize, Serialize};

use crate::protocol::SyncId;

/// What a socket keeps while its object sleeps: at most 2 kB of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Attachment {
    sync_id: String,
}

impl Attachment {
    pub(super) fn new(sync_id: &SyncId) -> Self {
        Self { sync_id: sync_id.as_str().to_owned() }
    }

    pub(super) fn text(&self) -> String {
        // A struct of strings always serialises; an empty text is read back as none.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(super) fn sync_id(&self) -> Option<SyncId> {
        SyncId::parse(&self.sync_id).ok()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_knows_its_room_after_its_object_slept() {
        let room = SyncId::parse("project:1").unwrap();
        let text = Attachment::new(&room).text();
        assert_eq!(Attachment::parse(&text).unwrap().sync_id(), Some(room));
        assert_eq!(Attachment::parse(""), None);
    }
}
