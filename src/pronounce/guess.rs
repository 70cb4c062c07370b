//! How a word may sound that no dictionary has, by its letters.

/// A rough reading of a word by its letters: enough to find its place between its neighbours.
pub(super) fn spelled(word: &str) -> Vec<&'static str> {
    const PAIRS: [(&str, &[&str]); 26] = [
        ("tion", &["SH", "AH", "N"]),
        ("igh", &["AY"]),
        ("tch", &["CH"]),
        ("ch", &["CH"]),
        ("sh", &["SH"]),
        ("th", &["TH"]),
        ("ph", &["F"]),
        ("wh", &["W"]),
        ("ck", &["K"]),
        ("ng", &["NG"]),
        ("qu", &["K", "W"]),
        ("kn", &["N"]),
        ("wr", &["R"]),
        ("ee", &["IY"]),
        ("ea", &["IY"]),
        ("oo", &["UW"]),
        ("ou", &["AW"]),
        ("ow", &["OW"]),
        ("oi", &["OY"]),
        ("oy", &["OY"]),
        ("ai", &["EY"]),
        ("ay", &["EY"]),
        ("au", &["AO"]),
        ("er", &["ER"]),
        ("ir", &["ER"]),
        ("ur", &["ER"]),
    ];
    let mut sounds = Vec::new();
    let mut rest = word;
    let mut before = '\0';
    while let Some(letter) = rest.chars().next() {
        if let Some((pair, reading)) = PAIRS.iter().find(|(pair, _)| rest.starts_with(pair)) {
            sounds.extend_from_slice(reading);
            rest = &rest[pair.len()..];
            before = '\0';
            continue;
        }
        rest = &rest[letter.len_utf8()..];
        // Doubled letters sound once, and the "e" of an ending after a consonant not at all: "tape", "taped", "tapes".
        let ending = match rest {
            "" => true,
            "d" => !matches!(before, 't' | 'd'),
            "s" => !matches!(before, 's' | 'z' | 'x' | 'c' | 'g'),
            _ => false,
        };
        let silent = letter == before || (letter == 'e' && ending && !sounds.is_empty());
        if let Some(long) = long_vowel(letter, rest) {
            sounds.push(long);
        } else if !silent {
            sounds.extend_from_slice(letter_sound(letter, rest));
        }
        before = letter;
    }
    sounds
}

/// A vowel that is long because of an "e" behind the next consonant at the word's end: "tape", "roled".
fn long_vowel(letter: char, rest: &str) -> Option<&'static str> {
    let mut letters = rest.chars();
    let consonant = letters.next()?;
    let open = !"aeiouywx".contains(consonant) && matches!(letters.as_str(), "e" | "ed" | "es");
    match letter {
        'a' if open => Some("EY"),
        'i' if open => Some("AY"),
        'o' if open => Some("OW"),
        'u' if open => Some("UW"),
        _ => None,
    }
}

fn letter_sound(letter: char, rest: &str) -> &'static [&'static str] {
    let soft = rest.starts_with(['e', 'i', 'y']);
    match letter {
        'a' => &["AE"],
        'b' => &["B"],
        'c' if soft => &["S"],
        'c' | 'k' | 'q' => &["K"],
        'd' => &["D"],
        'e' => &["EH"],
        'f' => &["F"],
        'g' if soft => &["JH"],
        'g' => &["G"],
        'h' => &["HH"],
        'i' => &["IH"],
        'j' => &["JH"],
        'l' => &["L"],
        'm' => &["M"],
        'n' => &["N"],
        'o' => &["AA"],
        'p' => &["P"],
        'r' => &["R"],
        's' => &["S"],
        't' => &["T"],
        'u' => &["AH"],
        'v' => &["V"],
        'w' => &["W"],
        'x' => &["K", "S"],
        'y' if rest.is_empty() => &["IY"],
        'y' => &["Y"],
        'z' => &["Z"],
        _ => &[],
    }
}
