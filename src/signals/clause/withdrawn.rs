//! What is said later about an earlier clause: "but I didn't", "but I was wrong", "actually, it was Ravi who traced it".

use super::super::normal::Break;
use super::super::tags;
use super::{Clause, Doer, Heard, Mood, Reading};

/// "I traced it, or so I thought", "I traced it, but I was wrong": taken back.
pub(super) fn mistaken(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    let clause = &reading.clauses[index];
    let Some(main) = clause.main.filter(|_| clause.doer == Doer::I && index > 0) else {
        return;
    };
    let thought = heard.any(main, &["thought", "believed"])
        && heard.is(clause.subject.start.wrapping_sub(1), "so")
        && main + 1 == clause.end;
    let wrong = heard.has(main, tags::BE)
        && heard.is(clause.start, "but")
        && (main..clause.end).any(|at| heard.any(at, &["wrong", "mistaken"]));
    let believed = reading.clauses[..index].iter().any(|other| {
        other.sentence == clause.sentence
            && other
                .main
                .is_some_and(|main| heard.any(main, &["thought", "believed", "assumed", "figured"]))
    });
    if wrong && believed {
        reading.clauses[index - 1].mood = Mood::Unreal;
        return;
    }
    let previous = &reading.clauses[index - 1];
    if (thought || wrong) && previous.doer == Doer::I && previous.sentence + 1 >= clause.sentence {
        reading.clauses[index - 1].mood = Mood::Unreal;
    }
}

/// "I wanted to add an alert, but I didn't", "I had not planned to write it, but I did": the short clause decides.
pub(super) fn settle(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    let clause = &reading.clauses[index];
    let (Some(verb), Some(main)) = (clause.verb, clause.main) else {
        return;
    };
    let short = (heard.has(main, tags::DO)
        || heard.any(main, &["had", "have"]) && heard.is(clause.start, "but"))
        && !heard.any(main, &["doing", "done"])
        && verb == main
        && clause.doer == Doer::I
        && (main + 1..clause.end).all(|at| {
            heard.has(at, tags::NOT | tags::ADVERB) && !heard.any(at, &["so", "that"])
                || heard.any(at, &["it", "that", "myself"])
                    && (at + 1..clause.end).all(|next| heard.has(next, tags::ADVERB))
        });
    let it = (main + 1..clause.end).any(|at| heard.any(at, &["it", "that"]));
    let but = heard.is(clause.start, "but");
    if !short || it && !but || clause.mood != Mood::Real || clause.inverted {
        return;
    }
    let done = !clause.negated && !(verb..clause.end).any(|at| heard.has(at, tags::NOT));
    let sentence = clause.sentence;
    let earlier = (0..index).rev().take(3).find(|&at| {
        let other = &reading.clauses[at];
        let deed = other.main.is_some_and(|main| !heard.has(main, tags::AUX));
        let left = done && (left_to_me(heard, other) || but && was_hard(heard, other));
        let own = other.doer == Doer::I && deed && !it || left;
        own && other.sentence + 1 >= sentence
    });
    let Some(earlier) = earlier else { return };
    let other = &reading.clauses[earlier];
    let turns = heard.any(clause.start, &["but", "though", "although"])
        || heard.any(clause.start, &["and", "so", "which", "that"]) && done;
    let open = other.mood != Mood::Real || other.negated;
    let wish = other
        .main
        .is_some_and(|main| (main..other.end).any(|at| heard.is(at, "to")));
    let left = left_to_me(heard, other) || was_hard(heard, other);
    let wish = wish || other.doer != Doer::I && left;
    let asked = other.mood == Mood::Asked
        || (other.start..other.subject.start.max(other.start + 1))
            .any(|at| heard.is(at, "whether"));
    // "I would have picked it up right there. I didn't."
    let alone = !done && heard.before(clause.start) >= Break::Stop && other.mood == Mood::Unreal;
    let doubted = turns && (open || wish || !done) || asked || alone;
    let never = !done && other.mood == Mood::Unreal;
    if doubted && (never || done != (other.mood == Mood::Real && !other.negated && !wish) || asked)
    {
        reading.clauses[earlier].settled = Some(done);
    }
}

/// "It was not easy to measure each step": a deed that is only called hard.
fn was_hard(heard: Heard<'_>, clause: &Clause) -> bool {
    let Some(main) = clause.main else {
        return false;
    };
    let hard = [
        "easy",
        "simple",
        "fun",
        "nice",
        "hard",
        "difficult",
        "scary",
        "pleasant",
    ];
    let it = clause.subject.clone().any(|at| heard.is(at, "it"));
    let called = (main..clause.end).any(|at| heard.any(at, &hard));
    let to = |at: usize| heard.is(at, "to") && heard.has(at + 1, tags::VERB);
    it && called && (main..clause.end).any(to)
}

/// "Nobody told me to wake them", "somebody has to take charge": a deed that is named and waits for somebody.
fn left_to_me(heard: Heard<'_>, clause: &Clause) -> bool {
    let Some(main) = clause.main else {
        return false;
    };
    let rest = main..clause.end;
    let to = |at: usize| heard.is(at, "to") && heard.has(at + 1, tags::VERB) && at + 1 < clause.end;
    let told = heard.has(main, tags::CAUSE) && rest.clone().any(|at| heard.is(at, "me"));
    let somebody = clause
        .subject
        .clone()
        .any(|at| heard.has(at, tags::SOMEBODY));
    let verb = clause.verb.unwrap_or(main)..main + 1;
    let must = verb
        .into_iter()
        .any(|at| heard.any(at, &["has", "had", "have", "needs", "needed"]));
    (told || somebody && must) && (clause.verb.unwrap_or(main)..clause.end).any(to)
}

/// "Tom did", "that was Tom": a short clause that says who it was.
fn names_another(heard: Heard<'_>, clause: &Clause) -> bool {
    let Some(main) = clause.main.filter(|_| !clause.negated) else {
        return false;
    };
    let end = (main + 1..clause.end)
        .find(|&at| heard.before(at) >= Break::Comma)
        .unwrap_or(clause.end);
    let person = |at: usize| heard.has(at, tags::AGENT | tags::WE) || heard.tokens[at].name;
    let did = heard.has(main, tags::DO) && end == main + 1;
    let was = heard.has(main, tags::BE) && (main + 1..end).len() <= 3;
    let it = clause.subject.clone().any(|at| heard.has(at, tags::IT));
    did && matches!(clause.doer, Doer::Other | Doer::We) || was && it && (main + 1..end).any(person)
}

/// "I traced it. Well, actually, it was Ravi who traced it": the second takes back the first.
pub(super) fn retract(heard: Heard<'_>, reading: &mut Reading) {
    for index in 0..reading.clauses.len() {
        let Some(main) = reading.clauses[index].main else {
            continue;
        };
        if reading.clauses[index].doer != Doer::I {
            continue;
        }
        let later = index + 1..reading.clauses.len().min(index + 4);
        let taken = later.clone().any(|other| {
            let clause = &reading.clauses[other];
            let same = clause
                .main
                .is_some_and(|again| heard.tokens[again].stem == heard.tokens[main].stem);
            let between = heard.tokens[reading.clauses[index].end..clause.end]
                .iter()
                .any(|token| token.repair)
                || (reading.clauses[index].end..clause.end).any(|at| heard.is(at, "actually"));
            let others = matches!(clause.doer, Doer::Other | Doer::We | Doer::Hidden);
            between && (same && others || names_another(heard, clause))
        });
        if taken {
            reading.clauses[index].mood = Mood::Unreal;
        }
    }
}
