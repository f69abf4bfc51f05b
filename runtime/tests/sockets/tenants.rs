//! Two tenants in one database: whatever one asks for by the names that the other uses, it is answered as if nobody used them.

use ferrosync::{
    access::{Gate, Head, SyncApp, Verdict, What, Wired},
    api::{Operation, Target},
    protocol::{Cursor, Error, Seq, SyncId},
    testing::TestRoom,
};
use futures_executor::block_on;
use serde_json::{Value, json};

use crate::{
    common::{COLLECTIONS, Project, fields, pass, request},
    http::ask,
};

/// The other tenant: the name of its room, of its rows and of a scope there, and the beginning of its mutations' ids.
const THEIRS: &str = "theirs";
/// A name that nobody uses. It sorts among ours as the other does.
const NOBODYS: &str = "unseen";

/// `$` is the name, `@` a cursor that would be good in the room of that name, `~` one that is good at home.
const REQUESTS: &[&str] = &[
    "GET /api/p1/tasks?scope=$",
    "GET /api/p1/tasks?since=@",
    "GET /api/p1/tasks?since=@&scope=$",
    "GET /api/p1/tasks?since=@&mids=$-mid-1,$-mid-2",
    "GET /api/p1/notes?since=@&mids=$-mid-3",
    "GET /api/p1/tasks?since=~",
    "GET /api/p1/tasks?since=~&scope=$&mids=$-mid-1,$-mid-2",
    "GET /api/p1/notes?since=~&mids=$-mid-3",
    "GET /api/p1/tasks?after=%5B%22$%22%2C%22$%22%5D",
    "GET /api/p1/tasks/$",
    "GET /api/p1/tasks/$?scope=$",
    "GET /api/p1/tasks/mine?scope=$",
    "GET /api/p1/steps/$",
    "GET /api/p1/notes/$",
    r#"POST /api/p1/tasks {"id":"$","title":"x"}"#,
    r#"POST /api/p1/tasks {"id":"$","title":"x","scope":"$"}"#,
    r#"POST /api/p1/tasks {"id":"new","title":"x","_clientMutationId":"$-mid-1"}"#,
    r#"POST /api/p1/tasks {"id":"new","title":"x","_clientMutationId":"$-mid-1","_since":4}"#,
    r#"POST /api/p1/tasks {"id":"new","title":"x","projectId":"$"}"#,
    r#"POST /api/p1/steps {"id":"$","taskId":"mine"}"#,
    r#"POST /api/p1/steps {"id":"new","taskId":"$"}"#,
    r#"POST /api/p1/notes {"id":"$","text":"x"}"#,
    r#"PUT /api/p1/tasks/$ {"title":"x"}"#,
    r#"PUT /api/p1/tasks/$ {"title":"x","scope":"$"}"#,
    r#"PUT /api/p1/tasks/mine {"title":"x","scope":"$"}"#,
    r#"PUT /api/p1/tasks/mine {"title":"x","_clientMutationId":"$-mid-1"}"#,
    r#"PUT /api/p1/tasks/mine {"projectId":"$"}"#,
    r#"PUT /api/p1/steps/mine {"taskId":"$"}"#,
    r#"PUT /api/p1/notes/$ {"text":"x"}"#,
    "DELETE /api/p1/tasks/$",
    "DELETE /api/p1/tasks/$?scope=$",
    "DELETE /api/p1/tasks/mine?scope=$",
    "DELETE /api/p1/tasks/mine?_clientMutationId=$-mid-1&_since=1",
    "DELETE /api/p1/notes/$",
    r#"POST /api/p1/tasks/bulk {"items":[{"id":"$","title":"x"},{"id":"new","title":"y"}],"scope":"$"}"#,
    r#"POST /api/p1/steps/bulk {"items":[{"id":"new","taskId":"mine"},{"id":"other","taskId":"$"}]}"#,
    r#"PUT /api/p1/tasks/bulk {"items":[{"id":"mine","data":{"title":"x"}},{"id":"$","data":{"title":"x"}}]}"#,
    r#"PUT /api/p1/tasks/bulk {"items":[{"id":"$","data":{"title":"x"}}],"scope":"$"}"#,
    r#"DELETE /api/p1/tasks/bulk {"ids":["$"]}"#,
    r#"DELETE /api/p1/tasks/bulk {"ids":["mine","$"],"scope":"$"}"#,
    // By the name of the room.
    "GET /api/$/tasks",
    "GET /api/$/tasks?scope=$",
    "GET /api/$/tasks?since=@&mids=$-mid-1",
    "GET /api/$/tasks/$",
    r#"POST /api/$/tasks {"id":"$","title":"x","_clientMutationId":"$-mid-1"}"#,
    r#"PUT /api/$/tasks/$ {"title":"x"}"#,
    "DELETE /api/$/tasks/$?_clientMutationId=$-mid-1",
    r#"POST /api/$/tasks/bulk {"items":[{"id":"$","title":"x"}]}"#,
    r#"PUT /api/$/tasks/bulk {"items":[{"id":"$","data":{"title":"x"}}]}"#,
    r#"DELETE /api/$/tasks/bulk {"ids":["$"]}"#,
    "GET /parties/main/$",
];

