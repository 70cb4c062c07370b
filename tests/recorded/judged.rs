//! What the user's own word and the silences around the speech do to a report, in every form that it is given out.

use std::path::Path;
use std::sync::OnceLock;

use serde_json::{Value, json};

use super::support::program::{Program, Said, voice};
use super::support::sound;
use super::{json as parsed, sections, told};

/// A copy of the store in which the weak answer was told.
fn weak() -> Program {
    let program = Program::new();
    copy(&told().weak.0.data(), &program.data());
    program
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in from.read_dir().unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

fn good(said: Said) -> String {
    assert_eq!(said.code, 0, "{}", said.err);
    said.out
}

fn signal<'a>(report: &'a Value, section: &str, say: &str) -> &'a Value {
    let section = sections(report)
        .iter()
        .find(|one| one["section"] == section)
        .unwrap();
    let mut signals = section["signals"].as_array().unwrap().iter();
    signals.find(|one| one["say"] == say).unwrap()
}

fn review(program: &Program) -> Value {
    parsed(&program.run(&["review", "--json", "-"]))
}

#[test]
fn every_output_follows_a_correction_and_its_undoing() {
    let program = weak();
    let before = review(&program);
    let judged = signal(&before, "action", "I traced")["state"].clone();
    assert_ne!(judged, "said");
    let said = before["overall"]["said"].as_u64().unwrap();
    let action: Vec<String> = signals_of(&before, "action");
    assert!(points(&before).contains("I pulled"), "{}", points(&before));

    let out = good(program.run(&["correct", "latest", "I traced", "said"]));
    let now = format!("{} of 23 signals are said now.", said + 1);
    assert!(out.contains(&now), "{out}");

    let after = review(&program);
    let traced = signal(&after, "action", "I traced");
    assert_eq!(
        (&traced["state"], &traced["judged"]),
        (&json!("said"), &judged)
    );
    assert_eq!(after["overall"]["said"], said + 1);
    let kept = std::fs::read(program.takes()[0].join("review.json")).unwrap();
    let kept: Value = serde_json::from_slice(&kept).unwrap();
    assert_eq!(kept["overall"]["said"], said + 1, "the stored report");
    assert_eq!(kept["next"], after["next"], "the stored points");

    let printed = good(program.run(&["review", "--plain"]));
    assert!(
        printed.contains("I traced: said (your correction)"),
        "{printed}"
    );
    assert!(printed.contains(&format!("{} of 23 signals said", said + 1)));
    let table = good(program.run(&["export", "--format", "csv"]));
    let row = table
        .lines()
        .find(|line| line.contains(",I traced,"))
        .unwrap();
    assert!(
        row.contains("said") && row.contains("your correction"),
        "{row}"
    );
    let document = good(program.run(&["export", "--format", "md"]));
    assert!(document.contains("said (your correction)"));
    let other: Value =
        serde_json::from_str(&good(program.run(&["export", "--format", "json"]))).unwrap();
    assert_eq!(other["overall"]["said"], said + 1);
    let history = good(program.run(&["history", "--csv"]));
    assert!(
        history
            .lines()
            .nth(1)
            .unwrap()
            .contains(&format!(",{},23,", said + 1)),
        "{history}"
    );
    let list = good(program.run(&["takes", "--plain"]));
    assert!(
        list.contains(&format!("{} of 23 signals", said + 1)),
        "{list}"
    );
    good(program.run(&["review", "--html"]));
    let page = std::fs::read_to_string(program.takes()[0].join("report.html")).unwrap();
    assert!(page.contains(&format!("<strong id=\"said-count\">{}</strong>", said + 1)));
    assert!(
        page.contains(&format!("data-say=\"I traced\" data-found={judged}")),
        "the page can undo it"
    );

    // With all of the action said, no point asks for any of it.
    for say in &action {
        good(program.run(&["correct", "latest", say, "said", "--section", "action"]));
    }
    let all = review(&program);
    for say in &action {
        assert!(
            !points(&all).contains(say.as_str()),
            "{say}: {}",
            points(&all)
        );
    }
    let stale = program.run(&["correct", "latest", "I traced", "said"]);
    assert!(
        stale.out.contains("rehearse review"),
        "the page is older: {}",
        stale.out
    );

    for say in &action {
        good(program.run(&["correct", "latest", say, "undo", "--section", "action"]));
    }
    let undone = review(&program);
    assert_eq!(undone["overall"], before["overall"]);
    assert_eq!(undone["next"], before["next"]);
    assert!(
        signal(&undone, "action", "I traced")
            .get("judged")
            .is_none()
    );
}

