//! What the validators accept, store and say.

#![allow(clippy::unwrap_used)]

mod common;

mod columns;
mod custom;
mod formats;
mod lists;
mod messages;
mod numbers;
mod pattern;
mod text;
mod types;
