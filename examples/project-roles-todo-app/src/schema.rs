//! The one file that says what there is: Rust, SQL and TypeScript follow from it.

use ferrosync::schema::*;

sync_collections![
    /// What is said of a project as a whole. Its room has one of these, under the room's own id.
    pub struct Project {
        pub id: Uuid,
        #[sync_id]
        pub room: String,
        #[validate(trim, length(min = 1, max = 80))]
        pub name: String,
    }

    /// Who belongs to a project, and as what. The id is the member's name, so that nobody does twice.
    #[collection(order_by(id, asc))]
    pub struct Membership {
        pub id: String,
        #[sync_id]
        pub project_id: String,
        pub role: Role,
    }

    /// A thing to do.
    #[collection(auto_timestamp, order_by(created_at, desc))]
    pub struct Todo {
        pub id: Uuid,
        #[sync_id]
        pub project_id: String,
        #[owner]
        pub author: String,
        /// What is to be done.
        #[validate(length(min = 1, max = 200))]
        pub title: String,
        #[default(false)]
        pub completed: bool,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }

    /// A project in the list of one of its members. It stands in the member's own room, under the project's id, and follows
    /// the memberships: nobody but the app writes it.
    #[collection(order_by(name, asc), index(id))]
    pub struct Listing {
        pub id: Uuid,
        #[sync_id]
        pub room: String,
        pub name: String,
        pub role: Role,
    }

    #[derive(Copy)]
    pub enum Role {
        #[default]
        Viewer,
        Editor,
        Admin,
    }
];
