//! What was heard in one section: words with their places, how sure the recogniser was, and what was thrown away.
//!
//! A transcript says nothing about whether the words were the right ones to say; that is the review's part.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::{Span, seconds};

/// The version of the transcript file that this program writes and the newest that it reads.
pub const SCHEMA: u32 = 1;

/// One word as the recogniser wrote it, punctuation and capitals included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Word {
    /// The word; where the scenario's vocabulary corrected it, the corrected form.
    pub text: String,
    /// Where it is in the section.
    #[serde(flatten)]
    pub span: Span,
    /// The recogniser's own probability for it, 0 to 1.
    pub p: f32,
    /// What the recogniser wrote, when `text` is a correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<String>,
}

/// The words of a written text: nobody spoke them, so they have no place and no doubt.
#[must_use]
pub fn written(text: &str) -> Vec<Word> {
    text.split_whitespace().map(Word::written).collect()
}

/// The words as a text, with single spaces between them.
#[must_use]
pub fn text(words: &[Word]) -> String {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    texts.join(" ")
}

impl Word {
    /// A word of a written text, see [`written`].
    #[must_use]
    pub fn written(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            span: Span::default(),
            p: 1.0,
            heard: None,
        }
    }
}

/// Whether a filler stands in the transcript or was only found in the sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The recogniser wrote it.
    Heard,
    /// A voiced stretch that no word covers and that sounds like one.
    Possible,
}

/// A filler: "um", "uh", "er", "you know" used to hold the floor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Filler {
    /// The filler as written, lower case.
    pub text: String,
    /// Where it is in the section.
    #[serde(flatten)]
    pub span: Span,
    /// How it was found.
    pub certainty: Certainty,
}

/// Why words that the recogniser wrote were not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// Less than 30 % of the word's span was voiced.
    Unvoiced,
    /// The chunk's text compressed too well: the recogniser was looping.
    Compressible,
    /// A phrase stood three times in a row.
    Repeated,
    /// More than six words a second.
    TooFast,
    /// A phrase that the model is known to write into silence, where nothing or little was voiced.
    Phantom,
    /// What was spoken there sounds unlike the words.
    Misfit,
}

/// Words that the recogniser wrote and a guard took out, kept so that nothing vanishes unexplained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Removed {
    /// The words as written.
    pub text: String,
    /// Where they would have been.
    #[serde(flatten)]
    pub span: Span,
    /// Which guard took them out.
    pub reason: Guard,
}

/// Where word times come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WordTimes {
    /// The words' sounds (English) or the model's own alignment (other languages).
    Aligned,
    /// The voiced contour alone, because this model has no known alignment heads for that language: rough.
    Contour,
}

/// Everything heard in one section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Transcript {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The model's name, such as `base-q8_0`.
    pub model: String,
    /// Two-letter language code that the words are in.
    pub language: String,
    /// How the word times were found.
    pub word_times: WordTimes,
    /// Length of the section that was transcribed, in seconds.
    #[serde(rename = "length_s", with = "seconds")]
    #[schemars(with = "f64")]
    pub length: Duration,
    /// The words, in order; spans do not overlap.
    pub words: Vec<Word>,
    /// Where there was a voice, from the sound and not from the words; in order, apart. Pauses are what lies between.
    pub voiced: Vec<Span>,
    /// Hesitations found beside the words ("um" that the recogniser left out), in order.
    pub fillers: Vec<Filler>,
    /// What guards took out, in order.
    pub removed: Vec<Removed>,
    /// Speech that no word stands for: somebody spoke there and the recogniser made nothing of it. In order, apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_understood: Vec<Span>,
}

impl Transcript {
    /// A transcript of `length` in which nothing was heard.
    #[must_use]
    pub fn silent(model: &str, language: &str, length: Duration) -> Self {
        Self {
            schema: SCHEMA,
            model: model.to_owned(),
            language: language.to_owned(),
            word_times: WordTimes::Aligned,
            length,
            words: Vec::new(),
            voiced: Vec::new(),
            fillers: Vec::new(),
            removed: Vec::new(),
            not_understood: Vec::new(),
        }
    }

    /// Whether there is neither a word nor speech that was not understood.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.words.is_empty() && self.not_understood.is_empty()
    }

    /// The words with single spaces between them.
    #[must_use]
    pub fn text(&self) -> String {
        text(&self.words)
    }
}
