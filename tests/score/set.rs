//! Labelled sentences and how the checker does on them. Used by `make score` and by the test that holds it to its goals.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rehearse::review::flags;
use rehearse::scenario::Section;
use rehearse::scenario::catalog::Catalog;
use rehearse::signals::{Checker, State};

use rehearse::transcript::{Word, written};
use serde::Deserialize;

/// One labelled text.
#[derive(Debug, Deserialize)]
pub struct Row {
    pub id: String,
    pub scenario: String,
    pub section: String,
    pub text: String,
    #[serde(default)]
    pub said: Vec<String>,
    #[serde(default)]
    pub near: Vec<String>,
    #[serde(default)]
    pub denied: Vec<String>,
    #[serde(default)]
    pub flags: Vec<LabelledFlag>,
    #[serde(default)]
    pub style: String,
    #[serde(default)]
    pub trap: Option<String>,
    /// Whether its red flags are labelled without their kinds.
    #[serde(skip)]
    pub any_kind: bool,
}

/// A red flag as labelled.
#[derive(Debug, Deserialize)]
pub struct LabelledFlag {
    pub kind: String,
    pub quote: String,
}

/// What stands for the kind of a red flag where none is labelled.
const ANY: &str = "of any kind";

/// Hits, false alarms and misses.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Tally {
    pub hit: usize,
    pub extra: usize,
    pub missed: usize,
}

impl Tally {
    pub fn precision(&self) -> f64 {
        share(self.hit, self.hit + self.extra)
    }

    pub fn recall(&self) -> f64 {
        share(self.hit, self.hit + self.missed)
    }

