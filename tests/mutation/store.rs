//! The files of the store: a take's record, words, report, corrections and notes of its progress, and the index.
//! Whatever is in them, the program lists, opens, reviews and shows takes or says what is wrong, and the take beside it
//! is as it was.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rehearse::output::history::{self, StoryHistory};
use rehearse::output::html::{SoundPlace, page_of_take, render_history};
use rehearse::output::report::Report;
use rehearse::output::text::Style;
use rehearse::output::{compare, terminal};
use rehearse::scenario::Scenario;
use rehearse::session::assess;
use rehearse::take::{
    AttemptState, Ended, Header, Mode, Moment, Progress, SectionRecord, Store, Take, WavFacts,
};
use rehearse::time::{Offset, PauseMark, Span};
use rehearse::transcript::{Transcript, Word};

use crate::mutate::{Corpus, Original};

/// Small, because every input is judged against it.
const STORY: &str = r#"
title = "The broken build"
question = "Tell me about a time you fixed something that was not yours."

[[section]]
kind = "action"
target = "30s"
signals = ["I noticed"]

[[section]]
kind = "result"
target = "20s"
signals = ["no ticket"]
"#;

/// Names and values that files of the store consist of.
const WORDS: &[&[u8]] = &[
    b"1e300",
    b"-1",
    b"1e18",
    b"18446744073709551615",
    b"0.0000001",
    b"null",
    b"true",
    b"[]",
    b"{}",
    b"\"\"",
    b"\"../../x\"",
    b"\"/dev/zero\"",
    b"\"complete\"",
    b"\"recording\"",
    b"\"action\"",
    b"\"length_s\":",
    b"\"schema\": 99,",
    b"\\u0000",
    b"\\ud800",
    b"\xFF",
    b"[[[[[[[[[[[[[[[[",
];

/// One second takes longer on a busy machine.
const WITHIN: Duration = Duration::from_secs(20);

fn words() -> Transcript {
    let text = [
        "I", "noticed", "it", "broke.", "There", "was", "no", "ticket.",
    ];
    let word = |(index, text): (usize, &str)| Word {
        text: text.to_owned(),
        span: Span::from_seconds(index as f64 * 0.5, index as f64 * 0.5 + 0.4),
        p: 0.9,
        heard: None,
    };
    let words: Vec<Word> = text.into_iter().enumerate().map(word).collect();
    Transcript {
        voiced: words.iter().map(|word| word.span).collect(),
        words,
        ..Transcript::silent("base-q8_0", "en", Duration::from_secs(5))
    }
}

/// A store with two finished takes and one that was cut off; what is damaged is in the second.
fn store(home: &Path, scenario: &Scenario) -> (Store, Vec<PathBuf>) {
    let store = Store::open(home);
    let mut dirs = Vec::new();
    for minute in [4, 5, 6] {
        let begun = Moment::parse(&format!("2026-11-23T21:{minute:02}:12+01:00")).unwrap();
        let header = Header {
            scenario: "broken-build".to_owned(),
            question: scenario.question.clone(),
            level: scenario.levels[0].id.clone(),
            principle: scenario.principles[0].id.clone(),
            mode: Mode::Practice,
            language: "en".to_owned(),
            budget: None,
            target: Duration::from_secs(50),
            ceiling: None,
            device: "Test microphone".to_owned(),
            model: "base-q8_0".to_owned(),
            sections: ["action", "result"]
                .map(|id| SectionRecord::new(id, Duration::from_secs(25), None))
                .to_vec(),
        };
        let mut take = store.begin(header, begun).unwrap();
        take.save_scenario(STORY).unwrap();
        for id in ["action", "result"] {
            let wav = take.begin_attempt(id, 16_000).unwrap();
            std::fs::write(wav, b"sound").unwrap();
            let (start, end) = (Offset::from_seconds(1.0), Offset::from_seconds(1.2));
            let pause = PauseMark {
                at: start,
                lasted: Duration::from_secs(1),
            };
            if minute == 6 {
                let progress =
                    Progress::new(vec![Span::new(start, end)], vec![pause], vec![start, end]);
                take.note_progress(id, &progress).unwrap();
                continue;
            }
            let ended = Ended {
                state: AttemptState::Complete,
                length: Duration::from_secs(5),
                gaps: vec![Span::new(start, end)],
                pauses: vec![pause],
                marks: Vec::new(),
            };
            take.end_attempt(id, ended).unwrap();
            take.save_transcript(id, 1, &words()).unwrap();
        }
        if minute < 6 {
            let plan = assess::plan_of(take.take().record(), scenario).unwrap();
            let report = assess::report(take.take(), scenario, &plan, None).unwrap();
            take.save_report(&report).unwrap();
            take.correct("action", "I noticed", None).unwrap();
            let missing = Some(rehearse::review::corrections::Verdict::Missing);
            take.correct("action", "I noticed", missing).unwrap();
            take.finish().unwrap();
        }
        dirs.push(take.take().dir().to_owned());
    }
    store.list().unwrap();
    (store, dirs)
}

