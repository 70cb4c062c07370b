//! What makes a claim less than the signal, though all of its words are there: "hardly anyone", "half of the team", "the
//! idea was not mine".

use super::lack::{elsewhere, scarce};
use super::*;
use crate::signals::clause::Clause;

/// Why a claim comes close and no more; `None` when nothing limits it.
pub(super) fn limited(
    text: &Text<'_>,
    story: &Story,
    outcome: &Outcome,
    signal: &Sought,
    lack: bool,
) -> Option<Reason> {
    let heard = text.heard;
    let own = text.reading.of.get(outcome.start);
    let mut near =
        (outcome.start.saturating_sub(4)..outcome.end).filter(|&at| text.reading.of.get(at) == own);
    if near.clone().any(|at| heard.tokens[at].guessed) {
        return Some(Reason::Sound);
    }
    let measured = text
        .numbers
        .iter()
        .any(|number| outcome.start <= number.start && number.end <= outcome.end && !number.share);
    let perhaps = |at: usize| {
        heard.is(at, "ideally") || measured && heard.any(at, &["perhaps", "maybe", "possibly"])
    };
    if lack && near.clone().any(|at| scarce(text, at))
        || signal.everyone && near.clone().any(|at| some(text, at))
        || signal.verb.is_none() && near.any(perhaps)
    {
        return Some(Reason::Mood(Mood::Half));
    }
    // "From zero to 0.3%" is the other way round.
    let rose = (outcome.start + 1..outcome.end)
        .any(|at| heard.is(at, "zero") && heard.is(at - 1, "from") && !heard.is(at + 1, "point"));
    if rose && signal.say.ends_with("to zero") {
        return Some(Reason::Number);
    }
    let clause = text.reading.clause(outcome.end.saturating_sub(1))?;
    let elsewhere = lack
        && !signal.outside
        && !signal.of_mine
        && !signal.undone
        && elsewhere(text, story, outcome, clause);
    let other = elsewhere
        || signal.of_mine && other_subject(text, story, outcome, clause)
        || signal.outside && beside_the_point(text, outcome, clause)
        || signal.everyone
            && signal.say.ends_with(" it")
            && off_story(text, story, outcome.end).is_some();
    other.then_some(Reason::Object)
}

/// "Half of the team", "some people", "almost everyone".
fn some(text: &Text<'_>, at: usize) -> bool {
    let heard = text.heard;
    let part = heard.any(
        at,
        &["half", "some", "most", "few", "several", "part", "many"],
    );
    part && (heard.is(at + 1, "of") || heard.has(at + 1, tags::AGENT))
        || heard.has(at, tags::ALMOST) && heard.has(at + 1, tags::SOMEBODY)
}

/// "The idea was not mine", "cooking is not part of my job": something else is not the speaker's.
fn other_subject(text: &Text<'_>, story: &Story, outcome: &Outcome, clause: &Clause) -> bool {
    let heard = text.heard;
    let general = [
        "service",
        "services",
        "system",
        "systems",
        "code",
        "thing",
        "area",
        "component",
        "module",
        "app",
        "application",
        "tool",
        "project",
        "product",
        "repo",
        "repository",
        "pipeline",
        "platform",
        "software",
        "job",
        "task",
        "work",
        "team",
        "side",
        "domain",
        "problem",
        "bug",
        "stuff",
        "part",
        "codebase",
        "process",
        "ownership",
        "responsibility",
        "owner",
        "issue",
        "topic",
        "ground",
        "territory",
        "database",
        "server",
        "page",
        "feature",
    ];
    let subject = clause.subject.clone();
    let head = (subject.start..subject.end)
        .rev()
        .find(|&at| heard.has(at, tags::NOUN | tags::ING));
    let small = tags::IT | tags::SMALL | tags::AGENT | tags::VAGUE | tags::TIME;
    head.is_some_and(|head| {
        subject.end <= outcome.end
            && heard.has(head, tags::KNOWN)
            && !heard.has(head, small)
            && !subject
                .clone()
                .any(|at| story.speaks_of(heard, at) || heard.any(at, &general))
    })
}

/// "A friend from another team told me", "I had friends outside my team": it is said of somebody or of another thing
/// than where the trouble lies.
fn beside_the_point(text: &Text<'_>, outcome: &Outcome, clause: &Clause) -> bool {
    let heard = text.heard;
    let Some(main) = clause.main else {
        return false;
    };
    let holds = [
        "belong",
        "belonged",
        "belongs",
        "own",
        "owned",
        "owns",
        "run",
        "ran",
        "runs",
        "maintain",
        "maintained",
        "maintains",
        "sit",
        "sat",
        "sits",
        "live",
        "lived",
        "lives",
        "lie",
        "lay",
        "lies",
        "build",
        "built",
        "manage",
        "managed",
        "manages",
        "handle",
        "handled",
        "operate",
        "operated",
        "fell",
        "fall",
        "falls",
        "stood",
        "written",
        "wrote",
        "kept",
        "hosted",
    ];
    let acts = clause.subject.contains(&outcome.start)
        && !heard.has(main, tags::BE)
        && !heard.any(main, &holds);
    let idle = [
        "work", "worked", "ate", "used", "joined", "met", "talked", "asked", "knew", "know",
    ];
    let mine = clause.doer == Doer::I
        && main < outcome.start
        && (heard.has(main, tags::HAVE) || heard.any(main, &idle));
    acts || mine
}
