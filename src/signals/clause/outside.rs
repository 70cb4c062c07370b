//! What the clauses around a clause say about it: "it isn't true that", "I can't say that", "but I didn't".
//!
//! A claim inside another one is worth what the outer one leaves of it. Some turn it over (`flipped`), some take away
//! that it happened (its mood), some settle afterwards whether it was done (`settled`).

use super::super::normal::Break;
use super::super::tags;
use super::supposed::{even_if, follows, hedged, lead_in, noun_led, planned, sourced};
use super::withdrawn::{mistaken, settle};
use super::{Clause, Doer, Heard, Mood, Reading};

/// What an outer clause leaves of the one inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaves {
    /// The opposite.
    Opposite,
    /// Nothing that can be counted on.
    Nothing,
    /// A doubt.
    Doubt,
    /// What the speaker does not think to be so.
    Unlikely,
}

/// Applies what every clause says about its neighbours.
pub(super) fn apply(heard: Heard<'_>, reading: &mut Reading) {
    for index in 1..reading.clauses.len() {
        embed(heard, reading, index);
        cleft(heard, reading, index);
    }
    for index in 1..=reading.clauses.len() {
        lead_in(heard, reading, index);
    }
    for index in 0..reading.clauses.len() {
        even_if(heard, reading, index);
        planned(heard, reading, index);
        noun_led(heard, reading, index);
        follows(heard, reading, index);
        hedged(heard, reading, index);
        mistaken(heard, reading, index);
        list_denied(heard, reading, index);
        sourced(heard, reading, index);
        settle(heard, reading, index);
    }
}

/// The clause that governs clause `index`: the one before it in its sentence, over fragments such as a lone "that".
fn outer(reading: &Reading, index: usize) -> Option<usize> {
    let sentence = reading.clauses[index].sentence;
    let found = (0..index)
        .rev()
        .take(2)
        .find(|&at| reading.clauses[at].main.is_some())?;
    (reading.clauses[found].sentence == sentence).then_some(found)
}

/// Whether clause `index` is what its outer clause speaks of, and not a new step of the story.
fn inside(heard: Heard<'_>, reading: &Reading, outer: usize, index: usize) -> bool {
    let (matrix, clause) = (&reading.clauses[outer], &reading.clauses[index]);
    let opens = (matrix.end..clause.start + 1)
        .any(|at| heard.any(at, &["that", "as", "like", "if", "whether"]));
    let joined = heard.has(clause.start, tags::AND | tags::BUT)
        || heard.any(clause.start, &["so", "because", "since", "when", "while"]);
    let close = matrix.main.is_some_and(|main| matrix.end <= main + 4);
    opens && heard.before(clause.start) < Break::Stop
        || close && !joined && heard.before(clause.start) == Break::None
}

fn embed(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    let Some(outer) = outer(reading, index) else {
        return;
    };
    if turned_over(heard, reading, index) {
        reading.clauses[index].flipped = true;
        return;
    }
    let clause = &reading.clauses[index];
    let says_so = clause.mood == Mood::Supposed && heard.is(clause.start, "if");
    if says_so || !inside(heard, reading, outer, index) {
        return;
    }
    let left = governing(heard, reading, outer);
    let clause = &mut reading.clauses[index];
    match left {
        Some(Leaves::Opposite) => {
            clause.flipped = true;
            if matches!(clause.mood, Mood::Supposed | Mood::Asked) {
                clause.mood = Mood::Real;
            }
        }
        Some(Leaves::Nothing) => clause.mood = clause.mood.max(Mood::Unreal),
        Some(Leaves::Unlikely) => {
            clause.mood = clause.mood.max(Mood::Unreal);
            clause.negated = !clause.negated;
            reading.denied[clause.start..clause.end].fill(clause.negated);
        }
        Some(Leaves::Doubt) => clause.mood = clause.mood.max(Mood::Half),
        None => {}
    }
}

/// "Not that there was no ticket", "it's not like there was none", and what goes on from there.
fn turned_over(heard: Heard<'_>, reading: &Reading, index: usize) -> bool {
    let (previous, clause) = (&reading.clauses[index - 1], &reading.clauses[index]);
    let same = previous.sentence == clause.sentence;
    let first = (0..index)
        .rev()
        .take_while(|&at| reading.clauses[at].sentence == clause.sentence)
        .last();
    let not_that = first.is_some_and(|first| {
        let start = reading.clauses[first].start;
        heard.is(start, "not") && heard.is(start + 1, "that") && clause.start <= start + 2
    });
    let not_like = same
        && previous.end == clause.start
        && heard.has(clause.start - 1, tags::NOT)
        && heard.is(clause.start, "like")
        && previous.subject.clone().any(|at| heard.has(at, tags::IT));
    let goes_on = same
        && (clause.carried
            || heard.has(clause.start, tags::AND | tags::OR)
            || clause.main.is_none());
    not_that || not_like || goes_on && previous.flipped && !heard.is(clause.start, "but")
}

