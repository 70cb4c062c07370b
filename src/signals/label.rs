//! What a bare label means: who must have done what, what must be denied, which words and numbers belong to it.
//!
//! "I traced" asks for the speaker and the verb; "no ticket" for a denial; "0.3% drop rate went to zero" for both
//! numbers. Whatever of the label has no meaning of its own in the thesaurus is asked for as it stands.

mod claim;
mod deed;
mod gist;
mod object;
mod parts;
mod plan;
mod restate;
mod spare;
mod there;
mod told;
mod turn;
mod undone;

use super::clause::{Doer, Heard, Kind, Mood, Reading};
use super::compile::{How, Terms, Tree};
use super::matching::{Found, Matcher, Touch, fits};
use super::normal::{Break, Reader, Token};
use super::number::{Num, Quantity, Role as End, Unit, quantities};
use super::outcome::{Outcome, Reason, Verdict, of_mood};
use super::parse;
use super::pattern::{Node, NumberWish};
use super::story::Story;
use super::tags;
use super::text::Text;
use super::thesaurus::Thesaurus;
use super::words::Grammar;
use crate::scenario::SectionKind;

pub use claim::{copula_denies, rules};
pub(in crate::signals) use deed::nothing_done;
pub use gist::Gist;
pub(in crate::signals) use object::{Other, off_story};
pub use plan::is_compound;
use plan::{PlannedPart, object_head, objects_of, plan};
pub use plan::{names_topic, numbers};
pub use restate::restated;
pub use turn::{turned_back, turns};

/// A label, understood.
#[derive(Debug, Clone)]
pub struct Label {
    deed: Option<Deed>,
    parts: Vec<Part>,
    /// What the deed is done to in the section's example: terms of nouns.
    objects: Vec<Tree>,
    /// Whether it is done to persons there.
    people: bool,
    /// Whether it names something that is missing.
    negative: bool,
    /// Whether it names a topic, so that saying it is missing says it too.
    topic: bool,
    /// Whether it tells what to do: "hire for attitude".
    imperative: bool,
    /// Whether it is a lesson, so that saying how it must be says it too.
    lesson: bool,
    /// Whether it stands in a reflection, where rules are told.
    reflects: bool,
    /// Whether it says itself what would be, so that a supposition says it.
    supposes: bool,
    /// Whether everybody does it: then the speaker alone does not.
    everyone: bool,
    /// Whether its first part is a person or a group, so that "they" may stand for it.
    agent: bool,
    /// Whether it says what something is not: "not mine", "not part of my job".
    property: bool,
    /// Whether it tells of a nothing, so that "zero drops" says it too.
    zero: bool,
    /// Whether it tells what was to be reached, so that a plan says it.
    planned: bool,
    /// How its own words would be judged in an answer.
    own: Own,
}

/// What is known of a label before it is understood.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'a> {
    /// The label.
    pub say: &'a str,
    /// The kind of its section.
    pub place: SectionKind,
    /// A good telling of the section, which shows what a deed is done to.
    pub example: &'a str,
    /// How its words are taken.
    pub words: Words,
}

/// How the words of a label are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// With all that may stand for them, several words as one where the thesaurus knows them so.
    Known,
    /// Each by itself: "rebuilt" and "the dashboard", also where both together are known.
    Apart,
    /// To the letter.
    Literal,
}

/// How a label's own words would be judged in an answer: what is no objection to them there is none to others.
#[derive(Debug, Clone, Copy, Default)]
struct Own {
    /// "Bad news cannot wait" is no fact.
    mood: Mood,
    /// "Donors stopped giving" denies the giving, and means to.
    opposite: bool,
    /// "Nobody was mentoring her" is about somebody else.
    others: bool,
}

#[derive(Debug, Clone)]
struct Deed {
    tree: Tree,
    negated: bool,
    nobody: bool,
    stance: Stance,
    /// Whether the label only wants it sooner, so that having done it is no contradiction.
    sooner: bool,
}

/// How the label itself speaks of its deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stance {
    /// "I traced".
    Done,
    /// "I would propose".
    Supposed,
    /// "I could turn it off".
    Able,
}

#[derive(Debug, Clone)]
struct Part {
    tree: Tree,
    number: Option<NumberWish>,
    negated: bool,
    optional: bool,
    verb: bool,
}

