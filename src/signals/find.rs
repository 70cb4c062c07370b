//! Looks for the signals of a telling in its words.
//!
//! All sections of a telling are looked at together, so that what was said in the wrong place is found there. A
//! [`Checker`] is made once for a story and used for many tellings.

use super::clause::{Doer, Mood};
use super::compile::{How, Terms, Tree};
use super::label::{Label, Other, copula_denies, excepted, names_topic, off_story};
use super::matching::{Found, Matcher};
use super::normal::{Break, Reader, Token};
use super::outcome::{Outcome, Reason, Verdict, of_mood};
use super::parse;
use super::pattern::{Node, Pattern};
use super::story::Story;
use super::tags;
use super::text::{Memory, Text};
use super::thesaurus::{Entry, Thesaurus};
use super::{SignalFinding, Spoken, State};
use crate::scenario::{Section, SectionKind, Signal};
use crate::transcript::Word;

/// What became of every signal of every section, in their order. `leading` holds the labels that the principle wants
/// first, `vocabulary` the names and jargon of the story.
#[must_use]
pub fn find(
    sections: &[Spoken<'_>],
    leading: &[String],
    vocabulary: &[String],
) -> Vec<Vec<SignalFinding>> {
    let plan: Vec<&Section> = sections.iter().map(|spoken| spoken.section).collect();
    let words: Vec<&[Word]> = sections.iter().map(|spoken| spoken.words).collect();
    Checker::new(&plan, vocabulary).find(&words, leading)
}

/// The signals of a story, ready to be looked for.
#[derive(Debug)]
pub struct Checker {
    reader: Reader,
    terms: Terms,
    memory: Memory,
    story: Story,
    sections: Vec<Prepared>,
}

#[derive(Debug)]
struct Prepared {
    id: String,
    topic: bool,
    /// Whether it tells what was to be reached, so that plans are facts of it.
    task: bool,
    signals: Vec<Sought>,
}

#[derive(Debug)]
struct Sought {
    say: String,
    /// Whether it names a topic rather than a claim.
    topic: bool,
    hint: Option<String>,
    /// What of the label is the speaker's own: "my pattern".
    own: Option<Tree>,
    ways: Vec<Way>,
}

/// One way of saying a signal, or its opposite.
#[derive(Debug)]
struct Way {
    source: String,
    worth: Verdict,
    kind: WayKind,
}

#[derive(Debug)]
enum WayKind {
    Label(Label),
    Pattern { tree: Tree },
}

/// A decision on one signal in one section, with all places that bore on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The signal's label.
    pub say: String,
    /// What became of it.
    pub state: State,
    /// Every place that was weighed, in order of the ways.
    pub weighed: Vec<Weighed>,
}

/// One place that was weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// The pattern or label.
    pub pattern: String,
    /// The words, as heard.
    pub quote: String,
    /// What they are worth.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// Whether this place decided.
    pub decided: bool,
}

impl Checker {
    /// Prepares the signals of `sections`; `vocabulary` holds the names and jargon of the story.
    #[must_use]
    pub fn new(sections: &[&Section], vocabulary: &[String]) -> Self {
        let mut reader = Reader::default();
        let mut terms = Terms::default();
        let story = Story::of(sections, vocabulary, &mut reader);
        let sections = sections
            .iter()
            .map(|section| prepare(section, &mut reader, &mut terms))
            .collect();
        terms.rank();
        Self {
            reader,
            terms,
            memory: Memory::default(),
            story,
            sections,
        }
    }

    /// What became of every signal; `words` holds what was heard in each section, in their order.
    pub fn find(&mut self, words: &[&[Word]], leading: &[String]) -> Vec<Vec<SignalFinding>> {
        let tokens: Vec<Vec<Token>> = words
            .iter()
            .map(|words| {
                self.reader
                    .tokens(words.iter().map(|word| word.text.as_str()))
            })
            .collect();
        let Self {
            reader,
            terms,
            memory,
            story,
            sections,
        } = self;
        let texts: Vec<Text<'_>> = tokens
            .iter()
            .map(|tokens| Text::new(tokens, reader, terms, memory))
            .collect();
        sections
            .iter()
            .enumerate()
            .map(|(own, section)| {
                let signals = section.signals.iter();
                signals
                    .map(|signal| {
                        let mut finding = decide(signal, own, sections, &texts, words, story);
                        finding.leading = leading.contains(&signal.say);
                        finding
                    })
                    .collect()
            })
            .collect()
    }

