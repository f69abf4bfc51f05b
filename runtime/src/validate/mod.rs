//! The rules a value must keep, and what is said when it does not.
//!
//! One way leads through a value: its type ([`kinds`], [`walk`]), then the rules of the schema ([`rules`]), then the app's own
//! functions. TypeScript's validators go the same way and say the same, but for those functions, which only the server has.

mod check;
mod fields;
mod issue;
mod kinds;
mod own;
mod problem;
mod report;
mod rule;
mod rules;
mod server;
mod walk;

pub use check::{check_id, check_insert, check_patch, check_row, checks};
pub use fields::Writer;
pub(crate) use fields::{id, insert, patch};
pub use issue::{Issue, Segment};
pub(crate) use own::asks_the_app;
pub use problem::{Broken, IntoProblems, Problem};
pub use rule::{Bound, Check, Literal, Number, Rule, Spec};
pub use rules::{
    contains, custom_rule, each, email, ends_with, int, items, length, lowercase, multiple_of, one_of, pattern, range,
    run_check, run_custom, run_custom_row, starts_with, trim, uppercase, url, uuid,
};
