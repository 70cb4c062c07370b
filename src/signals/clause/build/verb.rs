//! Where the verb of a clause stands, and which words are verbs that somebody does.

use super::*;

impl Builder<'_> {
    /// The open clause has no verb yet: is this one?
    pub(super) fn first_verb(&mut self, at: usize) {
        let heard = self.heard;
        if !self.open.subject.is_empty() {
            if at >= self.open.subject.end {
                self.verb_after_subject(at);
            }
            return;
        }
        let first = self.first_word();
        let verb = heard.finite_aux(at)
            || self.active_past(at)
            || self.third_person(at)
            || self.present(first, at);
        // "Least of all did I": the subject is still to come.
        let fronted = (self.open.start..at).any(|index| {
            heard.has(index, tags::NO | tags::NOT | tags::OR)
                || heard.any(index, &["only", "so", "least", "little"])
        });
        let inverted = fronted && heard.finite_aux(at) && heard.has(at + 1, tags::I);
        if at > first && verb && !inverted && !heard.any(at, &["like"]) {
            let start = self.subject_start(first, at);
            self.open.subject = start..at;
            self.open.doer = self.doer_of_noun(start, at);
            self.verb_after_subject(at);
        } else if at == first
            && (self.active_past(at) || heard.has(at, tags::HAVE) && heard.is(at, "having"))
            && !heard.finite_aux(at)
        {
            self.carry();
            self.own_telegram(at);
            self.open.verb = Some(at);
            self.open.main = (!heard.is(at, "having")).then_some(at);
        } else if at == first && self.base_list(at) {
            self.carry();
            self.open.verb = Some(at);
            self.open.main = Some(at);
        } else if self.step(at) {
            self.open.doer = Doer::I;
            self.open.carried = true;
            self.open.verb = Some(at);
            self.open.main = Some(at);
        } else if at == first && heard.is(at, "was") && self.cleft() {
            self.open.doer = Doer::I;
            self.open.carried = true;
            self.open.subject = at..at;
            self.open.verb = Some(at);
        }
    }

    /// "Step one: pull the logs": a heading, and what the speaker did.
    fn step(&self, at: usize) -> bool {
        let heard = self.heard;
        let heading = (self.open.start..at)
            .rev()
            .take(3)
            .find(|&index| heard.is(index, "step"));
        let deed = heard.has(at, tags::VERB | tags::PAST)
            && !heard.has(at, tags::AUX)
            && (heard.has(
                at + 1,
                tags::ARTICLE | tags::MINE | tags::OBJECT | tags::THEIRS,
            ) || !heard.has(at, tags::MOSTLY_NOUN));
        heading.is_some_and(|step| at > step + 1)
            && deed
            && (heard.before(at) >= Break::Comma || !heard.has(at, tags::PAST))
    }

    /// The first word of the open clause that is no conjunction or adverb.
    pub(super) fn first_word(&self) -> usize {
        let heard = self.heard;
        let mut at = self.open.start;
        while at < heard.len()
            && heard.has(
                at,
                tags::AND | tags::OR | tags::BUT | tags::ADVERB | tags::SUBORDINATE | tags::ALMOST,
            )
            && !heard.has(at, tags::PAST | tags::ARTICLE)
        {
            at += 1;
        }
        at
    }

    /// Where the noun that ends before `verb` begins.
    fn subject_start(&self, first: usize, verb: usize) -> usize {
        let heard = self.heard;
        let mut start = verb;
        while start > first {
            let before = start - 1;
            let comma =
                heard.before(start) >= Break::Comma && start < verb && !heard.has(start, tags::AND);
            if comma
                || heard.has(before, tags::SUBORDINATE)
                    && !heard.has(before, tags::ARTICLE | tags::PREPOSITION)
            {
                break;
            }
            start = before;
        }
        start
    }

    /// Takes the token at `at` into the verb group of a clause whose subject is known.
    pub(super) fn verb_after_subject(&mut self, at: usize) {
        let heard = self.heard;
        if self.open.main.is_some() || self.joined_by_others(at) {
            return;
        }
        if heard.has(at, tags::AUX) && !heard.has(at, tags::ADVERB) || heard.is(at, "'d") {
            self.open.verb.get_or_insert(at);
            let next = heard.past_adverbs(at + 1, heard.len());
            let content = heard.has(next, CONTENT | tags::AUX) && heard.before(next) < Break::Comma
                || heard.any(next, &["able", "to", "going", "'d"]);
            let bare = heard.has(at, tags::HAVE | tags::DO | tags::BE) && !content;
            let noun_after = heard.has(
                next,
                tags::ARTICLE
                    | tags::MINE
                    | tags::OURS
                    | tags::THEIRS
                    | tags::PREPOSITION
                    | tags::NO,
            ) && heard.has(at, tags::HAVE | tags::DO | tags::BE);
            if bare || noun_after {
                self.open.main = Some(at);
            }
            return;
        }
        // "I like tracing bugs" likes it; in "I, like, traced it" it says nothing.
        let likes = heard.is(at, "like")
            && at == self.open.subject.end
            && heard.before(at) == Break::None
            && heard.has(at + 1, tags::ING)
            || heard.is(at, "like") && self.open.verb.is_some_and(|verb| heard.has(verb, tags::DO));
        let skipped = heard.has(
            at,
            tags::ADVERB | tags::NOT | tags::ALMOST | tags::NO | tags::AND,
        ) && !heard.has(at, tags::PAST);
        let skipped = skipped
            || self.aside(at)
            || heard.is(at, "longer") && heard.is(at.wrapping_sub(1), "no");
        let apart = heard.any(at, &["to"]) && self.open.verb.is_some();
        let myself = heard.has(at, tags::BESIDE);
        if (skipped || apart || myself) && !likes {
            return;
        }
        if heard.has(at, tags::PREPOSITION | tags::ARTICLE)
            && self.open.verb.is_none()
            && !heard.has(at, tags::PAST | tags::VERB)
            && !likes
        {
            return;
        }
        self.open.verb.get_or_insert(at);
        self.open.main = Some(at);
    }

    /// "I and a colleague traced it": whether the token at `at` still belongs to the others of such a subject.
    fn joined_by_others(&mut self, at: usize) -> bool {
        let heard = self.heard;
        let (start, end) = (self.open.subject.start, self.open.subject.end);
        if self.open.verb.is_some() || !heard.has(start, tags::I) || !heard.is(end, "and") {
            return false;
        }
        let others = (end + 1..heard.len().min(end + 5)).take_while(|&index| {
            let small = tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS | tags::AGENT;
            heard.has(index, small) && !heard.has(index, tags::PAST) || heard.tokens[index].name
        });
        let last = others.last();
        let named = last.is_some_and(|last| self.named(last) && at <= last);
        if named {
            self.open.doer = Doer::Joint;
        }
        named
    }

    /// "I, on my own, traced it": what stands between commas right behind the subject.
    fn aside(&self, at: usize) -> bool {
        let heard = self.heard;
        let start = self.open.subject.end;
        self.open.verb.is_none()
            && heard.before(start) == Break::Comma
            && heard.has(start, tags::PREPOSITION)
            && (start + 1..=at).all(|index| heard.before(index) == Break::None)
            && (at + 1..heard.len().min(at + 7)).any(|index| heard.before(index) == Break::Comma)
    }

    /// Whether `at` is a past form that somebody did, not one that describes a noun.
    pub(super) fn active_past(&self, at: usize) -> bool {
        let heard = self.heard;
        if !heard.has(at, tags::PAST)
            || heard.any(at, &["based", "like", "set", "put", "cut", "cost"])
                && !heard.has(
                    at + 1,
                    tags::ARTICLE | tags::PREPOSITION | tags::MINE | tags::OBJECT,
                )
        {
            return false;
        }
        if heard.has(at, tags::MOSTLY_ADJ | tags::MOSTLY_NOUN)
            && heard.has(at + 1, tags::NOUN)
            && !heard.has(at + 1, tags::ARTICLE)
            && !heard.numbered(at + 1)
        {
            return false;
        }
        let Some(before) = at.checked_sub(1) else {
            return true;
        };
        // "P95 went down", and not "40 written pages".
        if heard.has(at, tags::SIMPLE_PAST) && heard.numbered(before) {
            return true;
        }
        let describes = heard.has(
            before,
            tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS | tags::PREPOSITION | tags::BE,
        ) && !heard.has(
            before,
            tags::SUBJECT | tags::IT | tags::WHO | tags::SOMEBODY,
        ) && !heard.any(before, &["ours", "mine", "theirs"])
            || heard.tokens[before].possessive
            || heard.numbered(before);
        !(describes && heard.before(at) == Break::None) || heard.is(before, "that")
    }

    pub(super) fn third_person(&self, at: usize) -> bool {
        let heard = self.heard;
        // "The team leads trained them": persons, and the verb is still to come.
        let persons = heard.has(at, tags::AGENT) && heard.has(at + 1, tags::PAST);
        heard.has(at, tags::VERB_S)
            && at > 0
            && !persons
            && self.named(at - 1)
            && !heard.tokens[at - 1].possessive
            && (heard.has(
                at + 1,
                tags::ARTICLE
                    | tags::PREPOSITION
                    | tags::MINE
                    | tags::OBJECT
                    | tags::SUBJECT
                    | tags::THEIRS,
            ) || !heard.has(at, tags::MOSTLY_NOUN))
    }

    /// "Handover still takes 40 minutes", "four teams want to use it": a verb of the present after a noun.
    pub(super) fn present(&self, first: usize, at: usize) -> bool {
        let heard = self.heard;
        let Some(before) = heard
            .before_adverbs(at, first)
            .filter(|&before| before >= first)
        else {
            return false;
        };
        let unknown = heard.tokens[before].tags == 0;
        let noun = (heard.has(before, tags::NOUN) || unknown)
            && !heard.has(before, tags::PREPOSITION | tags::ARTICLE | tags::AUX)
            && !heard.tokens[before].possessive
            && heard.before(at) == Break::None;
        let object = tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS | tags::OBJECT;
        let clause = heard.has(at + 1, tags::SUBJECT) && heard.before(at + 1) == Break::None;
        let follows = heard.has(at + 1, object)
            || clause
            || heard.any(at + 1, &["to", "no", "nothing", "into", "with", "on"])
            || heard.numbered(at + 1);
        let plural = heard.text(before).ends_with('s');
        let form = heard.has(at, tags::VERB_S) && !plural
            || heard.has(at, tags::VERB) && plural && !heard.has(at, tags::PREPOSITION);
        noun && follows && form && !heard.has(at, tags::MOSTLY_NOUN | tags::MOSTLY_ADJ)
    }

    /// Whether a base form at `at` goes on with a list of infinitives: "what I did was pull the logs, trace".
    pub(super) fn base_list(&self, at: usize) -> bool {
        let heard = self.heard;
        if !heard.has(at, tags::VERB)
            || heard.has(at, tags::PAST) && !heard.has(at, tags::VERB)
            || heard.has(at, tags::AUX)
        {
            return false;
        }
        let previous = if self.open.main.is_some() {
            Some(self.head())
        } else {
            self.done.last()
        };
        let Some((clause, main)) = previous.and_then(|clause| Some((clause, clause.main?))) else {
            return false;
        };
        let governed = (clause.verb.unwrap_or(main)..main).any(|index| {
            heard.has(index, tags::WOULD | tags::WILL | tags::CAN | tags::DO)
                || heard.is(index, "to")
                || heard.would(index)
                || heard.is(index, "was")
        });
        let infinitive =
            (main..at).any(|index| heard.is(index, "to") && heard.has(index + 1, tags::VERB));
        let cleft = clause.carried && heard.has(clause.start, tags::BE);
        let own = heard.has(main, tags::VERB) && !heard.has(main, tags::PAST);
        let noun = tags::ARTICLE | tags::MINE | tags::OBJECT | tags::THEIRS | tags::IT;
        let object = heard.has(at + 1, noun)
            || heard.has(at + 1, tags::VERB) && heard.has(at + 2, noun)
            || !heard.has(at, tags::MOSTLY_NOUN);
        (governed || infinitive || cleft || clause.carried && own || clause.doer == Doer::I && own)
            && object
    }
}