impl Part {
    fn new(part: PlannedPart, reader: &mut Reader, terms: &mut Terms) -> Self {
        Self {
            tree: terms.tree(reader, &part.words, 0, part.verb),
            number: match part.words {
                Node::Number(wish) => Some(wish),
                _ => None,
            },
            negated: part.negated,
            optional: part.optional,
            verb: part.verb,
        }
    }
}

/// Where a part was found.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
    how: How,
    denies: bool,
}

/// Words without a meaning of their own in a label.
const SMALL: tags::Tags = tags::ARTICLE
    | tags::PREPOSITION
    | tags::AUX
    | tags::AND
    | tags::OR
    | tags::MINE
    | tags::OURS
    | tags::THEIRS
    | tags::IT
    | tags::THERE
    | tags::SUBJECT
    | tags::NOT
    | tags::NO
    | tags::NOBODY
    | tags::OBJECT;

/// Prepositions that carry a label's meaning.
const STRONG: [&str; 9] = [
    "outside", "before", "after", "beyond", "across", "inside", "behind", "between", "under",
];

impl Label {
    /// Works out what a label means.
    pub fn new(wording: Wording<'_>, reader: &mut Reader, terms: &mut Terms) -> Self {
        let tokens = reader.tokens(wording.say.split_whitespace());
        let mut plan = plan(&tokens, reader, wording.words == Words::Apart);
        if wording.words == Words::Literal {
            plan.keep_words();
        }
        let reflects = wording.place == SectionKind::Reflection;
        let nouns = match &plan.deed {
            Some(deed) => objects_of(tokens[deed.at].stem, wording.example, reader),
            None => Vec::new(),
        };
        let objects = nouns
            .iter()
            .map(|noun| terms.tree(reader, &Node::Like(noun.clone()), 0, false))
            .collect();
        let deed = plan.deed.map(|deed| Deed {
            tree: terms.tree(reader, &deed.words, 0, true),
            negated: deed.negated,
            nobody: deed.nobody,
            stance: deed.stance,
            sooner: turn::too_late(wording.say),
        });
        let parts: Vec<Part> = (plan.parts.into_iter())
            .map(|part| Part::new(part, reader, terms))
            .collect();
        let any = |tag| tokens.iter().any(|token| token.tags & tag != 0);
        let first = |tag| tokens.first().is_some_and(|token| token.tags & tag != 0);
        let mut content = tokens.iter().filter(|token| token.tags & SMALL == 0);
        Self {
            negative: parts.iter().any(|part| part.negated)
                || deed.as_ref().is_some_and(|deed| deed.nobody),
            people: nouns
                .iter()
                .any(|noun| Grammar::shared().tags(noun) & tags::AGENT != 0),
            objects,
            imperative: reflects && tokens.first().is_some_and(|token| tells_to_do(token.tags)),
            lesson: reflects && deed.is_none(),
            reflects,
            deed,
            parts,
            topic: reflects && names_topic(wording.say) && !plan.claims,
            supposes: any(tags::WOULD),
            agent: (content.next()).is_some_and(|token| token.tags & tags::AGENT != 0),
            property: first(tags::NOT),
            zero: any(tags::NO),
            everyone: first(tags::SOMEBODY),
            planned: wording.place == SectionKind::Task || spare::due(&tokens, reader),
            own: Own::default(),
        }
    }

    /// Learns how the label's own words, read as `text`, would be judged. Whether it finds itself in them.
    pub fn calibrate(&mut self, text: &Text<'_>) -> bool {
        let matcher = Matcher { text };
        self.own.others =
            (0..text.heard.len()).any(|at| text.heard.any(at, &["her", "him", "them", "you"]));
        if let Some(deed) = &self.deed {
            let places = matcher.all(&deed.tree);
            return (places.iter())
                .any(|found| self.parts_near(text, found, 18).0 == self.required());
        }
        let mut clauses = text.reading.clauses.iter();
        let wants = clauses
            .any(|clause| (clause.main).is_some_and(|main| text.heard.has(main, tags::WANT)));
        let bags = self.bags(text);
        let whole = bags.iter().find(|(_, count)| *count == self.required());
        if let Some((found, _)) = whole {
            let (mood, opposite) = matcher.claim(found);
            // "The customer wanted a version": what is wanted is no fact there, either.
            self.own.mood = if wants {
                mood.max(Mood::Intended)
            } else {
                mood
            };
            self.own.opposite = opposite && !claim::verb_denied(text, found);
        }
        whole.is_some()
    }

