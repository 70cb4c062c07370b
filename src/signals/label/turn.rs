//! Labels that tell what the speaker would do otherwise, refused or left alone, and how else people tell the same:
//! "I should have asked for traces sooner" is also "I asked for traces too late", "I waited too long before asking".
//!
//! Every way is a pattern in the language of signals, built from the label's own verb and object.

use super::*;

/// Words that say when it should have been done.
const SOON: [&str; 20] = [
    "sooner",
    "earlier",
    "early",
    "first",
    "before",
    "faster",
    "quicker",
    "much sooner",
    "much earlier",
    "right away",
    "straight away",
    "immediately",
    "beforehand",
    "up front",
    "upfront",
    "at the start",
    "at the beginning",
    "from the start",
    "from the beginning",
    "from day one",
];

/// How people say "sooner".
const SOONER: &str = "(sooner | earlier | first | before | faster | at once | immediately | right away | straight away | \
    up front | upfront | beforehand | from (the | day) | on day one | in week one | at the (start | beginning | outset | very))";

/// How people say that it came late.
const LATE: &str = "(late | last | at the end | too slow | only (when | after | once) | not until)";

/// Tells a deed in other ways.
type Ways = fn(&Deed) -> Vec<String>;

/// Further ways of saying `say`, as patterns; wishes and plans count in them as in the label.
pub fn turns(say: &str) -> Vec<String> {
    let lower = say.to_lowercase();
    let rests: [(&str, Ways); 12] = [
        ("without ", unharmed),
        ("keep ", kept),
        ("protect ", kept),
        ("i wanted to ", aims),
        ("i had to ", duties),
        ("i needed to ", duties),
        ("i was asked to ", duties),
        ("i should have ", regrets),
        ("i should've ", regrets),
        ("i refused to ", refusals),
        ("i did not ", omissions),
        ("i didn't ", omissions),
    ];
    behind(&lower, &rests)
        .and_then(|(rest, ways)| Deed::of(rest).map(|deed| ways(&deed)))
        .unwrap_or_default()
}

/// What of `say` stands behind the first of `leads` that it begins with, and what that one leads to.
pub(super) fn behind<'a, T: Copy>(say: &'a str, leads: &[(&str, T)]) -> Option<(&'a str, T)> {
    let mut leads = leads.iter();
    leads.find_map(|&(lead, to)| say.strip_prefix(lead).map(|rest| (rest, to)))
}

/// Whether `say` wishes that something had been done sooner.
pub fn too_late(say: &str) -> bool {
    before_soon(say).is_some()
}

/// What stands before the "sooner" at the end of `say`.
fn before_soon(say: &str) -> Option<&str> {
    let rests = SOON.iter().filter_map(|soon| say.strip_suffix(soon));
    rests
        .filter_map(|rest| rest.strip_suffix(' '))
        .min_by_key(|rest| rest.len())
}

/// How else people say the opposite of `say`, as patterns: "I asked for traces from the start".
pub fn turned_back(say: &str) -> Vec<String> {
    let lower = say.to_lowercase();
    let deed = (lower.strip_prefix("i should have ")).and_then(Deed::of);
    deed.filter(|deed| deed.soon)
        .map(|deed| {
            let whole = deed.whole;
            vec![
                format!("I {whole} .. (early enough | soon enough | in time)"),
                format!("I {whole} .. (right away | at once | on day one | from day one | plenty of time | plenty of notice)"),
                format!("I {whole} .. (at | from | on) [the] .. (start | beginning | first day | first hour | first week | outset)"),
            ]
        })
        .unwrap_or_default()
}

/// What is done, and to what, as a pattern.
struct Deed {
    /// The object alone, where there is one.
    object: Option<String>,
    /// The verb without its object.
    verb: String,
    /// The verb or whatever may stand for it, and its object in any order.
    whole: String,
    /// Whether the label says that it should have come sooner.
    soon: bool,
}

