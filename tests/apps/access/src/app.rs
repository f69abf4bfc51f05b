use std::{borrow::Cow, time::Duration};

use ferrosync::{prelude::*, worker::RoomStub};
use serde::{Deserialize, Serialize};
use worker::{Env, ScheduleContext, ScheduledEvent, console_error, event};

use crate::schema;

pub(crate) fn app(storage: Storage) -> SyncApp<Ready, User, Role> {
    SyncApp::new(schema::COLLECTIONS)
        .storage(storage)
        .rooms_in("SYNC_ROOM")
        .origins(["https://listed.example"])
        // No test waits a minute.
        .recheck_after(Duration::ZERO)
        .authenticate(session)
        .authorize(member)
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct User {
    name: String,
}

impl Identity for User {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::from(&self.name)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    /// Has the tasks of the list `open`, and nothing else.
    Guest,
    Viewer,
    Editor,
}

async fn session(head: &Head, _: &Env) -> worker::Result<Option<User>> {
    let token = head
        .bearer()
        .or_else(|| head.cookie("session"))
        .or_else(|| head.query("token"))
        .or_else(|| head.protocol("bearer."));
    Ok(token.and_then(|token| Some(User { name: token.strip_prefix("token-")?.to_owned() })))
}

async fn member(user: &User, board: &SyncId, what: What<'_>, env: &Env) -> worker::Result<Option<Role>> {
    let query = env.d1("DB")?.prepare("SELECT role FROM members WHERE name = ?1 AND board = ?2");
    let role: Option<Role> =
        query.bind(&[user.name.as_str().into(), board.as_str().into()])?.first(Some("role")).await?;
    // What is announced is for everyone who is signed in.
    let role = role.or_else(|| (board.as_str() == "default").then_some(Role::Viewer));
    Ok(role.filter(|role| match role {
        Role::Guest => what.collection == Some("tasks") && what.scope == Some("open"),
        Role::Viewer => !what.is_write() && what.collection != Some("secrets"),
        Role::Editor => true,
    }))
}

/// Shows somebody out: the tests give `board/name` for the schedule.
#[event(scheduled)]
async fn scheduled(event: ScheduledEvent, env: Env, _: ScheduleContext) {
    if let Err(error) = revoke(&event.cron(), &env).await {
        console_error!("{error}");
    }
}

async fn revoke(whom: &str, env: &Env) -> worker::Result<()> {
    let (board, name) = whom.split_once('/').ok_or("a board and a name")?;
    let room = RoomStub::new(env, "SYNC_ROOM", board)?;
    room.revoke(name).await?;
    Ok(())
}
