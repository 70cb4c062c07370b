//! What each place is worth for a signal: said, close, the opposite, or nothing.

use super::limit::limited;
use super::place::Place;
use super::*;

/// Every place of `text` that bears on `signal`.
pub(super) fn outcomes(
    signal: &Sought,
    section: &Prepared,
    text: &Text<'_>,
    story: &Story,
) -> Vec<Outcome> {
    let mut all = by_way(signal, section, text, story);
    all.dedup();
    let lack = signal
        .ways
        .iter()
        .any(|way| matches!(&way.kind, WayKind::Label(label) if label.is_negative()));
    let topic = section.topic && signal.gist.topic && !signal.gist.hole;
    for outcome in &mut all {
        turn_over(text, outcome, lack);
        if topic && outcome.verdict == Verdict::Said && was_there(text, outcome) {
            (outcome.verdict, outcome.reason) = (Verdict::Denied, Reason::NotNegated);
        }
        let said = outcome.verdict == Verdict::Said;
        let only = signal.gist.only && not_only(text, outcome);
        if said && (only || signal.gist.hole && no_gap(text, outcome)) {
            (outcome.verdict, outcome.reason) = (Verdict::Denied, Reason::Negated);
        }
        if let Some(own) = &signal.own
            && somebody_elses(text, own, outcome)
        {
            (outcome.verdict, outcome.reason) = (Verdict::Refused, Reason::Doer(Doer::Other));
        }
    }
    keep_denials_to_their_clause(signal, text, &mut all);
    refuse_guessed_denials(text, &mut all);
    keep_to_the_limits(signal, text, story, lack, &mut all);
    if signal.verb.is_some() || lack {
        mind_the_object(&mut all, lack);
    }
    follow_the_deed(text, signal.verb, &mut all);
    if lack {
        lack_outweighs_denial(&mut all);
    }
    veto(signal, &mut all);
    all
}

/// What each way of saying `signal` finds, weighed by itself.
fn by_way(signal: &Sought, section: &Prepared, text: &Text<'_>, story: &Story) -> Vec<Outcome> {
    let mut all = Vec::new();
    for (index, way) in signal.ways.iter().enumerate() {
        match &way.kind {
            WayKind::Label(label) => all.extend(label.outcomes(text, story, index)),
            WayKind::Pattern { tree } => {
                let matcher = Matcher { text };
                let found = matcher.all(tree);
                all.extend(found.iter().map(|found| {
                    let place = Place {
                        matcher: &matcher,
                        found,
                        story,
                        worth: way.worth,
                        denies: matcher.denies(found),
                        done: found.touched.iter().any(|touch| touch.done),
                        topic: section.topic && signal.gist.topic,
                        lesson: section.topic && !signal.gist.topic && signal.verb.is_none(),
                        open: way.open,
                        task: section.task,
                        lack: signal.gist.state,
                    };
                    place.weigh(index)
                }));
            }
        }
    }
    all
}

/// What the words around a place make less of it: what is said of another thing is not even close.
fn keep_to_the_limits(
    signal: &Sought,
    text: &Text<'_>,
    story: &Story,
    lack: bool,
    all: &mut [Outcome],
) {
    let said = all
        .iter_mut()
        .filter(|outcome| outcome.verdict == Verdict::Said);
    for outcome in said {
        if let Some(reason) = limited(text, story, outcome, signal, lack) {
            let weaker = if reason == Reason::Object {
                Verdict::Refused
            } else {
                Verdict::Near
            };
            (outcome.verdict, outcome.reason) = (weaker, reason);
        }
    }
}

/// "There was know alert": the opposite of a signal is never told from a word that was only guessed at.
fn refuse_guessed_denials(text: &Text<'_>, all: &mut [Outcome]) {
    let guessed =
        |outcome: &Outcome| (outcome.start..outcome.end).any(|at| text.heard.tokens[at].guessed);
    for outcome in all {
        if outcome.verdict == Verdict::Denied && guessed(outcome) {
            (outcome.verdict, outcome.reason) = (Verdict::Refused, Reason::Sound);
        }
    }
}

/// "No protocol written down": words that also stand for the lack, within the reach of the same negator.
fn lack_outweighs_denial(all: &mut [Outcome]) {
    let said: Vec<(usize, usize)> = (all.iter())
        .filter(|outcome| outcome.verdict == Verdict::Said)
        .map(|outcome| (outcome.start, outcome.end))
        .collect();
    for outcome in all {
        let same = said
            .iter()
            .any(|&(start, end)| start < outcome.end + 3 && outcome.start < end + 3);
        if outcome.verdict == Verdict::Denied && outcome.reason == Reason::Negated && same {
            outcome.verdict = Verdict::Refused;
        }
    }
}

