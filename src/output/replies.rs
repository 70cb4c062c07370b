//! Replies to follow-up questions on the terminal: the user's own words beside a strong and a weak example.

use std::io::{self, Write};

use super::text::{Page, Tone, tame};
use super::wording;
use crate::review::reply::Reply;
use crate::signals::State;
use crate::time::length_from_seconds;
use crate::transcript;

/// Writes one reply.
///
/// # Errors
/// Those of the writer.
pub fn print<W: Write>(reply: &Reply, page: &mut Page<'_, W>) -> io::Result<()> {
    page.blank()?;
    page.hanging("", &page.tinted(Tone::Heading, &tame(&reply.question)))?;
    page.hanging("  ", &timing(reply))?;
    page.hanging("  It probes: ", &tame(&reply.probes))?;
    page.hanging("  The phrase to remember: ", &tame(&phrase(reply)))?;
    let said = if reply.transcript.is_empty() {
        "(no words were heard)".to_owned()
    } else {
        transcript::text(&reply.transcript)
    };
    page.hanging("  You said: ", &tame(&said))?;
    page.hanging("  Strong: ", &tame(&reply.strong))?;
    page.hanging(
        "  Weak: ",
        &tame(&format!("{} ({})", reply.weak, reply.weak_because)),
    )
}

fn timing(reply: &Reply) -> String {
    let length = wording::length(reply.took());
    let target = wording::set_length(reply.target);
    match reply.began_after_s {
        Some(began) => {
            let began = wording::seconds(length_from_seconds(began));
            format!("You began after {began} and took {length} of {target}.")
        }
        None => format!("No voice was heard in {length}."),
    }
}

fn phrase(reply: &Reply) -> String {
    let Some(finding) = &reply.key_phrase else {
        return "not looked for: the reply is not transcribed yet".to_owned();
    };
    let say = wording::quoted(&finding.say);
    match finding.state {
        State::Said | State::Elsewhere => format!(
            "{say} was said, as {}",
            wording::cited(&finding.quote, finding.start_s)
        ),
        State::Near => format!(
            "{say} was nearly said, as {}",
            wording::cited(&finding.quote, finding.start_s)
        ),
        State::Denied => format!(
            "{say}: you said the opposite, {}",
            wording::cited(&finding.quote, finding.start_s)
        ),
        State::Missing => format!("{say} was not heard"),
    }
}