impl Deed {
    fn of(rest: &str) -> Option<Self> {
        let grammar = Grammar::shared();
        let late = before_soon(rest);
        let soon = late.is_some();
        let words: Vec<&str> = late.unwrap_or(rest).split_whitespace().collect();
        let (verb, object) = words.split_first()?;
        // "Talked to sales": the preposition belongs to the verb.
        let with = object.first().map(|next| format!("{verb} {next}"));
        let with = with.filter(|both| Thesaurus::shared().knows(both));
        let small = SMALL | tags::ADVERB;
        let object: Vec<&str> = object
            .iter()
            .skip(usize::from(with.is_some()))
            .copied()
            .skip_while(|word| grammar.tags(word) & small != 0)
            .collect();
        let counted = |word: &&str| parse::read(word).first().map(|number| number.value);
        let number: Option<f64> = object.iter().find_map(counted);
        let object: Vec<&str> = (object.iter().copied())
            .filter(|word| counted(word).is_none())
            .collect();
        if verb.contains('-') || object.iter().any(|word| !plain(word)) || !plain(verb) {
            return None;
        }
        let deed = with.map_or_else(|| format!("~{verb}"), |both| format!("~({both})"));
        let mut parts = vec![deed.clone()];
        parts.extend(number.map(|value| format!("<{value}>")));
        if !object.is_empty() {
            parts.push(format!("~({})", object.join(" ")));
        }
        let whole = if parts.len() == 1 {
            parts.remove(0)
        } else {
            format!("{{{}}}", parts.join(" & "))
        };
        // "Asked for help" is known as one thing, and is also told with other words.
        let known = Thesaurus::shared().knows(&words.join(" "));
        let whole = match words.len() {
            3.. if known && number.is_none() => format!("(~({}) | {whole})", words.join(" ")),
            _ => whole,
        };
        Some(Self {
            object: (!object.is_empty()).then(|| format!("~({})", object.join(" "))),
            verb: deed,
            whole,
            soon,
        })
    }
}

/// Whether a word means nothing else in the language of signals.
pub(super) fn plain(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_alphabetic())
}

/// "I waited too long before asking", "I regret not asking", "next time I would ask first".
fn regrets(deed: &Deed) -> Vec<String> {
    let it = &deed.whole;
    let mut ways = vec![
        format!("I (regret | kick | blame) .. not .. {it}"),
        format!("(mistake | fault | error | slip) .. not .. {it}"),
        format!("=i (wish | wished) .. {it}"),
    ];
    if deed.soon {
        ways.extend([
            format!("{it} .. (too late | so late | very late | much too late)"),
            format!("too late .. {it}"),
            format!("=i .. (wait | waited | hesitate | took) .. (too long | so long | longer) .. {it}"),
            format!("=i .. too (slow | late) .. {it}"),
            format!("I not .. {it} .. (early enough | soon enough | in time | until)"),
            format!("(regret | mistake | fault | error | slip | sorry) .. {it} .. {LATE}"),
            format!("=i (should | would | could have | ought | must | will) .. {it} .. {SOONER}"),
            format!("=i (should | would | could have | ought | must) .. {SOONER} .. {it}"),
            format!("{it} .. {SOONER} .. would have"),
            format!("(next time | do differently | do otherwise | in future | did it again | had it again) .. {it} .. {SOONER}"),
        ]);
    }
    ways
}

/// "My goal was to keep the customer", "I was determined to keep the customer".
fn aims(deed: &Deed) -> Vec<String> {
    let deed = &deed.whole;
    vec![
        format!(
            "my (goal | aim | wish | target | plan | objective | intention | task) (was | is) .. {deed}"
        ),
        format!(
            "=i .. (want | wanted | determined | wish | wished | hoped | aimed | tried | intended | meant | set out) .. {deed}"
        ),
        format!(
            "(the (goal | aim | idea | plan) was | we (had to | wanted to | needed to)) .. {deed}"
        ),
    ]
}

/// "My task was to hire five people", "I was supposed to hire five people".
fn duties(deed: &Deed) -> Vec<String> {
    let deed = &deed.whole;
    vec![
        format!(
            "my (task | job | goal | mission | assignment | target | part | role) (was | is) .. {deed}"
        ),
        format!(
            "=i .. (have | had | need | needed | must | supposed | asked | told | expected | tasked | wanted | charged) .. {deed}"
        ),
        format!("(it was on me | it was up to me | it fell to me) .. {deed}"),
        format!("{deed} .. (was | is) (my (task | job | goal | mission | part) | on me)"),
    ]
}