const MUTATIONS: &[&str] = &[
    r#"{"clientMutationId":"my-mid-01","collection":"tasks","action":"insert","scope":"$","payload":{"id":"$","title":"x"}}"#,
    r#"{"clientMutationId":"$-mid-1","collection":"tasks","action":"insert","payload":{"id":"new","title":"x"},"since":4}"#,
    r#"{"clientMutationId":"my-mid-02","collection":"steps","action":"insert","payload":{"id":"new","taskId":"$"}}"#,
    r#"{"clientMutationId":"$-mid-2","collection":"tasks","action":"update","payload":{"id":"mine","data":{"title":"x"}}}"#,
    r#"{"clientMutationId":"my-mid-03","collection":"tasks","action":"update","payload":{"id":"$","data":{"title":"x"}}}"#,
    r#"{"clientMutationId":"my-mid-04","collection":"tasks","action":"update","scope":"$","payload":{"id":"mine","data":{"title":"x"}}}"#,
    r#"{"clientMutationId":"my-mid-05","collection":"steps","action":"update","payload":{"id":"mine","data":{"taskId":"$"}}}"#,
    r#"{"clientMutationId":"my-mid-06","collection":"tasks","action":"delete","scope":"$","payload":{"id":"$"}}"#,
    r#"{"clientMutationId":"my-mid-07","collection":"notes","action":"delete","payload":{"id":"$"}}"#,
    r#"{"clientMutationId":"my-mid-08","collection":"tasks","action":"bulk-insert","scope":"$","payload":{"items":[{"id":"$","title":"x"}]}}"#,
    r#"{"clientMutationId":"my-mid-09","collection":"tasks","action":"bulk-update","payload":{"items":[{"id":"mine","data":{"title":"x"}},{"id":"$","data":{"title":"x"}}]}}"#,
    r#"{"clientMutationId":"my-mid-10","collection":"tasks","action":"bulk-delete","payload":{"ids":["$","mine"]}}"#,
];

const RESUMES: &[&str] = &[
    r#"{"type":"resume","subscriptions":[{"sub":0,"collection":"tasks","scope":"$"}],"pending":[]}"#,
    r#"{"type":"resume","subscriptions":[{"sub":0,"collection":"tasks","cursor":"@"},{"sub":1,"collection":"notes","cursor":"@"}],"pending":[]}"#,
    r#"{"type":"resume","subscriptions":[{"sub":0,"collection":"tasks","scope":"$","cursor":"@"}],"pending":["$-mid-1","$-mid-2"]}"#,
    r#"{"type":"resume","subscriptions":[],"pending":[{"clientMutationId":"$-mid-3","since":0},{"clientMutationId":"$-mid-4","since":9}]}"#,
    r#"{"type":"resume","subscriptions":[{"sub":0,"collection":"tasks","cursor":"~"},{"sub":1,"collection":"tasks","scope":"$","cursor":"~"}],"pending":["$-mid-1"]}"#,
    // Theirs is at 4, ours at 3.
    r#"{"type":"seen","seq":4}"#,
];

