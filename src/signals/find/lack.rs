//! What keeps a denial from saying that a thing was not there: "no alert for the disk", "nobody read the ticket", "the
//! alert did not help".

use super::*;
use crate::signals::clause::Clause;
use crate::signals::number::Num;

/// Whether it is another thing that is missing, or something else than its being there that is denied.
pub(super) fn elsewhere(
    text: &Text<'_>,
    story: &Story,
    outcome: &Outcome,
    clause: &Clause,
) -> bool {
    compound(text, outcome.end)
        || for_another(text, story, outcome.end)
        || not_about_being(text, outcome, clause)
        || only_found_wanting(text, outcome, clause)
        || of_another_kind(text, outcome)
        || asked_of_others(text, outcome.end)
}

/// "Hardly", "almost no", "next to nothing".
pub(super) fn scarce(text: &Text<'_>, at: usize) -> bool {
    let heard = text.heard;
    let none = tags::NO | tags::NOBODY;
    heard.any(at, &["hardly", "barely", "scarcely"])
        || heard.has(at, tags::ALMOST) && heard.has(at + 1, none)
        || heard.is(at, "next") && heard.is(at + 1, "to") && heard.has(at + 2, none)
}

/// "No budget limit", "no rollback plan": the noun that should be missing only describes another one.
fn compound(text: &Text<'_>, end: usize) -> bool {
    let heard = text.heard;
    let Some(last) = end.checked_sub(1) else {
        return false;
    };
    let other = tags::TIME
        | tags::AGENT
        | tags::PREPOSITION
        | tags::ADVERB
        | tags::PAST
        | tags::SMALL
        | tags::ING;
    let thing = heard.has(end, tags::MOSTLY_NOUN) && !heard.has(end, other)
        || heard.any(
            end,
            &[
                "plan", "room", "meeting", "process", "review", "limit", "training", "request",
            ],
        );
    heard.has(last, tags::NOUN | tags::AGENT) && heard.before(end) == Break::None && thing
}

/// "No alert for the disk", "no errors in my spelling": what is missing belongs to a thing that the story does not speak
/// of.
fn for_another(text: &Text<'_>, story: &Story, end: usize) -> bool {
    let heard = text.heard;
    // "No alert on": the phrase may end with the preposition.
    let end = end.saturating_sub(usize::from(
        heard.has(end.wrapping_sub(1), tags::PREPOSITION),
    ));
    let place = (end..heard.len().min(end + 3))
        .take_while(|&at| heard.before(at) == Break::None)
        .find(|&at| heard.any(at, &["for", "on", "about", "in"]));
    place.is_some_and(|at| {
        let article = tags::ARTICLE | tags::OURS | tags::THEIRS | tags::MINE;
        let noun = at + 1 + usize::from(heard.has(at + 1, article));
        let head = heard.tokens.get(noun);
        let head = head.filter(|_| heard.before(noun) == Break::None);
        let small =
            tags::SMALL | tags::TIME | tags::VAGUE | tags::AGENT | tags::PAST | tags::ADVERB;
        head.is_some_and(|token| token.num == Num::None)
            && (noun..noun + 2).any(|at| story.area(heard, at))
            || head.is_some_and(|token| token.num == Num::None)
                && heard.has(noun, tags::NOUN)
                && heard.has(noun, tags::KNOWN)
                && !heard.has(noun, small | tags::GENERAL)
                && !heard.any(noun, &["desk", "wrong"])
                && !(noun..noun + 3).any(|at| story.speaks_of(heard, at))
    })
}

/// "Nobody read the ticket", "no alert was ignored": what is denied is a deed, and not that the thing was there.
fn not_about_being(text: &Text<'_>, outcome: &Outcome, clause: &Clause) -> bool {
    let heard = text.heard;
    let Some(main) = clause.main else {
        return false;
    };
    // "Not one family complained": the deed itself is what there was none of.
    if main == outcome.verb {
        return false;
    }
    // "Nobody could find an error in the logs": the error is what was not there.
    let last = outcome.end.saturating_sub(1);
    let noun = (main + 2..last)
        .find(|&at| heard.has(at, tags::PREPOSITION))
        .map_or(last, |at| at - 1);
    let plain = heard.has(main, tags::BE | tags::HAVE) || heard.has(main, tags::COMES_TO_BE);
    let named = heard.has(noun, tags::NOUN | tags::VERB | tags::ADJ);
    let thing = named && heard.has(main, tags::KNOWN) && !plain;
    // "No alert was ignored".
    let suffered = clause.passive && outcome.end <= main && clause.subject.end >= outcome.end;
    // "Nobody read the ticket", "I had not seen the alert".
    let definite = heard.any(
        noun.wrapping_sub(1),
        &["the", "that", "this", "its", "their"],
    );
    let denied = clause.negated && outcome.start <= main && main < noun;
    let seen = heard.any(main, &["see", "saw", "seen", "find", "found", "get", "got"]);
    // "I did not have to write a ticket".
    let needless = clause.negated
        && main != outcome.verb
        && clause.doer == Doer::I
        && main < noun
        && clause.verb.is_some_and(|verb| {
            (verb..main).any(|at| heard.any(at, &["have", "need"]) && heard.is(at + 1, "to"))
        });
    // "I wanted no ticket"; what was expected and not there has its negator elsewhere.
    let own = (clause.start..clause.end).any(|at| heard.has(at, tags::NO | tags::NOT));
    let unwanted = clause.doer == Doer::I && own && heard.has(main, tags::WISHES) && main < noun;
    // "There was no reason to ignore the alert", "no need to close the ticket".
    let spared = heard.has(main, tags::BE | tags::HAVE)
        && (main + 1..noun).any(|at| {
            let verb = at + 1;
            heard.is(at, "to")
                && heard.has(at - 1, tags::PURPOSE)
                && verb < outcome.end.max(noun)
                && heard.has(verb, tags::KNOWN)
                && !heard.has(verb, tags::BE | tags::HAVE)
                && !heard.has(verb, tags::COMES_TO_BE)
                && verb < noun
                && heard.has(noun, tags::NOUN)
                && !heard.has(noun, tags::ADVERB)
        });
    spared
        || unwanted
        || suffered && thing
        || denied && definite && (thing || seen && named)
        || needless
}

