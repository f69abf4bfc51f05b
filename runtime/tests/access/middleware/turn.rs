//! What middleware sees of the rows holds when they are written.

use ferrosync::{
    access::middleware::Outcome,
    protocol::{Action, Error, MutationRequest, UserId},
    testing::Fault,
};
use serde_json::json;

use super::{Board, Ctx, Next, app, insert, request, update};

/// Counts up, whatever the client says: the new count is the one that is there, and one more.
async fn count_up(ctx: &mut Ctx, next: Next) -> Result<Outcome, Error> {
    if ctx.action() == Some(Action::Update) {
        let rows = ctx.current().await?;
        let count = rows.first().and_then(|row| row["count"].as_i64()).unwrap_or(-1);
        ctx.env().note(format!("saw {count}"));
        ctx.env().think().await;
        ctx.payload["data"]["count"] = (count + 1).into();
    }
    next.run(ctx).await
}

fn tick(mid: usize, id: &str) -> MutationRequest {
    update(&format!("tick-{mid}"), id, json!({ "title": format!("{mid}") }))
}

#[test]
fn what_changed_meanwhile_is_looked_at_once_more() {
    let board = Board::with(count_up);
    board.send("alice", insert("c1")).unwrap();
    let slots = [board.start("alice", tick(1, "c1")), board.start("bob", tick(2, "c1"))];
    board.world.settle();
    assert!(slots.iter().all(|slot| slot.take().unwrap().is_ok()));
    assert_eq!(board.desk.notes(), ["saw 0", "saw 0", "saw 1"]);
    assert_eq!(board.rows("cards")[0]["count"], 2);
    // And what did not is not.
    board.send("alice", insert("c2")).unwrap();
    let slots = [board.start("alice", tick(3, "c1")), board.start("bob", tick(4, "c2"))];
    board.world.settle();
    assert!(slots.iter().all(|slot| slot.take().unwrap().is_ok()));
    assert_eq!(board.desk.notes(), ["saw 2", "saw 0"]);
}

#[test]
fn s15_no_update_is_lost_whatever_comes_between() {
    let (mut again, mut replayed) = (0, 0);
    for seed in 0..150 {
        let board = Board::with(count_up);
        let ids = ["c1", "c2"];
        for id in ids {
            board.send("alice", insert(id)).unwrap();
        }
        board.desk.notes();
        board.world.shuffle(seed);
        // Two objects that both believe they are the room, and a database that loses answers.
        let rooms = [board.room.clone(), board.another()];
        let mut faults = seed;
        board.world.set_faults(move || {
            faults = faults.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            match faults >> 60 {
                0 => Fault::Before,
                1 => Fault::After,
                _ => Fault::None,
            }
        });
        let send = |n: usize| {
            let request = if n % 5 == 4 {
                // Others write the rows too, and need nobody's leave to do it.
                update(&format!("title-{n}"), ids[n % 2], json!({ "title": "other" }))
            } else {
                tick(n, ids[n % 2])
            };
            (n % 5 != 4, ids[n % 2], request)
        };
        let mut left: Vec<_> = (0..14).map(send).collect();
        left.push(send(3));
        let mut done = std::collections::HashMap::new();
        for round in 0.. {
            assert!(round < 40, "seed {seed}: it does not end");
            let slots: Vec<_> = left
                .into_iter()
                .enumerate()
                .map(|(n, (counts, id, request))| {
                    let room = &rooms[(n + round) % 2];
                    let slot = if counts {
                        board.start_in(room, "alice", request.clone())
                    } else {
                        let (room, request) = (room.clone(), request.clone());
                        board.world.spawn(async move { room.mutate(request, Some(UserId::new("alice"))).await })
                    };
                    (counts, id, request, slot)
                })
                .collect();
            board.world.settle();
            left = Vec::new();
            for (counts, id, request, slot) in slots {
                match slot.take().unwrap() {
                    Ok(answer) => {
                        replayed += usize::from(answer.replayed);
                        if counts {
                            done.insert(request.client_mutation_id.clone().unwrap(), id);
                        }
                    }
                    Err(error) => {
                        assert_eq!(error.status(), 503, "seed {seed}: {error:?}");
                        left.push((counts, id, request));
                    }
                }
            }
            if left.is_empty() {
                break;
            }
        }
        for row in board.rows("cards") {
            let counted = done.values().filter(|id| row["id"] == **id).count();
            assert_eq!(row["count"], counted, "seed {seed}: {row}");
        }
        again += usize::from(board.desk.notes().len() > done.len());
    }
    assert!(again > 100 && replayed > 20, "{again} {replayed}");
}

