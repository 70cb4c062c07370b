//! How English is said: the sounds of what is written, and how far two ways to say something are apart.
//!
//! A dictionary ([`lexicon`]) with a guess for what is not in it, readings of what is no plain word
//! ([`spoken`]), the sounds themselves ([`phone`]) and the distance between them ([`edits`]). Knows no sound that was
//! recorded: those who listen for a word, and those who ask what it may have been misheard for, both start from here.

pub mod edits;
mod guess;
pub mod lexicon;
pub mod phone;
pub mod spoken;

pub use lexicon::Lexicon;
pub use phone::Phone;

/// A file built into the program cannot be read: the build is broken.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the built-in {part} is damaged; please build the program anew")]
pub struct DamagedError {
    /// Its name.
    pub part: &'static str,
}