    /// How each signal of section number `section` was decided on `words`.
    pub fn explain(&mut self, section: usize, words: &[Word]) -> Vec<Account> {
        let tokens = self
            .reader
            .tokens(words.iter().map(|word| word.text.as_str()));
        let text = Text::new(&tokens, &self.reader, &self.terms, &mut self.memory);
        let Some(prepared) = self.sections.get(section) else {
            return Vec::new();
        };
        let accounts = prepared.signals.iter().map(|signal| {
            let outcomes = outcomes(signal, prepared, &text, &self.story);
            let best = choose(&text, &outcomes).cloned();
            Account {
                say: signal.say.clone(),
                state: best
                    .as_ref()
                    .map_or(State::Missing, |best| state(best.verdict)),
                weighed: outcomes
                    .iter()
                    .map(|outcome| Weighed {
                        pattern: signal.ways[outcome.way].source.clone(),
                        quote: quote(words, range(&text, outcome)),
                        verdict: outcome.verdict,
                        reason: outcome.reason,
                        decided: best.as_ref() == Some(outcome),
                    })
                    .collect(),
            }
        });
        accounts.collect()
    }
}

fn prepare(section: &Section, reader: &mut Reader, terms: &mut Terms) -> Prepared {
    let topic = section.kind == SectionKind::Reflection;
    Prepared {
        id: section.id.clone(),
        topic,
        task: section.kind == SectionKind::Task,
        signals: section
            .signals
            .iter()
            .map(|signal| sought(signal, topic, &section.example, reader, terms))
            .collect(),
    }
}

/// Every way of saying `signal`: its label, what the thesaurus knows of it, and what the author wrote.
fn sought(
    signal: &Signal,
    topic: bool,
    example: &str,
    reader: &mut Reader,
    terms: &mut Terms,
) -> Sought {
    let mut ways = vec![Way {
        source: signal.say.clone(),
        worth: Verdict::Said,
        kind: WayKind::Label(Label::new(
            &signal.say,
            topic && names_topic(&signal.say),
            example,
            reader,
            terms,
        )),
    }];
    let thesaurus = Thesaurus::shared();
    if let Some(entry) = thesaurus.phrase(&signal.say) {
        add_sources(&mut ways, entry, reader, terms);
    }
    if !thesaurus.entries(&signal.say, false).is_empty() && signal.say.contains(' ') {
        let node = Node::Like(signal.say.to_lowercase());
        let whole = Pattern {
            source: signal.say.clone(),
            node,
            label: false,
        };
        ways.push(way(&whole, Verdict::Said, reader, terms));
    }
    if let Some(verb) = signal.say.strip_prefix("I ") {
        for entry in thesaurus.entries(verb, true) {
            add_all(&mut ways, &entry.also, Verdict::Said, reader, terms);
        }
    }
    for (patterns, worth) in [
        (&signal.patterns, Verdict::Said),
        (&signal.near, Verdict::Near),
        (&signal.denied_by, Verdict::Denied),
    ] {
        for pattern in patterns.iter().filter(|pattern| !pattern.label) {
            ways.push(way(pattern, worth, reader, terms));
        }
    }
    let own = signal.say.split_once("my ").and_then(|(before, rest)| {
        // "Outside my team" is about somebody else's.
        if before.ends_with("outside ") || before.ends_with("beyond ") || before.ends_with("not ") {
            return None;
        }
        let noun = rest.split_whitespace().next()?;
        Some(terms.tree(reader, &Node::Like(noun.to_owned()), 0, false))
    });
    Sought {
        own,
        say: signal.say.clone(),
        topic: names_topic(&signal.say),
        hint: signal.hint.clone(),
        ways,
    }
}

