//! Reads pass middleware too: over HTTP, at sockets, and for a socket's subscriptions.

use std::{cell::Cell, rc::Rc, time::Duration};

use ferrosync::{
    access::{
        Head, Keeper, Origins, Reads,
        middleware::{Actions, Outcome, Rules, collection_access},
    },
    api::Target,
    protocol::{Action, Error, MutationRequest, SyncId},
    testing::TestSocket,
};
use futures_executor::block_on;
use serde_json::json;

use super::{App, Board, Ctx, Next, SCHEMA, app, caller, insert, request};

/// Knocks as a request does, and tells the answer's status.
fn status(board: &Board, path: &str, user: &str) -> u16 {
    knock(board, path, user).map_or_else(|error| error.status(), |_| 200)
}

fn knock(board: &Board, path: &str, user: &str) -> Result<Reads, Error> {
    let url = format!("https://api.example{path}");
    let token = format!("Bearer {user}");
    let mut headers = vec![("upgrade", "websocket")];
    if !user.is_empty() {
        headers.push(("authorization", &token));
    }
    let head = Head::new("GET", &url, headers);
    let target = Target::of(&SCHEMA, "GET", &url)?;
    let verdict = Origins::default().judge(None, &url);
    let entered = board.gate.enter(&target, verdict, &head, async || Ok(Vec::new()), &board.desk);
    block_on(entered).map(|admission| admission.pass.reads).map_err(|refusal| refusal.error)
}

const READS: [&str; 4] =
    ["/api/b1/cards", "/api/b1/cards?consistent=true", "/api/b1/cards/c1", "/api/b1/cards/c1?consistent=true"];

fn rules() -> App {
    let cards = Actions::new().read(async |ctx: &Ctx| ctx.access == "editor").any(true);
    let rules = Rules::new().collection("cards", cards).collection("*", Actions::new().read(true));
    app().middleware(collection_access(rules))
}

#[test]
fn s5_reads_pass_middleware() {
    let board = Board::open(rules());
    for path in READS {
        let found = [status(&board, path, "alice"), status(&board, path, "vera"), status(&board, path, "")];
        assert_eq!(found, [200, 403, 401], "{path}");
    }
    assert_eq!(status(&board, "/api/b1/notes", "vera"), 200);
    // Whoever writes is not asked about reading, nor about writing before the room is.
    let post = Target::of(&SCHEMA, "POST", "/api/b1/cards").unwrap();
    let head = Head::new("POST", "/api/b1/cards", [("authorization", "Bearer vera")]);
    let verdict = Origins::default().judge(None, "https://api.example/api/b1/cards");
    let body = async || Ok(b"{}".to_vec());
    assert!(block_on(board.gate.enter(&post, verdict, &head, body, &board.desk)).is_ok());
}

#[test]
fn s5_a_rule_for_all_that_is_left_is_one_for_reads_too() {
    let only_insert = Rules::new().collection("cards", Actions::new().insert(true));
    let board = Board::open(app().middleware(collection_access(only_insert)));
    for path in READS {
        assert_eq!(status(&board, path, "alice"), 403, "{path}");
    }
}

#[test]
fn l9_a_socket_hears_what_may_be_read_and_nothing_else() {
    let board = Board::open(rules());
    let reads = |user| knock(&board, "/parties/main/b1", user).unwrap();
    let all = |names: &[&str]| Reads::Only(names.iter().map(ToString::to_string).collect());
    assert_eq!(reads("alice"), all(&["cards", "notes", "tags"]));
    assert_eq!(reads("vera"), all(&["notes", "tags"]));
    // And is looked at again.
    assert!(board.gate.watches());
}

async fn by_scope(ctx: &mut Ctx, next: Next) -> Result<Outcome, Error> {
    ctx.env().think().await;
    if ctx.is_read() && ctx.scope() == Some("secret") {
        return Err(Error::Forbidden("not this list".to_owned()));
    }
    next.run(ctx).await
}

/// A board whose sockets are asked about, and one of them.
fn listening(app: App, user: &str) -> (Board, TestSocket) {
    let board = Board::open(app);
    board.room.guard(Rc::new(Keeper::new(board.gate.clone(), Rc::new(board.desk.clone()), Duration::from_mins(1))));
    let pass = caller(user).pass;
    let pass = board.world.run({
        let (gate, desk, user) = (board.gate.clone(), board.desk.clone(), pass.user);
        async move { gate.listen(user, &SyncId::parse("b1").unwrap(), &desk).await.unwrap() }
    });
    let socket = board.world.connect_as(&board.room, pass);
    (board, socket)
}

