//! A schema in brackets is formatted by rustfmt like any other code.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// Every word of the language.
///
/// rustfmt leaves an attribute alone where a word is given a path, as in `crate = kit::ferrosync`: that one is better
/// written apart from the others.
const FORMATTED: &str = "sync_collections![
    use ferrosync::schema::*;

    /// A thing to do.
    #[collection(
        name = \"things\",
        table = \"legacy_things\",
        soft_delete(gone),
        auto_timestamp,
        order_by(created_at, desc),
        index(title, created_at),
        unique(slug),
        rename_all = \"snake_case\",
        check(rules::has_title, message = \"needs a title\"),
        dropped(colour, size)
    )]
    #[collection(crate = kit::ferrosync)]
    #[renamed(from = \"tasks\")]
    pub struct Todo {
        pub id: Uuid,
        #[sync_id]
        pub project_id: String,
        #[owner]
        pub owner_id: String,
        #[scope]
        #[references(List, on_delete = cascade)]
        pub list_id: Option<Uuid>,
        #[validate(trim, length(min = 1, max = 200, message = \"is too long\"))]
        #[renamed(from = \"name\")]
        pub title: String,
        #[unique]
        #[readonly]
        #[column(\"short\")]
        #[validate(pattern(\"^[a-z]+$\"), custom(rules::is_free, row))]
        pub slug: String,
        #[default(false)]
        pub completed: bool,
        #[default(Status::Done)]
        #[index]
        pub status: Status,
        #[default([])]
        #[validate(items(max = 10), each(email))]
        pub mails: Vec<String>,
        #[private]
        pub extra: Option<Json<Extra>>,
        pub created_at: Timestamp,
        pub gone: Option<Timestamp>,
    }

    #[collection(single_tenant(room = \"catalog\"), existing)]
    pub struct Product {
        pub id: String,
        #[column(\"MadeOn\", iso)]
        pub made: Timestamp,
        pub shape: Shape,
        pub address: Address,
    }

    #[collection(dropped, table = \"old_notes\")]
    pub struct Note;

    #[value(rename_all = \"kebab-case\")]
    pub enum Status {
        #[default]
        Open,
        Done,
    }

    #[value(tag = \"kind\")]
    pub enum Shape {
        Circle {
            #[validate(positive)]
            radius: f64,
        },
        Point,
    }

    #[value]
    pub struct Address {
        pub id: String,
        #[validate(non_empty)]
        pub street: String,
    }

    #[validate(email)]
    pub struct Email(pub String);
];
";

/// The source as rustfmt writes it.
fn rustfmt(source: &str) -> String {
    let rustfmt = std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into());
    let mut child = Command::new(rustfmt)
        .args(["--edition", "2024", "--emit", "stdout"])
        // No settings but rustfmt's own.
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|problem| panic!("rustfmt does not start: {problem}"));
    // Taken, so that it is closed and rustfmt sees the end.
    let Some(mut stdin) = child.stdin.take() else { panic!("rustfmt has no stdin") };
    stdin.write_all(source.as_bytes()).unwrap_or_else(|problem| panic!("rustfmt does not read: {problem}"));
    drop(stdin);
    let output = child.wait_with_output().unwrap_or_else(|problem| panic!("rustfmt does not end: {problem}"));
    assert!(output.status.success(), "rustfmt fails");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_formatted_schema_stays_as_it_is() {
    assert_eq!(rustfmt(FORMATTED), FORMATTED);
}

#[test]
fn a_misformatted_schema_is_formatted() {
    let untidy = FORMATTED
        .replace("    ", " ")
        .replace("pub id: Uuid,", "pub   id:Uuid ,")
        .replace("(items(max = 10), each(email))", "(items(max=10),each( email ))")
        .replace("order_by(created_at, desc)", "order_by( created_at,desc )");
    assert_ne!(untidy, FORMATTED);
    assert_eq!(rustfmt(&untidy), FORMATTED);
}
