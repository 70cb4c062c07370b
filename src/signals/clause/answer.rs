//! Questions that the speaker answers: "Was there an alert? No.", "Who traced it? That'd be me.", "The ticket? There was
//! none." Question and answer count together: the answer makes the question a claim, or its opposite.

use super::super::normal::Break;
use super::super::tags;
use super::{Clause, Doer, Heard, Mood, Reading};

/// What an answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// It is so.
    Yes,
    /// It is so, whatever the question expected: "there was".
    There,
    /// It is not so.
    No,
    /// The speaker did it: "me", "I did".
    Me,
    /// It was not the speaker: "not me".
    NotMe,
    /// "We did": it is so, unless it was asked about the speaker.
    We,
}

/// Makes claims of the questions that have an answer, and of what is taken back by "there was none".
pub(super) fn resolve(heard: Heard<'_>, reading: &mut Reading) {
    let sentences = reading.clauses.last().map_or(0, |clause| clause.sentence);
    for sentence in 0..=sentences {
        let Some((first, last)) = span(reading, sentence) else {
            continue;
        };
        let end = reading.clauses[last].end;
        if heard.before(end) < Break::Stop {
            continue;
        }
        let asked = heard.before(end) == Break::Question;
        match answer(heard, end) {
            Some(found) if asked => question(heard, reading, first, last, found),
            None if asked => presupposed(heard, reading, first, last),
            Some(Answer::No) => unanswered(heard, reading, sentence, first, last),
            _ => {}
        }
    }
    for index in 0..reading.clauses.len() {
        heading(heard, reading, index);
    }
}

/// The first and the last clause of a sentence.
fn span(reading: &Reading, sentence: usize) -> Option<(usize, usize)> {
    let same = |clause: &Clause| clause.sentence == sentence;
    let first = reading.clauses.iter().position(same)?;
    let last = reading.clauses.iter().rposition(same)?;
    Some((first, last))
}

/// What the sentence from `end` on answers, when it begins with an answer.
fn answer(heard: Heard<'_>, end: usize) -> Option<Answer> {
    let stop = (end + 1..heard.len() + 1)
        .find(|&at| heard.before(at) >= Break::Stop)
        .unwrap_or(heard.len());
    let mut at = end;
    if heard.is(at, "of") && heard.is(at + 1, "course") {
        at += 2;
        if let Some(found) = elliptic(heard, at, stop) {
            return Some(found);
        }
        if at >= stop || heard.before(at) >= Break::Comma {
            return Some(Answer::Yes);
        }
        if heard.is(at, "not") {
            return Some(Answer::No);
        }
    }
    at = past_lead(heard, at, stop);
    let me = |at: usize| heard.any(at, &["me", "myself"]);
    if heard.has(at, tags::SAYS_YES) && heard.is(at + 1, "not") {
        at += 1;
    }
    if heard.has(at, tags::SAYS_YES) {
        let by_me = (at + 1..stop.min(at + 3)).any(me);
        return Some(if by_me { Answer::Me } else { Answer::Yes });
    }
    if heard.is(at, "yours") && heard.is(at + 1, "truly") {
        return Some(Answer::Me);
    }
    if heard.is(at, "you") && heard.is(at + 1, "bet") {
        return Some(Answer::Yes);
    }
    let first = heard.before(at + 1) >= Break::Comma || at + 1 >= stop;
    let whole = heard.is(at + 1, "at") && heard.is(at + 2, "all")
        || heard.has(at + 1, tags::ADVERB)
        || heard.any(at + 1, &["either", "whatsoever", "whatever"]);
    if heard.has(at, tags::SAYS_NO)
        && (first || whole || heard.any(at, &["no", "nope"]) && heard.has(at + 1, tags::NOBODY))
    {
        return Some(Answer::No);
    }
    if heard.any(at, &["me", "myself"]) && (first || heard.has(at + 1, tags::ADVERB)) {
        return Some(Answer::Me);
    }
    elliptic(heard, at, stop)
}

