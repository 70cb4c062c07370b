//! Which terms a word is, alone or with the next ones, and which it only sounds like.

use super::*;
use crate::signals::sound::Sound;

/// What a few words are when they are written as one.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// The stem, when some pattern asks for it.
    pub(super) stem: Option<u32>,
    pub(super) known: Vec<(u32, How)>,
}

impl Joined {
    /// What the tokens of `run` are together.
    pub(super) fn of(heard: Heard<'_>, run: Range<usize>, terms: &Terms) -> Self {
        let words: Vec<&str> = run.clone().map(|at| heard.text(at)).collect();
        let text = words.concat();
        let mut joined = Self::default();
        if text.len() < 5 || !text.chars().all(|c| c.is_ascii_alphabetic()) {
            return joined;
        }
        let stem = heard.reader.known_stem(&text);
        joined.stem = stem.filter(|stem| words.len() == 2 && terms.by_stem.contains_key(stem));
        if let Some(own) = joined.stem.and_then(|stem| terms.by_stem.get(&stem)) {
            joined.known.extend(own);
            return joined;
        }
        let whole = run.clone().all(|at| heard.has(at, tags::KNOWN));
        if words.len() == 2 && heard.has(run.start, tags::SMALL)
            || whole && meant(heard, run, terms)
        {
            return joined;
        }
        let Some(sound) = Sound::of(&words.join(" ")) else {
            return joined;
        };
        for (term, alike) in alike(&sound, whole, !whole && text.len() >= 7, terms) {
            let how = match alike {
                Alike::Same => How::Misheard,
                Alike::Very if !whole => How::Misheard,
                Alike::Very => How::Confused,
                Alike::Somewhat => How::Doubtful,
            };
            joined.known.push((term, how));
        }
        joined
    }
}

/// Whether a word of `run` is one that some signal asks for: then it is meant as it stands.
fn meant(heard: Heard<'_>, mut run: Range<usize>, terms: &Terms) -> bool {
    run.any(|at| {
        let token = heard.tokens[at];
        token.tags & tags::SMALL == 0 && terms.by_stem.contains_key(&token.stem)
    })
}

/// The terms that one form is, or sounds like when it is none.
pub(super) fn terms_of_form(heard: Heard<'_>, token: &Token, terms: &Terms) -> Box<[(u32, How)]> {
    let mut found: Vec<(u32, How)> = Vec::new();
    if let Some(own) = terms.by_form.get(&token.form) {
        found.extend(own.iter().map(|&term| (term, How::Said)));
    }
    if let Some(own) = terms.by_stem.get(&token.stem) {
        found.extend(own);
    }
    let text = heard
        .reader
        .known(token.form)
        .map_or("", |form| form.text.as_str());
    let real = token.tags & tags::KNOWN != 0;
    // A word of English that some signal asks for is meant as it stands.
    let meant = real && !found.is_empty();
    if token.num == Num::None
        && token.tags & tags::SMALL == 0
        && !meant
        && let Some(sound) = Sound::of(text)
    {
        for (term, alike) in alike(&sound, real, true, terms) {
            let how = match alike {
                Alike::Same => How::Misheard,
                Alike::Very if !real => How::Misheard,
                Alike::Somewhat if real => How::Doubtful,
                Alike::Very | Alike::Somewhat => How::Confused,
            };
            if !found.iter().any(|(known, _)| *known == term) {
                found.push((term, how));
            }
        }
    }
    found.into_boxed_slice()
}

/// The terms that `heard` sounds like, each with how much; what is said in the same way leaves no room for others.
/// `letters` says that what only looks alike counts too.
fn alike(heard: &Sound, real: bool, letters: bool, terms: &Terms) -> Vec<(u32, Alike)> {
    let echoes = terms.echoes.of(heard.ways());
    let mut found: Vec<(u32, Alike)> = Vec::new();
    for (id, term) in (0..).zip(&terms.all) {
        let echo = echoes.binary_search(&id).is_ok();
        let likeness = |sound: &Sound| {
            let looks = if letters {
                sound.looks_like(heard, real)
            } else {
                None
            };
            let said = if echo { sound.sounds_like(heard) } else { None };
            looks.max(said)
        };
        found.extend(
            term.sounds
                .iter()
                .filter_map(likeness)
                .max()
                .map(|alike| (id, alike)),
        );
    }
    if found.iter().any(|(_, alike)| *alike == Alike::Same) {
        found.retain(|(_, alike)| *alike == Alike::Same);
    }
    found
}