#[test]
fn s5_a_sockets_subscription_passes_middleware() {
    for (user, cards) in [("alice", "delta"), ("vera", "reset")] {
        let (board, socket) = listening(rules().middleware(by_scope), user);
        let subscriptions = [("cards", None), ("notes", Some("open")), ("notes", Some("secret")), ("notes", None)];
        let subscription = |(sub, (collection, scope)): (usize, &(&str, Option<&str>))| match scope {
            None => json!({ "sub": sub, "collection": collection }),
            Some(scope) => json!({ "sub": sub, "collection": collection, "scope": scope }),
        };
        let list: Vec<_> = subscriptions.iter().enumerate().map(subscription).collect();
        board.world.send(&board.room, &socket, &json!({ "type": "resume", "subscriptions": list, "pending": [] }));
        board.world.settle();
        let answers: Vec<_> = socket.frames().into_iter().filter(|frame| frame["sub"].is_number()).collect();
        let kinds: Vec<_> = answers.iter().map(|frame| (frame["sub"].as_u64().unwrap(), &frame["type"])).collect();
        assert_eq!(
            kinds,
            [(0, &json!(cards)), (1, &json!("delta")), (2, &json!("reset")), (3, &json!("delta"))],
            "{user}"
        );
        assert!(answers.iter().filter(|frame| frame["type"] == "reset").all(|frame| frame["reason"] == "access"));
        // And only what was allowed is heard.
        board.send("alice", insert("c1")).unwrap();
        let note = |id: &str, scope: &str| {
            let payload = json!({ "id": id, "text": "t", "createdBy": "x" });
            MutationRequest { scope: Some(scope.to_owned()), ..request(id, "notes", Action::Insert, payload) }
        };
        let (room, open) = (board.room.clone(), note("n1", "open"));
        board.world.run(async move { room.mutate(open, None).await }).unwrap();
        board.world.settle();
        let heard: Vec<_> = socket.changes().iter().map(|change| change["collection"].clone()).collect();
        assert_eq!(heard.contains(&json!("cards")), user == "alice");
        assert!(heard.contains(&json!("notes")));
    }
}

#[test]
fn s5_a_right_that_middleware_takes_away_is_missed_at_the_next_look() {
    let may = Rc::new(Cell::new(true));
    let asks = Rc::clone(&may);
    let moody = async move |ctx: &mut Ctx, next: Next| {
        if ctx.is_read() && !asks.get() { Ok::<_, Error>(Outcome::refused()) } else { next.run(ctx).await }
    };
    let (board, socket) = listening(app().middleware(moody), "alice");
    board.send("bob", insert("c1")).unwrap();
    assert_eq!((socket.changes().len(), socket.closed()), (1, None));
    may.set(false);
    board.world.advance(60_000);
    board.send("bob", insert("c2")).unwrap();
    assert_eq!((socket.changes().len(), socket.closed().unwrap().0), (1, 1012));
}

#[test]
fn l9_a_mutation_over_a_socket_passes_middleware() {
    let no_viewers = async |ctx: &mut Ctx, next: Next| {
        assert!(ctx.head().is_none());
        ctx.env().note(format!("{} {}", ctx.access, ctx.user_id().unwrap_or_default()));
        if ctx.access == "viewer" { Ok(Outcome::refused()) } else { next.run(ctx).await }
    };
    for (user, is_refused) in [("vera", true), ("alice", false)] {
        let (board, socket) = listening(
            app().middleware(
                async move |ctx: &mut Ctx, next: Next| {
                    if ctx.is_read() { next.run(ctx).await } else { no_viewers(ctx, next).await }
                },
            ),
            user,
        );
        let mutation = json!({
            "clientMutationId": "mutation-1", "collection": "cards", "action": "insert",
            "payload": { "id": "c1", "title": "t" }
        });
        board.world.send(&board.room, &socket, &json!({ "type": "mutate", "mutations": [mutation] }));
        board.world.settle();
        let result = &socket.frames_of("ack")[0]["results"][0];
        assert_eq!(result["error"]["code"] == "FORBIDDEN", is_refused, "{result}");
        assert_eq!(board.rows("cards").len(), usize::from(!is_refused));
        assert_eq!(board.desk.notes().len(), 1);
    }
}

#[test]
fn s10_what_fails_is_not_taken_for_a_no_nor_for_a_yes() {
    let broken = async |ctx: &mut Ctx, next: Next| {
        if ctx.collection() == "tags" {
            return Err::<Outcome, _>("no such table: roles".to_owned());
        }
        next.run(ctx).await.map_err(|error| error.to_string())
    };
    let board = Board::with(broken);
    assert_eq!(knock(&board, "/api/b1/tags", "alice"), Err(Error::Internal));
    assert_eq!(knock(&board, "/parties/main/b1", "alice"), Err(Error::Internal));
    assert_eq!(status(&board, "/api/b1/cards", "alice"), 200);
}

#[test]
fn a_read_that_fails_after_next_is_refused() {
    let late = async |ctx: &mut Ctx, next: Next| {
        let passed = next.run(ctx).await?;
        assert!(passed.answer().is_none());
        Err::<Outcome, _>(Error::Forbidden("after all".to_owned()))
    };
    let board = Board::with(late);
    assert_eq!(knock(&board, "/api/b1/cards", "alice"), Err(Error::Forbidden("after all".to_owned())));
}

#[test]
fn an_app_without_middleware_has_no_onion() {
    let gate = ferrosync::access::Wired::wire(app()).gate;
    let board = Board::open(rules());
    assert!(gate.onion(&board.desk).is_none());
    let room = SyncId::parse("b1").unwrap();
    let listens = block_on(gate.listen(None, &room, &board.desk)).unwrap();
    assert_eq!(listens.reads, Reads::Only(vec!["cards".into(), "notes".into(), "tags".into()]));
}
