//! Who did the work of the action: "we" and others in place of "I", and passives that name nobody.

use std::sync::LazyLock;

use super::Slip;
use crate::review::FlagKind;
use crate::review::clause::bare;
use crate::review::ownership::{as_own, hides_a_deed, names_no_deed, spoken};
use crate::scenario::Section;
use crate::signals::clause::Doer;
use crate::signals::deeds::{Deed, deeds};
use crate::signals::tags;
use crate::signals::thesaurus::Thesaurus;
use crate::signals::words::Grammar;
use crate::transcript::Word;

/// Work that is the heart of any story, by its verbs. What a story's own signals name is added to it. Reviewing,
/// approving, deploying, agreeing and helping are not here: to name who did that is credit.
const WORK: &str = "fix find figure solve trace track write build implement reproduce handle resolve develop create make \
    design repair code pull patch debug investigate discover identify rewrite lead run drive test profile train measure \
    time add submit draft analyze diagnose spot locate pinpoint isolate refactor optimize prepare organize negotiate \
    convince propose launch configure migrate script automate do";

static WORK_STEMS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let grammar = Grammar::shared();
    WORK.split_whitespace()
        .map(|verb| grammar.stem(verb))
        .collect()
});

/// The slips of the clauses of `words`.
pub(super) fn find(section: &Section, words: &[Word]) -> Vec<Slip> {
    let all = deeds(words);
    let work = Work::of(section);
    let slips = (0..all.len()).filter_map(|at| slip(&all, at, &work, words));
    slips.collect()
}

/// What counts as the story's work.
struct Work {
    /// Its verbs, as stems.
    stems: Vec<String>,
    /// Whether to let others do it is the speaker's own deed here: "I let her lead the project" is a signal.
    delegates: bool,
}

impl Work {
    /// Those of any story, and what "I" does in the section's signals with the words that may stand for it.
    fn of(section: &Section) -> Self {
        let grammar = Grammar::shared();
        let mut stems = WORK_STEMS.clone();
        let mut delegates = false;
        for signal in &section.signals {
            let Some(rest) = signal.say.strip_prefix("I ") else {
                continue;
            };
            let verb = rest.split(' ').next().unwrap_or_default();
            // "I made a checklist" and "I got the budget" hand nothing on.
            delegates |= verb == "let" || grammar.stem(verb) == grammar.stem("delegate");
            stems.push(grammar.stem(verb));
            for entry in Thesaurus::shared().entries(verb, true) {
                let single = entry.means.iter().filter(|word| !word.contains(' '));
                stems.extend(single.map(|word| grammar.stem(word)));
            }
        }
        Self { stems, delegates }
    }

    fn has(&self, verb: &str) -> bool {
        self.stems.contains(&Grammar::shared().stem(verb))
    }
}

/// "We figured out", "they fixed it", "it was decided", "I had them write it".
fn slip(all: &[Deed], at: usize, work: &Work, words: &[Word]) -> Option<Slip> {
    let deed = &all[at];
    // "Tom said he had traced it" names the doer; what stands in quotation marks is somebody's own claim.
    let reported = deed.reported && !deed.quoted && deed.doer == Doer::Other;
    if !deed.past || !(deed.real || reported) {
        return None;
    }
    let (kind, why, instead) = match deed.doer {
        Doer::We
            if deed.active
                && !deed.passive
                && !deed.taken_back
                && !names_no_deed(deed)
                && !reason(deed, words) =>
        {
            (
                FlagKind::We,
                "“We” hides what you did yourself.",
                as_own(deed, words),
            )
        }
        Doer::Other if !deed.passive && by_others(all, at, work, words) => {
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
        Doer::Hidden
            if deed.passive
                && !deed.dependent
                && !by_agent(deed, words)
                && hides_a_deed(deed, words) =>
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

/// "I saw that we hit the database": what was found out or why, not what was done.
fn reason(deed: &Deed, words: &[Word]) -> bool {
    deed.dependent
        && matches!(
            opener(deed, words).as_str(),
            "that" | "because" | "if" | "whether" | "where" | "what" | "how" | "since"
        )
}

/// Whether others do the story's work here, and the sentence is about that.
fn by_others(all: &[Deed], at: usize, work: &Work, words: &[Word]) -> bool {
    let deed = &all[at];
    let known = work.has(&deed.verb);
    known && !credit(deed, words) && !answers(deed, words) && !mentioned(all, at, words)
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
    let long_ago = has(&["ago", "originally"]);
    let for_speaker = has(&["me", "us", "myself"]) && !has(&["for"]);
    let nothing = matches!(
        word(deed.verb_words.end, words).as_str(),
        "nothing" | "none" | "no"
    );
    long_ago || for_speaker || nothing
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
    relative || carried || what || found_out || leads_to_words && deed.words.len() <= 7
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
    let agent = |at: usize| rest.get(at).is_some_and(|word| names_agent(word));
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

fn names_agent(word: &str) -> bool {
    const OF_THEM: [&str; 6] = ["them", "him", "her", "they", "he", "she"];
    let named = Grammar::shared().tags(word) & (tags::AGENT | tags::SOMEBODY) != 0;
    (named || OF_THEM.contains(&word)) && !matches!(word, "we" | "i" | "half")
}

/// "That was done by their senior engineer".
fn by_agent(deed: &Deed, words: &[Word]) -> bool {
    let rest: Vec<String> = (deed.verb_words.end..deed.words.end)
        .map(|at| word(at, words))
        .collect();
    let by = rest.iter().position(|word| word == "by");
    by.is_some_and(|by| {
        rest.iter()
            .skip(by + 1)
            .take(4)
            .any(|word| names_agent(word))
    })
}

/// "I was interviewed by them": it was done to the speaker.
fn of_me(deed: &Deed, words: &[Word]) -> bool {
    matches!(word(deed.subject.start, words).as_str(), "i" | "we")
}
