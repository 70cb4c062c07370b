//! What was measured, in a few words each: pace, pauses, fillers, who did what, impact, how soon it came.

use std::time::Duration;

use super::{counted, length, place, placed, quoted, seconds};
use crate::review::first::First;
use crate::review::impact::{self, Link};
use crate::review::ownership::{Actor, Claim, Ownership};
use crate::review::topics::Share;
use crate::review::{FillerRate, Grade, Pace, Pause};
use crate::time::length_from_seconds;
use crate::transcript::{Certainty, Filler};

/// A pace with its verdict: `152 words a minute`.
#[must_use]
pub fn pace(pace: &Pace) -> String {
    let mut text = words_a_minute(pace.low, pace.high);
    if pace.low.round() < pace.high.round() {
        text.push_str(" (few words, so a range)");
    }
    text.push_str(match (pace.grade, pace.wpm < 145.0) {
        (Grade::Quiet | Grade::Unknown, _) => "",
        (Grade::Mention, true) => ", a little slow",
        (Grade::Mention, false) => ", a little fast",
        (Grade::Flag, true) => ", slow",
        (Grade::Flag, false) => ", fast",
    });
    text
}

/// `152 words a minute`, or a range.
#[must_use]
pub fn words_a_minute(low: f64, high: f64) -> String {
    if low.round() < high.round() {
        format!("{low:.0} to {high:.0} words a minute")
    } else {
        format!("{low:.0} words a minute")
    }
}

/// All pauses in a line; of many, how many and the longest.
#[must_use]
pub fn pauses(pauses: &[Pause]) -> String {
    const MOST: usize = 3;
    let count = counted(pauses.len(), "pause", "pauses");
    if pauses.len() <= MOST {
        let all: Vec<String> = pauses.iter().map(pause).collect();
        return format!("{count}: {}", all.join("; "));
    }
    let all: Duration = pauses.iter().map(|pause| pause.span.length()).sum();
    let mut longest: Vec<&Pause> = pauses.iter().collect();
    longest.sort_by_key(|pause| std::cmp::Reverse(pause.span.length()));
    longest.truncate(MOST);
    longest.sort_by_key(|pause| pause.span);
    let longest: Vec<String> = longest.into_iter().map(pause).collect();
    format!(
        "{count}, {} in all; the longest: {}",
        seconds(all),
        longest.join("; ")
    )
}

/// A pause with its place: `2.6 s at 0:12.3, inside a sentence`.
fn pause(pause: &Pause) -> String {
    let inside = if pause.mid_clause {
        ", inside a sentence"
    } else {
        ""
    };
    let at = place(pause.span.start);
    format!("{} at {at}{inside}", seconds(pause.span.length()))
}

/// How often fillers came: `4 fillers, about 7 a minute`.
#[must_use]
pub fn filler_rate(rate: &FillerRate) -> String {
    let mut text = match rate.count {
        0 => "no fillers heard".to_owned(),
        count => counted(count, "filler", "fillers"),
    };
    if rate.count > 2 {
        text.push_str(&format!(", about {:.0} a minute", rate.per_minute));
    }
    if rate.possible > 0 {
        text.push_str(&format!(", and perhaps {} more", rate.possible));
    }
    text
}

/// Which fillers and where; of many, how often each.
#[must_use]
pub fn fillers(fillers: &[Filler]) -> String {
    const MOST: usize = 4;
    if fillers.len() <= MOST {
        let all: Vec<String> = fillers.iter().map(filler).collect();
        return all.join("; ");
    }
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for filler in fillers {
        match kinds.iter_mut().find(|(text, _)| *text == filler.text) {
            Some((_, count)) => *count += 1,
            None => kinds.push((&filler.text, 1)),
        }
    }
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let kinds: Vec<String> = kinds
        .into_iter()
        .map(|(text, count)| format!("{count} {}", quoted(text)))
        .collect();
    kinds.join(", ")
}

fn filler(filler: &Filler) -> String {
    let doubt = match filler.certainty {
        Certainty::Heard => "",
        Certainty::Possible => "perhaps ",
    };
    format!(
        "{doubt}{} at {}",
        quoted(&filler.text),
        place(filler.span.start)
    )
}

/// A link of the chain of impact.
#[must_use]
pub fn link(link: Link) -> &'static str {
    match link {
        Link::Before => "the number before",
        Link::After => "the number after",
        Link::Unit => "what is counted",
        Link::Period => "in what time",
        Link::Worth => "what it was worth in money or to people",
        Link::Adoption => "who took it up",
    }
}

