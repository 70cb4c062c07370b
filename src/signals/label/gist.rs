//! What sort of thing a label says, read once from its words, so that no rule looks at them again.

use super::names_topic;

/// What sort of thing a label says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gist {
    /// A topic rather than a claim: "cross-team visibility".
    pub topic: bool,
    /// What everybody does: "everyone accepted it".
    pub everyone: bool,
    /// All of a kind: "I talked to every cashier".
    pub all: bool,
    /// A part of something: "half of the team left".
    pub part: bool,
    /// That it is the only one, or so there alone.
    pub only: bool,
    /// A regret: "I should have asked sooner".
    pub regret: bool,
    /// What is told of somebody else by a pronoun: "she signed".
    pub of_others: bool,
    /// That it is everybody's stance on a thing that "it" stands for.
    pub about_it: bool,
    /// That something is not the speaker's: "not mine".
    pub of_mine: bool,
    /// That something lies with others: "outside my team".
    pub outside: bool,
    /// That a thing is not there: "no budget".
    pub state: bool,
    /// A hole by its name: "organizational gap".
    pub hole: bool,
    /// What the speaker did without doing: "without changing providers".
    pub undone: bool,
    /// That something came down to nothing: "drop rate went to zero".
    pub to_zero: bool,
    /// The verb of what the speaker did: "load" of "I load-tested".
    pub verb: Option<String>,
    /// The noun of what is the speaker's own: "pattern" of "adopted my pattern".
    pub own: Option<String>,
}

impl Gist {
    /// Reads `say`.
    #[must_use]
    pub fn of(say: &str) -> Self {
        let words: Vec<&str> = say.split_whitespace().collect();
        let first = words.first().copied().unwrap_or_default();
        let second = words.get(1).copied().unwrap_or_default();
        let holes = ["no", "gap", "lack", "hole", "zero", "missing"];
        let any = |sought: &[&str]| words.iter().any(|word| sought.contains(word));
        let everyone = first.starts_with("every");
        let verb = second.split('-').next().unwrap_or_default();
        Self {
            topic: names_topic(say),
            everyone,
            all: any(&["every", "each", "all"]),
            part: any(&["most", "half", "part", "third", "quarter", "some"]),
            only: any(&["only"]),
            regret: say.starts_with("I should have"),
            of_others: matches!(first, "she" | "he" | "they"),
            about_it: everyone && words.last() == Some(&"it"),
            of_mine: first == "not" && (say.contains("mine") || words.contains(&"my")),
            outside: say.starts_with("outside my") || say.contains("another team"),
            state: first == "no",
            hole: words.iter().any(|word| holes.contains(word)),
            undone: first == "without" && second.ends_with("ing"),
            to_zero: say.ends_with("to zero"),
            verb: (first == "I" && !verb.is_empty()).then(|| verb.to_owned()),
            own: own(&words),
        }
    }
}

/// The noun behind "my", unless the label is about what is not the speaker's: "outside my team".
fn own(words: &[&str]) -> Option<String> {
    let my = words.iter().position(|word| *word == "my")?;
    let before = my.checked_sub(1).map(|at| words[at]);
    let away = matches!(before, Some("outside" | "beyond" | "not"));
    let noun = words.get(my + 1).filter(|_| !away)?;
    Some((*noun).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ones_own_is_told_from_what_is_not() {
        assert_eq!(
            Gist::of("four teams now use my dashboard").own.as_deref(),
            Some("dashboard")
        );
        assert_eq!(Gist::of("outside my team").own, None);
        assert!(Gist::of("outside my team").outside);
        assert!(Gist::of("not part of my job").of_mine);
    }

    #[test]
    fn a_hole_a_state_and_a_way_around_are_three_things() {
        let gap = Gist::of("organizational gap");
        assert!(gap.hole && !gap.state);
        let budget = Gist::of("no budget");
        assert!(budget.hole && budget.state && !budget.undone);
        assert!(Gist::of("without changing providers").undone);
    }

    #[test]
    fn the_verb_of_a_deed_is_its_first_word() {
        assert_eq!(Gist::of("I load-tested").verb.as_deref(), Some("load"));
        assert_eq!(Gist::of("everyone accepted it").verb, None);
        assert!(Gist::of("everyone accepted it").about_it);
    }
}
