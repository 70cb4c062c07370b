//! The layout of a Whisper model file, as whisper.cpp's `whisper_model_load` reads it.
//!
//! whisper.cpp trusts what a file says: sizes that do not fit together, a missing piece or numbers that are none make
//! it abort, hang or allocate without bounds. A file that passes here has the dimensions of a Whisper model, every
//! tensor of such a model once, each with its shape and type, and ends where the last one ends. Whether its numbers
//! recognise speech is not looked at; that is `trial.rs`.

use std::collections::HashMap;
use std::io::{self, BufReader, ErrorKind, Read, Seek};
use std::ops::Range;

/// "ggml" as a number.
const MAGIC: u32 = 0x6767_6d6c;
/// The vocabulary of an English-only model. Multilingual ones have one word more, large-v3 two; whisper.cpp has no
/// names for the languages of others.
const ENGLISH_VOCABULARY: u32 = 51_864;
/// Words of the vocabulary that a file spells out at least; whisper.cpp makes up the rest, which are marks.
const FEWEST_WORDS: u32 = 50_256;
/// The word that whisper.cpp looks up for every chunk; it aborts where there is none.
const NEEDED_WORD: &[u8] = b" ";
/// Bytes of the longest word; in the published models it has 33.
const LONGEST_WORD: u32 = 1_024;
/// Frames of 20 ms that the encoder sees, and tokens that the decoder sees.
const AUDIO_CONTEXT: u32 = 1_500;
const TEXT_CONTEXT: u32 = 448;
/// What one attention head is wide, in every Whisper model.
const HEAD: u32 = 64;
/// Heads and layers of the largest model, with room for a larger one.
const MOST_HEADS: u32 = 32;
const MOST_LAYERS: u32 = 32;
/// Layers that an encoder can have: whisper.cpp names a model's size by them and aborts where it has no name.
const AUDIO_LAYERS: [u32; 5] = [4, 6, 12, 24, 32];
/// Bins of the Fourier transform that the mel filters weigh.
const FOURIER_BINS: u32 = 201;
/// What the file type is taken modulo of: quantised models add their format's version in thousands.
const FORMAT_VERSION: u32 = 1_000;
/// The largest number that a weight can be; it is that of a 16-bit one.
const LARGEST: f32 = 65_504.0;

/// What a model file says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Whether it knows more than English.
    pub multilingual: bool,
}

/// Why a file is not a Whisper model.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// The file could not be read.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    /// The file is something else; what was found, and what was expected.
    #[error("{0}")]
    Wrong(String),
}

fn wrong<T>(reason: impl Into<String>) -> Result<T, LayoutError> {
    Err(LayoutError::Wrong(reason.into()))
}

/// Reads the first 48 bytes of a file of `length` bytes.
///
/// # Errors
/// When they are not those of a Whisper model.
pub fn read_header(file: impl Read + Seek, length: u64) -> Result<Layout, LayoutError> {
    Ok(Dimensions::read(&mut Source::new(file, length)?)?.layout())
}

/// Checks a whole file of `length` bytes: its header, mel filters, vocabulary and tensors. Every weight is looked at.
///
/// # Errors
/// When anything in it is not as whisper.cpp needs it.
pub fn check(file: impl Read + Seek, length: u64) -> Result<Layout, LayoutError> {
    let mut source = Source::new(file, length)?;
    let dimensions = Dimensions::read(&mut source)?;
    check_mel_filters(&mut source, &dimensions)?;
    check_vocabulary(&mut source, &dimensions)?;
    check_tensors(&mut source, &dimensions)?;
    Ok(dimensions.layout())
}

/// A file that is read from its start to its end and never past it.
struct Source<R> {
    file: BufReader<R>,
    length: u64,
    left: u64,
}

impl<R: Read + Seek> Source<R> {
    fn new(mut file: R, length: u64) -> io::Result<Self> {
        file.rewind()?;
        Ok(Self {
            file: BufReader::with_capacity(1 << 17, file),
            length,
            left: length,
        })
    }

