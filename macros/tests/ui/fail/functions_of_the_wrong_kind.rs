//! What a schema asks of functions is told under their names, once each.

extern crate self as app;

#[path = "../server/mod.rs"]
mod server;

use ferrosync::schema::*;

sync_collections![
    #[collection(single_tenant, crate = app::server, check(of_another_row), check(nowhere))]
    pub struct Todo {
        pub id: Uuid,
        #[validate(custom(of_numbers))]
        pub title: String,
        #[validate(custom(nowhere_either))]
        pub note: Option<String>,
        #[validate(custom(that_says_yes))]
        pub link: String,
        #[validate(custom(that_says_numbers))]
        pub code: String,
        #[validate(custom(without_the_row, row))]
        pub count: i64,
    }
];

fn of_another_row(_: &u8) -> Result<(), &'static str> {
    Ok(())
}

fn of_numbers(_: &i64) -> Result<(), &'static str> {
    Ok(())
}

fn that_says_yes(_: &str) -> bool {
    true
}

fn that_says_numbers(_: &str) -> Result<(), u8> {
    Ok(())
}

fn without_the_row(_: &i64) -> Result<(), &'static str> {
    Ok(())
}

fn main() {}
