//! Cuts the transcript of a whole answer into those of its sections. Pure.

use crate::time::{Offset, Span};
use crate::transcript::{Filler, Removed, Transcript, Word};

/// The part of `whole` inside `part`, with times that count from the part's start. A word belongs to the part that
/// holds its middle.
#[must_use]
pub fn part_of(whole: &Transcript, part: Span) -> Transcript {
    let inside = |span: Span| part.contains(span.start + span.length() / 2);
    let moved = |span: Span| {
        let clipped = span
            .overlap(part)
            .unwrap_or(Span::new(part.start, part.start));
        Span::new(
            Offset::START + (clipped.start - part.start),
            Offset::START + (clipped.end - part.start),
        )
    };
    let words = whole.words.iter().filter(|word| inside(word.span));
    let voiced = whole
        .voiced
        .iter()
        .filter(|span| span.overlap(part).is_some());
    let fillers = whole.fillers.iter().filter(|filler| inside(filler.span));
    let not_understood = whole.not_understood.iter();
    let not_understood = not_understood.filter(|span| span.overlap(part).is_some());
    let removed = whole.removed.iter().filter(|removed| inside(removed.span));
    Transcript {
        length: part.length(),
        words: words
            .map(|word| Word {
                span: moved(word.span),
                ..word.clone()
            })
            .collect(),
        voiced: voiced.map(|span| moved(*span)).collect(),
        fillers: fillers
            .map(|filler| Filler {
                span: moved(filler.span),
                ..filler.clone()
            })
            .collect(),
        removed: removed
            .map(|removed| Removed {
                span: moved(removed.span),
                ..removed.clone()
            })
            .collect(),
        not_understood: not_understood.map(|span| moved(*span)).collect(),
        ..whole.clone()
    }
}

/// The stretches between `marks`, one for each of `count` sections, over a recording that ends at `end`. Missing marks
/// leave the last sections empty; surplus ones are passed over.
#[must_use]
pub fn between(marks: &[Offset], count: usize, end: Offset) -> Vec<Span> {
    let mut bounds = vec![Offset::START];
    bounds.extend(marks.iter().copied().take(count.saturating_sub(1)));
    bounds.resize(count.max(1), end);
    bounds.push(end);
    bounds
        .windows(2)
        .take(count)
        .map(|pair| Span::new(pair[0], pair[1]))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn word(text: &str, start_s: f64, end_s: f64) -> Word {
        Word {
            text: text.to_owned(),
            span: Span::from_seconds(start_s, end_s),
            p: 1.0,
            heard: None,
        }
    }

    #[test]
    fn a_part_holds_the_words_whose_middle_it_holds_counted_from_its_own_start() {
        let mut whole = Transcript::silent("base", "en", Duration::from_secs(10));
        whole.words = vec![
            word("before", 3.0, 4.0),
            word("across", 4.5, 5.9),
            word("after", 6.0, 7.0),
        ];
        whole.not_understood = vec![Span::from_seconds(1.0, 2.0), Span::from_seconds(4.0, 5.5)];
        let part = part_of(&whole, Span::from_seconds(5.0, 10.0));
        assert_eq!(part.not_understood, [Span::from_seconds(0.0, 0.5)]);
        let words: Vec<(&str, f64)> = part
            .words
            .iter()
            .map(|word| (word.text.as_str(), word.span.start.as_seconds()))
            .collect();
        assert_eq!(words, [("across", 0.0), ("after", 1.0)]);
        assert_eq!(part.length, Duration::from_secs(5));
    }

    #[test]
    fn sections_without_a_mark_are_empty_and_lie_at_the_end() {
        let spans = between(&[Offset::from_seconds(4.0)], 3, Offset::from_seconds(9.0));
        assert_eq!(
            spans,
            [
                Span::from_seconds(0.0, 4.0),
                Span::from_seconds(4.0, 9.0),
                Span::from_seconds(9.0, 9.0)
            ]
        );
    }
}
