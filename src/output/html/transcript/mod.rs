//! The transcript of a section as the page shows it: words in runs, each run marked with what was found in it, and
//! between the words the pauses, the hesitations and the lost sound.

mod runs;

pub use runs::Run;
use runs::{Finding, Item, Writer};

use crate::output::lookup::{section_title, state_label};
use crate::output::report::Report;
use crate::output::wording;
use crate::review::corrections::settled;
use crate::review::reply::Reply;
use crate::review::{Pause, RedFlag, SectionReview};
use crate::signals::{SignalFinding, State};
use crate::time::Span;
use crate::transcript::{Certainty, Filler, Word};

/// Below this probability a word is shown as uncertain. Not a measured threshold: the recogniser's own words in the
/// project's recordings lie above it nine times in ten.
const UNCERTAIN_BELOW: f32 = 0.5;
/// A paragraph ends with the first sentence that ends after so many words.
const PARAGRAPH_WORDS: usize = 90;

/// The class of a signal that the user took back: no sign and no line, but the page can bring it back.
const RETRACTED: &str = "retracted";

/// The paragraphs of section number `index`.
pub fn paragraphs(report: &Report, index: usize) -> Vec<Vec<Run>> {
    let Some(section) = report.sections.get(index) else {
        return Vec::new();
    };
    let telling = Telling {
        words: &section.transcript,
        fillers: &section.fillers,
        pauses: &section.pauses,
        gaps: &section.gaps,
        not_understood: &section.not_understood,
    };
    telling.written(&findings(report, index, section))
}

/// The paragraphs of reply number `index` to a follow-up question, with the phrase to remember marked.
pub fn reply_paragraphs(reply: &Reply, index: usize) -> Vec<Vec<Run>> {
    let phrase = reply.key_phrase.as_ref().and_then(|phrase| {
        Some(Finding {
            name: format!("r{index}"),
            class: wording::state(phrase.state),
            label: signal_label(phrase.state, phrase, None),
            span: Span::new(phrase.start_s?, phrase.end_s?),
        })
    });
    let telling = Telling {
        words: &reply.transcript,
        fillers: &[],
        pauses: &[],
        gaps: &[],
        not_understood: &[],
    };
    telling.written(phrase.as_slice())
}

/// What there is to write down.
#[derive(Clone, Copy)]
struct Telling<'a> {
    words: &'a [Word],
    fillers: &'a [Filler],
    pauses: &'a [Pause],
    gaps: &'a [Span],
    not_understood: &'a [Span],
}

impl Telling<'_> {
    fn written(self, findings: &[Finding]) -> Vec<Vec<Run>> {
        let mut between = between_words(self).into_iter().peekable();
        let mut writer = Writer::default();
        for word in self.words {
            while let Some((_, item)) = between.next_if(|(start, _)| *start < middle(word.span)) {
                writer.push(None, item);
            }
            let here: Vec<usize> = (0..findings.len())
                .filter(|number| holds(findings[*number].span, word.span))
                .collect();
            let ends = word.text.ends_with(['.', '?', '!']);
            writer.push(Some(here), word_item(word, self.fillers));
            if ends && writer.words_in_paragraph >= PARAGRAPH_WORDS {
                writer.end_paragraph();
            }
        }
        for (_, item) in between {
            writer.push(None, item);
        }
        writer.finish(findings)
    }
}

/// The name of signal number `signal` of section number `section`, for the script and the page's own links.
pub fn signal_name(section: usize, signal: usize) -> String {
    format!("s{section}-{signal}")
}

/// The name of red flag number `flag` of section number `section`.
pub fn flag_name(section: usize, flag: usize) -> String {
    format!("f{section}-{flag}")
}

fn findings(report: &Report, index: usize, section: &SectionReview) -> Vec<Finding> {
    let mut found = Vec::new();
    for (owner_index, owner) in report.sections.iter().enumerate() {
        for (number, signal) in owner.signals.iter().enumerate() {
            let (Some(start), Some(end)) = (signal.start_s, signal.end_s) else {
                continue;
            };
            if signal.section == section.section {
                let state = settled(&report.corrections, &owner.section, signal);
                let owner_title = (owner_index != index).then(|| section_title(owner));
                found.push(Finding {
                    name: signal_name(owner_index, number),
                    class: if state == State::Missing {
                        RETRACTED
                    } else {
                        wording::state(state)
                    },
                    label: signal_label(state, signal, owner_title.as_deref()),
                    span: Span::new(start, end),
                });
            }
        }
    }
    let flags = section.red_flags.iter().enumerate();
    found.extend(flags.map(|(number, flag)| Finding {
        name: flag_name(index, number),
        class: "flag",
        label: flag_label(flag),
        span: flag.span,
    }));
    found
}

fn signal_label(state: State, signal: &SignalFinding, owner: Option<&str>) -> String {
    match owner {
        Some(owner) => format!(
            "{}: {} (belongs to {owner})",
            state_label(state),
            signal.say
        ),
        None => format!("{}: {}", state_label(state), signal.say),
    }
}

fn flag_label(flag: &RedFlag) -> String {
    format!("To change: {}", wording::objection(flag))
}