/// Which links of the chain of impact were heard, in which words, and which were not.
#[must_use]
pub fn impact(chain: &[impact::Said]) -> String {
    let mut heard: Vec<(Vec<&str>, &str)> = Vec::new();
    let mut missing: Vec<String> = Vec::new();
    for said in chain {
        let name = short_link(said.link);
        match heard.iter_mut().find(|(_, quote)| *quote == said.quote) {
            _ if said.at.is_none() => missing.push(name.to_owned()),
            Some((names, _)) => names.push(name),
            None => heard.push((vec![name], &said.quote)),
        }
    }
    let heard: Vec<String> = heard
        .into_iter()
        .map(|(names, quote)| format!("{} {}", names.join(" and "), quoted(quote)))
        .collect();
    let mut parts = Vec::new();
    if !heard.is_empty() {
        parts.push(format!("impact: {}", heard.join(", ")));
    }
    if !missing.is_empty() {
        parts.push(format!("impact not heard: {}", missing.join(", ")));
    }
    parts.join("; ")
}

fn short_link(link: Link) -> &'static str {
    match link {
        Link::Before => "before",
        Link::After => "after",
        Link::Unit => "unit",
        Link::Period => "period",
        Link::Worth => "worth",
        Link::Adoption => "adoption",
    }
}

/// How many deeds start from "I", and who did the others.
#[must_use]
pub fn ownership(ownership: &Ownership) -> String {
    let (own, others) = (ownership.own.len(), ownership.others.len());
    if own + others == 0 {
        return "no deed was heard".to_owned();
    }
    let deeds = counted(own + others, "deed", "deeds");
    let mut text = format!("{own} of {deeds} told with “I”");
    let count = |doer: Actor| {
        let of_doer = ownership.others.iter().filter(|claim| claim.doer == doer);
        of_doer.count()
    };
    for (doer, words) in [
        (Actor::We, "with “we”"),
        (Actor::Others, "of others"),
        (Actor::Nobody, "without a doer"),
    ] {
        let count = count(doer);
        if count > 0 {
            text.push_str(&format!(", {count} {words}"));
        }
    }
    text
}

/// Each deed of a section in the order of speaking: its words, who did it where that was not "I", and how to say it.
#[must_use]
pub fn deeds(ownership: &Ownership) -> Vec<String> {
    let mut claims: Vec<&Claim> = ownership.own.iter().chain(&ownership.others).collect();
    claims.sort_by_key(|claim| claim.span.start);
    let said = claims.into_iter().map(|claim| {
        let words = placed(&claim.quote, Some(claim.span.start));
        let doer = match claim.doer {
            Actor::I => return words,
            Actor::We => "told with “we”",
            Actor::Others => "done by others",
            Actor::Nobody => "nobody is named",
        };
        match &claim.instead {
            Some(instead) => format!("{words}, {doer}. Say {}.", quoted(instead)),
            None => format!("{words}, {doer}"),
        }
    });
    said.collect()
}

/// Each link of the chain of impact with the words that say it.
#[must_use]
pub fn links(chain: &[impact::Said]) -> Vec<String> {
    let said = chain.iter().map(|said| match said.at {
        Some(at) => format!(
            "{}: {}",
            link(said.link),
            placed(&said.quote, Some(at.start))
        ),
        None => format!("{}: {}", link(said.link), super::NOT_HEARD),
    });
    said.collect()
}

/// A topic in the background and how much of a section it took.
#[must_use]
pub fn played_down(share: &Share) -> String {
    format!(
        "{}: {} of {}, though this telling wants it short",
        share.topic,
        length(length_from_seconds(share.seconds)),
        length(length_from_seconds(share.of_s))
    )
}

/// How soon the first problem, the first deed and the first number came; `None` when none of them did.
#[must_use]
pub fn first(first: &First) -> Option<String> {
    let told: Vec<String> = [
        ("first problem", first.problem_s),
        ("first deed with “I”", first.deed_s),
        ("first number", first.number_s),
    ]
    .into_iter()
    .filter_map(|(what, seconds)| {
        Some(format!(
            "{what} at {}",
            length(length_from_seconds(seconds?))
        ))
    })
    .collect();
    (!told.is_empty()).then(|| told.join(", "))
}
