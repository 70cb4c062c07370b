//! What a bare label asks for: the deed, what must be denied, which words and which numbers.
//!
//! Reads the label and the section's example; knows nothing of what was heard.

use super::spare::{TIES, is_generic, season, whole};
use super::*;

/// A label taken apart.
pub(super) struct Plan {
    /// Whether it is a sentence with a verb, which can be denied.
    pub(super) claims: bool,
    pub(super) deed: Option<PlannedDeed>,
    pub(super) parts: Vec<PlannedPart>,
}

/// What the speaker, or nobody, does in a label.
pub(super) struct PlannedDeed {
    pub(super) words: Node,
    /// The token of its verb.
    pub(super) at: usize,
    pub(super) negated: bool,
    pub(super) nobody: bool,
    pub(super) stance: Stance,
}

/// Something else that a label asks for.
pub(super) struct PlannedPart {
    pub(super) words: Node,
    pub(super) negated: bool,
    pub(super) optional: bool,
    /// Whether it is a verb.
    pub(super) verb: bool,
    /// Whether it is a verb that says little: in "everyone took lunch at noon", the lunch and the noon tell all.
    pub(super) light: bool,
}

impl Plan {
    /// Lets nothing stand for the label's words.
    pub(super) fn keep_words(&mut self) {
        let deed = self.deed.iter_mut().map(|deed| &mut deed.words);
        for node in deed.chain(self.parts.iter_mut().map(|part| &mut part.words)) {
            *node = literal(node);
        }
    }
}

fn literal(node: &Node) -> Node {
    match node {
        Node::Like(words) => Node::Sequence(
            words
                .split(' ')
                .map(|word| Node::Word(word.to_owned()))
                .collect(),
        ),
        Node::Sequence(nodes) => Node::Sequence(nodes.iter().map(literal).collect()),
        other => other.clone(),
    }
}

/// Takes a label apart.
pub(super) fn plan(tokens: &[Token], reader: &Reader, apart: bool) -> Plan {
    let heard = Heard { tokens, reader };
    let reading = Reading::of(heard);
    let numbers = quantities(tokens, &|at, word| heard.is(at, word));
    let mut used = vec![false; tokens.len()];
    let mut parts = number_parts(heard, &numbers, &mut used);
    mark_periods(heard, &mut used, !numbers.is_empty());
    let deed = own_deed(heard, &reading, &mut used, apart);
    let denies = (deed.as_ref()).is_some_and(|deed| deed.negated || deed.nobody);
    let end = |role| numbers.iter().any(|number| number.role == role);
    let change = end(End::From) && end(End::To);
    let mut at = 0;
    while at < tokens.len() {
        let (words, end) = meaning(heard, at, &used, apart);
        if used[at] || skip(heard, at) && !whole(heard, at, end) {
            at += 1;
            continue;
        }
        // Of a change the two ends tell all, and of a measure its thing.
        let told = is_generic(heard.text(at))
            || change && heard.has(at, tags::PAST)
            || !numbers.is_empty() && heard.any(at, &TIES)
            || season(heard, at);
        parts.push(PlannedPart {
            words,
            negated: reading.denied[at] && !denies,
            optional: told && end == at + 1,
            verb: heard.has(at, tags::PAST | tags::ING),
            light: heard.has(at, tags::LIGHT | tags::HAVE) && end == at + 1,
        });
        at = end;
    }
    let firm = parts.iter().filter(|part| !(part.optional || part.light));
    if deed.is_none() && firm.count() >= 2 {
        for part in parts.iter_mut().filter(|part| part.light) {
            part.optional = true;
        }
    }
    if deed.is_none() && parts.iter().all(|part| part.optional) {
        for part in &mut parts {
            part.optional = false;
        }
    }
    Plan {
        claims: claims(&reading),
        deed,
        parts,
    }
}

/// The numbers that a label asks for, each marked as `used`.
fn number_parts(heard: Heard<'_>, numbers: &[Quantity], used: &mut [bool]) -> Vec<PlannedPart> {
    let many = numbers.iter().filter(|number| !number.share).count() > 1;
    // "Went to zero" is one meaning, and may be said without any number; "from three to zero" is told by both.
    let went = |number: &Quantity| {
        let verb = number.start.wrapping_sub(2);
        number.role == End::To && heard.has(verb, tags::PAST | tags::VERB)
    };
    let plain = |number: &&Quantity| !(number.share || number.value == 0.0 && went(number));
    let parts = numbers.iter().filter(plain).map(|number| {
        used[number.start..number.end].fill(true);
        let wish = NumberWish {
            value: Some(number.value),
            like: *number,
            tolerance: 0.0,
            unit_optional: many || number.period.is_some(),
        };
        // "On one ward" is also "on a single ward".
        let one = number.value == 1.0
            && number.unit == Unit::Plain
            && number.role == End::Any
            && number.period.is_none();
        // "From three to zero": the end may be none, nothing, or gone.
        let words = if number.value == 0.0 && number.role == End::To {
            let gone = Node::Like("go to zero".to_owned());
            let none = ["none", "nothing"].map(|word| Node::Word(word.to_owned()));
            Node::Either([Node::Number(wish), gone].into_iter().chain(none).collect())
        } else {
            Node::Number(wish)
        };
        PlannedPart {
            words,
            negated: false,
            optional: one,
            verb: false,
            light: false,
        }
    });
    parts.collect()
}

