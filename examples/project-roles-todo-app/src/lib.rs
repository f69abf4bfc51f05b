//! The Worker: a room a project, and a role for each of its members.

use core::time::Duration;

use example_auth::User;
use ferrosync::{
    prelude::*,
    schema::Uuid,
    worker::{Failure, Method, RouteRequest},
};
use serde::Deserialize;
use serde_json::{Value, json};

mod directory;
mod members;
mod rights;
mod schema;

use rights::Standing;
use schema::{Membership, NewMembership, NewProject, Project, Role};

ferrosync::worker!(app, class = ProjectRoom);

const ROOMS: &str = "PROJECT_ROOM";

fn app() -> SyncApp<Ready, User, Standing> {
    let app = SyncApp::new(schema::COLLECTIONS)
        .storage(Storage::d1("DB"))
        .rooms_in(ROOMS)
        // Before each frame, and not once a minute: a role that has changed is another one from the next change on. It costs a
        // look at D1 a frame for each user who listens; a busy app waits longer, and calls `revoke` for those it removes.
        .recheck_after(Duration::ZERO)
        .authenticate(example_auth::session)
        .route(Method::Post, "/projects", create_project);
    example_auth::routes(app)
        .authorize(rights::member)
        .middleware(example_auth::while_signed_in)
        .middleware(collection_access(rights::rules()))
        .middleware(members::members)
        .hooks(directory::Directory)
}

#[derive(Deserialize)]
struct Wish {
    /// Made by the page: a wish that is sent twice is one project.
    id: Uuid,
    name: String,
}

/// A new project, with whoever asks for it as its admin. Who is no member yet could not write it: so it is not a client's mutation.
async fn create_project(mut request: RouteRequest<User>) -> Result<Value, Failure> {
    let Wish { id, name } = request.json().await?;
    let admin = request.signed_in()?.name.clone();
    // A room that has a project already refuses the row, and the membership with it.
    request
        .room_of(&id.to_string())?
        .transaction()
        .as_user(admin.as_str())
        .mid(format!("create-{id}"))
        .insert::<Project>(&NewProject { id: Some(id), name })
        .insert::<Membership>(&NewMembership { id: Some(admin.clone()), role: Some(Role::Admin) })
        .commit()
        .await?;
    Ok(json!({ "id": id }))
}