/// What the clauses around leave: "I would be lying if I said" as well as "I cannot say".
fn governing(heard: Heard<'_>, reading: &Reading, outer: usize) -> Option<Leaves> {
    let matrix = &reading.clauses[outer];
    let before = outer.checked_sub(1).map(|at| &reading.clauses[at]);
    let lying = before.is_some_and(|clause| {
        clause.sentence == matrix.sentence
            && (clause.start..clause.end).any(|at| heard.any(at, &["lie", "lying", "wrong"]))
    });
    if matrix.mood == Mood::Supposed && lying {
        return Some(Leaves::Opposite);
    }
    let lied = before.is_some_and(|clause| {
        clause.sentence == matrix.sentence
            && clause.doer == Doer::I
            && clause
                .main
                .is_some_and(|main| heard.any(main, &["lied", "exaggerated"]))
    });
    if lied {
        return Some(Leaves::Opposite);
    }
    leaves(heard, matrix)
}

/// What `matrix` leaves of the clause inside it.
fn leaves(heard: Heard<'_>, matrix: &Clause) -> Option<Leaves> {
    let (verb, main) = (matrix.verb?, matrix.main?);
    let rest = main + 1..matrix.end;
    // "It wasn't until Friday that I wrote it", "I should add that I wrote it".
    let late = (main + 1..=matrix.end).any(|at| heard.any(at, &["until", "till"]));
    let duly = (verb..main).any(|at| heard.any(at, &["should", "must"]))
        && heard.any(main, &["say", "add", "mention", "admit", "confess"]);
    if late || duly && !matrix.negated {
        return None;
    }
    let denied = matrix.negated || rest.clone().any(|at| heard.has(at, tags::NOT));
    if judged(heard, matrix, main, denied) {
        return Some(Leaves::Opposite);
    }
    let says = |at: usize| heard.has(at, tags::SAYS);
    let spoken = says(main) || rest.clone().any(says);
    let lie = (verb..matrix.end)
        .any(|at| heard.any(at, &["lie", "lying", "wrong", "untrue", "false", "unfair"]));
    if lie && (spoken || matrix.mood == Mood::Unreal) {
        return Some(Leaves::Opposite);
    }
    // "You might think that there was no ticket".
    let thinks = ["think", "believe", "assume", "expect", "say", "guess"];
    if matrix.doer == Doer::Other && matrix.mood == Mood::Unreal && heard.any(main, &thinks) {
        return Some(Leaves::Nothing);
    }
    let nobody = matrix.doer == Doer::Nobody;
    let able = (verb..main).any(|at| heard.has(at, tags::CAN | tags::WOULD | tags::WILL));
    if says(main) && (nobody || matrix.negated && able) {
        return Some(Leaves::Opposite);
    }
    // "I don't want to say that there was a rollback".
    if matrix.negated && heard.any(main, &["want", "wish"]) && rest.clone().any(says) {
        return Some(Leaves::Opposite);
    }
    if matrix.mood == Mood::Supposed && heard.is(matrix.start, "let")
        || heard.is(main, "let") && heard.is(main + 1, "say")
    {
        return Some(Leaves::Nothing);
    }
    let mine = matrix.doer == Doer::I;
    mine.then(|| leaves_mine(heard, matrix, main, denied, spoken))
        .flatten()
}

/// "It is not true that", "it is a myth that": whether what is said of the claim turns it over.
fn judged(heard: Heard<'_>, matrix: &Clause, main: usize, denied: bool) -> bool {
    let rest = main + 1..matrix.end;
    let it = |at: usize| heard.any(at, &["it", "this", "that"]);
    if !matrix.subject.clone().any(it) || !heard.has(main, tags::BE) {
        return false;
    }
    let empty = rest.clone().all(|at| {
        heard.has(at, tags::NOT | tags::ADVERB) || heard.any(at, &["so", "that", "like", "as"])
    });
    let says =
        |words: &[&str]| rest.clone().any(|at| heard.any(at, words)) && matrix.end <= main + 6;
    let so = ["true", "right", "correct", "case", "so", "like"];
    let false_ = rest.clone().any(|at| heard.has(at, tags::UNTRUE)) && matrix.end <= main + 6;
    denied && (empty || says(&so)) || !denied && false_
}

/// What the speaker's own "I pretended", "I don't think", "I hoped", "I am not sure" leave of a claim.
fn leaves_mine(
    heard: Heard<'_>,
    matrix: &Clause,
    main: usize,
    denied: bool,
    spoken: bool,
) -> Option<Leaves> {
    if heard.any(main, &["pretend", "pretended"]) {
        return Some(Leaves::Opposite);
    }
    if denied && heard.any(main, &["think", "believe"]) {
        return Some(Leaves::Unlikely);
    }
    let wished = heard.any(main, &["love", "like", "wish"]);
    if denied && heard.has(main, tags::MINDS)
        || heard.has(main, tags::HOPES)
        || matrix.mood == Mood::Unreal && (spoken || wished)
    {
        return Some(Leaves::Nothing);
    }
    let sure = |at: usize| heard.any(at, &["sure", "certain", "positive"]);
    let unsure = denied && (main + 1..matrix.end).any(sure);
    (unsure || heard.any(main, &["doubt", "doubted"])).then_some(Leaves::Doubt)
}

