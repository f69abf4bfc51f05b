//! Whose rows are whose.

use ferrosync::{
    access::middleware::require_owner,
    protocol::{Action, Error, MutationRequest},
};
use serde_json::{Value, json};

use super::{Board, Ctx, insert, request, update};

fn note(id: &str, data: Value) -> MutationRequest {
    let mut payload = json!({ "id": id, "text": "t" });
    if let Value::Object(fields) = data {
        payload.as_object_mut().unwrap().extend(fields);
    }
    request(id, "notes", Action::Insert, payload)
}

fn delete(mid: &str, collection: &str, id: &str) -> MutationRequest {
    request(mid, collection, Action::Delete, json!({ "id": id }))
}

fn not_yours() -> Error {
    Error::Forbidden("you may do this with your own rows only".to_owned())
}

#[test]
fn s15_only_its_owner_changes_and_deletes_a_row() {
    let board = Board::with(require_owner());
    assert_eq!(board.send("", insert("c0")), Err(Error::Unauthenticated));
    board.send("alice", insert("c1")).unwrap();
    board.send("bob", insert("c2")).unwrap();
    let before = board.rows("cards");
    assert_eq!(before.iter().map(|row| &row["ownerId"]).collect::<Vec<_>>(), ["alice", "bob"]);
    for (n, refused) in [
        update("1", "c1", json!({ "title": "bob's" })),
        delete("2", "cards", "c1"),
        request(
            "3",
            "cards",
            Action::BulkUpdate,
            json!({ "items": [
            { "id": "c2", "data": { "title": "x" } },
            { "id": "c1", "data": { "title": "x" } },
        ] }),
        ),
        request("4", "cards", Action::BulkDelete, json!({ "ids": ["c2", "c1"] })),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(board.send("bob", refused), Err(not_yours()), "{n}");
    }
    assert_eq!(board.rows("cards"), before);
    assert_eq!(board.send("bob", update("5", "c2", json!({ "title": "y" }))).unwrap().seq.0, 3);
    assert_eq!(board.send("alice", delete("6", "cards", "c1")).unwrap().seq.0, 4);
}

#[test]
fn s15_nothing_comes_between_the_check_and_the_write() {
    // A row changes hands while mutations of both hands are on their way: whoever does not own it when their write is done
    // has not written.
    let mut both = [0, 0];
    for seed in 0..200 {
        let board = Board::with(require_owner());
        board.send("alice", insert("c1")).unwrap();
        board.world.shuffle(seed);
        let alices = board.start("alice", update("a1", "c1", json!({ "title": "alice's" })));
        for _ in 0..seed % 4 {
            board.world.step();
        }
        // The app's own code gives it away: deleted, and made anew for bob.
        let (room, remove, add) = (board.room.clone(), delete("g1", "cards", "c1"), insert("c1"));
        let add = MutationRequest { client_mutation_id: None, ..add };
        let given = board.world.spawn(async move {
            room.mutate(remove, None).await?;
            room.mutate(add, Some(ferrosync::protocol::UserId::new("bob"))).await
        });
        for _ in 0..seed % 9 {
            board.world.step();
        }
        let bobs = board.start("bob", update("b1", "c1", json!({ "title": "bob's" })));
        board.world.settle();
        given.take().unwrap().unwrap();
        let row = &board.rows("cards")[0];
        let title = row["title"].as_str().unwrap();
        assert_eq!(row["ownerId"], "bob");
        match bobs.take().unwrap() {
            Ok(_) => assert_eq!(title, "bob's", "seed {seed}"),
            Err(error) => assert!(error == not_yours() && title == "t" || matches!(error, Error::NotFound(_))),
        }
        match alices.take().unwrap() {
            Ok(_) => both[0] += 1,
            Err(error) => {
                assert!(error == not_yours() || matches!(error, Error::NotFound(_)), "{error:?}");
                both[1] += 1;
            }
        }
        assert_ne!(title, "alice's", "seed {seed}");
    }
    assert!(both[0] > 10 && both[1] > 10, "{both:?}");
}

