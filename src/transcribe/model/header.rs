//! The first bytes of a model file, enough to tell a Whisper model from anything else.
//!
//! Layout as in whisper.cpp's `whisper_model_load`: a magic number, then eleven 32-bit integers, little-endian.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::ModelError;

/// "ggml" as a number.
const MAGIC: u32 = 0x6767_6d6c;
/// The vocabulary of an English-only model. Multilingual ones have one word more, large-v3 two.
const ENGLISH_VOCABULARY: u32 = 51_864;
/// Magic number and eleven integers.
const LENGTH: usize = 48;

/// What a model file says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    vocabulary: u32,
}

impl Header {
    /// Whether it knows more than English.
    pub fn multilingual(self) -> bool {
        self.vocabulary > ENGLISH_VOCABULARY
    }
}

/// Reads the header of the file at `path`.
pub fn read(path: &Path) -> Result<Header, ModelError> {
    let mut bytes = [0; LENGTH];
    let mut file = File::open(path).map_err(ModelError::unreadable(path))?;
    let mut length = 0;
    while length < LENGTH {
        let more = file
            .read(&mut bytes[length..])
            .map_err(ModelError::unreadable(path))?;
        if more == 0 {
            break;
        }
        length += more;
    }
    parse(&bytes[..length]).map_err(|reason| ModelError::NotAModel {
        path: path.to_owned(),
        reason,
    })
}

fn parse(bytes: &[u8]) -> Result<Header, String> {
    let fields: Vec<u32> = bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|field| u32::from_le_bytes(*field))
        .collect();
    let &[
        magic,
        vocabulary,
        context,
        _,
        _,
        layers,
        _,
        _,
        _,
        text_layers,
        mels,
        _,
    ] = fields.as_slice()
    else {
        return Err(format!("it has only {} bytes", bytes.len()));
    };
    if magic != MAGIC {
        return Err(format!(
            "it begins with {:02x?}, expected \"lmgg\"",
            &bytes[..4]
        ));
    }
    let plausible = (ENGLISH_VOCABULARY..=ENGLISH_VOCABULARY + 2).contains(&vocabulary)
        && context == 1500
        && (1..=32).contains(&layers)
        && (1..=32).contains(&text_layers)
        && (mels == 80 || mels == 128);
    if plausible {
        Ok(Header { vocabulary })
    } else {
        Err(format!(
            "it is another kind of ggml file (vocabulary {vocabulary}, {mels} mel bands)"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(vocabulary: u32) -> Vec<u8> {
        [MAGIC, vocabulary, 1500, 512, 8, 6, 448, 512, 8, 6, 80, 2007]
            .iter()
            .flat_map(|field| field.to_le_bytes())
            .collect()
    }

    #[test]
    fn english_models_are_told_from_those_of_many_languages() {
        for (vocabulary, multilingual) in [(51_864, false), (51_865, true), (51_866, true)] {
            assert_eq!(
                parse(&header(vocabulary)).unwrap().multilingual(),
                multilingual
            );
        }
    }

    #[test]
    fn a_header_that_ends_early_says_how_long_it_is() {
        let reason = parse(&header(51_865)[..47]).unwrap_err();
        assert_eq!(reason, "it has only 47 bytes");
    }

    #[test]
    fn another_kind_of_file_is_told_by_what_it_holds() {
        assert!(
            parse(&[b'R'; 48])
                .unwrap_err()
                .contains("expected \"lmgg\"")
        );
        assert!(
            parse(&header(32_000))
                .unwrap_err()
                .contains("vocabulary 32000")
        );
    }
}
