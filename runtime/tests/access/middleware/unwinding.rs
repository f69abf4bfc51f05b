//! What becomes of a mutation while middleware is round it, and afterwards.

use std::{cell::Cell, rc::Rc};

use ferrosync::{
    access::middleware::Outcome,
    protocol::{Action, Error, MutationRequest, UserId},
    room::Host,
};
use futures_util::{
    FutureExt,
    future::{Either, pending, select},
};
use serde_json::json;

use super::{Board, Ctx, Next, app, caller, insert, request, update};

/// Takes its time before and after, and writes down that it was asked.
async fn slow(ctx: &mut Ctx, next: Next) -> Result<Outcome, Error> {
    ctx.env().note("in");
    ctx.env().think().await;
    let outcome = next.run(ctx).await;
    ctx.env().note("out");
    ctx.env().think().await;
    outcome
}

#[test]
fn l3_a_known_mid_is_answered_before_middleware() {
    let board = Board::with(slow);
    let first = board.send("alice", insert("c1")).unwrap();
    assert_eq!(board.desk.notes(), ["in", "out"]);
    let again = board.send("alice", insert("c1")).unwrap();
    assert_eq!((again.seq, again.replayed, again.data), (first.seq, true, first.data));
    // Another body, or another user.
    let mut other = insert("c1");
    other.payload["title"] = "other".into();
    assert_eq!(board.send("alice", other), Err(Error::MidReused));
    assert_eq!(board.send("bob", insert("c1")), Err(Error::MidReused));
    assert_eq!(board.desk.notes(), Vec::<String>::new());
}

#[test]
fn l3_the_digest_is_of_what_was_sent() {
    let count = Cell::new(0);
    let stamp = async move |ctx: &mut Ctx, next: Next| {
        count.set(count.get() + 1);
        ctx.payload["title"] = format!("title {}", count.get()).into();
        next.run(ctx).await
    };
    let board = Board::with(stamp);
    let first = board.send("alice", insert("c1")).unwrap();
    let again = board.send("alice", insert("c1")).unwrap();
    assert_eq!((again.seq, again.replayed), (first.seq, true));
    // And in another object, which knows it from the log alone.
    let slot = board.start_in(&board.another(), "alice", insert("c1"));
    board.world.settle();
    assert!(slot.take().unwrap().unwrap().replayed);
    assert_eq!(board.rows("cards")[0]["title"], "title 1");
}

#[test]
fn r15_a_mid_sent_again_while_middleware_runs_shares_its_answer() {
    let board = Board::with(slow);
    board.desk.hold.set(true);
    let slots: Vec<_> = (0..3).map(|_| board.start("alice", insert("c1"))).collect();
    for _ in 0..50 {
        board.world.step();
    }
    assert_eq!(board.desk.notes(), ["in"], "it is asked once");
    board.desk.hold.set(false);
    board.world.settle();
    let answers: Vec<_> = slots.iter().map(|slot| slot.take().unwrap().unwrap()).collect();
    assert_eq!(
        answers.iter().map(|answer| (answer.seq.0, answer.replayed)).collect::<Vec<_>>(),
        [(1, false), (1, true), (1, true)]
    );
    assert_eq!(board.desk.notes(), ["out"]);
}

#[test]
fn r15_a_refusal_is_shared_and_frees_the_mid() {
    let may = Rc::new(Cell::new(false));
    let asks = Rc::clone(&may);
    let moody = async move |ctx: &mut Ctx, next: Next| {
        ctx.env().note("asked");
        ctx.env().think().await;
        if asks.get() { next.run(ctx).await } else { Ok::<_, Error>(Outcome::refused()) }
    };
    let board = Board::with(moody);
    let slots = [board.start("alice", insert("c1")), board.start("alice", insert("c1"))];
    // Another body under the same id waits for what becomes of the first.
    let mut other = insert("c1");
    other.payload["title"] = "other".into();
    let slot = board.start("alice", other);
    may.set(false);
    board.world.settle();
    for slot in &slots {
        assert!(matches!(slot.take(), Some(Err(Error::Forbidden(_)))));
    }
    assert!(matches!(slot.take(), Some(Err(Error::Forbidden(_)))));
    assert_eq!(board.desk.notes().len(), 2);
    may.set(true);
    assert!(!board.send("alice", insert("c1")).unwrap().replayed);
}

