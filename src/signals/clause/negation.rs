//! Which words a negator reaches: "not" its verb and what follows, "no" and "nobody" the things after them.

use super::super::normal::Break;
use super::super::tags;
use super::{Clause, Doer, Heard, Reading};

/// Marks what the negators of the clause reach: a verb's negator the whole clause, "no" and "nobody" what follows.
pub(super) fn own_negation(heard: Heard<'_>, reading: &mut Reading, index: usize) {
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
            && !determiner(heard, here)
            // "Before changing it, and never to depend on one": what comes before is not meant.
            && !(clause.main.is_none() && heard.is(here + 1, "to"));
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
    if counted_none(heard, &clause) {
        reading.denied[clause.start..clause.end].fill(true);
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
    if shares_negator(heard, reading, index) {
        reading.clauses[index].negated = true;
        reading.denied[clause.start..clause.end].fill(true);
    }
}

/// "I did not trace it or write a fix": a list of bare forms shares its negator.
fn shares_negator(heard: Heard<'_>, reading: &Reading, index: usize) -> bool {
    let clause = &reading.clauses[index];
    let (Some(main), true) = (clause.main, clause.carried) else {
        return false;
    };
    let denied = index > 0 && reading.clauses[index - 1].negated;
    let bare = heard.has(main, tags::VERB) && !heard.has(main, tags::PAST);
    denied
        && (bare || heard.has(clause.start, tags::OR))
        && !heard.any(clause.start, &["and", "but"])
}

/// "Tickets zero", "alerts: none": a list of counts.
fn counted_none(heard: Heard<'_>, clause: &Clause) -> bool {
    let last = clause.end.saturating_sub(1);
    clause.main.is_none()
        && heard.any(last, &["zero", "none", "nil"])
        && (clause.start + 1..=clause.start + 3).contains(&last)
        && heard.has(last - 1, tags::NOUN)
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
        && (heard.has(at + 1, tags::NOUN | tags::ADJ)
            || heard
                .tokens
                .get(at + 2)
                .is_some_and(|next| next.word == heard.tokens[at + 1].word))
        && !heard.any(at.wrapping_sub(1), &["to", "at", "is", "was", "from"]);
    // "Far from having it", "nowhere near it", "instead of going to zero".
    let next_ing = heard.has(at + 2, tags::ING);
    let short = heard.is(at, "far") && heard.is(at + 1, "from") && next_ing
        || heard.is(at, "nowhere") && heard.is(at + 1, "near")
        || heard.is(at, "instead") && heard.is(at + 1, "of") && next_ing && at > clause.start;
    if short {
        return true;
    }
    let plain = heard.has(at, tags::NOT | tags::NO | tags::NOBODY) && !heard.is(at, "zero");
    if !(plain || zero) {
        return false;
    }
    if idle_no(heard, at, clause) {
        return false;
    }
    // "Not until Friday", "nobody but me": it was done.
    let until = heard.is(at, "not") && heard.any(at + 1, &["until", "till"]);
    if until || but_me(heard, at) {
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

/// Whether the word at `at` looks like a negator and denies nothing: "I said no and blocked it", "no doubt", "no less
/// than", "no lack of", "nothing but".
fn idle_no(heard: Heard<'_>, at: usize, clause: &Clause) -> bool {
    let no = heard.is(at, "no");
    let lead = at.wrapping_sub(1);
    let ends = heard.before(at + 1) >= Break::Comma;
    let answer =
        heard.has(lead, tags::SAYS | tags::REPORT) && (ends || heard.has(at + 1, tags::AND));
    let opens = !heard.any(lead, &["in", "by"])
        && (at == clause.start && ends
            || heard.has(at + 1, tags::IDLE_NO) && !heard.has(at + 2, tags::NOUN | tags::ING)
            || heard.has(at + 1, tags::SUBJECT));
    let compares = heard.any(at, &["no", "not"])
        && heard.any(at + 1, &["more", "less", "fewer"])
        && heard.is(at + 2, "than");
    let plenty = heard.any(at, &["lack", "absence", "shortage"]) && heard.is(lead, "no");
    let only = heard.is(at, "nothing") && heard.is(at + 1, "but");
    no && (answer || opens) || compares || plenty || only
}

/// "Nobody but me", "no one except me": the nobody at `at` leaves out the speaker.
pub(super) fn but_me(heard: Heard<'_>, at: usize) -> bool {
    let after = at + 1 + usize::from(heard.any(at + 1, &["one", "else"]));
    heard.has(at, tags::NOBODY | tags::NO)
        && heard.any(after, &["but", "except"])
        && heard.any(after + 1, &["me", "myself", "i"])
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
                || heard.is(next, "and") && heard.any(next + 1, &["to", "that", "every", "each"])
                || heard.is(next, "and")
                    && heard.has(at, tags::NO | tags::NOBODY)
                    && fresh_noun(heard, next + 1)
                || heard.before(next) >= Break::Comma
                    && !heard.has(at, tags::OR)
                    && (heard.has(next, tags::ARTICLE | tags::THERE | tags::PREPOSITION)
                        || heard.has(at, tags::NO) && !goes_on(heard, next, clause.end))
        })
        .unwrap_or(clause.end)
}

/// Whether the words at `at` begin a thing of their own: "no alert and incomplete information", "and 99.9% uptime".
fn fresh_noun(heard: Heard<'_>, at: usize) -> bool {
    heard.has(at, tags::MOSTLY_ADJ) || heard.numbered(at)
}

/// "No alert, page or ticket": after a comma the list goes on only when "or" closes it.
fn goes_on(heard: Heard<'_>, next: usize, end: usize) -> bool {
    (next..end.min(next + 5)).any(|at| heard.has(at, tags::OR))
}
