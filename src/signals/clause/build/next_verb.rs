//! Whether a further verb begins another clause.

use super::*;

impl Builder<'_> {
    /// The open clause has a verb: does another clause begin here?
    pub(super) fn next_verb(&mut self, at: usize) {
        let heard = self.heard;
        if self.open.main.is_none() {
            self.verb_after_subject(at);
            return;
        }
        let lead = heard.lead(at);
        if self.open.main == Some(lead) {
            return;
        }
        let Some(before) = heard.before_adverbs(lead, self.open.start) else {
            return;
        };
        let joined = heard.has(before, tags::AND | tags::OR) && !heard.has(before, tags::PAST)
            || heard.before(lead) == Break::Comma
            || (before + 1..=at).any(|index| heard.before(index) == Break::Comma);
        if heard.finite_aux(at) && self.open.main != Some(before) && !self.in_group(at) {
            // "I didn't pull any logs, didn't trace it": the comma ends the object.
            let listed = heard.before(at) == Break::Comma && heard.has(at + 1, tags::NOT);
            if joined && heard.has(before, tags::AND | tags::OR) || listed {
                self.list_item(before, at);
            } else {
                self.noun_clause(at);
            }
        } else if self.active_past(at) && self.open.main != Some(before)
            || self.active_past(at) && joined
        {
            if joined {
                self.list_item(before, at);
            } else if self.named(before) || self.fresh_subject(at) {
                self.noun_clause(at);
            } else if self.run_on(before, at) {
                self.list_item(at, at);
            }
        } else if joined && self.base_list(at) {
            self.list_item(before, at);
        } else if heard.is(at, "was") && self.cleft_open(at) {
            self.cut(at);
            self.open.doer = Doer::I;
            self.open.carried = true;
            self.open.verb = Some(at);
        } else if self.third_person(at) && self.named(before) && !joined {
            self.noun_clause(at);
        }
    }

    /// Whether a noun that begins behind a comma or an "and" is the subject of the past form at `at`: "we changed nothing
    /// else, and still the averages looked fine".
    fn fresh_subject(&self, at: usize) -> bool {
        let heard = self.heard;
        let Some(main) = self.open.main else {
            return false;
        };
        let part = tags::NOUN | tags::ADJ | tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS;
        let noun = |index: usize| {
            (heard.has(index, part) || heard.tokens[index].tags == 0 || heard.numbered(index))
                && !heard.has(index, tags::PREPOSITION | tags::AUX | tags::SUBORDINATE)
                || heard.is(index, "of")
        };
        let first = (main + 1..at)
            .rev()
            .take_while(|&index| index + 1 == at || heard.before(index + 1) == Break::None)
            .take_while(|&index| noun(index))
            .last();
        // "They claim the rate went down".
        let told = first == Some(main + 1) && heard.has(main, tags::REPORT | tags::SAYS);
        let apart = first.is_some_and(|first| {
            let Some(lead) = heard.before_adverbs(first, main) else {
                return false;
            };
            heard.has(lead, tags::AND | tags::OR)
                || (lead + 1..=first).any(|index| heard.before(index) == Break::Comma)
        });
        let next = at + 1;
        let object = tags::ARTICLE | tags::OBJECT | tags::MINE | tags::OURS | tags::THEIRS;
        let active = heard.has(at, tags::SIMPLE_PAST)
            || heard.has(next, object)
            || heard.has(next, tags::ADJ) && !heard.has(next, tags::PREPOSITION | tags::ADVERB)
            || heard.numbered(next);
        (apart || told)
            && active
            && heard.before(at) == Break::None
            && !heard.has(at - 1, tags::ARTICLE)
    }

    /// Whether `at` still belongs to the verb group that began the clause.
    fn in_group(&self, at: usize) -> bool {
        let heard = self.heard;
        (self.open.verb.unwrap_or(at)..at)
            .all(|index| heard.has(index, tags::AUX | tags::ADVERB | tags::NOT | tags::ALMOST))
            || heard.is(at.wrapping_sub(1), "to")
            || heard.has(at, tags::HAVE | tags::DO) && heard.has(at.wrapping_sub(1), tags::AUX)
    }

    /// Whether an unpunctuated "pulled the logs traced the failures" goes on at `at`.
    fn run_on(&self, before: usize, at: usize) -> bool {
        let heard = self.heard;
        let object = heard.has(at + 1, tags::ARTICLE | tags::MINE | tags::OBJECT);
        let plain = (at.saturating_sub(12)..heard.len().min(at + 12))
            .all(|index| index == 0 || heard.before(index) == Break::None);
        object
            && plain
            && self.open.doer == Doer::I
            && !heard.has(before, tags::AUX | tags::PREPOSITION | tags::ARTICLE)
    }
}
