//! What makes a claim less than the signal, though all of its words are there: "hardly anyone", "half of the team", "the
//! idea was not mine".

use super::lack::{asked_of_others, elsewhere, scarce};
use super::*;
use crate::signals::clause::Clause;
use crate::signals::matching::fits;
use crate::signals::number::{Quantity, Unit};
use crate::signals::pattern::NumberWish;

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
    let near =
        (outcome.start.saturating_sub(4)..outcome.end).filter(|&at| text.reading.of.get(at) == own);
    let near: Vec<usize> = near.collect();
    if near.iter().any(|&at| heard.tokens[at].guessed) {
        return Some(Reason::Sound);
    }
    if hedged(text, outcome, signal, lack, &near) {
        return Some(Reason::Mood(Mood::Half));
    }
    if signal.gist.only && !only(text, outcome) {
        return Some(Reason::NotOnly);
    }
    if signal.gist.of_others && by_the_speaker(text, outcome) {
        return Some(Reason::Object);
    }
    if number_off(text, outcome, signal) {
        return Some(Reason::Number);
    }
    let clause = text.reading.clause(outcome.end.saturating_sub(1))?;
    let elsewhere = lack
        && !signal.gist.outside
        && !signal.gist.of_mine
        && !signal.gist.undone
        && (!signal.planned || signal.nobody())
        && (signal.gist.topic || signal.nobody())
        && if signal.nobody() {
            asked_of_others(text, outcome.end)
        } else {
            elsewhere(text, story, outcome, clause)
        };
    let other = elsewhere
        || measures_another(text, story, outcome, clause)
        || saved_on_another(text, story, outcome)
        || only_where_i_was(text, outcome, clause)
        || done_to_another(text, story, outcome, clause)
        || signal.gist.of_mine && other_subject(text, story, outcome, clause)
        || signal.gist.outside && beside_the_point(text, outcome, clause)
        || signal.gist.about_it && off_story(text, story, outcome.end).is_some();
    other.then_some(Reason::Object)
}

/// Whether one of the tokens `near` says that it was not all of it, not everybody, or not for sure.
fn hedged(text: &Text<'_>, outcome: &Outcome, signal: &Sought, lack: bool, near: &[usize]) -> bool {
    let heard = text.heard;
    let gist = &signal.gist;
    let any = |test: &dyn Fn(usize) -> bool| near.iter().any(|&at| test(at));
    let within = |number: &Quantity| outcome.start <= number.start && number.end <= outcome.end;
    let measured = (text.numbers.iter()).any(|number| within(number) && !number.share);
    let doubt = |at: usize| heard.any(at, &["perhaps", "maybe", "possibly"]);
    let own = text.reading.of.get(outcome.start);
    let behind = (outcome.end..heard.len().min(outcome.end + 3))
        .any(|at| doubt(at) && text.reading.of.get(at) == own);
    let maybe = any(&doubt) || behind;
    let claim = signal.verb.is_none();
    lack && any(&|at| scarce(text, at))
        || (gist.everyone || gist.all) && any(&|at| some(text, at))
        || gist.all && some_of_them(text, outcome)
        || (signal.nobody() || gist.everyone) && most_do(text, outcome, gist.everyone)
        || !gist.part && most_of(text, outcome)
        || claim && (almost(text, outcome) || any(&|at| heard.is(at, "ideally")))
        || (claim && measured || gist.regret) && maybe
}

/// "Eight or nine doses", "from zero to 0.3%", "under five seconds" where one was asked for.
fn number_off(text: &Text<'_>, outcome: &Outcome, signal: &Sought) -> bool {
    let heard = text.heard;
    let doubled = text.numbers.iter().any(|number| {
        let at = number.start;
        let within = outcome.start <= at && number.end <= outcome.end && at >= 2;
        // "Three or four": whichever of them the claim took.
        let next = number.end;
        let or_more =
            heard.is(next, "or") && heard.numbered(next + 1) && number.unit == Unit::Plain;
        within && (heard.is(at - 1, "or") && heard.numbered(at - 2) || or_more)
    });
    let rose = (outcome.start + 1..outcome.end)
        .any(|at| heard.is(at, "zero") && heard.is(at - 1, "from") && !heard.is(at + 1, "point"));
    let claim = signal.verb.is_none();
    claim && (doubled || other_number(text, outcome, signal)) || rose && signal.gist.to_zero
}