#[test]
fn s15_a_row_that_is_given_away_in_the_same_group_is_not_theirs_any_more() {
    let board = Board::with(require_owner().owner_field("createdBy"));
    board.send("alice", note("n1", json!({}))).unwrap();
    let give = request("give", "notes", Action::Update, json!({ "id": "n1", "data": { "createdBy": "bob" } }));
    let room = board.room.clone();
    let given = board.world.spawn(async move { room.mutate(give, None).await });
    let change = request("1", "notes", Action::Update, json!({ "id": "n1", "data": { "text": "x" } }));
    let (hers, his) = (
        board.start("alice", change.clone()),
        board.start("bob", MutationRequest { client_mutation_id: Some("mutation-2".to_owned()), ..change }),
    );
    board.world.settle();
    assert_eq!(given.take().unwrap().unwrap().seq.0, 2);
    assert_eq!(hers.take().unwrap(), Err(not_yours()));
    assert_eq!(his.take().unwrap().unwrap().seq.0, 3);
}

#[test]
fn s16_a_row_of_another_tenant_is_like_one_that_is_not_there() {
    let board = Board::with(require_owner());
    // Somebody else's in another room, under the ids that are asked for here.
    let (room, add) = (board.world.room("b2"), insert("c9"));
    let mallory = Some(ferrosync::protocol::UserId::new("mallory"));
    board.world.run(async move { room.mutate(add, mallory).await }).unwrap();
    let theirs = board.send("alice", update("1", "c9", json!({ "title": "x" })));
    let none = board.send("alice", update("2", "c8", json!({ "title": "x" })));
    assert!(matches!(theirs, Err(Error::NotFound(_))), "{theirs:?}");
    assert_eq!(theirs, none);
    assert_eq!(board.send("alice", delete("3", "cards", "c9")), board.send("alice", delete("4", "cards", "c8")));
    // Nor is a row of somebody else told from one that is missing beside it.
    board.send("bob", insert("c1")).unwrap();
    let ids = |ids: &[&str]| json!({ "ids": ids });
    let mixed = board.send("alice", request("5", "cards", Action::BulkDelete, ids(&["c1", "c9"])));
    assert!(matches!(mixed, Err(Error::NotFound(_))), "{mixed:?}");
}

#[test]
fn s6_a_row_of_another_scope_is_not_there_whoever_owns_it() {
    let board = Board::with(require_owner().owner_field("createdBy"));
    let mut add = note("n1", json!({}));
    add.scope = Some("l1".to_owned());
    board.send("alice", add).unwrap();
    for user in ["alice", "bob"] {
        let mut elsewhere = request(user, "notes", Action::Update, json!({ "id": "n1", "data": { "text": "x" } }));
        elsewhere.scope = Some("l2".to_owned());
        assert!(matches!(board.send(user, elsewhere), Err(Error::NotFound(_))), "{user}");
    }
}

#[test]
fn s11_a_column_of_the_apps_own_is_protected_like_the_owners() {
    let board = Board::with(require_owner().owner_field("createdBy"));
    // Missing, it is written; another one's is refused; in bulk too.
    board.send("alice", note("n1", json!({}))).unwrap();
    board.send("alice", note("n2", json!({ "createdBy": "alice" }))).unwrap();
    for owner in [json!("bob"), json!(null), json!(7), json!("Alice"), json!("")] {
        assert_eq!(board.send("alice", note("n3", json!({ "createdBy": owner }))), Err(not_yours()), "{owner}");
    }
    let bulk = |second: Value| {
        let items = json!([{ "id": "n4", "text": "t" }, { "id": "n5", "text": "t", "createdBy": second }]);
        request("b4", "notes", Action::BulkInsert, json!({ "items": items }))
    };
    assert_eq!(board.send("alice", bulk(json!("bob"))), Err(not_yours()));
    board.send("alice", bulk(json!("alice"))).unwrap();
    assert_eq!(board.send("", note("n6", json!({ "createdBy": "alice" }))), Err(Error::Unauthenticated));
    assert!(board.rows("notes").iter().all(|row| row["createdBy"] == "alice"));
    // A row cannot be given away, nor taken.
    let change = |mid: &str, data: Value| request(mid, "notes", Action::Update, json!({ "id": "n1", "data": data }));
    assert_eq!(board.send("alice", change("1", json!({ "createdBy": "bob" }))), Err(not_yours()));
    assert_eq!(board.send("bob", change("2", json!({ "createdBy": "bob" }))), Err(not_yours()));
    assert_eq!(board.send("bob", change("3", json!({ "text": "x" }))), Err(not_yours()));
    assert_eq!(board.send("bob", delete("4", "notes", "n1")), Err(not_yours()));
    assert!(board.send("alice", change("5", json!({ "text": "x", "createdBy": "alice" }))).is_ok());
    // Collections without that column have their own owner.
    board.send("alice", insert("c1")).unwrap();
    assert_eq!(board.send("bob", delete("6", "cards", "c1")), Err(not_yours()));
}