    /// Takes `bytes` off what is left; `part` is the part of the model that they belong to.
    fn reserve(&mut self, bytes: u64, part: &str) -> Result<(), LayoutError> {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => wrong(format!("it ends after {} bytes, in {part}", self.length)),
        }
    }

    fn fill(&mut self, buffer: &mut [u8], part: &str) -> Result<(), LayoutError> {
        self.reserve(buffer.len() as u64, part)?;
        match self.file.read_exact(buffer) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                wrong(format!("it became shorter while it was read, in {part}"))
            }
            read => Ok(read?),
        }
    }

    fn number(&mut self, part: &str) -> Result<u32, LayoutError> {
        let mut bytes = [0; 4];
        self.fill(&mut bytes, part)?;
        Ok(u32::from_le_bytes(bytes))
    }
}

/// The numbers of the header, checked against each other.
struct Dimensions {
    vocabulary: u32,
    width: u32,
    audio_layers: u32,
    text_layers: u32,
    mels: u32,
    matrices: &'static Kind,
}

impl Dimensions {
    fn read(source: &mut Source<impl Read + Seek>) -> Result<Self, LayoutError> {
        let part = "its header";
        let magic = source.number(part)?;
        if magic != MAGIC {
            let found = magic.to_le_bytes();
            return wrong(format!("it begins with {found:02x?}, expected \"lmgg\""));
        }
        let mut number = || source.number(part);
        let vocabulary = number()?;
        let [audio_context, audio_width, audio_heads, audio_layers] =
            [number()?, number()?, number()?, number()?];
        let [text_context, text_width, text_heads, text_layers] =
            [number()?, number()?, number()?, number()?];
        let [mels, file_type] = [number()?, number()?];
        let expect = |what: &str, found: u32, fits: bool, expected: String| {
            if fits {
                Ok(())
            } else {
                wrong(format!(
                    "it is another kind of ggml file or damaged ({what} {found}, expected {expected})"
                ))
            }
        };
        let most = ENGLISH_VOCABULARY + 2;
        expect(
            "vocabulary",
            vocabulary,
            (ENGLISH_VOCABULARY..=most).contains(&vocabulary),
            format!("{ENGLISH_VOCABULARY} to {most}"),
        )?;
        let exactly = |what: &str, found: u32, expected: u32| {
            expect(what, found, found == expected, expected.to_string())
        };
        let up_to = |what: &str, found: u32, most: u32| {
            let fits = (1..=most).contains(&found);
            expect(what, found, fits, format!("1 to {most}"))
        };
        exactly("audio context", audio_context, AUDIO_CONTEXT)?;
        exactly("text context", text_context, TEXT_CONTEXT)?;
        up_to("audio heads", audio_heads, MOST_HEADS)?;
        exactly("text heads", text_heads, audio_heads)?;
        exactly("audio width", audio_width, audio_heads * HEAD)?;
        exactly("text width", text_width, audio_width)?;
        expect(
            "audio layers",
            audio_layers,
            AUDIO_LAYERS.contains(&audio_layers),
            format!("one of {AUDIO_LAYERS:?}"),
        )?;
        up_to("text layers", text_layers, MOST_LAYERS)?;
        expect(
            "mel bands",
            mels,
            mels == 80 || mels == 128,
            "80 or 128".to_owned(),
        )?;
        let matrices = KINDS
            .iter()
            .find(|kind| kind.file_type == file_type % FORMAT_VERSION)
            .filter(|kind| u64::from(audio_width).is_multiple_of(kind.elements));
        let Some(matrices) = matrices else {
            return wrong(format!(
                "its weights are of a kind that is not known ({file_type})"
            ));
        };
        Ok(Self {
            vocabulary,
            width: audio_width,
            audio_layers,
            text_layers,
            mels,
            matrices,
        })
    }

    fn layout(&self) -> Layout {
        Layout {
            multilingual: self.vocabulary > ENGLISH_VOCABULARY,
        }
    }
}

fn check_mel_filters(
    source: &mut Source<impl Read + Seek>,
    dimensions: &Dimensions,
) -> Result<(), LayoutError> {
    let part = "its mel filters";
    let (mels, bins) = (source.number(part)?, source.number(part)?);
    if (mels, bins) != (dimensions.mels, FOURIER_BINS) {
        return wrong(format!(
            "it has {mels} mel filters of {bins} bins, expected {} of {FOURIER_BINS}",
            dimensions.mels
        ));
    }
    check_numbers(source, &F32, u64::from(mels * bins), part)
}

