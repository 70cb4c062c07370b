//! Labels with a deed of nobody: "nobody had asked". Every place of the verb, and what it is worth there.

use super::deed::unclear;
use super::*;

impl Label {
    /// Every place of the verb, denied or with nobody as its subject.
    pub(super) fn undone(
        &self,
        text: &Text<'_>,
        story: &Story,
        deed: &Deed,
    ) -> Vec<(Found, Verdict, Reason)> {
        let places = Matcher { text }.all(&deed.tree).into_iter();
        places
            .map(|mut found| {
                let verb = text.verb_in(found.start, found.end);
                let (count, places) = self.parts_around(text, &found, 14);
                add_places(&mut found, &places);
                let (verdict, reason) = self.left_undone(text, story, &found, verb, count);
                quote_negator(text, &mut found, verb);
                (found, verdict, reason)
            })
            .collect()
    }

    /// What the verb at `verb` is worth, with `count` of the label's parts beside it.
    fn left_undone(
        &self,
        text: &Text<'_>,
        story: &Story,
        found: &Found,
        verb: usize,
        count: usize,
    ) -> (Verdict, Reason) {
        let role = text.role(verb);
        let denied = role.negated
            || role.doer == Doer::Nobody
            || text.reading.denied[verb]
            || by_nobody(text, verb);
        let whole = count == self.required();
        // "Nobody thanked them" thanks the donors of the label; "nobody asked him" is about somebody else.
        let stands = self.required() > 0 && whole;
        let about_others = !(self.own.others || stands)
            && text.heard.any(found.end, &["her", "him", "them", "you"]);
        let rule = self.reflects && rules(text, found, role.mood);
        if role.mood > Mood::Half && !rule {
            let near = denied && role.mood == Mood::Quoted;
            let verdict = if near {
                Verdict::Near
            } else {
                Verdict::Refused
            };
            return (verdict, Reason::Mood(role.mood));
        }
        if about_others || denied && role.doer == Doer::I && role.kind == Kind::Verb {
            return (Verdict::Refused, Reason::Doer(Doer::I));
        }
        let unclear = unclear(text, found, false);
        let others = matches!(role.doer, Doer::Other | Doer::We | Doer::Hidden);
        if !denied {
            // "We want to see them gone" denies no "nobody had asked": nobody is said to have been asked.
            let others = others && (self.required() > 0 || role.doer != Doer::We);
            let done = others && role.kind != Kind::Noun && (whole || count > 0);
            return match (unclear, done) {
                (true, _) => (Verdict::Refused, Reason::Sound),
                (false, true) => (Verdict::Denied, Reason::NotNegated),
                (false, false) => (Verdict::Refused, Reason::NotNegated),
            };
        }
        if !whole {
            (self.partial(text, count), self.lacking(text, count))
        } else if off_story(text, story, found.end).is_some() {
            (Verdict::Near, Reason::Object)
        } else if excepted(text, found.end) {
            (Verdict::Denied, Reason::NotNegated)
        } else if unclear {
            (Verdict::Near, Reason::Sound)
        } else if role.mood == Mood::Half {
            (Verdict::Near, Reason::Mood(role.mood))
        } else {
            (Verdict::Said, Reason::Complete)
        }
    }
}

/// "There wasn't anyone who mentored her", "there was no one to look after it".
fn by_nobody(text: &Text<'_>, verb: usize) -> bool {
    let heard = text.heard;
    let Some(clause) = text.reading.clause(verb) else {
        return false;
    };
    let link = if heard.is(verb.wrapping_sub(1), "to") {
        verb - 1
    } else {
        clause.start
    };
    let Some(person) = link.checked_sub(1) else {
        return false;
    };
    let relative = heard.has(link, tags::WHO) || heard.any(link, &["to", "that"]);
    let somebody = heard.has(person, tags::SOMEBODY) && text.reading.denied[person];
    relative && heard.before(link) == Break::None && (somebody || heard.has(person, tags::NOBODY))
}
