//! The pages of takes, opened in a real browser: what is clicked is heard, what is spoken is lit, nothing leaves the
//! page, and everybody can use it.
//!
//! Rust makes the pages, each a folder in a temporary one; `tests/page/*.test.mjs` opens them in Chromium and holds
//! the claims. Without Chromium, Node or the packages these tests fail: `.ci/setup test` installs all three.
//! `REHEARSE_KEEP_PAGES=DIR` leaves the pages in DIR, for looking at.

#![allow(clippy::unwrap_used, clippy::expect_used)] // Helpers of tests, which clippy does not know as such.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rehearse::output::history::StoryHistory;
use rehearse::output::html::{Page, Sound, render, render_history};
use rehearse::output::report::Report;
use rehearse::review::SectionState;
use rehearse::review::corrections::{Correction, Verdict};
use rehearse::review::reply::judge;
use rehearse::scenario::Scenario;
use rehearse::take::TakeSummary;
use rehearse::time::Span;
use rehearse::transcript::{Transcript, Word};

/// What somebody might say or write who means harm, or nothing but a pair of brackets.
const EVIL: &str =
    "</script><script>window.hacked = true</script><img src=x onerror=\"window.hacked = true\">";

#[test]
fn the_page_keeps_its_promises_in_a_browser() {
    let temporary = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("REHEARSE_KEEP_PAGES").map(PathBuf::from);
    let home = kept.unwrap_or_else(|| temporary.path().to_owned());
    make_pages(&home);
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page");
    assert!(
        tests.join("node_modules/playwright-core").is_dir()
            && tests.join("node_modules/axe-core").is_dir(),
        "tests/page/node_modules is not complete; `.ci/setup test` installs it"
    );
    let output = Command::new("node")
        .args(["--test", "--test-reporter=spec"])
        .arg(tests.join("page.test.mjs"))
        .env("PAGES", &home)
        .env("BROWSER", browser())
        .output()
        .expect("Node is missing; `.ci/setup test` installs it");
    println!("{}", String::from_utf8_lossy(&output.stdout));
    println!("{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "not every claim above holds");
}

/// The browser's program, by any of its names.
fn browser() -> PathBuf {
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|program| program.exists())
        .expect("Chromium is missing; `.ci/setup test` installs it")
}

fn make_pages(home: &Path) {
    for name in ["strong", "partial", "weak"] {
        let report = report(name);
        let sounds = copied_sounds(&home.join(name), &report, name);
        write(home, name, &report, &sounds);
    }
    write_corrected(home);
    write_interrupted(home);
    write_unheard(home);
    write_hostile(home);
    write_follow_ups(home);
    write_one_recording(home);
    write_half_hour(home);
    write_single_file(home);
    write_history(home);
}

/// The user has overruled two judgements, one each way.
fn write_corrected(home: &Path) {
    let mut report = report("partial");
    for (section, say, state) in [
        ("situation", "I noticed", Verdict::Missing),
        ("situation", "no alert", Verdict::Said),
    ] {
        report.corrections.push(Correction {
            section: section.to_owned(),
            say: say.to_owned(),
            state,
        });
    }
    let sounds = copied_sounds(&home.join("corrected"), &report, "partial");
    write(home, "corrected", &report, &sounds);
}

/// A stretch of the first section was not understood. The program died in the third: it is cut off, what follows was never told, and one file is gone.
fn write_interrupted(home: &Path) {
    let mut report = report("strong");
    let sounds = copied_sounds(&home.join("interrupted"), &report, "strong");
    report.sections[2].state = SectionState::Partial;
    report.sections[0].not_understood = vec![Span::from_seconds(5.0, 8.1)];
    for section in &mut report.sections[3..] {
        section.state = SectionState::Skipped;
        section.duration = Duration::ZERO;
        section.transcript.clear();
        section.words = 0;
        section.wpm = 0.0;
        section.pace = None;
        section.signals.clear();
        section.red_flags.clear();
    }
    write(home, "interrupted", &report, &sounds[..3]);
    std::fs::remove_file(home.join("interrupted/task.wav")).unwrap();
}

/// Nobody spoke.
fn write_unheard(home: &Path) {
    let mut report = report("weak");
    for section in &mut report.sections {
        section.state = SectionState::Silent;
        section.transcript.clear();
        section.pauses.clear();
        section.fillers.clear();
        section.red_flags.clear();
        (section.words, section.wpm, section.pace) = (0, 0.0, None);
        section.signals.retain(|signal| signal.start_s.is_none());
    }
    let sounds = copied_sounds(&home.join("unheard"), &report, "weak");
    write(home, "unheard", &report, &sounds);
}

