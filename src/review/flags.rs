//! Red flags: what weakens an answer when it is said.

use super::RedFlag;
use crate::scenario::Section;
use crate::transcript::Word;

/// The red flags in what was said in `section`, in order.
#[must_use]
pub fn find(section: &Section, words: &[Word]) -> Vec<RedFlag> {
    let _ = (section, words);
    Vec::new()
}
