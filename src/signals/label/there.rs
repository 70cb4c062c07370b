//! Whether what a label says there was none of is there after all: "there was a bug report", "two customers left".

use super::*;

impl Label {
    /// "Two customers cancelled", "we did lose some orders" for "no customer cancelled", "no order lost".
    pub(super) fn happened(&self, text: &Text<'_>, found: &Found) -> bool {
        let verbs = (self.parts.iter().enumerate()).filter(|(_, part)| part.verb);
        let verbs: Vec<usize> = verbs.map(|(index, _)| index).collect();
        let of = &text.reading.of;
        let within =
            |touch: &Touch| (found.touched.iter()).all(|other| of[other.start] == of[touch.start]);
        let real = |touch: &Touch| {
            (text.reading.clause(touch.start)).is_some_and(|clause| {
                clause.main == Some(touch.start) && !clause.negated && clause.mood == Mood::Real
            })
        };
        let verb = |touch: &Touch| verbs.iter().any(|&index| self.is_part(text, index, *touch));
        (found.touched.iter())
            .any(|touch| touch.how == How::Said && within(touch) && real(touch) && verb(touch))
    }
}

/// Whether the clause says that it is so: "it was part of my job", and not "it was outside my job".
pub(super) fn is_so(text: &Text<'_>, found: &Found) -> bool {
    let heard = text.heard;
    let Some(clause) = text.reading.clause(found.start) else {
        return false;
    };
    let small = tags::ARTICLE | tags::MINE | tags::OURS | tags::ADVERB;
    let Some(main) = clause
        .main
        .or(clause.verb)
        .filter(|&main| main < found.start)
    else {
        return false;
    };
    let within = ["part", "of", "in", "on", "within", "own"];
    let plain = |at: usize| heard.has(at, small) || heard.any(at, &within);
    heard.has(main, tags::BE)
        && !text.reading.denied[found.start]
        && (main + 1..found.start).all(plain)
        && !heard.has(found.end, tags::NOUN)
}

/// "Very little money", "few tests": next to nothing of it was there.
pub(super) fn little(text: &Text<'_>, found: &Found) -> bool {
    let heard = text.heard;
    (found.start.saturating_sub(2)..found.start).any(|at| {
        heard.any(at, &["little", "few", "hardly", "barely"]) && !heard.is(at.wrapping_sub(1), "a")
    })
}

/// Whether the clause says that the thing is there: "there was", "we had", "somebody filed".
pub(super) fn exists(text: &Text<'_>, found: &Found) -> bool {
    if (found.touched.iter()).any(|touch| touch.how >= How::Confused) {
        return false;
    }
    let Some(clause) = text.reading.clause(found.start) else {
        return false;
    };
    let heard = text.heard;
    let Some(main) = clause.main else {
        return !clause.negated && (clause.start..clause.end).any(|at| heard.has(at, tags::THERE));
    };
    // "The alerts were silent": they may be there, and did nothing.
    let idle = (clause.start..clause.end).any(|at| heard.has(at, tags::IDLE));
    if clause.negated || idle {
        return false;
    }
    // "There was no need to open a ticket" says neither.
    let other = (clause.start..found.start).any(|at| heard.has(at, tags::NO));
    if other {
        return false;
    }
    let there =
        (clause.start..found.start.max(clause.start + 1)).any(|at| heard.has(at, tags::THERE));
    // "We had four hundred families on the list" tells of no list.
    let last = found.touched.iter().map(|touch| touch.start).max();
    let beside = (main + 1..last.unwrap_or(found.start)).any(|at| heard.has(at, tags::PREPOSITION));
    // "We did have to pay a penalty", "I did get extra staff".
    let did = heard.any(clause.verb.unwrap_or(main), &["did"]) && clause.verb < clause.main;
    let have = heard.has(main, tags::HAVE) && !clause.passive && !beside;
    // "The sprint was tight" tells how it was.
    let how =
        heard.any(main, &["was", "were", "is", "are"]) && !heard.has(main + 1, tags::IN_PLACE);
    there
        || have
        || did && !beside
        || heard.has(main, tags::PUTS_THERE)
            && !how
            && (clause.doer != Doer::I
                || heard.any(
                    main,
                    &[
                        "had", "have", "got", "received", "assigned", "needed", "given",
                    ],
                ))
}
