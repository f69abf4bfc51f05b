use ferrosync::protocol::Seq;
use ferrosync::room::Status;

use crate::common::{insert, world};

#[test]
fn a_room_says_where_it_stands() {
    let world = world();
    let room = world.room("default");
    let status = |room: &ferrosync::testing::TestRoom| {
        let room = room.clone();
        world.run(async move { room.status().await }).unwrap()
    };
    let empty = Status {
        seq: Seq(0),
        oldest: Seq(1),
        log_entries: 0,
        sockets: 0,
        queue: 0,
        unanswered: 0,
        is_local: false,
        bytes: None,
    };
    assert_eq!(status(&room), empty);

    let _socket = world.connect(&room);
    let waiting: Vec<_> = ["mutation-1", "mutation-2"]
        .map(|mid| {
            let room = room.clone();
            world.spawn(async move { room.mutate(insert(mid), None).await })
        })
        .into();
    assert_eq!(status(&room), Status { sockets: 1, queue: 2, unanswered: 2, ..empty });
    world.settle();
    assert!(waiting.iter().all(|slot| slot.borrow().as_ref().is_some_and(Result::is_ok)));
    assert_eq!(status(&room), Status { seq: Seq(2), log_entries: 2, sockets: 1, ..empty });

    // What is pruned is not counted.
    world.connection().execute("DELETE FROM _sync_log WHERE seq = 1", []).unwrap();
    let later = world.room("default");
    assert_eq!(status(&later), Status { seq: Seq(2), oldest: Seq(2), log_entries: 1, sockets: 1, ..empty });
}
