//! Where the parts of a label stand in a text, and which of them stand together.

use super::*;
use crate::signals::clause::Clause;

/// Whether `place` is a part of what was touched. "Ruled the provider out": the object between is not.
fn covers(text: &Text<'_>, touch: &Touch, place: &Place) -> bool {
    touch.start <= place.start
        && place.end <= touch.end
        && !between(text, touch.start..touch.end, place)
}

/// Whether `place` is what the phrase at `whole` has between its words: the bill of "brought the bill down".
fn between(text: &Text<'_>, whole: std::ops::Range<usize>, place: &Place) -> bool {
    let heard = text.heard;
    let determiner = tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS;
    let apart = heard.has(whole.end - 1, tags::PREPOSITION | tags::ADVERB)
        || heard.numbered(place.start)
        || heard.numbered(place.start.saturating_sub(1))
        || heard.has(place.start.saturating_sub(1), determiner);
    whole.start < place.start && place.end < whole.end && apart
}

/// Whether two places share words, and neither stands between the words of the other.
fn overlap(text: &Text<'_>, a: &Place, b: &Place) -> bool {
    a.start < b.end
        && b.start < a.end
        && !between(text, a.start..a.end, b)
        && !between(text, b.start..b.end, a)
}

/// "I owned the dashboard, and the model belonged to others": whether `place` belongs to a clause of its own before or
/// after that of the deed, and not to what the deed is done to.
fn told_of_another(text: &Text<'_>, found: &Found, place: &Place) -> bool {
    let (Some(own), Some(other)) = (
        text.reading.clause(found.end.saturating_sub(1)),
        text.reading.clause(place.start),
    ) else {
        return false;
    };
    let heard = text.heard;
    let subject = &other.subject;
    let relative = other.dependent || other.carried || subject.is_empty();
    let apart = heard.before(other.start) >= Break::Comma || heard.has(other.start, tags::AND);
    let before = place.end <= own.start && other.end <= own.start && !own.carried;
    own.start != other.start
        && other.main.is_some()
        && (before || !relative && apart && place.start >= own.end)
}

impl Label {
    /// The required parts within `window` tokens of `found`, in its sentence.
    pub(super) fn parts_near(
        &self,
        text: &Text<'_>,
        found: &Found,
        window: usize,
    ) -> (usize, Vec<Place>) {
        let sentence = text.reading.sentence.get(found.start).copied().unwrap_or(0);
        let of = |at: usize| text.reading.of.get(at);
        let elsewhere = |place: &Place| {
            of(place.start) != of(found.start)
                && self.deed.is_some()
                && self.belongs_elsewhere(text, found, place)
        };
        let mut places = Vec::new();
        let mut count = 0;
        for part in &self.parts {
            let near = self.places(text, part).into_iter().filter(|place| {
                let close =
                    place.start + window >= found.start && place.start <= found.end + window;
                close
                    && text.reading.sentence[place.start] == sentence
                    && !elsewhere(place)
                    && !(place.start >= found.start
                        && place.end <= found.end
                        && found.touched.iter().any(|touch| covers(text, touch, place)))
            });
            let best = near.min_by_key(|place| place.start.abs_diff(found.end));
            if let Some(place) = best {
                count += usize::from(!part.optional);
                places.push(place);
            }
        }
        (count, places)
    }

    /// Whether `place`, in another clause than the deed at `found`, is not what that deed is done to.
    fn belongs_elsewhere(&self, text: &Text<'_>, found: &Found, place: &Place) -> bool {
        let here = text.reading.clause(found.start);
        let own = |clause: &Clause| self.has_part(text, clause.start..clause.end);
        told_of_another(text, found, place) && self.has_another_object(text, found.end)
            || self.is_done_in(text, place) && !here.is_some_and(own)
    }

