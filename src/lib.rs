//! Practise spoken interview answers: every section timed, transcribed on this machine and checked for the phrases
//! that its story needs.
//!
//! ```text
//! Capture -> Recording -> Speech -> Transcript -> Review -> Report
//!  mic/WAV   device rate   16 kHz    words with    findings   terminal / JSON /
//!            + Gaps        mono f32  Spans, p      as data    HTML, kept as a Take
//! ```
//!
//! The modules are these stages. Dependencies point one way: `cli -> session -> {audio, speech, transcribe, signals,
//! review, take, output} -> {scenario, transcript, pronounce, time, numerals, disk, console}`.
//! [`review`] and [`signals`] see only values: no clock, no file, no terminal.

#![deny(clippy::disallowed_macros, clippy::disallowed_methods)]

pub mod audio;
pub mod cli;
pub mod console;
pub mod dirs;
mod disk;
pub mod leave;
pub mod numerals;
pub mod output;
pub mod pronounce;
pub mod review;
pub mod scenario;
pub mod session;
pub mod signals;
pub mod speech;
pub mod take;
pub mod time;
pub mod transcribe;
pub mod transcript;
