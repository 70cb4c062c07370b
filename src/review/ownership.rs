//! Ownership: every clause of the action with its doer, and how the others could be said from "I".

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::signals::clause::Doer;
use crate::signals::deeds::{Deed, deeds};
use crate::signals::words::Grammar;
use crate::time::Span;
use crate::transcript::Word;

/// Who did what, clause by clause.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Ownership {
    /// Clauses in which the speaker did something, in order.
    pub own: Vec<Claim>,
    /// Clauses in which somebody else did, or nobody is named, in order.
    pub others: Vec<Claim>,
}

/// One clause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// Who did it.
    pub doer: Actor,
    /// The verb, as heard.
    pub verb: String,
    /// The words.
    pub quote: String,
    /// Where they are.
    #[serde(flatten)]
    pub span: Span,
    /// The same from "I", where it can be said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The speaker.
    I,
    /// The speaker with others: "we", "Priya and I".
    We,
    /// Somebody else.
    Others,
    /// A passive that names nobody.
    Nobody,
}

/// Who did what in `words`. Wishes, plans, questions, denials and mere states are left out, and so is what things do.
#[must_use]
pub fn read(words: &[Word]) -> Ownership {
    let mut ownership = Ownership::default();
    for deed in deeds(words) {
        let actor = match deed.doer {
            Doer::I => Actor::I,
            Doer::We | Doer::Joint => Actor::We,
            Doer::Other => Actor::Others,
            Doer::Hidden => Actor::Nobody,
            Doer::It | Doer::Nobody | Doer::None => continue,
        };
        if !deed.real || !deed.active {
            continue;
        }
        let Some(claim) = claim(actor, &deed, words) else {
            continue;
        };
        if actor == Actor::I {
            ownership.own.push(claim)
        } else {
            ownership.others.push(claim)
        }
    }
    ownership
}

fn claim(doer: Actor, deed: &Deed, words: &[Word]) -> Option<Claim> {
    let start = if deed.subject.is_empty() {
        deed.verb_words.start.min(deed.words.end)
    } else {
        deed.subject.start
    };
    let quoted = words.get(start..deed.words.end)?;
    let (first, last) = (quoted.first()?, quoted.last()?);
    let instead = match doer {
        Actor::We | Actor::Nobody => as_own(deed, words),
        Actor::I | Actor::Others => None,
    };
    Some(Claim {
        doer,
        verb: deed.verb.clone(),
        quote: plain(quoted),
        span: Span::new(first.span.start, last.span.end),
        instead,
    })
}

/// The clause said from "I": "we figured out the cause" gives "I figured out the cause", "a fix was written" gives
/// "I wrote a fix". `None` when the clause does not allow it.
#[must_use]
pub fn as_own(deed: &Deed, words: &[Word]) -> Option<String> {
    let rest = plain(words.get(deed.verb_words.end..deed.words.end)?);
    let verb = if deed.passive {
        past_of(&deed.verb)
    } else {
        plain(words.get(deed.verb_words.clone())?)
    };
    let said = if deed.passive {
        let thing = plain(words.get(deed.subject.clone())?);
        let thing = lower_first(&thing);
        let rest = rest
            .strip_prefix("by us")
            .unwrap_or(&rest)
            .trim()
            .to_owned();
        format!("I {verb} {thing} {rest}")
    } else {
        let rest = rest.strip_suffix(" together").unwrap_or(&rest).to_owned();
        format!("I {verb} {rest}")
    };
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let verb_known = !verb.is_empty() && !verb.contains("were ") && !verb.contains("are ");
    verb_known.then_some(said)
}

/// "Written" as "wrote"; a regular form stays.
fn past_of(participle: &str) -> String {
    Grammar::shared()
        .past(participle)
        .unwrap_or(participle)
        .to_owned()
}

fn plain(words: &[Word]) -> String {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    texts
        .join(" ")
        .trim_end_matches([',', '.', ';', ':', '?', '!'])
        .to_owned()
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !text.starts_with("I ") => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::written;

    #[test]
    fn a_list_carries_its_doer() {
        let found = read(&written(
            "I reproduced the race, wrote a fix and added an alert.",
        ));
        let verbs: Vec<&str> = found.own.iter().map(|claim| claim.verb.as_str()).collect();
        assert_eq!(verbs, ["reproduced", "wrote", "added"]);
        assert!(found.others.is_empty());
    }

    #[test]
    fn what_others_did_gets_a_rewrite_where_there_is_one() {
        let found = read(&written(
            "We figured out the root cause together. A fix was written. They fixed it.",
        ));
        let rewrites: Vec<Option<&str>> = found
            .others
            .iter()
            .map(|claim| claim.instead.as_deref())
            .collect();
        assert_eq!(
            rewrites,
            [
                Some("I figured out the root cause"),
                Some("I wrote a fix"),
                None
            ]
        );
    }

    #[test]
    fn wishes_and_denials_are_no_deeds() {
        let found = read(&written("I would have traced it. I did not write the fix."));
        assert!(found.own.is_empty(), "{found:?}");
    }
}