/// A card is closed by whoever writes `closed` into its title; then it is closed.
async fn unless_closed(ctx: &mut Ctx, next: Next) -> Result<Outcome, Error> {
    let rows = ctx.current().await?;
    ctx.env()
        .note(format!("{:?}", rows.iter().map(|row| row["title"].as_str().unwrap_or_default()).collect::<Vec<_>>()));
    ctx.env().think().await;
    if rows.iter().any(|row| row["title"] == "closed") {
        return Err(Error::Forbidden("this card is closed".to_owned()));
    }
    next.run(ctx).await
}

#[test]
fn a_second_look_may_refuse() {
    for seed in 0..60 {
        let board = Board::with(unless_closed);
        board.send("alice", insert("c1")).unwrap();
        board.send("alice", insert("c2")).unwrap();
        board.world.shuffle(seed);
        let title = |mid: &str, title: &str| update(mid, "c1", json!({ "title": title }));
        let close = board.start("alice", title("close", "closed"));
        let late: Vec<_> = (0..4).map(|n| board.start("bob", title(&format!("late-{n}"), "open"))).collect();
        let both = json!({ "ids": ["c2", "c1"] });
        let delete = board.start("bob", request("both", "cards", Action::BulkDelete, both));
        board.world.settle();
        let (closed, deleted) = (close.take().unwrap(), delete.take().unwrap());
        let rows = board.rows("cards");
        match (&closed, &deleted) {
            (Ok(close), Ok(delete)) => assert!(delete.seq < close.seq, "unreachable: it would not be found"),
            (Ok(close), Err(_)) => {
                assert_eq!(rows[0]["title"], "closed", "seed {seed}");
                for slot in late {
                    match slot.take().unwrap() {
                        Ok(late) => assert!(late.seq < close.seq, "seed {seed}"),
                        Err(error) => assert!(matches!(error, Error::Forbidden(_)), "seed {seed}: {error:?}"),
                    }
                }
            }
            (Err(error), Ok(_)) => {
                assert!(matches!(error, Error::NotFound(_)), "seed {seed}: {error:?}");
                assert!(rows.is_empty());
            }
            (Err(close), Err(delete)) => panic!("seed {seed}: {close:?} {delete:?}"),
        }
    }
}

#[test]
fn nothing_is_committed_while_middleware_has_its_turn() {
    let board = Board::with(count_up);
    board.send("alice", insert("c1")).unwrap();
    let first = board.start("alice", tick(1, "c1"));
    let second = board.start("alice", tick(2, "c1"));
    let seen = |count: usize| board.desk.done.borrow().len() >= count;
    while !seen(3) {
        assert!(board.world.step());
    }
    // The second one is asked again, and takes its time.
    board.desk.hold.set(true);
    assert!(first.take().unwrap().is_ok());
    let (room, own) = (board.room.clone(), insert("c2"));
    let other = board.world.spawn(async move { room.mutate(own, Some(UserId::new("bob"))).await });
    for _ in 0..200 {
        board.world.step();
    }
    assert!(other.borrow().is_none() && second.borrow().is_none());
    board.desk.hold.set(false);
    board.world.settle();
    let (second, other) = (second.take().unwrap().unwrap(), other.take().unwrap().unwrap());
    assert!(second.seq < other.seq, "and nobody overtakes");
    assert_eq!(board.rows("cards")[0]["count"], 2);
}