fn check_vocabulary(
    source: &mut Source<impl Read + Seek>,
    dimensions: &Dimensions,
) -> Result<(), LayoutError> {
    let part = "its vocabulary";
    let words = source.number(part)?;
    if !(FEWEST_WORDS..=dimensions.vocabulary).contains(&words) {
        return wrong(format!(
            "its vocabulary has {words} words, expected {FEWEST_WORDS} to {}",
            dimensions.vocabulary
        ));
    }
    let mut complete = false;
    for word in 0..words {
        let bytes = source.number(part)?;
        if bytes > LONGEST_WORD {
            return wrong(format!(
                "word {word} of its vocabulary has {bytes} bytes, expected at most {LONGEST_WORD}"
            ));
        }
        let mut text = vec![0; bytes as usize];
        source.fill(&mut text, part)?;
        complete |= text == NEEDED_WORD;
    }
    if complete {
        Ok(())
    } else {
        wrong("its vocabulary has no word for a space")
    }
}

/// How ggml stores the numbers of a tensor: in blocks, some with their scale as 16-bit numbers.
#[derive(Debug, PartialEq, Eq)]
struct Kind {
    /// What a model whose matrices are of this kind has in its header.
    file_type: u32,
    /// What a tensor has.
    id: u32,
    /// Numbers in a block, and the bytes that they take.
    elements: u64,
    bytes: u64,
    /// The bytes of a block that are 16-bit floating-point numbers; none when they are 32-bit ones.
    halves: Range<usize>,
}

const fn kind(file_type: u32, id: u32, elements: u64, bytes: u64, halves: Range<usize>) -> Kind {
    Kind {
        file_type,
        id,
        elements,
        bytes,
        halves,
    }
}

static F32: Kind = kind(0, 0, 1, 4, 0..0);
static F16: Kind = kind(1, 1, 1, 2, 0..2);

/// The kinds that whisper.cpp's `quantize` writes.
static KINDS: [Kind; 12] = [
    kind(0, 0, 1, 4, 0..0),           // 32-bit
    kind(1, 1, 1, 2, 0..2),           // 16-bit
    kind(2, 2, 32, 18, 0..2),         // q4_0
    kind(3, 3, 32, 20, 0..4),         // q4_1
    kind(8, 6, 32, 22, 0..2),         // q5_0
    kind(9, 7, 32, 24, 0..4),         // q5_1
    kind(7, 8, 32, 34, 0..2),         // q8_0
    kind(10, 10, 256, 84, 80..84),    // q2_k
    kind(11, 11, 256, 110, 108..110), // q3_k
    kind(12, 12, 256, 144, 0..4),     // q4_k
    kind(13, 13, 256, 176, 0..4),     // q5_k
    kind(14, 14, 256, 210, 208..210), // q6_k
];

/// A tensor that a model of known dimensions must have.
struct Expected {
    shape: [u32; 3],
    kind: &'static Kind,
}

/// All tensors of a model, by name.
struct Tensors<'a> {
    dimensions: &'a Dimensions,
    expected: HashMap<String, Expected>,
}

impl<'a> Tensors<'a> {
    fn of(dimensions: &'a Dimensions) -> Self {
        let mut tensors = Self {
            dimensions,
            expected: HashMap::new(),
        };
        let (width, kernels) = (dimensions.width, tensors.kernels());
        tensors.add(
            "encoder.positional_embedding",
            [width, AUDIO_CONTEXT, 1],
            &F32,
        );
        tensors.add("encoder.conv1.weight", [3, dimensions.mels, width], kernels);
        tensors.add("encoder.conv1.bias", [1, width, 1], &F32);
        tensors.add("encoder.conv2.weight", [3, width, width], kernels);
        tensors.add("encoder.conv2.bias", [1, width, 1], &F32);
        tensors.norm("encoder.ln_post");
        for layer in 0..dimensions.audio_layers {
            tensors.attention(&format!("encoder.blocks.{layer}.attn"));
            tensors.perceptron(&format!("encoder.blocks.{layer}.mlp"));
        }
        tensors.add(
            "decoder.positional_embedding",
            [width, TEXT_CONTEXT, 1],
            &F32,
        );
        tensors.matrix(
            "decoder.token_embedding.weight",
            width,
            dimensions.vocabulary,
        );
        tensors.norm("decoder.ln");
        for layer in 0..dimensions.text_layers {
            tensors.attention(&format!("decoder.blocks.{layer}.attn"));
            tensors.attention(&format!("decoder.blocks.{layer}.cross_attn"));
            tensors.perceptron(&format!("decoder.blocks.{layer}.mlp"));
        }
        tensors
    }

