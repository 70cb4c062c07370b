//! What is told as supposed, as a plan, or from hearsay: "suppose there is no alert", "the plan was simple: I pull the
//! logs", "according to their lead".

use super::super::normal::Break;
use super::super::tags;
use super::{Clause, Doer, Heard, Mood, Reading};

/// "Suppose there is no alert": an imperative that supposes what follows.
pub(super) fn lead_in(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    for clause in reading.clauses.iter_mut().take(index + 1).skip(index - 1) {
        let first = heard.past_adverbs(clause.start, clause.end);
        let opens = heard.any(
            first,
            &[
                "suppose",
                "imagine",
                "assume",
                "picture",
                "assuming",
                "supposing",
            ],
        );
        // "Picture this, Monday morning": it only opens the story.
        let this = heard.any(first + 1, &["this", "it", "that"])
            && heard.before(first + 2) >= Break::Comma;
        let free = clause.subject.is_empty() || clause.subject.start >= first;
        if opens && free && !this && clause.mood == Mood::Real {
            clause.mood = Mood::Supposed;
        }
        let lets = heard.is(first, "let") && heard.is(first + 1, "say")
            || heard.is(first, "what") && heard.is(first + 1, "if");
        if lets {
            clause.mood = Mood::Supposed;
        }
        let let_me = heard.is(first, "let") && heard.any(first + 1, &["me", "us"]) && free;
        if let_me && clause.mood == Mood::Real {
            clause.mood = Mood::Intended;
        }
    }
}

/// "The plan was simple: I pull the logs", "next time I pull the logs first", "ideally I trace it": told as it should be.
pub(super) fn planned(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    let clause = &reading.clauses[index];
    let (Some(main), Mood::Real) = (clause.main, clause.mood) else {
        return;
    };
    let base = in_base_form(heard, clause, main);
    let sentence = clause.sentence;
    let same = |other: &&Clause| other.sentence == sentence;
    let first = reading
        .clauses
        .iter()
        .find(same)
        .map_or(clause.start, |other| other.start);
    let lead = (first..clause.subject.start.max(clause.start + 1)).any(|at| {
        heard.any(at, &["tomorrow", "ideally", "theoretically"])
            || heard.is(at, "next") && heard.any(at + 1, &["time", "week", "month"])
            || heard.any(at, &["future", "theory"]) && heard.is(at.wrapping_sub(1), "in")
    });
    let theory =
        lead && (first..clause.start + 2).any(|at| heard.any(at, &["theory", "theoretically"]));
    let plan = (reading.clauses[..index].iter().filter(same)).any(|other| names_plan(heard, other));
    let own = clause.doer == Doer::I && base && (lead || plan);
    let aimed = index.checked_sub(1).is_some_and(|before| {
        let before = &reading.clauses[before];
        plan && heard.is(clause.start, "that") && before.main == Some(clause.start - 1)
    });
    if own || theory || aimed || plan && base {
        reading.clauses[index].mood = Mood::Intended;
    }
}

/// "The plan was", "my goal is": whether a clause says what somebody wants.
fn names_plan(heard: Heard<'_>, clause: &Clause) -> bool {
    const PLANS: [&str; 9] = [
        "plan",
        "idea",
        "intention",
        "goal",
        "dream",
        "hope",
        "target",
        "aim",
        "wish",
    ];
    let says = clause.main.is_some_and(|main| heard.has(main, tags::BE));
    says && clause.subject.clone().any(|at| heard.any(at, &PLANS))
}

/// "I would do it again, even if nobody asked": only supposed, as what it goes with.
pub(super) fn even_if(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    let clause = &reading.clauses[index];
    if clause.main.is_none() || clause.mood != Mood::Real {
        return;
    }
    let even = heard.is(clause.start, "even") || heard.is(clause.start.wrapping_sub(1), "even");
    let unreal = |other: &Clause| {
        other.sentence == clause.sentence && matches!(other.mood, Mood::Unreal | Mood::Intended)
    };
    if even
        && (clause.start..clause.start + 2).any(|at| heard.is(at, "if"))
        && reading.clauses.iter().any(unreal)
    {
        reading.clauses[index].mood = Mood::Supposed;
    }
}

