//! What the screen shows while the person speaks, as lines of text. Pure: a moment goes in, lines come out.
//!
//! Nothing here blinks, and no state is told by colour: at the target and at the ceiling the words change.

use std::time::Duration;

use textwrap::core::display_width;

/// A moment of a section being spoken.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment<'a> {
    /// What is being spoken and where in the answer it stands: "Situation (1 of 5)".
    pub heading: &'a str,
    /// Recorded so far, pauses of the clock left out.
    pub elapsed: Duration,
    /// What it should take.
    pub target: Duration,
    /// What it must not pass.
    pub ceiling: Option<Duration>,
    /// Where the whole answer will end if the rest keeps to its targets, and the time for it; `None` when this is
    /// not one section of several.
    pub whole: Option<(Duration, Duration)>,
    /// Loudness of the last moment in dB under full scale; `None` before the first sound.
    pub level_dbfs: Option<f32>,
    /// The microphone's name.
    pub device: &'a str,
    /// Whether the user has stopped the clock.
    pub paused: bool,
    /// What the keys do here: "Enter", "next".
    pub keys: &'a [(&'a str, &'a str)],
    /// Signals and whether they were said, when the user asked to see them while speaking.
    pub ticks: &'a [(String, bool)],
}

/// Where a section stands against its times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Up to the target.
    Within,
    /// Past the target, not past the ceiling.
    PastTarget,
    /// Past the ceiling, or 20 % past the target where there is none.
    PastCeiling,
}

/// What counts as too long: the ceiling, or 20 % past the target where there is none.
#[must_use]
pub fn limit(target: Duration, ceiling: Option<Duration>) -> Duration {
    ceiling.unwrap_or_else(|| target.mul_f64(1.2))
}

/// Where `elapsed` stands against a target and a ceiling.
#[must_use]
pub fn stage(elapsed: Duration, target: Duration, ceiling: Option<Duration>) -> Stage {
    if elapsed > limit(target, ceiling) {
        Stage::PastCeiling
    } else if elapsed > target {
        Stage::PastTarget
    } else {
        Stage::Within
    }
}

/// The moment as lines of at most `width` columns, always the same number for the same ticks.
#[must_use]
pub fn lines(moment: &Moment<'_>, width: usize) -> Vec<String> {
    let width = width.clamp(10, 100);
    let room = |left: &str| width.saturating_sub(display_width(left) + 2);
    let verdict = verdict(moment, width);
    let whole = first_that_fits(&whole(moment), room(&verdict));
    let level = level(moment.level_dbfs);
    let device = if room(&level) < LEAST_OF_NAME {
        ""
    } else {
        moment.device
    };
    let times = times(moment);
    // The clock goes before the name of the section.
    let clock = times.last().map_or(0, |shortest| display_width(shortest));
    let times = first_that_fits(&times, width.saturating_sub(LEAST_OF_NAME + 1).max(clock));
    let bare = moment.heading.split(" (").next().unwrap_or_default();
    let heading = [moment.heading, bare].map(str::to_owned);
    let heading = first_that_fits(&heading, room(&times) + 1);
    let mut lines = vec![
        both_ends(&heading, &times, width),
        bar(moment, width),
        both_ends(&verdict, &whole, width),
        both_ends(&level, device, width),
    ];
    let keys = key_lines(moment.keys, width);
    lines.extend(keys.lines().map(|line| cut(line, width)));
    if !moment.ticks.is_empty() {
        let ticks: Vec<(&str, &str)> = moment
            .ticks
            .iter()
            .map(|(say, said)| (if *said { "[x]" } else { "[ ]" }, say.as_str()))
            .collect();
        lines.extend(
            key_lines(&ticks, width)
                .lines()
                .map(|line| cut(line, width)),
        );
    }
    lines
}

