//! The points for the next take, in a sentence or two each: what to do, and the words that it rests on.

use std::time::Duration;

use super::{cited, length, listed, place, quoted, seconds, set_length, words_a_minute};
use crate::output::report::Point;
use crate::review::impact::Link;
use crate::review::{Advice, Evidence, Finding, FlagKind, RedFlag, SectionReview};
use crate::scenario::SectionKind;
use crate::time::Span;

/// More labels than this in one sentence are only counted.
const MOST_LABELS: usize = 3;

/// What to do where no deed of the speaker's was heard.
const OWN_STEPS: &str = "say what you did yourself, and start each step with “I”";

/// What to do where no number was heard.
const NUMBERS: &str = "give the number before, the number after and what it was worth";

/// `advice` in words. `sections` gives the titles, `scenario` the name that the user types.
#[must_use]
pub fn point(advice: &Advice, sections: &[SectionReview], scenario: &str) -> Point {
    let about = advice
        .section
        .as_ref()
        .and_then(|id| sections.iter().find(|section| &section.section == id));
    let whole = sections
        .iter()
        .all(|section| section.state == crate::review::SectionState::Complete);
    let scene = Scene {
        title: about.map_or("The whole answer", title),
        kind: about.and_then(|section| section.kind),
        sections,
        whole,
        scenario,
    };
    Point {
        finding: name(&advice.finding).to_owned(),
        section: advice.section.clone().unwrap_or_default(),
        advice: scene.sentence(&advice.finding),
    }
}

/// The section's title, or its id where a report holds none.
#[must_use]
pub fn title(section: &SectionReview) -> &str {
    if section.title.is_empty() {
        &section.section
    } else {
        &section.title
    }
}

/// The name of a finding in the report's JSON.
fn name(finding: &Finding) -> &'static str {
    match finding {
        Finding::Silent => "silent",
        Finding::MissingSignals { .. } => "missing_signals",
        Finding::NearSignal { .. } => "near_signal",
        Finding::Misplaced { .. } => "misplaced_signal",
        Finding::NoDeed { .. } => "no_deed",
        Finding::NoNumber { .. } => "no_number",
        Finding::MissingLinks { .. } => "missing_links",
        Finding::PlayedDown { .. } => "played_down",
        Finding::DeniedSignal { .. } => "denied_signal",
        Finding::Flag { .. } => "red_flag",
        Finding::TooLong { .. } => "too_long",
        Finding::Long { .. } => "long",
        Finding::TooShort { .. } => "too_short",
        Finding::TooFast { .. } => "too_fast",
        Finding::TooSlow { .. } => "too_slow",
        Finding::LongPause { .. } => "long_pause",
        Finding::Fillers { .. } => "fillers",
        Finding::LostSound { .. } => "lost_sound",
        Finding::Keep { .. } => "keep",
    }
}

/// What a sentence is about.
struct Scene<'a> {
    title: &'a str,
    kind: Option<SectionKind>,
    /// All sections, for their titles.
    sections: &'a [SectionReview],
    /// Whether every section was told to its end.
    whole: bool,
    scenario: &'a str,
}

