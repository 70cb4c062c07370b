//! Which question an interviewer would ask next: the one that digs where this answer was thinnest. Pure.

use crate::scenario::FollowUp;
use crate::signals::{SignalFinding, State};

/// A follow-up question and why it is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen<'a> {
    /// The question.
    pub follow_up: &'a FollowUp,
    /// Its place in the scenario, from 0.
    pub index: usize,
    /// Labels of the signals whose absence asked for it; empty when nothing was missing.
    pub because: Vec<String>,
}

/// At most `count` questions for an answer with these findings, the one for the widest gap first. Where gaps are
/// equal, or there is none, the scenario's order decides.
#[must_use]
pub fn choose<'a>(
    follow_ups: &'a [FollowUp],
    findings: &[SignalFinding],
    count: usize,
) -> Vec<Chosen<'a>> {
    let mut scored: Vec<(f64, Chosen<'a>)> = follow_ups
        .iter()
        .enumerate()
        .map(|(index, follow_up)| {
            let gaps: Vec<&SignalFinding> = findings
                .iter()
                .filter(|finding| {
                    follow_up.asked_when_missing.contains(&finding.say) && weight(finding) > 0.0
                })
                .collect();
            let score = gaps.iter().map(|finding| weight(finding)).sum();
            let mut because: Vec<String> = gaps
                .into_iter()
                .map(|finding| finding.say.clone())
                .collect();
            because.dedup();
            (
                score,
                Chosen {
                    follow_up,
                    index,
                    because,
                },
            )
        })
        .collect();
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scored
        .into_iter()
        .take(count)
        .map(|(_, chosen)| chosen)
        .collect()
}

/// How much an interviewer would want to dig here. The opposite of a signal weighs most: it was heard.
fn weight(finding: &SignalFinding) -> f64 {
    let gap = match finding.state {
        State::Denied => 2.0,
        State::Missing => 1.0,
        State::Near => 0.5,
        State::Said | State::Elsewhere => return 0.0,
    };
    if finding.leading { gap + 0.5 } else { gap }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::scenario::Signal;

    fn question(text: &str, asked_when_missing: &[&str]) -> FollowUp {
        let key_phrase = Signal {
            say: "I brought a solution".to_owned(),
            hint: None,
            patterns: vec![],
            near: vec![],
            denied_by: vec![],
        };
        FollowUp {
            question: text.to_owned(),
            probes: String::new(),
            weak: String::new(),
            weak_because: String::new(),
            strong_holds: vec![],
            strong: String::new(),
            key_phrase,
            target: Duration::from_secs(45),
            asked_when_missing: asked_when_missing
                .iter()
                .map(|say| (*say).to_owned())
                .collect(),
        }
    }

    fn finding(say: &str, state: State) -> SignalFinding {
        SignalFinding {
            say: say.to_owned(),
            state,
            judged: None,
            quote: String::new(),
            start_s: None,
            end_s: None,
            section: "result".to_owned(),
            heard: None,
            hint: None,
            leading: false,
        }
    }

    #[test]
    fn the_widest_gap_is_asked_about_first() {
        let asked = [
            question("risks?", &["no ticket"]),
            question("measured?", &["$8K", "0.3%"]),
        ];
        let findings = [
            finding("no ticket", State::Missing),
            finding("$8K", State::Missing),
            finding("0.3%", State::Near),
        ];
        let chosen = choose(&asked, &findings, 2);
        assert_eq!(chosen[0].follow_up.question, "measured?");
        assert_eq!(chosen[0].because, ["$8K", "0.3%"]);
    }

    #[test]
    fn the_opposite_said_weighs_more_than_silence() {
        let asked = [
            question("measured?", &["$8K"]),
            question("risks?", &["no ticket"]),
        ];
        let findings = [
            finding("no ticket", State::Denied),
            finding("$8K", State::Missing),
        ];
        assert_eq!(choose(&asked, &findings, 1)[0].follow_up.question, "risks?");
    }

    #[test]
    fn without_a_gap_the_scenarios_order_decides_and_no_reason_is_claimed() {
        let asked = [
            question("risks?", &["no ticket"]),
            question("measured?", &["$8K"]),
        ];
        let chosen = choose(&asked, &[finding("no ticket", State::Said)], 1);
        assert_eq!((chosen[0].index, chosen[0].because.len()), (0, 0));
    }
}
