//! The name that a mistyped one was probably meant to be.

use rapidfuzz::distance::osa;

/// The candidate closest to `name`, case aside, where at most a third of its letters (and at least one slip) differ.
/// From three letters on the beginning of a candidate, or one of its parts between hyphens, stands for the whole. The
/// first of equals wins.
#[must_use]
pub fn nearest<'a, I>(name: &str, candidates: I) -> Option<&'a str>
where
    I: IntoIterator<Item = &'a str>,
{
    let name = name.to_lowercase();
    candidates
        .into_iter()
        .filter_map(|candidate| Some((slips(&name, &candidate.to_lowercase())?, candidate)))
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// How far `name` is from `candidate` or from a part of it, which counts as one slip more; `None` when it is too far.
fn slips(name: &str, candidate: &str) -> Option<usize> {
    let length = name.chars().count();
    let beginning: String = candidate.chars().take(length).collect();
    let parts = candidate.split('-').chain([beginning.as_str()]);
    let parts = parts.filter(|part| length >= 3 && part.chars().count() >= 3);
    let of_parts = parts.filter_map(|part| Some(close(name, part)? + 1));
    close(name, candidate).into_iter().chain(of_parts).min()
}

fn close(name: &str, other: &str) -> Option<usize> {
    let longest = name.chars().count().max(other.chars().count());
    let slips = osa::distance(name.chars(), other.chars());
    (slips <= (longest / 3).max(1) && slips < longest).then_some(slips)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: [&str; 4] = ["target", "ceiling", "webhook-drop", "sde2"];

    #[test]
    fn a_slip_is_understood() {
        for (typed, meant) in [
            ("tarjet", "target"),
            ("Target", "target"),
            ("celing", "ceiling"),
            ("webhook", "webhook-drop"),
            ("wehbook-drop", "webhook-drop"),
            ("wehbook", "webhook-drop"),
            ("drop", "webhook-drop"),
            ("webhook-drops", "webhook-drop"),
            ("sde3", "sde2"),
        ] {
            assert_eq!(nearest(typed, NAMES), Some(meant), "{typed}");
        }
    }

    #[test]
    fn what_is_far_from_everything_gets_no_offer() {
        for typed in ["", "x", "coaching", "slow-checkout"] {
            assert_eq!(nearest(typed, NAMES), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn a_name_is_nearest_to_itself(index in 0..NAMES.len()) {
            prop_assert_eq!(nearest(NAMES[index], NAMES), Some(NAMES[index]));
        }
    }
}
