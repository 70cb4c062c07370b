//! Which terms a word is, alone or with the next one, and which it only sounds like.

use super::*;

/// What two words are when they are written as one.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// The stem, when some pattern asks for it.
    pub(super) stem: Option<u32>,
    pub(super) known: Vec<(u32, How)>,
}

impl Joined {
    pub(super) fn of((left, right): (&str, &str), reader: &Reader, terms: &Terms) -> Self {
        let text = format!("{left}{right}");
        let mut joined = Self::default();
        if text.len() < 6 || !text.chars().all(|c| c.is_ascii_alphabetic()) {
            return joined;
        }
        let stem = reader.known_stem(&text);
        joined.stem = stem.filter(|stem| terms.by_stem.contains_key(stem));
        if let Some(own) = joined.stem.and_then(|stem| terms.by_stem.get(&stem)) {
            joined.known.extend(own);
        } else if text.len() >= 7 {
            sounds_like(&text, true, terms, &mut joined.known);
        }
        joined
    }
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
    if token.num == Num::None && text.len() >= 4 {
        let small = token.tags & tags::SMALL != 0;
        // A word of English that some signal asks for is meant as it stands.
        let meant = token.tags & tags::KNOWN != 0 && !found.is_empty();
        if !small && !meant {
            sounds_like(text, token.tags & tags::KNOWN != 0, terms, &mut found);
        }
    }
    found.into_boxed_slice()
}

fn sounds_like(text: &str, real: bool, terms: &Terms, found: &mut Vec<(u32, How)>) {
    let code = code(text);
    if code.is_empty() {
        return;
    }
    for (id, term) in terms.all.iter().enumerate() {
        let id = u32::try_from(id).unwrap_or(u32::MAX);
        if term.sounds.is_empty() || found.iter().any(|(known, _)| *known == id) {
            continue;
        }
        let alike = term
            .sounds
            .iter()
            .filter_map(|sound| sound.like(text, &code, real))
            .max();
        match alike {
            Some(Alike::Very) if !real => found.push((id, How::Misheard)),
            Some(_) => found.push((id, How::Confused)),
            None => {}
        }
    }
}
