//! What a word does inside its clause: a deed of somebody's, a deed only planned or asked for, or a mere name.

use super::super::normal::Break;
use super::super::tags;
use super::complement::{gerund, infinitive};
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

impl Role {
    /// The opposite.
    pub(super) fn turned(self) -> Self {
        Self {
            negated: !self.negated,
            ..self
        }
    }

    /// No more real than `mood`.
    pub(super) fn at_most(self, mood: Mood) -> Self {
        Self {
            mood: self.mood.max(mood),
            ..self
        }
    }

    /// Done by `doer`.
    pub(super) fn by(self, doer: Doer) -> Self {
        Self { doer, ..self }
    }
}

pub(super) fn role(reading: &Reading, heard: Heard<'_>, at: usize) -> Role {
    let Some(clause) = reading.clause(at) else {
        return noun(Doer::None, false, Mood::Real);
    };
    let role = unsettled(reading, heard, clause, at);
    let Some(done) = clause.settled else {
        return role;
    };
    let settled = Role {
        negated: !done,
        mood: Mood::Real,
        ..role
    };
    if clause.doer == Doer::I {
        settled
    } else if role.mood == Mood::Intended || waits(heard, clause, at) {
        settled.by(Doer::I)
    } else {
        role
    }
}

/// Whether the word at `at` is what waits for somebody to do it: the tracing of "somebody had to trace it" and of "nobody
/// told me to trace it", and not the telling.
fn waits(heard: Heard<'_>, clause: &Clause, at: usize) -> bool {
    let (Some(verb), Some(main)) = (clause.verb, clause.main) else {
        return false;
    };
    at > main || at == main && (verb..main).any(|at| heard.is(at, "to"))
}

