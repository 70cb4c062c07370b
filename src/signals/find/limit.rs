//! What makes a claim less than the signal, though all of its words are there: "hardly anyone", "half of the team", "no
//! alert for the disk", "nobody read the ticket", "the idea was not mine".

use super::*;
use crate::signals::clause::Clause;
use crate::signals::number::Num;

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
    let mut near =
        (outcome.start.saturating_sub(4)..outcome.end).filter(|&at| text.reading.of.get(at) == own);
    // A denial that was not clearly heard.
    let knot = |at: usize| heard.is(at, "knot");
    if near.clone().any(knot) {
        return Some(Reason::Sound);
    }
    let measured = text
        .numbers
        .iter()
        .any(|number| outcome.start <= number.start && number.end <= outcome.end && !number.share);
    let perhaps = |at: usize| {
        heard.is(at, "ideally") || measured && heard.any(at, &["perhaps", "maybe", "possibly"])
    };
    if lack && near.clone().any(|at| scarce(text, at))
        || signal.everyone && near.clone().any(|at| some(text, at))
        || signal.verb.is_none() && near.any(perhaps)
    {
        return Some(Reason::Mood(Mood::Half));
    }
    // "From zero to 0.3%" is the other way round.
    let rose = (outcome.start + 1..outcome.end)
        .any(|at| heard.is(at, "zero") && heard.is(at - 1, "from") && !heard.is(at + 1, "point"));
    if rose && signal.say.ends_with("to zero") {
        return Some(Reason::Number);
    }
    let clause = text.reading.clause(outcome.end.saturating_sub(1))?;
    let elsewhere = lack
        && !signal.outside
        && (compound(text, outcome.end)
            || for_another(text, story, outcome.end)
            || not_about_being(text, outcome, clause)
            || only_found_wanting(text, outcome, clause)
            || of_another_kind(text, outcome)
            || asked_of_others(text, outcome.end));
    let other = elsewhere
        || signal.of_mine && other_subject(text, story, outcome, clause)
        || signal.outside && beside_the_point(text, outcome, clause)
        || signal.everyone
            && signal.say.ends_with(" it")
            && off_story(text, story, outcome.end).is_some();
    other.then_some(Reason::Object)
}

/// "Hardly", "almost no", "next to nothing".
fn scarce(text: &Text<'_>, at: usize) -> bool {
    let heard = text.heard;
    let none = tags::NO | tags::NOBODY;
    heard.any(at, &["hardly", "barely", "scarcely"])
        || heard.has(at, tags::ALMOST) && heard.has(at + 1, none)
        || heard.is(at, "next") && heard.is(at + 1, "to") && heard.has(at + 2, none)
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
    let general = [
        "side", "end", "board", "list", "system", "backlog", "radar", "record", "books", "desk",
        "problem", "issue", "place", "sight", "tracker", "queue", "case", "part", "code",
    ];
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
            && heard.has(noun, tags::NOUN)
            && heard.has(noun, tags::KNOWN)
            && !heard.has(noun, small)
            && !heard.any(noun, &general)
            && !(noun..noun + 3).any(|at| story.speaks_of(heard, at))
    })
}

/// Verbs by which a thing comes to be there, or is found to be.
const BEING: [&str; 60] = [
    "exist",
    "existed",
    "file",
    "filed",
    "open",
    "opened",
    "raise",
    "raised",
    "create",
    "created",
    "write",
    "wrote",
    "written",
    "log",
    "logged",
    "fire",
    "fired",
    "trigger",
    "triggered",
    "go",
    "went",
    "gone",
    "ring",
    "rang",
    "send",
    "sent",
    "page",
    "paged",
    "come",
    "came",
    "get",
    "got",
    "receive",
    "received",
    "have",
    "had",
    "give",
    "given",
    "gave",
    "hire",
    "hired",
    "need",
    "needed",
    "add",
    "added",
    "find",
    "found",
    "see",
    "saw",
    "seen",
    "set",
    "make",
    "made",
    "put",
    "assign",
    "assigned",
    "cause",
    "caused",
    "do",
    "done",
];

