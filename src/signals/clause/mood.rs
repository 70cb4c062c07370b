//! Which clauses happened: told as a fact, wished, planned, asked, supposed, or in somebody else's words.

use super::super::normal::Break;
use super::super::tags;
use super::negation::own_negation;
use super::quoted::quoted;
use super::{Clause, Doer, Heard, Mood, Reading};

/// Fills in negation, voice and mood of every clause.
pub(super) fn judge(heard: Heard<'_>, reading: &mut Reading) {
    reading.denied = vec![false; heard.len()];
    for index in 0..reading.clauses.len() {
        voice(heard, &mut reading.clauses[index]);
        own_negation(heard, reading, index);
        let mood = own_mood(heard, reading, index);
        reading.clauses[index].mood = mood;
    }
    for index in 0..reading.clauses.len() {
        if let Some(mood) = from_context(heard, reading, index) {
            reading.clauses[index].mood = mood;
        }
    }
    super::answer::resolve(heard, reading);
    super::outside::apply(heard, reading);
    super::withdrawn::retract(heard, reading);
    super::taken_up::resolve(heard, reading);
}

fn voice(heard: Heard<'_>, clause: &mut Clause) {
    let (Some(verb), Some(main)) = (clause.verb, clause.main) else {
        return;
    };
    // "There is an alarm now, installed by me".
    let by_me = (main + 1..clause.end.min(main + 4))
        .any(|at| heard.is(at, "by") && heard.any(at + 1, &["me", "myself"]));
    if by_me && heard.has(main, tags::PAST) {
        clause.doer = Doer::I;
    }
    let be = (verb..main).rev().find(|&at| heard.has(at, tags::BE));
    // "The aim was to cut it".
    let aimed = be.is_some_and(|be| (be..main).any(|at| heard.is(at, "to")));
    let suffers =
        heard.has(main, tags::PAST) && !heard.has(main, tags::STATE) && !heard.is(main, "rid");
    clause.passive |= be.is_some() && !aimed && suffers;
    if !clause.passive {
        return;
    }
    let agent = (main + 1..clause.end.min(main + 10)).find(|&at| heard.is(at, "by"));
    clause.doer = match agent {
        Some(by) if heard.any(by + 1, &["me", "myself"]) => Doer::I,
        Some(by) if heard.any(by + 1, &["us", "ourselves"]) => Doer::We,
        Some(by) if heard.has(by + 1, tags::ING | tags::TIME) => Doer::Hidden,
        Some(_) => Doer::Other,
        None if clause.doer == Doer::Nobody => Doer::Nobody,
        None => Doer::Hidden,
    };
}

/// What the clause itself says about its being real.
fn own_mood(heard: Heard<'_>, reading: &Reading, index: usize) -> Mood {
    let clause = &reading.clauses[index];
    if let Some(mood) = opening_mood(heard, clause) {
        return mood;
    }
    let (Some(verb), Some(main)) = (clause.verb, clause.main) else {
        let short = question(heard, clause.end) && clause.end - clause.start < 6;
        let asked = short || asks(heard, reading, index);
        return if asked { Mood::Asked } else { Mood::Real };
    };
    let mood = group_mood(heard, verb, main.min(clause.end));
    if let Some(mood) = settled_by_verb(heard, clause, verb, main, mood) {
        return mood;
    }
    let real = mood == Mood::Real;
    if real && let Some(mood) = carried_mood(heard, reading, index, main) {
        return mood;
    }
    if asks(heard, reading, index) {
        return Mood::Asked;
    }
    // "We could recover it" is no success when the sentence supposes something.
    let could = (verb..main).any(|at| heard.is(at, "could"));
    let unreal = |other: &Clause| {
        other.sentence == clause.sentence && matches!(other.mood, Mood::Supposed | Mood::Unreal)
    };
    if real && could && reading.clauses.iter().any(unreal) {
        return Mood::Unreal;
    }
    mood
}

/// What the words before the verb say: "if", "did I", "before I could".
fn opening_mood(heard: Heard<'_>, clause: &Clause) -> Option<Mood> {
    let start = clause.start;
    let lead =
        (start..clause.subject.start.max(start + 1)).find(|&at| heard.has(at, tags::CONDITIONAL));
    let even = heard.is(start, "even") || start > 0 && heard.is(start - 1, "even");
    if lead.is_some() && !even || heard.any(start, &["as"]) && heard.is(start + 1, "if") {
        return Some(Mood::Supposed);
    }
    if clause.inverted && !asked_in_fun(heard, clause) {
        return Some(Mood::Asked);
    }
    let could =
        heard.is(start, "before") && (clause.verb?..clause.main?).any(|at| heard.is(at, "could"));
    could.then_some(Mood::Unreal)
}

