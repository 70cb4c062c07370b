//! The sounds of English, by the names that the dictionary and the acoustic model give them.

/// A phone: its place in [`NAMES`].
pub type Phone = u8;

/// Every phone, in the order of the acoustic model: ARPABET, with noise, speech that is no known phone, and silence.
pub const NAMES: [&str; 42] = [
    "+NSN+", "+SPN+", "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY",
    "F", "G", "HH", "IH", "IY", "JH", "K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH",
    "SIL", "T", "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH",
];

/// Speech that is no known phone.
pub const UNKNOWN: Phone = 1;

/// Silence.
pub const SILENCE: Phone = 32;

/// Any speech at all: no phone of the acoustic model, but one that the aligner adds behind them.
pub const ANY: Phone = NAMES.len() as Phone;

/// The phone called `name`, such as `AH`.
#[must_use]
pub fn find(name: &str) -> Option<Phone> {
    let at = NAMES.iter().position(|known| *known == name)?;
    Phone::try_from(at).ok()
}

/// The phones called `names`, in their order.
#[must_use]
pub fn all<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Phone> {
    names.into_iter().filter_map(find).collect()
}

/// Its name; nothing for an index that is no phone's.
#[must_use]
pub fn name(phone: Phone) -> &'static str {
    NAMES.get(usize::from(phone)).copied().unwrap_or_default()
}

/// Whether it is a vowel: their names begin with one.
#[must_use]
pub fn is_vowel(phone: Phone) -> bool {
    name(phone).starts_with(['A', 'E', 'I', 'O', 'U'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_and_unknown_speech_have_their_names() {
        assert_eq!(find("SIL"), Some(SILENCE));
        assert_eq!(find("+SPN+"), Some(UNKNOWN));
        assert!(!is_vowel(SILENCE) && !is_vowel(UNKNOWN));
    }
}