/// "Nobody read the ticket", "no alert was ignored": what is denied is a deed, and not that the thing was there.
fn not_about_being(text: &Text<'_>, outcome: &Outcome, clause: &Clause) -> bool {
    let heard = text.heard;
    let Some(main) = clause.main else {
        return false;
    };
    let noun = outcome.end.saturating_sub(1);
    let plain = heard.has(main, tags::BE | tags::HAVE) || heard.any(main, &BEING);
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
        && clause.doer == Doer::I
        && main < noun
        && clause.verb.is_some_and(|verb| {
            (verb..main).any(|at| heard.any(at, &["have", "need"]) && heard.is(at + 1, "to"))
        });
    let wished = [
        "wanted",
        "want",
        "asked",
        "ask",
        "expected",
        "liked",
        "preferred",
        "chose",
    ];
    let unwanted = clause.doer == Doer::I && heard.any(main, &wished) && main < noun;
    unwanted || suffered && thing || denied && definite && (thing || seen && named) || needless
}

/// "Nobody asked Tom", "nobody asked for an alert", "nobody wanted to touch it": others were not asked, or for
/// something else.
fn asked_of_others(text: &Text<'_>, end: usize) -> bool {
    let heard = text.heard;
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
        || wants && (heard.is(end, "to") || heard.any(end, &["such", "a", "an", "the"]));
    person || other
}

/// "The idea was not mine", "cooking is not part of my job": something else is not the speaker's.
fn other_subject(text: &Text<'_>, story: &Story, outcome: &Outcome, clause: &Clause) -> bool {
    let heard = text.heard;
    let general = [
        "service",
        "services",
        "system",
        "systems",
        "code",
        "thing",
        "area",
        "component",
        "module",
        "app",
        "application",
        "tool",
        "project",
        "product",
        "repo",
        "repository",
        "pipeline",
        "platform",
        "software",
        "job",
        "task",
        "work",
        "team",
        "side",
        "domain",
        "problem",
        "bug",
        "stuff",
        "part",
        "codebase",
        "process",
        "ownership",
        "responsibility",
        "owner",
        "issue",
        "topic",
        "ground",
        "territory",
        "database",
        "server",
        "page",
        "feature",
    ];
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
                .any(|at| story.speaks_of(heard, at) || heard.any(at, &general))
    })
}

/// "A friend from another team told me", "I had friends outside my team": it is said of somebody or of another thing
/// than where the trouble lies.
fn beside_the_point(text: &Text<'_>, outcome: &Outcome, clause: &Clause) -> bool {
    let heard = text.heard;
    let Some(main) = clause.main else {
        return false;
    };
    let holds = [
        "belong",
        "belonged",
        "belongs",
        "own",
        "owned",
        "owns",
        "run",
        "ran",
        "runs",
        "maintain",
        "maintained",
        "maintains",
        "sit",
        "sat",
        "sits",
        "live",
        "lived",
        "lives",
        "lie",
        "lay",
        "lies",
        "build",
        "built",
        "manage",
        "managed",
        "manages",
        "handle",
        "handled",
        "operate",
        "operated",
        "fell",
        "fall",
        "falls",
        "stood",
        "written",
        "wrote",
        "kept",
        "hosted",
    ];
    let acts = clause.subject.contains(&outcome.start)
        && !heard.has(main, tags::BE)
        && !heard.any(main, &holds);
    let idle = [
        "work", "worked", "ate", "used", "joined", "met", "talked", "asked", "knew", "know",
    ];
    let mine = clause.doer == Doer::I
        && main < outcome.start
        && (heard.has(main, tags::HAVE) || heard.any(main, &idle));
    acts || mine
}

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
    let there = [
        "there",
        "in",
        "set",
        "up",
        "configured",
        "active",
        "enabled",
        "on",
        "available",
        "present",
        "existing",
        "around",
        "any",
        "one",
        "here",
        "mine",
        "ours",
        "my",
        "our",
        "part",
    ];
    let works = [
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
    let next = heard.past_adverbs(main + 1, clause.end);
    let being = heard.has(main, tags::BE) && (heard.any(next, &there) || next >= clause.end)
        || heard.any(main, &works)
        || heard.any(main, &BEING)
        || clause.passive;
    definite && clause.subject.end <= main && !being && heard.has(main, tags::KNOWN)
}

/// "No other ticket than mine", "no better alert", "no trouble getting a ticket".
fn of_another_kind(text: &Text<'_>, outcome: &Outcome) -> bool {
    let heard = text.heard;
    (outcome.start..outcome.end).any(|at| {
        heard.has(at, tags::NO)
            && heard.any(
                at + 1,
                &[
                    "other",
                    "better",
                    "worse",
                    "bigger",
                    "smaller",
                    "faster",
                    "nicer",
                    "trouble",
                    "problem",
                    "difficulty",
                    "lack",
                    "shortage",
                    "doubt",
                    "question",
                    "secret",
                    "wonder",
                ],
            )
    })
}