/// What the word does as far as its own clause tells.
fn unsettled(reading: &Reading, heard: Heard<'_>, clause: &Clause, at: usize) -> Role {
    let plain = Role {
        kind: Kind::Verb,
        doer: clause.doer,
        negated: clause.negated,
        mood: clause.mood,
    };
    let here = noun(clause.doer, reading.denied[at], clause.mood);
    let before_verb = clause.main.is_none_or(|main| at < main);
    if before_verb && heard.has(at, tags::ING) {
        return dangling(reading, heard, clause, at, plain);
    }
    let Some(main) = clause.main.filter(|_| !before_verb) else {
        return here;
    };
    if at == main {
        return main_verb(reading, heard, clause, plain);
    }
    // "I was not so sure": what a form of "be" says of the doer is the deed.
    if heard.has(main, tags::BE)
        && (main + 1..at).all(|index| heard.has(index, tags::NOT | tags::ADVERB))
    {
        return plain;
    }
    let Some(before) = heard.before_adverbs(at, main) else {
        return here;
    };
    if heard.is(before, "to") && before > main && is_infinitive(heard, before, at) {
        return after_to(heard, clause, main, before, plain);
    }
    // "Instead of load-testing it": what stands before the whole word counts.
    let lead = Some(heard.lead(at))
        .filter(|&lead| lead > main)
        .unwrap_or(at);
    let before = if lead > main + 1 && heard.has(lead - 1, tags::PREPOSITION) {
        lead - 1
    } else if lead < at {
        heard.before_adverbs(lead, main).unwrap_or(before)
    } else {
        before
    };
    if heard.has(at, tags::ING) && !heard.has(before, tags::ARTICLE | tags::MINE | tags::THEIRS) {
        return gerund(heard, main, before, lead, plain);
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
    bare(heard, main, before, at, plain, here)
}

/// "Decided not to write", "have yet to submit", "had no time to write": the infinitive behind the "to", and what denies
/// it.
fn after_to(heard: Heard<'_>, clause: &Clause, main: usize, to: usize, plain: Role) -> Role {
    // A "not" right behind a helping verb has denied the clause already.
    // "To move them with no extra people, and to keep the team": the "no" belongs to the people.
    let aside =
        |index: usize| heard.has(index - 1, tags::PREPOSITION) && heard.has(to - 1, tags::AND);
    let denied = (main + 1..to).any(|index| {
        heard.has(index, tags::NO | tags::NOBODY) && !aside(index)
            || heard.is(index, "not") && !(plain.negated && heard.has(main, tags::AUX))
    });
    let yet = heard.is(to - 1, "yet") && heard.has(main, tags::HAVE | tags::BE);
    // "It is not a fix, and to look for the pattern": what the comma parts from the denial.
    let apart = heard.is(to - 1, "and") && heard.before(to - 1) >= Break::Comma;
    let plain = Role {
        negated: plain.negated && !apart,
        ..plain
    };
    let role = infinitive(heard, clause, main, to, plain);
    if denied || yet { role.turned() } else { role }
}

/// Whether "to" leads to a verb, and not to a thing as in "rolled out to all six sites".
fn is_infinitive(heard: Heard<'_>, to: usize, at: usize) -> bool {
    let object = tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS | tags::OBJECT | tags::IT;
    let hyphened =
        (heard.tokens.get(at + 1)).is_some_and(|next| next.word == heard.tokens[at].word);
    let verb = heard.has(at, tags::VERB)
        && (!heard.has(at, tags::MOSTLY_NOUN)
            || heard.has(at + 1, object)
            || heard.has(at + 1, tags::PREPOSITION) && heard.has(at + 2, object)
            || heard.numbered(at + 1)
            || heard.any(at + 1, &["out", "up", "down", "off", "back"])
            || hyphened);
    let close = (to + 1..at).all(|index| {
        heard.text(index).ends_with("ly")
            || heard.any(index, &["just", "then", "not", "even", "also"])
    });
    close && !heard.numbered(at) && (verb || !heard.has(at, tags::KNOWN))
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
    carried_infinitive(reading, heard, clause).unwrap_or(plain)
}

/// "I decided to wait and see": a bare form of a list is worth what the infinitive before it is.
fn carried_infinitive(reading: &Reading, heard: Heard<'_>, clause: &Clause) -> Option<Role> {
    let main = clause.main?;
    let bare = heard.has(main, tags::VERB) && !heard.has(main, tags::PAST);
    let same = clause.verb == Some(main) && heard.has(clause.start, tags::AND | tags::OR);
    if !(clause.carried && bare && same) {
        return None;
    }
    let previous = (reading.clauses.iter())
        .find(|other| other.end == clause.start && other.sentence == clause.sentence)?;
    let governor = previous.main.filter(|&at| heard.has(at, tags::PAST))?;
    let to = (governor + 1..previous.end)
        .rev()
        .find(|&at| heard.is(at, "to") && is_infinitive(heard, at, at + 1))?;
    let role = role(reading, heard, to + 1);
    (role.kind == Kind::Verb).then_some(role)
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
    let at = heard.lead(at);
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
        .find(|other| other.end == clause.start)
        .filter(|other| {
            // "How did I get there? By tracing it".
            let asked = heard.before(clause.start) == Break::Question && other.doer == Doer::I;
            other.sentence == clause.sentence || asked
        });
    // "Two workers grabbing the same retry".
    let named = before.is_some_and(|before| {
        before > clause.start
            && heard.before(at) == Break::None
            && heard.has(before, tags::AGENT)
            && !heard.has(before, tags::SUBJECT)
    });
    let doer = match clause.doer {
        _ if named => Some(Doer::Other),
        Doer::It if mine(heard, clause) => Some(Doer::I),
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

/// "Tracing it was my own doing", "tracing it took me two days".
fn mine(heard: Heard<'_>, clause: &Clause) -> bool {
    let Some(main) = clause.main else {
        return false;
    };
    let own = (main + 1..main + 3).any(|at| heard.has(at, tags::MINE))
        && (main + 2..main + 4).any(|at| heard.any(at, &["doing", "work", "handiwork", "part"]));
    heard.has(main, tags::BE) && own
        || heard.any(main, &["took", "cost"]) && heard.is(main + 1, "me")
}

/// A word after the verb with no "to" before it: "helped write", "let me trace", "had it traced", "made a proposal";
/// `here` is what it is as a mere name.
fn bare(heard: Heard<'_>, main: usize, before: usize, at: usize, plain: Role, here: Role) -> Role {
    if heard.any(before, &["except", "but"]) && heard.has(at, tags::VERB) {
        return plain.turned();
    }
    if heard.has(at, tags::PAST) {
        let got = heard.any(main, &["got", "get", "had"])
            && before > main
            && plain.doer == Doer::I
            && !heard.has(before, tags::ARTICLE | tags::PREPOSITION);
        return match got {
            true if heard.is(main, "had") => plain.at_most(Mood::Half),
            true => plain,
            false => here.by(Doer::Hidden),
        };
    }
    let base = heard.has(at, tags::VERB) && !heard.has(before, tags::ARTICLE | tags::PREPOSITION);
    base.then(|| governed_base(heard, main, before, plain))
        .flatten()
        .or_else(|| deed_noun(heard, main, before, at, plain, here.negated))
        .unwrap_or(here)
}

/// "Had Tom trace it", "helped trace it", "let me trace it", "went and trace it".
fn governed_base(heard: Heard<'_>, main: usize, before: usize, plain: Role) -> Option<Role> {
    let person =
        before > main && heard.has(before, tags::NOUN | tags::AGENT) || heard.tokens[before].name;
    let causes = ["had", "have", "let", "made", "saw", "watched", "heard"];
    if person && heard.any(main, &causes) {
        return Some(plain.by(Doer::Other));
    }
    if (before == main || person) && heard.any(main, &["helped", "help"]) {
        return Some(plain.at_most(Mood::Half));
    }
    if heard.has(before, tags::OBJECT) && heard.has(main, tags::CAUSE) {
        let me = heard.any(before, &["me", "myself"]);
        return Some(plain.by(if me { Doer::I } else { Doer::Other }));
    }
    let joined = heard.has(before, tags::AND);
    (joined && heard.any(main, &["went", "go", "came", "tried"])).then_some(plain)
}

/// "I tried a load test", "I helped with the fix", "I made a proposal": a noun that the verb turns into a deed.
fn deed_noun(
    heard: Heard<'_>,
    main: usize,
    before: usize,
    at: usize,
    plain: Role,
    denied: bool,
) -> Option<Role> {
    let deed = Role {
        kind: Kind::Deed,
        negated: plain.negated || denied,
        ..plain
    };
    let through = |words: &[&str]| {
        (main + 1..at).all(|index| {
            !heard.has(index, tags::PREPOSITION | tags::AND) || heard.any(index, words)
        })
    };
    let close = at - main <= 5;
    let started = heard.any(main, &["started", "began", "start", "begin"]);
    let thing = heard.has(at, tags::NOUN) || heard.has(before, tags::ARTICLE);
    let tried = heard.has(main, tags::TRY) || started;
    if close && tried && thing && through(&["with", "on", "in", "of"]) {
        return Some(deed.at_most(Mood::Half));
    }
    (close && heard.has(main, tags::LIGHT) && through(&["of"])).then_some(deed)
}
