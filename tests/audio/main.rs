//! Sound from outside, and onto the disk: the microphone, every kind of file, and recordings that are cut short.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail loudly, as the tests do"
)]

#[path = "../support/mod.rs"]
mod support;

mod decode;
mod microphone;
mod playback;
mod recording;
mod role;
