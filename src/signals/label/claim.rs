//! Labels without a deed: what is missing ("no ticket") and what is only said ("organizational gap", "p95 was 4.2
//! seconds"). Their words near each other, and what they are worth there.

use super::there::{exists, is_so, little};
use super::told::{estimated, told_by_a_boss, told_by_others, too_late, was_decided};
use super::*;

impl Label {
    /// Labels such as "no ticket": the thing within reach of a negator.
    pub(super) fn absent(&self, text: &Text<'_>) -> Vec<(Found, Verdict, Reason)> {
        let mut out = Vec::new();
        for (mut found, count) in self.bags(text) {
            let negated = self
                .parts
                .iter()
                .enumerate()
                .filter(|(_, part)| part.negated);
            // "Zero mix-ups was the goal": an amount, and the label's own words; "was never the goal" takes them back.
            let zero = |touch: &Touch| text.heard.is(touch.start.wrapping_sub(1), "zero");
            if found.touched.iter().any(zero) && verb_denied(text, &found) {
                out.push((found, Verdict::Denied, Reason::Negated));
                continue;
            }
            let reached = negated.clone().any(|(index, _)| {
                found
                    .touched
                    .iter()
                    .filter(|touch| touch.denied || self.zero && zero(touch))
                    .any(|touch| self.is_part(text, index, *touch))
            });
            let mood = text
                .reading
                .clause(found.start)
                .map_or(Mood::Real, |clause| clause.mood);
            let mood = mood.max(text.quoted_inside(found.end.saturating_sub(1)));
            let whole = count == self.required();
            let result = match (reached, whole) {
                (true, _) if mood == Mood::Quoted => (Verdict::Near, Reason::Mood(mood)),
                (true | false, _)
                    if mood > self.allowed(text, &found)
                        && !(self.reflects && rules(text, &found, mood)) =>
                {
                    (Verdict::Refused, Reason::Mood(mood))
                }
                (true, true) if found.touched.iter().any(|touch| touch.how >= How::Confused) => {
                    (Verdict::Near, Reason::Sound)
                }
                (true, true) if mood == Mood::Half => (Verdict::Near, Reason::Mood(mood)),
                (true, true) if excepted(text, found.end) => (Verdict::Denied, Reason::NotNegated),
                (true, true) => (Verdict::Said, Reason::Complete),
                (true, false) => (self.partial(text, count), self.lacking(text, count)),
                (false, true) if self.property && is_so(text, &found) => {
                    (Verdict::Denied, Reason::NotNegated)
                }
                (false, true) if little(text, &found) => (Verdict::Near, Reason::NotNegated),
                (false, true)
                    if !self.property && (exists(text, &found) || self.happened(text, &found)) =>
                {
                    (Verdict::Denied, Reason::NotNegated)
                }
                (false, _) => (Verdict::Refused, Reason::NotNegated),
            };
            let verb = found.start;
            quote_negator(text, &mut found, verb);
            out.push((found, result.0, result.1));
        }
        out
    }

    /// The least real mood in which a lack counts.
    fn allowed(&self, text: &Text<'_>, found: &Found) -> Mood {
        let planned = self.planned && !text.supposes(found.start);
        let most = if planned { Mood::Unreal } else { Mood::Half };
        most.max(self.own.mood)
    }

    pub(super) fn is_part(&self, text: &Text<'_>, index: usize, touch: Touch) -> bool {
        Matcher { text }
            .at(&self.parts[index].tree, touch.start)
            .iter()
            .any(|found| found.start == touch.start)
    }

    /// Labels that only say something: all of their words, near each other.
    pub(super) fn spoken(&self, text: &Text<'_>) -> Vec<(Found, Verdict, Reason)> {
        let bags = self.bags(text).into_iter();
        bags.map(|(found, count)| {
            let (verdict, reason) = self.spoken_at(text, &found, count);
            (found, verdict, reason)
        })
        .collect()
    }

