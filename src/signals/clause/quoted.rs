//! Which clauses give somebody else's words: behind a verb of saying, between quotation marks, or before "he said".

use super::super::normal::Break;
use super::super::tags;
use super::mood::asked_of_listener;
use super::{Clause, Doer, Heard, Mood, Reading};

/// Whether the clause gives somebody else's words.
pub(super) fn quoted(heard: Heard<'_>, reading: &Reading, index: usize) -> bool {
    let clause = &reading.clauses[index];
    let middle = clause.main.unwrap_or(clause.start);
    let marked = heard.tokens.get(middle).is_some_and(|token| token.quoted);
    let speaker = (index.saturating_sub(4)..index)
        .rev()
        .map(|at| &reading.clauses[at])
        .find(|other| other.mood != Mood::Quoted && reports(heard, other));
    if marked {
        return !speaker.is_some_and(|other| other.doer == Doer::I) && !said_after(heard, middle);
    }
    let Some(previous) = index.checked_sub(1).map(|at| &reading.clauses[at]) else {
        return false;
    };
    // "He wrote that there is": a lone "that" stands between.
    let passed_on = previous.mood == Mood::Quoted
        && previous.main.is_none()
        && previous.end == previous.start + 1
        && previous.sentence == clause.sentence;
    if passed_on {
        return true;
    }
    let direct = previous.sentence == clause.sentence
        && reports(heard, previous)
        && (matches!(previous.doer, Doer::Other | Doer::It | Doer::Joint)
            || previous.passive
                && previous.doer == Doer::Hidden
                && !heard.has(clause.start, tags::QUESTION))
        && !asked_of_listener(heard, previous)
        && !used(heard, previous)
        && !answered(heard, previous, clause)
        && !(previous.doer == Doer::It
            && previous
                .subject
                .clone()
                .any(|at| heard.has(at, tags::EVIDENCE)))
        && !heard.has(clause.start, tags::BUT)
        && !heard.any(clause.start, &["so", "because", "and", "when", "while"])
        && !set_apart(heard, previous, clause);
    direct && previous.main.is_some_and(|main| clause.start <= main + 7)
}

/// "As my lead likes to tell, I traced it": the report stands in a clause of its own, before the comma.
fn set_apart(heard: Heard<'_>, report: &Clause, clause: &Clause) -> bool {
    heard.before(clause.start) >= Break::Comma
        && heard.has(report.start, tags::SUBORDINATE)
        && !heard.has(report.start, tags::WHO)
        && !heard.any(report.start, &["that", "what"])
}

/// "They said yes, I convinced them": the yes or no is all that was said.
fn answered(heard: Heard<'_>, report: &Clause, clause: &Clause) -> bool {
    let last = report.end.saturating_sub(1);
    heard.any(last, &["yes", "no", "okay", "ok", "yeah"])
        && report.main == last.checked_sub(1)
        && clause.doer == Doer::I
        && heard.before(clause.start) >= Break::Comma
}

/// "With what they told me I designed it": what was told is a means, and the clause behind it is no part of it.
fn used(heard: Heard<'_>, report: &Clause) -> bool {
    heard.is(report.start, "what")
        && report.start > 0
        && heard.has(report.start - 1, tags::PREPOSITION)
}

/// '"There is no alert", I said': whether the quotation around `at` is followed by "I said".
fn said_after(heard: Heard<'_>, at: usize) -> bool {
    let end = (at..heard.len()).find(|&next| !heard.tokens[next].quoted);
    end.is_some_and(|end| heard.has(end, tags::I) && heard.has(end + 1, tags::REPORT))
}

/// Whether somebody in particular is the subject: what he thinks is his opinion, what all think is a state of things.
fn one_person(heard: Heard<'_>, clause: &Clause) -> bool {
    clause.doer == Doer::Other
        && !clause
            .subject
            .clone()
            .any(|at| heard.has(at, tags::SOMEBODY | tags::YOU | tags::THEY))
}

fn reports(heard: Heard<'_>, clause: &Clause) -> bool {
    let said = |at: usize| {
        // "They asked for a version" tells what they wanted, and gives no words.
        heard.has(at, tags::REPORT)
            && !(heard.any(at, &["ask", "asks", "asked", "asking"]) && heard.is(at + 1, "for"))
            && (!heard.any(at, &["like", "think", "thought", "believe", "wonder"])
                || heard.any(at, &["think", "thought", "believe"]) && one_person(heard, clause))
            || heard.is(at, "like") && heard.has(at.wrapping_sub(1), tags::BE)
            || heard.any(at, &["goes", "went"]) && heard.before(at + 1) == Break::Comma
    };
    let used = |main: usize| heard.is(main, "used") && heard.is(main + 1, "to") && said(main + 2);
    clause
        .main
        .is_some_and(|main| said(main) || said(main + 1) || used(main))
}