#[test]
fn l3_what_another_object_committed_is_not_refused_by_middleware() {
    // Her first send went to the old object, and her right has changed since.
    let may = Rc::new(Cell::new(true));
    let asks = Rc::clone(&may);
    let board = Board::with(
        async move |ctx: &mut Ctx, next: Next| {
            if asks.get() { next.run(ctx).await } else { Ok::<_, Error>(Outcome::refused()) }
        },
    );
    let other = board.another();
    let slot = board.start_in(&other, "alice", insert("c0"));
    board.world.settle();
    assert_eq!(slot.take().unwrap().unwrap().seq.0, 1);
    let first = board.send("alice", insert("c1")).unwrap();
    may.set(false);
    let slot = board.start_in(&other, "alice", insert("c1"));
    board.world.settle();
    let again = slot.take().unwrap().unwrap();
    assert_eq!((again.seq, again.replayed), (first.seq, true));
    assert!(board.send("alice", insert("c2")).is_err(), "what nobody committed is refused");
}

#[test]
fn l8_what_is_committed_is_committed_whatever_middleware_says_then() {
    for (fails, code) in [("403", 403), ("500", 500), ("text", 0), ("refused", 1)] {
        let after = async move |ctx: &mut Ctx, next: Next| -> Result<Outcome, Box<dyn std::error::Error>> {
            let outcome = next.run(ctx).await?;
            ctx.env().note(format!("seq {}", outcome.answer().unwrap().seq));
            match code {
                403 => Err(Error::Forbidden("too late".to_owned()).into()),
                500 => Err(Error::Internal.into()),
                0 => Err("the mail was not sent".into()),
                _ => Ok(Outcome::refused()),
            }
        };
        let board = Board::with(after);
        let answer = board.send("alice", insert("c1"));
        assert_eq!(answer.map(|answer| answer.seq.0), Ok(1), "{fails}");
        assert_eq!((board.desk.notes().len(), board.rows("cards").len()), (1, 1));
    }
}

#[test]
fn l8_what_nobody_knows_stays_unknown_whatever_middleware_says_then() {
    let certain = async |ctx: &mut Ctx, next: Next| match next.run(ctx).await {
        Err(_) => Err(Error::Forbidden("surely not".to_owned())),
        done => done,
    };
    let board = Board::with(certain);
    board.world.set_faults(|| ferrosync::testing::Fault::Before);
    assert!(matches!(board.send("alice", insert("c1")), Err(Error::Unavailable { mid: Some(_) })));
    // A refusal of the room may be put into other words.
    board.world.set_faults(|| ferrosync::testing::Fault::None);
    let refused = board.send("alice", update("u1", "none", json!({ "title": "x" })));
    assert_eq!(refused, Err(Error::Forbidden("surely not".to_owned())));
}

#[test]
fn a_refusal_of_the_room_cannot_be_made_a_success() {
    let swallow = async |ctx: &mut Ctx, next: Next| {
        let _ = next.run(ctx).await;
        Ok::<_, Error>(Outcome::refused())
    };
    let board = Board::with(swallow);
    assert!(matches!(board.send("alice", update("u1", "none", json!({ "title": "x" }))), Err(Error::NotFound(_))));
    let bad = request("bad", "cards", Action::Insert, json!({ "id": "c1", "title": 7 }));
    assert!(matches!(board.send("alice", bad), Err(Error::Validation(_))));
}

