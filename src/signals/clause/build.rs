//! Cuts words into clauses: a new one begins with a sentence, a subject, a conjunction that opens one, or a further
//! verb of a list.

use super::super::normal::Break;
use super::super::number::Num;
use super::super::tags::{self, Tags};
use super::{Clause, Doer, Heard, Mood, Reading};

const CONTENT: Tags = tags::PAST | tags::VERB | tags::ING | tags::VERB_S;

/// Clauses with subjects and verbs; moods and negation are still to come.
pub(super) fn clauses(heard: Heard<'_>) -> Reading {
    let mut builder = Builder {
        heard,
        done: Vec::new(),
        open: fresh(0, 0),
    };
    for at in 0..heard.len() {
        builder.take(at);
    }
    builder.close(heard.len());
    let mut reading = Reading {
        clauses: builder.done,
        ..Reading::default()
    };
    reading.of = vec![0; heard.len()];
    reading.sentence = vec![0; heard.len()];
    for (index, clause) in reading.clauses.iter().enumerate() {
        reading.of[clause.start..clause.end].fill(index);
        reading.sentence[clause.start..clause.end].fill(clause.sentence);
    }
    reading
}

fn fresh(start: usize, sentence: usize) -> Clause {
    Clause {
        start,
        end: start,
        subject: start..start,
        doer: Doer::None,
        verb: None,
        main: None,
        carried: false,
        passive: false,
        negated: false,
        mood: Mood::Real,
        sentence,
        dependent: false,
        inverted: false,
        flipped: false,
        settled: None,
    }
}

struct Builder<'a> {
    heard: Heard<'a>,
    done: Vec<Clause>,
    open: Clause,
}

