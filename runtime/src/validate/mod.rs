//! The rules a value must keep, and what is said when it does not.

mod check;
mod issue;
mod rule;
mod value;

pub use check::{check_id, check_insert, check_patch};
pub use issue::{Issue, Segment};
pub use rule::{Bound, Broken, Check, Literal, Number, Rule, Spec, length};
pub(crate) use value::{id, insert, patch};