    /// What `count` of the label's parts are worth where they were found.
    fn spoken_at(&self, text: &Text<'_>, found: &Found, count: usize) -> (Verdict, Reason) {
        let matcher = Matcher { text };
        let whole = count == self.required()
            || self.says_it(text, found, count)
            || self.says_they(text, found, count);
        let or_refused = |verdict| if whole { verdict } else { Verdict::Refused };
        if self.by_the_speaker_alone(text, found)
            || matcher.others(found)
            || matcher.other_measure(found)
        {
            return (Verdict::Refused, Reason::Doer(Doer::Other));
        }
        let (mood, opposite) = matcher.claim(found);
        let mood = mood.max(matcher.mood_around(found));
        let advice = self.lesson && mood == Mood::Quoted && !told_by_others(text, found);
        let ordered = self.planned && mood == Mood::Quoted && told_by_a_boss(text, found);
        let mood = if advice || ordered { Mood::Real } else { mood };
        if mood == Mood::Quoted {
            return (or_refused(Verdict::Near), Reason::Mood(mood));
        }
        if of_mood(mood) != Verdict::Said && !self.open_to(text, found, mood) {
            return (or_refused(of_mood(mood)), Reason::Mood(mood));
        }
        // "An SLO would not have helped" denies no SLO.
        if opposite && self.contradicted(text, found) {
            let told = (whole || self.never_came_to(text, found, count)) && mood != Mood::Unreal;
            let verdict = if told {
                Verdict::Denied
            } else {
                Verdict::Refused
            };
            return (verdict, Reason::Negated);
        }
        if !whole {
            return (self.partial(text, count), self.lacking(text, count));
        }
        let touched = found.touched.iter();
        let sounds = touched.filter(|touch| touch.how >= How::Confused).count();
        if self.everyone && excepted(text, found.end) {
            (Verdict::Near, Reason::NotNegated)
        } else if sounds > 0 && sounds * 2 >= found.touched.len() {
            (Verdict::Near, Reason::Sound)
        } else {
            (Verdict::Said, Reason::Complete)
        }
    }

    /// "Accidents did not fall", "no other depot uses it": what the label measures did not happen at all.
    fn never_came_to(&self, text: &Text<'_>, found: &Found, count: usize) -> bool {
        let mut wishes = self.wishes();
        let (Some(wish), None) = (wishes.next(), wishes.next()) else {
            return false;
        };
        let verb = (found.touched.iter()).any(|touch| {
            let clause = text.reading.clause(touch.start);
            clause.is_some_and(|clause| clause.negated && clause.main == Some(touch.start))
        });
        let number = text.numbers.iter().any(|number| fits(wish, number));
        verb && !number && count + 1 == self.required() && !self.zero
    }

    /// Whether a mood other than a fact's is no objection to the label at this place.
    fn open_to(&self, text: &Text<'_>, found: &Found, mood: Mood) -> bool {
        use Mood::{Decided, Half, Intended, Unreal};
        let wished = matches!(mood, Unreal | Intended | Half | Decided);
        (self.topic || self.supposes) && wished
            || self.lesson && (mood == Half || rules(text, found, mood))
            || mood <= self.own.mood
            || self.agent && mood == Decided && was_decided(text, found)
            || self.has_numbers() && mood == Unreal && estimated(text, found)
            || self.planned
                && mood <= Unreal
                && !text.supposes(found.start)
                && !too_late(text, found)
    }

    /// Whether the opposite of what was found, which is told here, is the opposite of the label.
    fn contradicted(&self, text: &Text<'_>, found: &Found) -> bool {
        let denied = verb_denied(text, found);
        (!self.zero || denied || Matcher { text }.fails(found))
            && (!self.own.opposite || denied)
            && (!self.topic || copula_denies(text, found) || self.untold(text, found))
    }

    /// "I don't hire for attitude any more": whether what a lesson tells to do is denied itself.
    fn untold(&self, text: &Text<'_>, found: &Found) -> bool {
        let leads = |at: usize| {
            let first = self.parts.first();
            first.is_some_and(|part| !Matcher { text }.at(&part.tree, at).is_empty())
        };
        let mut touched = found.touched.iter();
        self.imperative
            && touched.any(|touch| leads(touch.start) && text.denied_before(touch.start))
    }

    /// Whether the speaker does what the label says of everybody.
    fn by_the_speaker_alone(&self, text: &Text<'_>, found: &Found) -> bool {
        self.everyone
            && found.touched.iter().any(|touch| {
                let role = text.role(text.verb_in(touch.start, touch.end));
                role.kind == Kind::Verb && role.doer == Doer::I
            })
    }

    /// "It went from 40 to 15 minutes": both ends of a change are there, and "it" stands for what changed.
    fn says_it(&self, text: &Text<'_>, found: &Found, count: usize) -> bool {
        let numbers = self.parts.iter().filter_map(|part| part.number.as_ref());
        let wishes: Vec<&NumberWish> = numbers.collect();
        let all = wishes
            .iter()
            .all(|wish| text.numbers.iter().any(|number| fits(wish, number)));
        let it = (found.start.saturating_sub(8)..found.end)
            .any(|at| text.heard.any(at, &["it", "that", "this", "we", "they"]));
        wishes.len() >= 2 && all && it && count + 1 == self.required()
    }

