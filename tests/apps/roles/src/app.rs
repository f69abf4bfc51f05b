use std::time::Duration;

use ferrosync::{
    prelude::*,
    protocol::{Action, Error},
};
use serde::{Deserialize, Serialize};
use worker::{Delay, Env, console_log};

use crate::schema;

/// How long a request may take: shorter than what tests wait for, and long enough for a busy machine.
const TIME: Duration = Duration::from_secs(4);

pub(crate) fn app(storage: Storage) -> SyncApp<Ready, String, Role> {
    SyncApp::new(schema::COLLECTIONS)
        .storage(storage)
        .rooms_in("SYNC_ROOM")
        .timeout(TIME)
        // The log is pruned while a test looks on.
        .retention(Retention { entries: 5, age: Duration::from_secs(1) })
        .authenticate(session)
        .authorize(everyone)
        .middleware(create_logging_middleware(|line| console_log!("{line}")))
        .middleware(role_of_member)
        .middleware(collection_access(rules()))
        .middleware(require_owner().owner_check_query(admin_or_owner))
        .middleware(count_up)
        .middleware(dawdle)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    Viewer,
    Editor,
    Admin,
}

type Ctx = Context<String, Role>;
type Rest = Next<String, Role>;

async fn session(head: &Head, _: &Env) -> worker::Result<Option<String>> {
    let token = head.bearer().or_else(|| head.query("token"));
    Ok(token.and_then(|token| Some(token.strip_prefix("token-")?.to_owned())))
}

async fn everyone(_: &String, _: &SyncId, _: What<'_>, _: &Env) -> worker::Result<Option<Role>> {
    Ok(Some(Role::Viewer))
}

/// Finds out the role where it is kept. It counts how often it is asked.
async fn role_of_member(ctx: &mut Ctx, next: Rest) -> Result<Outcome, Box<dyn std::error::Error>> {
    let database = ctx.env().d1("DB")?;
    let name = ctx.user_id().unwrap_or_default();
    if !ctx.is_read() {
        database.prepare("UPDATE members SET asked = asked + 1 WHERE name = ?1").bind(&[name.into()])?.run().await?;
    }
    let query = database.prepare("SELECT role FROM members WHERE name = ?1").bind(&[name.into()])?;
    match query.first(Some("role")).await? {
        None => Ok(Outcome::refused()),
        Some(role) => {
            ctx.access = role;
            Ok(next.run(ctx).await?)
        }
    }
}

fn rules() -> Rules<String, Role, Env> {
    let editors = async |ctx: &Ctx| ctx.access != Role::Viewer;
    let admins = async |ctx: &Ctx| ctx.access == Role::Admin;
    Rules::new()
        .collection("cards", Actions::new().read(true).insert(admins_in_bulk).any(editors))
        .collection("secrets", Actions::new().any(admins))
        .collection("*", Actions::new().any(true))
}

/// Cards are made one by one, but by admins. One rule for both actions: a bulk is asked as its single form.
async fn admins_in_bulk(ctx: &Ctx) -> bool {
    match ctx.access {
        Role::Viewer => false,
        Role::Editor => ctx.action() == Some(Action::Insert),
        Role::Admin => true,
    }
}

async fn admin_or_owner(ctx: &Ctx) -> Result<bool, Error> {
    let rows = ctx.current_of::<schema::Card>().await?;
    Ok(ctx.access == Role::Admin || rows.iter().all(|card| Some(card.owner_id.as_str()) == ctx.user_id()))
}

/// A counter goes up by one with each update, whatever its client says.
async fn count_up(ctx: &mut Ctx, next: Rest) -> Result<Outcome, Error> {
    if ctx.action() == Some(Action::Update) {
        for counter in ctx.current_of::<schema::Counter>().await? {
            for fields in ctx.fields_mut() {
                fields.insert("count".to_owned(), (counter.count + 1).into());
            }
        }
    }
    next.run(ctx).await
}

/// What is called after it is slow: it is done, or about to be, and nobody hears of it in time.
async fn dawdle(ctx: &mut Ctx, next: Rest) -> Result<Outcome, Error> {
    let title = ctx.fields_mut().first().and_then(|fields| fields.get("title")?.as_str().map(str::to_owned));
    let waits = |when: &str| title.as_deref() == Some(when);
    if waits("slow before") {
        Delay::from(TIME + TIME / 2).await;
    }
    let outcome = next.run(ctx).await;
    if waits("slow after") {
        Delay::from(TIME + TIME / 2).await;
    }
    outcome
}
