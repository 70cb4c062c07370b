//! What a bare label means: who must have done what, what must be denied, which words and numbers belong to it.
//!
//! "I traced" asks for the speaker and the verb; "no ticket" for a denial; "0.3% drop rate went to zero" for both
//! numbers. Whatever of the label has no meaning of its own in the thesaurus is asked for as it stands.

mod object;
mod parts;
mod plan;

use super::clause::{Doer, Heard, Kind, Mood, Reading};
use super::compile::{How, Terms, Tree};
use super::matching::{Found, Matcher, Touch, fits, worse};
use super::normal::{Break, Reader, Token};
use super::number::{Num, Quantity, Role as End, quantities};
use super::outcome::{Outcome, Reason, Verdict, of_mood};
use super::parse;
use super::pattern::{Node, NumberWish};
use super::story::Story;
use super::tags;
use super::text::Text;
use super::thesaurus::Thesaurus;
use super::words::Grammar;

pub(in crate::signals) use object::{Other, off_story};
pub use plan::{names_topic, numbers};
use plan::{object_head, objects_of, plan};

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
    /// Whether it says itself what would be, so that a supposition says it.
    supposes: bool,
    /// Whether everybody does it: then the speaker alone does not.
    everyone: bool,
    /// Whether it tells of a nothing, so that "zero drops" says it too.
    zero: bool,
}

#[derive(Debug, Clone)]
struct Deed {
    tree: Tree,
    negated: bool,
    nobody: bool,
    stance: Stance,
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
    /// Works out what `say` means; `example` is a good telling, which shows what a deed is done to.
    pub fn new(
        say: &str,
        topic: bool,
        example: &str,
        reader: &mut Reader,
        terms: &mut Terms,
    ) -> Self {
        let tokens = reader.tokens(say.split_whitespace());
        let plan = plan(&tokens, reader);
        let topic = topic && !plan.claims;
        let main = plan
            .main
            .and_then(|main| tokens.get(main))
            .map(|token| token.stem);
        let nouns = main.map_or_else(Vec::new, |stem| objects_of(stem, example, reader));
        let objects = nouns
            .iter()
            .map(|noun| terms.tree(reader, &Node::Like(noun.clone()), 0, false))
            .collect();
        let deed = plan.deed.map(|(words, negated, nobody, stance)| Deed {
            tree: terms.tree(reader, &words, 0, true),
            negated,
            nobody,
            stance,
        });
        let parts: Vec<Part> = plan
            .parts
            .into_iter()
            .map(|(node, negated, optional, verb)| Part {
                number: match &node {
                    Node::Number(wish) => Some(wish.clone()),
                    _ => None,
                },
                tree: terms.tree(reader, &node, 0, verb),
                negated,
                optional,
            })
            .collect();
        Self {
            negative: parts.iter().any(|part| part.negated)
                || deed.as_ref().is_some_and(|deed| deed.nobody),
            people: nouns
                .iter()
                .any(|noun| Grammar::shared().tags(noun) & tags::AGENT != 0),
            objects,
            deed,
            parts,
            topic,
            supposes: tokens.iter().any(|token| token.tags & tags::WOULD != 0),
            zero: tokens.iter().any(|token| token.tags & tags::NO != 0),
            everyone: tokens
                .first()
                .is_some_and(|token| token.tags & tags::SOMEBODY != 0),
        }
    }

    /// Whether it names something that is missing.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.negative
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

    /// Whether the deed that ends before `end` is done to what the example does it to, or to what the story speaks of
    /// where the example names nothing.
    fn about(&self, text: &Text<'_>, story: &Story, end: usize) -> bool {
        let matcher = Matcher { text };
        behind(text, end).any(|at| {
            let mut objects = self.objects.iter();
            if self.objects.is_empty() {
                story.speaks_of(text.heard, at)
            } else {
                objects.any(|object| !matcher.at(object, at).is_empty())
            }
        })
    }

    fn required(&self) -> usize {
        self.parts.iter().filter(|part| !part.optional).count()
    }

