//! Other ways of telling what a label tells as a fact: "I was responsible for the team" is also "the team was my
//! responsibility", "no customer left" also "all customers stayed", "count before you decide" also "first count".
//!
//! Every way is a pattern in the language of signals, built from the label's own words.

use super::turn::{behind, plain};
use super::*;

/// What those do who do not stay.
const LEAVES: [&str; 6] = ["left", "quit", "leave", "cancelled", "canceled", "resigned"];

/// Tells a label's words behind its first ones in other ways.
type Ways = fn(&str) -> Vec<String>;

/// Further ways of telling what `say` tells as a fact, as patterns: "the team was my responsibility".
pub fn restated(say: &str) -> Vec<String> {
    let lower = say.to_lowercase();
    let rests: [(&str, Ways); 15] = [
        ("i ran ", in_charge),
        ("i led ", in_charge),
        ("i managed ", in_charge),
        ("i owned ", in_charge),
        ("i was responsible for ", in_charge),
        ("i was in charge of ", in_charge),
        ("i was accountable for ", in_charge),
        ("nobody owned ", unowned),
        ("not part of my ", beyond),
        ("not my ", of_others),
        ("no extra ", as_many),
        ("no more ", as_many),
        ("no additional ", as_many),
        ("no ", all_well),
        ("nobody ", all_stayed),
    ];
    let found = behind(&lower, &rests);
    let mut all = found.map(|(rest, ways)| ways(rest)).unwrap_or_default();
    all.extend(in_order(&lower));
    let mine = lower.strip_suffix(" was my responsibility");
    all.extend(mine.map(in_charge).unwrap_or_default());
    let lacks = ["no ", "nobody had a ", "nobody had "];
    let lack = lacks.iter().find_map(|lead| lower.strip_prefix(lead));
    all.extend(lack.map(none_of).unwrap_or_default());
    all
}

/// "The alerts, there were none", "a plan? Nobody had one" for "no alert", "nobody had a plan".
fn none_of(rest: &str) -> Vec<String> {
    let named = !rest.contains(' ') && Grammar::shared().tags(rest) & tags::PAST == 0;
    let Some(it) = thing(rest).filter(|_| named) else {
        return Vec::new();
    };
    vec![
        format!("{it} .. there (was | were) none"),
        format!("{it} .. (nobody | no one | none of us) had (one | any)"),
    ]
}

/// "With the same number of nurses" for "no extra nurses".
fn as_many(rest: &str) -> Vec<String> {
    let Some(it) = thing(rest) else {
        return Vec::new();
    };
    vec![
        format!("the same [number of | amount of] .. {it}"),
        format!("{it} .. (stay | stayed | remain | remained) the same"),
        format!("(with | only) the {it} .. (we | i) (had | have)"),
    ]
}

/// The noun that `rest` names, without what describes it, as a term of a pattern; `None` where it is no plain words.
fn thing(rest: &str) -> Option<String> {
    let grammar = Grammar::shared();
    let words: Vec<&str> = (rest.split_whitespace())
        .skip_while(|word| grammar.tags(word) & SMALL != 0)
        .collect();
    let all_plain = words.iter().all(|word| plain(word));
    words
        .last()
        .filter(|_| all_plain)
        .map(|head| format!("~({head})"))
}

/// "The team was my responsibility", "I answered for the team", "as head of the team".
fn in_charge(rest: &str) -> Vec<String> {
    let Some(it) = thing(rest) else {
        return Vec::new();
    };
    vec![
        format!(
            "{it} .. (be | was | is | were) .. (mine | on me | up to me | under me | in my hands)"
        ),
        format!(
            "{it} .. (be | was | is | were) .. my (responsibility | job | duty | task | baby | area | call)"
        ),
        format!("my (responsibility | job | duty) (be | was | is) {it}"),
        format!(
            "my (job | task | role | duty) .. to .. (run | manage | lead | look after) .. {it}"
        ),
        format!("I (answer | answered) for .. {it}"),
        format!(
            "I (run | ran | manage | managed | lead | led | head | headed | own | owned | look after) .. {it}"
        ),
        format!(
            "I (am | was | be) .. (accountable | answerable | responsible | in charge | one in charge) .. {it}"
        ),
        format!("=as .. (head | lead | leader | manager | owner) of .. {it}"),
        format!("I (am | was | be) .. (head | leader | manager | chief | boss | owner) of .. {it}"),
    ]
}