/// What the author says is not meant takes away what it meets.
fn veto(signal: &Sought, all: &mut [Outcome]) {
    let vetoes: Vec<(usize, usize)> = (all.iter())
        .filter(|outcome| {
            signal.ways[outcome.way].worth == Verdict::Refused && outcome.misheard.is_none()
        })
        .map(|outcome| (outcome.start, outcome.end))
        .collect();
    for outcome in all {
        let meets = |&(start, end): &(usize, usize)| start < outcome.end && outcome.start < end;
        if vetoes.iter().any(meets) {
            (outcome.verdict, outcome.reason) = (Verdict::Refused, Reason::Authored);
        }
    }
}

/// "Abandonment fell, so customers stayed": a pattern that denies must not take its last words from the next clause
/// when the first clause says the signal.
pub(super) fn keep_denials_to_their_clause(signal: &Sought, text: &Text<'_>, all: &mut [Outcome]) {
    let said: Vec<(usize, usize)> = (all.iter())
        .filter(|outcome| outcome.verdict == Verdict::Said)
        .map(|outcome| (outcome.start, outcome.end))
        .collect();
    let clause = |at: usize| text.reading.of.get(at).copied();
    for outcome in all {
        let last = outcome.end.saturating_sub(1);
        let own_subject = (text.reading.clause(last))
            .is_some_and(|clause| !clause.subject.is_empty() && !clause.carried);
        let outside = clause(outcome.start) != clause(last) && own_subject;
        let held = |&(start, end): &(usize, usize)| {
            start < outcome.end && outcome.start < end && clause(end - 1) != clause(last)
        };
        // "It fell by 12%. Neither of them had a car": half of it is borrowed from another sentence.
        let sentence = |at: usize| text.reading.sentence.get(at).copied();
        let borrowed = sentence(outcome.start) != sentence(last)
            && said.iter().any(|&(start, end)| {
                start < outcome.end && outcome.start < end && sentence(start) == sentence(end - 1)
            });
        let own = signal.ways[outcome.way].worth == Verdict::Denied;
        let elsewhere = if own {
            outside && said.iter().any(held)
        } else {
            borrowed
        };
        if outcome.verdict == Verdict::Denied && elsewhere {
            (outcome.verdict, outcome.reason) = (Verdict::Refused, Reason::Authored);
        }
    }
}

/// "I rewrote the release notes": a pattern that knows the verb alone is worth no more than the label, which looked at
/// the object too.
fn mind_the_object(all: &mut [Outcome], lack: bool) {
    let judged: Vec<(usize, usize, usize, Verdict)> = (all.iter())
        .filter(|outcome| {
            matches!(outcome.reason, Reason::Object | Reason::Sound) && outcome.way == 0
        })
        .map(|outcome| (outcome.verb, outcome.start, outcome.end, outcome.verdict))
        .collect();
    for outcome in all
        .iter_mut()
        .filter(|outcome| outcome.verdict == Verdict::Said)
    {
        let own = judged.iter().find(|&&(verb, start, end, _)| {
            let same = verb == outcome.verb || lack && start <= outcome.start && end == outcome.end;
            same && outcome.start < end && outcome.end <= end
        });
        if let Some(&(_, _, _, verdict)) = own {
            (outcome.verdict, outcome.reason) = (verdict, Reason::Object);
        }
    }
}

/// "I planned to coordinate it", "I watched Tom reproduce it": a synonym that governs the signal's own verb is worth no
/// more than what it leaves of that verb.
fn follow_the_deed(text: &Text<'_>, own_verb: Option<u32>, all: &mut [Outcome]) {
    let stem = |at: usize| text.heard.tokens.get(at).map(|token| token.stem);
    let governed: Vec<(usize, Verdict, Reason)> = (all.iter())
        .filter(|outcome| match outcome.reason {
            Reason::Doer(Doer::Other | Doer::We | Doer::Hidden) => true,
            Reason::Mood(_) | Reason::Negated => stem(outcome.verb) == own_verb,
            _ => false,
        })
        .map(|outcome| (outcome.verb, outcome.verdict, outcome.reason))
        .collect();
    let said =
        |outcome: &&mut Outcome| outcome.verdict == Verdict::Said && stem(outcome.verb) != own_verb;
    for outcome in all.iter_mut().filter(said) {
        let main = text
            .reading
            .clause(outcome.verb)
            .and_then(|clause| clause.main);
        let weak = main.is_some_and(|main| text.heard.has(main, tags::TRY | tags::BEGIN));
        let inner = governed.iter().find(|&&(verb, verdict, _)| {
            let tried = || (outcome.verb..verb).any(|at| text.heard.has(at, tags::TRY));
            (outcome.verb + 1..=outcome.verb + 10).contains(&verb)
                && governs(text, outcome.verb, verb)
                && (verdict != Verdict::Near || weak || tried())
        });
        if let Some(&(_, verdict, reason)) = inner {
            (outcome.verdict, outcome.reason) = (verdict, reason);
        }
    }
}

