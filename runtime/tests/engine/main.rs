//! The engine on real SQLite, in a world whose order, time and faults the tests decide.

mod commit;
mod common;
mod input;
mod laws;
mod publish;
mod reads;
mod repository;
mod sql;