    pub fn f1(&self) -> f64 {
        share(2 * self.hit, 2 * self.hit + self.extra + self.missed)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// How a set went.
#[derive(Debug, Default)]
pub struct Score {
    pub rows: usize,
    pub signals: usize,
    /// For every state: said, near, denied, missing.
    pub states: BTreeMap<&'static str, Tally>,
    /// `said` for every style, traps with their kind.
    pub kinds: BTreeMap<String, (usize, Tally)>,
    /// Signals whose opposite was said and that were ticked all the same.
    pub denied_ticked: usize,
    pub flags: BTreeMap<String, Tally>,
    /// One line for every wrong judgement.
    pub wrong: Vec<String>,
}

/// The rows of a JSON lines file.
pub fn rows(path: &Path) -> Vec<Row> {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{}: {error}: {line}", path.display()))
        })
        .collect()
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Where a story of the sets lies that is not shipped.
fn story(name: &str) -> PathBuf {
    root().join(format!("tests/signals/stories/{name}.toml"))
}

/// Whether the story is one of the sets' own, and not shipped.
pub fn is_own(name: &str) -> bool {
    story(name).exists()
}

/// What the catalog calls the story `name`: a path for one of the sets' own.
pub fn story_of(name: &str) -> String {
    if is_own(name) {
        story(name).to_string_lossy().into_owned()
    } else {
        name.to_owned()
    }
}

/// Checks the text of every row and counts.
pub fn score(rows: &[Row]) -> Score {
    score_words(rows, |row| written(&row.text))
}

/// Checks the words of every row, which may be others than its text, and counts.
pub fn score_words(rows: &[Row], mut words: impl FnMut(&Row) -> Vec<Word>) -> Score {
    let mut score = Score::default();
    let catalog = Catalog::new(None);
    let mut checkers: BTreeMap<String, (rehearse::scenario::Scenario, Checker)> = BTreeMap::new();
    for row in rows {
        let (scenario, checker) = checkers.entry(row.scenario.clone()).or_insert_with(|| {
            let scenario = catalog
                .load(&story_of(&row.scenario))
                .expect("a scenario")
                .scenario;
            let sections: Vec<&Section> = scenario.sections.iter().collect();
            let checker = Checker::new(&sections, &scenario.vocabulary);
            (scenario, checker)
        });
        let own = scenario
            .sections
            .iter()
            .position(|section| section.id == row.section)
            .expect("a section");
        let spoken = words(row);
        let told: Vec<&[Word]> = (0..scenario.sections.len())
            .map(|index| if index == own { &spoken[..] } else { &[] })
            .collect();
        let found = checker.find(&told, &[]);
        score.rows += 1;
        let section = &scenario.sections[own];
        let text: Vec<&str> = spoken.iter().map(|word| word.text.as_str()).collect();
        let text = text.join(" ");
        judge(row, &text, &found[own], &mut score);
        judge_flags(row, &text, &flags::find(section, &spoken), &mut score);
    }
    score
}

fn judge(row: &Row, text: &str, found: &[rehearse::signals::SignalFinding], score: &mut Score) {
    for finding in found {
        let expected = if row.said.contains(&finding.say) {
            "said"
        } else if row.near.contains(&finding.say) {
            "near"
        } else if row.denied.contains(&finding.say) {
            "denied"
        } else {
            "missing"
        };
        let got = match finding.state {
            State::Said => "said",
            State::Near => "near",
            State::Denied => "denied",
            State::Missing | State::Elsewhere => "missing",
        };
        score.signals += 1;
        let kind = match &row.trap {
            Some(trap) => format!("trap: {trap}"),
            None => row.style.clone(),
        };
        let entry = score.kinds.entry(kind).or_default();
        entry.0 += 1;
        if expected == got {
            score.states.entry(got).or_default().hit += 1;
        } else {
            score.states.entry(got).or_default().extra += 1;
            score.states.entry(expected).or_default().missed += 1;
            score.wrong.push(format!(
                "{} {}/{} [{}] expected {expected}, got {got}: {:?} | {}",
                row.id, row.scenario, row.section, row.style, finding.say, text
            ));
        }
        match (expected, got) {
            ("said", "said") => entry.1.hit += 1,
            ("said", _) => entry.1.missed += 1,
            (_, "said") => entry.1.extra += 1,
            _ => {}
        }
        score.denied_ticked += usize::from(expected == "denied" && got == "said");
    }
}

fn judge_flags(row: &Row, text: &str, found: &[rehearse::review::RedFlag], score: &mut Score) {
    let plain = |text: &str| -> Vec<String> {
        text.split_whitespace()
            .map(|word| {
                word.trim_matches(|c: char| !c.is_alphanumeric())
                    .to_lowercase()
            })
            .filter(|word| !word.is_empty())
            .collect()
    };
    let kind = |flag: &rehearse::review::RedFlag| {
        if row.any_kind {
            return ANY.to_owned();
        }
        serde_json::to_value(flag.kind)
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default()
    };
    // A sentence may be labelled once for a list of verbs or once for each, and found so: every label needs a flag over
    // its words, and every flag a label.
    let meets = |labelled: &LabelledFlag, flag: &rehearse::review::RedFlag| {
        let (wanted, words) = (plain(&labelled.quote), plain(&flag.quote));
        let common = wanted.iter().filter(|word| words.contains(word)).count();
        kind(flag) == labelled.kind && common * 2 >= wanted.len().min(words.len())
    };
    for labelled in &row.flags {
        if found.iter().any(|flag| meets(labelled, flag)) {
            score.flags.entry(labelled.kind.clone()).or_default().hit += 1;
        } else {
            score.flags.entry(labelled.kind.clone()).or_default().missed += 1;
            score.wrong.push(format!(
                "{} flag missed: {} {:?} | {}",
                row.id, labelled.kind, labelled.quote, text
            ));
        }
    }
    let met = |flag: &rehearse::review::RedFlag| row.flags.iter().any(|label| meets(label, flag));
    for flag in found.iter().filter(|flag| !met(flag)) {
        score.flags.entry(kind(flag)).or_default().extra += 1;
        score.wrong.push(format!(
            "{} flag extra: {} {:?} | {}",
            row.id,
            kind(flag),
            flag.quote,
            text
        ));
    }
}

/// The three spoken answers, as rows without traps.
pub fn answers() -> Vec<Row> {
    #[derive(Deserialize)]
    struct File {
        answers: Vec<Answer>,
    }
    #[derive(Deserialize)]
    struct Answer {
        id: String,
        sections: BTreeMap<String, Part>,
    }
    #[derive(Deserialize)]
    struct Part {
        text: String,
        said: Vec<String>,
        #[serde(default)]
        near: Vec<String>,
        #[serde(default)]
        denied: Vec<String>,
        #[serde(default)]
        flags: Vec<String>,
    }
    let path = root().join("tests/fixtures/voices/answers.json");
    let text = std::fs::read_to_string(&path).expect("the recorded answers' labels");
    let file: File = serde_json::from_str(&text).expect("the recorded answers' labels");
    let mut rows = Vec::new();
    for answer in file.answers {
        for (section, part) in answer.sections {
            rows.push(Row {
                id: format!("{} {section}", answer.id),
                scenario: "webhook-drop".to_owned(),
                section,
                text: part.text,
                said: part.said,
                near: part.near,
                denied: part.denied,
                flags: part.flags.into_iter().map(untyped).collect(),
                style: answer.id.clone(),
                trap: None,
                any_kind: true,
            });
        }
    }
    rows
}

fn untyped(quote: String) -> LabelledFlag {
    LabelledFlag {
        kind: ANY.to_owned(),
        quote,
    }
}