/// Every text that a scenario, a recogniser or a user can bring holds markup.
fn write_hostile(home: &Path) {
    let mut report = report("partial");
    let sounds = copied_sounds(&home.join("hostile"), &report, "partial");
    for text in [
        &mut report.question,
        &mut report.title,
        &mut report.take,
        &mut report.model,
        &mut report.begun,
        &mut report.level_title,
        &mut report.principle_title,
    ] {
        EVIL.clone_into(text);
    }
    report.notes.push(EVIL.to_owned());
    for point in &mut report.next {
        EVIL.clone_into(&mut point.advice);
    }
    for section in &mut report.sections {
        EVIL.clone_into(&mut section.title);
        for word in section.transcript.iter_mut().step_by(3) {
            EVIL.clone_into(&mut word.text);
            word.heard = Some(EVIL.to_owned());
        }
        for signal in &mut section.signals {
            signal.say.push_str(EVIL);
            signal.quote.push_str(EVIL);
            signal.hint = Some(EVIL.to_owned());
            signal.heard = Some(EVIL.to_owned());
        }
        for flag in &mut section.red_flags {
            flag.quote.push_str(EVIL);
            flag.why.push_str(EVIL);
        }
    }
    let mut scenario = scenario();
    for section in &mut scenario.sections {
        EVIL.clone_into(&mut section.example);
        EVIL.clone_into(&mut section.coach);
        EVIL.clone_into(&mut section.mistake.what);
        EVIL.clone_into(&mut section.mistake.cost);
    }
    write_page(home, "hostile", &report, Some(&scenario), &sounds);
}

/// Two follow-up questions were asked; the second got no answer.
fn write_follow_ups(home: &Path) {
    let mut report = report("strong");
    let mut sounds = copied_sounds(&home.join("follow-ups"), &report, "strong");
    let scenario = scenario();
    let section = report.sections[3].clone();
    let wav = home.join("follow-ups/reply-1.wav");
    std::fs::copy(voices("strong").join("result.wav"), &wav).unwrap();
    sounds.push(Sound::beside("reply-1", &wav, None).unwrap());
    for (id, asked, words) in [
        ("reply-1", &scenario.follow_ups[0], section.transcript),
        ("reply-2", &scenario.follow_ups[1], Vec::new()),
    ] {
        let mut heard = Transcript::silent("base-q8_0", "en", section.duration);
        heard.voiced.extend(words.first().map(|word| word.span));
        heard.words = words;
        let length = section.duration;
        report
            .replies
            .push(judge(id, asked, length, Some(&heard), &scenario.vocabulary));
    }
    write(home, "follow-ups", &report, &sounds);
}

/// One recording holds all sections, as after a mock interview.
fn write_one_recording(home: &Path) {
    let folder = home.join("one-recording");
    let report = report("strong");
    let length: f64 = report.total.duration_s;
    let wav = folder.join("answer.wav");
    std::fs::create_dir_all(&folder).unwrap();
    write_tone(&wav, 16_000, length);
    let mut from = 0.0;
    let mut sounds = Vec::new();
    for section in &report.sections {
        let to = from + section.duration.as_secs_f64();
        let part = Some(Span::from_seconds(from, to));
        sounds.push(Sound::beside(&section.section, &wav, part).unwrap());
        from = to;
    }
    write(home, "one-recording", &report, &sounds);
}

/// Thirty minutes, six a section, with a word every 0.4 s.
fn write_half_hour(home: &Path) {
    let folder = home.join("half-hour");
    std::fs::create_dir_all(&folder).unwrap();
    let report = half_hour();
    let sounds: Vec<Sound> = report
        .sections
        .iter()
        .map(|section| {
            let wav = folder.join(format!("{}.wav", section.section));
            write_tone(&wav, 8000, section.duration.as_secs_f64());
            Sound::beside(&section.section, &wav, None).unwrap()
        })
        .collect();
    write(home, "half-hour", &report, &sounds);
}

fn half_hour() -> Report {
    let mut report = report("strong");
    for section in &mut report.sections {
        let words = section.transcript.clone();
        section.duration = Duration::from_secs(360);
        section.transcript = (0..900)
            .map(|index| Word {
                span: Span::from_seconds(f64::from(index) * 0.4, f64::from(index) * 0.4 + 0.35),
                ..words[index as usize % words.len()].clone()
            })
            .collect();
        section.words = 900;
    }
    report.total.duration_s = 1800.0;
    report
}

/// The sound travels inside the page.
fn write_single_file(home: &Path) {
    let report = report("weak");
    let sounds: Vec<Sound> = report
        .sections
        .iter()
        .map(|section| {
            let wav = voices("weak").join(format!("{}.wav", section.section));
            Sound::inside(&section.section, &wav, None).unwrap()
        })
        .collect();
    write(home, "single-file", &report, &sounds);
}