/// "Under five seconds" where one second was asked for: a number of the kind, and none that fits.
fn other_number(text: &Text<'_>, outcome: &Outcome, signal: &Sought) -> bool {
    let Some(WayKind::Label(label)) = signal.ways.first().map(|way| &way.kind) else {
        return false;
    };
    let within = |number: &&Quantity| {
        outcome.start <= number.start && number.end <= outcome.end && number.value != 0.0
    };
    // "One in three" tells neither of one nor of three.
    let half_of_share = |number: &&Quantity| {
        let mut shares = text.numbers.iter().filter(|share| share.share);
        !number.share && shares.any(|share| share.start <= number.start && number.end <= share.end)
    };
    let said: Vec<_> = (text.numbers.iter())
        .filter(within)
        .filter(|number| !half_of_share(number))
        .collect();
    label.wishes().any(|wish| {
        let any = NumberWish {
            value: None,
            ..wish.clone()
        };
        let mut alike = said.iter().filter(|number| fits(&any, number)).peekable();
        alike.peek().is_some() && alike.all(|number| !label.wishes().any(|wish| fits(wish, number)))
    })
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

/// "Some tickets are symptoms" where every ticket was asked for.
fn some_of_them(text: &Text<'_>, outcome: &Outcome) -> bool {
    let heard = text.heard;
    let part = |at: usize| {
        heard.any(at, &["some", "most", "many", "several"]) && heard.has(at + 1, tags::NOUN)
    };
    part(outcome.start) || outcome.start > 0 && part(outcome.start - 1)
}

/// "Most of the managers did not want to": nobody was asked for.
fn most_do(text: &Text<'_>, outcome: &Outcome, of_them: bool) -> bool {
    let heard = text.heard;
    (text.reading.clause(outcome.start)).is_some_and(|clause| {
        let first = clause.subject.start;
        heard.any(first, &["most", "many", "some", "half"])
            && (!of_them || heard.is(first + 1, "of"))
    })
}

/// Whether what was found is said to be the only one of its kind.
fn only(text: &Text<'_>, outcome: &Outcome) -> bool {
    let heard = text.heard;
    let alone = [
        "only",
        "just",
        "one",
        "sole",
        "single",
        "solely",
        "exclusively",
        "merely",
        "purely",
        "nowhere",
        "else",
        "no",
        "nothing",
        "short",
        "all",
    ];
    // "One of two testers" is not the only one.
    let of = |at: usize| heard.is(at, "one") && heard.is(at + 1, "of");
    (outcome.start.saturating_sub(5)..heard.len().min(outcome.end + 6))
        .any(|at| heard.any(at, &alone) && !of(at))
}

/// "I signed for three years" where "she signed" was asked for.
fn by_the_speaker(text: &Text<'_>, outcome: &Outcome) -> bool {
    (outcome.start..outcome.end).any(|at| {
        let role = text.role(at);
        role.kind == Kind::Verb
            && role.doer == Doer::I
            && text.heard.has(at, tags::PAST | tags::VERB)
            && !text.heard.has(at, tags::AUX)
    })
}

/// "From nine to almost none", "almost on time".
fn almost(text: &Text<'_>, outcome: &Outcome) -> bool {
    let heard = text.heard;
    (outcome.start..outcome.end)
        .any(|at| heard.any(at, &["almost", "nearly"]) && !heard.has(at.wrapping_sub(1), tags::NOT))
}

/// "Most of the roadmap was delivered": only a part of what was found.
fn most_of(text: &Text<'_>, outcome: &Outcome) -> bool {
    let heard = text.heard;
    (outcome.start.saturating_sub(3)..=outcome.start).any(|at| {
        heard.any(at, &["most", "half"])
            && heard.is(at + 1, "of")
            && heard.has(
                at + 2,
                tags::ARTICLE | tags::OURS | tags::MINE | tags::THEIRS,
            )
            && text.reading.of.get(at) == text.reading.of.get(outcome.start)
    })
}

/// "Falls went from nine to one", "the round takes 15 minutes instead of 40": numbers alone, of a thing that the story
/// does not speak of.
fn measures_another(text: &Text<'_>, story: &Story, outcome: &Outcome, clause: &Clause) -> bool {
    let heard = text.heard;
    let numbered = (text.numbers.iter())
        .filter(|number| outcome.start <= number.start && number.end <= outcome.end)
        .count()
        >= 2;
    let subject = clause.subject.clone();
    let named = (outcome.start.min(subject.start)..outcome.end).any(|at| {
        !heard.numbered(at) && story.speaks_of(heard, at) && !heard.has(at, tags::TIME | tags::PAST)
    });
    let head = (subject.start..subject.end)
        .rev()
        .find(|&at| heard.has(at, tags::NOUN | tags::VERB_S));
    let strange = head.is_some_and(|head| {
        heard.has(head, tags::KNOWN)
            && !heard.numbered(head)
            && !heard.has(
                head,
                tags::SMALL | tags::TIME | tags::VAGUE | tags::AGENT | tags::GENERAL | tags::ADVERB,
            )
    });
    numbered && strange && !named
}

/// "We saved 8K a week on cloud bills": money for a thing that the story does not speak of.
fn saved_on_another(text: &Text<'_>, story: &Story, outcome: &Outcome) -> bool {
    let heard = text.heard;
    let money = (text.numbers.iter()).any(|number| {
        outcome.start <= number.start
            && number.start < outcome.end
            && matches!(number.unit, Unit::Money(_) | Unit::Plain)
    });
    let on = (outcome.end..heard.len().min(outcome.end + 4))
        .take_while(|&at| heard.before(at) == Break::None)
        .find(|&at| heard.is(at, "on"));
    let spent = (outcome.start..outcome.end)
        .any(|at| heard.any(at, &["spent", "spend", "spending", "invested", "used"]));
    money
        && !spent
        && on.is_some_and(|on| {
            let noun = on + 1 + usize::from(heard.has(on + 1, tags::ARTICLE | tags::OURS));
            let small = tags::SMALL | tags::TIME | tags::ADVERB | tags::MOSTLY_ADJ | tags::GENERAL;
            heard.has(noun, tags::NOUN)
                && heard.has(noun, tags::KNOWN)
                && !heard.has(noun, small & !tags::AREA)
                && !(noun..noun + 2).any(|at| story.speaks_of(heard, at))
                && !heard.is(noun, "average")
        })
}

/// "Two weeks before the sale I was on holiday": a time at which the speaker was somewhere, and no term for the work.
fn only_where_i_was(text: &Text<'_>, outcome: &Outcome, clause: &Clause) -> bool {
    let heard = text.heard;
    let main = clause
        .main
        .filter(|&main| clause.doer == Doer::I && heard.has(main, tags::BE));
    let away = |at: usize| {
        heard.any(at, &["on", "in", "at"]) && heard.has(at + 1, tags::NOUN | tags::TIME)
            || heard.any(at, &["away", "sick", "ill", "off", "abroad"])
    };
    let timed = text.numbers.iter().any(|number| {
        outcome.start <= number.start
            && number.end <= outcome.end
            && matches!(number.unit, Unit::Time(_))
    });
    timed && main.is_some_and(|main| outcome.end <= main && away(main + 1))
}

/// "Four teams now use the new meeting room, which has a big dashboard": the verb of the claim has another object.
fn done_to_another(text: &Text<'_>, story: &Story, outcome: &Outcome, clause: &Clause) -> bool {
    let heard = text.heard;
    let first = text.reading.clause(outcome.start).unwrap_or(clause);
    let own =
        |&main: &usize| (outcome.start..outcome.end).contains(&main) && !heard.has(main, tags::AUX);
    let Some(main) = first.main.filter(own) else {
        return false;
    };
    let determiner = tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS;
    let last = clause.start != first.start;
    last && first.doer != Doer::I
        && heard.has(main + 1, determiner)
        && off_story(text, story, main + 1).is_some()
}

/// "The idea was not mine", "cooking is not part of my job": something else is not the speaker's.
fn other_subject(text: &Text<'_>, story: &Story, outcome: &Outcome, clause: &Clause) -> bool {
    let heard = text.heard;
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
                .any(|at| story.speaks_of(heard, at) || heard.has(at, tags::GENERAL))
    })
}

/// "A friend from another team told me", "I had friends outside my team": it is said of somebody or of another thing
/// than where the trouble lies.
fn beside_the_point(text: &Text<'_>, outcome: &Outcome, clause: &Clause) -> bool {
    let heard = text.heard;
    let Some(main) = clause.main else {
        return false;
    };
    let acts = clause.subject.contains(&outcome.start)
        && !heard.has(main, tags::BE)
        && !heard.has(main, tags::HOLDS);
    let mine = clause.doer == Doer::I
        && main < outcome.start
        && (heard.has(main, tags::HAVE) || heard.has(main, tags::IDLES));
    acts || mine
}
