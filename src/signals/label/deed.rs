//! Labels with a deed of the speaker: "I traced". Every place of the verb, and what it is worth there.

use super::object::Object;
use super::*;
use crate::signals::clause::Clause;

impl Label {
    /// Labels with "I": every place of the verb.
    pub(super) fn done(
        &self,
        text: &Text<'_>,
        story: &Story,
        deed: &Deed,
    ) -> Vec<(Found, Verdict, Reason)> {
        let matcher = Matcher { text };
        let places = matcher.all(&deed.tree).into_iter();
        let done = places
            .filter(|found| !torn(text, found))
            .map(|found| self.done_at(text, story, deed, found));
        let shared = (text.reading.clauses.iter())
            .filter(|_| !deed.negated && deed.stance == Stance::Done)
            .filter_map(|clause| self.shared(text, clause));
        done.chain(shared).collect()
    }

    /// "I helped with the fix", "I started on an alert": a share in what the deed is done to.
    fn shared(&self, text: &Text<'_>, clause: &Clause) -> Option<(Found, Verdict, Reason)> {
        let heard = text.heard;
        let main = clause.main?;
        let own = matches!(clause.doer, Doer::I | Doer::Joint);
        let shares = heard.has(main, tags::SHARES)
            || heard.any(main, &["help", "helped", "started", "began", "worked"])
            || (main + 1..main + 3).any(|at| heard.any(at, &["hand", "part", "involved"]));
        if !own || !shares || clause.negated || clause.mood != Mood::Real {
            return None;
        }
        let joins = |&at: &usize| {
            heard.any(at, &["with", "on", "in"])
                || heard.is(at, "to") && !heard.has(at + 1, tags::VERB)
        };
        let from = (main + 1..clause.end.min(main + 5)).find(joins)? + 1;
        let matcher = Matcher { text };
        let parts = self.parts.iter().map(|part| &part.tree);
        let things: Vec<&Tree> = self.objects.iter().chain(parts).collect();
        let thing = |at: usize| things.iter().any(|tree| !matcher.at(tree, at).is_empty());
        let at = (from..clause.end.min(from + 4)).find(|&at| thing(at))?;
        let found = Found {
            start: clause.subject.start.max(clause.start),
            end: at + 1,
            touched: Vec::new(),
        };
        Some((found, Verdict::Near, Reason::Mood(Mood::Half)))
    }

    /// What the verb is worth at one place.
    fn done_at(
        &self,
        text: &Text<'_>,
        story: &Story,
        deed: &Deed,
        mut found: Found,
    ) -> (Found, Verdict, Reason) {
        let verb = text.verb_in(found.start, found.end);
        if let Some((verdict, reason)) = not_done(text, deed, verb) {
            return (found, verdict, reason);
        }
        let negated = text.role(verb).negated;
        let about = self.about(text, story, found.end);
        let object = self.object(text, story, &found, about || negated);
        let loose = found.touched.iter().any(|touch| touch.how == How::Loose);
        let doubtful = found
            .touched
            .iter()
            .take(1)
            .any(|touch| touch.how == How::Doubtful);
        if (loose || doubtful) && !about || object == Object::Other {
            return (found, Verdict::Refused, Reason::Object);
        }
        let denies = found.touched.iter().any(|touch| touch.denied);
        let (first_start, first_end) = (found.start, found.end);
        let none = nothing_done(text, &found);
        let (count, places) = self.parts_around(text, &found, 18);
        add_places(&mut found, &places);
        if let Some(clause) = text.reading.clause(verb)
            && clause.subject.start < found.start
            && !clause.subject.is_empty()
        {
            found.start = clause.subject.start.max(found.start.saturating_sub(8));
        }
        let own = denies && !refused_twice(text, first_start..first_end);
        let negated = (negated && !own) ^ none;
        let half =
            half_of_it(text, first_end) || (found.start..found.end).any(|at| text.nearly(at));
        let (mut verdict, mut reason) = by_verb(text, deed, verb, negated, half);
        if verdict == Verdict::Said
            && let Some(other) = self.other_number_first(text, first_end)
        {
            return (found, other, Reason::Number);
        }
        if verdict == Verdict::Said && count != self.required() {
            (verdict, reason) = (self.partial(text, count), self.lacking(text, count));
        } else if verdict == Verdict::Denied && self.required() > 0 && count == 0 {
            verdict = Verdict::Refused;
        }
        if verdict == Verdict::Said && !about && object == Object::Unknown {
            (verdict, reason) = (Verdict::Near, Reason::Object);
        }
        if verdict == Verdict::Said && unclear(text, &found, about || count > 0) {
            (verdict, reason) = (Verdict::Near, Reason::Sound);
        }
        (found, verdict, reason)
    }

