//! Reports for tests on the three labelled answers. Signals and red flags stand in the fixtures as a fair listener
//! judged them, so that these tests do not move when the matcher learns something.

use super::report::{Report, Source};
use crate::review::{Limits, conclude, review, sample};

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
    }
    let review = conclude(&plan, judged.sections, &limits);
    let source = Source {
        take: "2026-11-23-webhook-drop".to_owned(),
        begun: "2026-11-23T21:14:03+01:00".to_owned(),
        model: "base-q8_0".to_owned(),
    };
    Report::new(&scenario, &plan, review, source, None)
}

/// A report as an earlier version of this program wrote it.
pub(crate) fn fixture(answer: &str) -> Report {
    let path = format!(
        "{}/tests/fixtures/reports/{answer}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