#[test]
fn l1_a_turn_in_the_middle_of_a_group_changes_no_order() {
    let told = async |ctx: &mut Ctx, next: Next| {
        ctx.env().note(format!("passed {}", ctx.mid().unwrap_or_default()));
        next.run(ctx).await
    };
    let board = Board::open(app().middleware(count_up).middleware(told));
    board.send("alice", insert("c1")).unwrap();
    let own = |request: MutationRequest| {
        let room = board.room.clone();
        board.world.spawn(async move { room.mutate(request, Some(UserId::new("bob"))).await })
    };
    let until = |note: &str| {
        while !board.desk.done.borrow().iter().any(|known| known == note) {
            assert!(board.world.step());
        }
    };
    // Both see the card as it is; then the first changes it.
    let first = board.start("alice", tick(1, "c1"));
    let second = board.start("alice", tick(2, "c1"));
    until("passed mutation-tick-1");
    assert!(!board.desk.done.borrow().contains(&"passed mutation-tick-2".to_owned()));
    // Of these two the second waits for the group behind, in which the other's turn comes after it.
    let made = own(insert("c2"));
    let before = own(update("before", "c2", json!({ "title": "before" })));
    until("passed mutation-tick-2");
    let behind = own(update("behind", "c2", json!({ "count": 9 })));
    board.world.settle();
    let seqs = [first, made, before, second, behind].map(|slot| slot.take().unwrap().unwrap().seq.0);
    assert_eq!(seqs, [2, 3, 4, 5, 6]);
    assert_eq!(board.desk.notes().iter().filter(|note| *note == "passed mutation-tick-2").count(), 2);
    assert_eq!(board.rows("cards")[0]["count"], 2);
}

#[test]
fn a_turn_is_bounded_and_the_room_goes_on() {
    let board = Board::with(count_up);
    board.send("alice", insert("c1")).unwrap();
    let slots = [board.start("alice", tick(1, "c1")), board.start("alice", tick(2, "c1"))];
    while board.desk.done.borrow().len() < 3 {
        assert!(board.world.step());
    }
    board.desk.hold.set(true);
    let (room, own) = (board.room.clone(), insert("c2"));
    let other = board.world.spawn(async move { room.mutate(own, Some(UserId::new("bob"))).await });
    for _ in 0..200 {
        board.world.step();
    }
    board.world.advance(10_001);
    for _ in 0..200 {
        board.world.step();
    }
    assert!(slots[0].take().unwrap().is_ok());
    assert!(matches!(slots[1].take(), Some(Err(Error::Timeout { .. }))));
    assert!(other.take().unwrap().is_ok());
    assert_eq!(board.rows("cards")[0]["count"], 1);
    board.desk.hold.set(false);
    // Nothing of it comes later.
    board.world.settle();
    assert_eq!(board.rows("cards")[0]["count"], 1);
    assert!(!board.send("alice", tick(2, "c1")).unwrap().replayed);
}

