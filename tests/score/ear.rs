//! `make score`, the ear's part: word errors, word times, pauses, hesitations, names, and what is heard in noise, each
//! on the labelled set that goes with it. `SCORE_SHOW=ear` lists what went wrong,
//! `SCORE_EAR=times,pauses` chooses parts (errors, retold, times, pauses, hesitations, invented,
//! names).

#![allow(clippy::unwrap_used, clippy::panic)] // It stops at the first thing that is not as it should be.

#[path = "../ear/made.rs"]
mod made;
#[path = "../ear/measure.rs"]
mod measure;
#[path = "../ear/retold.rs"]
mod retold;
#[path = "../ear/pauses.rs"]
mod silences;

use measure::{
    Boundaries, Clip, Errors, RATE, answers, hear, people, quantile_ms, sentences, sound,
};
use rehearse::transcribe::Hearing;
use rehearse::transcribe::live::Ear;
use rehearse::transcript::Transcript;
use retold::{Fate, Retold};
use silences::Found;

/// A part of the score: its name and what measures it.
type Part = (&'static str, fn(&Ear));

fn main() {
    let ear = measure::ear();
    println!("\nThe ear, with {}", ear.model());
    let parts: [Part; 7] = [
        ("errors", word_errors),
        ("retold", told_again),
        ("times", word_times),
        ("pauses", pauses),
        ("hesitations", hesitations),
        ("invented", nothing_invented),
        ("names", names),
    ];
    let wanted = std::env::var("SCORE_EAR").unwrap_or_default();
    for (name, part) in parts {
        if wanted.is_empty() || wanted.split(',').any(|wanted| wanted == name) {
            part(&ear);
        }
    }
}

/// Whether single mistakes are wanted.
fn show() -> bool {
    std::env::var("SCORE_SHOW").is_ok_and(|wanted| wanted.split(',').any(|part| part == "ear"))
}

fn heard(ear: &Ear, clips: &[Clip]) -> Vec<Transcript> {
    hear(ear, clips.iter().map(|clip| sound(&clip.path)).collect())
}

fn word_errors(ear: &Ear) {
    println!(
        "\n{:<34} {:>6} {:>7} {:>8}",
        "word errors", "words", "errors", "percent"
    );
    let mut sets: Vec<(String, Vec<Clip>)> = Vec::new();
    for set in ["human", "aligned", "pauses", "fillers"] {
        if let Some(clips) = people(set) {
            sets.push((format!("people/{set}"), clips));
        }
    }
    sets.push(("sentences (synthesizers)".to_owned(), sentences()));
    sets.push((
        "recorded answers".to_owned(),
        answers().into_iter().map(|(_, clip)| clip).collect(),
    ));
    for (name, clips) in sets {
        let mut errors = Errors::default();
        for (clip, transcript) in clips.iter().zip(heard(ear, &clips)) {
            let here = Errors::of(&clip.said(), &transcript.text());
            if show() && here.errors > 0 {
                println!(
                    "  {} of {}: {}\n    said  {}\n    heard {}",
                    here.errors,
                    here.words,
                    clip.file,
                    clip.said(),
                    transcript.text()
                );
            }
            if show() {
                transcript
                    .removed
                    .iter()
                    .for_each(|words| println!("  {} removed {words:?}", clip.file));
            }
            errors.add(here);
        }
        println!(
            "{name:<34} {:>6} {:>7} {:>8.2}",
            errors.words,
            errors.errors,
            errors.percent()
        );
    }
}

/// Sentences told two and three times: every word must be heard or told to be not understood.
fn told_again(ear: &Ear) {
    println!(
        "\n{:<34} {:>6} {:>7} {:>6} {:>6} {:>7} {:>8}",
        "told again", "words", "heard", "told", "lost", "astray", "percent"
    );
    // A quarter of them: they are many.
    let sentences: Vec<_> = (retold::sentences(&sentences()).into_iter())
        .step_by(4)
        .collect();
    let mut sets = vec![("sentences (synthesizers)".to_owned(), sentences)];
    for set in ["human", "aligned", "pauses", "fillers"] {
        sets.extend(people(set).map(|clips| (format!("people/{set}"), retold::whole(&clips))));
    }
    for (name, once) in sets {
        for (times, gap_s) in retold::WAYS {
            let all: Vec<Retold> = (once.iter())
                .map(|(name, text, sound)| Retold::new(name, text, sound, times, gap_s))
                .collect();
            let sounds = all.iter().map(|retold| retold.sound.clone()).collect();
            let mut fate = Fate::default();
            for (retold, transcript) in all.iter().zip(hear(ear, sounds)) {
                let here = Fate::of(retold, &transcript);
                if show() && here.lost + here.astray > 0 {
                    println!("  {}: {here:?}\n    {}", retold.name, transcript.text());
                }
                fate.add(here);
            }
            println!(
                "{:<34} {:>6} {:>7} {:>6} {:>6} {:>7} {:>8.2}",
                format!("{name}, x{times} {gap_s} s"),
                fate.said,
                fate.heard,
                fate.told,
                fate.lost,
                fate.astray,
                100.0 * fate.errors as f64 / fate.said.max(1) as f64
            );
        }
    }
}

fn word_times(ear: &Ear) {
    println!(
        "\n{:<34} {:>7} {:>16} {:>16} {:>16}",
        "word times, ms (median, 90 %)", "words", "starts", "ends", "both"
    );
    let mut sets = vec![("sentences (synthesizers)", sentences())];
    for (name, set) in [("people/aligned", "aligned"), ("people/pauses", "pauses")] {
        sets.extend(people(set).map(|clips| (name, clips)));
    }
    for (name, clips) in sets {
        let mut all = Boundaries::default();
        let mut kinds: Vec<(&str, Boundaries)> = Vec::new();
        for (clip, transcript) in clips.iter().zip(heard(ear, &clips)) {
            all.add(&clip.words, &transcript.words);
            let kind = clip.file.split(['-', '_', '.']).next().unwrap_or_default();
            if !kinds.iter().any(|(known, _)| *known == kind) {
                kinds.push((kind, Boundaries::default()));
            }
            let part = kinds.iter_mut().find(|(known, _)| *known == kind);
            part.unwrap().1.add(&clip.words, &transcript.words);
        }
        times(name, &all);
        kinds
            .iter()
            .for_each(|(kind, part)| times(&format!("  {kind}"), part));
    }
}

fn times(name: &str, found: &Boundaries) {
    let pair = |values: &[f64]| {
        format!(
            "{:.0} {:.0}",
            quantile_ms(values, 0.5),
            quantile_ms(values, 0.9)
        )
    };
    println!(
        "{name:<34} {:>7} {:>16} {:>16} {:>16}",
        format!("{}/{}", found.matched, found.labelled),
        pair(&found.starts),
        pair(&found.ends),
        pair(&found.all())
    );
}

fn pauses(_: &Ear) {
    println!(
        "\n{:<34} {:>6} {:>7} {:>9} {:>9}",
        "pauses of 0.5 s or more", "there", "found", "in 50 ms", "invented"
    );
    let mut made = Found::default();
    for (index, clip) in sentences().iter().enumerate() {
        let (sound, silences) = made::with_silences(clip, 5, index as u64);
        made.add(&clip.file, &sound, &silences);
    }
    pause_row("generated", &made);
    if let Some(clips) = people("pauses") {
        let mut found = Found::default();
        for clip in clips {
            found.add(&clip.file, &sound(&clip.path), &clip.pauses);
        }
        pause_row("people/pauses", &found);
    }
}

fn pause_row(name: &str, found: &Found) {
    if show() {
        found.wrong.iter().for_each(|line| println!("  {line}"));
    }
    println!(
        "{name:<34} {:>6} {:>7} {:>9} {:>9}",
        found.there, found.found, found.exact, found.invented
    );
}

fn hesitations(ear: &Ear) {
    println!(
        "\n{:<34} {:>6} {:>7} {:>9} {:>9}",
        "hesitations", "there", "heard", "possible", "invented"
    );
    let fluent: Vec<Clip> = sentences();
    let mut sets = vec![("sentences (fluent)", fluent)];
    for (name, set) in [
        ("people/fillers", "fillers"),
        ("people/aligned (fluent)", "aligned"),
        ("people/human (read)", "human"),
    ] {
        sets.extend(people(set).map(|clips| (name, clips)));
    }
    for (name, clips) in sets {
        let (mut there, mut sure, mut possible, mut invented) = (0, 0, 0, 0);
        for (clip, transcript) in clips.iter().zip(heard(ear, &clips)) {
            let spots = rehearse::review::fillers::spots(&transcript.words);
            let found = rehearse::review::fillers::fillers(&transcript, &spots);
            let said = clip.said();
            let labelled = clip.fillers.len().max(
                said.split(' ')
                    .filter(|word| ["um", "uh", "er", "mm"].contains(word))
                    .count(),
            );
            there += labelled;
            let meets = |filler: &rehearse::transcript::Filler, truth: &measure::Labelled| {
                let (start, end) = (truth.start_s.unwrap_or(0.0), truth.end_s.unwrap_or(0.0));
                filler.span.start.as_seconds() < end + 0.15
                    && start - 0.15 < filler.span.end.as_seconds()
            };
            for truth in &clip.fillers {
                match found.iter().find(|filler| meets(filler, truth)) {
                    Some(filler) if filler.certainty == rehearse::transcript::Certainty::Heard => {
                        sure += 1
                    }
                    Some(_) => possible += 1,
                    None if show() => println!("  {}: missed {truth:?}", clip.file),
                    None => {}
                }
            }
            let extra = found
                .iter()
                .filter(|filler| !clip.fillers.iter().any(|truth| meets(filler, truth)));
            let extra: Vec<_> = extra.collect();
            if clip.fillers.is_empty() && labelled > 0 {
                // Places are not labelled: as many as are said are taken to be those.
                sure += extra.len().min(labelled);
                invented += extra.len().saturating_sub(labelled);
            } else {
                invented += extra.len();
            }
            if show() {
                extra
                    .iter()
                    .for_each(|filler| println!("  {}: extra {filler:?}", clip.file));
            }
        }
        println!("{name:<34} {there:>6} {sure:>7} {possible:>9} {invented:>9}");
    }
}

fn nothing_invented(ear: &Ear) {
    println!("\n{:<34} {:>6} {:>8}", "no speech", "words", "removed");
    let (names, sounds): (Vec<_>, Vec<_>) = made::no_speech().into_iter().unzip();
    for (name, transcript) in names.iter().zip(hear(ear, sounds)) {
        println!(
            "{name:<34} {:>6} {:>8}",
            transcript.words.len(),
            transcript.removed.len()
        );
    }
    println!(
        "\n{:<34} {:>6} {:>7} {:>8}",
        "speech in noise", "words", "errors", "percent"
    );
    let clips: Vec<Clip> = answers()
        .into_iter()
        .filter(|(id, _)| id == "strong")
        .map(|(_, clip)| clip)
        .collect();
    for snr_db in [20.0, 10.0] {
        let noisy = clips.iter().map(|clip| {
            let clean = sound(&clip.path);
            let level = 20.0 * measure::rms(&clean).log10() - snr_db;
            let added = measure::noise(level, clean.len(), 11);
            clean
                .iter()
                .zip(added)
                .map(|(a, b)| a + b)
                .collect::<Vec<f32>>()
        });
        let mut errors = Errors::default();
        for (clip, transcript) in clips.iter().zip(hear(ear, noisy.collect())) {
            errors.add(Errors::of(&clip.said(), &transcript.text()));
        }
        println!(
            "{:<34} {:>6} {:>7} {:>8.2}",
            format!("strong answer at {snr_db} dB"),
            errors.words,
            errors.errors,
            errors.percent()
        );
    }
}

fn names(ear: &Ear) {
    println!(
        "\n{:<34} {:>6} {:>7} {:>11} {:>7}",
        "names", "said", "written", "put right", "falsely"
    );
    let vocabulary: Vec<String> = [
        "webhook",
        "dead-letter queue",
        "SLO",
        "race condition",
        "post-mortem",
    ]
    .map(str::to_owned)
    .to_vec();
    let clips: Vec<Clip> = answers().into_iter().map(|(_, clip)| clip).collect();
    let hearing = Hearing {
        vocabulary: vocabulary.clone(),
        ..Hearing::english("names")
    };
    let jobs = clips
        .iter()
        .map(|clip| (sound(&clip.path), hearing.clone()))
        .collect();
    let transcripts = ear.transcribe_all(jobs, |_| ()).unwrap();
    let (mut said, mut written, mut right, mut falsely) = (0, 0, 0, 0);
    let squeeze = |text: &str| text.to_lowercase().replace([' ', '-', '.', ','], "");
    for (clip, transcript) in clips.iter().zip(&transcripts) {
        let truth = squeeze(&clip.said());
        for term in &vocabulary {
            let term = squeeze(term);
            said += truth.matches(&term).count();
            written += squeeze(&transcript.text())
                .matches(&term)
                .count()
                .min(truth.matches(&term).count());
        }
        for word in transcript.words.iter().filter(|word| word.heard.is_some()) {
            if truth.contains(&squeeze(&word.text)) {
                right += 1;
            } else {
                falsely += 1;
            }
            if show() {
                println!("  {}: {:?} for {:?}", clip.file, word.text, word.heard);
            }
        }
    }
    println!(
        "{:<34} {said:>6} {written:>7} {right:>11} {falsely:>7}",
        "recorded answers"
    );
    let mut errors = Errors::default();
    for (clip, transcript) in clips.iter().zip(&transcripts) {
        errors.add(Errors::of(&clip.said(), &transcript.text()));
    }
    println!(
        "word errors with the vocabulary: {} of {} ({:.2} %)",
        errors.errors,
        errors.words,
        errors.percent()
    );
    let fluent = sentences();
    let jobs = fluent
        .iter()
        .map(|clip| (sound(&clip.path), hearing.clone()))
        .collect();
    let false_ones: Vec<String> = ear
        .transcribe_all(jobs, |_| ())
        .unwrap()
        .iter()
        .flat_map(|transcript| transcript.words.clone())
        .filter(|word| word.heard.is_some())
        .map(|word| format!("{} for {}", word.text, word.heard.unwrap_or_default()))
        .collect();
    println!(
        "{:<34} {:>6} {:>7} {:>11} {:>7}",
        "sentences without them",
        0,
        0,
        0,
        false_ones.len()
    );
    let _ = RATE;
    if show() {
        println!("  {false_ones:?}");
    }
}
