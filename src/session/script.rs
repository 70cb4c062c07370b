//! What the program says around the microphone: before a section, when something is wrong with the sound, between
//! sections. Pure: values in, text of at most `width` columns out. What it says about findings is in `output/wording`.

use std::time::Duration;

use super::live::{clock, key_lines};
use crate::audio::CaptureError;
use crate::audio::meter::{Loudness, SILENCE_DBFS};
use crate::audio::preflight::{Problem, QUIET_DBFS};
use crate::scenario::plan::Plan;
use crate::scenario::{FollowUp, Principle, Scenario, Section};

/// The question, the time for it, and what to lead with.
#[must_use]
pub fn opening(scenario: &Scenario, plan: &Plan, principle: &Principle, width: usize) -> String {
    let level = scenario
        .level(&plan.level)
        .map_or(plan.level.as_str(), |level| level.title.as_str());
    let part = plan.sections.len() < scenario.sections.len();
    let what = if part {
        "this part of it"
    } else {
        "the whole answer"
    };
    let whole = format!("{} for {what}", time(plan));
    let mut lines = vec![
        String::new(),
        wrapped(&scenario.question, "", width),
        format!("{level}, {}. {whole}.", principle.title),
        wrapped(&format!("Lead with: {}", principle.lead_with), "", width),
    ];
    if (plan.scale - 1.0).abs() > 0.005 {
        lines.push(format!(
            "Section times are {:.0} % of the story's own, to fit.",
            plan.scale * 100.0
        ));
    }
    lines.join("\n")
}

/// What the whole answer should take: "2:55", or "2:30 to 3:00".
#[must_use]
pub fn time(plan: &Plan) -> String {
    match plan.ceiling {
        None => clock(plan.target),
        Some(ceiling) => format!("{} to {}", clock(plan.target), clock(ceiling)),
    }
}

/// A section before it is spoken: its times and, unless it is told cold, what the listener must hear.
#[must_use]
pub fn before(
    section: &Section,
    number: usize,
    of: usize,
    show_signals: bool,
    width: usize,
) -> String {
    let mut heading = format!(
        "\n{} ({number} of {of}), target {}",
        section.title,
        clock(section.target)
    );
    if let Some(ceiling) = section.ceiling {
        heading.push_str(&format!(", at most {}", clock(ceiling)));
    }
    let mut lines = vec![heading];
    if show_signals {
        let say: Vec<String> = section
            .signals
            .iter()
            .map(|signal| format!("\"{}\"", signal.say))
            .collect();
        lines.push(wrapped(
            &format!("Let them hear: {}", say.join(", ")),
            "  ",
            width,
        ));
        lines.push(wrapped(&section.coach, "  ", width));
    }
    lines.join("\n")
}

/// The microphone works: its first sound has come.
#[must_use]
pub fn listening(device: &str) -> String {
    format!("Listening to \"{device}\". Another one: --device; `rehearse devices` lists them.")
}

/// The microphone is gone in the middle.
#[must_use]
pub fn lost(error: &CaptureError) -> String {
    format!("\n{error}\nWhat you said before is kept; this part is marked partial.")
}

/// The question of a mock interview, and what the keys do. What the story needs is not shown.
#[must_use]
pub fn interview(scenario: &Scenario, plan: &Plan, width: usize) -> String {
    let time = format!(
        "You have about {}. Nothing is said about your answer until the end.",
        clock(plan.target)
    );
    let marks = "Space marks where a section ends, if you like; without marks the sections are found from your words.";
    [
        String::new(),
        wrapped(&scenario.question, "", width),
        wrapped(&time, "", width),
        wrapped(marks, "", width),
    ]
    .join("\n")
}