#[test]
fn current_is_the_rows_that_the_mutation_names() {
    let board = Board::with(async |ctx: &mut Ctx, next: Next| {
        let rows = ctx.current().await?;
        let ids: Vec<_> = rows.iter().map(|row| row["id"].as_str().unwrap_or_default()).collect();
        ctx.env().note(format!("{} {ids:?}", ctx.action().map_or("read", Action::as_str)));
        let typed = ctx.current_of::<super::schema::Card>().await?;
        assert!(typed.len() == ids.len() || ctx.collection() != "cards");
        next.run(ctx).await
    });
    for id in ["c1", "c2", "c3"] {
        board.send("alice", insert(id)).unwrap();
    }
    let bulk = |ids: &[&str]| json!({ "items": ids.iter().map(|id| json!({ "id": id, "data": { "title": "x" } })).collect::<Vec<_>>() });
    board.send("alice", request("1", "cards", Action::BulkUpdate, bulk(&["c3", "c1"]))).unwrap();
    board.send("alice", request("2", "cards", Action::BulkDelete, json!({ "ids": ["c2", "none"] }))).unwrap_err();
    // What is no mutation at all is refused as that.
    for payload in [json!(7), json!({}), json!({ "id": 7 }), json!({ "items": [7, {}] }), json!({ "ids": {} })] {
        for action in Action::ALL {
            let refused = board.send("alice", request("bad", "cards", action, payload.clone()));
            assert_eq!(refused.unwrap_err().status(), 400, "{action} {payload}");
        }
    }
    let notes = board.desk.notes();
    assert_eq!(
        notes[..5],
        [
            "insert []".to_owned(),
            "insert []".to_owned(),
            "insert []".to_owned(),
            r#"bulk-update ["c3", "c1"]"#.to_owned(),
            r#"bulk-delete ["c2"]"#.to_owned(),
        ]
    );
    let many: Vec<_> = (0..1_001).map(|n| n.to_string()).collect();
    let too_many = board.send("alice", request("3", "cards", Action::BulkDelete, json!({ "ids": many })));
    assert!(matches!(too_many, Err(Error::TooLarge(_))));
}

#[test]
fn s6_rows_of_another_scope_or_room_are_not_seen() {
    let board = Board::with(async |ctx: &mut Ctx, next: Next| {
        ctx.env().note(ctx.current().await?.len().to_string());
        next.run(ctx).await
    });
    let mut add = request("n1", "notes", Action::Insert, json!({ "id": "n1", "text": "t", "createdBy": "x" }));
    add.scope = Some("l1".to_owned());
    board.send("alice", add).unwrap();
    let (room, foreign) = (board.world.room("b2"), insert("c9"));
    board.world.run(async move { room.mutate(foreign, Some(UserId::new("mallory"))).await }).unwrap();
    board.desk.notes();
    for (scope, found) in [(None, "1"), (Some("l1"), "1"), (Some("l2"), "0")] {
        let mid = format!("look {scope:?}");
        let mut look = request(&mid, "notes", Action::Update, json!({ "id": "n1", "data": { "text": "x" } }));
        look.scope = scope.map(str::to_owned);
        assert_eq!(board.send("alice", look).is_ok(), found == "1");
        assert_eq!(board.desk.notes(), [found], "{scope:?}");
    }
    board.send("alice", update("u9", "c9", json!({ "title": "x" }))).unwrap_err();
    assert_eq!(board.desk.notes(), ["0"]);
}

#[test]
fn a_look_costs_one_read_and_nothing_more_while_nothing_happens() {
    let board = Board::open(app().middleware(count_up).middleware(async |ctx: &mut Ctx, next: Next| {
        // Seen once, it stays so for one run.
        ctx.current().await?;
        next.run(ctx).await
    }));
    board.send("alice", insert("c1")).unwrap();
    let before = board.world.batches();
    board.send("alice", tick(1, "c1")).unwrap();
    assert_eq!(board.world.batches() - before, 2, "one look, one commit");
    // And the statements are the same for everyone who does not look.
    let (room, own) = (board.room.clone(), update("o1", "c1", json!({ "title": "o" })));
    let before = board.world.batches();
    board.world.run(async move { room.mutate(own, Some(UserId::new("alice"))).await }).unwrap();
    assert_eq!(board.world.batches() - before, 1);
}

#[test]
fn a_database_that_stays_away_ends_a_look() {
    let board = Board::with(count_up);
    board.send("alice", insert("c1")).unwrap();
    board.world.connection().execute_batch("ALTER TABLE cards RENAME TO elsewhere").unwrap();
    let refused = board.send("alice", tick(1, "c1"));
    assert!(matches!(refused, Err(Error::Misconfigured(_))), "{refused:?}");
    board.world.connection().execute_batch("ALTER TABLE elsewhere RENAME TO cards").unwrap();
    assert!(board.send("alice", tick(1, "c1")).is_ok());
}
