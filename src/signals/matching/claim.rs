//! What a match claims: whether it happened, whether it is denied, and whether it is said of somebody else.

use super::*;

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
            .take_while(|&at| heard.before(at + 1) == Break::None);
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
        let group = clause.subject.clone().any(|at| {
            heard.any(
                at,
                &[
                    "nobody",
                    "everyone",
                    "everybody",
                    "all",
                    "team",
                    "teams",
                    "people",
                    "ward",
                    "floor",
                    "company",
                    "org",
                    "organization",
                    "organisation",
                    "department",
                    "group",
                    "unit",
                    "one",
                    "who",
                ],
            )
        });
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
        // "You couldn't see it in the mean, that was normal": the last clause makes the claim.
        let taken_up = found
            .touched
            .last()
            .and_then(|touch| self.text.reading.clause(touch.start));
        let taken_up = taken_up.filter(|clause| {
            let that = |at: usize| {
                self.text
                    .heard
                    .any(at, &["that", "it", "this", "they", "those"])
            };
            clause.subject.clone().any(that)
                && clause.main.is_some()
                && !self
                    .text
                    .heard
                    .has(clause.start, tags::SUBORDINATE & !tags::IT)
        });
        let taken_up = taken_up.filter(|_| !found.touched.iter().any(|touch| touch.done));
        for touch in &found.touched {
            let place = self.text.verb_in(touch.start, touch.end);
            let role = self.text.role(place);
            let verb = role.kind != Kind::Noun;
            // "Agreed to skip" as a whole happened, although the skipping alone is only agreed.
            let main = self
                .text
                .reading
                .clause(touch.start)
                .and_then(|clause| clause.main);
            let governed = main.is_some_and(|main| {
                let touches = |other: &Touch| (other.start..other.end).contains(&main);
                main < touch.start && found.touched.iter().any(touches)
            });
            let own = if verb && !governed {
                role.mood
            } else {
                self.text
                    .reading
                    .clause(touch.start)
                    .map_or(Mood::Real, |clause| clause.mood)
            };
            mood = worse(mood, own);
            let failed = main.is_some_and(|main| {
                main < touch.start
                    && self
                        .text
                        .heard
                        .any(main, &["failed", "fail", "fails", "refused", "neglected"])
                    && self.text.heard.is(main + 1, "to")
            });
            opposite |= failed;
            if self.text.only_meant(touch.start) {
                mood = worse(mood, Mood::Intended);
            }
            mood = worse(mood, self.text.quoted_inside(touch.start));
            if (touch.start..touch.end).any(|at| self.text.nearly(at)) {
                mood = worse(mood, Mood::Half);
            }
            if touch.done && role.doer == Doer::Joint {
                mood = worse(mood, Mood::Half);
            }
            let reached = (touch.start..touch.end).any(|at| self.text.reading.denied[at]);
            let before = taken_up.is_some_and(|clause| touch.start < clause.start);
            opposite |= !touch.denied && !before && (reached || verb && role.negated);
        }
        if mood == Mood::Quoted && self.reported(found) {
            mood = Mood::Real;
        }
        (mood, opposite)
    }
}