/// Whether the clause's verb at `main` is told in its base form, without a helping verb.
fn in_base_form(heard: Heard<'_>, clause: &Clause, main: usize) -> bool {
    heard.has(main, tags::VERB) && !heard.has(main, tags::PAST) && clause.verb == Some(main)
}

/// "If it works, we get it back": what only follows from a condition.
pub(super) fn follows(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    let clause = &reading.clauses[index];
    let (Some(main), Mood::Real) = (clause.main, clause.mood) else {
        return;
    };
    let present = in_base_form(heard, clause, main);
    let condition = |other: &Clause| {
        let first = heard.past_adverbs(other.start, other.end);
        other.sentence == clause.sentence
            && other.mood == Mood::Supposed
            && heard.any(first, &["if", "unless"])
            && !other
                .subject
                .clone()
                .any(|at| heard.has(at, tags::YOU | tags::I))
    };
    if present && !clause.dependent && reading.clauses.iter().any(condition) {
        reading.clauses[index].mood = Mood::Unreal;
    }
}

/// "As far as I know there was no rollback": true as far as the speaker remembers.
pub(super) fn hedged(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    let clause = &reading.clauses[index];
    let sentence = clause.sentence;
    let far = |at: usize| {
        heard.is(at, "far") && heard.is(at + 1, "as") && heard.has(at + 2, tags::I)
            || heard.is(at, "my") && heard.is(at + 1, "knowledge")
    };
    let from = clause.start.saturating_sub(8);
    let hedge = (from..clause.subject.start.max(clause.start))
        .filter(|&at| reading.sentence.get(at) == Some(&sentence))
        .any(far);
    if hedge && clause.mood == Mood::Real {
        reading.clauses[index].mood = Mood::Half;
    }
}

/// "The idea that I wrote the fix is wrong": only somebody's idea.
pub(super) fn noun_led(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    let clause = &reading.clauses[index];
    let that = (clause.start.saturating_sub(1)..clause.start + 1).find(|&at| heard.is(at, "that"));
    // "The rumour that I wrote it": the noun stands before the subject of its own clause.
    let own = (clause.start..clause.subject.start)
        .any(|at| heard.has(at, tags::RUMOUR) && heard.is(at + 1, "that"));
    let idea = that.is_some_and(|that| that > 0 && heard.has(that - 1, tags::RUMOUR)) || own;
    let has_it = index
        .checked_sub(1)
        .map(|before| &reading.clauses[before])
        .is_some_and(|before| {
            let says = (before.start..before.end)
                .any(|at| heard.has(at, tags::RUMOUR) && heard.has(at + 1, tags::HAVE));
            says && before.sentence == clause.sentence
        });
    if has_it && clause.mood == Mood::Real {
        reading.clauses[index].mood = Mood::Quoted;
        return;
    }
    if idea && clause.mood == Mood::Real {
        reading.clauses[index].mood = Mood::Unreal;
    }
}

/// "According to their lead there was no ticket": somebody's word for it.
pub(super) fn sourced(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    let clause = &reading.clauses[index];
    let before = clause.start.saturating_sub(8)..clause.subject.start.max(clause.start);
    let source = before
        .clone()
        .find(|&at| heard.is(at, "according") && heard.is(at + 1, "to"))
        .filter(|&at| reading.sentence.get(at) == Some(&clause.sentence));
    let Some(source) = source else { return };
    let person = (source + 2..source + 6).any(|at| {
        heard.has(at, tags::AGENT | tags::OBJECT)
            || heard.tokens.get(at).is_some_and(|token| token.name)
    });
    if person && clause.mood == Mood::Real {
        reading.clauses[index].mood = Mood::Quoted;
    }
}