/// One after the other: what was done under a name of theirs is told as it is at home.
const SEQUENCES: &[&[&str]] = &[
    &[
        r#"POST /api/p1/tasks {"id":"$","title":"ours","scope":"$"}"#,
        "DELETE /api/p1/tasks/$",
        "GET /api/p1/tasks?since=~",
        "GET /api/p1/tasks?since=~&scope=$",
    ],
    &[
        r#"POST /api/p1/tasks {"id":"$","title":"ours","_clientMutationId":"$-mid-1"}"#,
        r#"POST /api/p1/tasks {"id":"$","title":"ours","_clientMutationId":"$-mid-1"}"#,
        r#"PUT /api/p1/tasks/$ {"title":"again"}"#,
        r#"POST /api/p1/steps {"id":"$","taskId":"$"}"#,
        "DELETE /api/p1/tasks/$",
        "GET /api/p1/steps?since=~",
        "GET /api/p1/tasks?since=~&mids=$-mid-1,$-mid-2",
    ],
];

/// Both tenants, at home.
struct Houses {
    project: Project,
    other: TestRoom,
    /// A place of Alice's.
    cursor: String,
}

async fn member(user: &String, room: &SyncId, _: What<'_>, (): &()) -> Result<bool, Error> {
    Ok(room.as_str() == "p1" && user == "alice")
}

/// Alice is a member of `p1` and of nothing else.
fn gate() -> Gate<()> {
    let bearer = async |head: &Head, (): &()| Ok::<_, Error>(head.bearer());
    SyncApp::new(COLLECTIONS).authenticate(bearer).authorize(member).wire().gate
}

impl Houses {
    fn new() -> Self {
        let mut project = Project::new();
        for list in ["tasks", "steps", "notes"] {
            let mut row = fields(list, "mine");
            if list == "steps" {
                row["taskId"] = "mine".into();
            }
            project.send(list, "insert", &row).unwrap();
        }
        let other = project.world.room(THEIRS);
        let lists = ["tasks/theirs", "steps/theirs", "notes", "tasks"];
        for (number, list) in lists.into_iter().enumerate() {
            let mut row = fields(list, if number < 3 { THEIRS } else { "second" });
            if number == 1 {
                row["taskId"] = THEIRS.into();
            }
            let mut insert = project.mutation(list, "insert", &row);
            insert["clientMutationId"] = format!("{THEIRS}-mid-{}", number + 1).into();
            let (room, insert) = (other.clone(), request(&insert));
            // By a user who is called as she is.
            let alice = pass("alice").user_id();
            project.world.run(async move { room.mutate(insert, alice).await }).unwrap();
        }
        // Her room has read what it knows when all of that was there.
        project.wake_another();
        let other = project.world.room(THEIRS);
        let mut houses = Self { project, other, cursor: String::new() };
        let page: Value = serde_json::from_str(&houses.http("GET /api/p1/tasks")).unwrap();
        page["cursor"].as_str().unwrap().clone_into(&mut houses.cursor);
        houses
    }

    /// The template with a name and cursors in it.
    fn filled(&self, template: &str, name: &str) -> String {
        filled(template, name).replace('~', &self.cursor)
    }

    /// The answer to a request of Alice's, past the door where it lets her in.
    fn http(&self, text: &str) -> String {
        let mut parts = text.splitn(3, ' ');
        let (method, url, body) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap_or_default());
        let answer = || {
            let mut headers = vec![("authorization", "Bearer alice")];
            if url.starts_with("/parties/") {
                headers.push(("upgrade", "websocket"));
            }
            let target = Target::of(&COLLECTIONS, method, url)?;
            let head = Head::new(method, url, headers);
            let body = body.as_bytes();
            let gate = gate();
            let entered = gate.enter(&target, Verdict::Unnamed, &head, async || Ok(body.to_vec()), &());
            let mut pass = block_on(entered).map_err(|refusal| refusal.error)?.pass;
            // The cursors of both are for one and the same reader.
            pass.access = Value::Null;
            assert!(!matches!(target, Target::Api(Operation::Health)));
            ask(&self.project.world, &COLLECTIONS, |_| self.project.room.clone(), (method, url, body), &pass)
        };
        let answer = answer();
        self.project.world.settle();
        answer.unwrap_or_else(|error| format!("{} {}", error.status(), error.body("request")))
    }

    /// What Alice's socket is told from then on, and what it is closed with.
    fn frames(&self, texts: &[String]) -> String {
        let socket = self.project.open_as("alice");
        for text in texts {
            self.project.world.send_text(&self.project.room, &socket, text);
            self.project.world.settle();
        }
        let mut frames = socket.frames();
        for frame in &mut frames {
            clear_requests(frame);
        }
        json!([frames, socket.closed()]).to_string()
    }

    /// All that there is of the other tenant.
    fn theirs(&self) -> Vec<String> {
        let connection = self.project.world.connection();
        let tables =
            [("tasks", "project_id"), ("steps", "project_id"), ("notes", "project_id"), ("_sync_log", "sync_id")];
        let mut rows = Vec::new();
        for (table, column) in tables {
            let mut query =
                connection.prepare(&format!("SELECT * FROM {table} WHERE {column} = ?1 ORDER BY 1, 2")).unwrap();
            let width = query.column_count();
            let row = |row: &rusqlite::Row<'_>| {
                let cells = (0..width).map(|cell| row.get::<_, rusqlite::types::Value>(cell));
                Ok(format!("{table} {:?}", cells.collect::<Result<Vec<_>, _>>()?))
            };
            rows.extend(query.query_map([THEIRS], row).unwrap().map(Result::unwrap));
        }
        assert_eq!(rows.len(), 8, "four rows and four mutations");
        rows
    }
}