#[test]
fn s11_nobody_names_the_owner_of_a_row_that_has_one() {
    let board = Board::with(require_owner());
    for owner in ["alice", "bob"] {
        let mut add = insert("c1");
        add.payload["ownerId"] = owner.into();
        assert!(matches!(board.send("alice", add), Err(Error::UnknownField(_))));
        let change = update("u", "c1", json!({ "ownerId": owner }));
        assert!(matches!(board.send("alice", change), Err(Error::UnknownField(_))));
    }
}

#[test]
fn collections_without_an_owner_are_not_its_business() {
    let board = Board::with(require_owner());
    let tag = request("t1", "tags", Action::Insert, json!({ "id": "t1", "text": "t" }));
    assert!(board.send("", tag).is_ok());
    assert!(board.send("bob", delete("1", "tags", "t1")).is_ok());
}

#[test]
fn the_seeds_default_asks_about_new_rows_only() {
    let board = Board::with(require_owner().owner_field("createdBy").check_on_update_delete(false));
    board.send("alice", note("n1", json!({}))).unwrap();
    assert_eq!(board.send("bob", note("n2", json!({ "createdBy": "alice" }))), Err(not_yours()));
    let change = |mid: &str, data: Value| request(mid, "notes", Action::Update, json!({ "id": "n1", "data": data }));
    assert!(board.send("bob", change("1", json!({ "text": "x" }))).is_ok());
    assert_eq!(board.send("bob", change("2", json!({ "createdBy": "alice" }))), Err(not_yours()));
    assert!(board.send("bob", delete("3", "notes", "n1")).is_ok());
}

#[test]
fn a_query_of_the_apps_own_decides_instead() {
    let query = async |ctx: &Ctx| {
        ctx.env().note(format!("asked about {:?}", ctx.ids()));
        let rows = ctx.current().await?;
        let is_theirs = rows.iter().all(|row| row["ownerId"].as_str() == ctx.user_id());
        Ok::<_, Error>(ctx.user_id() == Some("admin") || is_theirs)
    };
    let board = Board::with(require_owner().owner_check_query(query));
    board.send("alice", insert("c1")).unwrap();
    assert_eq!(board.desk.notes(), Vec::<String>::new());
    assert_eq!(board.send("bob", update("1", "c1", json!({ "title": "x" }))), Err(not_yours()));
    assert!(board.send("alice", update("2", "c1", json!({ "title": "y" }))).is_ok());
    assert!(board.send("admin", update("3", "c1", json!({ "title": "z" }))).is_ok());
    assert!(matches!(board.send("bob", delete("4", "cards", "c9")), Err(Error::NotFound(_))));
    assert_eq!(board.desk.notes().len(), 4);
}

#[test]
fn r13_refused_owners_cost_their_group_nothing() {
    let board = Board::with(require_owner());
    board.send("alice", insert("c1")).unwrap();
    let before = board.world.batches();
    let hers: Vec<_> =
        (0..20).map(|n| board.start("alice", update(&format!("a{n}"), "c1", json!({ "count": n })))).collect();
    let his: Vec<_> =
        (0..20).map(|n| board.start("bob", update(&format!("b{n}"), "c1", json!({ "count": n })))).collect();
    board.world.settle();
    assert!(hers.iter().all(|slot| slot.take().unwrap().is_ok()));
    assert!(his.iter().all(|slot| slot.take().unwrap() == Err(not_yours())));
    let batches = board.world.batches() - before;
    assert!(batches <= 2, "{batches}");
}
