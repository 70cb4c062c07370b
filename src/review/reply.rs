//! Judges the reply to a follow-up question: how soon it began, how long it took, and whether its key phrase was heard.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scenario::{FollowUp, Mistake, Section, SectionKind};
use crate::signals::{self, SignalFinding, Spoken};
use crate::time::{Span, length_from_seconds, seconds};
use crate::transcript::{Transcript, Word};

/// A reply to a follow-up question, judged, with the examples to hold it against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reply {
    /// Its id in the take, which names its files.
    pub section: String,
    /// The question.
    pub question: String,
    /// What the question is meant to find out.
    pub probes: String,
    /// Seconds from the question to the first voice; `None` when nothing was heard.
    pub began_after_s: Option<f64>,
    /// Length of the recording, in seconds.
    #[serde(rename = "duration_s", with = "seconds")]
    #[schemars(with = "f64")]
    pub duration: Duration,
    /// From its first word to its last, in seconds, which is what the target is held against; `None` when nobody
    /// listened or nothing was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoken_s: Option<f64>,
    /// What it should take, in seconds.
    #[serde(rename = "target_s", with = "seconds")]
    #[schemars(with = "f64")]
    pub target: Duration,
    /// What became of the phrase to remember; `None` when nobody listened.
    pub key_phrase: Option<SignalFinding>,
    /// The words with their places.
    pub transcript: Vec<Word>,
    /// What a strong reply holds.
    pub strong_holds: Vec<String>,
    /// A strong reply, in the author's words.
    pub strong: String,
    /// A weak one.
    pub weak: String,
    /// Why it is weak.
    pub weak_because: String,
}

impl Reply {
    /// How long it was: what was spoken, or where that is not known, what was recorded.
    #[must_use]
    pub fn took(&self) -> Duration {
        self.spoken_s.map_or(self.duration, length_from_seconds)
    }
}

/// Judges the reply recorded as `id`, of length `duration`. `heard` is `None` when it was not transcribed.
#[must_use]
pub fn judge(
    id: &str,
    asked: &FollowUp,
    duration: Duration,
    heard: Option<&Transcript>,
    vocabulary: &[String],
) -> Reply {
    let section = as_section(id, asked);
    let key_phrase = heard.and_then(|heard| {
        let spoken = Spoken {
            section: &section,
            words: &heard.words,
        };
        signals::find_in(&heard.language, &[spoken], &[], vocabulary)
            .into_iter()
            .flatten()
            .next()
    });
    let words = heard.and_then(|heard| {
        let words = heard.words.iter().map(|word| word.span);
        words.reduce(Span::cover)
    });
    let first_voice = heard.and_then(|heard| heard.voiced.first());
    Reply {
        section: id.to_owned(),
        question: asked.question.clone(),
        probes: asked.probes.clone(),
        began_after_s: first_voice.map(|voice| voice.start.as_seconds()),
        duration,
        spoken_s: words.map(|words| words.length().as_secs_f64()),
        target: asked.target,
        key_phrase,
        transcript: heard.map(|heard| heard.words.clone()).unwrap_or_default(),
        strong_holds: asked.strong_holds.clone(),
        strong: asked.strong.clone(),
        weak: asked.weak.clone(),
        weak_because: asked.weak_because.clone(),
    }
}

/// The question as a section with one signal, so that its phrase is looked for as all others are.
fn as_section(id: &str, asked: &FollowUp) -> Section {
    Section {
        id: id.to_owned(),
        title: asked.question.clone(),
        kind: SectionKind::Reflection,
        target: asked.target,
        ceiling: None,
        signals: vec![asked.key_phrase.clone()],
        red_flags: Vec::new(),
        example: asked.strong.clone(),
        coach: asked.probes.clone(),
        mistake: Mistake {
            what: asked.weak.clone(),
            cost: asked.weak_because.clone(),
        },
    }
}