fn signals_of(report: &Value, id: &str) -> Vec<String> {
    let section = sections(report).iter().find(|one| one["section"] == id);
    let signals = section.unwrap()["signals"].as_array().unwrap();
    signals
        .iter()
        .map(|signal| signal["say"].as_str().unwrap().to_owned())
        .collect()
}

fn points(report: &Value) -> String {
    let points = report["next"].as_array().unwrap().iter();
    let advice = points.map(|point| point["advice"].as_str().unwrap());
    advice.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_the_user_takes_back_counts_as_missing_when_a_run_is_asked_to_fail() {
    let program = Program::new();
    copy(&told().strong.0.data(), &program.data());
    let fails = || program.run(&["review", "--fail-on", "missing"]).code;
    assert_eq!(fails(), 0);
    good(program.run(&["correct", "latest", "I traced", "missing"]));
    assert_eq!(fails(), 1);
    let report = review(&program);
    assert!(points(&report).contains("I traced"), "{}", points(&report));
    let table = good(program.run(&["export", "--format", "csv"]));
    let row = table
        .lines()
        .find(|line| line.contains(",I traced,"))
        .unwrap();
    assert!(
        row.contains(",missing,,,,your correction"),
        "no words for it: {row}"
    );
    good(program.run(&["correct", "latest", "I traced", "undo"]));
    assert_eq!(fails(), 0);
}

#[test]
fn a_correction_saved_from_the_page_counts_in_every_reader() {
    let program = weak();
    let take = program.takes()[0].clone();
    let name = take.file_name().unwrap().to_str().unwrap();
    let file = json!({ "schema": 1, "take": name, "corrections": [
        { "section": "action", "say": "I traced", "state": "said" } ] });
    std::fs::write(take.join("corrections.json"), file.to_string()).unwrap();
    let said = |report: &Value| report["overall"]["said"].as_u64().unwrap();
    assert_eq!(said(&review(&program)), said(&told().weak.1) + 1);
    // Taken back by removing the file, it counts nowhere, although the stored report may have it.
    good(program.run(&["correct", "latest", "I wrote", "said"]));
    std::fs::remove_file(take.join("corrections.json")).unwrap();
    assert_eq!(said(&review(&program)), said(&told().weak.1));
    let list = good(program.run(&["takes", "--plain"]));
    let now = format!("{} of 23 signals", said(&told().weak.1));
    assert!(list.contains(&now), "{list}");
}

#[test]
fn notes_are_shown_wherever_the_take_is() {
    let program = weak();
    let record = program.takes()[0].join("take.json");
    let mut take: Value = serde_json::from_slice(&std::fs::read(&record).unwrap()).unwrap();
    take["notes"] = json!([
        { "section": "action", "at": take["begun"], "text": "slow down <here>" },
        { "at": take["begun"], "text": "smile" },
    ]);
    std::fs::write(&record, take.to_string()).unwrap();
    for (arguments, words) in [
        (vec!["review", "--plain"], "Your note: "),
        (vec!["export", "--format", "md"], "Your note: "),
        (vec!["export", "--format", "csv"], ",your note,"),
        (vec!["review", "--json", "-"], "\"your_notes\""),
    ] {
        let out = good(program.run(&arguments));
        let shown = out.contains(words) && out.contains("slow down") && out.contains("smile");
        assert!(shown, "{arguments:?}: {out}");
    }
    good(program.run(&["review", "--html"]));
    let page = std::fs::read_to_string(program.takes()[0].join("report.html")).unwrap();
    assert!(page.contains("Your note: slow down &lt;here&gt;") && page.contains("smile"));
    assert!(good(program.run(&["takes", "--plain"])).contains("2 notes"));
    assert!(good(program.run(&["history", "--plain"])).contains("2 notes"));
}

/// The strong situation with `before`, `middle` and `after` seconds of silence around and inside it, as a report.
fn with_silence(before: f64, middle: f64, after: f64) -> (Program, Value) {
    let (rate, frames) = sound::read_wav(&voice("strong", "situation"));
    let silence = |seconds: f64| vec![0.0_f32; (seconds * f64::from(rate)) as usize];
    // The quietest tenth of a second in the middle half: between two words.
    let tenth = rate as usize / 10;
    let half = frames.len() / 4..frames.len() * 3 / 4;
    let quietest = half.step_by(tenth / 2).min_by(|&one, &other| {
        let level = |at: usize| sound::rms_dbfs(&frames[at..at + tenth]);
        level(one).total_cmp(&level(other))
    });
    let cut = quietest.unwrap() + tenth / 2;
    let mut all = silence(before);
    all.extend(&frames[..cut]);
    all.extend(silence(middle));
    all.extend(&frames[cut..]);
    all.extend(silence(after));
    let program = Program::new();
    let folder = program.path("told");
    std::fs::create_dir(&folder).unwrap();
    sound::write_wav(&folder.join("situation.wav"), rate, &all);
    let report = parsed(&program.run(&[
        "run",
        "webhook-drop",
        "--section",
        "situation",
        "--input",
        folder.to_str().unwrap(),
        "--json",
        "-",
    ]));
    (program, report)
}

/// The situation as it is, and with 7 s of silence before, in the middle and after.
fn silences() -> &'static [(Program, Value); 2] {
    static TOLD: OnceLock<[(Program, Value); 2]> = OnceLock::new();
    TOLD.get_or_init(|| [with_silence(0.0, 0.0, 0.0), with_silence(7.0, 7.0, 7.0)])
}

