//! In which order, about what, and what a refusal means.

use ferrosync::{
    access::{
        Head, Preset, SyncApp, Wired,
        middleware::{
            Context, Next as AnyNext, Outcome, create_auth_middleware, create_collection_filter_middleware,
            create_default_sync_access_validator, create_logging_middleware, create_sync_access_middleware,
            require_auth,
        },
    },
    protocol::{Action, Error},
    room::Caller,
};
use serde_json::json;

use super::{Board, Ctx, Desk, Next, app, every_kind, insert, request, update};

async fn refuse(ctx: &mut Ctx, _: Next) -> Result<Outcome, Error> {
    ctx.env().note("asked");
    Ok(Outcome::refused())
}

#[test]
fn s3_middleware_that_does_not_run_next_has_refused() {
    let board = Board::with(refuse);
    let add = insert("c1");
    let room = board.room.clone();
    // The app's own code needs nobody's leave.
    board.world.run(async move { room.mutate(add, Some(ferrosync::protocol::UserId::new("alice"))).await }).unwrap();
    let before = board.rows("cards");
    for request in every_kind() {
        let action = request.action;
        let refused = board.send("alice", request.clone());
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{action}: {refused:?}");
        assert_eq!(board.send("", request), Err(Error::Unauthenticated), "{action}");
    }
    assert_eq!((board.rows("cards"), board.desk.notes().len()), (before, 12));
}

#[test]
fn s3_what_is_inside_a_refusal_is_not_asked() {
    let inner = async |ctx: &mut Ctx, next: Next| {
        ctx.env().note("inside");
        next.run(ctx).await
    };
    let board = Board::open(app().middleware(require_auth()).middleware(inner));
    assert_eq!(board.send("", insert("c1")), Err(Error::Unauthenticated));
    assert_eq!(board.desk.notes(), Vec::<String>::new());
    assert!(board.send("alice", insert("c1")).is_ok());
    assert_eq!(board.desk.notes(), ["inside"]);
}

#[test]
fn an_app_that_knows_nobody_asks_nobody_to_sign_in() {
    // A client would stop and wait for its user at 401.
    let nothing = async |_: &mut Context<(), (), Desk>, _: AnyNext<(), (), Desk>| Ok::<_, Error>(Outcome::refused());
    let public = SyncApp::<_, (), (), Desk>::new(super::SCHEMA).public().middleware(nothing);
    let board = Board::with(refuse);
    let room = board.world.room("b1");
    room.attend(public.wire().gate.onion(&board.desk).unwrap());
    let add = insert("c1");
    let refused = board.world.run(async move { room.submit(add, &Caller::default()).await?.answer().await });
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}

/// Writes down when it begins and ends.
fn named(name: &'static str) -> impl AsyncFn(&mut Ctx, Next) -> Result<Outcome, Error> {
    async move |ctx: &mut Ctx, next: Next| {
        ctx.env().note(format!("{name}("));
        let outcome = next.run(ctx).await;
        ctx.env().note(format!(") {name}"));
        outcome
    }
}

#[test]
fn the_first_is_the_outermost_and_those_before_come_before() {
    let board = Board::open(
        app()
            .middleware(named("one"))
            .middleware_before(named("early"))
            .middleware(named("two"))
            .middleware_before(named("later")),
    );
    assert!(board.send("alice", insert("c1")).is_ok());
    assert_eq!(board.desk.notes(), ["early(", "later(", "one(", "two(", ") two", ") one", ") later", ") early"]);
}

