//! How much of the time goes to topics that the principle of this telling wants in the background.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scenario::Topic;
use crate::signals::pattern::Pattern;
use crate::signals::search::Search;
use crate::transcript::{Word, text};

/// A topic that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// The topic.
    pub topic: String,
    /// Seconds of the sentences that speak of it.
    pub seconds: f64,
    /// Seconds from the first word of the section to the last.
    pub of_s: f64,
    /// The words that gave it away, first come first.
    pub quotes: Vec<String>,
}

/// The topics of `play_down` that `words` speak of, each with its share of the time. A sentence counts in full once a
/// pattern of the topic stands in it; without punctuation, the words around the pattern do.
#[must_use]
pub fn read(play_down: &[Topic], words: &[Word]) -> Vec<Share> {
    let mut shares = Vec::new();
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return shares;
    };
    let of_s = milliseconds((last.span.end - first.span.start).as_secs_f64());
    for topic in play_down {
        let patterns: Vec<&Pattern> = topic.patterns.iter().collect();
        let found = Search::new(&patterns).find(words);
        let mut taken = vec![false; words.len()];
        for place in &found {
            let (start, end) = sentence(words, place.words.start, place.words.end);
            taken[start..end].fill(true);
        }
        if found.is_empty() {
            continue;
        }
        shares.push(Share {
            topic: topic.title.clone(),
            seconds: seconds(words, &taken),
            of_s,
            quotes: found
                .iter()
                .map(|place| text(&words[place.words.clone()]))
                .collect(),
        });
    }
    shares
}

/// How far a topic reaches around its words when no sentence ends near them.
const AROUND: usize = 10;

fn sentence(words: &[Word], start: usize, end: usize) -> (usize, usize) {
    let ends = |word: &Word| word.text.ends_with(['.', '?', '!']);
    let floor = start.saturating_sub(AROUND * 2);
    let first = (floor..start)
        .rev()
        .find(|&at| ends(&words[at]))
        .map_or(floor.max(start.saturating_sub(AROUND)), |at| at + 1);
    let ceiling = words.len().min(end + AROUND * 2);
    let last = (end.saturating_sub(1)..ceiling)
        .find(|&at| ends(&words[at]))
        .map_or(ceiling.min(end + AROUND), |at| at + 1);
    (first, last.max(end))
}

/// Time of the marked words, the pauses between neighbours included.
fn seconds(words: &[Word], taken: &[bool]) -> f64 {
    let mut total = 0.0;
    let mut begun = None;
    for (at, word) in words.iter().enumerate() {
        match (taken[at], begun) {
            (true, None) => begun = Some(word.span.start),
            (false, Some(start)) => {
                total += (words[at - 1].span.end - start).as_secs_f64();
                begun = None;
            }
            _ => {}
        }
    }
    if let (Some(start), Some(last)) = (begun, words.last()) {
        total += (last.span.end - start).as_secs_f64();
    }
    milliseconds(total)
}

/// Rounded to milliseconds, so that a report read back is the same.
fn milliseconds(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;

    #[test]
    fn the_whole_sentence_counts_and_no_other() {
        let text = "Our message queue has three regions. Then I noticed a loss.";
        let words: Vec<Word> = text
            .split_whitespace()
            .enumerate()
            .map(|(index, text)| Word {
                text: text.to_owned(),
                span: Span::from_seconds(index as f64, index as f64 + 1.0),
                p: 1.0,
                heard: None,
            })
            .collect();
        let topic = Topic {
            title: "architecture".to_owned(),
            patterns: vec![Pattern::parse("message queue").unwrap()],
        };
        let found = read(&[topic], &words);
        assert_eq!((found[0].seconds, found[0].of_s), (6.0, 11.0));
        assert_eq!(found[0].quotes, ["message queue"]);
    }

    #[test]
    fn the_share_is_that_of_the_sentences_with_the_pauses_inside_them() {
        // 38 s of architecture in 61 s: two sentences apart, each with a pause inside, one pause between the rest.
        let spans = [
            ("The", 0.0, 1.0),
            ("gateway", 1.0, 2.0),
            ("is", 10.0, 11.0),
            ("old.", 11.0, 20.0),
            ("I", 22.0, 23.0),
            ("noticed", 23.0, 24.0),
            ("it.", 24.0, 43.0),
            ("The", 43.0, 44.0),
            ("queue", 50.0, 51.0),
            ("grew.", 60.0, 61.0),
        ];
        let words: Vec<Word> = spans
            .iter()
            .map(|&(text, start, end)| Word {
                span: Span::from_seconds(start, end),
                ..Word::written(text)
            })
            .collect();
        let topic = |title: &str, patterns: &[&str]| Topic {
            title: title.to_owned(),
            patterns: patterns
                .iter()
                .map(|source| Pattern::parse(source).unwrap())
                .collect(),
        };
        let topics = [
            topic("architecture", &["gateway", "queue"]),
            topic("my manager", &["manager"]),
        ];
        let found = read(&topics, &words);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].seconds, found[0].of_s), (38.0, 61.0));
        assert_eq!(
            crate::output::wording::played_down(&found[0]),
            "architecture: 0:38.0 of 1:01.0, though this telling wants it short"
        );
    }
}
