//! Whole tellings, from transcripts to findings.

use proptest::prelude::*;

use super::sample::{answer, heard, plan, scenario, told};
use super::*;
use crate::transcript::{Certainty, Filler, Word, WordTimes};

fn reviewed(told: &[Told<'_>]) -> Review {
    let scenario = scenario();
    review(&scenario, &plan(&scenario), told, &Limits::default())
}

#[test]
fn sections_stand_in_the_order_of_the_plan_whatever_the_order_of_telling() {
    let answer = answer("strong");
    let mut told = told(&answer);
    told.reverse();
    let ids: Vec<String> = reviewed(&told)
        .sections
        .into_iter()
        .map(|section| section.section)
        .collect();
    assert_eq!(ids, ["situation", "task", "action", "result", "reflection"]);
}

#[test]
fn what_was_not_told_is_skipped_and_wants_no_signals() {
    let answer = answer("strong");
    let review = reviewed(&told(&answer)[2..3]);
    let states: Vec<SectionState> = review
        .sections
        .iter()
        .map(|section| section.state)
        .collect();
    assert_eq!(states[0], SectionState::Skipped);
    assert_eq!(states[2], SectionState::Complete);
    assert_eq!(review.overall.signals, 7);
    assert_eq!(review.overall.timing, Timing::Unknown);
    assert!(review.sections[0].signals.is_empty());
}

#[test]
fn a_recording_without_speech_is_silent() {
    let silent = Transcript::silent("base-q8_0", "en", Duration::from_secs(20));
    let told = [Told {
        section: "task",
        state: SectionState::Complete,
        length: Duration::from_secs(20),
        transcript: Some(&silent),
        gaps: &[],
    }];
    let section = reviewed(&told).sections.swap_remove(1);
    assert_eq!(section.state, SectionState::Silent);
    assert_eq!(section.timing, Timing::Unknown);
    assert_eq!((section.words, section.pace), (0, None));
}

/// The action, told with three seconds of speech, behind a silence, that were not understood.
fn unclear() -> Transcript {
    let mut told = heard(
        "I pulled the delivery logs from every host and I compared them with the orders. <1.2> Then",
    );
    told.words.pop();
    let voice = told.voiced.pop().unwrap();
    let stretch = Span::new(voice.start, voice.start + Duration::from_secs(3));
    told.voiced.push(stretch);
    told.not_understood.push(stretch);
    told.length = stretch.end.since_start();
    told
}

#[test]
fn speech_that_was_not_understood_is_speaking_but_no_pace() {
    let told = unclear();
    let mut clear = told.clone();
    clear.not_understood.clear();
    clear.voiced.pop();
    let judged = |heard: &Transcript| {
        let told = [Told {
            section: "action",
            state: SectionState::Complete,
            length: heard.length,
            transcript: Some(heard),
            gaps: &[],
        }];
        reviewed(&told).sections.swap_remove(2)
    };
    let (section, without) = (judged(&told), judged(&clear));
    assert_eq!(section.not_understood, told.not_understood);
    // It belongs to the telling: the silence before it is a pause, and the speaking goes on to its end.
    assert_eq!(section.pauses.len(), 1);
    assert!(!section.pauses[0].mid_clause);
    assert_eq!(section.speech.unwrap().end, told.not_understood[0].end);
    assert_eq!(section.speaking, without.speaking + Duration::from_secs(3));
    // Words a minute are counted where words were understood.
    assert_eq!(section.pace, without.pace);
    assert_eq!(section.wpm, without.wpm);
}

#[test]
fn a_section_of_which_nothing_was_understood_is_not_silent_and_gets_no_such_advice() {
    let mut told = unclear();
    told.words.clear();
    let told = [Told {
        section: "action",
        state: SectionState::Complete,
        length: told.length,
        transcript: Some(&told),
        gaps: &[],
    }];
    let review = reviewed(&told);
    assert_eq!(review.sections[2].state, SectionState::Complete);
    assert!(
        !review
            .next
            .iter()
            .any(|advice| advice.finding == Finding::Silent),
        "{:?}",
        review.next
    );
}

#[test]
fn a_recording_that_nobody_listened_to_claims_nothing_about_its_words() {
    let told = [Told {
        section: "task",
        state: SectionState::Partial,
        length: Duration::from_secs(20),
        transcript: None,
        gaps: &[],
    }];
    let review = reviewed(&told);
    let section = &review.sections[1];
    assert!(!section.transcribed);
    assert!(section.signals.is_empty() && section.pace.is_none());
    assert_eq!(review.next, []);
}

#[test]
fn fillers_are_no_words_and_do_not_quicken_the_pace() {
    let fluent = heard("I pulled the logs and then I traced the race to a retry.");
    let halting = heard("I pulled, um, the logs and, you know, then I traced the race to a retry.");
    let words = |transcript: &Transcript| {
        let told = [Told {
            section: "action",
            state: SectionState::Complete,
            length: transcript.length,
            transcript: Some(transcript),
            gaps: &[],
        }];
        reviewed(&told).sections[2].words
    };
    assert_eq!(words(&fluent), 13);
    assert_eq!(words(&halting), 13);
}

#[test]
fn another_language_has_no_filler_count() {
    let mut german = heard("Ich, um, habe die Logs geholt und dann den Fehler gefunden.");
    german.language = "de".to_owned();
    let told = [Told {
        section: "action",
        state: SectionState::Complete,
        length: german.length,
        transcript: Some(&german),
        gaps: &[],
    }];
    let section = reviewed(&told).sections.swap_remove(2);
    assert_eq!(section.filler_rate, None);
    assert_eq!(section.fillers, []);
}

#[test]
fn text_without_times_has_signals_and_no_measures() {
    let mut text = heard("I pulled the logs and I traced the failures to a race condition.");
    text.voiced.clear();
    text.length = Duration::ZERO;
    for word in &mut text.words {
        word.span = Span::default();
    }
    let told = [Told {
        section: "action",
        state: SectionState::Complete,
        length: Duration::ZERO,
        transcript: Some(&text),
        gaps: &[],
    }];
    let review = reviewed(&told);
    let section = &review.sections[2];
    assert_eq!(section.wpm, 0.0);
    assert_eq!(section.pace, None);
    assert_eq!(section.timing, Timing::Unknown);
    assert_eq!(section.signals.len(), 7);
    assert!(review.overall.pace.is_none() && review.overall.filler_rate.is_none());
}

#[test]
fn pace_over_the_whole_is_words_over_all_speaking_time() {
    let answer = answer("strong");
    let review = reviewed(&told(&answer));
    let words: usize = review.sections.iter().map(|section| section.words).sum();
    let speaking: Duration = review.sections.iter().map(|section| section.speaking).sum();
    let pace = review.overall.pace.unwrap();
    assert!((pace.wpm - words as f64 * 60.0 / speaking.as_secs_f64()).abs() < 0.1);
    assert_eq!((pace.low, pace.high), (pace.wpm, pace.wpm));
}

prop_compose! {
    fn any_word()(text in "[a-zA-Z',.? -]{0,9}|um,|\\PC{0,6}", start_s in 0.0f64..60.0, length_s in 0.0f64..3.0) -> Word {
        Word { text, span: Span::from_seconds(start_s, start_s + length_s), p: 0.5, heard: None }
    }
}

prop_compose! {
    fn any_span()(start_s in 0.0f64..60.0, length_s in 0.0f64..9.0) -> Span {
        Span::from_seconds(start_s, start_s + length_s)
    }
}

fn any_spans() -> impl Strategy<Value = Vec<Span>> {
    prop::collection::vec(any_span(), 0..12).prop_map(|mut spans| {
        spans.sort();
        spans
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_transcript_makes_it_panic_and_every_number_is_one(
        words in prop::collection::vec(any_word(), 0..20),
        voiced in any_spans(),
        gaps in any_spans(),
        fillers in any_spans(),
        seconds in 0u64..100,
    ) {
        let length = Duration::from_secs(seconds);
        let transcript = Transcript {
            words,
            voiced,
            fillers: fillers
                .into_iter()
                .map(|span| Filler { text: "um".to_owned(), span, certainty: Certainty::Possible })
                .collect(),
            word_times: WordTimes::Contour,
            ..Transcript::silent("text", "en", length)
        };
        let told = [Told {
            section: "action",
            state: SectionState::Complete,
            length,
            transcript: Some(&transcript),
            gaps: &gaps,
        }];
        let review = reviewed(&told);
        let section = &review.sections[2];
        prop_assert!(review.next.len() <= findings::MOST);
        prop_assert!(section.wpm.is_finite() && section.wpm >= 0.0);
        if let Some(pace) = &section.pace {
            prop_assert!(pace.low <= pace.wpm + 5.0 && pace.wpm <= pace.high + 5.0, "{:?}", pace);
        }
        for pause in &section.pauses {
            prop_assert!(pause.span.length() >= Duration::from_secs(1));
        }
    }

    #[test]
    fn a_silence_inside_is_listed_once_and_slows_nothing(
        before in 3usize..20, after in 3usize..20, silence_ms in 1000u64..9000,
    ) {
        let phrase = |count: usize| vec!["word"; count].join(" ");
        let silence_s = silence_ms as f64 / 1000.0;
        let broken = heard(&format!("{} <{silence_s}> {}", phrase(before), phrase(after)));
        let fluent = heard(&phrase(before + after));
        let pace_of = |transcript: &Transcript| {
            let told = [Told {
                section: "action",
                state: SectionState::Complete,
                length: transcript.length,
                transcript: Some(transcript),
                gaps: &[],
            }];
            let section = reviewed(&told).sections.swap_remove(2);
            (section.wpm, section.pauses)
        };
        let (wpm, pauses) = pace_of(&broken);
        prop_assert_eq!(pauses.len(), 1);
        prop_assert_eq!(pauses[0].span.length().as_millis() as u64, silence_ms);
        prop_assert_eq!(wpm, pace_of(&fluent).0);
    }
}
