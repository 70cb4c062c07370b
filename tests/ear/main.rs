//! The ear with the real model: words in their places, pauses in theirs, nothing invented, and the same words whether
//! the sound comes in drops or from a file. Floors only; `make score` prints the figures.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests fail loudly, as the tests do"
)]

mod made;
mod measure;
mod pauses;
mod retold;

use std::path::Path;
use std::sync::OnceLock;

use measure::{Boundaries, Clip, Errors, answers, hear, quantile_ms, sentences, sound};
use pauses::Found;
use rehearse::transcribe::Hearing;
use rehearse::transcribe::live::{Ear, EarOptions};
use rehearse::transcribe::model::Models;
use rehearse::transcript::{Transcript, Word, WordTimes};
use retold::{Fate, Retold};

/// One ear for all tests.
fn ear() -> &'static Ear {
    static EAR: OnceLock<Ear> = OnceLock::new();
    EAR.get_or_init(measure::ear)
}

fn clip(name: &str) -> Clip {
    let found = sentences().into_iter().find(|clip| clip.file == name);
    found.unwrap()
}

/// One clip of each kind of synthesizer, heard once for all tests.
fn heard() -> &'static [(Clip, Transcript)] {
    static HEARD: OnceLock<Vec<(Clip, Transcript)>> = OnceLock::new();
    HEARD.get_or_init(|| {
        let names = ["espeak-us-185", "festival-slt", "flite-rms"];
        let clips = names.map(|name| clip(&format!("{name}.flac")));
        let sounds = clips.iter().map(|clip| sound(&clip.path)).collect();
        clips.iter().cloned().zip(hear(ear(), sounds)).collect()
    })
}

fn strong(section: &str) -> Clip {
    let found = answers()
        .into_iter()
        .find(|(id, clip)| id == "strong" && clip.file == section);
    found.unwrap().1
}

#[test]
fn words_are_where_the_synthesizers_say() {
    let mut found = Boundaries::default();
    for (clip, transcript) in heard() {
        found.add(&clip.words, &transcript.words);
    }
    assert!(found.matched * 10 >= found.labelled * 9, "{found:?}");
    for (which, errors) in [("starts", &found.starts), ("ends", &found.ends)] {
        let (median, most) = (quantile_ms(errors, 0.5), quantile_ms(errors, 0.9));
        assert!(median <= 20.0, "{which}: {median} ms at the median");
        assert!(most <= 100.0, "{which}: {most} ms for nine in ten");
    }
}

#[test]
fn words_are_in_order_and_never_overlap() {
    for (clip, transcript) in heard() {
        for pair in transcript.words.windows(2) {
            let apart =
                pair[0].span.start <= pair[0].span.end && pair[0].span.end <= pair[1].span.start;
            assert!(apart, "{}: {pair:?}", clip.file);
        }
    }
}

#[test]
fn fluent_speech_has_no_fillers() {
    for (clip, transcript) in heard() {
        assert!(
            transcript.fillers.is_empty(),
            "{}: {:?}",
            clip.file,
            transcript.fillers
        );
    }
}

#[test]
fn pauses_of_half_a_second_are_found_to_50_ms_and_none_is_invented() {
    let mut found = Found::default();
    for (seed, clip) in sentences().iter().enumerate() {
        let (sound, silences) = made::with_silences(clip, 5, seed as u64);
        found.add(&clip.file, &sound, &silences);
    }
    let wrong = found.wrong.join("\n");
    assert_eq!((found.found, found.invented), (found.there, 0), "{wrong}");
    let share = found.exact as f64 / found.there as f64;
    assert!(
        share >= 0.98,
        "{share:.3} of the pauses are exact:\n{wrong}"
    );
}

