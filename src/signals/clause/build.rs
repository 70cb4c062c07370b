//! Cuts words into clauses: a new one begins with a sentence, a subject, a conjunction that opens one, or a further
//! verb of a list.

mod doer;
mod next_verb;
mod noun;
mod verb;

use super::super::normal::Break;
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

/// Whether a relative clause that only adds something begins at `at`: ", whom I met once".
fn heard_aside(heard: Heard<'_>, at: usize) -> bool {
    heard.before(at) == Break::Comma && heard.any(at, &["who", "whom", "whose", "which"])
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
        if self.asks_aside(at) {
            self.cut(at);
        }
        if self.is_subject(at) {
            self.subject(at);
        } else if self.open.verb.is_none() {
            self.first_verb(at);
        } else {
            self.next_verb(at);
        }
    }

    /// "Sixty tickets a week, and what did we do, we pasted it": a question in the middle of a sentence.
    fn asks_aside(&self, at: usize) -> bool {
        let heard = self.heard;
        let lead = at.wrapping_sub(1);
        heard.any(at, &["what", "how", "why"])
            && at > self.open.start + 1
            && heard.has(lead, tags::AND)
            && heard.before(lead) >= Break::Comma
            && heard.finite_aux(at + 1)
            && heard.has(at + 2, tags::SUBJECT)
    }

    /// Ends the open clause before `at` and begins the next one there.
    fn cut(&mut self, at: usize) {
        let sentence = self.open.sentence;
        let aside = heard_aside(self.heard, at);
        let bare = self.open.verb.is_none() && self.open.subject.is_empty();
        if aside && bare && self.open.start < at {
            self.open.doer = self.doer_of_noun(self.open.start, at);
        }
        self.close(at);
        self.open = fresh(at, sentence);
    }

    fn close(&mut self, end: usize) {
        let mut clause = std::mem::replace(&mut self.open, fresh(end, 0));
        clause.end = end;
        // "Logs: pulled them myself".
        let myself = |main: usize| (main..end).any(|at| self.heard.is(at, "myself"));
        if matches!(clause.doer, Doer::None | Doer::It)
            && !clause.passive
            && clause.main.is_some_and(myself)
        {
            clause.doer = Doer::I;
        }
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
        if heard.has(at, tags::OPENS_CLAUSE) {
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
        // "They said that four teams use it": a verb of the present.
        let verb = verb.or_else(|| {
            let reach = (next + 1..end).take_while(|&index| heard.before(index) == Break::None);
            let mut reach = reach.filter(|_| heard.is(at, "that"));
            reach.find(|&index| self.present(next, index))
        });
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
            && at - 1 > self.open.start
            // "Visit them early, and I should have asked": the comma parts two clauses.
            && heard.before(at - 1) == Break::None;
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
        // "Our intern, whom I met once, traced it": the main clause still waits for its verb.
        let aside = self.heard.has(self.open.start, tags::WHO)
            || self.heard.any(self.open.start, &["whom", "whose"]);
        if let Some(last) = self.done.last()
            && aside
            && last.main.is_none()
            && last.doer != Doer::None
            && last.sentence == self.open.sentence
        {
            return last;
        }
        let thing = (self.open.dependent || relative) && self.open.doer == Doer::It;
        let earlier = (self.done.iter().rev().take(2))
            .find(|clause| clause.sentence == self.open.sentence && clause.doer != Doer::It);
        earlier.filter(|_| thing).unwrap_or(&self.open)
    }
}
