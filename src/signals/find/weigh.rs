//! What each place is worth for a signal: said, close, the opposite, or nothing.

use super::limit::limited;
use super::*;

/// Every place of `text` that bears on `signal`.
pub(super) fn outcomes(
    signal: &Sought,
    section: &Prepared,
    text: &Text<'_>,
    story: &Story,
) -> Vec<Outcome> {
    let mut all = Vec::new();
    for (index, way) in signal.ways.iter().enumerate() {
        match &way.kind {
            WayKind::Label(label) => all.extend(label.outcomes(text, story, index)),
            WayKind::Pattern { tree } => {
                let matcher = Matcher { text };
                let found = matcher.all(tree);
                all.extend(found.iter().map(|found| {
                    weigh(
                        &matcher,
                        found,
                        (way.worth, matcher.denies(found), index),
                        (section.topic && signal.topic, section.task),
                        story,
                    )
                }));
            }
        }
    }
    all.dedup();
    let lack = signal
        .ways
        .iter()
        .any(|way| matches!(&way.kind, WayKind::Label(label) if label.is_negative()));
    for outcome in &mut all {
        turn_over(text, outcome, lack);
        if let Some(own) = &signal.own
            && somebody_elses(text, own, outcome)
        {
            (outcome.verdict, outcome.reason) = (Verdict::Refused, Reason::Doer(Doer::Other));
        }
    }
    keep_denials_to_their_clause(signal, text, &mut all);
    for outcome in all
        .iter_mut()
        .filter(|outcome| outcome.verdict == Verdict::Said)
    {
        if let Some(reason) = limited(text, story, outcome, signal, lack) {
            (outcome.verdict, outcome.reason) = (Verdict::Near, reason);
        }
    }
    if signal.verb.is_some() || lack {
        mind_the_object(&mut all, lack);
    }
    follow_the_deed(text, signal.verb, &mut all);
    if lack {
        let said: Vec<(usize, usize)> = all
            .iter()
            .filter(|outcome| outcome.verdict == Verdict::Said)
            .map(|outcome| (outcome.start, outcome.end))
            .collect();
        for outcome in all
            .iter_mut()
            .filter(|outcome| outcome.verdict == Verdict::Denied)
        {
            // "No protocol written down": words that also stand for the lack, within the reach of the same negator.
            let same = said
                .iter()
                .any(|&(start, end)| start < outcome.end + 3 && outcome.start < end + 3);
            if outcome.reason == Reason::Negated && same {
                (outcome.verdict, outcome.reason) = (Verdict::Refused, Reason::Negated);
            }
        }
    }
    let vetoes: Vec<(usize, usize)> = all
        .iter()
        .filter(|outcome| {
            signal.ways[outcome.way].worth == Verdict::Refused && outcome.misheard.is_none()
        })
        .map(|outcome| (outcome.start, outcome.end))
        .collect();
    for outcome in &mut all {
        if vetoes
            .iter()
            .any(|&(start, end)| start < outcome.end && outcome.start < end)
        {
            (outcome.verdict, outcome.reason) = (Verdict::Refused, Reason::Authored);
        }
    }
    all
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
        if outcome.verdict == Verdict::Denied
            && signal.ways[outcome.way].worth == Verdict::Denied
            && outside
            && said.iter().any(held)
        {
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
            (outcome.verb + 1..=outcome.verb + 10).contains(&verb)
                && governs(text, outcome.verb, verb)
                && (verdict != Verdict::Near || weak)
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

/// Whether a gap of the pattern runs over a word that denies.
pub(super) fn over_negator(text: &Text<'_>, found: &Found) -> bool {
    (found.start..found.end).any(|at| {
        text.heard.has(at, tags::NOT | tags::NO | tags::NOBODY) && text.reading.denied[at]
    })
}

/// "They adopted Kim's pattern": what should be the speaker's own is somebody else's.
pub(super) fn somebody_elses(text: &Text<'_>, own: &Tree, outcome: &Outcome) -> bool {
    let heard = text.heard;
    let matcher = Matcher { text };
    (outcome.start.max(1)..outcome.end).any(|at| {
        let before = heard.tokens[at - 1];
        let other = before.possessive && before.tags & tags::MINE == 0
            || heard.any(at - 1, &["his", "her", "another", "their"]);
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

/// What a place of an author's pattern is worth.
pub(super) fn weigh(
    matcher: &Matcher<'_, '_>,
    found: &Found,
    (worth, denies, way): (Verdict, bool, usize),
    (topic, task): (bool, bool),
    story: &Story,
) -> Outcome {
    let (mood, opposite) = matcher.claim(found);
    let done = found.touched.iter().any(|touch| touch.done);
    let sounds = found
        .touched
        .iter()
        .filter(|touch| touch.how == How::Confused)
        .count();
    let loose = found.touched.iter().any(|touch| touch.how == How::Loose);
    let real = of_mood(mood);
    let planned = task && !done && !supposed(matcher.text, found.start);
    let open = (topic || planned)
        && worth != Verdict::Denied
        && matches!(
            mood,
            Mood::Unreal | Mood::Intended | Mood::Half | Mood::Decided
        );
    let (verdict, reason) =
        if !done && (!denies && matcher.others(found) || matcher.other_measure(found)) {
            (Verdict::Refused, Reason::Doer(Doer::Other))
        } else if done && worth == Verdict::Said && other_object(matcher.text, story, found) {
            (Verdict::Refused, Reason::Object)
        } else if worth == Verdict::Denied && !denies && over_negator(matcher.text, found) {
            (Verdict::Refused, Reason::Negated)
        } else if sounds > 0 && worth == Verdict::Denied {
            (Verdict::Refused, Reason::Sound)
        } else if worth == Verdict::Denied && only_helps(matcher.text, found) {
            (Verdict::Refused, Reason::NoDeed)
        } else if denies && worth == Verdict::Said && excepted(matcher.text, found.end) {
            (Verdict::Denied, Reason::NotNegated)
        } else if mood == Mood::Quoted && worth == Verdict::Said && !done {
            (Verdict::Near, Reason::Mood(mood))
        } else if real == Verdict::Refused && !open {
            (Verdict::Refused, Reason::Mood(mood))
        } else if opposite
            && !denies
            && !(topic && worth != Verdict::Denied && !copula_denies(matcher.text, found))
        {
            (
                if worth == Verdict::Said {
                    Verdict::Denied
                } else {
                    Verdict::Refused
                },
                Reason::Negated,
            )
        } else if real == Verdict::Near && worth == Verdict::Denied {
            (Verdict::Refused, Reason::Mood(mood))
        } else if real == Verdict::Near && worth == Verdict::Said && !open {
            (Verdict::Near, Reason::Mood(mood))
        } else if sounds > 0 && sounds * 2 >= found.touched.len() && worth == Verdict::Said {
            (Verdict::Near, Reason::Sound)
        } else if loose
            && !(found.end..matcher.text.heard.len().min(found.end + 8))
                .any(|at| story.speaks_of(matcher.text.heard, at))
        {
            (Verdict::Refused, Reason::Object)
        } else {
            (
                worth,
                if worth == Verdict::Said {
                    Reason::Complete
                } else {
                    Reason::Authored
                },
            )
        };
    let foreign = verdict != Verdict::Refused && story.elsewhere(matcher.text, found);
    Outcome {
        verdict: if foreign { Verdict::Refused } else { verdict },
        reason: if foreign { Reason::Object } else { reason },
        verb: found
            .touched
            .first()
            .map_or(found.start, |touch| touch.start),
        start: found.start,
        end: found.end,
        misheard: found
            .touched
            .iter()
            .find(|touch| touch.how >= How::Misheard)
            .map(|touch| (touch.start, touch.end)),
        way,
    }
}

/// "It had flown under the radar of all alerts": the "had" of a pattern is no "had" of its own here.
fn only_helps(text: &Text<'_>, found: &Found) -> bool {
    let first = found
        .touched
        .first()
        .map_or(found.start, |touch| touch.start);
    text.heard.has(first, tags::HAVE)
        && (text.reading.clause(first)).is_some_and(|clause| {
            clause.verb == Some(first)
                && clause
                    .main
                    .is_some_and(|main| main > first && text.heard.has(main, tags::PAST))
        })
}

/// Whether the deed is done to a thing of daily life: "I rolled out the carpet gradually".
pub(super) fn other_object(text: &Text<'_>, story: &Story, found: &Found) -> bool {
    let verb = text.verb_in(found.start, found.end);
    text.heard.has(
        verb + 1,
        tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS,
    ) && off_story(text, story, verb + 1) == Some(Other::Thing)
}

/// Whether the sentence of the token at `at` supposes something: "if I had owned it".
pub(super) fn supposed(text: &Text<'_>, at: usize) -> bool {
    let own = text.reading.sentence.get(at);
    let clauses = &text.reading.clauses;
    clauses
        .iter()
        .any(|clause| Some(&clause.sentence) == own && clause.mood == Mood::Supposed)
}