#[test]
fn h9_an_error_of_middleware_is_told_once_and_hides_its_text() {
    let broken = async |ctx: &mut Ctx, _: Next| {
        ctx.env().note("asked");
        Err::<Outcome, _>("no such table: members".to_owned())
    };
    let board = Board::with(broken);
    let error = board.send("alice", insert("c1")).unwrap_err();
    assert_eq!((&error, error.status()), (&Error::Internal, 500));
    assert!(!error.body("r").contains("members"));
    assert_eq!(board.desk.notes(), ["asked"], "nobody tries again");
    // One of our own kind is told as it is.
    for own in [Error::Unauthenticated, Error::RateLimited { retry_after: 7 }, Error::Forbidden("no".to_owned())] {
        let told = own.clone();
        let board = Board::with(async move |_: &mut Ctx, _: Next| Err::<Outcome, _>(told.clone()));
        assert_eq!(board.send("alice", insert("c1")), Err(own));
    }
}

#[test]
fn h9_a_refusal_of_the_room_keeps_its_status_in_any_wrapper() {
    #[derive(Debug)]
    struct Wrapped(Error);
    impl std::fmt::Display for Wrapped {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "it did not work: {}", self.0)
        }
    }
    let inner = async |ctx: &mut Ctx, next: Next| next.run(ctx).await.map_err(|error| error.to_string());
    let board = Board::open(app().middleware(async |ctx: &mut Ctx, next: Next| next.run(ctx).await.map_err(Wrapped)));
    let bad = || request("bad", "cards", Action::Insert, json!({ "id": "c1", "title": 7 }));
    assert!(matches!(board.send("alice", bad()), Err(Error::Validation(_))));
    assert!(matches!(Board::with(inner).send("alice", bad()), Err(Error::Validation(_))));
    assert!(matches!(board.send("alice", update("u1", "none", json!({ "title": "x" }))), Err(Error::NotFound(_))));
}

#[test]
fn whoever_goes_away_cancels_nothing() {
    let board = Board::with(slow);
    let (room, caller, add) = (board.room.clone(), caller("alice"), insert("c1"));
    let (host, desk) = (board.world.effects("b1").1, board.desk.clone());
    board.world.run(async move {
        // The request is dropped while middleware thinks.
        let mut sent = Box::pin(async move { room.submit(add, &caller).await?.answer().await });
        while desk.done.borrow().is_empty() {
            match select(sent, host.pause()).await {
                Either::Left(_) => panic!("it is not done yet"),
                Either::Right(((), unfinished)) => sent = unfinished,
            }
        }
    });
    assert_eq!(board.desk.notes(), ["in"]);
    board.world.settle();
    assert_eq!(board.rows("cards").len(), 1);
    assert!(board.send("alice", insert("c1")).unwrap().replayed);
}

#[test]
fn whoever_leaves_next_behind_cancels_nothing() {
    let impatient = async |ctx: &mut Ctx, next: Next| {
        let desk = ctx.env().clone();
        let done = next.run(ctx).now_or_never();
        desk.note(format!("{}", done.is_none()));
        Err::<Outcome, _>(Error::Forbidden("no time".to_owned()))
    };
    let board = Board::with(impatient);
    // It was queued, so what becomes of it is what is told.
    assert_eq!(board.send("alice", insert("c1")).unwrap().seq.0, 1);
    assert!(matches!(board.send("alice", update("u1", "none", json!({ "title": "x" }))), Err(Error::Forbidden(_))));
    assert_eq!(board.desk.notes(), ["true", "true"]);
}

#[test]
fn middleware_that_never_ends_is_told_as_a_timeout_and_frees_the_mid() {
    let stuck = Rc::new(Cell::new(true));
    let sticks = Rc::clone(&stuck);
    let board = Board::with(async move |ctx: &mut Ctx, next: Next| {
        if sticks.get() {
            pending::<()>().await;
        }
        next.run(ctx).await
    });
    let slot = board.start("alice", insert("c1"));
    board.world.settle();
    board.world.advance(9_000);
    board.world.settle();
    assert_eq!(*slot.borrow(), None);
    board.world.advance(1_001);
    board.world.settle();
    assert!(matches!(slot.take(), Some(Err(Error::Timeout { mid: Some(_) }))));
    stuck.set(false);
    assert!(!board.send("alice", insert("c1")).unwrap().replayed);
}

