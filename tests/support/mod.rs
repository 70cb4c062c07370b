//! What tests of the whole program share. Not every test file uses all of it.
#![allow(
    dead_code,
    reason = "each test file is a program of its own and uses its part"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what tests share is test, and fails loudly"
)]

pub mod noise;
pub mod program;
pub mod pulse;
pub mod sound;
pub mod terminal;
