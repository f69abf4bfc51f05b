use crate::{protocol::SyncId, room::Seat};

/// What a socket keeps while its object sleeps: its room and its seat there. The runtime takes 16,384 bytes.
pub(super) fn text(sync_id: &SyncId, seat: &Seat) -> String {
    // No sync id has a space.
    format!("{sync_id} {}", seat.text())
}

/// The room and the seat; `None` where that is not understood.
pub(super) fn parse(text: &str) -> Option<(SyncId, Seat)> {
    let (sync_id, seat) = text.split_once(' ')?;
    Some((SyncId::parse(sync_id).ok()?, Seat::parse(seat)?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::access::{Known, Pass, Reads};

    #[test]
    fn a_socket_knows_its_room_and_its_rights_after_its_object_slept() {
        let room = SyncId::parse("project:1").unwrap();
        let pass = Pass {
            user: Some(Known { id: "u".into(), identity: json!("u") }),
            access: json!("editor"),
            reads: Reads::Only(vec!["todos".into()]),
        };
        let (found, seat) = parse(&text(&room, &Seat::new(pass.clone(), 7))).unwrap();
        assert_eq!((found, seat.pass(), seat.checked_at()), (room, &pass, 7));
    }

    #[test]
    fn s1_an_attachment_that_is_not_understood_is_no_seat() {
        // Nor is one of a version before this one.
        for text in ["", "{}", "null", "p {}", r#"{"syncId":"p"}"#, r#"p {"p":{"reads":7},"n":1,"t":0}"#] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
