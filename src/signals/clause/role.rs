//! What a word does inside its clause: a deed of somebody's, a deed only planned or asked for, or a mere name.

use super::super::number::Num;
use super::super::tags;
use super::{Clause, Doer, Heard, Mood, Reading};

/// How a word is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As a verb.
    Verb,
    /// As a noun that a verb such as "make" or "do" turns into a deed.
    Deed,
    /// As a name of something.
    Noun,
}

/// What a word does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// How it is used.
    pub kind: Kind,
    /// Who does it.
    pub doer: Doer,
    /// Whether it is denied.
    pub negated: bool,
    /// Whether it happened.
    pub mood: Mood,
}

pub(super) fn role(reading: &Reading, heard: Heard<'_>, at: usize) -> Role {
    let Some(clause) = reading.clause(at) else {
        return noun(Doer::None, false, Mood::Real);
    };
    if let Some(done) = clause.settled {
        return Role {
            negated: !done,
            mood: Mood::Real,
            ..unsettled(reading, heard, clause, at)
        };
    }
    unsettled(reading, heard, clause, at)
}

/// What the word does as far as its own clause tells.
fn unsettled(reading: &Reading, heard: Heard<'_>, clause: &Clause, at: usize) -> Role {
    let plain = Role {
        kind: Kind::Verb,
        doer: clause.doer,
        negated: clause.negated,
        mood: clause.mood,
    };
    let Some(main) = clause.main else {
        let gerund = heard.has(at, tags::ING);
        return if gerund {
            dangling(reading, heard, clause, at, plain)
        } else {
            noun(clause.doer, reading.denied[at], clause.mood)
        };
    };
    if at == main {
        return main_verb(reading, heard, clause, plain);
    }
    if at < main {
        let gerund = heard.has(at, tags::ING);
        return if gerund {
            dangling(reading, heard, clause, at, plain)
        } else {
            noun(clause.doer, reading.denied[at], clause.mood)
        };
    }
    // "I was not so sure": what a form of "be" says of the doer is the deed.
    if heard.has(main, tags::BE)
        && (main + 1..at).all(|index| heard.has(index, tags::NOT | tags::ADVERB))
    {
        return plain;
    }
    let Some(before) = heard.before_adverbs(at, main) else {
        return noun(clause.doer, reading.denied[at], clause.mood);
    };
    if heard.is(before, "to") && before > main && is_infinitive(heard, before, at) {
        // "Decided not to write"; a "not" right behind a helping verb has denied the clause already.
        let chance = (main + 1..before).any(|index| {
            heard.has(index, tags::NO | tags::NOBODY)
                || heard.is(index, "not") && !(plain.negated && heard.has(main, tags::AUX))
        });
        // "I have yet to submit it".
        let chance =
            chance || heard.is(before - 1, "yet") && heard.has(main, tags::HAVE | tags::BE);
        let role = infinitive(heard, clause, main, before, plain);
        // "I had no time to write it".
        return Role {
            negated: role.negated ^ chance,
            ..role
        };
    }
    if heard.has(at, tags::ING) && !heard.has(before, tags::ARTICLE | tags::MINE | tags::THEIRS) {
        return gerund(heard, main, before, at, plain);
    }
    if before == main
        && !heard.has(at, tags::PAST)
        && heard.has(main, tags::AUX)
        && heard.has(at, tags::VERB)
        && heard.has(main, tags::BE | tags::CAN | tags::WOULD)
        && clause.carried
    {
        return plain;
    }
    bare(reading, heard, clause, main, before, at, plain)
}

/// Whether "to" leads to a verb, and not to a thing as in "rolled out to all six sites".
fn is_infinitive(heard: Heard<'_>, to: usize, at: usize) -> bool {
    let object = tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS | tags::OBJECT | tags::IT;
    let verb = heard.has(at, tags::VERB)
        && (!heard.has(at, tags::MOSTLY_NOUN) || heard.has(at + 1, object));
    let close = (to + 1..at).all(|index| {
        heard.text(index).ends_with("ly")
            || heard.any(index, &["just", "then", "not", "even", "also"])
    });
    let number = heard
        .tokens
        .get(at)
        .is_some_and(|token| token.num != Num::None);
    close && !number && (verb || !heard.has(at, tags::KNOWN))
}

fn noun(doer: Doer, negated: bool, mood: Mood) -> Role {
    Role {
        kind: Kind::Noun,
        doer,
        negated,
        mood,
    }
}

/// The clause's own verb. "Having collected" at the start has the doer of the clause that follows.
fn main_verb(reading: &Reading, heard: Heard<'_>, clause: &Clause, plain: Role) -> Role {
    if clause.doer == Doer::None
        || clause.carried && heard.any(clause.verb.unwrap_or(0), &["having"])
        || clause.verb.is_some_and(|verb| heard.is(verb, "having"))
    {
        return Role {
            doer: following(reading, clause).unwrap_or(plain.doer),
            ..plain
        };
    }
    plain
}

