//! The store of takes: one folder each, plain files, written as they go and repaired on start.
//!
//! ```text
//! <data dir>/rehearse/takes/2026-11-23T2104-webhook-drop/
//!     take.json                     what was to be told and what became of it   (record.rs)
//!     action.wav  action.2.wav      every telling of a section, the last counts
//!     action.transcript.json        what was heard in it
//!     review.json  report.html      what was made of it
//!     corrections.json              where the user says that it was judged wrongly
//! ```
//!
//! [`Store`] finds, lists and deletes takes; [`Take`] reads one; [`TakeWriter`] is the only way to change one, and
//! holds the take's lock for as long as it lives, so that a take that is being spoken is never repaired, deleted or
//! changed by another process. The folders are the truth: an index beside them only makes lists fast.

mod attempts;
mod error;
mod files;
mod find;
mod index;
mod keep;
mod moment;
mod opened;
mod record;
mod repair;
#[cfg(test)]
mod samples;
mod store;
mod summary;
mod writer;

pub use attempts::{Ended, Progress};
pub use error::StoreError;
pub(crate) use files::{make_private_dir, read_json, write, write_json};
pub use index::{Listing, Unreadable};
pub use moment::Moment;
pub use opened::Take;
pub use record::{
    Attempt, AttemptState, Division, Header, Mode, Note, SectionRecord, TakeRecord, TakeState,
    WHOLE_ANSWER,
};
pub use repair::{Mended, RepairWav, Repaired, WavFacts};
pub use store::Store;
pub use summary::{SectionSummary, SignalSummary, TakeSummary};
pub use writer::TakeWriter;