#[test]
fn silence_around_and_inside_a_telling_is_told_apart_from_it() {
    let [(_, plain), (program, silent)] = silences();
    let time = |report: &Value, part: &str| -> f64 {
        report["sections"][0]["time"][part].as_f64().unwrap()
    };
    let spoken = time(plain, "spoken_s");
    assert!(
        (time(silent, "spoken_s") - spoken - 7.0).abs() < 0.3,
        "{silent}"
    );
    assert!((time(silent, "silent_s") - 7.0).abs() < 1.0);
    for part in ["before_s", "after_s"] {
        assert!(
            (time(silent, part) - time(plain, part) - 7.0).abs() < 0.3,
            "{part}"
        );
    }
    assert_eq!(silent["sections"][0]["timing"], "in_time");
    assert!(
        silent["total"]["duration_s"].as_f64().unwrap() > 41.0,
        "the recording"
    );
    assert!(silent["total"]["time"]["spoken_s"].as_f64().unwrap() < 36.0);
    assert!(!points(silent).contains("Leave out"), "{}", points(silent));

    let printed = good(program.run(&["review", "--plain"]));
    assert!(printed.contains("of it silent"), "{printed}");
    assert!(
        printed.contains("of silence before the first word and"),
        "{printed}"
    );
    let document = good(program.run(&["export", "--format", "md"]));
    assert!(document.contains("of it silent") && document.contains("before the first word"));
    let table = good(program.run(&["history", "--csv"]));
    let head: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let column = head.iter().position(|name| *name == "spoken_s").unwrap();
    let spoken_s: f64 = table
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .nth(column)
        .unwrap()
        .parse()
        .unwrap();
    assert!((spoken_s - spoken - 7.0).abs() < 0.3, "{table}");
}

#[test]
fn a_take_of_an_earlier_version_is_listed_with_its_spoken_time() {
    let (told, report) = &silences()[1];
    let program = Program::new();
    copy(&told.data(), &program.data());
    let path = program.takes()[0].join("review.json");
    let mut old: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    old["total"].as_object_mut().unwrap().remove("time");
    let section = old["sections"][0].as_object_mut().unwrap();
    section.remove("time");
    let spoken = report["sections"][0]["time"]["spoken_s"].as_f64().unwrap();
    for field in ["", "speech"] {
        old["sections"][0].as_object_mut().unwrap().remove(field);
        std::fs::write(&path, old.to_string()).unwrap();
        let table = good(program.run(&["history", "--csv"]));
        let spoken_s: f64 = table
            .lines()
            .nth(1)
            .unwrap()
            .rsplit(',')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        assert!(
            (spoken_s - spoken).abs() < 0.3,
            "without {field:?}: {table}"
        );
    }
}

#[test]
fn nothing_claims_that_there_was_no_filler() {
    for (program, _) in [&told().weak, &told().strong] {
        for arguments in [
            vec!["review", "--plain"],
            vec!["export", "--format", "md"],
            vec!["history", "--plain"],
        ] {
            let out = good(program.run(&arguments)).to_lowercase();
            let claims = out.replace("no fillers heard", "");
            assert!(!claims.contains("no filler"), "{arguments:?}: {out}");
        }
    }
}