fn add_sources(ways: &mut Vec<Way>, entry: &Entry, reader: &mut Reader, terms: &mut Terms) {
    for (sources, worth) in [
        (&entry.say, Verdict::Said),
        (&entry.near, Verdict::Near),
        (&entry.denied, Verdict::Denied),
        (&entry.never, Verdict::Refused),
    ] {
        add_all(ways, sources, worth, reader, terms);
    }
}

fn add_all(
    ways: &mut Vec<Way>,
    sources: &[String],
    worth: Verdict,
    reader: &mut Reader,
    terms: &mut Terms,
) {
    for source in sources {
        if let Ok(node) = parse::pattern(source) {
            let pattern = Pattern {
                source: source.clone(),
                node,
                label: false,
            };
            ways.push(way(&pattern, worth, reader, terms));
        }
    }
}

fn way(pattern: &Pattern, worth: Verdict, reader: &mut Reader, terms: &mut Terms) -> Way {
    Way {
        source: pattern.source.clone(),
        worth,
        kind: WayKind::Pattern {
            tree: terms.tree(reader, &pattern.node, 0, false),
        },
    }
}

/// Every place of `text` that bears on `signal`.
fn outcomes(signal: &Sought, section: &Prepared, text: &Text<'_>, story: &Story) -> Vec<Outcome> {
    let mut all = Vec::new();
    for (index, way) in signal.ways.iter().enumerate() {
        match &way.kind {
            WayKind::Label(label) => all.extend(label.outcomes(text, story, index)),
            WayKind::Pattern { tree } => {
                let matcher = Matcher { text };
                let found = matcher.all(tree);
                all.extend(found.iter().map(|found| {
                    weigh(
                        &matcher,
                        found,
                        (way.worth, matcher.denies(found), index),
                        (section.topic && signal.topic, section.task),
                        story,
                    )
                }));
            }
        }
    }
    all.dedup();
    let lack = signal
        .ways
        .iter()
        .any(|way| matches!(&way.kind, WayKind::Label(label) if label.is_negative()));
    for outcome in &mut all {
        if lack && outcome.verdict == Verdict::Said && compound(text, outcome.end) {
            (outcome.verdict, outcome.reason) = (Verdict::Near, Reason::Object);
        }
        turn_over(text, outcome);
        if let Some(own) = &signal.own
            && somebody_elses(text, own, outcome)
        {
            (outcome.verdict, outcome.reason) = (Verdict::Refused, Reason::Doer(Doer::Other));
        }
    }
    keep_denials_to_their_clause(signal, text, &mut all);
    if lack {
        let said: Vec<(usize, usize)> = all
            .iter()
            .filter(|outcome| outcome.verdict == Verdict::Said)
            .map(|outcome| (outcome.start, outcome.end))
            .collect();
        for outcome in all
            .iter_mut()
            .filter(|outcome| outcome.verdict == Verdict::Denied)
        {
            // "No protocol written down": words that also stand for the lack, within the reach of the same negator.
            let same = said
                .iter()
                .any(|&(start, end)| start < outcome.end + 3 && outcome.start < end + 3);
            if outcome.reason == Reason::Negated && same {
                (outcome.verdict, outcome.reason) = (Verdict::Refused, Reason::Negated);
            }
        }
    }
    let vetoes: Vec<(usize, usize)> = all
        .iter()
        .filter(|outcome| signal.ways[outcome.way].worth == Verdict::Refused)
        .map(|outcome| (outcome.start, outcome.end))
        .collect();
    for outcome in &mut all {
        if vetoes
            .iter()
            .any(|&(start, end)| start < outcome.end && outcome.start < end)
        {
            (outcome.verdict, outcome.reason) = (Verdict::Refused, Reason::Authored);
        }
    }
    all
}

