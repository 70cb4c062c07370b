//! What the spelling of a word tells: the base of a regular form, and one spelling for what is written in two ways.

use super::speech;
use crate::signals::tags;

/// The base of a regular past or "-ing" form, as well as spelling tells.
pub(super) fn regular_base(form: &str) -> String {
    let stem = form.strip_suffix("ed").or_else(|| form.strip_suffix("ing"));
    let Some(stem) = stem else {
        return form.to_owned();
    };
    let verb = |word: &str| speech(word).is_some_and(|tags| tags & tags::VERB != 0);
    let with_e = format!("{stem}e");
    // "Hoping" would have doubled its consonant if it came from "hop".
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    let mut last = stem.chars().rev();
    let single = last
        .next()
        .is_some_and(|c| !vowel(c) && !matches!(c, 'w' | 'x' | 'y'))
        && last.next().is_some_and(vowel)
        && last.next().is_some_and(|c| !vowel(c));
    if single && verb(&with_e) {
        return with_e;
    }
    [
        stem.to_owned(),
        with_e,
        undouble(stem).to_owned(),
        y_for_i(stem),
    ]
    .into_iter()
    .find(|word| verb(word))
    .unwrap_or_else(|| stem.to_owned())
}

pub(super) fn undouble(stem: &str) -> &str {
    let mut last = stem.chars().rev();
    match (last.next(), last.next()) {
        (Some(a), Some(b)) if a == b && a.is_ascii_alphabetic() => &stem[..stem.len() - 1],
        _ => stem,
    }
}

pub(super) fn y_for_i(stem: &str) -> String {
    match stem.strip_suffix('i') {
        Some(start) => format!("{start}y"),
        None => stem.to_owned(),
    }
}

/// "Organised" as "organized": before stemming, since the stemmer knows only one of them.
pub(super) fn with_z(form: &str) -> String {
    for end in [
        "ise", "ised", "ises", "ising", "isation", "isations", "iser",
    ] {
        if let Some(start) = form.strip_suffix(end).filter(|start| start.len() >= 4) {
            return format!("{start}{}", end.replacen('s', "z", 1));
        }
    }
    form.to_owned()
}

/// One spelling for what British and American English write apart, applied to stems.
pub(super) fn american(stem: &str) -> String {
    let mut stem = stem.to_owned();
    if stem.len() >= 5 {
        for (british, plain) in [
            ("is", "iz"),
            ("ys", "yz"),
            ("ell", "el"),
            ("oll", "ol"),
            ("ogu", "og"),
        ] {
            if let Some(start) = stem.strip_suffix(british) {
                stem = format!("{start}{plain}");
                break;
            }
        }
    }
    // "Add" and "added" would part otherwise.
    for double in ["bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt"] {
        if stem.len() >= 3 && stem.ends_with(double) {
            stem.pop();
        }
    }
    if stem.len() >= 6 && stem.contains("our") {
        stem = stem.replace("our", "or");
    }
    stem
}
