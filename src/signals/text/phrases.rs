//! The phrases that may stand for a term: where they stand in a text, and which of them need not be tried.

use super::*;

impl Text<'_> {
    /// Finds every phrase of `terms`, those first that others ask for.
    pub(super) fn phrases(&mut self, terms: &Terms) {
        for (_, term, index, at) in self.candidates(terms) {
            let Some(phrase) = terms.all[term as usize].phrases.get(index as usize) else {
                continue;
            };
            for hit in self.matched(phrase, term, at) {
                if !self.hits[at].contains(&hit) {
                    self.hits[at].push(hit);
                }
            }
        }
    }

    /// The phrases worth trying, in order: the rank of the term, the term, the phrase's index and the place.
    fn candidates(&self, terms: &Terms) -> Vec<(u32, u32, u32, usize)> {
        let mut wanted = Vec::new();
        let stems = self.heard.tokens.iter().map(|token| token.stem).enumerate();
        // A phrase may also begin with a word that was misheard.
        let misheard = (self.echoes(terms)).filter(|(_, _, how)| *how == How::Misheard);
        let meant = misheard.map(|(at, stem, _)| (at, stem));
        let starts: Vec<(usize, u32)> =
            (stems.chain(self.joined.iter().copied()).chain(meant)).collect();
        let occurrences = Occurrences::new(&starts, self.echoes(terms).map(|(_, stem, _)| stem));
        for &(at, stem) in &starts {
            for &(term, index) in terms.starts.get(&stem).into_iter().flatten() {
                let Some(known) = terms.all.get(term as usize) else {
                    continue;
                };
                let can = |phrase: &Phrase| {
                    let there = |stem: &u32| occurrences.behind(*stem, at, &self.reading.sentence);
                    phrase.needs.iter().all(|any| any.iter().any(there))
                };
                if known.phrases.get(index as usize).is_some_and(can) {
                    wanted.push((known.rank, term, index, at));
                }
            }
        }
        for number in &self.numbers {
            for &(term, index) in &terms.number_starts {
                if let Some(known) = terms.all.get(term as usize) {
                    wanted.push((known.rank, term, index, number.start));
                }
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }

    /// The stems that may begin what a word only sounds like: where, the stem and how it came there.
    fn echoes(&self, terms: &Terms) -> impl Iterator<Item = (usize, u32, How)> {
        let hits = self.hits.iter().enumerate();
        let hits = hits.flat_map(|(at, hits)| hits.iter().map(move |hit| (at, hit)));
        hits.filter(|(_, hit)| hit.how >= How::Misheard)
            .filter_map(|(at, hit)| Some((at, terms.all.get(hit.term as usize)?, hit.how)))
            .flat_map(|(at, term, how)| term.first.iter().map(move |stem| (at, *stem, how)))
    }

    /// What `phrase` of `term` finds at `at`.
    fn matched(&self, phrase: &Phrase, term: u32, at: usize) -> Vec<Hit> {
        let matcher = Matcher { text: self };
        let own = if phrase.loose { How::Loose } else { How::Said };
        let found = matcher.at(&phrase.tree, at).into_iter();
        found
            .map(|found| Hit {
                term,
                end: found.end,
                how: (found.touched.iter().map(|touch| touch.how)).fold(own, How::max),
                denies: matcher.denies(&found),
            })
            .collect()
    }
}

/// Where the stems of a text stand, so that a phrase that needs more than there is need not be tried.
struct Occurrences {
    /// For every stem, its last place and one; 0 where it has none.
    last: Vec<u32>,
    /// For every entry of `last` and of this, where the stem stood before.
    chain: Vec<(u32, u32)>,
    /// For every stem, whether some word sounds like one that begins with it: then it may be anywhere.
    sounds: Vec<bool>,
}

impl Occurrences {
    fn new(places: &[(usize, u32)], sounds: impl Iterator<Item = u32>) -> Self {
        let mut new = Self {
            last: Vec::new(),
            chain: Vec::with_capacity(places.len()),
            sounds: Vec::new(),
        };
        for &(at, stem) in places {
            let stem = stem as usize;
            if new.last.len() <= stem {
                new.last.resize(stem + 1, 0);
            }
            new.chain
                .push((u32::try_from(at).unwrap_or(u32::MAX), new.last[stem]));
            new.last[stem] = u32::try_from(new.chain.len()).unwrap_or(0);
        }
        for stem in sounds {
            let stem = stem as usize;
            if new.sounds.len() <= stem {
                new.sounds.resize(stem + 1, false);
            }
            new.sounds[stem] = true;
        }
        new
    }

    /// Whether `stem` stands behind `at` in its sentence, or may have been misheard.
    fn behind(&self, stem: u32, at: usize, sentence: &[usize]) -> bool {
        if self.sounds.get(stem as usize).is_some_and(|&heard| heard) {
            return true;
        }
        let mut next = self.last.get(stem as usize).copied().unwrap_or(0);
        while let Some(&(place, earlier)) = next
            .checked_sub(1)
            .and_then(|at| self.chain.get(at as usize))
        {
            let place = place as usize;
            if place > at && sentence.get(place) == sentence.get(at) {
                return true;
            }
            next = earlier;
        }
        false
    }
}