/// "Abandonment fell, so customers stayed": a pattern that denies must not take its last words from the next clause
/// when the first clause says the signal.
fn keep_denials_to_their_clause(signal: &Sought, text: &Text<'_>, all: &mut [Outcome]) {
    let said: Vec<(usize, usize)> = (all.iter())
        .filter(|outcome| outcome.verdict == Verdict::Said)
        .map(|outcome| (outcome.start, outcome.end))
        .collect();
    let clause = |at: usize| text.reading.of.get(at).copied();
    for outcome in all {
        let last = outcome.end.saturating_sub(1);
        let own_subject = (text.reading.clause(last))
            .is_some_and(|clause| !clause.subject.is_empty() && !clause.carried);
        let outside = clause(outcome.start) != clause(last) && own_subject;
        let held = |&(start, end): &(usize, usize)| {
            start < outcome.end && outcome.start < end && clause(end - 1) != clause(last)
        };
        if outcome.verdict == Verdict::Denied
            && signal.ways[outcome.way].worth == Verdict::Denied
            && outside
            && said.iter().any(held)
        {
            (outcome.verdict, outcome.reason) = (Verdict::Refused, Reason::Authored);
        }
    }
}

/// Whether a gap of the pattern runs over a word that denies.
fn over_negator(text: &Text<'_>, found: &Found) -> bool {
    (found.start..found.end).any(|at| {
        text.heard.has(at, tags::NOT | tags::NO | tags::NOBODY) && text.reading.denied[at]
    })
}

/// "No budget limit": the noun that should be missing only describes another one.
fn compound(text: &Text<'_>, end: usize) -> bool {
    let heard = text.heard;
    let Some(last) = end.checked_sub(1) else {
        return false;
    };
    let other = tags::TIME
        | tags::AGENT
        | tags::PREPOSITION
        | tags::ADVERB
        | tags::PAST
        | tags::SMALL
        | tags::ING;
    heard.has(last, tags::NOUN)
        && heard.before(end) == Break::None
        && heard.has(end, tags::MOSTLY_NOUN)
        && !heard.has(end, other)
}

/// "They adopted Kim's pattern": what should be the speaker's own is somebody else's.
fn somebody_elses(text: &Text<'_>, own: &Tree, outcome: &Outcome) -> bool {
    let heard = text.heard;
    let matcher = Matcher { text };
    (outcome.start.max(1)..outcome.end).any(|at| {
        let before = heard.tokens[at - 1];
        let other = before.possessive && before.tags & tags::MINE == 0
            || heard.any(at - 1, &["his", "her", "another"]);
        other && !matcher.at(own, at).is_empty()
    })
}

/// "It isn't true that there was no ticket": a claim that the clause around it turns into its opposite.
fn turn_over(text: &Text<'_>, outcome: &mut Outcome) {
    let flipped = (outcome.start..outcome.end)
        .filter_map(|at| text.reading.clause(at))
        .any(|clause| clause.flipped);
    if !flipped {
        return;
    }
    outcome.verdict = match outcome.verdict {
        Verdict::Said => Verdict::Denied,
        Verdict::Denied => Verdict::Near,
        Verdict::Near | Verdict::Refused => Verdict::Refused,
    };
    outcome.reason = Reason::Negated;
}

