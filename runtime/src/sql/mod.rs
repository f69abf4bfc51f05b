//! Statements, the log and the tables: text made once from the schema.

pub mod ddl;
mod log;
mod row;
mod rows;
mod statement;
mod tables;

pub use statement::{Results, Statement};
pub(crate) use tables::CollectionSql;
pub use tables::Tables;