/// Whether the verb at `inner` is what the verb at `outer` speaks of: its complement, in its own clause or in the next.
fn governs(text: &Text<'_>, outer: usize, inner: usize) -> bool {
    let heard = text.heard;
    let (Some(own), Some(other)) = (text.reading.clause(outer), text.reading.clause(inner)) else {
        return false;
    };
    // "Ready-to-merge" describes, and governs nothing.
    let part = inner > 0 && heard.tokens[inner].word == heard.tokens[inner - 1].word;
    let verbal = text.role(inner).kind == Kind::Verb && !part;
    if own.start == other.start {
        return verbal && own.main.is_some_and(|main| main <= outer);
    }
    let complement = heard.any(
        other.start,
        &["that", "whether", "if", "how", "who", "what", "which"],
    ) || other.start == outer + 1 && heard.before(other.start) == Break::None;
    own.end == other.start
        && own.sentence == other.sentence
        && !other.carried
        && complement
        && verbal
}

/// "They adopted Kim's pattern": what should be the speaker's own is somebody else's.
pub(super) fn somebody_elses(text: &Text<'_>, own: &Tree, outcome: &Outcome) -> bool {
    let heard = text.heard;
    let matcher = Matcher { text };
    // "My pattern is part of their template".
    let mine = |at: usize| {
        heard.has(at, tags::MINE) && (at + 1..at + 4).any(|at| !matcher.at(own, at).is_empty())
    };
    if (outcome.start.saturating_sub(4)..outcome.end).any(mine) {
        return false;
    }
    (outcome.start.max(1)..outcome.end).any(|at| {
        let before = heard.tokens[at - 1];
        let other = before.possessive && before.tags & tags::MINE == 0
            || heard.any(at - 1, &["his", "her", "another", "their"])
            || heard.is(at - 1, "own") && heard.has(at.wrapping_sub(2), tags::THEIRS | tags::OURS);
        other && !matcher.at(own, at).is_empty()
    })
}

/// "It isn't true that there was no ticket": a claim that the clause around it turns into its opposite.
pub(super) fn turn_over(text: &Text<'_>, outcome: &mut Outcome, lack: bool) {
    let flipped = (outcome.start..outcome.end)
        .filter_map(|at| text.reading.clause(at))
        .any(|clause| clause.flipped);
    if !flipped {
        return;
    }
    let plain = !(outcome.start..outcome.end).any(|at| text.heard.has(at, tags::NO | tags::NOT));
    outcome.verdict = match outcome.verdict {
        Verdict::Said => Verdict::Denied,
        // "It isn't true that there was a ticket".
        Verdict::Denied if lack && plain => Verdict::Said,
        Verdict::Denied => Verdict::Near,
        Verdict::Near | Verdict::Refused => Verdict::Refused,
    };
    outcome.reason = Reason::Negated;
}

/// "The organization had no gap at all".
fn no_gap(text: &Text<'_>, outcome: &Outcome) -> bool {
    let heard = text.heard;
    let holes = ["gap", "gaps", "hole", "holes"];
    (outcome.start..outcome.end).any(|at| heard.is(at, "no") && heard.any(at + 1, &holes))
}

/// "The letters were not only in English".
fn not_only(text: &Text<'_>, outcome: &Outcome) -> bool {
    let heard = text.heard;
    (outcome.start..outcome.end)
        .any(|at| heard.is(at, "not") && heard.any(at + 1, &["only", "just"]))
}

/// "We did have full visibility": what the reflection should miss was there.
fn was_there(text: &Text<'_>, outcome: &Outcome) -> bool {
    let heard = text.heard;
    text.reading.clause(outcome.start).is_some_and(|clause| {
        let before = clause.start..outcome.start;
        let had = before.clone().any(|at| {
            heard.is(at, "had")
                || heard.is(at, "did") && heard.has(at + 1, tags::HAVE)
                || heard.has(at, tags::THERE) && heard.any(at + 1, &["was", "were"])
        });
        let enough = before.clone().any(|at| {
            heard.any(at, &["plenty", "full", "enough", "complete", "perfect"])
                || heard.is(at, "did") && heard.has(at + 1, tags::HAVE)
        });
        let already = heard.is(outcome.start.wrapping_sub(1), "already")
            || before.clone().any(|at| heard.is(at, "already"));
        let was = clause.main.is_some_and(|main| {
            let good = ["excellent", "perfect", "great", "good", "fine", "complete"];
            let praised = heard.has(main, tags::BE) && heard.any(main + 1, &good);
            outcome.end == main && (praised || heard.any(main, &["existed"]))
        });
        let later = clause.main.is_some_and(|main| {
            let rest = main + 1..clause.end;
            let in_place =
                heard.has(main, tags::BE) && rest.clone().any(|at| heard.has(at, tags::IN_PLACE));
            let well = rest.clone().any(|at| heard.is(at, "perfectly"));
            outcome.start <= main
                && (in_place && rest.clone().any(|at| heard.is(at, "already")) || well)
        });
        let long = (clause.start..clause.end).any(|at| {
            heard.is(at, "for") && heard.any(at + 1, &["years", "ages", "months", "long"])
        });
        let long = long && (clause.start..outcome.end).any(|at| heard.is(at, "had"));
        (had && (enough || already) || long || was || later)
            && clause.mood == Mood::Real
            && !clause.negated
    })
}