/// The first deed of the speaker, or of nobody, that a label tells; its words are marked as `used`.
fn own_deed(
    heard: Heard<'_>,
    reading: &Reading,
    used: &mut [bool],
    apart: bool,
) -> Option<PlannedDeed> {
    let (clause, main) = reading.clauses.iter().find_map(|clause| {
        let main = clause.main.filter(|&main| !used[main])?;
        let told = !clause.subject.is_empty();
        let nobody = clause.doer == Doer::Nobody && heard.has(clause.subject.start, tags::NOBODY);
        (told && (clause.doer == Doer::I || nobody)).then_some((clause, main))
    })?;
    let (words, end) = meaning(heard, main, used, apart);
    used[main..end].fill(true);
    for (at, used) in used.iter_mut().enumerate().take(main).skip(clause.start) {
        *used |= heard.has(at, SMALL | tags::ADVERB);
    }
    let mut helpers = clause.verb.unwrap_or(main)..main;
    let stance = if clause.mood == Mood::Unreal {
        Stance::Supposed
    } else if helpers.any(|at| heard.has(at, tags::CAN)) {
        Stance::Able
    } else {
        Stance::Done
    };
    let nobody = clause.doer == Doer::Nobody;
    Some(PlannedDeed {
        words,
        at: main,
        negated: clause.negated && !nobody,
        nobody,
        stance,
    })
}

/// Whether a label is a sentence: "standards need an owner", and not "organizational gap".
pub(super) fn claims(reading: &Reading) -> bool {
    reading
        .clauses
        .iter()
        .any(|clause| clause.main.is_some() && !clause.subject.is_empty())
}

/// Whether `say` names a topic, so that saying that it is missing says it too: "cross-team visibility" does, and
/// "averages hide the tail" does not.
#[must_use]
pub fn names_topic(say: &str) -> bool {
    const BAD: [&str; 1] = ["one"];
    let mut reader = Reader::default();
    let tokens = reader.tokens(say.split_whitespace());
    let heard = Heard {
        tokens: &tokens,
        reader: &reader,
    };
    let reading = Reading::of(heard);
    let verb = (0..tokens.len()).any(|at| {
        at > 0
            && heard.has(at, tags::VERB_S | tags::PAST)
            && heard.has(at, tags::VERB | tags::PAST)
            && !heard.has(at, tags::MOSTLY_NOUN | tags::MOSTLY_ADJ)
    });
    // "Standards need an owner": a plural and a verb in its base form.
    let verb = verb
        || (1..tokens.len()).any(|at| {
            heard.has(at, tags::VERB)
                && heard.text(at - 1).ends_with('s')
                && heard.has(at - 1, tags::NOUN)
                && !heard.has(at - 1, tags::ARTICLE)
        });
    let bad = tokens
        .len()
        .checked_sub(1)
        .is_some_and(|last| heard.any(last, &BAD));
    !(claims(&reading) || bad || verb && tokens.len() > 2)
}

/// The nouns that the speaker does the deed with `stem` to in `example`: of "I pulled the delivery logs from", "logs".
pub(super) fn objects_of(stem: u32, example: &str, reader: &mut Reader) -> Vec<String> {
    let tokens = reader.tokens(example.split_whitespace());
    let heard = Heard {
        tokens: &tokens,
        reader,
    };
    let reading = Reading::of(heard);
    let mut nouns = Vec::new();
    for at in (0..tokens.len()).filter(|&at| tokens[at].stem == stem) {
        let role = reading.role(heard, at);
        if role.doer == Doer::I
            && role.kind == Kind::Verb
            && let Some(head) = object_head(heard, at + 1)
        {
            nouns.push(heard.text(head).to_owned());
        }
    }
    nouns.sort();
    nouns.dedup();
    nouns
}

