//! Transcripts for tests, written as a person speaks: words, and `<1.5>` for a silence of so many seconds.

use std::sync::LazyLock;
use std::time::Duration;

use super::{SectionState, Told};
use crate::scenario::Scenario;
use crate::scenario::plan::Plan;
use crate::time::{Offset, Span};
use crate::transcript::{Transcript, Word};

/// The transcript of `script`. A word lasts 0.12 s and 0.05 s for each letter; words touch, silences part the voice.
pub(crate) fn heard(script: &str) -> Transcript {
    let mut heard = Transcript::silent("text", "en", Duration::ZERO);
    let mut now = Offset::START;
    let mut voice_since = None;
    for token in script.split_whitespace() {
        let silence = token
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'))
            .and_then(|seconds| seconds.parse::<f64>().ok());
        if let Some(seconds) = silence {
            if let Some(since) = voice_since.take() {
                heard.voiced.push(Span::new(since, now));
            }
            now = now + Duration::from_secs_f64(seconds);
            continue;
        }
        let length = Duration::from_millis(120 + 50 * token.chars().count() as u64);
        voice_since.get_or_insert(now);
        heard.words.push(Word {
            text: token.to_owned(),
            span: Span::new(now, now + length),
            p: 0.9,
            heard: None,
        });
        now = now + length;
    }
    if let Some(since) = voice_since {
        heard.voiced.push(Span::new(since, now));
    }
    heard.length = now.since_start();
    heard
}

/// The three labelled answers, with made-up times, by section in the order of speaking.
pub(crate) fn answer(name: &str) -> Vec<(String, Transcript)> {
    let labels = answers();
    let answer = labels["answers"]
        .as_array()
        .unwrap()
        .iter()
        .find(|answer| answer["id"] == name)
        .unwrap()
        .clone();
    ORDER
        .iter()
        .map(|id| {
            let text = answer["sections"][id]["text"].as_str().unwrap();
            let text = text.replace("S D E two", "SDE2").replace("S L O", "SLO");
            ((*id).to_owned(), heard(&text.replace(". ", ". <0.6> ")))
        })
        .collect()
}

/// The shipped scenario, read once.
pub(crate) fn scenario() -> Scenario {
    static SCENARIO: LazyLock<Scenario> = LazyLock::new(|| {
        let source = include_str!("../../scenarios/webhook-drop.toml");
        Scenario::parse("webhook-drop", "webhook-drop.toml", source).unwrap()
    });
    SCENARIO.clone()
}

/// The plan of [`scenario`] for its middle level and its own principle.
pub(crate) fn plan(scenario: &Scenario) -> Plan {
    let level = scenario.level("sde2").unwrap();
    let principle = scenario.principle(&scenario.home_principle).unwrap();
    Plan::new(scenario, level, principle, None)
}

/// `sections` as told to their ends.
pub(crate) fn told(sections: &[(String, Transcript)]) -> Vec<Told<'_>> {
    sections
        .iter()
        .map(|(id, heard)| Told {
            section: id,
            state: SectionState::Complete,
            length: heard.length,
            transcript: Some(heard),
            gaps: &[],
        })
        .collect()
}

const ORDER: [&str; 5] = ["situation", "task", "action", "result", "reflection"];

fn answers() -> serde_json::Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/voices/answers.json"
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
