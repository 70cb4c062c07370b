//! Runs a rehearsal: the only place where the stages meet.
//!
//! ```text
//! Capture -> Recorder -> Ear -> transcripts        while somebody speaks, or from files
//!               |                    |
//!               +----- the take -----+
//!                          |
//!                       assess -> Report           from what is on disk, now or any time later
//! ```
//!
//! [`recorded`] takes files, [`practice`] the microphone, section by section, [`mock`] a whole interview. [`assess`]
//! makes the report from the take alone, so that a rehearsal and a later review say the same.

pub mod again;
pub mod assess;
pub mod cooked;
pub mod divide;
mod drawn;
pub mod error;
pub mod folder;
pub mod follow_up;
mod keyboard;
pub mod keys;
pub mod live;
pub mod lost;
pub mod marks;
pub mod menu;
pub mod mic;
pub mod mock;
pub mod picker;
pub mod play;
pub mod practice;
pub mod recorded;
pub mod screen;
pub mod script;
pub mod split;
pub mod studio;
pub mod study;
pub mod task;
mod ticks;

pub use error::SessionError;
