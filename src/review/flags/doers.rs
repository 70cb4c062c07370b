//! Who did the work of the action: "we" and others in place of "I", and passives that name nobody.
//!
//! Only what is plainly told as the story's own step is objected to. What stands in an aside ("before we opened",
//! "the list that she had made"), what was so already ("had written"), and what the speaker answers with a deed of
//! their own in the same sentence ("the labels were printed last, so I moved the printer") is the story's background.

use super::Slip;
use crate::review::FlagKind;
use crate::review::clause::bare;
use crate::review::ownership::{as_own, hides_a_deed, names_no_deed, spoken};
use crate::review::work::{Work, is_own_step, is_served, is_worker};
use crate::scenario::Section;
use crate::signals::clause::Doer;
use crate::signals::deeds::Deed;
use crate::signals::tags;
use crate::signals::words::Grammar;
use crate::transcript::Word;

/// The slips of `all`, the clauses of `words`.
pub(super) fn find(section: &Section, all: &[Deed], words: &[Word]) -> Vec<Slip> {
    let work = Work::of(section);
    let slips = (0..all.len()).filter_map(|at| slip(all, at, &work, words));
    slips.collect()
}

/// "We figured out", "they fixed it", "it was decided", "I had them write it".
fn slip(all: &[Deed], at: usize, work: &Work, words: &[Word]) -> Option<Slip> {
    let deed = &all[at];
    if !deed.past || !deed.real || deed.quoted {
        return None;
    }
    let (kind, why, instead) = match deed.doer {
        Doer::We
            if deed.active
                && !deed.passive
                && !deed.taken_back
                && !deed.aside
                && (is_own_step(&deed.verb) || work.names(&deed.verb))
                && !runs_out(deed, words)
                && !names_no_deed(deed) =>
        {
            (
                FlagKind::We,
                "“We” hides what you did yourself.",
                as_own(deed, words),
            )
        }
        Doer::Other | Doer::It if !deed.passive && by_others(all, at, work, words) => {
            (FlagKind::Others, OTHERS, None)
        }
        Doer::I if delegated(deed, work, words) => (FlagKind::Others, OTHERS, None),
        Doer::Hidden | Doer::It | Doer::Other
            if deed.passive
                && by_agent(deed, words)
                && work.has(&deed.verb)
                && !of_me(deed, words)
                && !credit(deed, words) =>
        {
            (FlagKind::Others, OTHERS, None)
        }
        Doer::Hidden | Doer::Other
            if deed.passive
                && !deed.dependent
                && hides_a_deed(deed, words, |verb| work.names(verb))
                && !answered(all, at, words) =>
        {
            (
                FlagKind::Passive,
                "The sentence does not say who did it.",
                as_own(deed, words),
            )
        }
        _ => return None,
    };
    Some(Slip {
        kind,
        words: spoken(deed, words),
        why: why.to_owned(),
        instead,
        sure: true,
    })
}

/// Verbs that make somebody else do it.
const LETS: [&str; 4] = ["had", "got", "let", "made"];

const OTHERS: &str = "Somebody else did it: what you did is hidden.";

/// The first word of the clause, lower case.
fn opener(deed: &Deed, words: &[Word]) -> String {
    word(deed.words.start, words)
}

fn word(at: usize, words: &[Word]) -> String {
    words
        .get(at)
        .map(|word| bare(&word.text))
        .unwrap_or_default()
}

/// Whether others do the story's work here, and the sentence is about that.
fn by_others(all: &[Deed], at: usize, work: &Work, words: &[Word]) -> bool {
    let deed = &all[at];
    work.has(&deed.verb)
        && a_worker_does(deed, words)
        && !begun_without_subject(all, at)
        && !was_so_already(deed, words)
        && !credit(deed, words)
        && !answers(deed, words)
        && !mentioned(all, at, words)
        && !answered(all, at, words)
}

/// Whether the speaker answers it in the same sentence: "the labels were printed last, so I moved the printer".
fn answered(all: &[Deed], at: usize, words: &[Word]) -> bool {
    all[at + 1..]
        .iter()
        .take_while(|deed| deed.sentence == all[at].sentence)
        .any(|deed| {
            let links = matches!(opener(deed, words).as_str(), "so" | "because" | "until");
            links && deed.doer == Doer::I && deed.active
        })
}

/// "We ran out of flour", "the team ran with it": no step.
fn runs_out(deed: &Deed, words: &[Word]) -> bool {
    matches!(deed.verb.as_str(), "ran" | "run" | "running")
        && matches!(
            word(deed.verb_words.end, words).as_str(),
            "out" | "into" | "with" | "late" | "away"
        )
}

/// Whether somebody does it who could have left it to the speaker: no thing, and nobody whom the work is for.
fn a_worker_does(deed: &Deed, words: &[Word]) -> bool {
    let subject: Vec<String> = deed.subject.clone().map(|at| word(at, words)).collect();
    let head = subject
        .iter()
        .position(|word| matches!(word.as_str(), "of" | "from" | "at" | "in"))
        .and_then(|of| of.checked_sub(1))
        .and_then(|head| subject.get(head))
        .or(subject.last());
    match (head, deed.doer) {
        (None, doer) => doer == Doer::Other,
        (Some(head), _) if is_served(head) => false,
        (Some(_), Doer::Other) => true,
        (Some(head), _) => is_worker(head),
    }
}

/// "Drafted replies.": a sentence without a subject is most often the speaker's, whatever stood before it.
fn begun_without_subject(all: &[Deed], at: usize) -> bool {
    let first = at == 0 || all[at - 1].sentence != all[at].sentence;
    first && all[at].subject.is_empty()
}

