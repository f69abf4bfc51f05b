//! Lists with an app of its own round them. Whoever knows a name has its token: `token-alice` is Alice, and a member of every
//! team whose name begins with hers.

use ferrosync::{
    prelude::*,
    protocol::Error,
    room::{Commit, RoomHandle},
    worker::{Env, Failure, Method, RoomHooks, RoomRequest, RouteRequest},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use worker::{Response, ScheduleContext, ScheduledEvent, console_error, event};

mod schema;

use schema::{Line, List, NewLine, NewList, NewTask, Task, TaskPatch};

ferrosync::worker!(app);

fn app() -> SyncApp<Ready, String, Role> {
    SyncApp::new(schema::COLLECTIONS)
        .storage(Storage::d1("DB"))
        .rooms_in("SYNC_ROOM")
        .origins(["https://listed.example"])
        .authenticate(session)
        .authorize(member)
        .route(Method::Get, "/whoami", whoami)
        .route(Method::Post, "/teams/:team/lists", new_list)
        .route(Method::Get, "/raw", raw)
        .route(Method::Post, "/fail/:how", fail)
        // Wins over a collection's own path.
        .route(Method::Get, "/shadow/lists", shadow)
        .room_route(Method::Get, "/secrets", secrets)
        .room_route(Method::Post, "/complete", complete)
        .room_route(Method::Post, "/touch", touch)
        .room_route(Method::Post, "/reset", reset)
        .room_route(Method::Post, "/alarm", alarm)
        .hooks(Diary)
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Viewer,
    Editor,
}

async fn session(head: &Head, _: &Env) -> Result<Option<String>, String> {
    let token = head.bearer().or_else(|| head.query("token"));
    Ok(token.and_then(|token| token.strip_prefix("token-").map(str::to_owned)))
}

async fn member(user: &String, team: &SyncId, what: What<'_>, _: &Env) -> Result<Option<Role>, String> {
    if user == "viewer" {
        return Ok(Some(Role::Viewer).filter(|_| !what.is_write()));
    }
    Ok(Some(Role::Editor).filter(|_| team.as_str().starts_with(user.as_str())))
}

async fn whoami(request: RouteRequest<String>) -> Result<Value, Failure> {
    Ok(json!({ "user": request.user(), "order": request.head().header("x-ferrosync-order") }))
}

#[derive(Deserialize)]
struct Wish {
    name: String,
    tasks: Vec<String>,
    mid: Option<String>,
}

/// A list and its tasks at once, in whichever team the path names: the route looks itself who may.
async fn new_list(mut request: RouteRequest<String>) -> Result<Value, Failure> {
    let wish: Wish = request.json().await?;
    let user = request.signed_in()?.clone();
    let team = request.param("team").to_owned();
    if !team.starts_with(&user) {
        return Err(Error::Forbidden("this is not your team".to_owned()).into());
    }
    let room = request.room_of(&team)?;
    let id = worker_id(&wish.name);
    let mut transaction = room.transaction().insert::<List>(&NewList { id: Some(id), name: wish.name });
    if let Some(mid) = wish.mid {
        transaction = transaction.mid(mid);
    }
    for title in wish.tasks {
        let secret = Some(format!("{user}'s"));
        transaction = transaction.insert::<Task>(&NewTask { id: None, list_id: id, title, done: None, secret });
    }
    let committed = transaction.commit().await?;
    let secrets: Vec<_> = committed.rows::<Task>()?.into_iter().map(|task| task.secret).collect();
    let lists = room.collection::<List>().find_all().await?.len();
    Ok(json!({ "seq": committed.seq, "replayed": committed.replayed, "secrets": secrets, "lists": lists }))
}

/// The same name has the same id, so that a test can ask twice.
fn worker_id(name: &str) -> ferrosync::schema::Uuid {
    let mut bytes = [b'-'; 16];
    bytes.iter_mut().zip(name.bytes()).for_each(|(place, byte)| *place = byte);
    ferrosync::schema::Uuid::from_bytes(bytes)
}

async fn raw(_: RouteRequest<String>) -> Result<Response, Failure> {
    let response = Response::ok("a,b\n")?;
    response.headers().set("content-type", "text/csv")?;
    response.headers().append("set-cookie", "a=1")?;
    response.headers().append("set-cookie", "b=2")?;
    Ok(response)
}

async fn fail(request: RouteRequest<String>) -> Result<(), Failure> {
    match request.param("how") {
        "plainly" => Err("no such table: secrets".into()),
        "well" => Err(Error::NotFound("there is no such thing".to_owned()).into()),
        "far" => {
            let title = String::new();
            let room = request.room_of("alice-far")?;
            let task = NewTask { id: None, list_id: worker_id("none"), title, done: None, secret: None };
            room.collection::<Task>().create(&task).await?;
            Ok(())
        }
        _ => Ok(()),
    }
}

async fn shadow(_: RouteRequest<String>) -> Result<Value, Failure> {
    Ok(json!({ "own": true }))
}

async fn secrets(request: RoomRequest<String, Role>) -> Result<Value, Failure> {
    let tasks = request.room().collection::<Task>().find_all().await?;
    let secrets: Vec<_> = tasks.into_iter().map(|task| task.secret).collect();
    Ok(json!({ "user": request.user(), "role": request.access(), "secrets": secrets }))
}

/// Completes what is open, and says so in the lines.
async fn complete(request: RoomRequest<String, Role>) -> Result<Value, Failure> {
    let room = request.room();
    let open: Vec<Task> = room.collection::<Task>().find_all().await?.into_iter().filter(|task| !task.done).collect();
    let user = request.signed_in()?;
    let line = NewLine { id: None, text: format!("{user} has completed {}", open.len()) };
    let mut transaction = room.transaction().as_user(user.as_str()).insert::<Line>(&line);
    for task in &open {
        let done = TaskPatch { done: Some(true), ..TaskPatch::default() };
        transaction = transaction.update::<Task>(&task.id.to_string(), &done);
    }
    let committed = transaction.commit().await?;
    Ok(json!({ "seq": committed.seq, "tasks": open.len() }))
}

async fn touch(mut request: RoomRequest<String, Role>) -> Result<Value, Failure> {
    let ids: Vec<String> = request.json().await?;
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    Ok(json!({ "seq": request.room().touch::<Task>(&ids).await? }))
}

async fn reset(request: RoomRequest<String, Role>) -> Result<Value, Failure> {
    Ok(json!({ "seq": request.room().reset().await? }))
}

/// Sets the room's alarm to so many milliseconds from now.
async fn alarm(mut request: RoomRequest<String, Role>) -> Result<(), Failure> {
    let after: i64 = request.json().await?;
    let at = ferrosync::schema::Timestamp::from_millis(worker::Date::now().as_millis().cast_signed() + after);
    request.room().set_alarm(Some(at)).await?;
    Ok(())
}

/// Greets each list with a line; the list `bad` is too much for it.
struct Diary;

impl RoomHooks for Diary {
    async fn start(&self, room: &RoomHandle, _: &Env) -> Result<(), Failure> {
        if room.sync_id().as_str() == "alice-start" && room.collection::<Line>().find_all().await?.is_empty() {
            let line = NewLine { id: None, text: "the first line".to_owned() };
            room.collection::<Line>().as_user(ferrosync::protocol::UserId::new("diary")).create(&line).await?;
        }
        Ok(())
    }

    async fn commit(&self, room: &RoomHandle, commit: &Commit, _: &Env) -> Result<(), Failure> {
        for list in commit.rows::<List>()? {
            if list.name == "bad" {
                return Err("this hook does not like it".into());
            }
            if list.name == "greet" {
                let line = NewLine { id: None, text: format!("{} at {}", list.name, commit.seq) };
                room.transaction().as_user("diary").insert::<Line>(&line).commit().await?;
            }
        }
        Ok(())
    }

    async fn alarm(&self, room: &RoomHandle, _: &Env) -> Result<(), Failure> {
        let line = NewLine { id: None, text: "the alarm".to_owned() };
        room.transaction().as_user("diary").insert::<Line>(&line).commit().await?;
        Ok(())
    }
}

/// Clears a team's lists: the tests give its name for the schedule.
#[event(scheduled)]
async fn scheduled(event: ScheduledEvent, env: Env, _: ScheduleContext) {
    if let Err(error) = clear(&event.cron(), &env).await {
        console_error!("{error}");
    }
}

async fn clear(team: &str, env: &Env) -> Result<(), Error> {
    let lists = app().room(env, team)?.collection::<List>();
    let ids: Vec<String> = lists.find_all().await?.iter().map(|list| list.id.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    lists.bulk_delete(&ids).await.map(|_| ())
}
