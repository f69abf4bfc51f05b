mod rules {
    use app::server::validate::Problem;

    pub fn text(_: &str) -> Result<(), &'static str> {
        Ok(())
    }

    pub fn owned(_: &String) -> Result<(), String> {
        Ok(())
    }

    pub fn items(_: &[String]) -> Result<(), Problem> {
        Ok(())
    }

    pub fn any<T>(_: &T) -> Result<(), Vec<Problem>> {
        Ok(())
    }
}

mod schema {
    use ferrosync::schema::*;

    sync_collections![
        #[collection(single_tenant, crate = app::server, check(shorter), check(crate::functions::rules::any))]
        pub struct Todo {
            pub id: Uuid,
            #[validate(
                custom(crate::functions::rules::text),
                custom(crate::functions::rules::owned),
                custom(same, row)
            )]
            pub title: String,
            #[validate(custom(crate::functions::rules::items), custom(crate::functions::rules::any))]
            pub tags: Option<Vec<String>>,
        }
    ];

    fn shorter(todo: &Todo) -> Result<(), &'static str> {
        if todo.title.len() < 100 { Ok(()) } else { Err("must be shorter") }
    }

    fn same(title: &str, todo: &Todo) -> Result<(), String> {
        if todo.title == title { Ok(()) } else { Err(format!("is `{}`", todo.title)) }
    }
}

#[test]
fn functions_of_the_app_in_every_place() {
    let todos = schema::COLLECTIONS.collections[0];
    assert_eq!((todos.checks.len(), todos.columns[1].custom.len()), (3, 2));
}
