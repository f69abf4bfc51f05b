use ferrosync::schema::*;

sync_collections![
    #[collection(order_by(name, asc), unique(name))]
    pub struct List {
        pub id: Uuid,
        #[sync_id]
        pub team_id: String,
        #[validate(length(min = 1, max = 40))]
        pub name: String,
    }

    #[collection(order_by(title, asc))]
    pub struct Task {
        pub id: Uuid,
        #[sync_id]
        pub team_id: String,
        #[references(List, on_delete = cascade)]
        pub list_id: Uuid,
        #[validate(length(min = 1, max = 40))]
        pub title: String,
        #[default(false)]
        pub done: bool,
        /// What only the app's own code sees.
        #[private]
        pub secret: Option<String>,
    }

    /// What hooks write.
    #[collection(order_by(text, asc))]
    pub struct Line {
        pub id: Uuid,
        #[sync_id]
        pub team_id: String,
        #[owner]
        pub author_id: String,
        pub text: String,
    }
];
