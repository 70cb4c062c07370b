//! Where a measure stops being quiet: the norms that a telling is held against. Values only; each measure's own file
//! says how it is taken.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much a measured value asks for attention.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Too little was heard to judge it.
    #[default]
    Unknown,
    /// As it should be.
    Quiet,
    /// Worth a word.
    Mention,
    /// Worth changing before the next take.
    Flag,
}

/// The norms. `Default` holds the program's own; a scenario or the user may change them.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Up to this multiple of its target a section's length is quiet.
    pub long: f64,
    /// Under this share of its target a section is short.
    pub short: f64,
    /// Where no ceiling is set, a section is far too long from this multiple of its target on. The first scenario's
    /// own ceiling stands at this multiple.
    pub far_too_long: f64,
    /// Words a minute that are quiet, slowest and fastest.
    pub pace: (f64, f64),
    /// Words a minute that are worth a word and no more, slowest and fastest.
    pub pace_mention: (f64, f64),
    /// From how many words on a pace is a number and not a range.
    pub pace_words: usize,
    /// Pauses are listed from this length on, and shorter ones count as speaking time.
    pub pause: Duration,
    /// Inside a clause, a pause of this length is worth a word.
    pub pause_mid_clause: Duration,
    /// A pause of this length is too long anywhere.
    pub pause_flag: Duration,
    /// Fillers a minute that are quiet, rounded.
    pub fillers: f64,
    /// Fillers a minute from which they are worth changing, rounded.
    pub fillers_flag: f64,
    /// So many fillers within [`Limits::cluster_within`] are a cluster.
    pub cluster: usize,
    /// See [`Limits::cluster`].
    pub cluster_within: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            long: 1.2,
            short: 0.6,
            far_too_long: 1.5,
            pace: (120.0, 170.0),
            pace_mention: (110.0, 180.0),
            pace_words: 50,
            pause: Duration::from_secs(1),
            pause_mid_clause: Duration::from_millis(2500),
            pause_flag: Duration::from_secs(6),
            fillers: 5.0,
            fillers_flag: 12.0,
            cluster: 3,
            cluster_within: Duration::from_secs(10),
        }
    }
}