    /// Labels with "I": every place of the verb.
    fn done(&self, text: &Text<'_>, story: &Story, deed: &Deed) -> Vec<(Found, Verdict, Reason)> {
        let matcher = Matcher { text };
        let mut out = Vec::new();
        for mut found in matcher.all(&deed.tree) {
            if torn(text, &found) {
                continue;
            }
            let verb = text.verb_in(found.start, found.end);
            let role = text.role(verb);
            if role.kind == Kind::Noun {
                let (verdict, reason) = if left_out(text, verb) && !deed.negated {
                    (Verdict::Denied, Reason::Negated)
                } else {
                    (Verdict::Refused, Reason::NoDeed)
                };
                out.push((found, verdict, reason));
                continue;
            }
            if !matches!(role.doer, Doer::I | Doer::Joint) {
                out.push((found, Verdict::Refused, Reason::Doer(role.doer)));
                continue;
            }
            let loose = found.touched.iter().any(|touch| touch.how == How::Loose);
            let about = self.about(text, story, found.end);
            let person = object_head(text.heard, found.end).is_some_and(|head| {
                !text.heard.is(found.end, "to")
                    && text.heard.has(head, tags::AGENT | tags::SOMEBODY)
                    && !text.heard.has(head, tags::SUBJECT)
            });
            let clause_follows = text.heard.is(found.end, "that")
                || text.reading.of.get(found.end) != text.reading.of.get(found.start);
            let exempt = clause_follows || self.people || role.negated || about;
            let him = text.heard.any(found.end, &["him", "her"])
                && text.heard.has(found.end, tags::OBJECT);
            let last = found.end.wrapping_sub(1);
            let company = (found.start..found.end).any(|at| text.heard.is(at, "with"))
                || text.heard.is(last, "together") && last == found.start + 1;
            let strange = (person && !company || him && !self.people)
                && !exempt
                && !self.objects.is_empty()
                && self.parts.is_empty();
            let determiner = tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS;
            let split = verb + 1 < found.end && text.heard.has(verb + 1, determiner);
            let object = if split { verb + 1 } else { found.end };
            let other = off_story(text, story, object);
            let another = other == Some(Other::Thing) && !exempt;
            if loose && !about || strange || another {
                out.push((found, Verdict::Refused, Reason::Object));
                continue;
            }
            let denies = found.touched.iter().any(|touch| touch.denied);
            let none = nothing_done(text, &found);
            let (count, places) = self.parts_near(text, &found, 18);
            add_places(&mut found, &places);
            if let Some(clause) = text.reading.clause(verb)
                && clause.subject.start < found.start
                && !clause.subject.is_empty()
            {
                found.start = clause.subject.start.max(found.start.saturating_sub(8));
            }
            let whole = count == self.required();
            let negated = (role.negated && !denies) ^ none;
            let (mut verdict, mut reason) = deed_verdict(deed, negated, role.mood, role.doer);
            let could = text
                .reading
                .clause(verb)
                .is_some_and(|clause| (clause.start..verb).any(|at| text.heard.is(at, "could")));
            if deed.stance == Stance::Supposed && verdict == Verdict::Denied && could {
                (verdict, reason) = (Verdict::Near, Reason::Mood(Mood::Half));
            }
            if verdict == Verdict::Near && role.mood == Mood::Half && came_to_nothing(text, verb) {
                (verdict, reason) = (Verdict::Denied, Reason::Negated);
            }
            if verdict == Verdict::Said && !whole {
                (verdict, reason) = (self.partial(text, count), self.lacking(text, count));
            } else if verdict == Verdict::Denied && self.required() > 0 && count == 0 {
                verdict = Verdict::Refused;
            }
            let particle = split
                && text
                    .heard
                    .has(found.end.saturating_sub(1), tags::PREPOSITION);
            let single = particle
                || found
                    .touched
                    .first()
                    .is_none_or(|touch| touch.end <= touch.start + 1);
            if verdict == Verdict::Said
                && !about
                && self.parts.is_empty()
                && other.is_some()
                && single
            {
                (verdict, reason) = (Verdict::Near, Reason::Object);
            }
            // "I owed it", "I edit an alert": a short word that is another one is no clear hearing.
            let short = found.touched.iter().take(1).any(|touch| {
                touch.how >= How::Misheard
                    && touch.end == touch.start + 1
                    && text.heard.has(touch.start, tags::KNOWN)
                    && text.heard.text(touch.start).len() < 5
            });
            if short && verdict == Verdict::Said {
                (verdict, reason) = (Verdict::Near, Reason::Sound);
            }
            let confused = found.touched.iter().any(|touch| touch.how == How::Confused);
            if confused && verdict == Verdict::Said && !about && count == 0 {
                (verdict, reason) = (Verdict::Near, Reason::Sound);
            }
            out.push((found, verdict, reason));
        }
        out
    }