/// What a drill of these questions will be. None of them is shown before its clock runs.
#[must_use]
pub fn drill(asked: &[&FollowUp], width: usize) -> String {
    let longest = asked.iter().map(|asked| asked.target).max();
    let each = longest.map_or_else(String::new, |target| {
        format!(", about {} for each reply", clock(target))
    });
    let questions = match asked.len() {
        1 => "1 follow-up question".to_owned(),
        count => format!("{count} follow-up questions"),
    };
    let text = format!(
        "{questions}{each}. The clock runs from the moment you see a question, so that the report can say how soon you began."
    );
    format!("\n{}", wrapped(&text, "", width))
}

/// A follow-up question. The clock of the reply runs from here on.
#[must_use]
pub fn follow_up(follow_up: &FollowUp, number: usize, of: usize, width: usize) -> String {
    let heading = format!("\nFollow-up question {number} of {of}");
    [heading, wrapped(&follow_up.question, "  ", width)].join("\n")
}

/// What a check of the microphone found, and what to do about it.
#[must_use]
pub fn microphone_problem(problem: Problem, device: &str) -> String {
    let choose = "Choose another with --device; `rehearse devices` lists them.";
    match problem {
        Problem::NothingArrives { waited } => format!(
            "The microphone \"{device}\" is open but sends nothing (waited {:.1} s).\nIs it switched on and connected? {choose}",
            waited.as_secs_f64()
        ),
        Problem::Muted { zeros } => format!(
            "The microphone \"{device}\" sends only silence (exact zeros for {:.1} s).\nIt is muted, it is the wrong one, or this program may not use it. {choose}",
            zeros.as_secs_f64()
        ),
        Problem::TooQuiet { loud_dbfs } => format!(
            "The microphone \"{device}\" is very quiet ({loud_dbfs:.0} dBFS; speech should be above -50).\nCome closer, or raise its level in the system's sound settings."
        ),
        Problem::Clipping { share } => format!(
            "The microphone \"{device}\" is too loud: {:.1} % of the sound is cut off.\nLower its level in the system's sound settings.",
            share * 100.0
        ),
    }
}

/// `text` wrapped at `width`, every line after the first indented by `indent` as the first is.
fn wrapped(text: &str, indent: &str, width: usize) -> String {
    let options = textwrap::Options::new(width)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .initial_indent(indent)
        .subsequent_indent(indent);
    textwrap::fill(text.trim(), options)
}

/// The take is on a file system without locks.
pub const NO_LOCKS: &str = "The disk with your takes knows no locks. That is fine as long as you use one rehearse at a time.";

/// The words of a stretch that were not waited for.
pub const WORDS_LATER: &str =
    "The recording is kept. Its words are not read back yet: `rehearse review --finish` does that.";

/// What the keys do after a section; `several` when it was told more than once.
#[must_use]
pub fn menu(several: bool, width: usize) -> String {
    let mut keys = vec![("Enter", "next"), ("r", "redo")];
    if several {
        keys.push(("u", "use another telling"));
    }
    keys.extend([
        ("p", "play back"),
        ("t", "transcript"),
        ("n", "note"),
        ("q", "stop"),
    ]);
    format!("\n{}", key_lines(&keys, width))
}

/// How long a hands-free rehearsal leaves for reading before it goes on.
pub const READING: Duration = Duration::from_secs(8);

/// The words of a section, to be read.
#[must_use]
pub fn transcript(text: &str, width: usize) -> String {
    let text = if text.is_empty() {
        "No words were heard."
    } else {
        text
    };
    format!("\n{}", wrapped(text, "  ", width))
}

/// What was measured of a microphone, a line a value.
#[must_use]
pub fn microphone(heard: &Loudness, rate_hz: u32) -> String {
    [
        format!("Sample rate  {rate_hz:>6} Hz    good: 16000 or more"),
        format!(
            "Voice level  {:>6.0} dBFS  good: -30 to -6",
            heard.loud_dbfs
        ),
        format!(
            "Noise floor  {:>6.0} dBFS  good: under -50",
            heard.floor_dbfs
        ),
        format!("Peak         {:>6.0} dBFS  good: under -1", heard.peak_dbfs),
        format!(
            "Cut off      {:>6.2} %     good: 0",
            heard.clipped_share * 100.0
        ),
        "(0 dBFS is the loudest that can be recorded.)".to_owned(),
    ]
    .join("\n")
}