/// Fourteen takes of the first story that slowly become better, and two of another; and no take at all.
fn write_history(home: &Path) {
    let mut takes: Vec<TakeSummary> = (0..14)
        .map(|number| summary(number, "webhook-drop"))
        .collect();
    takes[6].sections[3].state = SectionState::Skipped;
    takes[6].wpm = 0.0;
    takes[12].sections[0].signals[3].corrected = true;
    takes[9].sections[1].signals[1].say = EVIL.to_owned();
    takes.extend([20, 21].map(|number| summary(number, "slow-checkout")));
    for (name, takes) in [("history", takes), ("no-history", Vec::new())] {
        let stories = StoryHistory::of_all(takes, &[scenario()]);
        let html = render_history(&stories, &|take| Some(format!("{}/report.html", take.id)));
        std::fs::create_dir_all(home.join(name)).unwrap();
        std::fs::write(home.join(name).join("report.html"), html.unwrap()).unwrap();
    }
}

/// Take number `number` in numbers: of a story with the first scenario's signals, more of them said every time.
fn summary(number: u32, story: &str) -> TakeSummary {
    let mut asked = 0;
    let sections: Vec<serde_json::Value> = report("strong")
        .sections
        .iter()
        .zip([0.7, 1.3, 0.9, 1.1, 1.25])
        .map(|(section, haste)| {
            let signals: Vec<_> = section
                .signals
                .iter()
                .map(|signal| {
                    asked += 1;
                    let state = match (asked * 7 + number * 5) % 23 {
                        _ if asked == 10 => "missing",
                        rest if rest < number + 8 => "said",
                        rest => ["missing", "near", "elsewhere", "missing", "denied"][rest as usize % 5],
                    };
                    serde_json::json!({ "say": signal.say, "state": state })
                })
                .collect();
            let length = section.target.as_secs_f64() * haste * (1.2 - f64::from(number) * 0.02);
            serde_json::json!({ "id": section.section, "state": "complete", "spoken_s": length,
                "target_s": section.target.as_secs_f64(), "words": 60, "wpm": 130.0, "fillers": 2, "signals": signals })
        })
        .collect();
    let level = if number > 3 { "sde2" } else { "sde1" };
    let principle = ["bias-for-action", "ownership"][number as usize % 2];
    serde_json::from_value(serde_json::json!({
        "id": format!("2026-11-{:02}T2104-{story}", number + 1), "state": "finished", "scenario": story,
        "level": level, "principle": principle,
        "mode": "practice", "begun": format!("2026-11-{:02}T21:04:00+01:00", number + 1), "model": "base-q8_0",
        "duration_s": 194.0 - f64::from(number) * 2.0, "spoken_s": 190.0 - f64::from(number) * 2.0, "target_s": 175, "ceiling_s": null, "reviewed": true,
        "said": 9 + number / 2, "all": 23, "words": 400, "wpm": 182.0 - f64::from(number * 7 % 40), "fillers": 24 - number,
        "red_flags": 1, "corrections": u32::from(number == 12), "sections": sections,
    }))
    .unwrap()
}

fn report(name: &str) -> Report {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reports");
    let json = std::fs::read_to_string(path.join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&json).unwrap()
}

fn scenario() -> Scenario {
    let source = include_str!("../scenarios/webhook-drop.toml");
    Scenario::parse("webhook-drop", "webhook-drop.toml", source).unwrap()
}

fn voices(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/voices")
        .join(name)
}

/// The recorded answer `name`, copied into `folder`.
fn copied_sounds(folder: &Path, report: &Report, name: &str) -> Vec<Sound> {
    std::fs::create_dir_all(folder).unwrap();
    let copied = |section: &str| {
        let wav = folder.join(format!("{section}.wav"));
        std::fs::copy(voices(name).join(format!("{section}.wav")), &wav).unwrap();
        Sound::beside(section, &wav, None).unwrap()
    };
    report
        .sections
        .iter()
        .map(|section| copied(&section.section))
        .collect()
}

fn write_tone(path: &Path, rate_hz: u32, seconds: f64) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: rate_hz,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for index in 0..(seconds * f64::from(rate_hz)) as u32 {
        let swell = (index / rate_hz % 7) as i16 * 1000;
        let frame = if index / 20 % 2 == 0 { swell } else { -swell };
        writer.write_sample(frame).unwrap();
    }
    writer.finalize().unwrap();
}

fn write(home: &Path, name: &str, report: &Report, sounds: &[Sound]) {
    write_page(home, name, report, Some(&scenario()), sounds);
}

fn write_page(
    home: &Path,
    name: &str,
    report: &Report,
    scenario: Option<&Scenario>,
    sounds: &[Sound],
) {
    let page = Page {
        report,
        scenario,
        sounds,
    };
    let folder = home.join(name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("report.html"), render(&page).unwrap()).unwrap();
}
