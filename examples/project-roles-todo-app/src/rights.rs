//! Who may do what. The page is told a role's rights by the server, and shows what they allow: it has no rules of its own.

use example_auth::User;
use ferrosync::prelude::*;
use serde::{Deserialize, Serialize};
use worker::Env;

use crate::schema::Role;

/// The rooms of users, which hold the lists of their projects. All others are projects'.
pub(crate) const USER: &str = "user:";

/// What somebody is in a project: the access value, which `useAccess()` gives to the page.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Standing {
    role: Role,
    rights: Vec<Right>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Right {
    /// Add, change, check and delete todos, one by one.
    EditTodos,
    /// Delete many at once.
    ClearTodos,
    RenameProject,
    ManageMembers,
}

impl Standing {
    fn of(role: Role) -> Self {
        let rights = match role {
            Role::Viewer => vec![],
            Role::Editor => vec![Right::EditTodos],
            Role::Admin => vec![Right::EditTodos, Right::ClearTodos, Right::RenameProject, Right::ManageMembers],
        };
        Self { role, rights }
    }
}

/// Looks up what somebody is in a room: in their own, and where they are a member.
pub(crate) async fn member(user: &User, room: &SyncId, _: What<'_>, env: &Env) -> worker::Result<Option<Standing>> {
    if let Some(name) = room.as_str().strip_prefix(USER) {
        return Ok((name == user.name).then(|| Standing::of(Role::Viewer)));
    }
    let query = env.d1("DB")?.prepare("SELECT role FROM memberships WHERE project_id = ?1 AND id = ?2");
    let role: Option<Role> =
        query.bind(&[room.as_str().into(), user.name.as_str().into()])?.first(Some("role")).await?;
    Ok(role.map(Standing::of))
}

/// The rights that each action needs. What is not here, nobody may.
pub(crate) fn rules() -> Rules<User, Standing> {
    let todos = Actions::new()
        .read(true)
        .insert(with(Right::EditTodos))
        .update(with(Right::EditTodos))
        .delete(with(Right::EditTodos))
        .bulk_delete(with(Right::ClearTodos));
    let memberships = Actions::new()
        .read(true)
        .insert(with(Right::ManageMembers))
        .update(with(Right::ManageMembers))
        .delete(with(Right::ManageMembers))
        // One by one: see `members`.
        .bulk_insert(false)
        .bulk_update(false)
        .bulk_delete(false);
    Rules::new()
        .collection("projects", Actions::new().read(true).update(with(Right::RenameProject)))
        .collection("memberships", memberships)
        .collection("todos", todos)
        .collection("listings", Actions::new().read(true))
}

fn with(right: Right) -> impl AsyncFn(&Context<User, Standing>) -> bool {
    async move |ctx: &Context<User, Standing>| ctx.access.rights.contains(&right)
}