    /// "I set the bar at five": what a number right behind the deed makes of it, when it is not the label's. Where the
    /// label asks for none at all, some are the opposite.
    fn other_number_first(&self, text: &Text<'_>, end: usize) -> Option<Verdict> {
        let wish = self.wishes().next()?;
        let first = text.numbers.iter().find(|number| number.start >= end)?;
        let close = first.start <= end + 3
            && (end..first.start).all(|at| text.heard.before(at + 1) == Break::None);
        let any = NumberWish {
            value: None,
            ..wish.clone()
        };
        let other = close && fits(&any, first) && !self.wishes().any(|wish| fits(wish, first));
        other.then_some(if wish.value == Some(0.0) {
            Verdict::Denied
        } else {
            Verdict::Near
        })
    }
}

/// "I didn't say no": the negator before the deed is not the one of "say no".
fn refused_twice(text: &Text<'_>, deed: std::ops::Range<usize>) -> bool {
    let start = text
        .reading
        .clause(deed.start)
        .map_or(deed.start, |clause| clause.start);
    let before = (start..deed.start).any(|at| text.heard.has(at, tags::NOT));
    before && deed.into_iter().any(|at| text.heard.has(at, tags::NO))
}

/// What is told where no deed of the speaker's is: a thing that is called like it, or a deed of somebody else.
fn not_done(text: &Text<'_>, deed: &Deed, verb: usize) -> Option<(Verdict, Reason)> {
    let role = text.role(verb);
    if role.kind == Kind::Noun {
        let denied = left_out(text, verb) && !deed.negated;
        Some(if denied {
            (Verdict::Denied, Reason::Negated)
        } else {
            (Verdict::Refused, Reason::NoDeed)
        })
    } else if matches!(role.doer, Doer::I | Doer::Joint) {
        None
    } else {
        Some((Verdict::Refused, Reason::Doer(role.doer)))
    }
}

/// What the verb at `verb` says of the deed by itself; `half` says that not all of it was done.
fn by_verb(
    text: &Text<'_>,
    deed: &Deed,
    verb: usize,
    negated: bool,
    half: bool,
) -> (Verdict, Reason) {
    let role = text.role(verb);
    let least = if half { Mood::Half } else { Mood::Real };
    let (verdict, reason) = deed_verdict(deed, negated, role.mood.max(least), role.doer);
    if deed.stance == Stance::Supposed && verdict == Verdict::Denied && could(text, verb) {
        (Verdict::Near, Reason::Mood(Mood::Half))
    } else if verdict == Verdict::Near && role.mood == Mood::Half && came_to_nothing(text, verb) {
        (Verdict::Denied, Reason::Negated)
    } else {
        (verdict, reason)
    }
}

/// Whether the verb's clause says "could".
fn could(text: &Text<'_>, verb: usize) -> bool {
    text.reading
        .clause(verb)
        .is_some_and(|clause| (clause.start..verb).any(|at| text.heard.is(at, "could")))
}

/// "I wrote half of the fix", "a part of it": whether only a part is what the deed that ends before `end` was done to.
fn half_of_it(text: &Text<'_>, end: usize) -> bool {
    let heard = text.heard;
    let part = end + usize::from(heard.any(end, &["a", "one", "only", "about"]));
    heard.any(
        part,
        &[
            "half", "part", "parts", "bits", "pieces", "third", "fraction",
        ],
    ) && heard.any(part + 1, &["of", "the", "a", "it"])
        && heard.before(part) == Break::None
}

/// Whether the verb was not clearly heard: "I owed it", "I edit an alert"; `told` says that the words around it help.
pub(super) fn unclear(text: &Text<'_>, found: &Found, told: bool) -> bool {
    let heard = text.heard;
    let verb = found
        .touched
        .first()
        .filter(|touch| touch.how >= How::Misheard);
    let vague = verb.is_some_and(|touch| {
        let words = touch.start..touch.end;
        let known = words.clone().all(|at| heard.has(at, tags::KNOWN));
        // A short word is soon another one, whatever stands around it.
        let short = known && words.len() == 1 && heard.text(touch.start).len() < 5;
        // "I pile voted it", "I court in ated it": a verb in shreds.
        let apart = words
            .clone()
            .any(|at| heard.tokens[at].word != heard.tokens[touch.start].word);
        short || apart && (known || words.len() > 2) || touch.how == How::Doubtful
    });
    let confused = found.touched.iter().any(|touch| touch.how >= How::Confused);
    vague || confused && !told
}