/// What a place of an author's pattern is worth.
fn weigh(
    matcher: &Matcher<'_, '_>,
    found: &Found,
    (worth, denies, way): (Verdict, bool, usize),
    (topic, task): (bool, bool),
    story: &Story,
) -> Outcome {
    let (mood, opposite) = matcher.claim(found);
    let done = found.touched.iter().any(|touch| touch.done);
    let sounds = found
        .touched
        .iter()
        .filter(|touch| touch.how == How::Confused)
        .count();
    let loose = found.touched.iter().any(|touch| touch.how == How::Loose);
    let real = of_mood(mood);
    let planned = task && !done && !supposed(matcher.text, found.start);
    let open = (topic || planned)
        && worth != Verdict::Denied
        && matches!(
            mood,
            Mood::Unreal | Mood::Intended | Mood::Half | Mood::Decided
        );
    let (verdict, reason) =
        if !done && (!denies && matcher.others(found) || matcher.other_measure(found)) {
            (Verdict::Refused, Reason::Doer(Doer::Other))
        } else if done && worth == Verdict::Said && other_object(matcher.text, story, found) {
            (Verdict::Refused, Reason::Object)
        } else if worth == Verdict::Denied && !denies && over_negator(matcher.text, found) {
            (Verdict::Refused, Reason::Negated)
        } else if sounds > 0 && worth == Verdict::Denied {
            (Verdict::Refused, Reason::Sound)
        } else if denies && worth == Verdict::Said && excepted(matcher.text, found.end) {
            (Verdict::Denied, Reason::NotNegated)
        } else if mood == Mood::Quoted && worth == Verdict::Said && !done {
            (Verdict::Near, Reason::Mood(mood))
        } else if real == Verdict::Refused && !open {
            (Verdict::Refused, Reason::Mood(mood))
        } else if opposite
            && !denies
            && !(topic && worth != Verdict::Denied && !copula_denies(matcher.text, found))
        {
            (
                if worth == Verdict::Said {
                    Verdict::Denied
                } else {
                    Verdict::Refused
                },
                Reason::Negated,
            )
        } else if real == Verdict::Near && worth == Verdict::Denied {
            (Verdict::Refused, Reason::Mood(mood))
        } else if real == Verdict::Near && worth == Verdict::Said && !open {
            (Verdict::Near, Reason::Mood(mood))
        } else if sounds > 0 && sounds * 2 >= found.touched.len() && worth == Verdict::Said {
            (Verdict::Near, Reason::Sound)
        } else if loose
            && !(found.end..matcher.text.heard.len().min(found.end + 8))
                .any(|at| story.speaks_of(matcher.text.heard, at))
        {
            (Verdict::Refused, Reason::Object)
        } else {
            (
                worth,
                if worth == Verdict::Said {
                    Reason::Complete
                } else {
                    Reason::Authored
                },
            )
        };
    let foreign = verdict != Verdict::Refused && story.elsewhere(matcher.text, found);
    Outcome {
        verdict: if foreign { Verdict::Refused } else { verdict },
        reason: if foreign { Reason::Object } else { reason },
        start: found.start,
        end: found.end,
        misheard: found
            .touched
            .iter()
            .find(|touch| touch.how >= How::Misheard)
            .map(|touch| (touch.start, touch.end)),
        way,
    }
}

/// Whether the deed is done to a thing of daily life: "I rolled out the carpet gradually".
fn other_object(text: &Text<'_>, story: &Story, found: &Found) -> bool {
    let verb = text.verb_in(found.start, found.end);
    text.heard.has(
        verb + 1,
        tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS,
    ) && off_story(text, story, verb + 1) == Some(Other::Thing)
}

/// Whether the sentence of the token at `at` supposes something: "if I had owned it".
fn supposed(text: &Text<'_>, at: usize) -> bool {
    let own = text.reading.sentence.get(at);
    let clauses = &text.reading.clauses;
    clauses
        .iter()
        .any(|clause| Some(&clause.sentence) == own && clause.mood == Mood::Supposed)
}

/// The place that decides: what was said, unless its opposite was said later; then what comes close.
fn choose<'a>(text: &Text<'_>, outcomes: &'a [Outcome]) -> Option<&'a Outcome> {
    let sentence = |at: usize| text.reading.sentence.get(at).copied();
    let first = |verdict: Verdict| {
        let of = outcomes
            .iter()
            .filter(move |outcome| outcome.verdict == verdict);
        of.min_by_key(|outcome| {
            (
                outcome.misheard.is_some(),
                // Evidence from one sentence is clearer than words gathered from two.
                sentence(outcome.start) != sentence(outcome.end.saturating_sub(1)),
                outcome.start,
                outcome.end - outcome.start,
            )
        })
    };
    // "There was no shared objective": the negator that a said place holds denies nothing inside it.
    let within_said = |denied: &Outcome| {
        outcomes.iter().any(|said| {
            said.verdict == Verdict::Said
                && denied.reason == Reason::Negated
                && said.start < denied.start
                && denied.end <= said.end
        })
    };
    let last = |verdict: Verdict| {
        outcomes
            .iter()
            .filter(move |outcome| outcome.verdict == verdict)
            .filter(|outcome| verdict != Verdict::Denied || !within_said(outcome))
            .map(|outcome| outcome.start)
            .max()
    };
    let contradicted = |said: &Outcome| {
        outcomes.iter().find(|other| {
            other.verdict == Verdict::Denied
                && other.reason == Reason::Authored
                && other.start < said.end
                && said.start < other.end
        })
    };
    match (first(Verdict::Said), first(Verdict::Denied)) {
        (Some(said), Some(_)) if contradicted(said).is_some() => contradicted(said),
        (Some(_), Some(denied)) if last(Verdict::Denied) > last(Verdict::Said) => Some(denied),
        (Some(said), _) => Some(said),
        (None, Some(denied)) => Some(denied),
        (None, None) => first(Verdict::Near),
    }
}

