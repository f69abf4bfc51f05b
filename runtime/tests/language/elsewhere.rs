//! An app that has the library under another path.

mod kit {
    pub(crate) mod inside {
        pub(crate) use ::ferrosync as library;
    }
}

mod schema {
    use super::kit;
    use super::kit::inside::library::schema::*;

    sync_collections![
        #[collection(single_tenant, crate = kit::inside::library)]
        pub struct Thing {
            pub id: Uuid,
            #[validate(length(max = 9))]
            pub label: Option<Label>,
            #[default(Size::Big)]
            pub amount: Size,
            pub form: Form,
        }

        pub enum Size {
            #[default]
            Small,
            Big,
        }

        pub enum Form {
            Round { width: u8 },
            Flat,
        }

        pub struct Label(String);
    ];
}

#[test]
fn the_library_is_found_where_crate_says() {
    assert_eq!(schema::COLLECTIONS.collections[0].columns.len(), 4);
}
