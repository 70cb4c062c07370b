//! How the process ends: at once, when all that it owns is on disk.
//!
//! An ordinary end runs the destructors of C++'s globals, ggml's list of devices among them, while a worker may still
//! be in the middle of a chunk that nobody waits for any more. That worker then reads freed memory, and a rehearsal
//! that was stopped with a key ended in a segmentation fault, with everything kept and a fright at the prompt.

#![allow(
    unsafe_code,
    reason = "the standard library has no end without destructors"
)]

/// Ends the process with exit code `code`, without the destructors of globals. Rust's own values must have been
/// dropped before, as they have when `main` is about to return, and [`crate::console::finish`] called.
pub fn at_once(code: u8) -> ! {
    // SAFETY: `_exit` ends the process; it touches no memory of ours and has no preconditions.
    unsafe { libc::_exit(code.into()) }
}