impl Builder<'_> {
    fn take(&mut self, at: usize) {
        let heard = self.heard;
        if at > 0 && heard.before(at) >= Break::Stop {
            self.cut(at);
            self.open.sentence += 1;
        } else if self.opens(at) {
            self.cut(at);
            self.open.dependent = true;
        }
        if self.is_subject(at) {
            self.subject(at);
        } else if self.open.verb.is_none() {
            self.first_verb(at);
        } else {
            self.next_verb(at);
        }
    }

    /// Ends the open clause before `at` and begins the next one there.
    fn cut(&mut self, at: usize) {
        let sentence = self.open.sentence;
        self.close(at);
        self.open = fresh(at, sentence);
    }

    fn close(&mut self, end: usize) {
        let mut clause = std::mem::replace(&mut self.open, fresh(end, 0));
        clause.end = end;
        if clause.start < end {
            self.done.push(clause);
        }
    }

    /// Whether the word at `at` opens a dependent or opposed clause.
    fn opens(&self, at: usize) -> bool {
        let heard = self.heard;
        if !heard.has(at, tags::SUBORDINATE | tags::BUT) || at == self.open.start {
            return false;
        }
        if heard.is(at, "but") && !heard.any(at + 1, &["me", "i"]) {
            return true;
        }
        if heard.any(
            at,
            &[
                "so", "because", "although", "though", "whereas", "if", "unless", "whether",
                "while",
            ],
        ) {
            return !(heard.is(at, "so")
                && (heard.has(at + 1, tags::ADJ) || heard.is(at + 1, "far")));
        }
        // "After", "that" and "who" open a clause only when one follows.
        let next = at + 1;
        if heard.any(at, &["that", "which", "who", "what"])
            && self.open.verb.is_none()
            && self.open.subject.is_empty()
            && at > self.open.start
            && heard.any(at, &["that"])
        {
            return false;
        }
        if heard.has(
            next,
            tags::SUBJECT | tags::NOBODY | tags::SOMEBODY | tags::THERE | tags::YOU,
        ) {
            return true;
        }
        if heard.any(at, &["that", "this"])
            && heard.has(next, tags::NOUN)
            && !heard.has(next, tags::ARTICLE)
            && heard.has(at.wrapping_sub(1), tags::PREPOSITION)
        {
            return false;
        }
        let end = heard.len().min(at + 9);
        let verb = (next..end)
            .take_while(|&index| index == next || heard.before(index) == Break::None)
            .find(|&index| heard.finite_aux(index) || heard.has(index, tags::PAST) && index > next);
        let gerund = heard.any(at, &["before", "after", "when", "while", "since"])
            && heard.has(next, tags::ING);
        verb.is_some_and(|verb| !(next..verb).any(|index| heard.has(index, tags::AND)))
            && self.open.verb.is_some()
            || gerund && self.open.verb.is_some()
    }

    /// Whether the pronoun at `at` is the subject of a clause.
    fn is_subject(&self, at: usize) -> bool {
        let heard = self.heard;
        if heard.has(at, tags::SUBJECT) {
            return true;
        }
        // "We all sat down": it only stands beside the subject.
        let beside = heard.any(at, &["all", "both", "each"])
            && at > 0
            && heard.has(at - 1, tags::SUBJECT | tags::YOU);
        if beside {
            return false;
        }
        let pronoun =
            tags::IT | tags::THERE | tags::YOU | tags::WHO | tags::SOMEBODY | tags::NOBODY;
        if !heard.has(at, pronoun) || heard.has(at, tags::NO) && !heard.has(at, tags::NOBODY) {
            return false;
        }
        let mut next = heard.past_adverbs(at + 1, heard.len());
        if heard.any(next, &["else", "one"]) || heard.is(at, "no") {
            next = heard.past_adverbs(next + 1, heard.len());
        }
        if next > at + 1 && heard.before(next) >= Break::Stop || heard.before(at + 1) >= Break::Stop
        {
            return false;
        }
        let verb = heard.finite_aux(next)
            || heard.has(next, tags::PAST)
            || heard.any(next, &["got", "get"]);
        // "Both shifts" names shifts: these words stand for many, and their verb has no "-s".
        let many = heard.any(at, &["both", "all", "these", "those"]);
        let present = heard.has(next, tags::VERB_S)
            && !many
            && heard.has(at, tags::IT | tags::WHO | tags::SOMEBODY | tags::NOBODY);
        // "Least of all did I": the subject is still to come.
        if heard.finite_aux(next) && heard.has(next + 1, tags::I) && heard.has(at, tags::IT) {
            return false;
        }
        let base =
            heard.has(next, tags::VERB) && heard.has(at, tags::YOU | tags::WHO | tags::SOMEBODY);
        // "That service was": a determiner, unless the verb follows at once.
        let object = self.open.main == at.checked_sub(1)
            && self.open.main.is_some()
            && heard.has(at, tags::OBJECT)
            && !heard.finite_aux(next);
        (verb || present || base) && !object
    }

    /// A clause begins with the subject at `at`.
    fn subject(&mut self, at: usize) {
        let heard = self.heard;
        let joint = at >= 2
            && heard.is(at - 1, "and")
            && self.open.verb.is_none()
            && at - 1 > self.open.start;
        let aux = at > self.open.start
            && heard.before(at) == Break::None
            && (heard.finite_aux(at - 1)
                || at >= 2 && heard.finite_aux(at - 2) && heard.has(at - 1, tags::NOT));
        let inverted = aux
            && (self.open.subject.is_empty()
                || heard.has(at - 1, tags::DO) && heard.has(self.open.subject.start, tags::NO)
                || self.open.main.is_none() && self.open.subject.end < at - 1)
            && !heard.has(at, tags::IT) | self.opens_question(at);
        // "No day passed without progress, on Monday I traced it": a new clause begins at the comma.
        let comma = (self.open.start + 3..at).rev().take(4).find(|&index| {
            heard.before(index) == Break::Comma && heard.has(index, tags::PREPOSITION)
        });
        if let Some(comma) =
            comma.filter(|_| self.open.verb.is_none() && self.open.subject.is_empty())
        {
            self.cut(comma);
        }
        if self.open.verb.is_some() && !inverted
            || !self.open.subject.is_empty() && !joint && !inverted
        {
            let start = self.clause_start(at);
            self.cut(start);
        }
        self.open.inverted |= inverted;
        if inverted {
            self.open.main = None;
            self.open.verb = Some(at - 1);
        }
        self.open.subject = if joint {
            self.open.start..at + 1
        } else {
            at..at + 1
        };
        self.open.doer = if joint && heard.has(at, tags::I) {
            Doer::Joint
        } else {
            self.doer_of_pronoun(at)
        };
    }

    /// Whether a helping verb right before `at` can be a question's.
    fn opens_question(&self, at: usize) -> bool {
        let first = self.heard.past_adverbs(self.open.start, at);
        at >= 1 && (first == at - 1 || self.heard.has(first, tags::QUESTION))
    }

    /// Where the clause of the subject at `at` begins: with the conjunctions and adverbs before it.
    fn clause_start(&self, at: usize) -> usize {
        let heard = self.heard;
        let mut start = at;
        while start > self.open.start + 1
            && heard.has(
                start - 1,
                tags::AND | tags::OR | tags::BUT | tags::SUBORDINATE | tags::ADVERB,
            )
            && !heard.has(start - 1, tags::NOT)
            && self.open.main != Some(start - 1)
            && !(heard.has(start - 1, tags::OBJECT | tags::SOMEBODY))
        {
            let stop = heard.before(start) >= Break::Comma
                && heard.has(start - 1, tags::ADVERB)
                && !heard.has(start - 1, tags::AND | tags::OR | tags::BUT);
            if stop {
                break;
            }
            start -= 1;
        }
        start
    }

    fn doer_of_pronoun(&self, at: usize) -> Doer {
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

    /// The open clause has no verb yet: is this one?
    fn first_verb(&mut self, at: usize) {
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
        let fronted = (first..at).any(|index| {
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
    fn first_word(&self) -> usize {
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

    fn doer_of_noun(&self, start: usize, verb: usize) -> Doer {
        let heard = self.heard;
        let mut head: Option<usize> = None;
        for at in start..verb {
            // "Two of my juniors": the head is what is counted.
            let counted = heard.is(at, "of")
                && head.is_some_and(|head| {
                    heard.tokens[head].num != Num::None || heard.has(head, tags::ARTICLE)
                });
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
        let nobody = (start..=head).any(|at| {
            heard.has(at, tags::NOBODY)
                || heard.any(at, &["no", "neither", "none"])
                || heard.is(at, "not") && heard.any(at + 1, &["one", "a"])
        });
        let mine = heard.has(start, tags::MINE)
            && heard.any(
                head,
                &[
                    "step",
                    "move",
                    "action",
                    "approach",
                    "reaction",
                    "response",
                    "thing",
                    "instinct",
                    "part",
                    "contribution",
                    "share",
                ],
            );
        if mine {
            Doer::I
        } else if nobody {
            Doer::Nobody
        } else if heard.has(head, tags::AGENT | tags::SOMEBODY)
            || heard.tokens[head].name
            || heard.any(head, &["one"])
        {
            Doer::Other
        } else {
            Doer::It
        }
    }

    /// Takes the token at `at` into the verb group of a clause whose subject is known.
    fn verb_after_subject(&mut self, at: usize) {
        let heard = self.heard;
        if self.open.main.is_some() {
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
        let myself = heard.any(
            at,
            &[
                "myself",
                "ourselves",
                "yourself",
                "himself",
                "herself",
                "themselves",
                "one",
                "else",
                "all",
                "both",
                "each",
            ],
        );
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

    /// The open clause has a verb: does another clause begin here?
    fn next_verb(&mut self, at: usize) {
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
            } else if self.named(before) {
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

    /// Whether `at` still belongs to the verb group that began the clause.
    fn in_group(&self, at: usize) -> bool {
        let heard = self.heard;
        (self.open.verb.unwrap_or(at)..at)
            .all(|index| heard.has(index, tags::AUX | tags::ADVERB | tags::NOT | tags::ALMOST))
            || heard.is(at.wrapping_sub(1), "to")
            || heard.has(at, tags::HAVE | tags::DO) && heard.has(at.wrapping_sub(1), tags::AUX)
    }

    /// A verb of a list: the doer carries over.
    fn list_item(&mut self, before: usize, at: usize) {
        let heard = self.heard;
        let start = if heard.has(before, tags::AND | tags::OR) {
            before
        } else {
            (before + 1).min(at)
        };
        let previous = self.head().clone();
        self.cut(start);
        self.open.doer = previous.doer;
        self.open.carried = true;
        self.open.subject = previous.subject.clone();
        self.open.subject = start..start;
        self.open.verb = Some(at);
        if !heard.has(at, tags::AUX) {
            self.open.main = Some(at);
            self.open.passive = false;
        }
    }

    /// The clause that a list goes on from: in "I found the query that runs per item, and rewrote it", not what is said
    /// of the query.
    fn head(&self) -> &Clause {
        let relative = self.heard.any(self.open.start, &["that", "which", "where"]);
        let thing = (self.open.dependent || relative) && self.open.doer == Doer::It;
        let earlier = (self.done.iter().rev().take(2))
            .find(|clause| clause.sentence == self.open.sentence && clause.doer != Doer::It);
        earlier.filter(|_| thing).unwrap_or(&self.open)
    }

    /// A clause whose subject is the noun before the verb at `at`.
    fn noun_clause(&mut self, at: usize) {
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

    /// Whether the word at `at` names somebody who can act.
    fn named(&self, at: usize) -> bool {
        self.heard
            .has(at, tags::AGENT | tags::SOMEBODY | tags::NOBODY)
            || self.heard.tokens.get(at).is_some_and(|token| token.name)
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

    /// Whether `at` is a past form that somebody did, not one that describes a noun.
    fn active_past(&self, at: usize) -> bool {
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
        let number = (heard.tokens.get(at + 1)).is_some_and(|token| token.num != Num::None);
        if heard.has(at, tags::MOSTLY_ADJ | tags::MOSTLY_NOUN)
            && heard.has(at + 1, tags::NOUN)
            && !heard.has(at + 1, tags::ARTICLE)
            && !number
        {
            return false;
        }
        let Some(before) = at.checked_sub(1) else {
            return true;
        };
        let describes = heard.has(
            before,
            tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS | tags::PREPOSITION | tags::BE,
        ) && !heard.has(
            before,
            tags::SUBJECT | tags::IT | tags::WHO | tags::SOMEBODY,
        ) && !heard.any(before, &["ours", "mine", "theirs"])
            || heard.tokens[before].possessive
            || heard.tokens[before].num != Num::None;
        !(describes && heard.before(at) == Break::None) || heard.is(before, "that")
    }

    fn third_person(&self, at: usize) -> bool {
        let heard = self.heard;
        heard.has(at, tags::VERB_S)
            && at > 0
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
    fn present(&self, first: usize, at: usize) -> bool {
        let heard = self.heard;
        let Some(before) = heard
            .before_adverbs(at, first)
            .filter(|&before| before >= first)
        else {
            return false;
        };
        let noun = heard.has(before, tags::NOUN)
            && !heard.has(before, tags::PREPOSITION | tags::ARTICLE | tags::AUX)
            && !heard.tokens[before].possessive
            && heard.before(at) == Break::None;
        let object = tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS | tags::OBJECT;
        let follows = heard.has(at + 1, object)
            || heard.any(at + 1, &["to", "no", "nothing", "into", "with", "on"])
            || heard
                .tokens
                .get(at + 1)
                .is_some_and(|token| token.num != Num::None);
        let plural = heard.text(before).ends_with('s');
        let form = heard.has(at, tags::VERB_S) && !plural
            || heard.has(at, tags::VERB) && plural && !heard.has(at, tags::PREPOSITION);
        noun && follows && form && !heard.has(at, tags::MOSTLY_NOUN | tags::MOSTLY_ADJ)
    }

    /// Whether a base form at `at` goes on with a list of infinitives: "what I did was pull the logs, trace".
    fn base_list(&self, at: usize) -> bool {
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

    fn carry(&mut self) {
        if let Some(previous) = self.done.last() {
            let near = self.open.sentence - previous.sentence.min(self.open.sentence) <= 1;
            if near {
                self.open.doer = previous.doer;
                self.open.carried = true;
            }
        }
    }

    /// "What I did was": whether the clause before the open one is the first half of it.
    fn cleft(&self) -> bool {
        self.done
            .last()
            .is_some_and(|clause| self.says_i_did(clause))
    }

    fn cleft_open(&self, at: usize) -> bool {
        self.open.main == Some(at - 1) && self.says_i_did(&self.open)
    }

    fn says_i_did(&self, clause: &Clause) -> bool {
        clause.doer == Doer::I
            && clause
                .main
                .is_some_and(|main| self.heard.any(main, &["did", "do"]))
    }
}
