//! What the program says around the microphone: before a section, when something is wrong with the sound, between
//! sections. Pure: values in, text of at most `width` columns out. What it says about findings is in `output/wording`.

use std::time::Duration;

use super::live::clock;
use crate::audio::CaptureError;
use crate::audio::meter::Loudness;
use crate::audio::preflight::Problem;
use crate::scenario::plan::Plan;
use crate::scenario::{FollowUp, Principle, Scenario, Section};

/// The question, the time for it, and what to lead with.
#[must_use]
pub fn opening(scenario: &Scenario, plan: &Plan, principle: &Principle, width: usize) -> String {
    let level = scenario
        .level(&plan.level)
        .map_or(plan.level.as_str(), |level| level.title.as_str());
    let whole = plan.ceiling.map_or_else(
        || format!("{} for the whole answer", clock(plan.target)),
        |ceiling| {
            format!(
                "{} to {} for the whole answer",
                clock(plan.target),
                clock(ceiling)
            )
        },
    );
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
        .initial_indent(indent)
        .subsequent_indent(indent);
    textwrap::fill(text.trim(), options)
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
pub fn microphone(heard: &Loudness) -> String {
    [
        format!(
            "Voice level   {:.0} dBFS (the loudest parts; good is -30 to -6)",
            heard.loud_dbfs
        ),
        format!(
            "Noise floor   {:.0} dBFS (the quietest parts; good is under -50)",
            heard.floor_dbfs
        ),
        format!("Peak          {:.0} dBFS", heard.peak_dbfs),
        format!(
            "Cut off       {:.2} % of the sound (good is 0)",
            heard.clipped_share * 100.0
        ),
    ]
    .join("\n")
}
