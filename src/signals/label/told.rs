//! Whose words a claim is told in, and what an estimate, an order or a decision of others is worth.

use super::*;

/// "My director said, you have 30 days": what those say who set the task.
pub(super) fn told_by_a_boss(text: &Text<'_>, found: &Found) -> bool {
    let heard = text.heard;
    let sentence = text.reading.sentence.get(found.start);
    text.reading.clauses.iter().any(|clause| {
        let says = clause
            .main
            .is_some_and(|main| heard.has(main, tags::REPORT | tags::SAYS));
        let boss = clause.subject.clone().any(|at| heard.has(at, tags::BOSS));
        says && boss && clause.start < found.start && Some(&clause.sentence) == sentence
    })
}

/// "We would have liked to keep the date": what was not to be any more.
pub(super) fn too_late(text: &Text<'_>, found: &Found) -> bool {
    let heard = text.heard;
    text.reading.clause(found.start).is_some_and(|clause| {
        (clause.start..found.start).any(|at| heard.has(at, tags::WOULD) && heard.is(at + 1, "have"))
    })
}

/// "The board decided to make it permanent": what others decide is done by deciding it.
pub(super) fn was_decided(text: &Text<'_>, found: &Found) -> bool {
    (found.start..found.end).any(|at| {
        text.heard
            .any(at, &["decided", "chose", "voted", "agreed", "resolved"])
    })
}

/// "That would take nine months": an estimate tells the size of a thing.
pub(super) fn estimated(text: &Text<'_>, found: &Found) -> bool {
    let clause = text.reading.clause(found.end.saturating_sub(1));
    clause.and_then(|clause| clause.main).is_some_and(|main| {
        let heard = text.heard;
        heard.any(main, &["take", "need", "cost", "mean", "require", "last"])
            && heard.has(main - 1, tags::WOULD)
            && !text.supposes(found.start)
    })
}

/// Whether somebody else says it: "my boss says that you should ask", and not "ask the people who do the work".
pub(super) fn told_by_others(text: &Text<'_>, found: &Found) -> bool {
    let sentence = text.reading.sentence.get(found.start);
    text.reading.clauses.iter().any(|clause| {
        let says = (clause.main).is_some_and(|main| text.heard.has(main, tags::REPORT));
        let you = (clause.subject.clone()).any(|at| text.heard.has(at, tags::YOU));
        says && !you
            && clause.doer == Doer::Other
            && clause.start < found.start
            && Some(&clause.sentence) == sentence
    }) || text.heard.tokens[found.start].quoted
}