/// Minutes and seconds: `1:05`.
#[must_use]
pub fn clock(length: Duration) -> String {
    let seconds = length.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// What the keys do, in a line: `Enter next   r redo`.
#[must_use]
pub fn keys(keys: &[(&str, &str)]) -> String {
    let keys: Vec<String> = keys
        .iter()
        .map(|(key, does)| format!("{key} {does}"))
        .collect();
    keys.join("   ")
}

/// What the keys do, in lines of at most `width` columns. A key and what it does stay together.
#[must_use]
pub fn key_lines(keys: &[(&str, &str)], width: usize) -> String {
    let mut text = String::new();
    let mut used = 0;
    for (key, does) in keys {
        let item = format!("{key} {does}");
        let columns = display_width(&item);
        if used > 0 && used + 3 + columns > width {
            text.push('\n');
            used = 0;
        } else if used > 0 {
            text.push_str("   ");
            used += 3;
        }
        text.push_str(&item);
        used += columns;
    }
    text
}

/// Columns that the name of a section or a device is worth.
const LEAST_OF_NAME: usize = 8;

/// The first of `texts`, which come longest first, that fits into `width` columns; else the last, cut.
fn first_that_fits(texts: &[String], width: usize) -> String {
    let fits = |text: &&String| display_width(text) <= width;
    match texts.iter().find(fits).or(texts.last()) {
        Some(text) => cut(text, width),
        None => String::new(),
    }
}

fn times(moment: &Moment<'_>) -> Vec<String> {
    let short = format!("{} / {}", clock(moment.elapsed), clock(moment.target));
    let ceiling = moment.ceiling.map(clock);
    let long = ceiling.map(|ceiling| format!("{short} / {ceiling} at most"));
    long.into_iter().chain([short]).collect()
}

fn verdict(moment: &Moment<'_>, width: usize) -> String {
    let texts = if moment.paused {
        ["PAUSED: the clock stands still", "PAUSED"].map(str::to_owned)
    } else {
        match stage(moment.elapsed, moment.target, moment.ceiling) {
            Stage::Within => {
                let left = clock(moment.target.saturating_sub(moment.elapsed));
                [format!("{left} left"), left]
            }
            Stage::PastTarget => {
                ["PAST THE TARGET: come to the point", "PAST THE TARGET"].map(str::to_owned)
            }
            Stage::PastCeiling => ["TOO LONG: finish this sentence", "TOO LONG"].map(str::to_owned),
        }
    };
    first_that_fits(&texts, width)
}

/// Where the whole answer will end; nothing rather than a part of it.
fn whole(moment: &Moment<'_>) -> Vec<String> {
    let Some((end, target)) = moment.whole else {
        return Vec::new();
    };
    let (end, target) = (clock(end), clock(target));
    vec![
        format!("whole answer: {end} of {target}"),
        format!("all: {end} of {target}"),
        String::new(),
    ]
}

/// A bar whose full length is the ceiling (or what counts as one), with `|` at the target.
fn bar(moment: &Moment<'_>, width: usize) -> String {
    let room = width.saturating_sub(2).max(1);
    let full = limit(moment.target, moment.ceiling)
        .max(Duration::from_secs(1))
        .as_secs_f64();
    let place = |length: Duration| ((length.as_secs_f64() / full * room as f64) as usize).min(room);
    let (filled, target) = (place(moment.elapsed), place(moment.target).min(room - 1));
    let cell = |at: usize| {
        if at == target {
            '|'
        } else if at < filled {
            '#'
        } else {
            '.'
        }
    };
    format!("[{}]", (0..room).map(cell).collect::<String>())
}

/// The quietest level that the meter shows, in dBFS.
const METER_FLOOR_DBFS: f32 = -60.0;
const METER_CELLS: usize = 12;

fn level(level: Option<f32>) -> String {
    let level = level.unwrap_or(f32::NEG_INFINITY);
    let share = (1.0 - level / METER_FLOOR_DBFS).clamp(0.0, 1.0);
    let filled = (share * METER_CELLS as f32).round() as usize;
    let verdict = if level > -1.0 { " too loud" } else { "" };
    format!(
        "level [{}{}]{verdict}",
        "#".repeat(filled),
        ".".repeat(METER_CELLS - filled)
    )
}

/// `left` and `right` at the two ends of a line, the right part cut to two thirds of it unless the left leaves it more.
fn both_ends(left: &str, right: &str, width: usize) -> String {
    let room = width.saturating_sub(display_width(left) + 1);
    let right = cut(right, room.max(width * 2 / 3));
    let left = cut(left, width.saturating_sub(display_width(&right) + 1));
    let gap = width.saturating_sub(display_width(&left) + display_width(&right));
    format!("{left}{}{right}", " ".repeat(gap))
        .trim_end()
        .to_owned()
}

/// The longest beginning of `text` that fits into `width` columns.
#[must_use]
pub fn cut(text: &str, width: usize) -> String {
    let mut used = 0;
    let fits = |letter: &char| {
        used += display_width(letter.encode_utf8(&mut [0; 4]));
        used <= width
    };
    text.chars().take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(elapsed_s: u64) -> Moment<'static> {
        Moment {
            heading: "Situation (1 of 5)",
            elapsed: Duration::from_secs(elapsed_s),
            target: Duration::from_secs(30),
            ceiling: Some(Duration::from_secs(45)),
            whole: Some((Duration::from_secs(175), Duration::from_secs(175))),
            level_dbfs: Some(-18.0),
            device: "Built-in microphone",
            paused: false,
            keys: &[
                ("Enter", "next"),
                ("r", "redo"),
                ("p", "pause"),
                ("q", "stop"),
            ],
            ticks: &[],
        }
    }

    #[test]
    fn the_words_change_at_the_target_and_at_the_ceiling() {
        insta::assert_snapshot!(
            [10, 31, 46]
                .map(|at| lines(&moment(at), 76).join("\n"))
                .join("\n\n")
        );
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let ticks = [
            ("0.3% drop rate went to zero".to_owned(), true),
            ("$8K recovered per week".to_owned(), false),
        ];
        for width in 10..100 {
            let shown = Moment {
                device: "Ein Mikrofon mit einem ungewöhnlich langen Namen",
                ticks: &ticks,
                ..moment(50)
            };
            for line in lines(&shown, width) {
                assert!(display_width(&line) <= width, "{width}: {line}");
            }
        }
    }

    #[test]
    fn thirty_columns_show_the_clock_the_verdict_and_the_keys_whole() {
        insta::assert_snapshot!(
            [10, 31, 46]
                .map(|at| lines(&moment(at), 29).join("\n"))
                .join("\n\n"),
            @r"
        Situation         0:10 / 0:30
        [######............|........]
        0:20 left   all: 2:55 of 2:55
        level [########....]
        Enter next   r redo   p pause
        q stop

        Situation         0:31 / 0:30
        [##################|........]
        PAST THE TARGET
        level [########....]
        Enter next   r redo   p pause
        q stop

        Situation         0:46 / 0:30
        [##################|########]
        TOO LONG    all: 2:55 of 2:55
        level [########....]
        Enter next   r redo   p pause
        q stop
        "
        );
    }

    #[test]
    fn a_key_is_never_parted_from_what_it_does() {
        let keys = [
            ("Enter", "next"),
            ("u", "use another telling"),
            ("q", "stop"),
        ];
        assert_eq!(
            key_lines(&keys, 80),
            "Enter next   u use another telling   q stop"
        );
        assert_eq!(
            key_lines(&keys, 41),
            "Enter next   u use another telling\nq stop"
        );
    }

    #[test]
    fn a_stopped_clock_says_so() {
        let text = lines(
            &Moment {
                paused: true,
                ..moment(10)
            },
            60,
        )
        .join("\n");
        assert!(text.contains("PAUSED"), "{text}");
    }

    #[test]
    fn a_section_without_a_ceiling_is_too_long_a_fifth_past_its_target() {
        let target = Duration::from_secs(20);
        assert_eq!(
            stage(Duration::from_secs(24), target, None),
            Stage::PastTarget
        );
        assert_eq!(
            stage(Duration::from_millis(24_001), target, None),
            Stage::PastCeiling
        );
    }
}
