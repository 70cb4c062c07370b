//! A take in numbers: what lists and history need, without its words or its sound.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::record::{Mode, TakeState, some_seconds};
use super::{Moment, Take};
use crate::review::corrections::{Correction, Verdict, verdict};
use crate::review::{SectionState, SpokenTime};
use crate::signals::State;
use crate::time::{Span, seconds};
use crate::transcript::Certainty;

/// One take in numbers. Corrections of the user are already counted in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TakeSummary {
    /// Its name.
    pub id: String,
    /// Where it stands.
    pub state: TakeState,
    /// The scenario's id.
    pub scenario: String,
    /// The level's id.
    pub level: String,
    /// The principle's id.
    pub principle: String,
    /// How the answer was given.
    pub mode: Mode,
    /// When it was begun.
    pub begun: Moment,
    /// The speech model's name.
    pub model: String,
    /// Length of the attempts that count, together, in seconds.
    #[serde(rename = "duration_s", with = "seconds")]
    pub duration: Duration,
    /// How much of it was spoken, first to last word of each section, in seconds: what history compares. The whole
    /// length where nobody listened.
    #[serde(rename = "spoken_s", with = "seconds")]
    pub spoken: Duration,
    /// What the whole should have taken, in seconds.
    #[serde(rename = "target_s", with = "seconds")]
    pub target: Duration,
    /// What the whole should not have passed, in seconds.
    #[serde(rename = "ceiling_s", with = "some_seconds")]
    pub ceiling: Option<Duration>,
    /// Whether it has a report. Without one, everything below is empty or zero and means nothing.
    pub reviewed: bool,
    /// Signals that were said in their sections.
    pub said: usize,
    /// Signals that the sections ask for.
    pub all: usize,
    /// Words spoken, fillers left out.
    pub words: usize,
    /// Words a minute over speaking time; 0 when nothing was said.
    pub wpm: f64,
    /// Fillers heard.
    pub fillers: usize,
    /// Fillers heard a minute of speaking; `None` when nobody spoke or the report does not say.
    pub filler_rate: Option<f64>,
    /// Red flags found.
    pub red_flags: usize,
    /// Judgements that the user overruled.
    pub corrections: usize,
    /// Notes that the user wrote.
    #[serde(default)]
    pub notes: usize,
    /// The sections, in the order of the report.
    pub sections: Vec<SectionSummary>,
}

/// One section of a take in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SectionSummary {
    /// The section's id.
    pub id: String,
    /// How much of it is there.
    pub state: SectionState,
    /// How much of it was spoken, from the first word to the last, in seconds; the length of the recording where nobody
    /// listened.
    #[serde(rename = "spoken_s", with = "seconds")]
    pub spoken: Duration,
    /// What it should have taken, in seconds.
    #[serde(rename = "target_s", with = "seconds")]
    pub target: Duration,
    /// Words spoken, fillers left out.
    pub words: usize,
    /// Words a minute over speaking time; 0 when nothing was said.
    pub wpm: f64,
    /// Fillers heard.
    pub fillers: usize,
    /// Its signals, in the scenario's order.
    pub signals: Vec<SignalSummary>,
}

/// What became of one signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalSummary {
    /// Its label.
    pub say: String,
    /// What became of it; the user's judgement where there is one.
    pub state: State,
    /// Whether the user overruled the program.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub corrected: bool,
}

impl TakeSummary {
    /// Fillers heard a minute of speaking. Of the whole recording where the report names no rate; 0 when nothing was
    /// recorded.
    #[must_use]
    pub fn fillers_per_minute(&self) -> f64 {
        let minutes = self.duration.as_secs_f64() / 60.0;
        match self.filler_rate {
            Some(rate) => rate,
            None if minutes > 0.0 => self.fillers as f64 / minutes,
            None => 0.0,
        }
    }

    /// Whether its numbers are of a size that a take can have. One from the index has not been checked on reading.
    pub(super) fn is_sane(&self) -> bool {
        let rates = [Some(self.wpm), self.filler_rate];
        let sections = self.sections.iter().map(|section| Some(section.wpm));
        let sane = |rate: Option<f64>| rate.is_none_or(|rate| (0.0..=1e9).contains(&rate));
        let counts = [
            self.said,
            self.all,
            self.words,
            self.fillers,
            self.red_flags,
        ];
        rates.into_iter().chain(sections).all(sane)
            && counts.iter().all(|count| *count <= 1_000_000_000)
    }