    /// Labels with "nobody": the verb denied, or with nobody as its subject.
    fn undone(&self, text: &Text<'_>, story: &Story, deed: &Deed) -> Vec<(Found, Verdict, Reason)> {
        let matcher = Matcher { text };
        let mut out = Vec::new();
        for mut found in matcher.all(&deed.tree) {
            let verb = text.verb_in(found.start, found.end);
            let role = text.role(verb);
            let (count, places) = self.parts_near(text, &found, 14);
            add_places(&mut found, &places);
            let denied = role.negated || role.doer == Doer::Nobody || text.reading.denied[verb];
            let whole = count == self.required();
            let others = matches!(role.doer, Doer::Other | Doer::We | Doer::Hidden);
            let about_others = text.heard.any(found.end, &["her", "him", "them", "you"]);
            let result = if !matches!(role.mood, Mood::Real | Mood::Half) {
                let quoted = denied && role.mood == Mood::Quoted;
                (
                    if quoted {
                        Verdict::Near
                    } else {
                        Verdict::Refused
                    },
                    Reason::Mood(role.mood),
                )
            } else if about_others || denied && role.doer == Doer::I && role.kind == Kind::Verb {
                (Verdict::Refused, Reason::Doer(Doer::I))
            } else if denied && whole && off_story(text, story, found.end).is_some() {
                (Verdict::Near, Reason::Object)
            } else if denied && whole && excepted(text, found.end) {
                (Verdict::Denied, Reason::NotNegated)
            } else if denied && whole {
                (Verdict::Said, Reason::Complete)
            } else if denied {
                (self.partial(text, count), self.lacking(text, count))
            } else if others && role.kind != Kind::Noun && (whole || count > 0) {
                (Verdict::Denied, Reason::NotNegated)
            } else {
                (Verdict::Refused, Reason::NotNegated)
            };
            let mut found = found;
            quote_negator(text, &mut found, verb);
            out.push((found, result.0, result.1));
        }
        out
    }

    /// Labels such as "no ticket": the thing within reach of a negator.
    fn absent(&self, text: &Text<'_>) -> Vec<(Found, Verdict, Reason)> {
        let mut out = Vec::new();
        for (mut found, count) in self.bags(text) {
            let negated = self
                .parts
                .iter()
                .enumerate()
                .filter(|(_, part)| part.negated);
            let reached = negated.clone().any(|(index, _)| {
                found
                    .touched
                    .iter()
                    .any(|touch| touch.denied && self.is_part(text, index, *touch))
            });
            let mood = text
                .reading
                .clause(found.start)
                .map_or(Mood::Real, |clause| clause.mood);
            let mood = worse(mood, text.quoted_inside(found.end.saturating_sub(1)));
            let whole = count == self.required();
            let result = match (reached, whole) {
                (true, _) if mood == Mood::Quoted => (Verdict::Near, Reason::Mood(mood)),
                (true | false, _) if !matches!(mood, Mood::Real | Mood::Half) => {
                    (Verdict::Refused, Reason::Mood(mood))
                }
                (true, true) if found.touched.iter().any(|touch| touch.how == How::Confused) => {
                    (Verdict::Near, Reason::Sound)
                }
                (true, true) if excepted(text, found.end) => (Verdict::Denied, Reason::NotNegated),
                (true, true) => (Verdict::Said, Reason::Complete),
                (true, false) => (self.partial(text, count), self.lacking(text, count)),
                (false, true) if exists(text, &found) => (Verdict::Denied, Reason::NotNegated),
                (false, _) => (Verdict::Refused, Reason::NotNegated),
            };
            let verb = found.start;
            quote_negator(text, &mut found, verb);
            out.push((found, result.0, result.1));
        }
        out
    }

