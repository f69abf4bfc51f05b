//! Reads pass middleware too: over HTTP, at sockets, and for a socket's subscriptions.

use ferrosync::{
    access::{
        Origins, Reads,
        middleware::{Actions, Outcome, Rules, collection_access},
    },
    api::Target,
    protocol::{Error, SyncId},
};
use futures_executor::block_on;

use super::{App, Board, Ctx, Next, SCHEMA, app, caller};
use ferrosync::access::Head;

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

#[test]
fn l9_a_subscription_passes_middleware() {
    let by_scope = async |ctx: &mut Ctx, next: Next| {
        ctx.env().think().await;
        if ctx.is_read() && ctx.scope() == Some("secret") {
            return Err(Error::Forbidden("not this list".to_owned()));
        }
        next.run(ctx).await
    };
    let board = Board::open(rules().middleware(by_scope));
    let may = |user: &str, collection: &str, scope: Option<&'static str>| {
        let (room, caller, collection) = (board.room.clone(), caller(user), SCHEMA.find(collection).unwrap());
        board.world.run(async move { room.guarded_read(&caller, collection, scope).await })
    };
    assert_eq!(may("alice", "cards", None), Ok(()));
    assert!(matches!(may("vera", "cards", None), Err(Error::Forbidden(_))));
    assert_eq!(may("", "cards", None), Err(Error::Unauthenticated));
    assert_eq!(may("vera", "notes", Some("open")), Ok(()));
    assert_eq!(may("vera", "notes", Some("secret")), Err(Error::Forbidden("not this list".to_owned())));
    // A room without middleware asks nobody.
    let (room, caller) = (board.world.room("b1"), caller(""));
    let free = board.world.run(async move { room.guarded_read(&caller, SCHEMA.collections[0], None).await });
    assert_eq!(free, Ok(()));
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