/// "The manager had written the rules", "they were convinced": how it was, and no step of the story.
fn was_so_already(deed: &Deed, words: &[Word]) -> bool {
    let first = word(deed.verb_words.start, words);
    let state = matches!(first.as_str(), "was" | "were" | "is" | "are");
    deed.verb_words.len() > 1 && (first == "had" || state && !deed.verb.ends_with("ing"))
}

/// "Their engineers rolled it out with me", "they wrote us a mail", "somebody added it years ago", "they fixed nothing":
/// no deed is taken from the speaker.
fn credit(deed: &Deed, words: &[Word]) -> bool {
    let texts = words.get(deed.words.clone()).unwrap_or(&[]);
    let has = |wanted: &[&str]| {
        texts
            .iter()
            .any(|word| wanted.contains(&bare(&word.text).as_str()))
    };
    let behind = word(deed.verb_words.end, words);
    let tried = deed.verb == "did"
        && matches!(
            behind.as_str(),
            "a" | "an" | "their" | "his" | "her" | "well"
        );
    let itself = matches!(
        behind.as_str(),
        "himself" | "herself" | "themselves" | "itself"
    );
    let long_ago = has(&["ago", "originally"]);
    let for_speaker = has(&["me", "us", "myself"]) && !has(&["for"]);
    let nothing = matches!(
        word(deed.verb_words.end, words).as_str(),
        "nothing" | "none" | "no"
    );
    long_ago || for_speaker || nothing || tried || itself
}

/// "No, their lead did": the verb is in the sentence before, which is judged there.
fn answers(deed: &Deed, words: &[Word]) -> bool {
    let rest = (deed.verb_words.end..deed.words.end).map(|at| word(at, words));
    let small = tags::ADVERB | tags::AND | tags::BUT;
    deed.verb == "did"
        && rest
            .into_iter()
            .all(|word| Grammar::shared().tags(&word) & small != 0)
}

/// "The contractor who reproduced it", "what she had traced", "I saw that they had added it", "the consultant wrote that I": the sentence is about
/// something else. "It was Ravi who traced it" is about him.
fn mentioned(all: &[Deed], at: usize, words: &[Word]) -> bool {
    let deed = &all[at];
    let first = opener(deed, words);
    let subject = word(deed.subject.start, words);
    let relative = (first == "who" || subject == "who") && !cleft(deed, words);
    let carried = deed.subject.is_empty()
        && at > 0
        && all[at - 1].doer == deed.doer
        && all[at - 1].sentence == deed.sentence
        && mentioned(all, at - 1, words);
    let leads_to_words = all.get(at + 1).is_some_and(|next| {
        next.sentence == deed.sentence && (next.reported || next.quoted && !deed.quoted)
    }) || words
        .get(deed.words.end)
        .is_some_and(|next| next.text.starts_with(['"', '\u{201c}']));
    let found_out = first == "that"
        && at > 0
        && !deed.reported
        && (all[at - 1].verb_words.end == deed.words.start
            || word(deed.words.start.wrapping_sub(1), words) == "sure");
    let what = first == "what" && deed.verb != "did";
    let aside = matches!(
        first.as_str(),
        "how"
            | "why"
            | "where"
            | "before"
            | "after"
            | "until"
            | "if"
            | "whether"
            | "once"
            | "because"
            | "since"
    );
    relative || carried || what || aside || found_out || leads_to_words && deed.words.len() <= 7
}

/// "It was Ravi who".
fn cleft(deed: &Deed, words: &[Word]) -> bool {
    let who = deed.subject.start.min(deed.words.start);
    (1..=4).any(|back| {
        let at = who.wrapping_sub(back);
        word(at, words) == "was" && word(at.wrapping_sub(1), words) == "it"
    })
}

/// "I had one of our juniors write the fix", "I had the alert added by operations".
fn delegated(deed: &Deed, work: &Work, words: &[Word]) -> bool {
    if work.delegates || !LETS.contains(&deed.verb.as_str()) {
        return false;
    }
    let grammar = Grammar::shared();
    let rest: Vec<String> = (deed.verb_words.end..deed.words.end)
        .map(|at| word(at, words))
        .collect();
    let agent = |at: usize| rest.get(at).is_some_and(|word| is_worker(word));
    let does = (1..rest.len().min(7)).any(|at| {
        let base = grammar.tags(&rest[at]) & tags::VERB != 0 && work.has(&rest[at]);
        let before = if rest[at - 1] == "to" {
            at.wrapping_sub(2)
        } else {
            at - 1
        };
        base && agent(before)
    });
    let by = rest.iter().position(|word| word == "by");
    does || by.is_some_and(|by| {
        (by + 1..rest.len().min(by + 4)).any(agent) && rest[..by].iter().any(|word| work.has(word))
    })
}

/// "That was done by their senior engineer".
fn by_agent(deed: &Deed, words: &[Word]) -> bool {
    let rest: Vec<String> = (deed.verb_words.end..deed.words.end)
        .map(|at| word(at, words))
        .collect();
    let by = rest.iter().position(|word| word == "by");
    by.is_some_and(|by| rest.iter().skip(by + 1).take(4).any(|word| is_worker(word)))
}

/// "I was interviewed by them": it was done to the speaker.
fn of_me(deed: &Deed, words: &[Word]) -> bool {
    matches!(word(deed.subject.start, words).as_str(), "i" | "we")
}