    /// Convolutions are never quantised.
    fn kernels(&self) -> &'static Kind {
        if *self.dimensions.matrices == F32 {
            &F32
        } else {
            &F16
        }
    }

    fn attention(&mut self, name: &str) {
        let width = self.dimensions.width;
        self.norm(&format!("{name}_ln"));
        for part in ["query", "key", "value", "out"] {
            self.matrix(&format!("{name}.{part}.weight"), width, width);
            if part != "key" {
                self.vector(&format!("{name}.{part}.bias"), width);
            }
        }
    }

    fn perceptron(&mut self, name: &str) {
        let width = self.dimensions.width;
        self.norm(&format!("{name}_ln"));
        self.matrix(&format!("{name}.0.weight"), width, 4 * width);
        self.vector(&format!("{name}.0.bias"), 4 * width);
        self.matrix(&format!("{name}.2.weight"), 4 * width, width);
        self.vector(&format!("{name}.2.bias"), width);
    }

    fn norm(&mut self, name: &str) {
        self.vector(&format!("{name}.weight"), self.dimensions.width);
        self.vector(&format!("{name}.bias"), self.dimensions.width);
    }

    fn vector(&mut self, name: &str, length: u32) {
        self.add(name, [length, 1, 1], &F32);
    }

    fn matrix(&mut self, name: &str, columns: u32, rows: u32) {
        self.add(name, [columns, rows, 1], self.dimensions.matrices);
    }

    fn add(&mut self, name: &str, shape: [u32; 3], kind: &'static Kind) {
        let expected = Expected { shape, kind };
        self.expected.insert(name.to_owned(), expected);
    }
}

/// Bytes of the longest name of a tensor, with some room.
const LONGEST_NAME: u32 = 64;

fn check_tensors(
    source: &mut Source<impl Read + Seek>,
    dimensions: &Dimensions,
) -> Result<(), LayoutError> {
    let part = "the list of its tensors";
    let mut missing = Tensors::of(dimensions).expected;
    while source.left > 0 {
        let [axes, name, id] = [
            source.number(part)?,
            source.number(part)?,
            source.number(part)?,
        ];
        if !(1..=3).contains(&axes) || !(1..=LONGEST_NAME).contains(&name) {
            return wrong(format!(
                "one of its tensors has {axes} dimensions and a name of {name} bytes, expected at most 3 and {LONGEST_NAME}"
            ));
        }
        let mut shape = [1; 3];
        for length in shape.iter_mut().take(axes as usize) {
            *length = source.number(part)?;
        }
        let mut text = vec![0; name as usize];
        source.fill(&mut text, part)?;
        let name = String::from_utf8_lossy(&text);
        let Some(expected) = missing.remove(name.as_ref()) else {
            return wrong(format!(
                "it has a tensor {name:?} that no model of its size has, or has twice"
            ));
        };
        if (shape, id) != (expected.shape, expected.kind.id) {
            return wrong(format!(
                "its tensor {name} has the shape {shape:?} and type {id}, expected {:?} and {}",
                expected.shape, expected.kind.id
            ));
        }
        let numbers = shape.iter().map(|length| u64::from(*length)).product();
        check_numbers(source, expected.kind, numbers, &name)?;
    }
    match missing.keys().min() {
        Some(name) => wrong(format!(
            "it ends after {} bytes, and {} of its tensors are missing, {name} among them",
            source.length,
            missing.len()
        )),
        None => Ok(()),
    }
}

/// Reads over `numbers` weights and checks that they are numbers.
fn check_numbers(
    source: &mut Source<impl Read + Seek>,
    kind: &Kind,
    numbers: u64,
    part: &str,
) -> Result<(), LayoutError> {
    let block = kind.bytes as usize;
    let mut left = numbers / kind.elements;
    // Told before a single one is read: a shape can promise more than any file holds.
    if left * kind.bytes > source.left {
        return wrong(format!("it ends after {} bytes, in {part}", source.length));
    }
    let mut buffer = vec![0; block * 4_096];
    while left > 0 {
        let blocks = left.min(4_096);
        let bytes = &mut buffer[..blocks as usize * block];
        source.fill(bytes, part)?;
        if !bytes.chunks_exact(block).all(|block| sound(block, kind)) {
            return wrong(format!("{part} holds something that is not a number"));
        }
        left -= blocks;
    }
    Ok(())
}

