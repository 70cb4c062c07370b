//! What a match claims: whether it happened, whether it is denied, and whether it is said of somebody else.

use super::*;
use crate::signals::clause::Clause;

impl Matcher<'_, '_> {
    /// Whether what was found denies something by its own words, so that a denial is no contradiction.
    #[must_use]
    pub fn denies(&self, found: &Found) -> bool {
        found.touched.iter().any(|touch| {
            let single = touch.end == touch.start + 1;
            let word = self.text.heard.text(touch.start);
            // "At zero" is an amount, "zero complaints" a denial.
            let amount = word == "zero"
                && !self
                    .text
                    .reading
                    .denied
                    .get(touch.end)
                    .is_some_and(|&next| next);
            touch.denied || single && DENIERS.contains(&word) && !amount
        })
    }

    /// Whether what was found includes that somebody said it: "everyone said it must be the provider".
    fn reported(&self, found: &Found) -> bool {
        let heard = self.text.heard;
        found.touched.iter().any(|touch| {
            (touch.start..touch.end).any(|at| {
                heard.has(at, tags::REPORT)
                    && self
                        .text
                        .reading
                        .clause(at)
                        .is_some_and(|clause| clause.main == Some(at) && clause.mood == Mood::Real)
            })
        })
    }

    /// Whether a number is that of another thing: "the other ward cut it from 40 to 15 minutes".
    #[must_use]
    pub fn other_measure(&self, found: &Found) -> bool {
        let numbered = self
            .text
            .numbers
            .iter()
            .any(|number| found.start <= number.start && number.start < found.end);
        let heard = self.text.heard;
        let mut before = (found.start.saturating_sub(6)..found.start)
            .rev()
            .take_while(|&at| heard.before(at + 1) == Break::None)
            .take_while(|&at| self.text.reading.of[at] == self.text.reading.of[found.start]);
        let named = before.any(|at| {
            heard.any(at, &["other", "another", "neighbouring", "neighboring"])
                && heard.has(at + 1, tags::NOUN | tags::AGENT)
        });
        numbered && named
    }

    /// Whether it is somebody else who has or knows what was found: "my boss had incomplete information".
    #[must_use]
    pub fn others(&self, found: &Found) -> bool {
        let Some(clause) = self.text.reading.clause(found.start) else {
            return false;
        };
        let heard = self.text.heard;
        let has = clause.main.is_some_and(|main| {
            heard.has(main, tags::HAVE)
                || heard.any(main, &["knew", "know", "knows", "lacked", "missed"])
        });
        let apart = clause.subject.end <= found.start && !clause.subject.is_empty();
        let group = clause.subject.clone().any(|at| heard.has(at, tags::GROUP));
        let person = clause
            .subject
            .clone()
            .any(|at| heard.has(at, tags::AGENT | tags::THEY) || heard.tokens[at].name);
        clause.doer == Doer::Other && has && apart && person && !group
    }

    /// The least real of the moods of what was found, and whether it is denied against the pattern's wish.
    #[must_use]
    pub fn claim(&self, found: &Found) -> (Mood, bool) {
        let (mut mood, mut opposite) = (Mood::Real, false);
        let taken_up = self.taken_up(found);
        for touch in &found.touched {
            let place = self.text.verb_in(touch.start, touch.end);
            let role = self.text.role(place);
            let verb = role.kind != Kind::Noun;
            mood = mood.max(self.mood_of(touch, found));
            let reached = (touch.start..touch.end).any(|at| self.text.reading.denied[at]);
            let before = taken_up.is_some_and(|clause| touch.start < clause.start);
            opposite |= self.failed(found, touch);
            let spent = self.negator_spent(found, touch);
            opposite |= !touch.denied && !before && !spent && (reached || verb && role.negated);
        }
        if mood == Mood::Quoted && self.reported(found) {
            mood = Mood::Real;
        }
        (mood, opposite)
    }

    /// "The date could not be moved" for "the date was fixed": whether the clause's negator belongs to a meaning that was
    /// found, so that it denies nothing else there.
    fn negator_spent(&self, found: &Found, touch: &Touch) -> bool {
        let (heard, of) = (self.text.heard, &self.text.reading.of);
        found.touched.iter().any(|other| {
            // "I waited too long to tell her": the "too" is the pattern's.
            let negator = |at: usize| heard.has(at, tags::NOT) || heard.is(at, "too");
            let negates = |at: usize| negator(at) && of.get(at) == of.get(touch.start);
            let too = || (other.start..other.end).any(|at| heard.is(at, "too"));
            other != touch && (other.denied || too()) && (other.start..other.end).any(negates)
        })
    }