/// The doer of the next clause of the same sentence.
fn following(reading: &Reading, clause: &Clause) -> Option<Doer> {
    let next = reading
        .clauses
        .iter()
        .find(|other| other.start == clause.end)?;
    (next.sentence == clause.sentence).then_some(next.doer)
}

/// "By tracing the requests I found": a gerund before any verb belongs to the subject that follows.
fn dangling(reading: &Reading, heard: Heard<'_>, clause: &Clause, at: usize, plain: Role) -> Role {
    let before = at.checked_sub(1);
    let denied = before.is_some_and(|before| {
        heard.any(before, &["without", "not"])
            || heard.any(before, &["of", "than"])
                && at >= 2
                && heard.any(at - 2, &["instead", "rather"])
    });
    let previous = reading
        .clauses
        .iter()
        .find(|other| other.end == clause.start && other.sentence == clause.sentence);
    let doer = match clause.doer {
        Doer::None => following(reading, clause)
            .filter(|_| previous.is_none())
            .or(previous.map(|clause| clause.doer)),
        own => Some(own),
    };
    Role {
        doer: doer.unwrap_or(Doer::None),
        negated: plain.negated ^ denied,
        ..plain
    }
}

/// "Decided to trace", "asked Tom to trace", "used the logs to trace".
fn infinitive(heard: Heard<'_>, clause: &Clause, main: usize, to: usize, plain: Role) -> Role {
    let governor = heard
        .before_adverbs(to, main.saturating_sub(1))
        .unwrap_or(main);
    let object = governor > main
        && !heard.has(
            governor,
            tags::MANAGE | tags::WANT | tags::BEGIN | tags::TRY | tags::DECIDE | tags::FAIL,
        );
    if object && heard.has(main, tags::CAUSE) && !heard.has(main, tags::TRY | tags::LIGHT) {
        let me = (main + 1..to).any(|at| heard.any(at, &["me", "myself"]));
        let freed = heard.any(main, &["let", "allowed", "enabled", "lets", "helped"]);
        let doer = if me { Doer::I } else { Doer::Other };
        let mood = if me && freed && plain.mood == Mood::Real {
            Mood::Real
        } else {
            worse(plain.mood, Mood::Intended)
        };
        return Role {
            doer,
            mood,
            ..plain
        };
    }
    if object && heard.any(main, &["took", "take", "takes"]) {
        let me = (main + 1..to).any(|at| heard.is(at, "me"));
        let doer = if me { Doer::I } else { clause.doer };
        let mood = if me { Mood::Half } else { Mood::Real };
        return Role {
            doer,
            mood: worse(plain.mood, mood),
            ..plain
        };
    }
    let class = if object { main } else { governor };
    let gave_up = heard.any(class, &["gave", "give"]) && heard.is(class + 1, "up");
    if gave_up || heard.any(class, &["pretended", "pretend"]) {
        return Role {
            negated: !plain.negated,
            ..plain
        };
    }
    if heard.has(class, tags::FAIL) && !heard.has(class, tags::MANAGE)
        || heard.any(class, &["unable", "failed", "refused"])
    {
        return Role {
            negated: !plain.negated,
            ..plain
        };
    }
    let mood = if heard.any(class, &["going", "meant", "supposed", "about", "due"]) {
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
        if heard.has(main, tags::MANAGE | tags::BEGIN | tags::LIGHT)
            || heard.any(main, &["met", "worked", "talked", "spoke"])
        {
            Mood::Real
        } else {
            Mood::Half
        }
    } else {
        Mood::Intended
    };
    Role {
        mood: worse(plain.mood, mood),
        ..plain
    }
}

/// "Started tracing", "by tracing", "instead of tracing", "considered tracing".
fn gerund(heard: Heard<'_>, main: usize, before: usize, at: usize, plain: Role) -> Role {
    let gave_up = heard.any(main, &["gave", "give"]) && heard.is(main + 1, "up");
    let contrary = gave_up
        || heard.any(
            before,
            &["without", "against", "avoid", "avoided", "stopped", "stop"],
        )
        || heard.any(before, &["of", "than"])
            && heard.any(before.wrapping_sub(1), &["instead", "rather"]);
    let class = if before > main && heard.has(before, tags::PREPOSITION) {
        main
    } else {
        before
    };
    let failed = before == class && heard.has(class, tags::FAIL) && !heard.has(class, tags::MANAGE);
    if contrary || failed || kept_from(heard, main, before, at) {
        return Role {
            negated: !plain.negated,
            ..plain
        };
    }
    if heard.any(before, &["to", "of"])
        && (main..before).any(|at| heard.any(at, &["close", "verge"]))
        || before == class && heard.any(class, &["started", "began", "start", "begun"])
    {
        return Role {
            mood: worse(plain.mood, Mood::Half),
            ..plain
        };
    }
    if heard.has(class, tags::WANT) && !heard.has(class, tags::BE) {
        return Role {
            mood: worse(plain.mood, Mood::Intended),
            ..plain
        };
    }
    if heard.has(class, tags::TRY) {
        return Role {
            mood: worse(plain.mood, Mood::Half),
            ..plain
        };
    }
    // "I watched him tracing": somebody else's.
    if heard.has(before, tags::AGENT | tags::OBJECT)
        && !heard.any(before, &["myself", "me", "it", "them"])
    {
        return Role {
            doer: Doer::Other,
            ..plain
        };
    }
    plain
}