/// The noun that the phrase from `start` on is about; `None` when none follows at once.
pub(super) fn object_head(heard: Heard<'_>, start: usize) -> Option<usize> {
    let stop = tags::PREPOSITION
        | tags::AND
        | tags::OR
        | tags::SUBORDINATE
        | tags::AUX
        | tags::SUBJECT
        | tags::BUT;
    let article = tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS | tags::ADVERB;
    let mut head = None;
    for at in start..heard.len().min(start + 8) {
        let small = heard.has(at, article) && head.is_none();
        if small {
            continue;
        }
        let described = head.is_some_and(|head| heard.has(head, tags::NOUN))
            && (heard.has(at, tags::ADVERB | tags::MOSTLY_ADJ) && !heard.has(at, tags::NOUN)
                || heard.is(at, "open"));
        if heard.has(at, stop)
            || described
            || heard.before(at) >= Break::Comma && at > start
            || heard.has(at, tags::PAST) && head.is_some()
        {
            break;
        }
        head = Some(at);
    }
    head
}

/// "Per week" belongs to its number.
pub(super) fn mark_periods(heard: Heard<'_>, used: &mut [bool], numbers: bool) {
    if !numbers {
        return;
    }
    for (at, used) in used.iter_mut().enumerate() {
        let num = heard.tokens[at].num;
        let each = at > 0 && heard.any(at - 1, &["a", "per", "each", "every"]);
        *used |= num != Num::None && each || matches!(num, Num::Periodic(_));
    }
}

pub(super) fn skip(heard: Heard<'_>, at: usize) -> bool {
    if heard.any(at, &STRONG) {
        return false;
    }
    heard.has(at, SMALL)
        || heard.has(at, tags::ADVERB) && !heard.has(at, tags::NOUN | tags::MOSTLY_ADJ)
        || heard.any(at, &["to", "so", "who", "which", "what", "should", "plus"])
}

/// Whether the deed of `say` and what it is done to are known as one meaning, to which common words alone belong: then
/// each is also listened for by itself.
pub fn is_compound(say: &str, reader: &mut Reader) -> bool {
    let tokens = reader.tokens(say.split_whitespace());
    let Some(deed) = plan(&tokens, reader, false).deed else {
        return false;
    };
    let Node::Like(words) = deed.words else {
        return false;
    };
    let tags = |word: &str| Grammar::shared().tags(word);
    let object = words
        .split(' ')
        .skip(1)
        .any(|word| tags(word) & tags::NOUN != 0 && tags(word) & SMALL == 0);
    object
        && Thesaurus::shared()
            .entries(&words, true)
            .iter()
            .all(|entry| entry.plain)
}

/// The longest known meaning that starts at `at`, as a node, and where it ends; words `apart` only with their particle.
fn meaning(heard: Heard<'_>, at: usize, used: &[bool], apart: bool) -> (Node, usize) {
    let thesaurus = Thesaurus::shared();
    let longest = if apart { 1 } else { thesaurus.longest() };
    for length in (1..=longest.min(heard.len() - at)).rev() {
        let range = at..at + length;
        if range
            .clone()
            .skip(1)
            .any(|index| used[index] || heard.before(index) >= Break::Comma)
        {
            continue;
        }
        let words: Vec<&str> = range.clone().map(|index| heard.text(index)).collect();
        let words = words.join(" ");
        if length > 1 && thesaurus.knows(&words) {
            return (Node::Like(words), at + length);
        }
    }
    let particle = heard.any(
        at + 1,
        &[
            "up", "down", "out", "in", "off", "over", "back", "away", "through", "on", "around",
            "aside", "together",
        ],
    );
    let verb = heard.has(at, tags::PAST | tags::VERB | tags::ING);
    if particle && verb && at + 1 < heard.len() && !used[at + 1] && !leads_on(heard, at + 1) {
        let words = vec![
            Node::Like(heard.text(at).to_owned()),
            Node::Gap(4),
            Node::Word(heard.text(at + 1).to_owned()),
        ];
        return (Node::Sequence(words), at + 2);
    }
    (Node::Like(heard.text(at).to_owned()), at + 1)
}

/// Whether the particle at `at` leads to what comes next: "meeting in ten days", "quit in December", "on the list".
fn leads_on(heard: Heard<'_>, at: usize) -> bool {
    let Some(next) = heard.tokens.get(at + 1) else {
        return false;
    };
    let when = heard.has(at + 1, tags::TIME) && !heard.is(at + 1, "time");
    // "Opened on time".
    if heard.any(at, &["on", "in"]) && heard.is(at + 1, "time") {
        return true;
    }
    heard.any(at, &["in", "on", "over", "through"])
        && (heard.has(at + 1, tags::ARTICLE) || next.num != Num::None || when)
}

/// The quantities of a label, for those who want to show them.
#[must_use]
pub fn numbers(say: &str) -> usize {
    parse::read(say).len()
}
