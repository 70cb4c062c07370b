//! What a place of an author's pattern is worth: whose it is and of what, whether it happened, whether it was heard.

use super::*;
use crate::signals::matching::Touch;

/// A place of an author's pattern, to be weighed.
pub(super) struct Place<'a, 'm, 't> {
    pub(super) matcher: &'a Matcher<'m, 't>,
    pub(super) found: &'a Found,
    pub(super) story: &'a Story,
    /// What the pattern is worth where nothing speaks against it.
    pub(super) worth: Verdict,
    /// Whether the pattern itself holds a negator.
    pub(super) denies: bool,
    /// Whether it tells of a deed.
    pub(super) done: bool,
    /// Whether naming the matter is enough in this section.
    pub(super) topic: bool,
    /// Whether the signal is a lesson, so that saying how it must be says it too.
    pub(super) lesson: bool,
    /// Whether the pattern itself tells of a wish or a plan.
    pub(super) open: bool,
    /// Whether the section tells of what was to be done.
    pub(super) task: bool,
    /// Whether the signal says that something is not there: a state, which no plan tells.
    pub(super) lack: bool,
}

impl Place<'_, '_, '_> {
    /// What it is worth, for the pattern `way`.
    pub(super) fn weigh(&self, way: usize) -> Outcome {
        let found = self.found;
        let said = self.worth == Verdict::Said;
        let whole = if said {
            Reason::Complete
        } else {
            Reason::Authored
        };
        let (verdict, reason) = (self.by_matter())
            .or_else(|| self.by_mood())
            .or_else(|| self.by_sound())
            .unwrap_or((self.worth, whole));
        let foreign = verdict != Verdict::Refused && self.story.elsewhere(self.matcher.text, found);
        let misheard = (found.touched.iter()).find(|touch| touch.how >= How::Misheard);
        Outcome {
            verdict: if foreign { Verdict::Refused } else { verdict },
            reason: if foreign { Reason::Object } else { reason },
            verb: (found.touched.first()).map_or(found.start, |touch| touch.start),
            start: found.start,
            end: found.end,
            misheard: misheard.map(|touch| (touch.start, touch.end)),
            way,
        }
    }

    /// Whose it is, what it is done to, and what is denied.
    fn by_matter(&self) -> Option<(Verdict, Reason)> {
        let (matcher, found, text) = (self.matcher, self.found, self.matcher.text);
        let denial = self.worth == Verdict::Denied;
        let said = self.worth == Verdict::Said;
        if !self.done && (!self.denies && matcher.others(found) || matcher.other_measure(found)) {
            Some((Verdict::Refused, Reason::Doer(Doer::Other)))
        } else if self.done && said && other_object(text, self.story, found) {
            Some((Verdict::Refused, Reason::Object))
        } else if denial && !self.denies && over_negator(text, found) {
            Some((Verdict::Refused, Reason::Negated))
        } else if self.denies && said && idle_negator(text, found) {
            Some((Verdict::Refused, Reason::NotNegated))
        } else if denial && self.sounds() > 0 {
            Some((Verdict::Refused, Reason::Sound))
        } else if denial && wished(text, found) {
            Some((Verdict::Refused, Reason::Mood(Mood::Unreal)))
        } else if denial && only_helps(text, found) {
            Some((Verdict::Refused, Reason::NoDeed))
        } else if self.denies && said && excepted(text, found.end) {
            Some((Verdict::Denied, Reason::NotNegated))
        } else {
            None
        }
    }

    /// Whether it happened, and whether the clause says the opposite.
    fn by_mood(&self) -> Option<(Verdict, Reason)> {
        let (found, text) = (self.found, self.matcher.text);
        let (mood, opposite) = self.matcher.claim(found);
        let around = self.worth == Verdict::Said && !self.denies && !self.done;
        let mood = if around {
            mood.max(self.matcher.mood_around(found))
        } else {
            mood
        };
        let real = of_mood(mood);
        let denial = self.worth == Verdict::Denied;
        let said = self.worth == Verdict::Said;
        let planned = self.task && !self.done && !self.lack && !text.supposes(found.start);
        let planned = planned && mood != Mood::Half;
        let open = (self.topic || self.open || planned)
            && !denial
            && matches!(
                mood,
                Mood::Unreal | Mood::Intended | Mood::Half | Mood::Decided
            );
        // "The plan was to change providers" denies a task of keeping them.
        let against = denial && planned && matches!(mood, Mood::Intended | Mood::Decided);
        let open = open || against || self.lesson && !denial && rules(text, found, mood);
        let named = self.topic && !denial && !copula_denies(text, found);
        if mood == Mood::Quoted && said && !self.done {
            Some((Verdict::Near, Reason::Mood(mood)))
        } else if real == Verdict::Refused && !open {
            Some((Verdict::Refused, Reason::Mood(mood)))
        } else if self.done && said && nothing_done(text, found) {
            Some((Verdict::Denied, Reason::Negated))
        } else if opposite && !self.denies && !named {
            let turned = if said && real != Verdict::Refused && !self.open {
                Verdict::Denied
            } else {
                Verdict::Refused
            };
            Some((turned, Reason::Negated))
        } else if real == Verdict::Near && denial {
            Some((Verdict::Refused, Reason::Mood(mood)))
        } else if real == Verdict::Near && said && !open {
            Some((Verdict::Near, Reason::Mood(mood)))
        } else {
            None
        }
    }

    /// How much of it rests on words that only sound like the pattern's, or could mean anything.
    fn by_sound(&self) -> Option<(Verdict, Reason)> {
        let (found, heard) = (self.found, self.matcher.text.heard);
        let sounds = self.sounds();
        let loose = found.touched.iter().any(|touch| touch.how == How::Loose);
        let behind = found.end..heard.len().min(found.end + 8);
        if found.touched.iter().all(|touch| touch.how == How::Doubtful) {
            Some((Verdict::Refused, Reason::Sound))
        } else if sounds > 0 && sounds * 2 >= found.touched.len() && self.worth == Verdict::Said {
            Some((Verdict::Near, Reason::Sound))
        } else if loose && !behind.into_iter().any(|at| self.story.speaks_of(heard, at)) {
            Some((Verdict::Refused, Reason::Object))
        } else {
            None
        }
    }

    /// Words that are only confused by their sound with the pattern's.
    fn sounds(&self) -> usize {
        let confused = |touch: &&Touch| touch.how >= How::Confused;
        self.found.touched.iter().filter(confused).count()
    }
}