    fn is_part(&self, text: &Text<'_>, index: usize, touch: Touch) -> bool {
        Matcher { text }
            .at(&self.parts[index].tree, touch.start)
            .iter()
            .any(|found| found.start == touch.start)
    }

    /// Labels that only say something: all of their words, near each other.
    fn spoken(&self, text: &Text<'_>) -> Vec<(Found, Verdict, Reason)> {
        let matcher = Matcher { text };
        let mut out = Vec::new();
        for (found, count) in self.bags(text) {
            let (mood, opposite) = matcher.claim(&found);
            let opposite = opposite && (!self.zero || verb_denied(text, &found));
            let whole = count == self.required() || self.says_it(text, &found, count);
            let mut result = if whole {
                (Verdict::Said, Reason::Complete)
            } else {
                (self.partial(text, count), self.lacking(text, count))
            };
            let open = (self.topic || self.supposes)
                && matches!(
                    mood,
                    Mood::Unreal | Mood::Intended | Mood::Half | Mood::Decided
                );
            let alone = self.everyone
                && found.touched.iter().any(|touch| {
                    let role = text.role(text.verb_in(touch.start, touch.end));
                    role.kind == Kind::Verb && role.doer == Doer::I
                });
            if whole && self.everyone && result.0 == Verdict::Said && excepted(text, found.end) {
                result = (Verdict::Near, Reason::NotNegated);
            }
            if alone || matcher.others(&found) || matcher.other_measure(&found) {
                result = (Verdict::Refused, Reason::Doer(Doer::Other));
            } else if mood == Mood::Quoted {
                result = if whole {
                    (Verdict::Near, Reason::Mood(mood))
                } else {
                    (Verdict::Refused, Reason::Mood(mood))
                };
            } else if !open && of_mood(mood) != Verdict::Said {
                let weaker = if whole {
                    of_mood(mood)
                } else {
                    Verdict::Refused
                };
                result = (weaker, Reason::Mood(mood));
            } else if opposite && (!self.topic || copula_denies(text, &found)) {
                result = if whole {
                    (Verdict::Denied, Reason::Negated)
                } else {
                    (Verdict::Refused, Reason::Negated)
                };
            }
            let sounds = found
                .touched
                .iter()
                .filter(|touch| touch.how == How::Confused)
                .count();
            if result.0 == Verdict::Said && sounds > 0 && sounds * 2 >= found.touched.len() {
                result = (Verdict::Near, Reason::Sound);
            }
            out.push((found, result.0, result.1));
        }
        out
    }

    /// "It went from 40 to 15 minutes": both ends of a change are there, and "it" stands for what changed.
    fn says_it(&self, text: &Text<'_>, found: &Found, count: usize) -> bool {
        let numbers = self.parts.iter().filter_map(|part| part.number.as_ref());
        let wishes: Vec<&NumberWish> = numbers.collect();
        let all = wishes
            .iter()
            .all(|wish| text.numbers.iter().any(|number| fits(wish, number)));
        let it = (found.start.saturating_sub(8)..found.end).any(|at| text.heard.is(at, "it"));
        wishes.len() >= 2 && all && it && count + 1 == self.required()
    }

    /// What a part of the label alone is worth.
    fn partial(&self, text: &Text<'_>, count: usize) -> Verdict {
        let deed = usize::from(self.deed.is_some());
        let (of, have) = (self.required() + deed, count + deed);
        // Half of a label with a number comes close only when some number of that kind was said.
        let half = self.deed.is_some() || self.has_numbers() && self.other_number(text);
        if of >= 2 && have >= 1 && (have * 2 > of || have * 2 == of && (of > 2 || half)) {
            Verdict::Near
        } else {
            Verdict::Refused
        }
    }

    /// Whether a number was said of the kind that the label asks for.
    fn other_number(&self, text: &Text<'_>) -> bool {
        let wishes = self.parts.iter().filter_map(|part| part.number.as_ref());
        wishes.into_iter().any(|wish| {
            let any = NumberWish {
                value: None,
                ..wish.clone()
            };
            text.numbers.iter().any(|number| fits(&any, number))
        })
    }