/// Whether the floating-point numbers of a block are numbers of a possible size.
fn sound(block: &[u8], kind: &Kind) -> bool {
    if kind.halves.is_empty() {
        let (numbers, _) = block.as_chunks::<4>();
        return numbers
            .iter()
            .all(|bytes| f32::from_le_bytes(*bytes).abs() <= LARGEST);
    }
    let (halves, _) = block[kind.halves.clone()].as_chunks::<2>();
    // All bits of the exponent set: infinite, or no number.
    halves
        .iter()
        .all(|bytes| u16::from_le_bytes(*bytes) & 0x7c00 != 0x7c00)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn header(vocabulary: u32) -> Vec<u8> {
        [MAGIC, vocabulary, 1500, 512, 8, 6, 448, 512, 8, 6, 80, 2007]
            .iter()
            .flat_map(|field| field.to_le_bytes())
            .collect()
    }

    fn read(bytes: &[u8]) -> Result<Layout, String> {
        read_header(Cursor::new(bytes), bytes.len() as u64).map_err(|error| error.to_string())
    }

    fn checked(bytes: &[u8]) -> Result<Layout, String> {
        check(Cursor::new(bytes), bytes.len() as u64).map_err(|error| error.to_string())
    }

    #[test]
    fn english_models_are_told_from_those_of_many_languages() {
        for (vocabulary, multilingual) in [(51_864, false), (51_865, true), (51_866, true)] {
            assert_eq!(read(&header(vocabulary)), Ok(Layout { multilingual }));
        }
    }

    #[test]
    fn a_file_that_ends_early_says_where() {
        let whole = header(51_865);
        assert_eq!(
            read(&whole[..47]).unwrap_err(),
            "it ends after 47 bytes, in its header"
        );
        assert_eq!(
            checked(&whole).unwrap_err(),
            "it ends after 48 bytes, in its mel filters"
        );
    }

    #[test]
    fn another_kind_of_file_is_told_by_what_it_holds() {
        assert!(read(&[b'R'; 48]).unwrap_err().contains("expected \"lmgg\""));
        let reason = read(&header(32_000)).unwrap_err();
        assert!(
            reason.contains("vocabulary 32000, expected 51864 to 51866"),
            "{reason}"
        );
    }

    #[test]
    fn dimensions_that_do_not_fit_together_are_told() {
        let cases = [
            (2, 0xffff_ffff, "audio context"),
            (3, 513, "audio width"),
            (4, 0, "audio heads"),
            (4, 0x7fff_ffff, "audio heads"),
            (5, 1_000_000, "audio layers"),
            (5, 7, "audio layers 7, expected one of [4, 6, 12, 24, 32]"),
            (6, 4_480_000, "text context"),
            (7, 384, "text width"),
            (8, 7, "text heads"),
            (9, 0, "text layers"),
            (10, 79, "mel bands"),
            (11, 5, "its weights are of a kind that is not known"),
        ];
        for (field, value, told) in cases {
            let mut bytes = header(51_865);
            bytes[field * 4..field * 4 + 4].copy_from_slice(&u32::to_le_bytes(value));
            let reason = read(&bytes).unwrap_err();
            assert!(reason.contains(told), "{field}: {reason}");
        }
    }

    #[test]
    fn the_shipped_model_is_laid_out_as_it_should_be() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/models/ggml-base-q8_0.bin");
        let mut bytes = std::fs::read(path).unwrap();
        assert!(checked(&bytes).unwrap().multilingual);
        let reason = checked(&bytes[..bytes.len() - 1]).unwrap_err();
        assert!(
            reason.contains("it ends after 81768584 bytes, in"),
            "{reason}"
        );
        // A weight that is infinite, in the first tensor: 572 465 bytes into the file, behind its name.
        let weight = 572_465 + 20 + "decoder.positional_embedding".len();
        bytes[weight..weight + 4].copy_from_slice(&f32::INFINITY.to_le_bytes());
        let reason = checked(&bytes).unwrap_err();
        assert_eq!(
            reason,
            "decoder.positional_embedding holds something that is not a number"
        );
    }
}
