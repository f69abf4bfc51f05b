//! The engine on real SQLite, in a world whose order, time and faults the tests decide.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod alarm;
mod commit;
mod common;
mod delta;
mod family;
mod histories;
mod input;
mod laws;
mod own;
mod publish;
mod reads;
mod repository;
mod sql;
mod storage;
mod words;
