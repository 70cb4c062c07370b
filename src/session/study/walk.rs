//! Leads a person through a study: shows a leaf, waits for a key, goes on. Lines are only ever appended, so that all
//! that was read can be scrolled back to, and a screen reader reads every leaf from its beginning.

use std::io::{self, Write};
use std::time::Duration;

use super::score::Dated;
use super::{Leaf, Study};
use crate::output::lesson;
use crate::output::sheet;
use crate::output::text::{Page, Style, Tone};
use crate::session::keys::{Key, Keys};

/// How long to wait for a key before waiting again.
const PATIENCE: Duration = Duration::from_secs(3600);

/// Lines of the terminal that the question for a key takes where it fits on one: it, one above and one below.
const PROMPT_LINES: usize = 3;

/// Columns of the longest question for a key.
const PROMPT_COLUMNS: usize = 55;

/// How a walk goes: how it looks, and what is known from the last one.
#[derive(Debug, Clone)]
pub struct Walk {
    /// How text is set.
    pub style: Style,
    /// Lines of the terminal; longer leaves stop there for a key. `None`: never stop.
    pub height: Option<usize>,
    /// The score of the last time.
    pub last_score: Option<Dated>,
}

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Next,
    Back,
    Answer(usize),
    Stop,
}

impl Walk {
    /// Walks through `study` until its end or until the person stops.
    ///
    /// # Errors
    /// When nothing can be printed.
    pub fn lead(
        &self,
        study: &mut Study<'_>,
        keys: &mut dyn Keys,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        loop {
            let mut rest = self.leaf(study)?;
            loop {
                rest = self.print(rest, out)?;
                if rest.is_empty() && study.leaf() == Leaf::End {
                    return Ok(());
                }
                self.prompt(study, !rest.is_empty(), out)?;
                match wish(keys) {
                    Wish::Stop => return Ok(()),
                    Wish::Next if !rest.is_empty() => {}
                    Wish::Next => {
                        study.forward();
                        break;
                    }
                    Wish::Back => {
                        study.back();
                        break;
                    }
                    Wish::Answer(option) => self.answer(study, option, out)?,
                }
            }
        }
    }

    /// The lines of the open leaf.
    fn leaf(&self, study: &Study<'_>) -> io::Result<Vec<String>> {
        let lines = lesson::lines(self.style, |page| match study.leaf() {
            Leaf::Overview => sheet::overview(study.scenario, study.plan, page),
            Leaf::Section(index) => {
                let level = study.scenario.level(&study.plan.level);
                study
                    .plan
                    .sections
                    .get(index)
                    .map_or(Ok(()), |it| sheet::section(it, level, page))
            }
            Leaf::Reflections => lesson::reflections(study.scenario, study.plan, page),
            Leaf::WeakAnswer => study.scenario.weak_answer.as_ref().map_or(Ok(()), |weak| {
                lesson::weak_answer(&study.scenario.question, weak, page)
            }),
            Leaf::Quiz(index) => quiz(study, index, page),
            Leaf::Score => self.score(study, page),
            Leaf::Aims => sheet::principles(study.scenario, study.plan, page),
            Leaf::FollowUp(index) => {
                let all = &study.scenario.follow_ups;
                all.get(index).map_or(Ok(()), |it| {
                    lesson::follow_up(it, index + 1, all.len(), page)
                })
            }
            Leaf::End => end(study, page),
        })?;
        let text = lines.into_iter().skip_while(String::is_empty);
        Ok(std::iter::once(String::new()).chain(text).collect())
    }

    fn score<W: Write>(&self, study: &Study<'_>, page: &mut Page<'_, W>) -> io::Result<()> {
        let score = study.score();
        page.heading("Your score", "")?;
        page.hanging(
            "  ",
            &format!("{} of {} best answers.", score.right, score.of),
        )?;
        if score.answered < score.of {
            page.hanging(
                "  ",
                &format!(
                    "{} not answered yet: go back for them with b.",
                    score.of - score.answered
                ),
            )?;
        }
        match &self.last_score {
            Some(last) => page.hanging(
                "  ",
                &format!(
                    "Last time, on {}: {} of {}.",
                    last.day, last.score.right, last.score.of
                ),
            ),
            None => Ok(()),
        }
    }

    /// Prints as many lines as the terminal shows at once, and gives the others.
    fn print(&self, mut lines: Vec<String>, out: &mut dyn Write) -> io::Result<Vec<String>> {
        let room = self.height.map_or(usize::MAX, |height| {
            let more = (PROMPT_COLUMNS - 1) / self.style.width.max(1);
            height.saturating_sub(PROMPT_LINES + more).max(1)
        });
        let rest = lines.split_off(lines.len().min(room));
        for line in lines {
            writeln!(out, "{line}")?;
        }
        Ok(rest)
    }

    /// Says which keys do what.
    fn prompt(&self, study: &Study<'_>, more: bool, out: &mut dyn Write) -> io::Result<()> {
        let (at, of) = study.place();
        let open = study
            .question()
            .filter(|(_, answer)| answer.is_none() && !more);
        let mut keys = match open {
            Some((question, _)) => vec![
                format!("1-{}: answer", question.options.len()),
                "Enter: skip".to_owned(),
            ],
            None if more => vec!["Enter: more".to_owned()],
            None => vec!["Enter: next".to_owned()],
        };
        if at > 1 {
            keys.push("b: back".to_owned());
        }
        keys.push("q: stop".to_owned());
        let text = format!("{at} of {of}   {}", keys.join("   "));
        let lines = lesson::lines(self.style, |page| {
            page.blank()?;
            page.line(&page.tinted(Tone::Aside, &text))
        })?;
        for line in lines {
            writeln!(out, "{line}")?;
        }
        out.flush()
    }