/// Whether the word at `word` belongs to a finding at `finding`: its middle lies inside.
fn holds(finding: Span, word: Span) -> bool {
    let middle = middle(word);
    finding.start.as_seconds() <= middle && middle < finding.end.as_seconds()
}

fn middle(span: Span) -> f64 {
    (span.start.as_seconds() + span.end.as_seconds()) / 2.0
}

fn word_item(word: &Word, fillers: &[Filler]) -> Item {
    let filler = fillers
        .iter()
        .any(|filler| filler.certainty == Certainty::Heard && holds(filler.span, word.span));
    let (kind, title) = if filler {
        ("filler", "Filler".to_owned())
    } else if let Some(heard) = &word.heard {
        ("unsure", format!("Heard as \u{201c}{heard}\u{201d}"))
    } else if word.p < UNCERTAIN_BELOW {
        ("unsure", "Not sure that this was the word".to_owned())
    } else {
        ("word", String::new())
    };
    Item {
        kind,
        text: word.text.clone(),
        title,
    }
}

/// Pauses, lost sound, speech that was not understood and fillers that no word stands for, each with the second where it starts; in order.
fn between_words(telling: Telling<'_>) -> Vec<(f64, Item)> {
    let mut items = Vec::new();
    for pause in telling.pauses {
        let length = wording::seconds(pause.span.length());
        let title = if pause.mid_clause {
            format!("Pause of {length} inside a clause")
        } else {
            format!("Pause of {length}")
        };
        items.push((
            pause.span.start.as_seconds(),
            between("pause", length, title),
        ));
    }
    for gap in telling.gaps {
        let length = wording::seconds(gap.length());
        let title = format!("{length} of sound were lost here");
        items.push((
            gap.start.as_seconds(),
            between("gap", format!("{length} lost"), title),
        ));
    }
    for span in telling.not_understood {
        let text = wording::not_understood(*span);
        let title = "Nobody knows what was said here".to_owned();
        items.push((span.start.as_seconds(), between("unclear", text, title)));
    }
    for filler in telling.fillers {
        let written = filler.certainty == Certainty::Heard
            && telling
                .words
                .iter()
                .any(|word| holds(filler.span, word.span));
        if !written {
            let title = match filler.certainty {
                Certainty::Heard => "Filler",
                Certainty::Possible => "Perhaps a filler",
            };
            let item = between("hesitation", filler.text.clone(), title.to_owned());
            items.push((filler.span.start.as_seconds(), item));
        }
    }
    items.sort_by(|left, right| left.0.total_cmp(&right.0));
    items
}

fn between(kind: &'static str, text: String, title: String) -> Item {
    Item { kind, text, title }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    fn section_of(report: &Report, index: usize) -> Vec<Run> {
        paragraphs(report, index).into_iter().flatten().collect()
    }

    fn text(run: &Run) -> String {
        let words: Vec<&str> = run.items.iter().map(|item| item.text.as_str()).collect();
        words.join(" ")
    }

    #[test]
    fn a_signal_marks_exactly_the_words_that_were_quoted() {
        let report = fixtures::report("strong");
        let runs = section_of(&report, 0);
        for (number, signal) in report.sections[0].signals.iter().enumerate() {
            let name = signal_name(0, number);
            let marked: Vec<String> = runs
                .iter()
                .filter(|run| {
                    run.mark
                        .as_ref()
                        .is_some_and(|mark| mark.findings.contains(&name))
                })
                .map(text)
                .collect();
            assert_eq!(marked.join(" "), signal.quote, "{}", signal.say);
        }
    }

    #[test]
    fn every_word_is_on_the_page_once_and_in_order() {
        for name in ["strong", "partial", "weak"] {
            let report = fixtures::report(name);
            for (index, section) in report.sections.iter().enumerate() {
                let words: Vec<String> = section_of(&report, index)
                    .iter()
                    .flat_map(|run| &run.items)
                    .filter(|item| ["word", "filler", "unsure"].contains(&item.kind))
                    .map(|item| item.text.clone())
                    .collect();
                let heard: Vec<&str> = section
                    .transcript
                    .iter()
                    .map(|word| word.text.as_str())
                    .collect();
                assert_eq!(words, heard, "{name}, {}", section.section);
            }
        }
    }

    #[test]
    fn what_the_user_took_back_is_no_longer_marked() {
        let mut report = fixtures::report("strong");
        report
            .corrections
            .push(crate::review::corrections::Correction {
                section: "situation".to_owned(),
                say: "I noticed".to_owned(),
                state: crate::review::corrections::Verdict::Missing,
            });
        let runs = section_of(&report, 0);
        let mark = runs.iter().find_map(|run| run.mark.as_ref()).unwrap();
        assert_eq!(
            (mark.findings.as_str(), mark.classes.as_str()),
            ("s0-0", RETRACTED)
        );
    }

    #[test]
    fn a_hesitation_that_only_the_sound_holds_stands_between_its_words() {
        let report = fixtures::report("partial");
        let runs = section_of(&report, 2);
        let items: Vec<&Item> = runs.iter().flat_map(|run| &run.items).collect();
        let place = items
            .iter()
            .position(|item| item.kind == "hesitation")
            .unwrap();
        assert_eq!(items[place].text, "um");
        assert!(place > 0 && place + 1 < items.len());
    }
}