    fn has_numbers(&self) -> bool {
        self.parts.iter().any(|part| part.number.is_some())
    }

    fn lacking(&self, text: &Text<'_>, count: usize) -> Reason {
        let number = self
            .parts
            .iter()
            .filter_map(|part| part.number.as_ref())
            .any(|wish| !text.numbers.iter().any(|number| fits(wish, number)));
        if number {
            Reason::Number
        } else {
            Reason::Parts {
                found: count,
                of: self.required(),
            }
        }
    }
}

/// The tokens behind a deed that may say what it is done to: up to the next deed.
fn behind<'a>(text: &'a Text<'_>, end: usize) -> impl Iterator<Item = usize> + 'a {
    let own = text.reading.of.get(end.wrapping_sub(1)).copied();
    (end..text.heard.len().min(end + 12)).take_while(move |&at| {
        let clause = text.reading.clause(at);
        let apart = text.reading.of.get(at).copied() != own
            && clause.is_some_and(|clause| clause.carried || clause.doer == Doer::I);
        text.heard.before(at) < Break::Stop && !apart
    })
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

/// Whether a verb of what was found is denied, and not only a thing: "did not go to zero".
fn verb_denied(text: &Text<'_>, found: &Found) -> bool {
    (found.touched.iter()).any(|touch| {
        (text.reading.clause(touch.start)).is_some_and(|clause| {
            clause.negated && (clause.start..clause.end).any(|at| text.heard.has(at, tags::NOT))
        })
    })
}

/// "Write a fix, but I gave up": the end of the deed stands in a clause with a subject of its own.
fn torn(text: &Text<'_>, found: &Found) -> bool {
    let (Some(first), Some(last)) = (
        text.reading.clause(found.start),
        text.reading.clause(found.end.saturating_sub(1)),
    ) else {
        return false;
    };
    first.start != last.start && !last.carried && last.subject.start > found.start
}

fn deed_verdict(deed: &Deed, negated: bool, mood: Mood, doer: Doer) -> (Verdict, Reason) {
    if deed.stance == Stance::Able && !negated {
        return match mood {
            Mood::Asked | Mood::Quoted => (Verdict::Refused, Reason::Mood(mood)),
            _ => (Verdict::Said, Reason::Complete),
        };
    }
    if deed.stance == Stance::Supposed {
        return match mood {
            Mood::Unreal | Mood::Intended | Mood::Decided if !negated => {
                (Verdict::Said, Reason::Complete)
            }
            Mood::Real if !negated => (Verdict::Denied, Reason::Mood(mood)),
            _ => (Verdict::Refused, Reason::Mood(mood)),
        };
    }
    if negated != deed.negated {
        return match mood {
            Mood::Half if deed.negated => (Verdict::Refused, Reason::Mood(mood)),
            Mood::Real | Mood::Half => (
                Verdict::Denied,
                if negated {
                    Reason::Negated
                } else {
                    Reason::NotNegated
                },
            ),
            _ => (Verdict::Refused, Reason::Mood(mood)),
        };
    }
    match of_mood(mood) {
        Verdict::Said if doer == Doer::Joint => (Verdict::Near, Reason::Doer(doer)),
        Verdict::Said => (Verdict::Said, Reason::Complete),
        verdict => (verdict, Reason::Mood(mood)),
    }
}

/// "I skipped the load test": the deed is named as what the speaker left out.
fn left_out(text: &Text<'_>, at: usize) -> bool {
    let heard = text.heard;
    text.reading.clause(at).is_some_and(|clause| {
        let main = clause.main.filter(|&main| main < at && at <= main + 4);
        clause.doer == Doer::I
            && clause.mood == Mood::Real
            && !clause.negated
            && main.is_some_and(|main| {
                heard.any(main, &["skipped", "skip", "omitted", "forgot", "avoided"])
            })
    })
}

/// "I wrote no fix", "I traced nothing", "I coordinated with nobody": the object denies the deed.
fn nothing_done(text: &Text<'_>, found: &Found) -> bool {
    let heard = text.heard;
    let own = text.reading.of.get(found.start);
    // "Took no ownership", "decided not to act": the meaning stretches over its negator.
    let denied = &text.reading.denied;
    let over = found
        .touched
        .iter()
        .filter(|touch| !touch.denied)
        .any(|touch| touch.end > touch.start + 1 && denied[touch.end - 1] && !denied[touch.start]);
    if over {
        return true;
    }
    (found.end..heard.len().min(found.end + 3))
        .take_while(|&at| text.reading.of.get(at) == own && heard.before(at) < Break::Comma)
        .take_while(|&at| {
            at == found.end || heard.has(at - 1, tags::PREPOSITION | tags::ADVERB | tags::NO)
        })
        .any(|at| {
            heard.has(at, tags::NOBODY) || heard.any(at, &["no", "none", "neither", "nothing"])
        })
}

/// "Nobody had asked except my manager", "no ticket apart from": the exception is the rule's end.
#[must_use]
pub fn excepted(text: &Text<'_>, end: usize) -> bool {
    let heard = text.heard;
    (end..heard.len().min(end + 6))
        .take_while(|&at| heard.before(at) < Break::Stop)
        .any(|at| {
            heard.any(at, &["except", "besides", "twice"]) && !heard.has(at + 1, tags::IT)
                || heard.any(at, &["apart", "aside"]) && heard.is(at + 1, "from")
                || heard.is(at, "other") && heard.is(at + 1, "than")
                || heard.is(at, "but")
                    && heard.has(at + 1, tags::MINE | tags::THEIRS)
                    && at <= end + 1
        })
}

/// "I tried to reproduce it, but I never managed to": whether a clause soon after says that it did not work.
fn came_to_nothing(text: &Text<'_>, verb: usize) -> bool {
    let Some(&own) = text.reading.of.get(verb) else {
        return false;
    };
    let heard = text.heard;
    text.reading
        .clauses
        .iter()
        .skip(own + 1)
        .take(2)
        .any(|clause| {
            let works = [
                "managed",
                "manage",
                "succeeded",
                "succeed",
                "able",
                "could",
                "work",
                "worked",
                "happened",
                "happen",
                "got",
            ];
            clause.negated && (clause.start..clause.end).any(|at| heard.any(at, &works))
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

/// Whether the clause says that the thing is there: "there was", "we had", "somebody filed".
fn exists(text: &Text<'_>, found: &Found) -> bool {
    let Some(clause) = text.reading.clause(found.start) else {
        return false;
    };
    let heard = text.heard;
    let Some(main) = clause.main else {
        return !clause.negated && (clause.start..clause.end).any(|at| heard.has(at, tags::THERE));
    };
    if clause.negated {
        return false;
    }
    let there =
        (clause.start..found.start.max(clause.start + 1)).any(|at| heard.has(at, tags::THERE));
    let have = heard.has(main, tags::HAVE) && !clause.passive;
    let stems = [
        "have",
        "had",
        "get",
        "got",
        "file",
        "open",
        "raise",
        "create",
        "log",
        "exist",
        "fire",
        "trigger",
        "go",
        "went",
        "gone",
        "ring",
        "rang",
        "page",
        "hire",
        "hired",
        "come",
        "came",
        "send",
        "sent",
        "assign",
        "assigned",
        "filed",
        "opened",
        "raised",
        "created",
        "logged",
        "existed",
        "fired",
        "triggered",
        "paged",
        "gave",
        "give",
        "given",
        "was",
        "received",
        "needed",
        "need",
        "added",
    ];
    there
        || have
        || heard.any(main, &stems)
            && (clause.doer != Doer::I
                || heard.any(
                    main,
                    &[
                        "had", "have", "got", "received", "assigned", "needed", "given",
                    ],
                ))
}

/// Whether a form of "be" denies the words: "it was not an organizational gap".
#[must_use]
pub fn copula_denies(text: &Text<'_>, found: &Found) -> bool {
    let Some(clause) = text.reading.clause(found.start) else {
        return false;
    };
    let heard = text.heard;
    clause.negated
        && clause
            .main
            .or(clause.verb)
            .is_some_and(|main| heard.has(main, tags::BE))
        && !(clause.start..found.start).any(|at| heard.has(at, tags::THERE | tags::NO))
}
