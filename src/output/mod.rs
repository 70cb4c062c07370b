//! How a review looks: on the terminal, as JSON, as a page.
//!
//! All three show the same [`report::Report`]. Findings become sentences in `wording.rs` and nowhere else.

pub mod compare;
mod csv;
pub mod export;
pub mod history;
pub mod html;
pub mod json;
pub mod lesson;
pub mod listing;
mod lookup;
mod replies;
pub mod report;
#[cfg(test)]
pub(crate) mod sample;
pub mod sheet;
pub mod terminal;
pub mod text;
mod usual;
pub mod wording;