    /// Whether a noun that is no part of the label is what the deed that ends before `end` is done to.
    fn has_another_object(&self, text: &Text<'_>, end: usize) -> bool {
        let other =
            tags::OBJECT | tags::IT | tags::SOMEBODY | tags::NOBODY | tags::VAGUE | tags::TIME;
        let head = object_head(text.heard, end)
            .filter(|&head| text.heard.has(head, tags::NOUN) && !text.heard.has(head, other));
        head.is_some_and(|head| !self.has_part(text, end..head + 1))
    }

    /// Whether a part of the label begins among the tokens of `range`.
    fn has_part(&self, text: &Text<'_>, range: std::ops::Range<usize>) -> bool {
        let matcher = Matcher { text };
        let begins = |at: usize| {
            self.parts
                .iter()
                .any(|part| !matcher.at(&part.tree, at).is_empty())
        };
        range.into_iter().any(begins)
    }

    /// "I wasn't the engineer, I was in support": whether the clause of `place` has a deed of the label of its own, to
    /// which the place belongs.
    fn is_done_in(&self, text: &Text<'_>, place: &Place) -> bool {
        let (Some(deed), Some(clause)) = (&self.deed, text.reading.clause(place.start)) else {
            return false;
        };
        let found = (clause.start..clause.end).flat_map(|at| Matcher { text }.at(&deed.tree, at));
        found
            .into_iter()
            .any(|found| text.role(text.verb_in(found.start, found.end)).kind == Kind::Verb)
    }

    /// The parts beside a deed, and how many of them count: all, where a pronoun stands for those that are missing.
    pub(super) fn parts_around(
        &self,
        text: &Text<'_>,
        found: &Found,
        window: usize,
    ) -> (usize, Vec<Place>) {
        let (count, places) = self.parts_near(text, found, window);
        if count < self.required() && self.named_before(text, found, &places) {
            (self.required(), places)
        } else {
            (count, places)
        }
    }

    /// "The data team was the hardest. I won them over": whether a pronoun stands for what of the label is missing, which
    /// was named shortly before.
    fn named_before(&self, text: &Text<'_>, found: &Found, places: &[Place]) -> bool {
        const BACK: usize = 40;
        let heard = text.heard;
        let pronoun = (found.start..heard.len().min(found.end + 1)).any(|at| {
            heard.any(at, &["it", "them", "him", "her", "that"])
                && heard.has(at, tags::OBJECT | tags::IT)
        });
        let sentence = |at: usize| text.reading.sentence.get(at).copied().unwrap_or(0);
        let missing = self
            .parts
            .iter()
            .filter(|part| !part.optional)
            .filter(|part| {
                let own = self.places(text, part);
                !own.iter()
                    .any(|place| places.iter().any(|other| other.start == place.start))
            });
        let missing: Vec<&Part> = missing.collect();
        // "I moved it to Saturday": all but what "it" stands for is there.
        let object =
            heard.any(found.end, &["it", "them"]) && heard.before(found.end) == Break::None;
        if let [only] = missing.as_slice()
            && object
            && !places.is_empty()
        {
            return only.number.is_none();
        }
        pronoun
            && !missing.is_empty()
            && missing.iter().all(|part| {
                part.number.is_none()
                    && self.places(text, part).iter().any(|place| {
                        place.end <= found.start
                            && place.start + BACK >= found.start
                            && sentence(place.start) + 2 >= sentence(found.start)
                            && !heard.has(place.start.wrapping_sub(1), tags::NO)
                    })
            })
    }

    pub(super) fn places(&self, text: &Text<'_>, part: &Part) -> Vec<Place> {
        let matcher = Matcher { text };
        let found = matcher.all(&part.tree);
        // "We never got to zero".
        let zero = part
            .number
            .as_ref()
            .is_some_and(|wish| wish.value == Some(0.0));
        let missed = |found: &Found| zero && text.denied_before(found.start);
        found
            .into_iter()
            .filter(|found| !missed(found))
            .map(|found| Place {
                start: found.start,
                end: found.end,
                how: found
                    .touched
                    .iter()
                    .map(|touch| touch.how)
                    .max()
                    .unwrap_or(How::Said),
                denies: found.touched.iter().any(|touch| touch.denied),
            })
            .collect()
    }