    /// `take` in numbers, with what its report says and the user about the signals.
    pub(super) fn new(
        take: &Take,
        report: Option<ReportNumbers>,
        corrections: &[Correction],
    ) -> Self {
        let record = take.record();
        let reviewed = report.is_some();
        let overall = report.as_ref().map(|report| report.overall.clone());
        let overall = overall.unwrap_or_default();
        let reviews = report.map(|report| report.sections).unwrap_or_default();
        let red_flags = reviews.iter().map(SectionNumbers::sure_flags).sum();
        let sections: Vec<SectionSummary> = reviews
            .into_iter()
            .map(|section| {
                let spoken = section.spoken(take);
                SectionSummary::new(section, spoken, corrections)
            })
            .collect();
        let spoken: Duration = sections.iter().map(|section| section.spoken).sum();
        let signals = || sections.iter().flat_map(|section| &section.signals);
        Self {
            id: record.id.clone(),
            state: record.state,
            scenario: record.scenario.clone(),
            level: record.level.clone(),
            principle: record.principle.clone(),
            mode: record.mode,
            begun: record.begun.clone(),
            model: record.model.clone(),
            duration: record.duration(),
            spoken: if reviewed { spoken } else { record.duration() },
            target: record.target,
            ceiling: record.ceiling,
            reviewed,
            said: signals()
                .filter(|signal| signal.state == State::Said)
                .count(),
            all: signals().count(),
            words: sections.iter().map(|section| section.words).sum(),
            wpm: overall
                .pace
                .map_or_else(|| wpm_of_all(&sections), |pace| pace.wpm),
            fillers: sections.iter().map(|section| section.fillers).sum(),
            filler_rate: overall.filler_rate.map(|rate| rate.per_minute),
            red_flags,
            corrections: corrections.len(),
            notes: record.notes.len(),
            sections,
        }
    }
}

impl SectionSummary {
    fn new(review: SectionNumbers, spoken: Duration, corrections: &[Correction]) -> Self {
        let signals = review
            .signals
            .into_iter()
            .map(|signal| {
                let verdict = verdict(corrections, &review.section, &signal.say);
                SignalSummary {
                    state: verdict.map_or(signal.judged.unwrap_or(signal.state), Verdict::state),
                    corrected: verdict.is_some(),
                    say: signal.say,
                }
            })
            .collect();
        Self {
            id: review.section,
            state: review.state,
            spoken,
            target: review.target,
            words: review.words,
            wpm: review.wpm,
            fillers: review
                .fillers
                .iter()
                .filter(|filler| filler.certainty == Certainty::Heard)
                .count(),
            signals,
        }
    }
}

/// Words of all sections over the time that their own rates say was spent speaking.
fn wpm_of_all(sections: &[SectionSummary]) -> f64 {
    let spoken = || sections.iter().filter(|section| section.wpm > 0.0);
    let words: usize = spoken().map(|section| section.words).sum();
    let minutes: f64 = spoken()
        .map(|section| section.words as f64 / section.wpm)
        .sum();
    if minutes > 0.0 {
        words as f64 / minutes
    } else {
        0.0
    }
}

/// A report without its words: what a summary takes from `review.json`, and quicker to read than all of it.
#[derive(Debug, Deserialize)]
pub(super) struct ReportNumbers {
    #[serde(default)]
    overall: OverallNumbers,
    sections: Vec<SectionNumbers>,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct OverallNumbers {
    pace: Option<PaceNumbers>,
    filler_rate: Option<RateNumbers>,
}

#[derive(Debug, Clone, Deserialize)]
struct PaceNumbers {
    wpm: f64,
}

#[derive(Debug, Clone, Deserialize)]
struct RateNumbers {
    per_minute: f64,
}

#[derive(Debug, Deserialize)]
struct SectionNumbers {
    section: String,
    state: SectionState,
    #[serde(rename = "duration_s", with = "seconds")]
    duration: Duration,
    #[serde(rename = "target_s", with = "seconds")]
    target: Duration,
    words: usize,
    wpm: f64,
    signals: Vec<SignalNumbers>,
    red_flags: Vec<FlagNumbers>,
    time: Option<SpokenTime>,
    speech: Option<Span>,
    #[serde(default = "yes")]
    transcribed: bool,
    fillers: Vec<FillerNumbers>,
}

impl SectionNumbers {
    /// From the first word to the last. Reports of earlier versions do not say it; of the earliest only the words know.
    fn spoken(&self, take: &Take) -> Duration {
        if let Some(time) = self.time {
            return time.spoken;
        }
        if !self.transcribed {
            return self.duration;
        }
        if self.words == 0 {
            return Duration::ZERO;
        }
        let words = || {
            let heard = take.transcript(&self.section).ok()??;
            let words = heard.words.iter().map(|word| word.span);
            words.reduce(Span::cover)
        };
        self.speech
            .or_else(words)
            .map_or(self.duration, Span::length)
    }

