mod schema {
    use ferrosync::schema::*;

    sync_collections![
        #[collection(
            name = "entries",
            table = "items",
            soft_delete(gone),
            auto_timestamp(made, changed),
            order_by(position, desc),
            index(position, made),
            unique(slug),
            rename_all = "snake_case",
            dropped(colour)
        )]
        #[renamed(from = "list_items")]
        #[derive(PartialOrd)]
        pub(crate) struct Item {
            pub(crate) id: String,
            #[sync_id]
            project_id: String,
            #[owner]
            pub(crate) owner_id: Uuid,
            #[scope]
            #[references(Item, on_delete = set_null)]
            pub(crate) parent: Option<String>,
            #[default(-1)]
            #[index]
            pub(crate) position: i16,
            #[readonly]
            #[renamed(from = "name")]
            #[column("short_name")]
            pub(crate) slug: String,
            #[private]
            #[unique]
            pub(crate) note: Option<String>,
            #[default([])]
            pub(crate) tags: Vec<String>,
            #[default(Status::Done)]
            pub(crate) status: Status,
            pub(crate) made: Timestamp,
            pub(crate) changed: Timestamp,
            pub(crate) gone: Option<Timestamp>,
        }

        #[collection(existing, single_tenant(room = "books"))]
        pub struct Book {
            #[column("Id")]
            pub id: Uuid,
            #[column(iso)]
            pub printed: Option<Timestamp>,
            pub shape: Shape,
            pub author: Author,
            pub extra: Json<Vec<String>>,
        }

        #[collection(dropped, table = "old")]
        pub struct Old;

        #[derive(Copy, Eq, PartialOrd, Hash, Default)]
        pub(crate) enum Status {
            Open,
            #[default]
            Done,
        }

        #[value(tag = "kind", rename_all = "kebab-case")]
        pub enum Shape {
            ThickAsABrick { pages: u16 },
            Thin {},
            None,
        }

        #[value(rename_all = "PascalCase")]
        pub struct Author {
            pub id: Name,
            pub first_names: Vec<Name>,
        }

        pub struct Name(String);
    ];

    impl Item {
        pub(crate) fn room(&self) -> &str {
            &self.project_id
        }
    }

    impl Name {
        pub(crate) fn text(&self) -> &str {
            &self.0
        }
    }
}

#[test]
fn every_word_of_the_macro_at_once() {
    let names = schema::COLLECTIONS.collections.iter().map(|collection| collection.name);
    assert_eq!(names.collect::<Vec<_>>(), ["entries", "books"]);
    assert_eq!(schema::COLLECTIONS.dropped, ["old"]);
    let _ = (schema::Item::room, schema::Name::text, schema::Status::Open);
}
