//! What holds of memberships beyond who may change them.

use example_auth::User;
use ferrosync::{
    prelude::*,
    protocol::{Action, Error},
};

use crate::{
    rights::Standing,
    schema::{Membership, Role},
};

type Problem = Box<dyn std::error::Error>;

/// Only who has an account becomes a member, and a project keeps an admin.
pub(crate) async fn members(ctx: &mut Context<User, Standing>, next: Next<User, Standing>) -> Result<Outcome, Problem> {
    if ctx.collection() == "memberships" {
        match ctx.action() {
            Some(Action::Insert) => is_somebody(ctx).await?,
            Some(Action::Update) if ctx.payload["data"]["role"] == "admin" => {}
            Some(Action::Update | Action::Delete) => leaves_an_admin(ctx).await?,
            _ => {}
        }
    }
    Ok(next.run(ctx).await?)
}

async fn is_somebody(ctx: &Context<User, Standing>) -> Result<(), Problem> {
    for name in ctx.ids() {
        if example_auth::exists(&name, ctx.env()).await? {
            return Ok(());
        }
    }
    Err(Error::invalid("id", "unknown_user", "is nobody's name here").into())
}

/// For the words of it. Where two admins dismiss each other in the same moment, the trigger of `0003_last_admin.sql` sees to it.
async fn leaves_an_admin(ctx: &Context<User, Standing>) -> Result<(), Problem> {
    for member in ctx.current_of::<Membership>().await? {
        let others = "SELECT count(*) AS others FROM memberships WHERE project_id = ?1 AND id <> ?2 AND role = 'admin'";
        let query = ctx.env().d1("DB")?.prepare(others).bind(&[ctx.sync_id().as_str().into(), member.id.into()])?;
        if member.role == Role::Admin && query.first::<u32>(Some("others")).await?.unwrap_or_default() == 0 {
            return Err(Error::Forbidden("a project needs an admin: make somebody else one first".to_owned()).into());
        }
    }
    Ok(())
}
