//! Decides what became of a signal: which of the places that bear on it counts, and what is quoted of it.

use std::ops::Range;

use super::weigh::outcomes;
use super::*;

/// The place that decides: what was said, unless its opposite was said later; then what comes close.
pub(super) fn choose<'a>(text: &Text<'_>, outcomes: &'a [Outcome]) -> Option<&'a Outcome> {
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
    let covers = |said: &Outcome, other: &Outcome| {
        let longer = said.end - said.start > other.end - other.start;
        longer && said.start <= other.start && other.end <= said.end
    };
    let within_said = |denied: &Outcome| {
        let said = (outcomes.iter()).filter(|outcome| outcome.verdict == Verdict::Said);
        denied.reason != Reason::Authored && said.into_iter().any(|said| covers(said, denied))
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

pub(super) fn state(verdict: Verdict) -> State {
    match verdict {
        Verdict::Said => State::Said,
        Verdict::Near => State::Near,
        Verdict::Denied => State::Denied,
        Verdict::Refused => State::Missing,
    }
}

pub(super) fn decide(
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
        judged: None,
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
    let corrected = || {
        let heard = spoken.iter().filter_map(|word| word.heard.as_deref());
        let heard: Vec<&str> = heard.collect();
        (!heard.is_empty()).then(|| heard.join(" "))
    };
    SignalFinding {
        say: signal.say.clone(),
        state,
        judged: None,
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
pub(super) fn range(text: &Text<'_>, outcome: &Outcome) -> Range<usize> {
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

pub(super) fn quote(words: &[Word], range: Range<usize>) -> String {
    transcript::text(words.get(range).unwrap_or(&[]))
}

/// The place that decided first, and none twice: several patterns of the thesaurus may be written alike.
pub(super) fn decisive_first(weighed: impl Iterator<Item = Weighed>) -> Vec<Weighed> {
    let mut all: Vec<Weighed> = Vec::new();
    for one in weighed {
        let same = |other: &&mut Weighed| {
            (&other.pattern, &other.quote, other.verdict, other.reason)
                == (&one.pattern, &one.quote, one.verdict, one.reason)
        };
        match all.iter_mut().find(same) {
            Some(other) => other.decided |= one.decided,
            None => all.push(one),
        }
    }
    all.sort_by_key(|one| !one.decided);
    all
}
