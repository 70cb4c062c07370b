//! Labels with a deed: "I traced", "nobody had asked". Every place of the verb, and what it is worth there.

use super::*;

impl Label {
    /// Labels with "I": every place of the verb.
    pub(super) fn done(
        &self,
        text: &Text<'_>,
        story: &Story,
        deed: &Deed,
    ) -> Vec<(Found, Verdict, Reason)> {
        let matcher = Matcher { text };
        let mut out = Vec::new();
        for mut found in matcher.all(&deed.tree) {
            if torn(text, &found) {
                continue;
            }
            let verb = text.verb_in(found.start, found.end);
            let role = text.role(verb);
            if role.kind == Kind::Noun {
                let (verdict, reason) = if left_out(text, verb) && !deed.negated {
                    (Verdict::Denied, Reason::Negated)
                } else {
                    (Verdict::Refused, Reason::NoDeed)
                };
                out.push((found, verdict, reason));
                continue;
            }
            if !matches!(role.doer, Doer::I | Doer::Joint) {
                out.push((found, Verdict::Refused, Reason::Doer(role.doer)));
                continue;
            }
            let loose = found.touched.iter().any(|touch| touch.how == How::Loose);
            let about = self.about(text, story, found.end);
            let person = object_head(text.heard, found.end).is_some_and(|head| {
                !text.heard.is(found.end, "to")
                    && text.heard.has(head, tags::AGENT | tags::SOMEBODY)
                    && !text.heard.has(head, tags::SUBJECT)
            });
            let clause_follows = text.heard.is(found.end, "that")
                || text.reading.of.get(found.end) != text.reading.of.get(found.start);
            let exempt = clause_follows || self.people || role.negated || about;
            let him = text.heard.any(found.end, &["him", "her"])
                && text.heard.has(found.end, tags::OBJECT);
            let last = found.end.wrapping_sub(1);
            let company = (found.start..found.end).any(|at| text.heard.is(at, "with"))
                || text.heard.is(last, "together") && last == found.start + 1;
            let strange = (person && !company || him && !self.people)
                && !exempt
                && !self.objects.is_empty()
                && self.parts.is_empty();
            let determiner = tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS;
            let split = verb + 1 < found.end && text.heard.has(verb + 1, determiner);
            let object = if split { verb + 1 } else { found.end };
            let other = off_story(text, story, object);
            let another = other == Some(Other::Thing) && !exempt;
            if loose && !about || strange || another {
                out.push((found, Verdict::Refused, Reason::Object));
                continue;
            }
            let denies = found.touched.iter().any(|touch| touch.denied);
            let none = nothing_done(text, &found);
            let (count, places) = self.parts_near(text, &found, 18);
            add_places(&mut found, &places);
            if let Some(clause) = text.reading.clause(verb)
                && clause.subject.start < found.start
                && !clause.subject.is_empty()
            {
                found.start = clause.subject.start.max(found.start.saturating_sub(8));
            }
            let whole = count == self.required();
            let negated = (role.negated && !denies) ^ none;
            let (mut verdict, mut reason) = deed_verdict(deed, negated, role.mood, role.doer);
            let could = text
                .reading
                .clause(verb)
                .is_some_and(|clause| (clause.start..verb).any(|at| text.heard.is(at, "could")));
            if deed.stance == Stance::Supposed && verdict == Verdict::Denied && could {
                (verdict, reason) = (Verdict::Near, Reason::Mood(Mood::Half));
            }
            if verdict == Verdict::Near && role.mood == Mood::Half && came_to_nothing(text, verb) {
                (verdict, reason) = (Verdict::Denied, Reason::Negated);
            }
            if verdict == Verdict::Said && !whole {
                (verdict, reason) = (self.partial(text, count), self.lacking(text, count));
            } else if verdict == Verdict::Denied && self.required() > 0 && count == 0 {
                verdict = Verdict::Refused;
            }
            let particle = split
                && text
                    .heard
                    .has(found.end.saturating_sub(1), tags::PREPOSITION);
            let single = particle
                || found
                    .touched
                    .first()
                    .is_none_or(|touch| touch.end <= touch.start + 1);
            if verdict == Verdict::Said
                && !about
                && self.parts.is_empty()
                && other.is_some()
                && single
            {
                (verdict, reason) = (Verdict::Near, Reason::Object);
            }
            // "I owed it", "I edit an alert": a short word that is another one is no clear hearing.
            let short = found.touched.iter().take(1).any(|touch| {
                touch.how >= How::Misheard
                    && touch.end == touch.start + 1
                    && text.heard.has(touch.start, tags::KNOWN)
                    && text.heard.text(touch.start).len() < 5
            });
            if short && verdict == Verdict::Said {
                (verdict, reason) = (Verdict::Near, Reason::Sound);
            }
            let confused = found.touched.iter().any(|touch| touch.how == How::Confused);
            if confused && verdict == Verdict::Said && !about && count == 0 {
                (verdict, reason) = (Verdict::Near, Reason::Sound);
            }
            out.push((found, verdict, reason));
        }
        out
    }

