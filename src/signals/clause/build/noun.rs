//! Where a clause begins whose subject is a noun: "the team", "not one of my people", "nobody in the company".

use super::*;

impl Builder<'_> {
    /// A clause whose subject is the noun before the verb at `at`.
    pub(super) fn noun_clause(&mut self, at: usize) {
        let heard = self.heard;
        let floor = self.open.main.map_or(self.open.start, |main| main + 1);
        let mut start = at;
        while start > floor {
            let before = start - 1;
            let stop = heard.before(start) >= Break::Comma && start < at
                || heard.has(before, tags::AND) && !heard.has(before, tags::ADVERB)
                || heard.has(before, tags::PREPOSITION) && !heard.is(before, "of")
                || heard.has(before, tags::PAST)
                    && !heard.has(before.wrapping_sub(1), tags::ARTICLE);
            if stop {
                break;
            }
            start = before;
            if heard.has(
                start,
                tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS,
            ) && !heard.has(start, tags::AGENT)
            {
                break;
            }
        }
        // "Not one of my people left": what is counted.
        let counted = start > floor + 1
            && heard.is(start - 1, "of")
            && (heard.has(start - 2, tags::NOBODY | tags::SOMEBODY)
                || heard.any(start - 2, &["one", "none", "all", "some", "most"]));
        // "And nobody in the company had a plan".
        let placed = start > floor + 2
            && heard.has(start - 1, tags::PREPOSITION)
            && heard.has(start - 2, tags::NOBODY | tags::SOMEBODY)
            && (heard.has(start - 3, tags::AND | tags::BUT)
                || heard.before(start - 2) >= Break::Comma);
        start -= if counted || placed { 2 } else { 0 };
        // "And not a single customer left".
        if start > floor && heard.is(start - 1, "not") && heard.any(start, &["a", "one", "any"]) {
            start -= 1;
        }
        // "And at no point did anybody".
        if heard.has(start, tags::NO) && start > floor && heard.has(start - 1, tags::PREPOSITION) {
            start -= 1;
            start -= usize::from(start > floor && heard.has(start - 1, tags::AND));
        }
        if start == at {
            // "The patch I wrote is": the main clause goes on.
            self.cut(at);
            self.open.doer = Doer::It;
        } else {
            self.cut(start);
            self.open.doer = self.doer_of_noun(start, at);
        }
        self.open.subject = start..at;
        self.verb_after_subject(at);
    }
}
