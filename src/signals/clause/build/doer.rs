//! Whom a subject stands for: a pronoun, a noun, "the one who", or nobody named, where the doer carries over.

use super::*;

impl Builder<'_> {
    pub(super) fn doer_of_pronoun(&self, at: usize) -> Doer {
        let heard = self.heard;
        let step = heard.is(at, "one") && heard.is(at.wrapping_sub(1), "step");
        if heard.has(at, tags::I) || step {
            Doer::I
        } else if heard.has(at, tags::WE) {
            Doer::We
        } else if heard.has(at, tags::NOBODY) {
            Doer::Nobody
        } else if heard.has(at, tags::WHO) || heard.is(at, "that") {
            self.antecedent(at)
        } else if heard.has(at, tags::THEY | tags::YOU | tags::SOMEBODY) {
            if heard.is(at, "one") && heard.is(at.wrapping_sub(1), "no") {
                Doer::Nobody
            } else {
                Doer::Other
            }
        } else {
            Doer::It
        }
    }

    /// Whom "who" or "that" at `at` stands for.
    fn antecedent(&self, at: usize) -> Doer {
        let heard = self.heard;
        let Some(before) = at.checked_sub(1) else {
            return Doer::It;
        };
        let previous = if self.open.main.is_some() {
            Some(&self.open)
        } else {
            self.done.last()
        };
        // "I was the one who", "I am the engineer who".
        let named = previous.is_some_and(|clause| {
            clause.doer == Doer::I
                && clause.main.is_some_and(|main| {
                    heard.has(main, tags::BE)
                        && (main + 1..before).all(|at| {
                            heard.has(at, tags::ARTICLE | tags::ADVERB | tags::NOT | tags::ADJ)
                        })
                })
        }) && (heard.has(before, tags::AGENT)
            || heard.any(before, &["one", "person", "guy", "only"]));
        if heard.any(before, &["me", "myself", "i"]) || named {
            Doer::I
        } else if heard.has(before, tags::AGENT | tags::SOMEBODY | tags::OBJECT)
            || self.heard.tokens[before].name
            || heard.has(at, tags::WHO) && heard.is(at, "who")
        {
            Doer::Other
        } else {
            Doer::It
        }
    }

    pub(super) fn doer_of_noun(&self, start: usize, verb: usize) -> Doer {
        let heard = self.heard;
        let mut head: Option<usize> = None;
        for at in start..verb {
            // "Two of my juniors": the head is what is counted.
            let counted = heard.is(at, "of")
                && head.is_some_and(|head| heard.numbered(head) || heard.has(head, tags::ARTICLE));
            if counted {
                continue;
            }
            // "Load-tested" is one word: its first half is no noun.
            let part_of_verb = heard.tokens[at].word == heard.tokens[verb].word;
            if part_of_verb || heard.has(at, tags::PREPOSITION) && at > start {
                break;
            }
            if !heard.has(at, tags::ADVERB) || heard.has(at, tags::AGENT) {
                head = Some(at);
            }
        }
        let Some(head) = head else { return Doer::It };
        if super::super::negation::but_me(heard, start) {
            return Doer::I;
        }
        let nobody = (start..=head).any(|at| {
            heard.has(at, tags::NOBODY)
                || heard.any(at, &["no", "neither", "none"])
                || heard.is(at, "not") && heard.any(at + 1, &["one", "a"])
        });
        let mine = heard.has(start, tags::MINE) && heard.has(head, tags::OWN_STEP);
        if mine {
            Doer::I
        } else if nobody {
            Doer::Nobody
        } else if heard.has(head, tags::AGENT | tags::SOMEBODY)
            || heard.tokens[head].name && !heard.has(head, tags::TIME)
            || heard.any(head, &["one"])
        {
            Doer::Other
        } else {
            Doer::It
        }
    }

    /// Whether the word at `at` names somebody who can act.
    pub(super) fn named(&self, at: usize) -> bool {
        self.heard
            .has(at, tags::AGENT | tags::SOMEBODY | tags::NOBODY)
            || self.heard.tokens.get(at).is_some_and(|token| token.name)
    }

    pub(super) fn carry(&mut self) {
        if let Some(previous) = self.done.last() {
            let near = self.open.sentence - previous.sentence.min(self.open.sentence) <= 1;
            if near {
                self.open.doer = previous.doer;
                self.open.carried = true;
            }
        }
    }

    /// "Pulled the logs. Traced it to the retry code": who leaves the subject out at the start of a sentence is telling
    /// of themselves, unless the sentence before was about others.
    pub(super) fn own_telegram(&mut self, verb: usize) {
        let heard = self.heard;
        let begins = verb == 0 || heard.before(self.open.start) >= Break::Stop;
        let opens = [
            "based", "given", "compared", "provided", "asked", "told", "needed",
        ];
        let other = heard.any(verb, &opens) || heard.is(verb + 1, "by");
        if begins && !other && matches!(self.open.doer, Doer::None | Doer::It) {
            self.open.doer = Doer::I;
            self.open.carried = true;
        }
    }

    /// "What I did was": whether the clause before the open one is the first half of it.
    pub(super) fn cleft(&self) -> bool {
        self.done
            .last()
            .is_some_and(|clause| self.says_i_did(clause))
    }

    pub(super) fn cleft_open(&self, at: usize) -> bool {
        self.open.main == Some(at - 1) && self.says_i_did(&self.open)
    }

    fn says_i_did(&self, clause: &Clause) -> bool {
        clause.doer == Doer::I
            && clause
                .main
                .is_some_and(|main| self.heard.any(main, &["did", "do"]))
    }
}