#[test]
fn a_mutation_has_its_place_when_submit_returns() {
    // The first one's middleware takes long on its way out: the second one is not kept by that, nor does it overtake.
    let board = Board::with(slow);
    let (room, caller) = (board.room.clone(), caller("alice"));
    let answers = board.world.run(async move {
        let first = room.submit(insert("c1"), &caller).await.unwrap();
        let second = room.submit(update("u1", "c1", json!({ "title": "second" })), &caller).await.unwrap();
        let refused = room.submit(update("u2", "none", json!({ "title": "x" })), &caller).await.unwrap();
        (first.answer().await, second.answer().await, refused.answer().await)
    });
    assert_eq!((answers.0.unwrap().seq.0, answers.1.unwrap().seq.0), (1, 2));
    assert!(matches!(answers.2, Err(Error::NotFound(_))));
}

#[test]
fn l5_broadcasts_leave_at_the_commit() {
    let board = Board::with(slow);
    let socket = board.world.connect(&board.room);
    let slot = board.start("alice", insert("c1"));
    while !board.desk.done.borrow().contains(&"out".to_owned()) {
        assert!(board.world.step());
    }
    assert_eq!((socket.changes().len(), slot.borrow().is_none()), (1, true));
}

#[test]
fn r11_middleware_of_a_history_that_is_gone_writes_nothing() {
    let board = Board::with(slow);
    board.send("alice", insert("c1")).unwrap();
    board.desk.hold.set(true);
    // The server would choose its row's id: done twice, it would be two rows.
    let add = || request("new", "cards", Action::Insert, json!({ "title": "new" }));
    let first = board.start("alice", add());
    let steps = |count: usize| {
        for _ in 0..count {
            board.world.step();
        }
    };
    steps(30);
    // The database is restored to the day before, as the next commit finds out.
    board.world.connection().execute_batch("DELETE FROM _sync_log; DELETE FROM cards").unwrap();
    let (room, own) = (board.room.clone(), insert("c3"));
    let own = board.world.spawn(async move { room.mutate(own, Some(UserId::new("bob"))).await });
    steps(60);
    assert!(matches!(own.take(), Some(Err(Error::Unavailable { .. }))));
    assert!(matches!(first.take(), Some(Err(Error::Unavailable { .. }))));
    // She sends it again, while the middleware of the first time is still at it.
    let again = board.start("alice", add());
    steps(60);
    assert!(again.borrow().is_none());
    board.desk.hold.set(false);
    board.world.settle();
    assert_eq!(again.take().unwrap().map(|answer| answer.seq.0), Ok(1));
    assert_eq!(board.rows("cards").len(), 1);
}

#[test]
fn l13_what_is_inside_middleware_is_counted() {
    let board = Board::with(async |_: &mut Ctx, _: Next| {
        pending::<()>().await;
        Ok::<_, Error>(Outcome::refused())
    });
    let numbered = |n: u32| MutationRequest { client_mutation_id: Some(format!("mutation-{n}")), ..insert("c1") };
    // So that none of them has to read where the room stands, which takes the world's time.
    let (room, own) = (board.room.clone(), insert("c0"));
    board.world.run(async move { room.mutate(own, Some(UserId::new("alice"))).await }).unwrap();
    let slots: Vec<_> = (0..10_001).map(|n| board.start("alice", numbered(n))).collect();
    board.world.step();
    let waiting = slots.iter().filter(|slot| slot.borrow().is_none()).count();
    assert_eq!(waiting, 10_000);
    assert!(slots.iter().filter_map(|slot| slot.take()).all(|told| matches!(told, Err(Error::RateLimited { .. }))));
}