#[test]
fn what_is_no_speech_has_no_words_with_any_model_that_is_there() {
    let data = std::env::var_os("REHEARSE_DATA_DIR").unwrap_or_else(|| "target/tmp/models".into());
    let models = Models::new(Path::new(&data));
    let installed = models.installed();
    assert!(!installed.is_empty());
    for model in installed {
        let choice = models.find(Some(&model.name)).unwrap();
        let ear = Ear::load(
            &choice.name,
            &choice.source,
            &measure::detector(),
            &EarOptions::default(),
        )
        .unwrap();
        let (names, sounds): (Vec<_>, Vec<_>) = made::no_speech().into_iter().unzip();
        for (name, transcript) in names.iter().zip(hear(&ear, sounds)) {
            assert_eq!(transcript.text(), "", "{name}, heard by {}", choice.name);
        }
    }
}

#[test]
fn speech_in_noise_10_db_under_it_is_heard() {
    let clip = strong("action");
    let clean = sound(&clip.path);
    let level = 20.0 * measure::rms(&clean).log10() - 10.0;
    let added = measure::noise(level, clean.len(), 11);
    let noisy = clean.iter().zip(added).map(|(a, b)| a + b).collect();
    let transcript = &hear(ear(), vec![noisy])[0];
    let errors = Errors::of(&clip.said(), &transcript.text());
    // White noise at this level costs one word in six or seven here.
    assert!(
        errors.percent() <= 20.0,
        "{errors:?}: {}",
        transcript.text()
    );
}

#[test]
fn misheard_names_are_put_right_and_what_was_heard_is_kept() {
    let vocabulary = ["webhook", "dead-letter queue", "SLO", "race condition"];
    let hearing = Hearing {
        vocabulary: vocabulary.map(str::to_owned).to_vec(),
        ..Hearing::english("result")
    };
    let jobs =
        ["result", "situation"].map(|section| (sound(&strong(section).path), hearing.clone()));
    let transcripts = ear().transcribe_all(jobs.to_vec(), |_| ()).unwrap();
    for transcript in &transcripts {
        let text = transcript.text().to_lowercase();
        assert!(text.contains("webhook"), "{text}");
        for word in transcript.words.iter().filter(|word| word.heard.is_some()) {
            assert!(word.text.contains("webhook"), "{word:?}");
            assert_ne!(word.heard.as_deref(), Some(word.text.as_str()));
        }
    }
}

#[test]
fn live_in_drops_of_any_size_and_from_a_file_the_words_are_the_same_to_the_letter() {
    let sound = sound(&strong("situation").path);
    let whole = &hear(ear(), vec![sound.clone()])[0];
    for seed in [1, 2] {
        assert_eq!(&heard_in_drops(&sound, seed), whole, "seed {seed}");
    }
}

/// What is heard of `sound` when it comes in drops, whose sizes follow from `seed`.
fn heard_in_drops(sound: &[f32], seed: usize) -> Transcript {
    let mut listening = ear().listen(Hearing::english("test")).unwrap();
    let (mut at, mut state) = (0, seed * 7_919);
    while at < sound.len() {
        state = (state * 25_173 + 13_849) % 65_536;
        let end = (at + 1 + state % 9_000).min(sound.len());
        listening.push(&sound[at..end]);
        at = end;
    }
    listening.finish().wait().unwrap()
}

/// One of the sentences in `skipped`, and what is said in it.
fn skipped(name: &str) -> (&'static str, Vec<f32>) {
    let text = match name {
        "pulled" => "I pulled the logs and I found the failures.",
        "wrote" => "After that I wrote a fix and I submitted a pull request.",
        _ => "",
    };
    let folder = measure::root().join("tests/ear/skipped");
    (text, sound(&folder.join(format!("{name}.flac"))))
}

#[test]
fn a_sentence_told_again_is_heard_every_time_and_each_at_its_own_place() {
    let (text, once) = skipped("pulled");
    let all: Vec<Retold> = [2, 3, 4]
        .map(|times| Retold::new("pulled", text, &once, times, 0.2))
        .into();
    let sounds = all.iter().map(|retold| retold.sound.clone()).collect();
    for (retold, transcript) in all.iter().zip(hear(ear(), sounds)) {
        let name = &retold.name;
        let fate = Fate::of(retold, &transcript);
        assert_eq!(
            (fate.heard, fate.told, fate.lost, fate.extra, fate.astray),
            (fate.said, 0, 0, 0, 0),
            "{name}: {}",
            transcript.text()
        );
        assert_eq!(transcript.fillers, [], "{name}");
        let words = transcript.words.len() / retold.tellings.len();
        for (index, word) in transcript.words.iter().enumerate() {
            // The same sound has its words at the same places.
            let first = transcript.words[index % words].span.start.as_seconds();
            let here = word.span.start.as_seconds() - retold.tellings[index / words].0;
            assert!((here - first).abs() < 0.1, "{name}: {word:?} at {here}");
        }
    }
    let most = &all[2].sound;
    assert_eq!(heard_in_drops(most, 3), hear(ear(), vec![most.clone()])[0]);
}