/// "Ended up not tracing it", "had no luck tracing it", "stopped short of tracing it", "refrained from tracing it".
fn kept_from(heard: Heard<'_>, main: usize, before: usize, at: usize) -> bool {
    const CHANCES: [&str; 14] = [
        "part",
        "role",
        "hand",
        "share",
        "luck",
        "success",
        "chance",
        "intention",
        "way",
        "time",
        "hope",
        "plans",
        "joy",
        "point",
    ];
    let short = heard.is(before, "of") && heard.is(before.wrapping_sub(1), "short");
    let from = heard.is(before, "from")
        && heard.any(
            main,
            &[
                "refrained",
                "abstained",
                "kept",
                "stayed",
                "stopped",
                "prevented",
                "shied",
                "backed",
                "held",
            ],
        );
    let luck = (main..before + 1).any(|at| {
        heard.has(at, tags::NO) && heard.any(at + 1, &CHANCES) || heard.is(at, "without")
    });
    let not = (main + 1..at).any(|index| heard.is(index, "not") && !heard.has(main, tags::AUX))
        && (main + 1..at).all(|index| heard.has(index, tags::PREPOSITION | tags::ADVERB));
    let far = (main..before).any(|index| {
        heard.is(index, "far") && heard.is(index + 1, "from") || heard.is(index, "nowhere")
    });
    short || from || luck || not || far
}

/// A word after the verb with no "to" before it: "helped write", "let me trace", "had it traced", "made a proposal".
fn bare(
    reading: &Reading,
    heard: Heard<'_>,
    clause: &Clause,
    main: usize,
    before: usize,
    at: usize,
    plain: Role,
) -> Role {
    let here = noun(clause.doer, reading.denied[at], clause.mood);
    if heard.any(before, &["except", "but"]) && heard.has(at, tags::VERB) {
        return Role {
            negated: !plain.negated,
            ..plain
        };
    }
    if heard.has(at, tags::PAST) {
        let got = heard.any(main, &["got", "get", "had"])
            && before > main
            && clause.doer == Doer::I
            && !heard.has(before, tags::ARTICLE | tags::PREPOSITION);
        return if got {
            Role {
                mood: worse(
                    plain.mood,
                    if heard.any(main, &["had"]) {
                        Mood::Half
                    } else {
                        Mood::Real
                    },
                ),
                ..plain
            }
        } else {
            Role {
                doer: Doer::Hidden,
                ..here
            }
        };
    }
    let base = heard.has(at, tags::VERB) && !heard.has(before, tags::ARTICLE | tags::PREPOSITION);
    let person =
        before > main && heard.has(before, tags::NOUN | tags::AGENT) || heard.tokens[before].name;
    if base
        && person
        && heard.any(
            main,
            &["had", "have", "let", "made", "saw", "watched", "heard"],
        )
    {
        return Role {
            doer: Doer::Other,
            ..plain
        };
    }
    if base && (before == main || person) && heard.any(main, &["helped", "help"]) {
        return Role {
            mood: worse(plain.mood, Mood::Half),
            ..plain
        };
    }
    if base && heard.has(before, tags::OBJECT) && heard.has(main, tags::CAUSE) {
        let me = heard.any(before, &["me", "myself"]);
        return Role {
            doer: if me { Doer::I } else { Doer::Other },
            ..plain
        };
    }
    if base && heard.has(before, tags::AND) && heard.any(main, &["went", "go", "came", "tried"]) {
        return plain;
    }
    let light = heard.has(main, tags::LIGHT)
        && (main + 1..at)
            .all(|index| !heard.has(index, tags::PREPOSITION | tags::AND) || heard.is(index, "of"));
    if light && at - main <= 5 {
        return Role {
            kind: Kind::Deed,
            negated: plain.negated || reading.denied[at],
            ..plain
        };
    }
    here
}

/// The less real of two moods.
pub(super) fn worse(a: Mood, b: Mood) -> Mood {
    let rank = |mood: Mood| match mood {
        Mood::Real => 0,
        Mood::Half => 1,
        Mood::Decided => 2,
        Mood::Intended => 3,
        Mood::Unreal => 4,
        Mood::Supposed => 5,
        Mood::Asked => 6,
        Mood::Quoted => 7,
    };
    if rank(a) >= rank(b) { a } else { b }
}