/// Where the answer itself begins: "honestly, no", "I checked: no", "well, I did".
fn past_lead(heard: Heard<'_>, mut at: usize, stop: usize) -> usize {
    let aside = (at + 1..stop.min(at + 4)).find(|&index| heard.before(index) == Break::Comma);
    if let Some(aside) = aside {
        let after = aside + usize::from(heard.has(aside, tags::BUT) && aside + 1 < stop);
        let yes_or_no = tags::SAYS_NO | tags::SAYS_YES;
        let answered = heard.has(at, yes_or_no) || elliptic(heard, at, stop).is_some();
        if !answered && (heard.has(after, yes_or_no) || heard.has(at, tags::ADVERB)) {
            at = after;
        }
    }
    while heard.has(at, tags::LEADS_ANSWER) && at + 1 < stop {
        at += 1;
    }
    at
}

/// "I did", "I have not", "there was none", "that would be me", "nobody had", "not one".
fn elliptic(heard: Heard<'_>, at: usize, stop: usize) -> Option<Answer> {
    if heard.is(at, "far") && heard.is(at + 1, "from") {
        return Some(Answer::No);
    }
    let limit = (at + 1..stop).find(|&index| heard.before(index) >= Break::Comma);
    let limit = limit.unwrap_or(stop);
    if heard.is(at, "not") {
        if heard.any(at + 1, &["me", "i", "myself"]) && at + 2 >= limit {
            return Some(Answer::NotMe);
        }
        let first = heard.is(at + 1, "at") && heard.is(at + 2, "first");
        let all = heard.has(at + 1, tags::AFTER_NOT) && !first || at + 1 >= limit;
        return all.then_some(Answer::No);
    }
    let subject = heard.has(at, tags::SUBJECT | tags::IT | tags::THERE | tags::NOBODY);
    let mut verb = at + 1;
    while verb < limit && heard.has(verb, tags::WOULD) | heard.is(verb, "'d") {
        verb += 1;
    }
    let wish = heard.has(at, tags::I) && heard.is(at + 1, "wish");
    if (wish || heard.is(at, "if") && heard.is(at + 1, "only")) && at + 2 >= limit {
        return Some(Answer::No);
    }
    // "That would be me" names the doer; "I should have" says that it was not done.
    if verb > at + 1 && heard.has(at, tags::I) {
        let undone = heard.is(verb, "have") && verb + 1 >= limit;
        return undone.then_some(Answer::No);
    }
    let helps = heard.has(verb, tags::DO | tags::HAVE | tags::BE) && !heard.has(verb, tags::ING);
    if !subject || !helps || verb >= limit {
        // "Sure did".
        return None;
    }
    let rest: Vec<usize> = (verb + 1..limit)
        .filter(|&index| !heard.has(index, tags::ADVERB) || heard.is(index, "me"))
        .collect();
    let says = |words: &[&str]| rest.first().is_some_and(|&index| heard.any(index, words));
    let short = rest.len() <= 2;
    if heard.has(at, tags::NOBODY) && rest.is_empty()
        || says(&["none", "nothing"]) && short
        || (verb + 1..limit).any(|index| heard.is(index, "not"))
            && rest
                .iter()
                .all(|&index| heard.any(index, &["one", "any", "that", "it", "so"]))
    {
        return Some(Answer::No);
    }
    if heard.has(at, tags::IT) && says(&["me", "i", "myself"]) && rest.len() == 1 {
        return Some(Answer::Me);
    }
    let bare = rest.is_empty();
    match bare {
        true if heard.has(at, tags::I) => Some(Answer::Me),
        true if heard.has(at, tags::IT | tags::THERE | tags::THEY) => Some(Answer::There),
        true if heard.has(at, tags::WE) => Some(Answer::We),
        _ => None,
    }
}