/// What settles it by itself: "the aim was to trace", "am still tracing", "usually trace"; `mood` is that of the verb group.
fn settled_by_verb(
    heard: Heard<'_>,
    clause: &Clause,
    verb: usize,
    main: usize,
    mood: Mood,
) -> Option<Mood> {
    let to_be = (verb..main).any(|at| heard.has(at, tags::BE) && heard.is(at + 1, "to"));
    let mut subject = clause.subject.clone();
    let aim = subject.any(|at| heard.has(at, tags::PURPOSE));
    if to_be && aim && clause.doer != Doer::I {
        return Some(Mood::Intended);
    }
    if mood == Mood::Unreal && habitual(heard, clause, verb, main) {
        return Some(Mood::Real);
    }
    if mood != Mood::Real {
        return None;
    }
    let am = |at: usize| heard.any(at, &["am", "are", "is", "'m"]);
    let still =
        heard.has(main, tags::ING) && (verb..main).any(|at| am(at) && heard.is(at + 1, "still"));
    if still {
        return Some(Mood::Half);
    }
    let habit = (clause.start..main).any(|at| heard.has(at, tags::HABIT));
    let present = heard.has(main, tags::VERB) && !heard.has(main, tags::PAST);
    (habit && present).then_some(Mood::Unreal)
}

/// "Every day at noon the whole team would go for lunch": what others did again and again.
fn habitual(heard: Heard<'_>, clause: &Clause, verb: usize, main: usize) -> bool {
    let have = (verb..main).any(|at| heard.has(at, tags::HAVE));
    let often = (clause.start.saturating_sub(12)..clause.end).any(|at| {
        heard.any(at, &["every", "each"]) && heard.has(at + 1, tags::TIME)
            || heard.is(at, "whenever")
    });
    clause.doer != Doer::I && !have && often
}

/// What the clause before leaves for a verb of the same list.
fn carried_mood(heard: Heard<'_>, reading: &Reading, index: usize, main: usize) -> Option<Mood> {
    let clause = &reading.clauses[index];
    let previous = index
        .checked_sub(1)
        .map(|previous| &reading.clauses[previous]);
    // "What did I do next? Pulled the logs": a new sentence is no question any more.
    let previous = previous
        .filter(|previous| previous.sentence == clause.sentence || previous.mood != Mood::Asked)
        .filter(|previous| clause.carried && !matches!(previous.mood, Mood::Real | Mood::Half))?;
    let participle = previous
        .verb
        .is_some_and(|at| (at..previous.end).any(|at| heard.has(at, tags::HAVE)));
    let holds = !heard.has(main, tags::PAST)
        || participle
        || matches!(previous.mood, Mood::Quoted | Mood::Asked);
    holds.then_some(previous.mood)
}

/// Whether the sentence that ends before `end` is a question.
fn question(heard: Heard<'_>, end: usize) -> bool {
    heard.before(end) == Break::Question
}

/// Whether the clause's sentence asks: it ends in a question mark and begins with a helping verb or a question word.
fn asks(heard: Heard<'_>, reading: &Reading, index: usize) -> bool {
    let sentence = reading.clauses[index].sentence;
    let same = |clause: &&Clause| clause.sentence == sentence;
    let (Some(first), Some(last)) = (
        reading.clauses.iter().find(same),
        reading.clauses.iter().rev().find(same),
    ) else {
        return false;
    };
    let start = heard.past_adverbs(first.start, first.end);
    let start = start + usize::from(heard.is(start, "guess"));
    let start = start + usize::from(heard.has(start, tags::AND | tags::BUT));
    let you_think = heard.is(start, "you") && heard.has(start + 1, tags::EXPECTS | tags::SAYS);
    question(heard, last.end)
        && (heard.finite_aux(start) || heard.has(start, tags::QUESTION) || you_think)
}

/// "Not only did I", "so did I": the verb leads and nothing is asked.
fn asked_in_fun(heard: Heard<'_>, clause: &Clause) -> bool {
    (clause.start..clause.verb.unwrap_or(clause.start)).any(|at| {
        heard.has(at, tags::NO)
            || heard.any(
                at,
                &["only", "never", "neither", "nor", "so", "least", "until"],
            )
    })
}