impl Scene<'_> {
    fn sentence(&self, finding: &Finding) -> String {
        match finding {
            Finding::Silent => self.silent(),
            Finding::MissingSignals { say, of, flag } => self.missing(say, *of, flag.as_ref()),
            Finding::NearSignal {
                say,
                evidence,
                hint,
            } => near(say, evidence, hint.as_deref()),
            Finding::Misplaced {
                say,
                said_in,
                evidence,
            } => self.misplaced(say, said_in, evidence),
            Finding::NoDeed { flag } => self.lacking(OWN_STEPS, flag.as_ref()),
            Finding::NoNumber { flag } => self.lacking(NUMBERS, flag.as_ref()),
            Finding::MissingLinks { links } => self.missing_links(links),
            Finding::PlayedDown { topic, time, of } => self.played_down(topic, *time, *of),
            Finding::DeniedSignal {
                say,
                evidence,
                missing,
            } => denied(say, evidence, missing),
            Finding::Flag { flag, count } => flagged(flag, *count),
            Finding::TooLong {
                duration,
                target,
                ceiling,
                silent,
            } => self.too_long(*duration, *target, *ceiling, *silent),
            Finding::Long {
                duration,
                target,
                silent,
            } => self.long(*duration, *target, *silent),
            Finding::TooShort {
                duration,
                target,
                silent,
            } => self.too_short(*duration, *target, *silent),
            Finding::TooFast { wpm, up_to } => too_fast(*wpm, *up_to),
            Finding::TooSlow { wpm, from } => too_slow(*wpm, *from),
            Finding::LongPause { span, mid_clause } => self.long_pause(*span, *mid_clause),
            Finding::Fillers {
                count,
                per_minute,
                cluster,
            } => self.fillers(*count, *per_minute, cluster.map(|span| place(span.start))),
            Finding::LostSound { lost } => self.lost_sound(*lost),
            Finding::Keep { said } => self.keep(*said),
        }
    }

    fn silent(&self) -> String {
        let what = if self.kind.is_some() {
            format!("No speech was heard in {}.", self.title)
        } else {
            "No speech was heard.".to_owned()
        };
        format!("{what} Check the microphone with “rehearse mic”, then tell it again.")
    }

    fn missing(&self, say: &[String], of: usize, flag: Option<&RedFlag>) -> String {
        let quotes: Vec<String> = say.iter().map(|label| quoted(label)).collect();
        let quotes = listed(&quotes, MOST_LABELS);
        let few = say.len() * 2 <= of;
        let first = if few {
            format!("In {}, add {quotes}.", self.title)
        } else {
            let purpose = match self.kind {
                Some(SectionKind::Situation) => "say what you saw and why you acted",
                Some(SectionKind::Task) => "say what was yours to do and what was not",
                Some(SectionKind::Action) => "say what you did yourself",
                Some(SectionKind::Result) => "say what came of it",
                Some(SectionKind::Reflection) => "say what this story taught you",
                None => "say what the story needs",
            };
            format!("In {}, {purpose}: {quotes}.", self.title)
        };
        match flag {
            Some(flag) => format!("{first} {}", consequence(flag)),
            None => first,
        }
    }

    fn lacking(&self, what_to_do: &str, flag: Option<&RedFlag>) -> String {
        let first = format!("In {}, {what_to_do}.", self.title);
        match flag {
            Some(flag) => format!("{first} {}", consequence(flag)),
            None => first,
        }
    }

    fn missing_links(&self, links: &[Link]) -> String {
        let links: Vec<String> = links
            .iter()
            .map(|link| super::link(*link).to_owned())
            .collect();
        format!(
            "In {}, say also {}.",
            self.title,
            listed(&links, links.len())
        )
    }

    fn played_down(&self, topic: &str, time: Duration, of: Duration) -> String {
        format!(
            "In {}, {} of {} went to {topic}. This telling wants it short: one sentence.",
            self.title,
            length(time),
            length(of)
        )
    }

    fn misplaced(&self, say: &str, said_in: &str, evidence: &Evidence) -> String {
        let heard = cited(&evidence.quote, evidence.at);
        let there = self
            .sections
            .iter()
            .find(|section| section.section == said_in)
            .map_or(said_in, title);
        format!(
            "You said {heard} in {there}. Say {} in {} too: the listener waits for it there.",
            quoted(say),
            self.title
        )
    }

    fn too_long(
        &self,
        duration: Duration,
        target: Duration,
        ceiling: Option<Duration>,
        silent: Duration,
    ) -> String {
        let limit = match ceiling {
            Some(ceiling) => format!("over its ceiling of {}", set_length(ceiling)),
            None => format!("far over its target of {}", set_length(target)),
        };
        let what = if fits_without(duration, silent, target) {
            "The words fit: practise what comes after each silence.".to_owned()
        } else {
            format!(
                "Cut it to {}: keep what the listener must hear and drop the rest.",
                set_length(target)
            )
        };
        format!(
            "{} took {}{}, {limit}. {what}",
            self.title,
            length(duration),
            silence(silent)
        )
    }

    fn long(&self, duration: Duration, target: Duration, silent: Duration) -> String {
        let what = if fits_without(duration, silent, target) {
            "The words fit: practise what comes after each silence."
        } else {
            "Leave out one detail that nobody needs."
        };
        format!(
            "{} took {}{} instead of {}. {what}",
            self.title,
            length(duration),
            silence(silent),
            set_length(target)
        )
    }

    fn too_short(&self, duration: Duration, target: Duration, silent: Duration) -> String {
        let more = match self.kind {
            Some(SectionKind::Action) | None => "say how you did each step",
            Some(SectionKind::Result) => "say what it meant in numbers",
            _ => "one more fact makes it stronger",
        };
        format!(
            "{} took {}{} of {}. There is time to spare: {more}.",
            self.title,
            length(duration),
            silence(silent),
            set_length(target)
        )
    }

    fn long_pause(&self, span: Span, mid_clause: bool) -> String {
        let inside = if mid_clause {
            ", inside a sentence"
        } else {
            ""
        };
        format!(
            "{} was silent for {} at {}{inside}. Practise the sentence that comes next there.",
            self.title,
            seconds(span.length()),
            place(span.start)
        )
    }

    fn lost_sound(&self, lost: Duration) -> String {
        format!(
            "{} of {} was lost while recording: the computer was busy or stood still. Close other programs, or choose another microphone: see “rehearse devices”.",
            seconds(lost),
            self.title
        )
    }

    fn fillers(&self, count: usize, per_minute: f64, cluster: Option<String>) -> String {
        let crowd = cluster
            .map(|at| format!(", close together from {at} on in {}", self.title))
            .unwrap_or_default();
        format!(
            "{count} fillers, about {per_minute:.0} a minute{crowd}. Where an “um” wants to come, say nothing: a short silence sounds calm."
        )
    }

    fn keep(&self, said: usize) -> String {
        let praise = if said > 0 {
            "Every signal was heard, and nothing needs to change."
        } else {
            "Nothing needs to change."
        };
        let next = if self.whole {
            format!(
                "Keep it. Next, tell it without the list: “rehearse run {} --cold”.",
                self.scenario
            )
        } else {
            format!(
                "Keep it. Next, tell the whole answer: “rehearse run {}”.",
                self.scenario
            )
        };
        format!("{praise} {next}")
    }
}

