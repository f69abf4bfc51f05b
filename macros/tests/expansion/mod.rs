//! What the macro writes, as a reader would like to see it.

mod library;

use proc_macro2::TokenStream;

fn expansion(schema: &str) -> syn::File {
    let Ok(tokens) = schema.parse::<TokenStream>() else { panic!("not even tokens: {schema}") };
    let (output, errors) = crate::run(tokens);
    if let Some(errors) = errors {
        panic!("{errors}");
    }
    syn::parse2(output).unwrap_or_else(|problem| panic!("the output is no file: {problem}"))
}

/// `situation => "schema";` makes a test that holds what is written for the schema in a snapshot.
macro_rules! situations {
    ($($situation:ident => $schema:literal;)*) => {$(
        #[test]
        fn $situation() {
            let expansion = prettyplease::unparse(&expansion($schema));
            insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(stringify!($situation), expansion);
            });
        }
    )*};
}

situations! {
    single_tenant => "
        /// A thing to do.
        #[collection(single_tenant)]
        pub struct Todo {
            pub id: Uuid,
            /// Shown in the list.
            #[validate(length(min = 1, max = 200))]
            pub title: String,
            pub created_at: Timestamp,
        }";

    multi_tenant_with_everything => "
        use ferrosync::schema::*;

        #[collection(name = \"entries\", table = \"items\", soft_delete(gone), order_by(position, asc), index(position, type), unique(slug), dropped(colour))]
        #[renamed(from = \"list_items\")]
        #[derive(PartialOrd)]
        pub struct ListItem {
            pub id: String,
            #[sync_id]
            pub project_id: String,
            #[owner]
            pub owner_id: String,
            #[scope]
            #[references(ListItem, on_delete = restrict)]
            pub parent: Option<String>,
            #[default(\"open\")]
            #[validate(length(max = 20))]
            pub r#type: String,
            #[default(-1)]
            #[index]
            pub position: i16,
            #[readonly]
            #[renamed(from = \"name\")]
            pub slug: String,
            #[private]
            pub note: Option<String>,
            #[default([])]
            pub tags: Vec<String>,
            pub updated_at: Timestamp,
            pub gone: Option<Timestamp>,
        }

        #[collection(dropped)]
        pub struct Old;";

    types => "
        #[collection(single_tenant)]
        pub struct Place {
            pub id: Uuid,
            pub status: Status,
            pub address: Address,
            pub shape: Option<Shape>,
            pub email: Email,
        }

        /// How it stands.
        #[derive(Copy, Default)]
        pub enum Status {
            /// From the first.
            #[default]
            Open,
            InProgress,
        }

        pub struct Address {
            /// With its number.
            #[validate(length(min = 1))]
            pub street: String,
            pub floor: Option<i8>,
        }

        #[value(tag = \"kind\")]
        pub enum Shape {
            /// Round.
            Circle { radius: f64 },
            Point,
        }

        /// Where mail goes.
        #[validate(length(min = 3))]
        pub struct Email(pub String);";

    another_path_to_the_library => "
        #[collection(single_tenant, crate = kit::inside::library)]
        pub struct Tag {
            pub id: Uuid,
            pub kind: Kind,
        }

        pub enum Kind {
            #[default]
            Plain,
        }";
}
