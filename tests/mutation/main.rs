//! Damaged and hostile input for every reader: seeded, so that a failure can be made again from what is printed.
//!
//! `mutate.rs` makes the inputs and runs the checks; every other module here does it for one kind of file.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail loudly"
)]

mod audio;
mod model;
#[path = "../support/model.rs"]
mod model_file;
mod mutate;
mod store;
mod story;
