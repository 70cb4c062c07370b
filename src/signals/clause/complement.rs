//! What a verb leaves of the verb that it governs: "decided to trace", "asked Tom to trace", "kept tracing", "thought
//! about tracing". Some governors make it done, some planned, some somebody else's, some turn it into its opposite.

use super::super::tags;
use super::role::Role;
use super::{Clause, Doer, Heard, Mood};

/// "Decided to trace", "asked Tom to trace", "used the logs to trace".
pub(super) fn infinitive(
    heard: Heard<'_>,
    clause: &Clause,
    main: usize,
    to: usize,
    plain: Role,
) -> Role {
    let governor = heard
        .before_adverbs(to, main.saturating_sub(1))
        .unwrap_or(main);
    let object = governor > main
        && !heard.has(
            governor,
            tags::MANAGE | tags::WANT | tags::BEGIN | tags::TRY | tags::DECIDE | tags::FAIL,
        );
    if let Some(role) = handed_over(heard, clause, main, to, governor, object, plain) {
        return role;
    }
    // "I knew how to trace it".
    if heard.any(to - 1, &["how", "what", "where", "when", "whether", "who"]) {
        let found = heard.any(main, &["figured", "worked", "found"]);
        return plain.at_most(if found { Mood::Half } else { Mood::Intended });
    }
    if left_undone(heard, main, to, governor, object) {
        return plain.turned();
    }
    plain.at_most(governed(heard, main, governor, object))
}

/// "Asked Tom to trace it", "it took me a day to trace it", "waited for them to trace it": whose deed it is.
fn handed_over(
    heard: Heard<'_>,
    clause: &Clause,
    main: usize,
    to: usize,
    governor: usize,
    object: bool,
    plain: Role,
) -> Option<Role> {
    let me = (main + 1..to).any(|at| heard.any(at, &["me", "myself"]));
    if object && heard.has(main, tags::CAUSE) && !heard.has(main, tags::TRY | tags::LIGHT) {
        let freed = heard.any(main, &["let", "allowed", "enabled", "lets", "helped"]);
        let doer = if me { Doer::I } else { Doer::Other };
        let done = me && freed && plain.mood == Mood::Real;
        let mood = if done { Mood::Real } else { Mood::Intended };
        return Some(plain.at_most(mood).by(doer));
    }
    if object && heard.any(main, &["took", "take", "takes"]) {
        let me = (main + 1..to).any(|at| heard.is(at, "me"));
        return Some(if me {
            plain.at_most(Mood::Half).by(Doer::I)
        } else {
            plain.by(clause.doer)
        });
    }
    // "I left it to Tom to trace it", "I relied on them to trace it".
    let theirs = governor > main
        && (person(heard, governor) || heard.is(governor, "them"))
        && (main..governor)
            .rev()
            .take(3)
            .any(|at| heard.any(at, &["for", "to", "on", "upon"]));
    theirs.then(|| plain.at_most(Mood::Intended).by(Doer::Other))
}

/// "Too busy to trace it", "gave up", "ran out of time", "missed the chance", "failed": what it governs was not done.
fn left_undone(heard: Heard<'_>, main: usize, to: usize, governor: usize, object: bool) -> bool {
    let class = if object { main } else { governor };
    let too = (main + 1..to.saturating_sub(1)).any(|at| heard.is(at, "too") && at + 3 >= to);
    let gave_up = heard.any(class, &["gave", "give"]) && heard.is(class + 1, "up");
    let out_of = heard.is(governor, "time")
        && heard.is(governor - 1, "of")
        && heard.is(governor.saturating_sub(2), "out");
    let lost = object && heard.has(main, tags::LETS_GO);
    let failed = heard.has(class, tags::FAIL) && !heard.has(class, tags::MANAGE)
        || heard.any(class, &["unable", "failed", "refused"]);
    too || gave_up || out_of || lost || failed || heard.any(class, &["pretended", "pretend"])
}

/// How much of what it governs the governor lets happen.
fn governed(heard: Heard<'_>, main: usize, governor: usize, object: bool) -> Mood {
    let class = if object { main } else { governor };
    if heard.any(class, &["going", "meant", "supposed", "about", "due"])
        || object && heard.has(governor, tags::PURPOSE)
    {
        Mood::Intended
    } else if heard.has(class, tags::DECIDE) {
        Mood::Decided
    } else if heard.has(class, tags::TRY)
        || heard.is(governor, "best") && heard.any(main, &["did", "do", "tried", "gave"])
        || heard.any(class, &["started", "began", "start", "begun"])
    {
        Mood::Half
    } else if heard.has(class, tags::MANAGE | tags::BEGIN)
        || heard.has(main, tags::BE)
            && heard.any(class, &["first", "one", "only", "lucky", "enough"])
    {
        Mood::Real
    } else if object && !heard.has(main, tags::WANT) {
        // "I met with them to coordinate it": a purpose that the telling takes for done.
        let served = heard.has(main, tags::MANAGE | tags::BEGIN | tags::LIGHT)
            || heard.any(main, &["met", "worked", "talked", "spoke"]);
        if served { Mood::Real } else { Mood::Half }
    } else {
        Mood::Intended
    }
}