    /// Groups of the label's parts that stand near each other, best first, with how many required ones each holds.
    pub(super) fn bags(&self, text: &Text<'_>) -> Vec<(Found, usize)> {
        let all: Vec<Vec<Place>> = self
            .parts
            .iter()
            .map(|part| self.places(text, part))
            .collect();
        let numbers = self.has_numbers();
        let window = if numbers {
            34
        } else {
            6 + 5 * self.parts.len()
        };
        let reach = if numbers { 2 } else { 1 };
        let mut out: Vec<(Found, usize)> = Vec::new();
        for (index, anchors) in all.iter().enumerate() {
            if self.parts[index].optional {
                continue;
            }
            for anchor in anchors {
                let bag = self.bag(text, &all, index, *anchor, window, reach);
                if !out.iter().any(|(found, count)| {
                    found.start == bag.0.start && found.end == bag.0.end && *count == bag.1
                }) {
                    out.push(bag);
                }
            }
        }
        out.sort_by_key(|(found, count)| (usize::MAX - count, found.end - found.start));
        let best = out.first().map_or(0, |(_, count)| *count);
        out.retain(|(_, count)| *count == best);
        out
    }

    pub(super) fn bag(
        &self,
        text: &Text<'_>,
        all: &[Vec<Place>],
        own: usize,
        anchor: Place,
        window: usize,
        reach: usize,
    ) -> (Found, usize) {
        let sentence = text.reading.sentence[anchor.start];
        let mut found = Found {
            start: anchor.start,
            end: anchor.end,
            touched: Vec::new(),
        };
        let mut places = vec![anchor];
        let mut count = 1;
        self.touch(text, &mut found, own, anchor);
        for (index, others) in all.iter().enumerate() {
            if index == own {
                continue;
            }
            let near = others.iter().filter(|place| {
                self.goes_with(text, index, anchor, **place)
                    && place.start.abs_diff(anchor.start) <= window
                    && text.reading.sentence[place.start].abs_diff(sentence) <= reach
                    && !places.iter().any(|taken| overlap(text, taken, place))
            });
            if let Some(place) = near
                .min_by_key(|place| place.start.abs_diff(anchor.start))
                .copied()
            {
                count += usize::from(!self.parts[index].optional);
                self.touch(text, &mut found, index, place);
                places.push(place);
            }
        }
        found.start = places
            .iter()
            .map(|place| place.start)
            .min()
            .unwrap_or(anchor.start);
        found.end = places
            .iter()
            .map(|place| place.end)
            .max()
            .unwrap_or(anchor.end);
        (found, count)
    }

    /// Whether a place of part number `index` can belong to `anchor`: in "90K a month. Nobody watched the spend" the spend
    /// is denied in a clause of its own, and the bill is not.
    fn goes_with(&self, text: &Text<'_>, index: usize, anchor: Place, place: Place) -> bool {
        let reading = &text.reading;
        let denied = |place: Place| reading.denied.get(place.start);
        // "Now we have none" denies nothing: it is the zero that was asked for.
        let nil = |place: Place| text.heard.any(place.start, &["none", "nothing", "zero"]);
        self.parts[index].negated
            || nil(anchor)
            || nil(place)
            || denied(anchor) == denied(place)
            || reading.of.get(anchor.start) == reading.of.get(place.start)
    }

    pub(super) fn touch(&self, text: &Text<'_>, found: &mut Found, index: usize, place: Place) {
        let part = &self.parts[index];
        let reached = (place.start..place.end).any(|at| text.reading.denied[at]);
        // "By two percent, not by twelve".
        let contrast = (place.start.saturating_sub(2)..place.start)
            .any(|at| text.heard.is(at, "not"))
            && text.reading.denied[place.start];
        let number = part.number.is_some() && !contrast;
        found.touched.push(Touch {
            start: place.start,
            end: place.end,
            how: place.how,
            denied: reached && part.negated || number || place.denies,
            done: false,
        });
    }
}
