//! Maps and sets for the numbers of words and stems, which every word of a text is looked up in: their hash is quick and
//! guards against nobody, since whoever fills them is the one who waits.

pub use rustc_hash::{FxHashMap as Map, FxHashSet as Set};