    /// "They renewed": everything is there but the persons, and "they" stands for them.
    fn says_they(&self, text: &Text<'_>, found: &Found, count: usize) -> bool {
        let Some(first) = self.parts.first().filter(|_| self.agent) else {
            return false;
        };
        let named = |touch: &Touch| {
            self.places(text, first)
                .iter()
                .any(|p| p.start == touch.start)
        };
        let they = |touch: &Touch| {
            let clause = text.reading.clause(touch.start);
            clause.is_some_and(|clause| {
                let mut subject = clause.subject.clone();
                subject.any(|at| text.heard.has(at, tags::THEY))
            })
        };
        count + 1 == self.required()
            && !found.touched.iter().any(named)
            && found.touched.iter().any(they)
    }

    /// What a part of the label alone is worth.
    pub(super) fn partial(&self, text: &Text<'_>, count: usize) -> Verdict {
        let deed = usize::from(self.deed.is_some());
        let (of, have) = (self.required() + deed, count + deed);
        // Half of a label with a number comes close only when some number of that kind was said.
        let half = self.deed.is_some() || self.has_numbers() && self.other_number(text);
        if of >= 2 && have >= 1 && (have * 2 > of || have * 2 == of && (of > 2 || half)) {
            Verdict::Near
        } else {
            Verdict::Refused
        }
    }

    /// Whether a number was said of the kind that the label asks for.
    fn other_number(&self, text: &Text<'_>) -> bool {
        let wishes = self.parts.iter().filter_map(|part| part.number.as_ref());
        wishes.into_iter().any(|wish| {
            let any = NumberWish {
                value: None,
                ..wish.clone()
            };
            text.numbers.iter().any(|number| fits(&any, number))
        })
    }

    pub(super) fn has_numbers(&self) -> bool {
        self.parts.iter().any(|part| part.number.is_some())
    }

    pub(super) fn lacking(&self, text: &Text<'_>, count: usize) -> Reason {
        let number = self
            .parts
            .iter()
            .filter_map(|part| part.number.as_ref())
            .any(|wish| !text.numbers.iter().any(|number| fits(wish, number)));
        if number {
            Reason::Number
        } else {
            Reason::Parts {
                found: count,
                of: self.required(),
            }
        }
    }
}

/// Whether an unreal mood states a rule: "a standard must have an owner", "if nobody owns it, it dies".
#[must_use]
pub fn rules(text: &Text<'_>, found: &Found, mood: Mood) -> bool {
    let heard = text.heard;
    let past = |at: usize| {
        heard.any(at, &["would", "had", "was", "were", "did"])
            || heard.has(at, tags::WOULD)
                && heard.is(at + 1, "have")
                && heard.has(at + 2, tags::PAST)
    };
    let clauses = (text.reading.clauses.iter())
        .filter(|clause| clause.start < found.end && found.start < clause.end);
    let told = |clause: &super::super::clause::Clause| {
        let you = (clause.start..found.start).any(|at| heard.has(at, tags::YOU | tags::WE));
        let learned =
            (clause.main).is_some_and(|main| heard.any(main, &["learned", "learnt", "learn"]));
        // "I'll never again rely on one supplier".
        let always = |at: usize| heard.any(at, &["never", "always"]);
        let resolved = (clause.start..found.end).any(|at| heard.has(at, tags::WILL))
            && (clause.start..found.end).any(always);
        let mine = clause.doer == Doer::I && !clause.subject.is_empty();
        let own = mine && !you && !learned && !resolved;
        !(clause.start..clause.end).any(past) && !clause.inverted && !own
    };
    matches!(mood, Mood::Unreal | Mood::Intended | Mood::Supposed) && clauses.into_iter().all(told)
}

/// Whether a verb of what was found is denied, and not only a thing: "did not go to zero".
pub(super) fn verb_denied(text: &Text<'_>, found: &Found) -> bool {
    (found.touched.iter()).any(|touch| {
        (text.reading.clause(touch.start)).is_some_and(|clause| {
            let not = (clause.start..clause.end).any(|at| text.heard.has(at, tags::NOT));
            clause.negated && (not || text.heard.finite_aux(clause.start))
        })
    })
}

/// Whether a form of "be" denies the words: "it was not an organizational gap".
#[must_use]
pub fn copula_denies(text: &Text<'_>, found: &Found) -> bool {
    let Some(clause) = text.reading.clause(found.start) else {
        return false;
    };
    let heard = text.heard;
    clause.negated
        && clause.main.or(clause.verb).is_some_and(|main| {
            let unwanted = heard.has(main, tags::WISHES)
                && (clause.start..main).any(|at| heard.has(at, tags::WOULD));
            let doubted = heard.any(main, &["believe", "believed"]) && heard.is(main + 1, "in");
            heard.has(main, tags::BE | tags::AVAILS) || unwanted || doubted
        })
        && !(clause.start..found.start).any(|at| heard.has(at, tags::THERE | tags::NO))
}
