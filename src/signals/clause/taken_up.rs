//! "There was none", "there was one": a short clause that says whether what was spoken of before was there.

use super::super::normal::Break;
use super::super::tags;
use super::{Clause, Heard, Mood, Reading};

/// How many clauses back the thing may stand.
const REACH: usize = 4;

/// Lets every such clause settle the one that it takes up: "I expected a ticket, but there was none", "if there had been
/// an alert, I would know; there wasn't", "I said there was no alert, but there was one".
pub(super) fn resolve(heard: Heard<'_>, reading: &mut Reading) {
    for index in 1..reading.clauses.len() {
        let Some(there) = says(heard, &reading.clauses[index]) else {
            continue;
        };
        let sentence = reading.clauses[index].sentence;
        let spoken_of = (index.saturating_sub(REACH)..index).rev().find(|&at| {
            let clause = &reading.clauses[at];
            clause.sentence + 2 >= sentence && open(heard, reading, at, there)
        });
        if let Some(at) = spoken_of {
            settle(reading, at, there);
        }
    }
}

/// Whether the clause says no more than that something was there, or was not.
fn says(heard: Heard<'_>, clause: &Clause) -> Option<bool> {
    if never_came(heard, clause) {
        return Some(false);
    }
    let there = clause
        .subject
        .clone()
        .any(|at| heard.has(at, tags::THERE) || heard.is(at, "none"));
    let verb = clause
        .verb
        .filter(|&verb| there && heard.has(verb, tags::BE | tags::HAVE))?;
    if clause.mood != Mood::Real && clause.mood != Mood::Quoted || clause.inverted {
        return None;
    }
    let end = (verb + 1..clause.end)
        .find(|&at| heard.before(at) >= Break::Comma)
        .unwrap_or(clause.end);
    let rest = verb + 1..end;
    let short = rest.clone().all(|at| {
        heard.has(at, tags::ADVERB | tags::BE | tags::NOT)
            || heard.any(at, &["one", "none", "nothing", "any", "some"])
    });
    let none = rest
        .clone()
        .any(|at| heard.any(at, &["not", "never", "none", "nothing"]))
        || clause.subject.clone().any(|at| heard.is(at, "none"));
    let ends = end >= clause.end || heard.before(end) >= Break::Comma;
    (short && ends && (none || !clause.negated)).then_some(!none)
}

/// "Well, it didn't", "that never happened", "you would be wrong": what was expected did not come.
fn never_came(heard: Heard<'_>, clause: &Clause) -> bool {
    let Some(main) = clause.main else {
        return false;
    };
    let subject = |tag| clause.subject.clone().any(|at| heard.has(at, tag));
    let ends = |at: usize| at >= clause.end || heard.before(at) >= Break::Comma;
    let wrong = subject(tags::YOU)
        && heard.has(main, tags::BE)
        && heard.is(main + 1, "wrong")
        && ends(main + 2);
    let happened = heard.any(main, &["happened", "happen", "came", "come"]) && ends(main + 1);
    let did =
        heard.has(main, tags::DO | tags::HAVE) && heard.has(main + 1, tags::NOT) && ends(main + 2);
    let short = clause.end <= clause.start + 6 && !clause.inverted;
    short && (wrong || subject(tags::IT) && clause.negated && (happened || did))
}

/// Whether `clause` leaves open what the short clause settles: `there` says that the thing was there.
fn open(heard: Heard<'_>, reading: &Reading, at: usize, there: bool) -> bool {
    let clause = &reading.clauses[at];
    let meant = tags::EXPECTS | tags::REPORT | tags::WANT;
    let governed = at > 0 && {
        let outer = &reading.clauses[at - 1];
        outer.sentence == clause.sentence && outer.main.is_some_and(|main| heard.has(main, meant))
    };
    let exists = clause.subject.clone().any(|at| heard.has(at, tags::THERE))
        || (clause.start..clause.end).any(|at| heard.has(at, tags::THERE));
    let expects = clause
        .main
        .is_some_and(|main| heard.has(main, tags::EXPECTS));
    if there {
        exists && (clause.negated || clause.flipped || clause.end > clause.start + 1)
    } else {
        expects || exists && (clause.mood != Mood::Real || clause.dependent || governed)
    }
}

fn settle(reading: &mut Reading, at: usize, there: bool) {
    let (start, end) = (reading.clauses[at].start, reading.clauses[at].end);
    let clause = &mut reading.clauses[at];
    clause.mood = Mood::Real;
    clause.flipped = false;
    clause.negated = !there;
    reading.denied[start..end].fill(!there);
}