/// "Started tracing", "by tracing", "instead of tracing", "considered tracing".
pub(super) fn gerund(heard: Heard<'_>, main: usize, before: usize, at: usize, plain: Role) -> Role {
    let gave_up = heard.any(main, &["gave", "give"]) && heard.is(main + 1, "up");
    let contrary = gave_up
        || heard.any(
            before,
            &["without", "against", "avoid", "avoided", "stopped", "stop"],
        )
        || heard.any(before, &["of", "than"])
            && heard.any(before.wrapping_sub(1), &["instead", "rather"]);
    let to = heard.is(before, "to");
    let led = before > main && (to || heard.has(before, tags::PREPOSITION));
    let class = if led { main } else { before };
    let failed = before == class && heard.has(class, tags::FAIL) && !heard.has(class, tags::MANAGE);
    let nothing = heard.is(before, "with")
        && (main..before).any(|at| heard.is(at, "nothing") && heard.is(at + 1, "to"));
    if contrary || failed || nothing || kept_from(heard, main, before, at) {
        return plain.turned();
    }
    let close = led
        && (heard.has(main, tags::SHARES)
            || (main..before).any(|at| heard.has(at, tags::PART_WAY)));
    if close || before == class && heard.any(class, &["started", "began", "start", "begun"]) {
        return plain.at_most(Mood::Half);
    }
    if heard.has(class, tags::WANT) && !heard.has(class, tags::BE) {
        return plain.at_most(Mood::Intended);
    }
    if heard.has(class, tags::TRY) {
        return plain.at_most(Mood::Half);
    }
    let other = plain.by(Doer::Other);
    if led {
        return match after_preposition(heard, main, before) {
            Some(Led::Theirs) => other,
            Some(Led::Mood(mood)) => plain.at_most(mood),
            None => plain,
        };
    }
    // "I watched him tracing": somebody else's.
    if person(heard, before) && before > main {
        return other;
    }
    // "I delegated tracing it", "I discussed tracing it": only some verbs say that what they govern was done.
    let done = tags::MANAGE | tags::BEGIN | tags::AUX | tags::REPORT;
    let asserts = before != main || heard.has(main, done) || heard.has(main, tags::ASSERTS);
    if asserts {
        plain
    } else {
        plain.at_most(Mood::Half)
    }
}

/// What a preposition before a gerund says of it.
enum Led {
    /// Somebody else does it.
    Theirs,
    /// It is no more than this.
    Mood(Mood),
}

/// "Thanked Tom for tracing", "talked about tracing", "good at tracing", "by tracing".
fn after_preposition(heard: Heard<'_>, main: usize, before: usize) -> Option<Led> {
    let governor = heard.before_adverbs(before, main).unwrap_or(main);
    let is = |words: &[&str]| heard.any(before, words);
    let shared = is(&["for", "in", "of", "on", "from", "about", "into", "at"]);
    if shared && governor > main && person(heard, governor) {
        return Some(Led::Theirs);
    }
    let took_over = heard.any(
        governor,
        &["charge", "care", "responsible", "point", "habit"],
    );
    if is(&["about"]) && !heard.any(governor, &["went", "set"])
        || is(&["like"])
        || is(&["on"]) && heard.has(governor, tags::TELLS_OF)
        || is(&["of"]) && heard.has(governor, tags::ONLY_THOUGHT)
        || is(&["for"]) && !took_over && !heard.has(main, tags::BE)
        || is(&["in"]) && heard.any(governor, &["interested"])
        || is(&["at"]) && heard.has(main, tags::BE)
        || is(&["to"])
            && (heard.is(before - 1, "forward")
                || heard.any(
                    governor,
                    &["committed", "commit", "objected", "opposed", "agreed"],
                ))
    {
        return Some(Led::Mood(Mood::Intended));
    }
    let part = is(&["in"]) && heard.any(governor, &["involved", "part", "role", "hand"]);
    part.then_some(Led::Mood(Mood::Half))
}

/// Whether the word at `at` names a person other than the speaker.
fn person(heard: Heard<'_>, at: usize) -> bool {
    (heard.has(at, tags::AGENT | tags::OBJECT | tags::SOMEBODY) || heard.tokens[at].name)
        && !heard.any(at, &["myself", "me", "it", "them", "itself"])
}

/// "Ended up not tracing it", "had no luck tracing it", "stopped short of tracing it", "refrained from tracing it".
fn kept_from(heard: Heard<'_>, main: usize, before: usize, at: usize) -> bool {
    let short = heard.is(before, "of") && heard.is(before.wrapping_sub(1), "short");
    let from = heard.is(before, "from") && heard.has(main, tags::KEEPS_FROM);
    let luck = (main..before + 1).any(|at| {
        heard.has(at, tags::NO) && heard.has(at + 1, tags::CHANCE) || heard.is(at, "without")
    });
    let not = (main + 1..at).any(|index| heard.is(index, "not") && !heard.has(main, tags::AUX))
        && (main + 1..at).all(|index| heard.has(index, tags::PREPOSITION | tags::ADVERB));
    let far = (main..before).any(|index| {
        heard.is(index, "far") && heard.is(index + 1, "from") || heard.is(index, "nowhere")
    });
    short || from || luck || not || far
}