#[test]
fn a_sentence_in_another_language_is_told_and_no_word_or_filler_stands_in_it() {
    let (before, pulled) = skipped("pulled");
    let (after, wrote) = skipped("wrote");
    let (_, german) = skipped("german");
    let gap = vec![0.0; measure::RATE * 6 / 10];
    let sound = [&pulled[..], &gap, &german, &gap, &wrote].concat();
    let seconds = |samples: usize| samples as f64 / measure::RATE as f64;
    let from = seconds(pulled.len() + gap.len());
    let to = from + seconds(german.len());
    let transcript = &hear(ear(), vec![sound])[0];
    let text = transcript.text();
    let told: f64 = (transcript.not_understood.iter())
        .map(|span| {
            let (start, end) = (span.start.as_seconds(), span.end.as_seconds());
            assert!(start > from - 0.2 && end < to + 0.2, "{start} to {end}");
            end - start
        })
        .sum();
    assert!(told > 0.7 * (to - from), "{told} s told: {text}");
    for word in &transcript.words {
        let middle = (word.span.start.as_seconds() + word.span.end.as_seconds()) / 2.0;
        assert!(middle < from || middle > to, "{word:?}");
        assert!(word.span.length().as_secs_f64() < 1.0, "{word:?}");
    }
    assert_eq!(transcript.fillers, []);
    let errors = Errors::of(&format!("{before} {after}"), &text);
    assert!(errors.errors <= 3, "{errors:?}: {text}");
}

#[test]
fn what_is_no_speech_between_two_sentences_is_not_told_as_speech() {
    let (_, pulled) = skipped("pulled");
    let (_, wrote) = skipped("wrote");
    let gap = vec![0.0; measure::RATE * 3 / 10];
    let (names, sounds): (Vec<_>, Vec<_>) = made::no_speech()
        .into_iter()
        .map(|(name, noise)| {
            let noise = &noise[..noise.len().min(3 * measure::RATE)];
            (name, [&pulled[..], &gap, noise, &gap, &wrote].concat())
        })
        .unzip();
    for (name, transcript) in names.iter().zip(hear(ear(), sounds)) {
        assert_eq!(transcript.not_understood, [], "{name}");
    }
}

#[test]
fn another_language_is_placed_by_the_model_and_an_unknown_model_says_that_times_are_rough() {
    let hearing = Hearing {
        language: "de".to_owned(),
        ..Hearing::english("task")
    };
    let options = EarOptions {
        language: "de".to_owned(),
        ..EarOptions::default()
    };
    let (_, speech) = skipped("german");
    for (name, times) in [
        ("base-q8_0", WordTimes::Aligned),
        ("my-own", WordTimes::Contour),
    ] {
        let ear = Ear::load(name, &measure::model(), &measure::detector(), &options).unwrap();
        let jobs = vec![(speech.clone(), hearing.clone())];
        let transcript = ear.transcribe_all(jobs, |_| ()).unwrap().remove(0);
        assert_eq!(
            (transcript.word_times, transcript.language.as_str()),
            (times, "de")
        );
        assert!(transcript.words.len() > 5, "{name}: {}", transcript.text());
        assert!(transcript.fillers.is_empty());
        let ordered = |pair: &[Word]| pair[0].span.end <= pair[1].span.start;
        assert!(
            transcript.words.windows(2).all(ordered),
            "{name}: {:?}",
            transcript.words
        );
    }
}
