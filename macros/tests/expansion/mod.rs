//! What the macro writes, as a reader would like to see it.

use proc_macro2::TokenStream;

fn expansion(schema: &str) -> String {
    let Ok(tokens) = schema.parse::<TokenStream>() else { panic!("not even tokens: {schema}") };
    let (output, errors) = crate::run(tokens);
    if let Some(errors) = errors {
        panic!("{errors}");
    }
    let file = syn::parse2(output).unwrap_or_else(|problem| panic!("the output is no file: {problem}"));
    prettyplease::unparse(&file)
}

#[test]
fn single_tenant() {
    let expansion = expansion(
        "
        /// A thing to do.
        #[collection(single_tenant)]
        pub struct Todo {
            pub id: Uuid,
            /// Shown in the list.
            #[validate(length(min = 1, max = 200))]
            pub title: String,
            pub created_at: Timestamp,
        }
        ",
    );
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("single_tenant", expansion);
    });
}

#[test]
fn multi_tenant_with_defaults_and_options() {
    let expansion = expansion(
        r#"
        use ferrosync::schema::*;

        #[collection(order_by(position, asc))]
        #[derive(PartialOrd)]
        pub struct ListItem {
            pub id: String,
            #[sync_id]
            pub project_id: String,
            #[default("open")]
            #[validate(length(max = 20))]
            pub r#type: String,
            #[default(-1)]
            pub position: i64,
            pub note: Option<String>,
            pub updated_at: Timestamp,
        }
        "#,
    );
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("multi_tenant_with_defaults_and_options", expansion);
    });
}