/// "Nobody asked Tom", "nobody asked for an alert", "nobody wanted to touch it": others were not asked, or for
/// something else.
pub(super) fn asked_of_others(text: &Text<'_>, end: usize) -> bool {
    let heard = text.heard;
    // "Nobody asked me": what follows the person counts.
    let end = end - usize::from(heard.any(end.wrapping_sub(1), &["me", "us"]));
    let verb = end.saturating_sub(1);
    let wants = heard.any(verb, &["wanted", "want", "expected", "expect"]);
    let asks = heard.any(verb, &["asked", "ask", "told", "tell", "gave", "give"]);
    if !(asks || wants) || heard.before(end) >= Break::Comma {
        return false;
    }
    let me = heard.any(
        end,
        &["me", "us", "my", "that", "this", "it", "anything", "any"],
    );
    let noun = end + usize::from(heard.has(end, tags::ARTICLE | tags::OURS | tags::THEIRS));
    let named = heard.tokens.get(noun).is_some_and(|token| token.name);
    let me = me || heard.has(end, tags::SUBJECT);
    let person = !me && (heard.has(noun, tags::AGENT) || named);
    let other = heard.is(end, "for")
        && !heard.any(
            end + 1,
            &["it", "this", "that", "help", "my", "any", "me", "anything"],
        )
        // "Nobody asked me any questions".
        || asks && asked_for_a_thing(text, end)
        || wants && (heard.is(end, "to") || heard.any(end, &["such", "a", "an", "the"]));
    person || other
}

/// "Asked me any questions", "told me a joke": a thing is handed over, and no task.
fn asked_for_a_thing(text: &Text<'_>, end: usize) -> bool {
    let heard = text.heard;
    let noun = end + 1 + usize::from(heard.has(end + 1, tags::ARTICLE));
    heard.any(end, &["me", "us"])
        && heard.before(noun) == Break::None
        && heard.has(noun, tags::NOUN)
        && heard.has(noun, tags::KNOWN)
        && !heard.has(
            noun,
            tags::SMALL | tags::TIME | tags::VAGUE | tags::ADVERB | tags::GENERAL,
        )
}

/// What an alarm does when it is there and works.
const WORKS: [&str; 61] = [
    "fire",
    "go",
    "ring",
    "catch",
    "notice",
    "pick",
    "see",
    "detect",
    "warn",
    "work",
    "beep",
    "tell",
    "alert",
    "make",
    "say",
    "show",
    "wake",
    "come",
    "exist",
    "trigger",
    "page",
    "cover",
    "move",
    "buzz",
    "belong",
    "grow",
    "change",
    "know",
    "report",
    "flag",
    "get",
    "have",
    "own",
    "rung",
    "rang",
    "fired",
    "gone",
    "went",
    "caught",
    "noticed",
    "picked",
    "seen",
    "saw",
    "detected",
    "warned",
    "worked",
    "made",
    "shown",
    "woken",
    "triggered",
    "raised",
    "sounded",
    "sound",
    "moved",
    "paged",
    "complained",
    "said",
    "told",
    "reported",
    "flagged",
    "covered",
];

/// "The ticket was not ready", "the alert did not help": it was there, and only not as it should be.
fn only_found_wanting(text: &Text<'_>, outcome: &Outcome, clause: &Clause) -> bool {
    let heard = text.heard;
    let Some(main) = clause.main.filter(|_| clause.negated) else {
        return false;
    };
    let named = tags::NOUN | tags::VERB | tags::ADJ | tags::AGENT;
    let definite = (outcome.start..outcome.end).any(|at| {
        clause.subject.contains(&at)
            && heard.has(at, named)
            && (clause.subject.start..at).any(|before| {
                heard.any(
                    before,
                    &["the", "that", "this", "its", "their", "my", "our"],
                )
            })
            && !heard.has(at, tags::ARTICLE)
    });
    let next = heard.past_adverbs(main + 1, clause.end);
    let being = heard.has(main, tags::BE)
        && (heard.has(next, tags::IN_PLACE) || next >= clause.end)
        || heard.any(main, &WORKS)
        || heard.has(main, tags::COMES_TO_BE)
        || clause.passive;
    definite && clause.subject.end <= main && !being && heard.has(main, tags::KNOWN)
}

/// "No other ticket than mine", "no better alert", "no trouble getting a ticket".
fn of_another_kind(text: &Text<'_>, outcome: &Outcome) -> bool {
    let heard = text.heard;
    // "No secret scanning" misses the scanning.
    let describes = |at: usize| {
        heard.is(at, "secret")
            && heard.has(at + 1, tags::NOUN | tags::ING)
            && heard.before(at + 1) == Break::None
    };
    (outcome.start..outcome.end).any(|at| {
        heard.has(at, tags::NO) && heard.has(at + 1, tags::OTHER_KIND) && !describes(at + 1)
    })
}