/// "How long did it take? Forty minutes", "and the averages? They looked fine": a question that takes its matter for
/// granted, or only names it, and a next sentence that goes on from there.
fn presupposed(heard: Heard<'_>, reading: &mut Reading, first: usize, last: usize) {
    let (start, end) = (reading.clauses[first].start, reading.clauses[last].end);
    let unknown = (end..heard.len().min(end + 6)).any(|at| {
        heard.is(at, "idea") || heard.is(at, "know") && heard.is(at.wrapping_sub(1), "not")
    });
    if unknown || end >= heard.len() {
        return;
    }
    let first_word =
        start + usize::from(heard.has(start, tags::AND | tags::BUT) || heard.is(start, "so"));
    let open = heard.has(first_word, tags::QUESTION) && !heard.any(first_word, &["who", "whom"]);
    let all = heard.any(end, &["everyone", "everybody", "all"]);
    for index in first..=last {
        let clause = &mut reading.clauses[index];
        let verbless =
            clause.verb.is_none() && !(clause.start..clause.end).any(|at| heard.has(at, tags::AUX));
        let person = matches!(
            clause.doer,
            Doer::I | Doer::We | Doer::It | Doer::None | Doer::Hidden | Doer::Nobody
        );
        let main = clause.main.unwrap_or(clause.start);
        let real = !(clause.start..main)
            .any(|at| heard.has(at, tags::WOULD | tags::WILL | tags::CAN | tags::NOT));
        let until = clause.main.map_or(clause.end, |main| main + 1);
        let past = (clause.start..until).any(|at| heard.has(at, tags::PAST) || heard.is(at, "is"));
        let who = heard.is(first_word, "who") && all;
        if clause.mood == Mood::Asked && (verbless || who || open && person && real && past) {
            clause.mood = Mood::Real;
        }
    }
}

/// Settles the clauses of a question by its answer.
fn question(heard: Heard<'_>, reading: &mut Reading, first: usize, last: usize, answer: Answer) {
    let start = reading.clauses[first].start;
    let end = reading.clauses[last].end;
    let limited = (start..end).any(|at| heard.has(at, tags::LIMITS));
    // "Would I trace it again? Sure" tells of no deed.
    let unreal = |clause: &Clause| {
        let main = clause.main.unwrap_or(clause.start).max(clause.start + 1);
        (clause.start..main)
            .any(|at| heard.has(at, tags::WOULD | tags::WILL) && !heard.is(at, "could"))
    };
    told(heard, reading, first, last, answer);
    for index in first..=last {
        let clause = reading.clauses[index].clone();
        let anybody = clause
            .subject
            .clone()
            .any(|at| heard.any(at, &["who", "anybody", "anyone", "somebody", "someone"]));
        let embedded = clause.mood == Mood::Supposed && heard.any(clause.start, &["if", "whether"]);
        let cleft = index > first
            && heard.any(clause.start, &["who", "that"])
            && heard.is(clause.start.wrapping_sub(1), "me");
        if unreal(&clause) || !(clause.mood == Mood::Asked || embedded || anybody || cleft) {
            continue;
        }
        match answer {
            Answer::We if clause.doer == Doer::I || anybody => {}
            Answer::NotMe if anybody || clause.doer == Doer::I => {
                reading.clauses[index].doer = Doer::I;
                deny(reading, index);
            }
            Answer::NotMe => {}
            Answer::Me if anybody => {
                let clause = &mut reading.clauses[index];
                (clause.mood, clause.doer) = (Mood::Real, Doer::I);
            }
            // "Who had asked me? Nobody."
            Answer::No if clause.subject.clone().any(|at| heard.is(at, "who")) => {
                reading.clauses[index].doer = Doer::Nobody;
                deny(reading, index);
            }
            _ if clause.subject.clone().any(|at| heard.is(at, "who"))
                && !cleft
                && clause.doer != Doer::I => {}
            Answer::Yes => reading.clauses[index].mood = Mood::Real,
            Answer::There | Answer::We => {
                let (start, end) = (clause.start, clause.end);
                (reading.clauses[index].mood, reading.clauses[index].negated) = (Mood::Real, false);
                reading.denied[start..end].fill(false);
            }
            Answer::Me if clause.doer == Doer::I => reading.clauses[index].mood = Mood::Real,
            Answer::Me => {}
            Answer::No if limited => {}
            Answer::No => deny(reading, index),
        }
    }
}

