//! A schema in brackets is formatted by rustfmt like any other code.

use std::io::Write as _;
use std::process::{Command, Stdio};

const FORMATTED: &str = "sync_collections![
    /// A thing to do.
    #[collection(single_tenant, auto_timestamp, order_by(created_at, desc))]
    pub struct Todo {
        pub id: Uuid,
        #[validate(length(min = 1, max = 200))]
        pub title: String,
        #[default(false)]
        pub completed: bool,
        pub created_at: Timestamp,
    }

    pub struct Note {
        pub id: Uuid,
        #[sync_id]
        pub project_id: String,
    }
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
        .replace("(min = 1, max = 200)", "(min=1,max=200)")
        .replace("order_by(created_at, desc)", "order_by( created_at,desc )");
    assert_ne!(untidy, FORMATTED);
    assert_eq!(rustfmt(&untidy), FORMATTED);
}
