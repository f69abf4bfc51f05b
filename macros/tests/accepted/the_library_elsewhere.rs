mod kit {
    pub use ::ferrosync as library;
}

// Nothing is imported: every path begins where `crate` says.
kit::library::schema::sync_collections![
    use kit::library::schema::{Timestamp, Uuid};

    #[collection(single_tenant, crate = kit::library)]
    pub struct Note {
        pub id: Uuid,
        #[validate(length(max = 5))]
        pub title: Title,
        pub mood: Mood,
        pub created_at: Timestamp,
    }

    pub enum Mood {
        Good,
        Bad { why: Vec<String> },
    }

    pub struct Title(pub String);
];

#[test]
fn the_library_under_another_path() {
    assert_eq!(COLLECTIONS.collections.len(), 1);
}