/// How much of a length was silence, in brackets behind it; empty when none was.
fn silence(silent: Duration) -> String {
    if silent.is_zero() {
        return String::new();
    }
    format!(" ({} of it silent)", seconds(silent))
}

/// Whether what was spoken of `duration` is near the target when its silences are left out.
fn fits_without(duration: Duration, silent: Duration, target: Duration) -> bool {
    !silent.is_zero() && duration.saturating_sub(silent) <= target.mul_f64(1.2)
}

fn near(say: &str, evidence: &Evidence, hint: Option<&str>) -> String {
    let heard = cited(&evidence.quote, evidence.at);
    let hint = hint.map_or_else(|| "Say all of it.".to_owned(), str::to_owned);
    format!("{heard} is close to {}. {hint}", quoted(say))
}

fn too_fast(wpm: (f64, f64), up_to: f64) -> String {
    format!(
        "You spoke {}. Stop for a breath at the end of each sentence: up to {up_to:.0} is easy to follow.",
        words_a_minute(wpm.0, wpm.1)
    )
}

fn too_slow(wpm: (f64, f64), from: f64) -> String {
    format!(
        "You spoke {}. Know the first words of each sentence before you start: from {from:.0} on it is easy to listen to.",
        words_a_minute(wpm.0, wpm.1)
    )
}

fn denied(say: &str, evidence: &Evidence, missing: &[String]) -> String {
    let heard = cited(&evidence.quote, evidence.at);
    let first = format!(
        "You said {heard}, but the story needs the opposite: {}.",
        quoted(say)
    );
    if missing.is_empty() {
        return first;
    }
    let missing: Vec<String> = missing.iter().map(|label| quoted(label)).collect();
    format!("{first} Say {}, too.", listed(&missing, MOST_LABELS))
}

fn flagged(flag: &RedFlag, count: usize) -> String {
    let again = match count {
        0 | 1 => String::new(),
        2 => "There is one more like it.".to_owned(),
        more => format!("There are {} more like it.", more - 1),
    };
    let parts = [consequence(flag), super::mend(flag), again];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// What the words of a flag do to the listener.
fn consequence(flag: &RedFlag) -> String {
    let heard = cited(&flag.quote, Some(flag.span.start));
    match flag.kind {
        FlagKind::We => format!("{heard} hides your part."),
        FlagKind::Others => format!("{heard} gives the work to somebody else."),
        FlagKind::Passive => format!("{heard} does not say who did it."),
        FlagKind::Assigned => format!("After {heard} a listener thinks that it was given to you."),
        FlagKind::HandOff => format!("{heard} passes the problem on."),
        FlagKind::EmptyResult => format!("{heard} cannot be measured."),
        FlagKind::GenericLesson => format!("{heard} fits any story."),
        FlagKind::Scenario if flag.why.trim().is_empty() => {
            format!("You said {heard}. {}", super::why(flag.kind))
        }
        FlagKind::Scenario => format!("You said {heard}. {}", flag.why.trim()),
    }
}
