//! Replies to follow-up questions as the page shows them: the question, the user's own words, and beside them what a
//! strong and a weak reply sound like.

use serde::Serialize;

use super::Page;
use super::transcript::{self, Run};
use crate::output::lookup::state_label;
use crate::output::wording;
use crate::review::reply::Reply;
use crate::time::length_from_seconds;

/// One reply.
#[derive(Debug, Serialize)]
pub struct ReplyView {
    id: String,
    /// Its number among everything that can be heard on the page.
    index: usize,
    question: String,
    probes: String,
    /// How soon it began and how long it took.
    timing: String,
    phrase: Option<Phrase>,
    source: Option<String>,
    paragraphs: Vec<Vec<Run>>,
    strong_holds: Vec<String>,
    strong: String,
    weak: String,
    weak_because: String,
}

/// The phrase to remember.
#[derive(Debug, Serialize)]
struct Phrase {
    say: String,
    state: &'static str,
    label: &'static str,
}

/// The replies of `page`, in the order of asking.
pub fn views(page: &Page<'_>) -> Vec<ReplyView> {
    let replies = page.report.replies.iter().enumerate();
    replies
        .map(|(number, reply)| ReplyView::new(page, number, reply))
        .collect()
}

impl ReplyView {
    fn new(page: &Page<'_>, number: usize, reply: &Reply) -> Self {
        let sound = page
            .sounds
            .iter()
            .find(|sound| sound.section == reply.section);
        Self {
            id: reply.section.clone(),
            index: page.report.sections.len() + number,
            question: reply.question.clone(),
            probes: reply.probes.clone(),
            timing: timing(reply),
            phrase: reply.key_phrase.as_ref().map(|phrase| Phrase {
                say: phrase.say.clone(),
                state: wording::state(phrase.state),
                label: state_label(phrase.state),
            }),
            source: sound.map(|sound| sound.source.clone()),
            paragraphs: transcript::reply_paragraphs(reply, number),
            strong_holds: reply.strong_holds.clone(),
            strong: reply.strong.clone(),
            weak: reply.weak.clone(),
            weak_because: reply.weak_because.clone(),
        }
    }
}

fn timing(reply: &Reply) -> String {
    let length = wording::length(reply.took());
    let target = wording::set_length(reply.target);
    match reply.began_after_s {
        Some(began) => {
            let began = wording::seconds(length_from_seconds(began));
            format!("{length} of {target}, begun after {began}")
        }
        None => format!("{length} of {target}, no voice was heard"),
    }
}
