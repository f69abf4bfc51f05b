mod schema {
    use ferrosync::schema::*;

    sync_collections! {
        use std::string::String as Text;

        #[collection(single_tenant)]
        pub(crate) struct Todo {
            pub(crate) id: Uuid,
            pub(crate) title: Text,
        }

        pub struct Note {
            pub id: String,
            #[sync_id]
            pub project_id: String,
            pub stars: Option<i64>,
        },
    }
}

#[test]
fn a_schema_in_braces_with_imports_of_its_own() {
    let names = schema::COLLECTIONS.collections.iter().map(|collection| collection.name);
    assert_eq!(names.collect::<Vec<_>>(), ["todos", "notes"]);
}
