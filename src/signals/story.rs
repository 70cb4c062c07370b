//! What the story is about, as far as its own words tell, and whether a claim speaks of something else.
//!
//! "I pulled a muscle" has the right doer and the right verb. Only the story tells that it is not about the logs.

use super::clause::{Clause, Doer, Heard, Kind};
use super::compile::How;
use super::map::Set;
use super::matching::Found;
use super::normal::{Break, Reader};
use super::number::Unit;
use super::tags;
use super::text::Text;
use super::thesaurus::Thesaurus;
use crate::scenario::Section;

/// Stems that the story uses.
#[derive(Debug, Default)]
pub struct Story {
    stems: Set<u32>,
    /// Those of its labels, its tellings and its names alone, without what an author's patterns allow for.
    own: Set<u32>,
    everyday: Set<u32>,
    desk: Set<u32>,
}

impl Story {
    /// Collects the words of `sections` and of the vocabulary.
    pub fn of(sections: &[&Section], vocabulary: &[String], reader: &mut Reader) -> Self {
        let mut story = Self::default();
        let mut sources: Vec<(&str, bool)> = (vocabulary.iter())
            .map(|name| (name.as_str(), true))
            .collect();
        for section in sections {
            sources.push((&section.example, true));
            for signal in &section.signals {
                sources.push((&signal.say, true));
                let patterns = signal
                    .patterns
                    .iter()
                    .chain(&signal.near)
                    .chain(&signal.denied_by);
                sources.extend(patterns.map(|pattern| (pattern.source.as_str(), false)));
            }
        }
        for (source, own) in sources {
            let cleaned = source.replace(
                |c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '%' | '$' | '.' | ',' | '-')),
                " ",
            );
            for token in reader.tokens(cleaned.split_whitespace()) {
                story.stems.insert(token.stem);
                if own {
                    story.own.insert(token.stem);
                }
            }
        }
        for word in Thesaurus::shared().everyday() {
            story.everyday.insert(reader.form(word));
            story.everyday.insert(reader.form(&format!("{word}s")));
        }
        for word in Thesaurus::shared().desk() {
            story.desk.insert(reader.form(word));
            story.desk.insert(reader.form(&format!("{word}s")));
        }
        story
    }

    /// Whether the story uses the word at `at`.
    #[must_use]
    pub fn speaks_of(&self, heard: Heard<'_>, at: usize) -> bool {
        let content =
            heard.has(at, tags::NOUN | tags::VERB | tags::ADJ) || !heard.has(at, tags::KNOWN);
        let small = tags::ARTICLE
            | tags::PREPOSITION
            | tags::AUX
            | tags::ADVERB
            | tags::SUBJECT
            | tags::IT
            | tags::AND
            | tags::TIME
            | tags::VAGUE;
        content
            && !heard.has(at, small)
            && heard
                .tokens
                .get(at)
                .is_some_and(|token| self.stems.contains(&token.stem))
    }

    /// Whether the word at `at` belongs to daily life and not to this story.
    #[must_use]
    pub fn foreign(&self, heard: Heard<'_>, at: usize) -> bool {
        let Some(token) = heard.tokens.get(at) else {
            return false;
        };
        let everyday = token.tags & tags::EVERYDAY != 0 && token.tags & tags::MOSTLY_NOUN != 0
            || self.everyday.contains(&token.form);
        // "The parking" is a thing, "parking" may be a deed.
        let article = tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS;
        let named = at > 0 && heard.has(at - 1, article);
        let deed = token.tags & (tags::PAST | tags::ING) != 0 && !named;
        // "Pea ninety five" is no pea.
        let counted = heard.numbered(at + 1) && heard.before(at + 1) == Break::None;
        let own = self.own.contains(&token.stem);
        everyday && !deed && !counted && !own && !figurative(heard, at) || self.area(heard, at)
    }

    /// Whether the word at `at` names another part of the product or the company than the story's: "the search page",
    /// "the p95 of search".
    #[must_use]
    pub fn area(&self, heard: Heard<'_>, at: usize) -> bool {
        let Some(token) = heard.tokens.get(at) else {
            return false;
        };
        let describes = heard.has(at + 1, tags::NOUN)
            && !heard.has(at + 1, tags::SMALL | tags::TIME | tags::ADVERB)
            && heard.before(at + 1) == Break::None;
        let article = tags::ARTICLE | tags::OURS | tags::THEIRS;
        let lead = at.saturating_sub(1 + usize::from(at > 0 && heard.has(at - 1, article)));
        let of = lead < at && heard.any(lead, &["of", "for"]);
        token.tags & tags::AREA != 0 && (describes || of) && !self.stems.contains(&token.stem)
    }

    /// Whether the word at `at` is a thing of any office and not of this story: minutes, slides, a timesheet.
    #[must_use]
    pub fn desk(&self, heard: Heard<'_>, at: usize) -> bool {
        let counted = at > 0 && heard.numbered(at - 1);
        heard
            .tokens
            .get(at)
            .filter(|_| !counted)
            .is_some_and(|token| {
                self.desk.contains(&token.form)
                    && (token.tags & tags::TIME != 0 || !self.stems.contains(&token.stem))
            })
            || self.foreign(heard, at)
    }

    /// Whether what was found is said of something outside the story: its object, or its subject, is an everyday thing.
    /// An everyday thing that only stands by ("I had a coffee", "no email", "on the train") says nothing about it.
    #[must_use]
    pub fn elsewhere(&self, text: &Text<'_>, found: &Found) -> bool {
        let heard = text.heard;
        let (Some(first), Some(last)) = (
            text.reading.clause(found.start),
            text.reading.clause(found.end.saturating_sub(1)),
        ) else {
            return false;
        };
        let deed = found.touched.iter().any(|touch| touch.done);
        let measured = (text.numbers.iter()).any(|number| {
            found.start <= number.start && number.end <= found.end && number.unit != Unit::Plain
        });
        let before = first.start.max(found.start.saturating_sub(6))..found.start;
        let subject = before
            .rev()
            .take_while(|&at| heard.before(at + 1) == Break::None)
            .any(|at| {
                let place = !deed && measured && heard.any(first.start, &["on", "in", "for"]);
                self.foreign(heard, at)
                    && !self.piece(text, at)
                    && (place || !self.aside(heard, first.start, at))
            });
        // What stands first or last in a phrase was asked for; what its gap passed over was not.
        let free = |at: usize| {
            let mut touched = found.touched.iter();
            !touched.any(|touch| at == touch.start || at + 1 == touch.end)
        };
        let inside = (found.start..found.end)
            .any(|at| self.foreign(heard, at) && free(at) && !self.piece(text, at));
        subject
            || inside
            || self.names_another(text, found)
            || self.of_another(text, found)
            || self.foreign_object(text, found, last)
            || self.foreign_topic(text, found, first)
    }

    /// "Average salaries looked fine": the noun that was asked for only describes another.
    fn names_another(&self, text: &Text<'_>, found: &Found) -> bool {
        let heard = text.heard;
        let other = tags::SMALL
            | tags::VAGUE
            | tags::ADVERB
            | tags::PAST
            | tags::ING
            | tags::VERB_S
            | tags::GENERAL
            | tags::TIME
            | tags::AGENT;
        found.touched.iter().any(|touch| {
            let next = touch.end;
            let number =
                (text.numbers.iter()).any(|number| number.start < next && touch.start < number.end);
            let taken = found.touched.iter().any(|other| other.start == next);
            let later = (found.touched.iter()).any(|other| other.start > next && next < found.end);
            let counted = heard.numbered(next + 1);
            !touch.done
                && !number
                && !taken
                && touch.how == How::Said
                && heard.has(next - 1, tags::NOUN)
                && heard.has(next, tags::NOUN)
                && heard.has(next, tags::KNOWN)
                && !heard.has(next, other)
                && later
                && !counted
                && !heard.has(next, tags::ADJ)
                && !text.hits[touch.start].iter().any(|hit| hit.end > next)
                && heard.before(next) == Break::None
                && !heard.numbered(next)
                && !text.joins(next)
                && !self.stems.contains(&heard.tokens[next].stem)
        })
    }

    /// "The p95 of the search was 4.2 seconds": what is measured belongs to a thing that the story does not speak of.
    fn of_another(&self, text: &Text<'_>, found: &Found) -> bool {
        let heard = text.heard;
        let counts = text
            .numbers
            .iter()
            .any(|number| found.start <= number.start && number.end <= found.end);
        // "I drew a map of the services": what the speaker did stands first, and the rest may be told with other words.
        let own = (found.touched.first()).is_some_and(|touch| {
            let role = text.role(text.verb_in(touch.start, touch.end));
            role.kind == Kind::Verb && role.doer == Doer::I
        });
        let deed = own || found.touched.iter().any(|touch| touch.done);
        (counts || !deed && found.touched.len() >= 2)
            && found.touched.iter().any(|touch| {
                let of = touch.end;
                let number = text
                    .numbers
                    .iter()
                    .any(|number| number.start < of && touch.start < number.end);
                let article = heard.has(of + 1, tags::ARTICLE | tags::OURS | tags::THEIRS);
                let noun = of + 1 + usize::from(article);
                let small =
                    tags::TIME | tags::AGENT | tags::VAGUE | tags::IT | tags::OBJECT | tags::SMALL;
                !number
                    && heard.any(of, &["of", "for"])
                    && noun < found.end
                    && heard.has(noun, tags::NOUN)
                    && !heard.has(noun, small)
                    && !heard.numbered(noun)
                    && !text.joins(noun)
                    && !self.stems.contains(&heard.tokens[noun].stem)
            })
    }

    /// "I coordinated the lunch", "no alert on my phone".
    fn foreign_object(&self, text: &Text<'_>, found: &Found, last: &Clause) -> bool {
        let heard = text.heard;
        let deed = found.touched.iter().any(|touch| touch.done);
        let mut after = last.end.min(found.end + 7);
        let ends = |at: usize| {
            let opens = heard.has(at, tags::BUT | tags::SUBORDINATE)
                && !heard.has(at, tags::PREPOSITION | tags::ARTICLE);
            // "No ticket and no email", "no pager, no email": another thing begins.
            let next =
                heard.has(at, tags::AND | tags::OR | tags::NO) || heard.before(at) >= Break::Comma;
            opens || !deed && next
        };
        if let Some(stop) = (found.end..after).find(|&at| ends(at)) {
            after = stop;
        }
        // "I noticed that our login page": the clause that follows is the object.
        let follows =
            heard.is(last.end, "that") || last.main.is_some_and(|main| main + 1 >= found.end);
        if found.end >= last.end && follows {
            let next = text.reading.clause(last.end).filter(|clause| {
                clause.sentence == last.sentence
                    && heard.has(
                        clause.start,
                        tags::SUBORDINATE | tags::ARTICLE | tags::MINE | tags::OURS,
                    )
            });
            if let Some(clause) = next {
                after = clause.end.min(found.end + 8);
            }
        }
        // "No alert on my phone" tells which alert; "I wrote it on the train" only where.
        let attached = !deed && heard.any(found.end, &["on", "for", "at", "with", "about", "from"]);
        let by = deed && heard.any(found.end, &["by", "of"]);
        let from = found.end + usize::from(attached || by);
        let named = from + usize::from(heard.has(from, tags::ARTICLE | tags::OURS));
        if by && (named..after.min(named + 2)).any(|at| self.desk(heard, at)) {
            return true;
        }
        (found.end..after).any(|at| {
            let own = (found.end..at.saturating_sub(1)).any(|index| self.speaks_of(heard, index));
            // "The fix in a hotel room": behind a thing of the story only "of" and its like attach another.
            let tied = (at.saturating_sub(3)..at)
                .any(|index| heard.any(index, &["of", "to", "for", "about"]));
            self.foreign(heard, at) && !self.aside(heard, from, at) && (!own || tied)
        })
    }

    /// "The bus took 40 minutes, and everyone accepted it": the clause before says what it is about, unless the claim
    /// itself names something of the story.
    fn foreign_topic(&self, text: &Text<'_>, found: &Found, first: &Clause) -> bool {
        let heard = text.heard;
        let measured = text.numbers.iter().any(|number| {
            found.start <= number.start && number.end <= found.end && number.unit != Unit::Plain
        });
        let own = text.reading.of.get(found.end.saturating_sub(1));
        // "I saw that only twelve came": what was seen stands in the clause behind it.
        let next = own.map(|own| own + 1);
        let that = |at: usize| {
            (text.reading.of.get(at).copied() == next)
                && (next.and_then(|next| text.reading.clauses.get(next)))
                    .is_some_and(|clause| heard.any(clause.start, &["that", "how"]))
        };
        let mut rest = (found.end..heard.len().min(found.end + 10))
            .take_while(|&at| text.reading.of.get(at) == own || that(at));
        if measured
            || rest.any(|at| self.speaks_of(heard, at) || heard.any(at, &["problem", "issue"]))
        {
            return false;
        }
        let earlier = (first.start.checked_sub(1))
            .and_then(|at| text.reading.clause(at))
            .filter(|clause| {
                clause.sentence == first.sentence && !heard.has(first.start, tags::BUT)
            });
        // "I was a supervisor in a garden centre": who is speaking, and not what about.
        let self_told = |clause: &Clause| {
            clause.doer == Doer::I
                && (clause.main).is_some_and(|main| {
                    heard.has(main, tags::BE) || heard.any(main, &["work", "worked"])
                })
        };
        earlier
            .filter(|clause| !self_told(clause))
            .is_some_and(|clause| {
                let until = clause.end.min(clause.start + 10);
                (clause.start..until).any(|at| {
                    self.foreign(heard, at)
                        && !self.piece(text, at)
                        && !self.aside(heard, clause.start, at)
                })
            })
    }

    /// Whether the word at `at` is only a piece of another one that was heard: the pie of "pie lot", a pilot.
    fn piece(&self, text: &Text<'_>, at: usize) -> bool {
        (at.saturating_sub(2)..=at).any(|start| {
            let hits = text.hits.get(start).into_iter().flatten();
            hits.filter(|hit| hit.how >= How::Misheard)
                .any(|hit| hit.end > at && hit.end > start + 1)
        })
    }

    /// Whether a preposition of time or place stands between: "over lunch", "on the train", "during the flight".
    fn aside(&self, heard: Heard<'_>, from: usize, at: usize) -> bool {
        (from..at).rev().take(4).any(|index| {
            heard.any(
                index,
                &[
                    "over", "during", "at", "on", "while", "before", "after", "with", "by", "like",
                    "as", "from", "between", "since",
                ],
            )
        })
    }
}

/// Whether the everyday word at `at` stands for something else: "a piece of the puzzle", "by word of mouth".
pub(in crate::signals) fn figurative(heard: Heard<'_>, at: usize) -> bool {
    Thesaurus::shared().figures().iter().any(|turn| {
        (turn.iter().enumerate())
            .filter(|(_, word)| heard.is(at, word))
            .filter_map(|(index, _)| at.checked_sub(index))
            .any(|start| (turn.iter().zip(start..)).all(|(word, at)| heard.is(at, word)))
    })
}