    /// Labels with "nobody": the verb denied, or with nobody as its subject.
    pub(super) fn undone(
        &self,
        text: &Text<'_>,
        story: &Story,
        deed: &Deed,
    ) -> Vec<(Found, Verdict, Reason)> {
        let matcher = Matcher { text };
        let mut out = Vec::new();
        for mut found in matcher.all(&deed.tree) {
            let verb = text.verb_in(found.start, found.end);
            let role = text.role(verb);
            let (count, places) = self.parts_near(text, &found, 14);
            add_places(&mut found, &places);
            let denied = role.negated || role.doer == Doer::Nobody || text.reading.denied[verb];
            let whole = count == self.required();
            let others = matches!(role.doer, Doer::Other | Doer::We | Doer::Hidden);
            let about_others = text.heard.any(found.end, &["her", "him", "them", "you"]);
            let result = if !matches!(role.mood, Mood::Real | Mood::Half) {
                let quoted = denied && role.mood == Mood::Quoted;
                (
                    if quoted {
                        Verdict::Near
                    } else {
                        Verdict::Refused
                    },
                    Reason::Mood(role.mood),
                )
            } else if about_others || denied && role.doer == Doer::I && role.kind == Kind::Verb {
                (Verdict::Refused, Reason::Doer(Doer::I))
            } else if denied && whole && off_story(text, story, found.end).is_some() {
                (Verdict::Near, Reason::Object)
            } else if denied && whole && excepted(text, found.end) {
                (Verdict::Denied, Reason::NotNegated)
            } else if denied && whole {
                (Verdict::Said, Reason::Complete)
            } else if denied {
                (self.partial(text, count), self.lacking(text, count))
            } else if others && role.kind != Kind::Noun && (whole || count > 0) {
                (Verdict::Denied, Reason::NotNegated)
            } else {
                (Verdict::Refused, Reason::NotNegated)
            };
            let mut found = found;
            quote_negator(text, &mut found, verb);
            out.push((found, result.0, result.1));
        }
        out
    }

    /// Whether the deed that ends before `end` is done to what the example does it to, or to what the story speaks of
    /// where the example names nothing.
    fn about(&self, text: &Text<'_>, story: &Story, end: usize) -> bool {
        let matcher = Matcher { text };
        behind(text, end).any(|at| {
            let mut objects = self.objects.iter();
            if self.objects.is_empty() {
                story.speaks_of(text.heard, at)
            } else {
                objects.any(|object| !matcher.at(object, at).is_empty())
            }
        })
    }
}

/// The tokens behind a deed that may say what it is done to: up to the next deed.
fn behind<'a>(text: &'a Text<'_>, end: usize) -> impl Iterator<Item = usize> + 'a {
    let own = text.reading.of.get(end.wrapping_sub(1)).copied();
    (end..text.heard.len().min(end + 12)).take_while(move |&at| {
        let clause = text.reading.clause(at);
        let apart = text.reading.of.get(at).copied() != own
            && clause.is_some_and(|clause| clause.carried || clause.doer == Doer::I);
        text.heard.before(at) < Break::Stop && !apart
    })
}