/// "The tests belonged to nobody", "the tests had no owner", "nobody looked after the tests".
fn unowned(rest: &str) -> Vec<String> {
    let Some(it) = thing(rest) else {
        return Vec::new();
    };
    vec![
        format!("{it} .. (belong | belonged) to (nobody | no one | none of)"),
        format!("{it} .. (have | had | without) .. (no | any) .. owner"),
        format!(
            "(no owner | nobody | no one) .. (for | of | responsible for | in charge of | care of | after) .. {it}"
        ),
        format!("{it} .. (nobody | no one) (job | responsibility | baby | task)"),
        format!("{it} .. (be | was | were) (nobody | no one)"),
    ]
}

/// "It was outside my role" for "not part of my role".
fn beyond(rest: &str) -> Vec<String> {
    let Some(it) = thing(rest) else {
        return Vec::new();
    };
    vec![
        format!("(outside | beyond | above | no part of) .. my .. {it}"),
        format!("not .. (in | within | under) .. my .. {it}"),
        format!("(nothing | not anything) to do with my .. {it}"),
        format!("my .. {it} .. not (include | cover | involve)"),
    ]
}

/// "Everyone on the staff stayed" for "nobody quit".
fn all_stayed(rest: &str) -> Vec<String> {
    let all = "(everyone | everybody | all of them | all of us | all my people | the whole team) .. (stay | stayed | remained)";
    let leaves = rest.split_whitespace().any(|word| LEAVES.contains(&word));
    leaves.then(|| all.to_owned()).into_iter().collect()
}

/// "First count, then decide" for "count before you decide".
fn in_order(say: &str) -> Option<String> {
    let (first, then) = say.split_once(" before ")?;
    let verb = |words: &str| {
        let mut words = words.split_whitespace();
        words
            .find(|word| Grammar::shared().tags(word) & SMALL == 0 && plain(word))
            .map(str::to_owned)
    };
    let told = first
        .split_whitespace()
        .next()
        .is_some_and(|word| Grammar::shared().tags(word) & (tags::VERB | tags::ING) != 0);
    let (first, then) = (verb(first)?, verb(then)?);
    told.then(|| format!("((first .. ~{first}) | (~{first} .. first)) .. ~{then}"))
}

/// "The dashboard belonged to another team" for "not my dashboard".
fn of_others(rest: &str) -> Vec<String> {
    let Some(it) = thing(rest) else {
        return Vec::new();
    };
    vec![
        format!(
            "{it} .. (belong | belonged) to .. (other | another | different | somebody | someone | team)"
        ),
        format!("{it} .. (somebody else | someone else | another team)"),
        format!("{it} .. not .. (mine | ours)"),
        format!("{{{it} & not mine}}"),
    ]
}

/// "All customers stayed" for "no customer left", "every feature came on time" for "no feature was delayed".
fn all_well(rest: &str) -> Vec<String> {
    const WELL: [(&[&str], &str); 4] = [
        (
            &LEAVES,
            "(stay | stayed | remain | remained | be still here | kept)",
        ),
        (
            &["delayed", "late", "postponed"],
            "(on time | in time | as planned | on schedule | when we promised)",
        ),
        (
            &["lost", "missing"],
            "(keep | kept | there | safe | intact)",
        ),
        (
            &["failed", "broke", "crashed"],
            "(work | worked | pass | passed | held | fine)",
        ),
    ];
    let words: Vec<&str> = rest.split_whitespace().collect();
    let Some((last, names)) = words.split_last() else {
        return Vec::new();
    };
    let well = WELL.iter().find(|(bad, _)| bad.contains(last));
    let names: Vec<&str> = (names.iter().copied())
        .filter(|word| Grammar::shared().tags(word) & SMALL == 0)
        .collect();
    match (well, thing(&names.join(" "))) {
        (Some((_, well)), Some(it)) => vec![format!(
            "(all | every | each | every single) .. {it} .. {well}"
        )],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_restatement_is_a_pattern() {
        for label in [
            "I was responsible for the schedule",
            "I ran the housing office",
            "nobody owned the tests",
            "not my dashboard",
            "not part of my role",
            "no customer left",
            "no feature was delayed",
            "nobody quit in December",
            "count before you decide",
            "no extra nurses",
            "no alert",
            "quality was my responsibility",
        ] {
            let ways = restated(label);
            assert!(!ways.is_empty(), "{label}");
            for way in ways {
                assert!(parse::pattern(&way).is_ok(), "{label}: {way}");
            }
        }
    }

    #[test]
    fn a_label_of_another_kind_is_left_as_it_is() {
        for label in ["I traced", "nobody had asked", "two weeks before the sale"] {
            assert_eq!(restated(label), Vec::<String>::new(), "{label}");
        }
    }
}
