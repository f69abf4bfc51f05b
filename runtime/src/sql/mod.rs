//! Statements, the log and the tables: text made once from the schema.

mod condition;
pub mod ddl;
mod delta;
mod joined;
mod list;
mod log;
mod row;
mod rows;
mod statement;
mod sweep;
mod tables;

pub(crate) use condition::{Condition, key_columns};
pub(crate) use delta::DeltaKind;
pub(crate) use list::{PageKind, Start};
pub(crate) use log::end;
pub(crate) use row::View;
pub use statement::{Results, Statement};
pub(crate) use sweep::Sweep;
pub(crate) use tables::{CollectionSql, Needs, Read, Trace};
pub use tables::{Stamp, Tables};