/// "Moving the date was not an option" for "keep the launch date", "we could not lose them as a customer".
fn kept(deed: &Deed) -> Vec<String> {
    let Some(it) = &deed.object else {
        return Vec::new();
    };
    const HARM: &str = "(lose | move | change | postpone | shift | delay | touch | sacrifice | give up | risk | miss | hurt)";
    vec![
        format!("not .. {HARM} .. {it}"),
        format!("{HARM} .. {it} .. not"),
        format!("{it} .. not .. {HARM}"),
        format!(
            "{it} .. (stay | stays | remain | remains | safe | intact | untouched | unchanged)"
        ),
        format!("without .. {HARM} .. {it}"),
    ]
}

/// "The coverage stays as it is" for "without losing coverage", "we could not lose any coverage".
fn unharmed(deed: &Deed) -> Vec<String> {
    let (Some(it), verb) = (&deed.object, &deed.verb) else {
        return Vec::new();
    };
    const HARMS: [&str; 10] = [
        "~losing",
        "~dropping",
        "~cutting",
        "~hurting",
        "~breaking",
        "~sacrificing",
        "~touching",
        "~reducing",
        "~changing",
        "~harming",
    ];
    let mut ways = vec![
        format!("not .. {verb} .. {it}"),
        format!("no .. {it} .. {verb}"),
    ];
    if HARMS.contains(&verb.as_str()) {
        ways.extend([
            format!("(keep | kept | preserve | maintain | protect | same | hold) .. {it}"),
            format!("{it} .. (stay | stays | stayed | remain | remains | keep | kept | intact | same | unchanged | safe)"),
            format!("as (much | many | good) .. {it} .. as"),
        ]);
    }
    ways
}

/// "I would not skip it", "I was not willing to skip it", "they wanted to skip it, and I said no".
fn refusals(deed: &Deed) -> Vec<String> {
    let (deed, object) = (&deed.whole, &deed.object);
    let mut ways = vec![
        format!("{deed} .. =i (would not | will not | was not going to | did not want to)"),
        format!("=i (would | could) not .. {deed}"),
        format!(
            "=i (would | will | did | do | could) not (let | allow | permit | agree | accept) .. {deed}"
        ),
        format!("=i .. not (willing | ready | prepared | inclined | going to) .. {deed}"),
        format!(
            "{{{deed} & (=i (would | will) not do | I (say | said) no | I (refuse | refused))}}"
        ),
        format!("I (decline | reject | resist | oppose) .. {deed}"),
        format!("I (say | said | tell | told) .. no .. {deed}"),
        format!(
            "{deed} .. I (say no | said no | refuse | not budge | put my foot down | stand firm | stood firm)"
        ),
        format!(
            "{deed} .. (not an option | out of the question | not negotiable | not on my watch | not with me)"
        ),
    ];
    if let Some(it) = object {
        ways.extend([
            format!("I (say | said | tell | told) .. no to .. {it}"),
            format!("I (be | was | am) against .. {it}"),
            format!("I (stay | stayed | stand | stood | remain | remained) firm .. no {it}"),
        ]);
    }
    ways
}

/// "I chose not to add servers", "I decided against adding servers", "I resisted adding servers".
fn omissions(deed: &Deed) -> Vec<String> {
    let deed = &deed.whole;
    vec![
        format!("=i .. (choose | decide | opt | resolve | prefer) .. not {deed}"),
        format!("I (decide | choose | opt) against .. {deed}"),
        format!("I (avoid | resist | refuse | decline | reject | refrain) .. {deed}"),
        format!("{deed} .. I (say no | said no | refuse | decline | not)"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_turn_of_a_label_is_a_pattern() {
        let labels = [
            "I should have asked for traces sooner",
            "I refused to skip the bedside check",
            "I did not add servers",
            "I should have said it",
            "I should have asked for help sooner",
            "without losing coverage",
            "keep the launch date",
        ];
        for label in labels {
            let turns = turns(label);
            assert!(!turns.is_empty(), "{label}");
            for turn in turns {
                assert!(parse::pattern(&turn).is_ok(), "{label}: {turn}");
            }
        }
        assert_eq!(turns("I traced"), Vec::<String>::new());
    }
}