    /// "You couldn't see it in the mean, that was normal": the last clause, where it makes the claim.
    fn taken_up(&self, found: &Found) -> Option<&Clause> {
        let heard = self.text.heard;
        let last = found.touched.last()?;
        let clause = self.text.reading.clause(last.start)?;
        let that = |at: usize| heard.any(at, &["that", "it", "this", "they", "those"]);
        let takes_up = clause.subject.clone().any(that)
            && clause.main.is_some()
            && !heard.has(clause.start, tags::SUBORDINATE & !tags::IT);
        let deed = found.touched.iter().any(|touch| touch.done);
        (takes_up && !deed).then_some(clause)
    }

    /// In which mood one of the words is said.
    fn mood_of(&self, touch: &Touch, found: &Found) -> Mood {
        let text = self.text;
        let role = text.role(text.verb_in(touch.start, touch.end));
        let clause = text.reading.clause(touch.start);
        // "Agreed to skip" as a whole happened, although the skipping alone is only agreed.
        let governed = clause.and_then(|clause| clause.main).is_some_and(|main| {
            let touches = |other: &Touch| (other.start..other.end).contains(&main);
            main < touch.start && found.touched.iter().any(touches)
        });
        let mut mood = if role.kind != Kind::Noun && !governed {
            role.mood
        } else {
            clause.map_or(Mood::Real, |clause| clause.mood)
        };
        if text.only_meant(touch.start) || text.only_meant(touch.end.saturating_sub(1)) {
            mood = mood.max(Mood::Intended);
        }
        mood = mood.max(text.quoted_inside(touch.start));
        let nearly = (touch.start..touch.end).any(|at| text.nearly(at));
        if nearly || touch.done && role.doer == Doer::Joint {
            mood = mood.max(Mood::Half);
        }
        mood
    }

    /// "They are thinking about using my pattern": the mood of the deed that a thing of it belongs to, where that
    /// deed is only planned, asked for or tried.
    #[must_use]
    pub fn mood_around(&self, found: &Found) -> Mood {
        let around = |touch: &Touch| {
            let role = self.text.role(self.text.verb_in(touch.start, touch.end));
            let thing = role.kind == Kind::Noun && !touch.done;
            if thing {
                self.deed_around(touch)
            } else {
                Mood::Real
            }
        };
        let moods = found.touched.iter().map(around);
        moods.max().unwrap_or(Mood::Real)
    }

    fn deed_around(&self, touch: &Touch) -> Mood {
        let (text, heard) = (self.text, self.text.heard);
        let Some(main) = text.reading.clause(touch.start).and_then(|own| own.main) else {
            return Mood::Real;
        };
        let deed = (main + 1..touch.start).rev().take(5).find(|&at| {
            heard.has(at, tags::ING) || heard.is(at - 1, "to") && heard.has(at, tags::VERB)
        });
        let Some(role) = deed
            .map(|at| text.role(at))
            .filter(|role| role.kind == Kind::Verb)
        else {
            return Mood::Real;
        };
        let tried = heard.has(main, tags::TRY);
        match role.mood {
            Mood::Half if !tried => Mood::Real,
            mood => mood,
        }
    }

    /// Whether anything of it only failed to happen.
    #[must_use]
    pub fn fails(&self, found: &Found) -> bool {
        found.touched.iter().any(|touch| self.failed(found, touch))
    }

    /// "Failed to deliver": the clause's verb before it says that it was not.
    fn failed(&self, found: &Found, touch: &Touch) -> bool {
        let heard = self.text.heard;
        // "They refused to take part": the refusal is what was asked for.
        let own = |at: usize| {
            let mut all = found.touched.iter();
            all.any(|touch| (touch.start..touch.end).contains(&at))
        };
        let start = (self.text.reading.clause(touch.start)).map_or(touch.start, |own| own.start);
        (start..touch.end.saturating_sub(1)).any(|at| {
            let failed = heard.any(at, &["failed", "fail", "fails", "refused", "neglected"]);
            let yet = heard.is(at, "yet") && heard.has(at.wrapping_sub(1), tags::HAVE | tags::BE);
            (failed || yet) && heard.is(at + 1, "to") && !own(at)
        })
    }
}
