//! Where this user's own files belong: the only file that knows etcetera.
//!
//! On Linux and macOS alike: `$XDG_DATA_HOME/rehearse` or `~/.local/share/rehearse`, and the same with `.cache`.

use std::path::PathBuf;

use etcetera::{BaseStrategy, choose_base_strategy};

const NAME: &str = "rehearse";

/// Where takes and fetched models are kept; `None` when the user has no home folder.
#[must_use]
pub fn data() -> Option<PathBuf> {
    Some(choose_base_strategy().ok()?.data_dir().join(NAME))
}

/// Where files are kept that can be made again; `None` when the user has no home folder.
#[must_use]
pub fn cache() -> Option<PathBuf> {
    Some(choose_base_strategy().ok()?.cache_dir().join(NAME))
}