/// "No budget? Of course there was one": a negator of the pattern that denies nothing where it stands.
fn idle_negator(text: &Text<'_>, found: &Found) -> bool {
    found.touched.iter().any(|touch| {
        let at = touch.start;
        let single = touch.end == at + 1 && touch.how == How::Said;
        let negator =
            text.heard.has(at, tags::NO | tags::NOBODY | tags::NOT) && !text.heard.is(at, "zero");
        let answer = at > 0 && text.heard.has(at - 1, tags::SAYS | tags::REPORT);
        single && negator && !answer && !text.reading.denied[at]
    })
}

/// "I wish I had spoken with them at the start".
fn wished(text: &Text<'_>, found: &Found) -> bool {
    (found.start.saturating_sub(3)..found.start).any(|at| text.heard.any(at, &["wish", "wished"]))
}

/// "It had flown under the radar of all alerts": the "had" of a pattern is no "had" of its own here.
fn only_helps(text: &Text<'_>, found: &Found) -> bool {
    let first = found
        .touched
        .first()
        .map_or(found.start, |touch| touch.start);
    text.heard.has(first, tags::HAVE)
        && (text.reading.clause(first)).is_some_and(|clause| {
            clause.verb == Some(first)
                && clause
                    .main
                    .is_some_and(|main| main > first && text.heard.has(main, tags::PAST))
        })
}

/// Whether the deed is done to a thing of daily life: "I rolled out the carpet gradually".
pub(super) fn other_object(text: &Text<'_>, story: &Story, found: &Found) -> bool {
    let verb = text.verb_in(found.start, found.end);
    text.heard.has(
        verb + 1,
        tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS,
    ) && off_story(text, story, verb + 1) == Some(Other::Thing)
}

/// Whether a gap of the pattern runs over a word that denies.
pub(super) fn over_negator(text: &Text<'_>, found: &Found) -> bool {
    (found.start..found.end).any(|at| {
        let next = text.reading.denied.get(at + 1).is_some_and(|&next| next);
        text.heard.has(at, tags::NOT | tags::NO | tags::NOBODY) && (text.reading.denied[at] || next)
    })
}