fn state(verdict: Verdict) -> State {
    match verdict {
        Verdict::Said => State::Said,
        Verdict::Near => State::Near,
        Verdict::Denied => State::Denied,
        Verdict::Refused => State::Missing,
    }
}

fn decide(
    signal: &Sought,
    own: usize,
    sections: &[Prepared],
    texts: &[Text<'_>],
    words: &[&[Word]],
    story: &Story,
) -> SignalFinding {
    let here = outcomes(signal, &sections[own], &texts[own], story);
    let best = choose(&texts[own], &here);
    let told = best.is_some_and(|best| matches!(best.verdict, Verdict::Said | Verdict::Denied));
    if !told {
        for other in (0..sections.len()).filter(|&other| other != own) {
            let there = outcomes(signal, &sections[own], &texts[other], story);
            if let Some(best) =
                choose(&texts[other], &there).filter(|best| best.verdict == Verdict::Said)
            {
                return made(
                    signal,
                    State::Elsewhere,
                    &sections[other].id,
                    &texts[other],
                    words[other],
                    best,
                );
            }
        }
    }
    match best {
        Some(best) if best.verdict != Verdict::Refused => made(
            signal,
            state(best.verdict),
            &sections[own].id,
            &texts[own],
            words[own],
            best,
        ),
        _ => missing(signal, &sections[own].id),
    }
}

fn missing(signal: &Sought, section: &str) -> SignalFinding {
    SignalFinding {
        say: signal.say.clone(),
        state: State::Missing,
        quote: String::new(),
        start_s: None,
        end_s: None,
        section: section.to_owned(),
        heard: None,
        hint: signal.hint.clone(),
        leading: false,
    }
}

fn made(
    signal: &Sought,
    state: State,
    section: &str,
    text: &Text<'_>,
    words: &[Word],
    outcome: &Outcome,
) -> SignalFinding {
    let place = range(text, outcome);
    let spoken = words.get(place.clone()).unwrap_or(&[]);
    let misheard = outcome.misheard.map(|(start, end)| {
        let tokens = &text.heard.tokens[start..end];
        let (first, last) = (
            tokens.first().map_or(0, |t| t.word as usize),
            tokens.last().map_or(0, |t| t.last as usize),
        );
        quote(words, first..(last + 1).min(words.len()))
    });
    let corrected = || spoken.iter().find_map(|word| word.heard.clone());
    SignalFinding {
        say: signal.say.clone(),
        state,
        quote: quote(words, place),
        start_s: spoken.first().map(|word| word.span.start),
        end_s: spoken.last().map(|word| word.span.end),
        section: section.to_owned(),
        heard: misheard.or_else(corrected),
        hint: (state != State::Said)
            .then(|| signal.hint.clone())
            .flatten(),
        leading: false,
    }
}

/// The words that an outcome rests on.
fn range(text: &Text<'_>, outcome: &Outcome) -> std::ops::Range<usize> {
    let tokens = text
        .heard
        .tokens
        .get(outcome.start..outcome.end)
        .unwrap_or(&[]);
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => {
            first.word as usize..(last.last as usize + 1).max(first.word as usize + 1)
        }
        _ => 0..0,
    }
}

fn quote(words: &[Word], range: std::ops::Range<usize>) -> String {
    let words = words.get(range).unwrap_or(&[]);
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    texts.join(" ")
}
