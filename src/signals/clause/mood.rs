//! Which clauses happened, and which words a negator reaches.

use super::super::normal::Break;
use super::super::number::Num;
use super::super::tags;
use super::{Clause, Doer, Heard, Mood, Reading};

pub(super) use super::role::worse;

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
    retract(heard, reading);
}

fn voice(heard: Heard<'_>, clause: &mut Clause) {
    let (Some(verb), Some(main)) = (clause.verb, clause.main) else {
        return;
    };
    let be = (verb..main).rev().find(|&at| heard.has(at, tags::BE));
    clause.passive |= be.is_some()
        && heard.has(main, tags::PAST)
        && !heard.any(main, &["gone", "able", "convinced", "supposed"]);
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

/// Marks what the negators of the clause reach: a verb's negator the whole clause, "no" and "nobody" what follows.
fn own_negation(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    let clause = reading.clauses[index].clone();
    let main = clause.main.unwrap_or(clause.end);
    let mut at = clause.start;
    while at < clause.end {
        let here = at;
        at += 1;
        if !negator(heard, here, &clause) {
            continue;
        }
        if afterthought(heard, here, &clause) {
            reading.denied[here..clause.subject.start].fill(true);
            continue;
        }
        let verbal = heard.has(here, tags::NOT)
            && (here <= main || after_helper(heard, main, here))
            && !determiner(heard, here);
        let verbal = verbal || here < main && heard.is(here, "no") && heard.is(here + 1, "longer");
        let led = clause.inverted && clause.verb.is_some_and(|verb| here < verb);
        let from = if verbal || led { clause.start } else { here };
        let until = reach(heard, &clause, here);
        reading.denied[from..until].fill(true);
        let subject = led
            || clause.subject.contains(&here)
            || here < main && (clause.doer == Doer::Nobody || determiner(heard, here));
        if verbal || subject {
            reading.clauses[index].negated = true;
        }
    }
    // "Nor did I trace it", "least of all did I trace it", "I have yet to trace it".
    let turned = clause.inverted
        && (clause.start..clause.verb.unwrap_or(clause.start))
            .any(|at| heard.any(at, &["nor", "least"]));
    let yet = (clause.verb.unwrap_or(main)..main).any(|at| {
        heard.is(at, "yet")
            && heard.is(at + 1, "to")
            && heard.has(at.wrapping_sub(1), tags::HAVE | tags::BE)
    });
    if turned || yet {
        reading.clauses[index].negated = true;
        reading.denied[clause.start..clause.end].fill(true);
    }
    // "I did not trace it or write a fix": a list of bare forms shares its negator.
    if clause.carried
        && let Some(main) = clause.main
        && let Some(previous) = index
            .checked_sub(1)
            .map(|previous| reading.clauses[previous].clone())
        && previous.negated
        && (heard.has(main, tags::VERB) && !heard.has(main, tags::PAST)
            || heard.has(clause.start, tags::OR))
        && !heard.any(clause.start, &["and", "but"])
    {
        reading.clauses[index].negated = true;
        reading.denied[clause.start..clause.end].fill(true);
    }
}

/// "Never on the first attempt, I traced it": what a comma parts from the subject belongs to the sentence before.
fn afterthought(heard: Heard<'_>, at: usize, clause: &Clause) -> bool {
    let subject = &clause.subject;
    !subject.is_empty()
        && at < subject.start
        && !clause.inverted
        && heard.has(subject.start, tags::SUBJECT)
        && heard.before(subject.start) >= Break::Comma
}

/// "It was not true", "but I did not": the negator right behind a helping verb that has no other verb.
fn after_helper(heard: Heard<'_>, main: usize, at: usize) -> bool {
    heard.has(main, tags::AUX)
        && (main + 1..at).all(|index| heard.has(index, tags::ADVERB))
        && !heard.any(at + 1, &["only", "just"])
}

/// "Not a", "not one": denies a thing.
fn determiner(heard: Heard<'_>, at: usize) -> bool {
    heard.is(at, "not")
        && (heard.any(at + 1, &["one", "a", "any"]) && !heard.has(at.wrapping_sub(1), tags::AUX))
}

fn negator(heard: Heard<'_>, at: usize, clause: &Clause) -> bool {
    let zero = heard.any(at, &["zero"])
        && !heard.any(at + 1, &["point", "percent"])
        && heard.has(at + 1, tags::NOUN | tags::ADJ)
        && !heard.any(at.wrapping_sub(1), &["to", "at", "is", "was", "from"]);
    let plain = heard.has(at, tags::NOT | tags::NO | tags::NOBODY) && !heard.is(at, "zero");
    if !(plain || zero) {
        return false;
    }
    if heard.is(at, "no")
        && (at == clause.start && heard.before(at + 1) >= Break::Comma
            || heard.any(
                at + 1,
                &[
                    "doubt", "shortage", "lack", "end", "fewer", "less", "question", "surprise",
                    "wonder", "way", "secret", "matter", "problem", "worries", "sorry", "wait",
                    "idea",
                ],
            )
            || heard.has(at + 1, tags::SUBJECT))
    {
        return false;
    }
    if heard.any(at, &["no", "not"])
        && heard.any(at + 1, &["more", "less", "fewer"])
        && heard.is(at + 2, "than")
    {
        return false;
    }
    if heard.any(at, &["lack", "absence", "shortage"]) && heard.is(at.wrapping_sub(1), "no") {
        return false;
    }
    if heard.any(at, &["nothing"]) && heard.is(at + 1, "but") {
        return false;
    }
    if heard.is(at, "not")
        && (heard.any(at + 1, &["only", "just", "merely", "simply"])
            || at == clause.start && clause.main.is_none() && heard.before(at) == Break::Comma)
    {
        // "An organizational gap, not a technical one" denies only what follows.
        return !heard.any(at + 1, &["only", "just", "merely", "simply"]);
    }
    true
}

/// Where the reach of the negator at `at` ends.
fn reach(heard: Heard<'_>, clause: &Clause, at: usize) -> usize {
    (at + 1..clause.end)
        .find(|&next| {
            heard.has(next, tags::BUT)
                || heard.has(at, tags::NOT)
                    && heard.before(next) >= Break::Comma
                    && !heard.has(next, tags::OR)
                || heard.is(next, "and")
                    && heard.has(
                        next + 1,
                        tags::ARTICLE | tags::MINE | tags::THEIRS | tags::PREPOSITION,
                    )
                || heard.is(next, "and") && heard.has(at, tags::NO) && fresh_noun(heard, next + 1)
                || heard.before(next) >= Break::Comma
                    && !heard.has(at, tags::OR)
                    && (heard.has(next, tags::ARTICLE | tags::THERE | tags::PREPOSITION)
                        || heard.has(at, tags::NO) && !goes_on(heard, next, clause.end))
        })
        .unwrap_or(clause.end)
}

/// Whether the words at `at` begin a thing of their own: "no alert and incomplete information", "and 99.9% uptime".
fn fresh_noun(heard: Heard<'_>, at: usize) -> bool {
    heard.has(at, tags::MOSTLY_ADJ)
        || heard
            .tokens
            .get(at)
            .is_some_and(|token| token.num != Num::None)
}

/// "No alert, page or ticket": after a comma the list goes on only when "or" closes it.
fn goes_on(heard: Heard<'_>, next: usize, end: usize) -> bool {
    (next..end.min(next + 5)).any(|at| heard.has(at, tags::OR))
}

/// What the clause itself says about its being real.
fn own_mood(heard: Heard<'_>, reading: &Reading, index: usize) -> Mood {
    let clause = &reading.clauses[index];
    let start = clause.start;
    let lead =
        (start..clause.subject.start.max(start + 1)).find(|&at| heard.has(at, tags::CONDITIONAL));
    let even = heard.is(start, "even") || start > 0 && heard.is(start - 1, "even");
    if lead.is_some() && !even || heard.any(start, &["as"]) && heard.is(start + 1, "if") {
        return Mood::Supposed;
    }
    if clause.inverted && !asked_in_fun(heard, clause) {
        return Mood::Asked;
    }
    if heard.is(start, "before")
        && let (Some(verb), Some(main)) = (clause.verb, clause.main)
        && (verb..main).any(|at| heard.is(at, "could"))
    {
        return Mood::Unreal;
    }
    let (Some(verb), Some(main)) = (clause.verb, clause.main) else {
        let short = question(heard, clause.end) && clause.end - clause.start < 6;
        return if short || asks(heard, reading, index) {
            Mood::Asked
        } else {
            Mood::Real
        };
    };
    let mood = group_mood(heard, verb, main.min(clause.end));
    // "I am still tracing it": not done yet.
    if mood == Mood::Real
        && heard.has(main, tags::ING)
        && (verb..main)
            .any(|at| heard.any(at, &["am", "are", "is", "'m"]) && heard.is(at + 1, "still"))
    {
        return Mood::Half;
    }
    let habit = (start..main).any(|at| heard.has(at, tags::HABIT));
    if habit && heard.has(main, tags::VERB) && !heard.has(main, tags::PAST) && mood == Mood::Real {
        return Mood::Unreal;
    }
    let previous = index
        .checked_sub(1)
        .map(|previous| &reading.clauses[previous]);
    let carried = clause.carried && mood == Mood::Real;
    // "What did I do next? Pulled the logs": a new sentence is no question any more.
    let previous = previous
        .filter(|previous| previous.sentence == clause.sentence || previous.mood != Mood::Asked);
    if carried
        && let Some(previous) = previous
        && previous.mood != Mood::Real
        && previous.mood != Mood::Half
    {
        let participle = previous
            .verb
            .is_some_and(|at| (at..previous.end).any(|at| heard.has(at, tags::HAVE)));
        if !heard.has(main, tags::PAST)
            || participle
            || matches!(previous.mood, Mood::Quoted | Mood::Asked)
        {
            return previous.mood;
        }
    }
    if asks(heard, reading, index) {
        return Mood::Asked;
    }
    // "We could recover it" is no success when the sentence supposes something.
    let could = (verb..main).any(|at| heard.is(at, "could"));
    let sentence = reading
        .clauses
        .iter()
        .filter(|other| other.sentence == clause.sentence);
    if could
        && mood == Mood::Real
        && sentence
            .clone()
            .any(|other| matches!(other.mood, Mood::Supposed | Mood::Unreal))
    {
        return Mood::Unreal;
    }
    mood
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
    question(heard, last.end) && (heard.finite_aux(start) || heard.has(start, tags::QUESTION))
}

/// "Not only did I", "so did I": the verb leads and nothing is asked.
fn asked_in_fun(heard: Heard<'_>, clause: &Clause) -> bool {
    (clause.start..clause.verb.unwrap_or(clause.start)).any(|at| {
        heard.has(at, tags::NO)
            || heard.any(at, &["only", "never", "neither", "nor", "so", "least"])
    })
}

fn group_mood(heard: Heard<'_>, verb: usize, main: usize) -> Mood {
    let mut mood = Mood::Real;
    for at in verb.saturating_sub(2)..main {
        if heard.is(at, "half") && at + 1 == main {
            return Mood::Half;
        }
        if at < verb && !heard.has(at, tags::ALMOST) {
            continue;
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
    let previous = index.checked_sub(1).map(|at| &reading.clauses[at]);
    if quoted(heard, reading, index) {
        return Some(Mood::Quoted);
    }
    let previous = previous.filter(|previous| previous.sentence == clause.sentence)?;
    let main = previous.main?;
    let apart = heard.has(clause.start, tags::AND | tags::BUT)
        || heard.any(clause.start, &["so", "because", "until", "although"]);
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
    if heard.any(
        main,
        &[
            "wish",
            "hope",
            "imagine",
            "pretend",
            "pretended",
            "hoped",
            "wished",
            "suppose",
        ],
    ) {
        return Some(Mood::Unreal);
    }
    if heard.any(
        main,
        &["think", "believe", "guess", "thought", "believed", "assume"],
    ) && previous.doer == Doer::I
        && !previous.negated
    {
        return Some(Mood::Half);
    }
    if heard.any(
        main,
        &[
            "expect", "expected", "plan", "planned", "expects", "want", "aim", "aimed", "wanted",
            "intended",
        ],
    ) {
        return Some(Mood::Intended);
    }
    // "I knew I had to trace it": inside a thought, what one has to do is not yet done.
    let (verb, deed) = (clause.verb?, clause.main?);
    let must = (verb..deed)
        .any(|at| heard.any(at, &["had", "have", "need", "needed"]) && heard.is(at + 1, "to"));
    must.then_some(Mood::Intended)
}

/// Whether the clause gives somebody else's words.
fn quoted(heard: Heard<'_>, reading: &Reading, index: usize) -> bool {
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
        && matches!(previous.doer, Doer::Other | Doer::It | Doer::Joint)
        && !(previous.doer == Doer::It
            && previous.subject.clone().any(|at| heard.any(at, &EVIDENCE)))
        && !heard.has(clause.start, tags::BUT)
        && !heard.any(clause.start, &["so", "because", "and", "when", "while"])
        && !set_apart(heard, previous, clause);
    direct && previous.main.is_some_and(|main| clause.start <= main + 7)
}

/// What shows a fact when it "says" it, and repeats nobody's opinion.
const EVIDENCE: [&str; 14] = [
    "mortem",
    "post-mortem",
    "postmortem",
    "data",
    "numbers",
    "figures",
    "metrics",
    "analysis",
    "dashboard",
    "logs",
    "measurements",
    "statistics",
    "audit",
    "count",
];

/// "As my lead likes to tell, I traced it": the report stands in a clause of its own, before the comma.
fn set_apart(heard: Heard<'_>, report: &Clause, clause: &Clause) -> bool {
    heard.before(clause.start) >= Break::Comma
        && heard.has(report.start, tags::SUBORDINATE)
        && !heard.has(report.start, tags::WHO)
        && !heard.any(report.start, &["that", "what"])
}

/// '"There is no alert", I said': whether the quotation around `at` is followed by "I said".
fn said_after(heard: Heard<'_>, at: usize) -> bool {
    let end = (at..heard.len()).find(|&next| !heard.tokens[next].quoted);
    end.is_some_and(|end| heard.has(end, tags::I) && heard.has(end + 1, tags::REPORT))
}

fn reports(heard: Heard<'_>, clause: &Clause) -> bool {
    let said = |at: usize| {
        heard.has(at, tags::REPORT)
            && !heard.any(at, &["like", "think", "thought", "believe", "wonder"])
            || heard.is(at, "like") && heard.has(at.wrapping_sub(1), tags::BE)
            || heard.any(at, &["goes", "went"]) && heard.before(at + 1) == Break::Comma
    };
    clause.main.is_some_and(|main| said(main) || said(main + 1))
}

/// "I traced it. Well, actually, it was Ravi who traced it": the second takes back the first.
fn retract(heard: Heard<'_>, reading: &mut Reading) {
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
            same && between && matches!(clause.doer, Doer::Other | Doer::We | Doer::Hidden)
        });
        if taken {
            reading.clauses[index].mood = Mood::Unreal;
        }
    }
}
