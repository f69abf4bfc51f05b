//! The lists of everyone's projects, which stand in rooms of their own and follow the memberships.

use ferrosync::{
    room::{Commit, RoomHandle},
    schema::Entity,
    worker::{Env, Failure, RoomHooks, RoomStub},
};
use serde::Deserialize;

use crate::{
    ROOMS,
    rights::USER,
    schema::{Listing, ListingPatch, Membership, NewListing, Project, Role},
};

/// Keeps the lists as the memberships are, and shows out whoever is no member any more.
pub(crate) struct Directory;

impl RoomHooks for Directory {
    /// What a former life of the room did not live to tell is told now.
    async fn start(&self, room: &RoomHandle, env: &Env) -> Result<(), Failure> {
        tell_members(room, env).await
    }

    async fn commit(&self, room: &RoomHandle, commit: &Commit, env: &Env) -> Result<(), Failure> {
        // Whoever listens to members hears of it anyway, and is looked at before. This is for those who listen to nothing.
        for name in commit.removed::<Membership>() {
            room.revoke(name).await?;
        }
        let concerns = [Membership::COLLECTION.name, Project::COLLECTION.name];
        if commit.changes.iter().any(|change| concerns.contains(&change.collection)) {
            tell_members(room, env).await?;
        }
        Ok(())
    }
}

/// Somebody whose list does not say what the project's memberships say.
#[derive(Deserialize)]
struct Difference {
    member: String,
    name: String,
    /// None for who is no member.
    role: Option<Role>,
    is_listed: u8,
}

/// D1 has all rooms in one table: so it can be asked what differs, and there is nothing to remember.
const DIFFERENCES: &str = "
    SELECT m.id AS member, p.name, m.role, l.id IS NOT NULL AS is_listed
    FROM memberships m JOIN projects p ON p.room = m.project_id
    LEFT JOIN listings l ON l.room = ?2 || m.id AND l.id = m.project_id
    WHERE m.project_id = ?1 AND (l.id IS NULL OR l.role <> m.role OR l.name <> p.name)
    UNION ALL
    SELECT substr(l.room, length(?2) + 1), l.name, NULL, 1
    FROM listings l LEFT JOIN memberships m ON m.project_id = l.id AND l.room = ?2 || m.id
    WHERE l.id = ?1 AND m.id IS NULL";

async fn tell_members(room: &RoomHandle, env: &Env) -> Result<(), Failure> {
    let project = room.sync_id().as_str();
    // Users' own rooms have no members.
    let Ok(id) = project.parse() else { return Ok(()) };
    let query = env.d1("DB")?.prepare(DIFFERENCES).bind(&[project.into(), USER.into()])?;
    for Difference { member, name, role, is_listed } in query.all().await?.results::<Difference>()? {
        let listings = RoomStub::new(env, ROOMS, &format!("{USER}{member}"))?.collection::<Listing>();
        match role {
            Some(role) if is_listed == 1 => {
                let patch = ListingPatch { name: Some(name), role: Some(role) };
                listings.update(project, &patch).await.map(drop)?;
            }
            Some(role) => listings.create(&NewListing { id: Some(id), name, role: Some(role) }).await.map(drop)?,
            None => listings.delete(project).await.map(drop)?,
        }
    }
    Ok(())
}