fn five_seconds(_: &Path) -> std::io::Result<WavFacts> {
    Ok(WavFacts {
        rate_hz: 16_000,
        length: Duration::from_secs(5),
    })
}

/// Does with the store what commands do.
fn use_all(store: &Store, scenario: &Scenario, good: &str) -> Result<(), String> {
    let (listing, repaired) = store
        .list_repaired(&five_seconds)
        .map_err(|error| error.to_string())?;
    for one in &repaired {
        if let Err(error) = &one.outcome
            && error.to_string().is_empty()
        {
            return Err("an error without words".to_owned());
        }
    }
    if !listing.takes.iter().any(|take| take.id == good) {
        return Err(format!("{good} is not listed any more"));
    }
    let mut out = Vec::new();
    let mut reports: Vec<Report> = Vec::new();
    for name in store.names().map_err(|error| error.to_string())? {
        if name == good {
            continue;
        }
        let Ok(take) = Take::read(&store.takes_dir().join(&name)) else {
            continue;
        };
        let _ = take.record().duration();
        let Some(plan) = assess::plan_of(take.record(), scenario) else {
            continue;
        };
        let judged = assess::report(&take, scenario, &plan, None);
        for report in judged.into_iter().chain(take.report().ok().flatten()) {
            terminal::print(&report, &mut out, Style::PLAIN).map_err(|error| error.to_string())?;
            page_of_take(&take, &report, Some(scenario), SoundPlace::Beside)
                .map_err(|error| format!("no page: {error}"))?;
            reports.push(report);
        }
    }
    for pair in reports.windows(2) {
        if let Some(change) = compare::Comparison::of(&pair[0], &pair[1]) {
            compare::print(&change, &mut out, Style::PLAIN).map_err(|error| error.to_string())?;
        }
    }
    let _ = history::csv(&listing.takes);
    let stories = StoryHistory::of_all(listing.takes, std::slice::from_ref(scenario));
    history::print(&stories, &mut out, Style::PLAIN).map_err(|error| error.to_string())?;
    render_history(&stories, &|_| None).map_err(|error| error.to_string())?;
    Ok(())
}

#[test]
fn damaged_files_of_the_store_end_in_a_report_or_an_error_and_harm_no_other_take() {
    let scenario = Scenario::parse("broken-build", "broken-build.toml", STORY).unwrap();
    let home = tempfile::tempdir().unwrap();
    let (store, dirs) = store(home.path(), &scenario);
    let good = dirs[0].file_name().unwrap().to_str().unwrap().to_owned();
    let paths: Vec<PathBuf> = [
        "take.json",
        "action.transcript.json",
        "review.json",
        "corrections.json",
    ]
    .map(|name| dirs[1].join(name))
    .into_iter()
    .chain(["take.json", "action.progress.json"].map(|name| dirs[2].join(name)))
    .chain([home.path().join("index.json")])
    .collect();
    let originals: Vec<Original> = paths
        .iter()
        .map(|path| Original {
            name: path
                .strip_prefix(home.path())
                .unwrap()
                .to_string_lossy()
                .into_owned(),
            bytes: std::fs::read(path).unwrap(),
        })
        .collect();
    let untouched = std::fs::read(dirs[0].join("take.json")).unwrap();
    let corpus = Corpus {
        originals: &originals,
        words: WORDS,
        count: 1_000,
    };
    corpus.each(|input| {
        for (path, original) in paths.iter().zip(&originals) {
            std::fs::write(path, &original.bytes).unwrap();
        }
        std::fs::write(home.path().join(&input.name), &input.bytes).unwrap();
        let begun = Instant::now();
        use_all(&store, &scenario, &good)?;
        if begun.elapsed() > WITHIN {
            return Err(format!("took {:.1?}", begun.elapsed()));
        }
        let now = std::fs::read(dirs[0].join("take.json")).unwrap();
        if now == untouched {
            Ok(())
        } else {
            Err("changed another take".to_owned())
        }
    });
}
