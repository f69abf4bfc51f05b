//! The app's own code: it sees and writes what clients do not, on somebody's behalf, in a scope.

use ferrosync::{
    protocol::{Error, UserId},
    schema::{Collection, Entity},
};
use serde::{Deserialize, Serialize};

use super::{House, schema::FILES};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    id: String,
    room_id: String,
    owner_id: String,
    folder: Option<String>,
    name: String,
    size: Option<i64>,
    secret: Option<String>,
    kind: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct NewFile {
    id: String,
    name: String,
    secret: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct FilePatch {
    secret: Option<String>,
}

impl Entity for File {
    type Insert = NewFile;
    type Patch = FilePatch;
    const COLLECTION: &'static Collection = &FILES;
}

fn new(id: &str) -> NewFile {
    NewFile { id: id.to_owned(), name: format!(" {id} "), secret: Some("hush".to_owned()) }
}

#[test]
fn l10_the_apps_own_code_has_the_private_columns() {
    let house = House::new();
    let files = house.room.collection::<File>().as_user(UserId::new("ada")).in_scope("a");
    house.world.run(async move {
        let made = files.create(&new("x")).await.unwrap().data;
        assert_eq!(
            (made.secret.as_deref(), made.owner_id.as_str(), made.folder.as_deref()),
            (Some("hush"), "ada", Some("a"))
        );
        assert_eq!((made.room_id.as_str(), made.name.as_str()), ("house", "x"));
        let changed = files.update("x", &FilePatch { secret: Some("new".to_owned()) }).await.unwrap().data;
        assert_eq!(changed.secret.as_deref(), Some("new"));
        let more = files.bulk_create(&[new("y"), new("z")]).await.unwrap().data;
        assert_eq!(more.iter().map(|file| file.id.as_str()).collect::<Vec<_>>(), ["y", "z"]);
        assert!(more.iter().all(|file| file.secret.is_some()));
        assert_eq!(files.find_by_id("x").await.unwrap(), Some(changed.clone()));
        assert_eq!(files.find_by_ids(&["z", "x"]).await.unwrap(), [more[1].clone(), changed]);
        assert_eq!(files.find_all().await.unwrap().len(), 3);
    });
    let frames = format!("{:?}", house.socket.frames());
    assert!(frames.contains("bulk-insert") && !frames.contains("hush"), "{frames}");
}

#[test]
fn s6_the_apps_own_code_in_a_scope_has_no_rows_of_others() {
    let house = House::new();
    let files = |scope: &str| house.room.collection::<File>().as_user(UserId::new("ada")).in_scope(scope);
    let (a, b, none) = (files("a"), files("b"), house.room.collection::<File>());
    house.world.run(async move {
        a.create(&new("x")).await.unwrap();
        b.create(&new("y")).await.unwrap();
        assert_eq!(b.find_by_id("x").await.unwrap(), None);
        assert_eq!(b.find_by_ids(&["x", "y"]).await.unwrap().len(), 1);
        assert_eq!(b.find_all().await.unwrap().len(), 1);
        assert_eq!(none.find_all().await.unwrap().len(), 2);
        assert!(matches!(b.delete("x").await, Err(Error::NotFound(_))));
        assert!(matches!(none.create(&new("z")).await, Err(Error::Unauthenticated)));
        assert!(matches!(none.in_scope("").find_all().await, Err(Error::Validation(_))), "s8");
    });
}