/// "Write a fix, but I gave up": the end of the deed stands in a clause with a subject of its own.
fn torn(text: &Text<'_>, found: &Found) -> bool {
    let (Some(first), Some(last)) = (
        text.reading.clause(found.start),
        text.reading.clause(found.end.saturating_sub(1)),
    ) else {
        return false;
    };
    // "Measured how long it took", "found out that it was": what is found out stands in a clause of its own.
    let heard = text.heard;
    let told = heard.has(last.start, tags::QUESTION) || heard.any(last.start, &["that", "whether"]);
    let told = told && heard.before(last.start) == Break::None;
    first.start != last.start && !last.carried && last.subject.start > found.start && !told
}

fn deed_verdict(deed: &Deed, negated: bool, mood: Mood, doer: Doer) -> (Verdict, Reason) {
    if deed.stance == Stance::Able && !negated {
        return match mood {
            Mood::Asked | Mood::Quoted => (Verdict::Refused, Reason::Mood(mood)),
            _ => (Verdict::Said, Reason::Complete),
        };
    }
    if deed.stance == Stance::Supposed {
        return match mood {
            Mood::Unreal | Mood::Intended | Mood::Decided if !negated => {
                (Verdict::Said, Reason::Complete)
            }
            Mood::Real if !negated && !deed.sooner => (Verdict::Denied, Reason::Mood(mood)),
            _ => (Verdict::Refused, Reason::Mood(mood)),
        };
    }
    if negated != deed.negated {
        return match mood {
            Mood::Half if deed.negated => (Verdict::Refused, Reason::Mood(mood)),
            Mood::Real | Mood::Half => (
                Verdict::Denied,
                if negated {
                    Reason::Negated
                } else {
                    Reason::NotNegated
                },
            ),
            _ => (Verdict::Refused, Reason::Mood(mood)),
        };
    }
    match of_mood(mood) {
        Verdict::Said if doer == Doer::Joint => (Verdict::Near, Reason::Doer(doer)),
        Verdict::Said => (Verdict::Said, Reason::Complete),
        verdict => (verdict, Reason::Mood(mood)),
    }
}

/// "I skipped the load test": the deed is named as what the speaker left out.
fn left_out(text: &Text<'_>, at: usize) -> bool {
    let heard = text.heard;
    text.reading.clause(at).is_some_and(|clause| {
        let main = clause.main.filter(|&main| main < at && at <= main + 4);
        clause.doer == Doer::I
            && clause.mood == Mood::Real
            && !clause.negated
            && main.is_some_and(|main| {
                heard.any(main, &["skipped", "skip", "omitted", "forgot", "avoided"])
            })
    })
}

/// "I wrote no fix", "I traced nothing", "I coordinated with nobody": the object denies the deed.
pub(in crate::signals) fn nothing_done(text: &Text<'_>, found: &Found) -> bool {
    let heard = text.heard;
    let own = text.reading.of.get(found.start);
    // "Took no ownership", "decided not to act": the meaning stretches over its negator.
    let denied = &text.reading.denied;
    let over = found
        .touched
        .iter()
        .filter(|touch| !touch.denied)
        .any(|touch| touch.end > touch.start + 1 && denied[touch.end - 1] && !denied[touch.start]);
    if over {
        return true;
    }
    (found.end..heard.len().min(found.end + 3))
        .take_while(|&at| text.reading.of.get(at) == own && heard.before(at) < Break::Comma)
        .take_while(|&at| {
            at == found.end || heard.has(at - 1, tags::PREPOSITION | tags::ADVERB | tags::NO)
        })
        .any(|at| {
            heard.has(at, tags::NOBODY) || heard.any(at, &["no", "none", "neither", "nothing"])
        })
}

/// "I tried to reproduce it, but I never managed to": whether a clause soon after says that it did not work.
fn came_to_nothing(text: &Text<'_>, verb: usize) -> bool {
    let Some(&own) = text.reading.of.get(verb) else {
        return false;
    };
    let heard = text.heard;
    text.reading
        .clauses
        .iter()
        .skip(own + 1)
        .take(2)
        .any(|clause| {
            clause.negated && (clause.start..clause.end).any(|at| heard.has(at, tags::SUCCEEDS))
        })
}