/// "So I wrote it? No", "the drop rate went to zero? Not at all": told like a fact, and denied.
fn told(heard: Heard<'_>, reading: &mut Reading, first: usize, last: usize, answer: Answer) {
    let start = heard.past_adverbs(reading.clauses[first].start, reading.clauses[last].end);
    let plain = !heard.finite_aux(start) && !heard.has(start, tags::QUESTION);
    for index in first..=last {
        let clause = &reading.clauses[index];
        let long = clause.main.is_some() || clause.end > clause.start + 2;
        let fact = clause.mood == Mood::Real && !clause.negated && long;
        let open = clause.doer != Doer::Nobody && !heard.has(clause.start, tags::CONDITIONAL);
        if plain && fact && open && answer == Answer::No {
            deny(reading, index);
        }
    }
}

/// A sentence that the next one denies: "you'd think so", behind a question, leaves the question to be answered.
fn unanswered(heard: Heard<'_>, reading: &mut Reading, sentence: usize, first: usize, last: usize) {
    let (start, end) = (reading.clauses[first].start, reading.clauses[last].end);
    let so = end <= start + 6 && (start..end).any(|at| heard.is(at, "so"));
    let guess = so && (start..end).any(|at| heard.has(at, tags::EXPECTS | tags::WANT));
    let asked = heard.before(start) == Break::Question;
    match sentence.checked_sub(1).and_then(|at| span(reading, at)) {
        Some((first, last)) if guess && asked => {
            question(heard, reading, first, last, Answer::No);
        }
        _ => expectation(heard, reading, first, last),
    }
}

/// "You'd think there was an alert. There wasn't", "I looked for a ticket. Nothing."
fn expectation(heard: Heard<'_>, reading: &mut Reading, first: usize, last: usize) {
    // "The averages looked fine" looks for nothing.
    let looked = |clause: &Clause| {
        let looks = clause.doer != Doer::It;
        looks
            && clause
                .main
                .is_some_and(|main| heard.has(main, tags::EXPECTS))
    };
    let open = reading.clauses[first..=last].iter().any(|clause| {
        looked(clause) || matches!(clause.mood, Mood::Unreal | Mood::Supposed | Mood::Intended)
    });
    let deeds = (first..=last)
        .any(|index| reading.clauses[index].doer == Doer::I && !looked(&reading.clauses[index]));
    if open && !deeds {
        for index in first..=last {
            deny(reading, index);
        }
    }
}

/// "Rollbacks: none", "tickets, zero": a thing and how much there was of it.
fn heading(heard: Heard<'_>, reading: &mut Reading, index: usize) {
    let (start, end) = (reading.clauses[index].start, reading.clauses[index].end);
    let alone = |at: usize| {
        heard.any(at, &["none", "zero", "nil", "nothing"])
            && heard.before(at) == Break::Comma
            && heard.before(at + 1) >= Break::Comma
    };
    let Some(none) = (start + 1..end).find(|&at| alone(at)) else {
        return;
    };
    let from = (start..none)
        .rev()
        .take(4)
        .take_while(|&at| at + 1 == none || heard.before(at + 1) == Break::None);
    let from = from.last().unwrap_or(none);
    let plain = (from..none)
        .all(|at| !heard.has(at, tags::AUX | tags::SUBJECT) && !heard.tokens[at].repair);
    if plain && heard.has(none - 1, tags::NOUN) {
        reading.denied[from..none].fill(true);
    }
}

fn deny(reading: &mut Reading, index: usize) {
    let (start, end) = (reading.clauses[index].start, reading.clauses[index].end);
    reading.clauses[index].mood = Mood::Real;
    reading.clauses[index].negated = true;
    reading.denied[start..end].fill(true);
}