    fn sure_flags(&self) -> usize {
        self.red_flags.iter().filter(|flag| flag.sure).count()
    }
}

fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
struct FlagNumbers {
    #[serde(default = "yes")]
    sure: bool,
}

#[derive(Debug, Deserialize)]
struct FillerNumbers {
    certainty: Certainty,
}

#[derive(Debug, Deserialize)]
struct SignalNumbers {
    say: String,
    state: State,
    judged: Option<State>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::take::record::TakeRecord;
    use crate::take::samples;
    use serde_json::json;

    fn take() -> Take {
        let record = TakeRecord::new("a-take", samples::header(), samples::moment());
        Take::new("a-take".into(), record)
    }

    fn report() -> ReportNumbers {
        let section = |id: &str, words: usize, wpm: f64, state: &str| {
            json!({ "section": id, "state": "complete", "duration_s": 20.0, "target_s": 30, "ceiling_s": null,
                "words": words, "wpm": wpm, "transcript": [{"text": "never read"}],
                "signals": [ { "say": "no ticket", "state": state }, { "say": "I wrote", "state": "said" } ],
                "red_flags": [{}], "pauses": [], "fillers": [{ "certainty": "heard" }, { "certainty": "possible" }], "gaps": [] })
        };
        serde_json::from_value(json!({ "schema": 1, "sections": [
            section("situation", 30, 120.0, "near"), section("action", 60, 180.0, "missing"), section("result", 0, 0.0, "missing"),
        ]}))
        .unwrap()
    }

    #[test]
    fn a_summary_counts_what_the_report_found() {
        let summary = TakeSummary::new(&take(), Some(report()), &[]);
        assert_eq!((summary.said, summary.all, summary.words), (3, 6, 90));
        assert_eq!(
            (summary.fillers, summary.red_flags, summary.corrections),
            (3, 3, 0)
        );
        // 30 words in 15 s and 60 in 20 s.
        assert!(
            (summary.wpm - 90.0 / (35.0 / 60.0)).abs() < 1e-9,
            "{}",
            summary.wpm
        );
    }

    #[test]
    fn rates_over_the_whole_are_those_of_the_report() {
        let mut report = report();
        report.overall = serde_json::from_value(json!({
            "pace": { "wpm": 141.5, "low": 130.0 }, "filler_rate": { "count": 3, "per_minute": 4.5 }
        }))
        .unwrap();
        let summary = TakeSummary::new(&take(), Some(report), &[]);
        assert_eq!((summary.wpm, summary.filler_rate), (141.5, Some(4.5)));
    }

    #[test]
    fn a_correction_counts_in_its_own_section_only() {
        let corrections = [Correction {
            section: "situation".to_owned(),
            say: "no ticket".to_owned(),
            state: Verdict::Said,
        }];
        let summary = TakeSummary::new(&take(), Some(report()), &corrections);
        assert_eq!((summary.said, summary.corrections), (4, 1));
        let states = |section: usize| {
            let signal = &summary.sections[section].signals[0];
            (signal.state, signal.corrected)
        };
        assert_eq!(states(0), (State::Said, true));
        assert_eq!(states(1), (State::Missing, false));
    }

    #[test]
    fn a_take_without_a_report_claims_nothing() {
        let summary = TakeSummary::new(&take(), None, &[]);
        assert!(!summary.reviewed);
        assert_eq!((summary.said, summary.all, summary.wpm), (0, 0, 0.0));
        assert_eq!(summary.fillers_per_minute(), 0.0);
    }
}
