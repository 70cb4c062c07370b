//! Which take the user means: its name, the beginning of it, `latest` or `previous`.

use super::StoreError;
use crate::scenario::nearest::nearest;

/// What the user typed, understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// The newest.
    Latest,
    /// The one before the newest.
    Previous,
    /// A name or the beginning of one.
    Named(&'a str),
}

impl<'a> Wanted<'a> {
    pub fn parse(asked: &'a str) -> Self {
        match asked {
            "latest" | "last" => Self::Latest,
            "previous" => Self::Previous,
            name => Self::Named(name.trim_end_matches('/')),
        }
    }
}

/// The take in `names` that is called `asked` or, alone of all, begins so.
pub fn by_name<'a>(names: &'a [String], asked: &str) -> Result<&'a str, StoreError> {
    if let Some(name) = names.iter().find(|name| *name == asked) {
        return Ok(name);
    }
    let matches: Vec<&String> = names
        .iter()
        .filter(|name| !asked.is_empty() && name.starts_with(asked))
        .collect();
    match matches.as_slice() {
        [name] => Ok(name),
        [] => Err(StoreError::UnknownTake {
            asked: asked.to_owned(),
            nearest: nearest(asked, names.iter().map(String::as_str)).map(str::to_owned),
        }),
        _ => Err(StoreError::Ambiguous {
            asked: asked.to_owned(),
            matches: matches.into_iter().cloned().collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        [
            "2026-11-22T2104-webhook-drop",
            "2026-11-23T2104-webhook-drop",
            "2026-11-23T2104-webhook-drop-2",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    #[test]
    fn a_whole_name_wins_over_longer_ones_that_begin_so() {
        let names = names();
        let asked = "2026-11-23T2104-webhook-drop";
        assert_eq!(by_name(&names, asked).unwrap(), asked);
    }

    #[test]
    fn the_beginning_of_a_name_is_enough_when_it_fits_one() {
        let names = names();
        assert_eq!(
            by_name(&names, "2026-11-22").unwrap(),
            "2026-11-22T2104-webhook-drop"
        );
        let error = by_name(&names, "2026-11-23").unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"2026-11-23\" fits 2 takes: 2026-11-23T2104-webhook-drop, 2026-11-23T2104-webhook-drop-2; \
             type more of the name"
        );
    }

    #[test]
    fn a_slip_of_the_finger_is_met_with_the_nearest_name() {
        let error = by_name(&names(), "2026-11-22T2104-webhok-drop").unwrap_err();
        assert_eq!(
            error.to_string(),
            "no take is called \"2026-11-22T2104-webhok-drop\"; did you mean 2026-11-22T2104-webhook-drop?; \
             \"rehearse takes\" lists them"
        );
    }

    #[test]
    fn something_quite_different_is_met_with_no_guess() {
        let error = by_name(&names(), "zzz").unwrap_err();
        assert!(matches!(
            error,
            StoreError::UnknownTake { nearest: None, .. }
        ));
        assert!(by_name(&names(), "").is_err());
    }
}
