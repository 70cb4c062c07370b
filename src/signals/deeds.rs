//! Clauses as the review needs them: who did what, in which words.

use std::ops::Range;

use super::clause::{Clause, Doer, Heard, Mood, Reading};
use super::normal::Reader;
use super::search::words_of;
use super::tags;
use crate::transcript::Word;

/// One clause with a verb.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    /// All its words, by index.
    pub words: Range<usize>,
    /// The subject's words; empty when the subject carries over from the clause before.
    pub subject: Range<usize>,
    /// The verb, helping verbs included.
    pub verb_words: Range<usize>,
    /// The verb alone, in lower case, as heard.
    pub verb: String,
    /// Who does it.
    pub doer: Doer,
    /// Whether it is told as a fact, and not denied.
    pub real: bool,
    /// Whether the subject suffers it.
    pub passive: bool,
    /// Whether it depends on another clause.
    pub dependent: bool,
    /// Whether it only tells when, why, where or what: it opens with "before", "because", "why", "that".
    pub aside: bool,
    /// Whether something is done, rather than is, has, knows or wants.
    pub active: bool,
    /// Whether it is told in the past.
    pub past: bool,
    /// Whether "sorry" or "I mean" follows it.
    pub taken_back: bool,
    /// Number of its sentence.
    pub sentence: usize,
    /// Whether it is what somebody is told to have said.
    pub reported: bool,
    /// Whether it stands between quotation marks.
    pub quoted: bool,
}

/// Every clause of `words` that has a verb, in order.
#[must_use]
pub fn deeds(words: &[Word]) -> Vec<Deed> {
    let mut reader = Reader::default();
    let tokens = reader.tokens(words.iter().map(|word| word.text.as_str()));
    let heard = Heard {
        tokens: &tokens,
        reader: &reader,
    };
    let reading = Reading::of(heard);
    let mut out: Vec<Deed> = Vec::new();
    let mut with_me: Option<usize> = None;
    for clause in &reading.clauses {
        let (Some(verb), Some(main)) = (clause.verb, clause.main) else {
            continue;
        };
        // "I and my colleague were": the clause of the "I" ends before the verb.
        let determiner = tags::MINE | tags::OURS | tags::THEIRS | tags::ARTICLE;
        if clause.doer == Doer::I
            && heard.is(clause.subject.end, "and")
            && heard.has(main, determiner)
        {
            with_me = Some(clause.subject.start);
            continue;
        }
        let joined = with_me.take();
        let (joint, verb, main) = with_others(heard, clause, verb, main);
        let joint = joint || joined.is_some();
        let subject = joined.unwrap_or(clause.subject.start)..clause.subject.end;
        let group = verb..main + 1;
        let helped = group
            .clone()
            .filter(|&at| !heard.any(at, &["am", "is", "are"]))
            .any(|at| heard.has(at, tags::PAST) || heard.any(at, &["was", "were", "had", "did"]));
        out.push(Deed {
            words: words_of(&tokens, joined.unwrap_or(clause.start)..clause.end),
            subject: words_of(&tokens, subject),
            verb_words: words_of(&tokens, group),
            verb: heard.text(main).to_owned(),
            doer: match clause.doer {
                _ if joint => Doer::Joint,
                Doer::It if unknown_name(heard, clause, words) => Doer::Other,
                doer => doer,
            },
            real: clause.mood == Mood::Real && !clause.negated,
            passive: clause.passive,
            dependent: clause.dependent,
            aside: opens_aside(heard, clause),
            active: active(heard, main),
            past: helped && !(clause.passive && now(heard, verb)),
            taken_back: tokens.get(clause.end).is_some_and(|token| token.repair),
            sentence: clause.sentence,
            reported: clause.mood == Mood::Quoted && !clause.negated,
            quoted: tokens.get(main).is_some_and(|token| token.quoted),
        });
    }
    out
}

/// "I and the team rolled it out": the verb comes after the others.
fn with_others(
    heard: Heard<'_>,
    clause: &Clause,
    verb: usize,
    main: usize,
) -> (bool, usize, usize) {
    let after = clause.subject.end;
    let listed = clause.doer == Doer::I && !clause.subject.is_empty() && heard.is(after, "and");
    let past = (after + 2..clause.end.min(after + 6)).find(|&at| {
        heard.has(at, tags::PAST) && !heard.has(at - 1, tags::ARTICLE | tags::AND | tags::ADVERB)
    });
    match past {
        Some(past) if listed && verb < past && heard.has(past - 1, tags::NOUN | tags::AGENT) => {
            (true, past, past)
        }
        _ => (false, verb, main),
    }
}

/// Whether the clause opens with a word that makes it an aside: "before we started", and not "so we started".
fn opens_aside(heard: Heard<'_>, clause: &Clause) -> bool {
    let first = heard.past_adverbs(clause.start, clause.end);
    let first = first + usize::from(heard.has(first, tags::AND | tags::BUT));
    // "Once" is an adverb, too.
    (clause.start..=first.min(clause.end.saturating_sub(1))).any(|at| {
        heard.has(at, tags::SUBORDINATE | tags::CONDITIONAL | tags::QUESTION)
            && !heard.any(at, &["so"])
            && !clause.subject.contains(&at)
    })
}

/// Whether the verb group that begins at `verb` is told in the present: "is checked", "gets printed".
fn now(heard: Heard<'_>, verb: usize) -> bool {
    heard.any(verb, &["am", "is", "are", "get", "gets"])
}

/// "Priya pulled the logs": a capital opens every sentence, but a lone word that no list knows is a name there too.
fn unknown_name(heard: Heard<'_>, clause: &Clause, words: &[Word]) -> bool {
    let Some(token) = heard.tokens.get(clause.subject.start) else {
        return false;
    };
    let capital = words
        .get(token.word as usize)
        .is_some_and(|word| word.text.starts_with(char::is_uppercase));
    clause.subject.len() == 1
        && capital
        && token.tags == 0
        && heard.has(clause.subject.end, tags::PAST)
}

/// Whether the verb at `main` tells of something done.
fn active(heard: Heard<'_>, main: usize) -> bool {
    const STATES: [&str; 52] = [
        "agree",
        "agreed",
        "learn",
        "learned",
        "learnt",
        "sitting",
        "struggled",
        "struggling",
        "know",
        "knew",
        "want",
        "wanted",
        "need",
        "needed",
        "think",
        "thought",
        "believe",
        "believed",
        "feel",
        "felt",
        "like",
        "liked",
        "love",
        "loved",
        "hope",
        "hoped",
        "seem",
        "seemed",
        "mean",
        "meant",
        "understand",
        "understood",
        "remember",
        "remembered",
        "guess",
        "suppose",
        "supposed",
        "expect",
        "expected",
        "wish",
        "wished",
        "say",
        "said",
        "saying",
        "work",
        "worked",
        "depend",
        "depended",
        "own",
        "owned",
        "happen",
        "happened",
    ];
    let done = heard.any(main, &["did", "done"]);
    (done || !heard.has(main, tags::AUX)) && !heard.any(main, &STATES)
}