/// "Write a fix, but I gave up": the end of the deed stands in a clause with a subject of its own.
fn torn(text: &Text<'_>, found: &Found) -> bool {
    let (Some(first), Some(last)) = (
        text.reading.clause(found.start),
        text.reading.clause(found.end.saturating_sub(1)),
    ) else {
        return false;
    };
    first.start != last.start && !last.carried && last.subject.start > found.start
}

fn deed_verdict(deed: &Deed, negated: bool, mood: Mood, doer: Doer) -> (Verdict, Reason) {
    if deed.stance == Stance::Able && !negated {
        return match mood {
            Mood::Asked | Mood::Quoted => (Verdict::Refused, Reason::Mood(mood)),
            _ => (Verdict::Said, Reason::Complete),
        };
    }
    if deed.stance == Stance::Supposed {
        return match mood {
            Mood::Unreal | Mood::Intended | Mood::Decided if !negated => {
                (Verdict::Said, Reason::Complete)
            }
            Mood::Real if !negated => (Verdict::Denied, Reason::Mood(mood)),
            _ => (Verdict::Refused, Reason::Mood(mood)),
        };
    }
    if negated != deed.negated {
        return match mood {
            Mood::Half if deed.negated => (Verdict::Refused, Reason::Mood(mood)),
            Mood::Real | Mood::Half => (
                Verdict::Denied,
                if negated {
                    Reason::Negated
                } else {
                    Reason::NotNegated
                },
            ),
            _ => (Verdict::Refused, Reason::Mood(mood)),
        };
    }
    match of_mood(mood) {
        Verdict::Said if doer == Doer::Joint => (Verdict::Near, Reason::Doer(doer)),
        Verdict::Said => (Verdict::Said, Reason::Complete),
        verdict => (verdict, Reason::Mood(mood)),
    }
}

/// "I skipped the load test": the deed is named as what the speaker left out.
fn left_out(text: &Text<'_>, at: usize) -> bool {
    let heard = text.heard;
    text.reading.clause(at).is_some_and(|clause| {
        let main = clause.main.filter(|&main| main < at && at <= main + 4);
        clause.doer == Doer::I
            && clause.mood == Mood::Real
            && !clause.negated
            && main.is_some_and(|main| {
                heard.any(main, &["skipped", "skip", "omitted", "forgot", "avoided"])
            })
    })
}

/// "I wrote no fix", "I traced nothing", "I coordinated with nobody": the object denies the deed.
fn nothing_done(text: &Text<'_>, found: &Found) -> bool {
    let heard = text.heard;
    let own = text.reading.of.get(found.start);
    // "Took no ownership", "decided not to act": the meaning stretches over its negator.
    let denied = &text.reading.denied;
    let over = found
        .touched
        .iter()
        .filter(|touch| !touch.denied)
        .any(|touch| touch.end > touch.start + 1 && denied[touch.end - 1] && !denied[touch.start]);
    if over {
        return true;
    }
    (found.end..heard.len().min(found.end + 3))
        .take_while(|&at| text.reading.of.get(at) == own && heard.before(at) < Break::Comma)
        .take_while(|&at| {
            at == found.end || heard.has(at - 1, tags::PREPOSITION | tags::ADVERB | tags::NO)
        })
        .any(|at| {
            heard.has(at, tags::NOBODY) || heard.any(at, &["no", "none", "neither", "nothing"])
        })
}

/// "I tried to reproduce it, but I never managed to": whether a clause soon after says that it did not work.
fn came_to_nothing(text: &Text<'_>, verb: usize) -> bool {
    let Some(&own) = text.reading.of.get(verb) else {
        return false;
    };
    let heard = text.heard;
    text.reading
        .clauses
        .iter()
        .skip(own + 1)
        .take(2)
        .any(|clause| {
            let works = [
                "managed",
                "manage",
                "succeeded",
                "succeed",
                "able",
                "could",
                "work",
                "worked",
                "happened",
                "happen",
                "got",
            ];
            clause.negated && (clause.start..clause.end).any(|at| heard.any(at, &works))
        })
}
