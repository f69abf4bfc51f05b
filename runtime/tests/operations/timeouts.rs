//! Whoever does not answer is not waited for.

use core::{future::pending, time::Duration};
use std::{cell::Cell, rc::Rc};

use ferrosync::{
    access::{Head, Keeper, NeedsAccess, Patience, Ready, SyncApp, What, Wired},
    api::Target,
    protocol::{Action, Error, MutationId, Seq, SyncId},
    room::{Caller, Database, DatabaseError, Doorkeeper, Host, Room, Standing},
    sql::{Results, Statement},
    testing::{TestDatabase, TestHost, TestSockets, World},
};
use serde_json::json;

use crate::common::{COLLECTIONS, insert, pass, request, world};

const TIME: Duration = Duration::from_secs(10);

/// A database that stops answering.
#[derive(Debug, Clone)]
struct Stuck {
    database: TestDatabase,
    is_stuck: Rc<Cell<bool>>,
}

impl Database for Stuck {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Results>, DatabaseError> {
        // What arrives is done: it is the answer that does not come.
        let results = self.database.batch(statements).await;
        if self.is_stuck.get() {
            pending::<()>().await;
        }
        results
    }
}

fn stuck_room(world: &World) -> (Room<Stuck, TestSockets, TestHost>, Rc<Cell<bool>>) {
    let is_stuck = Rc::new(Cell::new(false));
    let (database, tables) = world.database();
    let (sockets, host) = world.effects("default");
    let database = Stuck { database, is_stuck: Rc::clone(&is_stuck) };
    (Room::new(SyncId::parse("default").unwrap(), tables, database, sockets, host), is_stuck)
}

#[test]
fn l8_a_mutation_that_takes_too_long_is_unknown_and_named() {
    for mid in [Some("mutation-1"), None] {
        let world = world();
        let (room, is_stuck) = stuck_room(&world);
        let (loads, sends) = (room.clone(), room.clone());
        assert_eq!(world.run(async move { loads.status().await }).unwrap().seq, Seq(0));
        is_stuck.set(true);
        let mutation = request(mid, Action::Insert, json!({ "text": "slow" }));
        let sent = mutation.clone();
        let answer = world.spawn(async move { sends.answer(sent, &Caller::default(), TIME).await });
        world.settle();
        assert!(answer.borrow().is_none());
        world.advance(10_000);
        world.settle();
        let outcome = answer.take().unwrap();
        let Err(Error::Timeout { mid: Some(named) }) = &outcome else { panic!("{outcome:?}") };
        if let Some(mid) = mid {
            assert_eq!(named.as_str(), mid);
        }

        // It was done, and whoever sends it again under the name that they were told learns it.
        let (later, named) = (world.room("default"), named.as_str().to_owned());
        let again = ferrosync::protocol::MutationRequest { client_mutation_id: Some(named), ..mutation };
        let answer = world.run(async move { later.answer(again, &Caller::default(), TIME).await }).unwrap();
        assert_eq!((answer.seq, answer.replayed), (Seq(1), true));
    }
}

#[test]
fn l8_an_outcome_that_nobody_knows_names_the_mutation_too() {
    let world = world();
    let room = world.room("default");
    world.set_faults(|| ferrosync::testing::Fault::Before);
    let answer = world.run(async move { room.answer(insert("mutation-1"), &Caller::default(), TIME).await });
    assert_eq!(answer, Err(Error::Unavailable { mid: MutationId::parse("mutation-1").ok() }));
}

#[test]
fn a_room_that_is_not_stuck_answers_as_it_would_without_a_clock() {
    let world = world();
    let room = world.room("default");
    let refused = request(Some("mutation-1"), Action::Insert, json!({ "text": "far too long" }));
    let (one, two) = (room.clone(), room.clone());
    let answer = world.run(async move { one.answer(refused, &Caller::default(), TIME).await });
    assert!(matches!(answer, Err(Error::Validation(_))), "{answer:?}");
    let answer = world.run(async move { two.answer(insert("mutation-2"), &Caller::default(), TIME).await });
    assert_eq!(answer.unwrap().seq, Seq(1));
}

/// What hangs in the app.
#[derive(Debug, Clone, Copy, Default)]
struct Env {
    authenticate: bool,
    authorize: bool,
}

async fn hang(is_stuck: bool) {
    if is_stuck {
        pending::<()>().await;
    }
}

fn app() -> SyncApp<Ready, String, (), Env> {
    let app: SyncApp<NeedsAccess, _, _, Env> = SyncApp::new(COLLECTIONS);
    app.authenticate(async |head: &Head, env: &Env| {
        hang(env.authenticate).await;
        Ok::<_, String>(head.bearer())
    })
    .authorize(async |_: &String, _: &SyncId, _: What<'_>, env: &Env| {
        hang(env.authorize).await;
        Ok::<_, String>(true)
    })
}

#[test]
fn a_function_of_the_app_that_does_not_answer_is_503() {
    for (env, place) in [
        (Env { authenticate: true, authorize: false }, Some("`authenticate`")),
        (Env { authenticate: false, authorize: true }, Some("`authorize`")),
        (Env::default(), None),
    ] {
        for (path, upgrade) in [("/api/default/notes", ""), ("/parties/main/default", "websocket")] {
            let world = world();
            let (_, host) = world.effects("default");
            let gate = app().wire().gate.within(Patience::new(TIME, move |time| host.sleep(time)));
            let entered = world.spawn(async move {
                let url = format!("https://api.example{path}");
                let head = Head::new("GET", &url, [("authorization", "Bearer alice"), ("upgrade", upgrade)]);
                let target = Target::of(&COLLECTIONS, "GET", &url).unwrap();
                let verdict = ferrosync::access::Origins::default().judge(None, &url);
                gate.enter(&target, verdict, &head, async || Ok(Vec::new()), &env).await
            });
            world.settle();
            assert_eq!(entered.borrow().is_none(), place.is_some(), "{place:?}");
            world.advance(10_000);
            world.settle();
            match (entered.take().unwrap(), place) {
                (Ok(_), None) => {}
                (Err(refusal), Some(place)) => {
                    assert_eq!(refusal.error, Error::Timeout { mid: None });
                    // The caller does not learn which; the operator does.
                    assert!(!refusal.error.body("r").contains("auth"));
                    assert!(refusal.cause.unwrap().contains(place));
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn a_look_at_rights_that_does_not_end_has_failed() {
    let world = world();
    let (_, host) = world.effects("default");
    let gate = app().wire().gate.within(Patience::new(TIME, move |time| host.sleep(time)));
    let env = Rc::new(Env { authenticate: false, authorize: true });
    let keeper = Keeper::new(gate, env, Duration::ZERO);
    let standing = world.spawn(keeper.ask(&SyncId::parse("default").unwrap(), &pass("alice")));
    world.settle();
    world.advance(10_000);
    world.settle();
    let standing = standing.take().unwrap();
    assert!(matches!(&standing, Standing::Failed(cause) if cause.contains("`authorize`")), "{standing:?}");
}
