//! A short picker: numbered choices, one key each, the last choice on Enter.

use serde::{Deserialize, Serialize};

use super::keys::{Key, Keys};
use super::screen::Screen;

/// How to rehearse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Read and be asked.
    Study,
    /// Section by section, aloud.
    Practice,
    /// The whole interview.
    Mock,
    /// The follow-up questions alone.
    FollowUps,
}

impl Way {
    /// All ways, in the order of getting ready.
    pub const ALL: [Self; 4] = [Self::Study, Self::Practice, Self::Mock, Self::FollowUps];

    /// A name for programs.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Study => "study",
            Self::Practice => "practice",
            Self::Mock => "mock",
            Self::FollowUps => "follow_ups",
        }
    }

    /// A line for the picker.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Study => "Study the story: examples, mistakes, a quiz",
            Self::Practice => "Practise it aloud, section by section",
            Self::Mock => "Mock interview: the whole answer, then follow-ups",
            Self::FollowUps => "Drill the follow-up questions",
        }
    }
}

/// What was picked last, kept between runs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Picked {
    /// The scenario's id.
    #[serde(default)]
    pub scenario: String,
    /// The way.
    #[serde(default)]
    pub way: Option<Way>,
    /// The level's id.
    #[serde(default)]
    pub level: String,
    /// The principle's id.
    #[serde(default)]
    pub principle: String,
}

/// Asks `question` with `options`, of which `usual` is taken on Enter. The index of the answer; `None` when the person
/// leaves.
pub fn ask(
    keys: &mut dyn Keys,
    screen: &mut dyn Screen,
    question: &str,
    options: &[String],
    usual: usize,
) -> Option<usize> {
    let usual = usual.min(options.len().saturating_sub(1));
    let mut text = format!("\n{question}\n");
    for (index, option) in options.iter().enumerate() {
        let mark = if index == usual { ">" } else { " " };
        text.push_str(&format!("{mark} {}  {option}\n", letter_of(index)));
    }
    text.push_str(&format!("Enter takes {}   q leave", letter_of(usual)));
    screen.say(&text);
    loop {
        match keys.next(std::time::Duration::from_secs(3600)) {
            Some(Key::Enter | Key::Space) => return Some(usual),
            Some(Key::Char('q') | Key::Escape | Key::Interrupt | Key::Hangup) => return None,
            Some(Key::Char(letter)) => {
                let chosen = (0..options.len())
                    .find(|index| letter_of(*index) == letter.to_ascii_lowercase());
                if chosen.is_some() {
                    return chosen;
                }
            }
            _ => {}
        }
    }
}

/// The key of an option: 1 to 9, then letters; `q` is left out.
fn letter_of(index: usize) -> char {
    "123456789abcdefghijklmnoprstuvwxyz"
        .chars()
        .nth(index)
        .unwrap_or('?')
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::time::Duration;

    use super::*;
    use crate::session::live::Moment;

    struct Typed(VecDeque<Key>);

    impl Keys for Typed {
        fn next(&mut self, _patience: Duration) -> Option<Key> {
            Some(self.0.pop_front().unwrap_or(Key::Hangup))
        }

        fn line(&mut self, _prompt: &str) -> Option<String> {
            None
        }
    }

    #[derive(Default)]
    struct Paper(String);

    impl Screen for Paper {
        fn say(&mut self, text: &str) {
            self.0.push_str(text);
        }

        fn show(&mut self, _moment: &Moment<'_>) {}

        fn working(&mut self, _what: &str, _done: f64) {}

        fn caption(&mut self, _line: &str) {}

        fn clear(&mut self) {}

        fn width(&self) -> usize {
            80
        }
    }

    fn answer(keys: &[Key]) -> Option<usize> {
        let options = ["one", "two", "three"].map(str::to_owned);
        ask(
            &mut Typed(keys.iter().copied().collect()),
            &mut Paper::default(),
            "Which?",
            &options,
            1,
        )
    }

    #[test]
    fn enter_takes_what_was_taken_last() {
        assert_eq!(answer(&[Key::Enter]), Some(1));
    }

    #[test]
    fn a_key_without_an_option_is_passed_over() {
        assert_eq!(answer(&[Key::Char('7'), Key::Char('3')]), Some(2));
    }

    #[test]
    fn a_closed_window_leaves() {
        assert_eq!(answer(&[]), None);
    }

    #[test]
    fn leaving_is_no_option() {
        assert!((0..40).all(|index| letter_of(index) != 'q'));
    }
}