/// "There isn't one nurse whom I didn't train": two denials make all of them.
fn nobody_left_out(heard: Heard<'_>, reading: &Reading, index: usize) -> bool {
    let (previous, clause) = (&reading.clauses[index - 1], &reading.clauses[index]);
    let there = previous
        .subject
        .clone()
        .any(|at| heard.has(at, tags::THERE));
    let relative = heard.any(clause.start, &["whom", "who", "that", "which", "where"])
        || heard.has(clause.start, tags::I) && heard.before(clause.start) == Break::None;
    let denied = previous.negated
        || (previous.start..previous.end).any(|at| heard.has(at, tags::NO | tags::NOT));
    there && denied && relative && clause.negated && previous.sentence == clause.sentence
}

/// "They asked who had traced it, and I said that was me", "the one who traced it was me": who it was.
fn it_was_me(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    let clause = &reading.clauses[index];
    let me = clause.main.is_some_and(|main| {
        heard.has(main, tags::BE)
            && heard.any(main + 1, &["me", "myself"])
            && (main + 2 == clause.end || heard.before(main + 2) >= Break::Comma)
    });
    if !me || clause.negated || clause.inverted {
        return;
    }
    let sentence = clause.sentence;
    let who = (index.saturating_sub(3)..index).rev().find(|&at| {
        let other = &reading.clauses[at];
        let who = heard.has(other.start, tags::WHO)
            || (other.start..other.subject.end).any(|at| heard.is(at, "who"));
        who && other.main.is_some() && other.sentence + 1 >= sentence
    });
    if let Some(who) = who {
        (reading.clauses[who].doer, reading.clauses[who].mood) = (Doer::I, Mood::Real);
    }
}

/// "I may have been the one who noticed it": what the speaker claims to be is no surer than the claim.
fn maybe_me(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    let (previous, clause) = (&reading.clauses[index - 1], &reading.clauses[index]);
    let who = heard.any(clause.start, &["who", "that"]) && clause.doer == Doer::I;
    let be = previous.main.is_some_and(|main| heard.has(main, tags::BE));
    let same = previous.sentence == clause.sentence && previous.doer == Doer::I;
    if !(who && be && same) || clause.mood != Mood::Real {
        return;
    }
    let may = (previous.start..previous.end).any(|at| heard.any(at, &["may", "might", "must"]));
    let mood = match previous.mood {
        Mood::Real | Mood::Asked => return,
        Mood::Unreal if may => Mood::Half,
        mood => mood,
    };
    reading.clauses[index].mood = mood;
}

/// "It wasn't me who noticed it", "at no point did I coordinate".
fn cleft(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    if nobody_left_out(heard, reading, index) {
        let clause = &mut reading.clauses[index];
        clause.negated = false;
        let (start, end) = (clause.start, clause.end);
        reading.denied[start..end].fill(false);
        return;
    }
    it_was_me(heard, reading, index);
    maybe_me(heard, reading, index);
    let (previous, clause) = (&reading.clauses[index - 1], &reading.clauses[index]);
    let claimed = previous.sentence == clause.sentence
        && previous.doer == Doer::None
        && clause.main.is_some_and(|main| {
            heard.has(main, tags::BE) && heard.is(main + 1, "me") && main + 2 == clause.end
        })
        && clause
            .subject
            .clone()
            .any(|at| heard.any(at, &["that", "it", "this"]));
    if claimed && !clause.negated {
        reading.clauses[index - 1].doer = Doer::I;
        return;
    }
    if previous.sentence != clause.sentence || clause.doer != Doer::I {
        return;
    }
    let Some(main) = previous.main else { return };
    let me = heard.any(clause.start, &["who", "that"])
        && clause.start > main
        && heard.has(main, tags::BE)
        && (previous.doer == Doer::I || heard.any(clause.start - 1, &["me", "myself", "i"]))
        && (previous.negated || (main..clause.start).any(|at| heard.has(at, tags::NOT)));
    let never = (previous.negated && previous.doer == Doer::Nobody
        || heard.is(previous.start, "not"))
        && main + 1 == previous.end
        && heard.has(main, tags::DO | tags::HAVE)
        && clause.start == clause.subject.start;
    if me || never {
        let (start, end) = (clause.start, clause.end);
        reading.clauses[index].negated = true;
        reading.denied[start..end].fill(true);
    }
}

/// "I never pulled the logs, traced the failures or wrote a fix": an "or" at the end shows that the denial spans the list.
fn list_denied(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    let clause = &reading.clauses[index];
    if !(clause.carried && heard.has(clause.start, tags::OR)) {
        return;
    }
    let sentence = clause.sentence;
    let head = (0..index).rev().find(|&at| !reading.clauses[at].carried);
    let denied = head.is_some_and(|head| {
        reading.clauses[head].negated && reading.clauses[head].sentence == sentence
    });
    let Some(head) = head.filter(|_| denied) else {
        return;
    };
    for at in head + 1..=index {
        let (start, end) = (reading.clauses[at].start, reading.clauses[at].end);
        reading.clauses[at].negated = true;
        reading.denied[start..end].fill(true);
    }
}