/// The template with a name and a cursor in it: theirs, or of nobody.
fn filled(template: &str, name: &str) -> String {
    let mid = format!("{name}-mid-4");
    let reader = pass("alice").reader();
    let cursor = Cursor::new(Seq(4), Some(&mid), reader, &COLLECTIONS.wire_hash());
    template.replace('$', name).replace('@', &cursor.to_string())
}

/// Requests have names of their own.
fn clear_requests(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("requestId");
            fields.values_mut().for_each(clear_requests);
        }
        Value::Array(items) => items.iter_mut().for_each(clear_requests),
        _ => {}
    }
}

/// The same is asked by a name of theirs and by nobody's, each of a world of its own; nothing tells the answers apart.
fn assert_like_none(template: &str, answer: impl Fn(&Houses, &dyn Fn(&str) -> String) -> String) {
    let [theirs, nobodys] = [THEIRS, NOBODYS].map(|name| {
        let houses = Houses::new();
        let listener = houses.project.world.connect(&houses.other);
        let (before, told) = (houses.theirs(), listener.count());
        let (batches, now) = (houses.project.world.batches(), houses.project.world.now());
        let answer = answer(&houses, &|template| houses.filled(template, name));
        assert!(name == THEIRS || !answer.contains(THEIRS), "{template}: {answer}");
        assert_eq!((houses.theirs(), listener.count()), (before, told), "{template} with {name}");
        // Nor does the work that is done for it: so many batches, after so many events, each of which takes a millisecond.
        let work = (houses.project.world.batches() - batches, houses.project.world.now() - now);
        (answer.replace(name, "$"), work)
    });
    assert_eq!(theirs, nobodys, "{template}");
}

#[test]
fn s16_another_tenants_names_are_as_if_they_were_not_there() {
    for template in REQUESTS {
        assert_like_none(template, |houses, filled| houses.http(&filled(template)));
    }
    for sequence in SEQUENCES {
        let all = |houses: &Houses, filled: &dyn Fn(&str) -> String| {
            sequence.iter().map(|request| houses.http(&filled(request))).collect::<Vec<_>>().join("\n")
        };
        assert_like_none(&sequence.join("; "), all);
    }
    for template in MUTATIONS {
        let frame = format!(r#"{{"type":"mutate","mutations":[{template}]}}"#);
        assert_like_none(template, |houses, filled| houses.frames(&[filled(&frame)]));
    }
    let all = format!(r#"{{"type":"mutate","mutations":[{}]}}"#, MUTATIONS.join(","));
    for template in RESUMES {
        // And what a socket is told after that.
        assert_like_none(template, |houses, filled| houses.frames(&[filled(template), filled(&all)]));
    }
}

/// What is asked for is there, for whoever it belongs to.
#[test]
fn what_is_asked_for_is_there() {
    let houses = Houses::new();
    let read = |url: &str| {
        let object = |_: &str| houses.other.clone();
        ask(&houses.project.world, &COLLECTIONS, object, ("GET", &filled(url, THEIRS), b""), &pass("alice"))
    };
    assert!(read("/api/$/tasks/$?scope=$").unwrap().contains(r#""id":"theirs""#));
    let since = read("/api/$/tasks?since=@").unwrap();
    assert!(since.contains(r#""rows":[]"#), "their cursor is good, there: {since}");
    let same = houses.http("GET /api/p1/tasks/mine");
    assert!(same.contains(r#""id":"mine""#), "Alice is let in where she lives: {same}");
}
