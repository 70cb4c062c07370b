//! Reports for tests on the three labelled answers. Signals and red flags stand in the fixtures as a fair listener
//! judged them, so that these tests do not move when the matcher learns something.

use super::report::{Report, Source};
use crate::review::first::First;
use crate::review::impact::{Link, Said};
use crate::review::ownership::{Actor, Claim, Ownership};
use crate::review::{Limits, conclude, review, sample};
use crate::time::Span;

/// The report on one of the labelled answers: `strong`, `partial` or `weak`.
pub(crate) fn report(answer: &str) -> Report {
    let mut scenario = sample::scenario();
    scenario.title = "The webhook drop".to_owned();
    let plan = sample::plan(&scenario);
    let heard = sample::answer(answer);
    let limits = Limits::default();
    let mut judged = review(&scenario, &plan, &sample::told(&heard), &limits);
    for (section, listener) in judged.sections.iter_mut().zip(fixture(answer).sections) {
        assert_eq!(section.section, listener.section);
        section.signals = listener.signals;
        section.red_flags = listener.red_flags;
        section.ownership = None;
        section.impact.clear();
        section.played_down.clear();
    }
    if answer == "partial" {
        judged.sections[2].ownership = Some(deeds());
        judged.sections[3].impact = chain();
    }
    let mut review = conclude(&plan, judged.sections, &limits);
    review.overall.first = First {
        problem_s: Some(1.7),
        deed_s: Some(17.4),
        number_s: None,
    };
    let source = Source {
        take: "2026-11-23-webhook-drop".to_owned(),
        begun: "2026-11-23T21:14:03+01:00".to_owned(),
        model: "base-q8_0".to_owned(),
    };
    Report::new(&scenario, &plan, review, source, None)
}

/// Who did what in the partial answer.
fn deeds() -> Ownership {
    let claim = |doer, quote: &str, start_s: f64| Claim {
        doer,
        verb: quote.to_owned(),
        quote: quote.to_owned(),
        span: Span::from_seconds(start_s, start_s + 1.0),
        instead: None,
    };
    Ownership {
        own: vec![
            claim(Actor::I, "I pulled the logs", 0.5),
            claim(Actor::I, "traced the problem", 1.6),
            claim(Actor::I, "I added an alert", 9.1),
            claim(Actor::I, "I coordinated the deployment", 10.6),
        ],
        others: vec![
            claim(Actor::We, "We reproduced it together", 3.5),
            claim(Actor::Others, "the Platform team did", 6.6),
        ],
    }
}

/// The chain of impact in the partial answer.
fn chain() -> Vec<Said> {
    let missing = |link| Said {
        link,
        quote: String::new(),
        at: None,
    };
    vec![
        missing(Link::Before),
        Said {
            link: Link::After,
            quote: "zero.".to_owned(),
            at: Some(Span::from_seconds(1.9, 2.4)),
        },
        missing(Link::Unit),
        missing(Link::Period),
        missing(Link::Worth),
        missing(Link::Adoption),
    ]
}

/// A report as an earlier version of this program wrote it.
pub(crate) fn fixture(answer: &str) -> Report {
    let path = format!(
        "{}/tests/fixtures/reports/{answer}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