/// A room louder than this, in dBFS, is worth a word.
const NOISY_DBFS: f32 = -45.0;

/// A voice that stands out from the room by less than this, in dB, was not clearly one.
const VOICE_OVER_ROOM_DB: f32 = 12.0;

/// What to change about a microphone, or that nothing needs to be.
#[must_use]
pub fn microphone_advice(heard: &Loudness, problems: &[Problem], device: &str) -> Vec<String> {
    let mut advice: Vec<String> = problems
        .iter()
        .map(|problem| microphone_problem(*problem, device))
        .collect();
    let quiet = |problem: &Problem| matches!(problem, Problem::TooQuiet { .. });
    if heard.floor_dbfs > NOISY_DBFS {
        advice.push(
            "The room is loud. Close the window, switch off what hums, or come closer to the microphone."
                .to_owned(),
        );
    } else if heard.loud_dbfs - heard.floor_dbfs < VOICE_OVER_ROOM_DB && !problems.iter().any(quiet)
    {
        advice.push(
            "No voice stood out from the room. Speak as in an interview and run this again."
                .to_owned(),
        );
    }
    if advice.is_empty() {
        advice.push("Good to go.".to_owned());
    }
    advice
}

/// Why no words were heard in `what`, when its level tells; and what to do.
#[must_use]
pub fn nothing_heard(what: &str, heard: &Loudness) -> Option<String> {
    let loud_dbfs = heard.loud_dbfs;
    if heard.peak_dbfs <= SILENCE_DBFS {
        Some(format!(
            "{what} holds only silence. Was the right microphone chosen, and was it switched on?"
        ))
    } else if loud_dbfs < QUIET_DBFS {
        Some(format!(
            "{what} is too quiet to be understood: its louder parts reach {loud_dbfs:.0} dBFS, and speech should reach \
             -30. Turn the recorder's level up or come closer to the microphone, and record it again."
        ))
    } else {
        None
    }
}

/// Before the sample is played.
pub const YOUR_SAMPLE: &str = "This is how you were heard. Any key stops.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::meter::Meter;
    use crate::audio::preflight::judge;

    /// What is said after so many blocks of noise and of voice, each of a second and with these peaks.
    fn advice(room: f32, voice: f32) -> Vec<String> {
        let mut meter = Meter::new(16_000);
        for peak in [room, voice, voice, room] {
            meter.push(&[peak, -peak].repeat(8_000));
        }
        let heard = meter.loudness();
        microphone_advice(&heard, &judge(&heard, Duration::from_secs(4)), "Headset")
    }

    #[test]
    fn a_microphone_is_told_what_to_change_and_only_that() {
        assert_eq!(advice(0.001, 0.1), ["Good to go."]);
        assert!(advice(0.02, 0.3)[0].starts_with("The room is loud."));
        assert!(advice(0.004, 0.006)[0].starts_with("No voice stood out"));
        assert!(advice(0.0005, 0.001)[0].contains("very quiet"));
        assert!(advice(0.001, 1.0)[0].contains("too loud"));
    }

    #[test]
    fn where_no_words_are_heard_the_level_tells_why() {
        let told = |peak: f32| {
            let mut meter = Meter::new(16_000);
            meter.push(&[peak, -peak].repeat(16_000));
            nothing_heard("Task", &meter.loudness())
        };
        assert_eq!(
            told(0.000_1).unwrap(),
            "Task is too quiet to be understood: its louder parts reach -80 dBFS, and speech should reach -30. \
             Turn the recorder's level up or come closer to the microphone, and record it again."
        );
        assert!(told(0.0).unwrap().starts_with("Task holds only silence."));
        assert_eq!(told(0.1), None);
    }

    #[test]
    fn the_menu_offers_another_telling_only_where_there_is_one() {
        assert!(!menu(false, 80).contains("another"));
        assert!(menu(true, 80).contains("u use another telling"));
    }
}