    fn answer(&self, study: &mut Study<'_>, option: usize, out: &mut dyn Write) -> io::Result<()> {
        let Some((question, before)) = study.question() else {
            return Ok(());
        };
        let lines = lesson::lines(self.style, |page| {
            page.blank()?;
            if study.answer(option) {
                lesson::verdict(question, option, page)
            } else if before.is_some() {
                page.hanging("  ", "Your first answer counts.")
            } else {
                page.hanging(
                    "  ",
                    &format!("Choose from 1 to {}.", question.options.len()),
                )
            }
        })?;
        self.print(lines, out).map(|_| ())
    }
}

fn quiz<W: Write>(study: &Study<'_>, index: usize, page: &mut Page<'_, W>) -> io::Result<()> {
    let Some((question, answer)) = study.question() else {
        return Ok(());
    };
    lesson::question(question, index + 1, study.scenario.quiz.len(), page)?;
    let Some(chosen) = answer else {
        return Ok(());
    };
    page.blank()?;
    lesson::verdict(question, chosen, page)
}

fn end<W: Write>(study: &Study<'_>, page: &mut Page<'_, W>) -> io::Result<()> {
    page.heading("That was all of it", "")?;
    page.hanging(
        "  ",
        &format!("Say it now: rehearse run {}", study.scenario.typed),
    )
}

/// Waits for a key that means something here.
fn wish(keys: &mut dyn Keys) -> Wish {
    loop {
        match keys.next(PATIENCE) {
            Some(Key::Enter | Key::Space | Key::Following | Key::Char('n' | 'N')) => {
                return Wish::Next;
            }
            Some(Key::Previous | Key::Backspace | Key::Char('b' | 'B')) => return Wish::Back,
            Some(Key::Escape | Key::Interrupt | Key::Hangup | Key::Char('q' | 'Q')) => {
                return Wish::Stop;
            }
            Some(Key::Char(digit)) => {
                if let Some(option) = digit.to_digit(10).and_then(|digit| digit.checked_sub(1)) {
                    return Wish::Answer(option as usize);
                }
            }
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::study::score::Score;
    use crate::session::study::tests::story;

    /// Keys pressed one after another; then the window is closed.
    struct Pressed<'a>(std::slice::Iter<'a, Key>);

    impl Keys for Pressed<'_> {
        fn next(&mut self, _: Duration) -> Option<Key> {
            Some(self.0.next().copied().unwrap_or(Key::Hangup))
        }

        fn line(&mut self, _: &str) -> Option<String> {
            None
        }
    }

    fn walked(walk: &Walk, pressed: &[Key]) -> (String, Score) {
        let (scenario, plan) = story();
        let mut study = Study::new(&scenario, &plan);
        let mut out = Vec::new();
        let mut keys = Pressed(pressed.iter());
        walk.lead(&mut study, &mut keys, &mut out).unwrap();
        (String::from_utf8(out).unwrap(), study.score())
    }

    fn plain(height: Option<usize>) -> Walk {
        Walk {
            style: Style::PLAIN,
            height,
            last_score: None,
        }
    }

    #[test]
    fn a_whole_walk_reads_from_the_question_to_the_way_on() {
        let mut pressed = vec![Key::Enter; 8];
        pressed.extend([
            Key::Char('2'),
            Key::Enter,
            Key::Char('1'),
            Key::Enter,
            Key::Char('1'),
        ]);
        pressed.extend([Key::Enter; 20]);
        let walk = Walk {
            last_score: Some(Dated {
                score: Score {
                    right: 1,
                    answered: 3,
                    of: 3,
                },
                day: "2026-11-22".to_owned(),
            }),
            ..plain(None)
        };
        let (text, score) = walked(&walk, &pressed);
        assert_eq!(
            score,
            Score {
                right: 2,
                answered: 3,
                of: 3
            }
        );
        assert!(text.is_ascii());
        insta::assert_snapshot!(text);
    }

    #[test]
    fn the_weak_answer_and_the_quiz_in_60_columns() {
        let style = Style {
            width: 60,
            colour: false,
            plain: false,
        };
        let walk = Walk {
            style,
            ..plain(None)
        };
        let mut pressed = vec![Key::Enter; 8];
        pressed.extend([
            Key::Char('7'),
            Key::Char('3'),
            Key::Char('2'),
            Key::Previous,
        ]);
        let (text, _) = walked(&walk, &pressed);
        let from = text.find("A weak answer").unwrap();
        insta::assert_snapshot!(text[from..].trim_end());
    }

    #[test]
    fn a_leaf_that_is_longer_than_the_terminal_stops_for_a_key() {
        let (text, _) = walked(&plain(Some(12)), &[Key::Enter]);
        let screens: Vec<&str> = text.split("Enter: more").collect();
        assert!(screens.len() > 2);
        assert_eq!(screens[0].lines().count(), 11);
    }

    #[test]
    fn every_way_of_stopping_stops() {
        for key in [Key::Escape, Key::Interrupt, Key::Hangup, Key::Char('q')] {
            let (text, _) = walked(&plain(None), &[key, Key::Enter]);
            assert!(!text.contains("2 of 18"), "{key:?}");
        }
    }

    #[test]
    fn keys_that_mean_nothing_here_change_nothing() {
        let (text, score) = walked(
            &plain(None),
            &[Key::Char('x'), Key::Char('0'), Key::Char('3')],
        );
        assert_eq!(score.answered, 0);
        assert!(!text.contains("Choose"));
    }
}