    /// Whether it names something that is missing.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Whether it says that nobody did something.
    #[must_use]
    pub fn is_undone(&self) -> bool {
        self.deed.as_ref().is_some_and(|deed| deed.nobody)
    }

    /// Every place in `text` that bears on the label.
    pub fn outcomes(&self, text: &Text<'_>, story: &Story, way: usize) -> Vec<Outcome> {
        let found = match &self.deed {
            Some(deed) if deed.nobody => self.undone(text, story, deed),
            Some(deed) => self.done(text, story, deed),
            None if self.negative => self.absent(text),
            None => self.spoken(text),
        };
        found
            .into_iter()
            .map(|(found, verdict, reason)| finish(text, story, &found, verdict, reason, way))
            .collect()
    }

    /// The numbers that it asks for.
    pub fn wishes(&self) -> impl Iterator<Item = &NumberWish> {
        self.parts.iter().filter_map(|part| part.number.as_ref())
    }

    fn required(&self) -> usize {
        self.parts.iter().filter(|part| !part.optional).count()
    }
}

/// Whether a word with these tags, at the head of a lesson, is a verb in its base form.
fn tells_to_do(tags: tags::Tags) -> bool {
    let other = tags::MOSTLY_NOUN | tags::MOSTLY_ADJ | tags::PAST | tags::ING | SMALL;
    tags & tags::VERB != 0 && tags & other == 0
}

fn add_places(found: &mut Found, places: &[Place]) {
    for place in places {
        found.start = found.start.min(place.start);
        found.end = found.end.max(place.end);
        found.touched.push(Touch {
            start: place.start,
            end: place.end,
            how: place.how,
            denied: true,
            done: false,
        });
    }
}

/// "Nobody had asked except my manager", "no ticket apart from": the exception is the rule's end.
#[must_use]
pub fn excepted(text: &Text<'_>, end: usize) -> bool {
    let heard = text.heard;
    (end..heard.len().min(end + 6))
        .take_while(|&at| heard.before(at) < Break::Stop)
        .any(|at| {
            heard.any(at, &["except", "besides"]) && !heard.has(at + 1, tags::IT)
                || heard.is(at, "twice") && at <= end + 1 && heard.before(at) == Break::None
                || heard.any(at, &["apart", "aside"]) && heard.is(at + 1, "from")
                || heard.is(at, "other") && heard.is(at + 1, "than")
                || heard.is(at, "but")
                    && heard.has(at + 1, tags::MINE | tags::THEIRS)
                    && at <= end + 1
        })
}

/// The verdict with the story's say in it, and the words that it rests on.
fn finish(
    text: &Text<'_>,
    story: &Story,
    found: &Found,
    verdict: Verdict,
    reason: Reason,
    way: usize,
) -> Outcome {
    let foreign = matches!(verdict, Verdict::Said | Verdict::Denied | Verdict::Near)
        && story.elsewhere(text, found);
    let misheard = found
        .touched
        .iter()
        .find(|touch| touch.how >= How::Misheard);
    Outcome {
        verdict: if foreign { Verdict::Refused } else { verdict },
        reason: if foreign { Reason::Object } else { reason },
        verb: found
            .touched
            .first()
            .map_or(found.start, |touch| touch.start),
        start: found.start,
        end: found.end,
        misheard: misheard.map(|touch| (touch.start, touch.end)),
        way,
    }
}

/// Lets the quote begin with the negator.
fn quote_negator(text: &Text<'_>, found: &mut Found, verb: usize) {
    let denies = tags::NOT | tags::NO | tags::NOBODY;
    let Some(clause) = text.reading.clause(verb) else {
        return;
    };
    let first = (clause.start..found.start).find(|&at| text.heard.has(at, denies));
    if let Some(first) = first.filter(|first| found.start - first <= 8) {
        found.start = first;
    }
}
