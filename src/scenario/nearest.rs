//! The name that a mistyped one was probably meant to be.

use rapidfuzz::distance::osa;

/// The candidate closest to `name`, case aside, where at most a third of its letters (and at least one slip) differ.
/// Names of which one begins with the other count as close from three letters on. The first of equals wins.
#[must_use]
pub fn nearest<'a, I>(name: &str, candidates: I) -> Option<&'a str>
where
    I: IntoIterator<Item = &'a str>,
{
    let name = name.to_lowercase();
    let length = name.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let lower = candidate.to_lowercase();
            let slips = osa::distance(name.chars(), lower.chars());
            let longest = length.max(lower.chars().count());
            let begins = length >= 3
                && (lower.starts_with(&name) || name.starts_with(&lower) && !lower.is_empty());
            (begins || slips <= (longest / 3).max(1) && slips < longest)
                .then_some((slips, candidate))
        })
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
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