fn group_mood(heard: Heard<'_>, verb: usize, main: usize) -> Mood {
    let mut mood = Mood::Real;
    for at in verb.saturating_sub(2)..main {
        if heard.any(at, &["half", "partly", "partially"]) && at + 1 == main {
            return Mood::Half;
        }
        if at < verb && !heard.has(at, tags::ALMOST) {
            continue;
        }
        // "I still have to trace it".
        if heard.any(at, &["have", "need"])
            && heard.is(at + 1, "to")
            && at > 0
            && heard.is(at - 1, "still")
        {
            return Mood::Intended;
        }
        let have = (at + 1..main).any(|next| heard.any(next, &["have", "of"]));
        let could = heard.any(at, &["could", "can"]);
        if heard.any(at, &["about", "supposed", "meant", "due", "going", "ready"])
            && heard.is(at + 1, "to")
            && at > verb
        {
            return Mood::Intended;
        }
        if could && !have {
            // "So I could trace it" tells of a success; "I could have" and "I can" do not.
            let some_day = (main..heard.len().min(main + 12)).any(|next| {
                heard.any(next, &["someday", "theoretically"])
                    || heard.any(next, &["one", "some"]) && heard.is(next + 1, "day")
            });
            if heard.is(at, "can") || some_day {
                return Mood::Intended;
            }
            let led = (at.saturating_sub(5)..at)
                .any(|lead| heard.has(lead, tags::AND | tags::BUT | tags::LEADS_TO));
            // Of seeing, showing and the like "could" tells that it was done; of other deeds only that it was open.
            let not = (at..main).any(|index| heard.has(index, tags::NOT));
            if !led && !not && !heard.has(main, tags::SHOWS) {
                mood = Mood::Half;
            }
        } else if heard.is(at, "must") && have {
            mood = Mood::Half;
        } else if heard.has(at, tags::WOULD) || heard.would(at) {
            return Mood::Unreal;
        } else if heard.has(at, tags::WILL) {
            return Mood::Intended;
        } else if heard.has(at, tags::ALMOST) {
            return Mood::Half;
        }
    }
    mood
}

/// What the clauses around it make of a clause.
fn from_context(heard: Heard<'_>, reading: &Reading, index: usize) -> Option<Mood> {
    let clause = &reading.clauses[index];
    if clause.mood == Mood::Asked {
        return None;
    }
    if quoted(heard, reading, index) {
        return Some(Mood::Quoted);
    }
    let previous = index.checked_sub(1).map(|at| &reading.clauses[at]);
    let previous = previous.filter(|previous| previous.sentence == clause.sentence)?;
    if asked_of_listener(heard, previous) && heard.before(clause.start) >= Break::Comma {
        return None;
    }
    let main = previous.main?;
    let apart = heard.has(clause.start, tags::AND | tags::BUT)
        || heard.any(clause.start, &["so", "because", "until", "although"]);
    if let Some(mood) = carried_on(heard, previous, clause, main, apart) {
        return Some(mood);
    }
    let last = clause.start == main + 1
        || heard.is(clause.start, "that")
        || clause.start <= main + 3 && !apart;
    if apart || !last || clause.mood != Mood::Real {
        let unreal = matches!(
            previous.mood,
            Mood::Unreal | Mood::Supposed | Mood::Intended
        );
        // "I would not let go until I had traced it" has traced it.
        let kept = heard.is(clause.start, "until") && previous.negated;
        let waits = heard.any(clause.start, &["once", "when", "until"]) && !kept;
        return (unreal && waits && clause.mood == Mood::Real).then_some(previous.mood);
    }
    thought(heard, previous, clause, main)
}

/// What goes on in a clause from the one before it: a quotation, a question, a wish.
fn carried_on(
    heard: Heard<'_>,
    previous: &Clause,
    clause: &Clause,
    main: usize,
    apart: bool,
) -> Option<Mood> {
    let direct = previous.doer == Doer::I
        && clause.doer == Doer::I
        && clause.start == clause.subject.start
        && heard.before(clause.start) == Break::Comma;
    if previous.mood == Mood::Quoted
        && (clause.carried || direct || heard.any(clause.start, &["that"]))
        && (!apart || clause.carried && heard.has(clause.start, tags::AND))
    {
        return Some(Mood::Quoted);
    }
    if previous.mood == Mood::Asked && clause.carried {
        return Some(Mood::Asked);
    }
    // "I wish I had written it and piloted it".
    let had = previous
        .verb
        .is_some_and(|verb| (verb..main).any(|at| heard.has(at, tags::HAVE)));
    let past = clause.main.is_some_and(|main| heard.has(main, tags::PAST));
    let unreal = matches!(previous.mood, Mood::Unreal | Mood::Supposed);
    (clause.carried && had && past && unreal).then_some(previous.mood)
}

/// What a verb of thinking or wanting leaves of the clause behind it.
fn thought(heard: Heard<'_>, previous: &Clause, clause: &Clause, main: usize) -> Option<Mood> {
    if heard.has(main, tags::IMAGINES) {
        return Some(Mood::Unreal);
    }
    if heard.has(main, tags::SUPPOSES) && previous.doer == Doer::I && !previous.negated {
        return Some(Mood::Half);
    }
    if heard.has(main, tags::AIMS) {
        return Some(Mood::Intended);
    }
    // "I knew I had to trace it": inside a thought, what one has to do is not yet done.
    let (verb, deed) = (clause.verb?, clause.main?);
    let must = (verb..deed)
        .any(|at| heard.any(at, &["had", "have", "need", "needed"]) && heard.is(at + 1, "to"));
    must.then_some(Mood::Intended)
}

/// "If you ask me", "if you want a number": the listener is spoken to, and nothing is reported or supposed.
pub(super) fn asked_of_listener(heard: Heard<'_>, clause: &Clause) -> bool {
    let you = clause.subject.clone().any(|at| heard.has(at, tags::YOU));
    you && clause.mood == Mood::Supposed
}