#[test]
fn what_one_changes_the_next_one_finds() {
    let shout = async |ctx: &mut Ctx, next: Next| {
        for fields in ctx.fields_mut() {
            let title = fields["title"].as_str().unwrap_or_default().to_uppercase();
            fields.insert("title".to_owned(), title.into());
        }
        ctx.access.push('!');
        next.run(ctx).await
    };
    let tell = async |ctx: &mut Ctx, next: Next| {
        ctx.env().note(format!("{} {} {:?}", ctx.access, ctx.payload, ctx.ids()));
        next.run(ctx).await
    };
    let board = Board::open(app().middleware(shout).middleware(tell));
    for request in &every_kind()[..4] {
        board.send("alice", insert("c1")).ok();
        board.send("alice", request.clone()).unwrap();
    }
    let notes = board.desk.notes();
    assert_eq!(notes[1], r#"editor! {"data":{"title":"U"},"id":"c1"} ["c1"]"#);
    assert_eq!(notes[2], r#"editor! {"items":[{"data":{"title":"BU"},"id":"c1"}]} ["c1"]"#);
    assert_eq!(notes[3], r#"editor! {"id":"c2","title":"I"} ["c2"]"#);
    assert_eq!(notes[4], r#"editor! {"items":[{"id":"c3","title":"BI"}]} ["c3"]"#);
    assert_eq!(
        board.rows("cards").iter().map(|row| row["title"].as_str().unwrap()).collect::<Vec<_>>(),
        ["BI", "BU", "I"]
    );
}

#[test]
fn l10_what_middleware_writes_is_checked_as_if_it_was_sent() {
    let meddle = async |ctx: &mut Ctx, next: Next| {
        let name = ctx.user_id().unwrap_or_default().to_owned();
        for fields in ctx.fields_mut() {
            fields.insert(name.clone(), "x".into());
        }
        next.run(ctx).await
    };
    let board = Board::with(meddle);
    for column in ["ownerId", "boardId", "nonsense"] {
        assert!(matches!(board.send(column, insert("c1")), Err(Error::UnknownField(_))), "{column}");
    }
    assert_eq!(board.send("title", insert("c1")).unwrap().seq.0, 1);
}

#[test]
fn it_is_told_all_that_is_asked_for() {
    let tell = async |ctx: &mut Ctx, next: Next| {
        let (user, mid) = (ctx.user().cloned(), ctx.mid().unwrap_or_default().to_owned());
        let action = ctx.action().map(Action::as_str);
        let head = ctx.head().map(|head| head.method().to_owned());
        let text = format!(
            "{} {} {action:?} {:?} {user:?} {} {mid} {head:?} {}",
            ctx.sync_id(),
            ctx.collection(),
            ctx.scope(),
            ctx.access,
            ctx.request_id()
        );
        ctx.env().note(text);
        next.run(ctx).await
    };
    let board = Board::with(tell);
    let mut add = request("n1", "notes", Action::Insert, json!({ "id": "n1", "text": "t", "createdBy": "x" }));
    add.scope = Some("l1".to_owned());
    let mut caller = super::caller("vera");
    (caller.request_id, caller.head) = ("r7".into(), Some(Head::new("POST", "https://a.example/api/b1/notes", [])));
    let room = board.room.clone();
    board.world.run(async move { room.submit(add, &caller).await?.answer().await }).unwrap();
    let all = r#"b1 notes Some("insert") Some("l1") Some("vera") viewer mutation-n1 Some("POST") r7"#;
    assert_eq!(board.desk.notes(), [all]);
}

#[test]
fn per_user_has_middleware_before_and_behind_it() {
    // Whom a middleware before the preset recognises, the preset is asked about.
    let stand_in = create_auth_middleware(async |ctx: &Context<String, (), Desk>| {
        Ok::<_, String>(ctx.user().map(|user| user.strip_prefix("for-").unwrap_or(user).to_owned()))
    });
    let after = async |ctx: &mut Context<String, (), Desk>, next: AnyNext<String, (), Desk>| {
        ctx.env().note(format!("after {:?}", ctx.user_id()));
        next.run(ctx).await
    };
    let session = async |head: &Head, _: &Desk| Ok::<_, String>(head.bearer());
    let app = SyncApp::new(super::SCHEMA).authenticate(session).preset(Preset::PerUser);
    let gate = app.middleware(after).middleware_before(stand_in).wire().gate;
    let board = Board::with(refuse);
    let send = |user: &str, id: &str| {
        let room = board.world.room("b1");
        room.attend(gate.onion(&board.desk).unwrap());
        let mut caller = super::caller(user);
        caller.pass.access = json!(null);
        let add = insert(id);
        board.world.run(async move { room.submit(add, &caller).await?.answer().await })
    };
    assert!(send("b1", "c1").is_ok());
    assert!(send("for-b1", "c2").is_ok());
    assert!(matches!(send("b2", "c3"), Err(Error::Forbidden(_))));
    assert!(matches!(send("for-b2", "c3"), Err(Error::Forbidden(_))));
    assert_eq!(board.desk.notes(), [r#"after Some("b1")"#, r#"after Some("b1")"#]);
    // And whoever they stand for owns what they make.
    assert!(board.rows("cards").iter().all(|row| row["ownerId"] == "b1"));
}

#[test]
fn create_auth_middleware_refuses_whom_it_does_not_know() {
    let board = Board::with(create_auth_middleware(async |ctx: &Ctx| match ctx.user_id() {
        Some("mallory") => Ok(None),
        Some("broken") => Err("no such table: sessions"),
        user => Ok(user.map(str::to_owned)),
    }));
    assert_eq!(board.send("", insert("c1")), Err(Error::Unauthenticated));
    assert_eq!(board.send("mallory", insert("c1")), Err(Error::Unauthenticated));
    assert_eq!(board.send("broken", insert("c1")), Err(Error::Internal));
    assert!(board.send("alice", insert("c1")).is_ok());
}

#[test]
fn the_rooms_validator_is_a_middleware_too() {
    let board = Board::with(create_sync_access_middleware(create_default_sync_access_validator("")));
    assert_eq!(board.send("", insert("c1")), Err(Error::Unauthenticated));
    assert!(matches!(board.send("alice", insert("c1")), Err(Error::Forbidden(_))));
    assert!(board.send("b1", insert("c1")).is_ok());
    let failing = async |_: &String, _: &_, _: ferrosync::access::What<'_>, _: &Desk| Err::<bool, _>("gone");
    assert_eq!(Board::with(create_sync_access_middleware(failing)).send("b1", insert("c1")), Err(Error::Internal));
}

#[test]
fn a_filter_lets_its_collections_pass() {
    let board = Board::with(create_collection_filter_middleware(&["cards", "notes"]));
    assert!(board.send("alice", insert("c1")).is_ok());
    let tag = request("t1", "tags", Action::Insert, json!({ "id": "t1", "text": "t" }));
    assert!(matches!(board.send("alice", tag), Err(Error::Forbidden(_))));
}

#[test]
fn h4_a_collection_or_a_column_that_is_not_there_is_named() {
    use ferrosync::access::middleware::{Actions, Rules, collection_access, require_owner};
    let problem = |app: super::App| match app.wire().settings.check() {
        Err(Error::Misconfigured(text)) => text,
        other => panic!("{other:?}"),
    };
    let names = "`cards`, `notes`, `tags`";
    let rules = Rules::new().collection("*", Actions::new()).collection("card", Actions::new());
    let found = problem(app().middleware(collection_access(rules)));
    assert_eq!(found, format!("`collection_access` names the collection `card`, but there are {names}"));
    let found = problem(app().middleware(create_collection_filter_middleware(&["cards", "todos"])));
    assert!(found.contains("the collection `todos`"), "{found}");
    let found = problem(app().middleware_before(require_owner().owner_field("madeBy")));
    assert!(
        found.contains("`require_owner().owner_field(\"madeBy\")` names a column that no collection has"),
        "{found}"
    );
    let found = problem(app().middleware(require_owner().owner_field("count")));
    assert!(found.contains("which `count` of `cards` is not"), "{found}");
    let good = app().middleware(require_owner().owner_field("createdBy"));
    assert_eq!(good.wire().settings.check(), Ok(()));
}

#[test]
fn logs_name_what_was_done_and_nothing_of_what_it_says() {
    use std::{cell::RefCell, rc::Rc};
    let lines = Rc::new(RefCell::new(Vec::new()));
    let log = Rc::clone(&lines);
    let logging = create_logging_middleware(move |line: &str| log.borrow_mut().push(line.to_owned()));
    let board = Board::open(app().middleware(logging).middleware(require_auth()));
    board.send("alice", insert("c1")).unwrap();
    board.send("", insert("c2")).unwrap_err();
    board.send("alice", update("u1", "c9", json!({ "title": "secret" }))).unwrap_err();
    let expected = [
        "cards insert in b1 by alice: seq 1 ()",
        "cards insert in b1 by nobody: UNAUTHENTICATED ()",
        "cards update in b1 by alice: NOT_FOUND ()",
    ];
    assert_eq!(*lines.borrow(), expected);
}
