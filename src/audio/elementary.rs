//! MP3 and AAC without a container: frames in a row, each with its own header, and tags between them. Nothing else says
//! how long such a file is, and joined recordings are read one after the other.

use std::io::{self, Read};

/// What a frame's header says about its sound. Frames that differ in it need decoders of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// Whether it is AAC; else MP3.
    pub is_aac: bool,
    /// Frames of sound a second.
    pub rate_hz: u32,
    /// Number of channels.
    pub channels: u8,
    /// Samples of each channel in a frame.
    pub samples: u32,
}

/// What [`Frames::next`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A frame, to be decoded.
    Frame {
        /// What its header says.
        format: Format,
        /// What the decoder takes: an MP3 frame with its header, an AAC one without.
        data: Vec<u8>,
        /// Samples at its start that are the encoder's run-in.
        run_in: u32,
        /// Samples at its end that only fill it.
        filling: u32,
    },
    /// Bytes that are no frames, where about so many should be.
    Noise {
        /// Frames that would have fitted.
        frames: u64,
        /// Samples of each channel in one.
        samples: u32,
    },
}

/// Reads frames from their first on.
pub struct Frames<R> {
    source: R,
    window: Vec<u8>,
    /// Where in the window the next frame is looked for.
    at: usize,
    /// Bytes of the source before the window.
    before: u64,
    length: u64,
    ended: bool,
    format: Option<Format>,
    part: Part,
    frames: u64,
    frame_bytes: u64,
    noise_bytes: u64,
    /// How many frames the first part's header counts, and where it ends.
    counted: Option<(u64, u64)>,
}

/// One recording of those that may be joined.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    /// Samples that are still to be cut as run-in.
    run_in: u32,
    /// Samples that fill the last frame.
    filling: u32,
    /// Frames to come, when its header counts them.
    left: Option<u64>,
}

struct Header {
    format: Format,
    bytes: usize,
    /// Bytes before what the decoder takes.
    skip: usize,
    /// The same in every frame of a recording: version, layer and rate.
    kind: u16,
    /// Frames of AAC in it; decoders take one.
    blocks: u8,
}

/// How far frames are looked for at the start, in bytes.
const REACH: usize = 1 << 20;

/// Bytes that are read at a time.
const STEP: usize = 1 << 16;

/// Frames in a row that are taken for sound where anything else could be.
const SURE: usize = 3;

/// Samples by which decoders of MP3 lag.
const DECODER_LAG: u32 = 529;

impl<R: Read> Frames<R> {
    /// Finds the first frame in `source`, which has `length` bytes; `None` when there are none.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn find(source: R, length: u64) -> io::Result<Option<Self>> {
        let mut frames = Self {
            source,
            window: Vec::new(),
            at: 0,
            before: 0,
            length,
            ended: false,
            format: None,
            part: Part::default(),
            frames: 0,
            frame_bytes: 0,
            noise_bytes: 0,
            counted: None,
        };
        let mut looked = 0;
        while looked < REACH && frames.fill(1)? {
            if frames.skip_tag()? {
                continue;
            }
            if let Some(header) = frames.row(SURE)? {
                frames.format = Some(header.format);
                return Ok(Some(frames));
            }
            frames.at += 1;
            looked += 1;
        }
        Ok(None)
    }

    /// The format of the first frame, and after that of the last one.
    #[must_use]
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// How many samples a recorder says that there are, when the file has fewer bytes than it says, too.
    #[must_use]
    pub fn cut_off(&self) -> Option<u64> {
        let (samples, end) = self.counted?;
        (self.length < end - end / 50).then_some(samples)
    }

    /// Reads on; `None` at the end.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn next(&mut self) -> io::Result<Option<Piece>> {
        loop {
            if !self.fill(1)? {
                return Ok(None);
            }
            if self.skip_tag()? {
                continue;
            }
            // A frame right behind another is believed; elsewhere, or of another kind, two in a row are.
            let known = self.format.filter(|_| self.noise_bytes == 0);
            let header = match self.header(0)? {
                Some(header) if known == Some(header.format) => Some(header),
                _ => self.row(2)?,
            };
            let Some(header) = header else {
                self.at += 1;
                self.noise_bytes += 1;
                continue;
            };
            if let Some(noise) = self.noise() {
                return Ok(Some(noise));
            }
            if !self.fill(header.bytes)? {
                return Ok(None);
            }
            let frame = self.window[self.at..self.at + header.bytes].to_vec();
            let start = self.before + self.at as u64;
            self.at += header.bytes;
            self.format = Some(header.format);
            self.frames += 1;
            self.frame_bytes += header.bytes as u64;
            if let Some(count) = (!header.format.is_aac)
                .then(|| Count::read(&frame))
                .flatten()
            {
                self.begin_part(&count, &header, start);
                continue;
            }
            if header.blocks > 1 {
                let frames = u64::from(header.blocks);
                let samples = header.format.samples;
                return Ok(Some(Piece::Noise { frames, samples }));
            }
            let run_in = self.part.run_in.min(header.format.samples);
            self.part.run_in -= run_in;
            let is_last = self.part.left == Some(1);
            self.part.left = self.part.left.and_then(|left| left.checked_sub(1));
            return Ok(Some(Piece::Frame {
                format: header.format,
                data: frame[header.skip..].to_vec(),
                run_in,
                filling: if is_last { self.part.filling } else { 0 },
            }));
        }
    }

    fn begin_part(&mut self, count: &Count, header: &Header, start: u64) {
        if self.frames == 1
            && let (Some(frames), Some(bytes)) = (count.frames, count.bytes)
        {
            let samples = frames * u64::from(header.format.samples);
            self.counted = Some((samples, start + bytes));
        }
        self.part = Part {
            run_in: count.run_in,
            filling: count.filling,
            left: count.frames,
        };
    }

    /// What was passed over before this frame. Before the first one it was something else than sound.
    fn noise(&mut self) -> Option<Piece> {
        let noise = std::mem::take(&mut self.noise_bytes);
        let typical = self.frame_bytes.checked_div(self.frames)?.max(1);
        let frames = (noise + typical / 2) / typical;
        let samples = self.format?.samples;
        (frames > 0).then_some(Piece::Noise { frames, samples })
    }

    /// Reads until `count` bytes lie in the window from the current place on; whether there are so many.
    fn fill(&mut self, count: usize) -> io::Result<bool> {
        if self.at > STEP {
            self.window.drain(..self.at);
            self.before += self.at as u64;
            self.at = 0;
        }
        while self.window.len() < self.at + count && !self.ended {
            let got = Read::by_ref(&mut self.source)
                .take(STEP as u64)
                .read_to_end(&mut self.window)?;
            self.ended = got == 0;
        }
        Ok(self.window.len() >= self.at + count)
    }

    /// The header `ahead` bytes on.
    fn header(&mut self, ahead: usize) -> io::Result<Option<Header>> {
        self.fill(ahead + 9)?;
        let from = (self.at + ahead).min(self.window.len());
        Ok(Header::read(&self.window[from..]))
    }

    /// The header of the frame here, when `count` in a row follow each other, or fewer up to the end or a tag.
    fn row(&mut self, count: usize) -> io::Result<Option<Header>> {
        let Some(first) = self.header(0)? else {
            return Ok(None);
        };
        let mut ahead = first.bytes;
        for _ in 1..count {
            match self.header(ahead)? {
                Some(next) if next.kind == first.kind => ahead += next.bytes,
                _ => {
                    let rest = &self.window[(self.at + ahead).min(self.window.len())..];
                    let whole = self.window.len() >= self.at + ahead;
                    let ends = (rest.is_empty() && self.ended) || tag_bytes(rest).is_some();
                    return Ok((whole && ends).then_some(first));
                }
            }
        }
        Ok(Some(first))
    }

    /// Passes over the tag that lies here, if one does.
    fn skip_tag(&mut self) -> io::Result<bool> {
        self.fill(32)?;
        let Some(bytes) = tag_bytes(&self.window[self.at..]) else {
            return Ok(false);
        };
        let left = self.length.saturating_sub(self.before + self.at as u64);
        // A tag that claims more than there is hides no sound.
        let mut bytes = if bytes > left { 10 } else { bytes };
        while bytes > 0 && self.fill(1)? {
            let step = bytes.min((self.window.len() - self.at) as u64);
            self.at += step as usize;
            bytes -= step;
        }
        Ok(true)
    }
}

/// How long the tag is with which `bytes` begin: ID3v2, ID3v1 or APE.
#[must_use]
pub fn tag_bytes(bytes: &[u8]) -> Option<u64> {
    match bytes {
        [b'I', b'D', b'3', version, revision, flags, size @ ..]
            if *version < 0xFF && *revision < 0xFF =>
        {
            let size = size.get(..4)?;
            let footer = if flags & 0x10 != 0 { 10 } else { 0 };
            let sum = |sum: u64, &byte: &u8| sum << 7 | u64::from(byte & 0x7F);
            let plain = size.iter().all(|byte| *byte < 0x80);
            plain.then(|| 10 + size.iter().fold(0, sum) + footer)
        }
        [b'T', b'A', b'G', ..] => Some(128),
        [b'A', b'P', b'E', b'T', b'A', b'G', b'E', b'X', rest @ ..] => {
            let word = |at: usize| Some(u32::from_le_bytes(rest.get(at..at + 4)?.try_into().ok()?));
            let (items, flags) = (u64::from(word(4)?), word(12)?);
            // The size counts the footer; this is it, or the header before the items.
            let is_header = flags & 0x2000_0000 != 0;
            Some(if is_header { 32 + items } else { 32 })
        }
        _ => None,
    }
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Self> {
        let &[0xFF, second, ..] = bytes else {
            return None;
        };
        match second & 0xF6 {
            0xF0 => Self::aac(bytes),
            _ if second & 0xE0 == 0xE0 => Self::mp3(bytes),
            _ => None,
        }
    }

    fn mp3(bytes: &[u8]) -> Option<Self> {
        const RATES_HZ: [u32; 3] = [44_100, 48_000, 32_000];
        const KBITS: [u32; 15] = [
            0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
        ];
        const KBITS_2: [u32; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
        let &[_, second, third, fourth, ..] = bytes else {
            return None;
        };
        let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
        let halvings = match version {
            3 => 0,
            2 => 1,
            0 => 2,
            _ => return None,
        };
        if layer != 1 || fourth & 3 == 2 {
            return None;
        }
        let rate_hz = RATES_HZ.get(usize::from(third >> 2 & 3))? >> halvings;
        let table = if halvings == 0 { KBITS } else { KBITS_2 };
        let kbits = *table
            .get(usize::from(third >> 4))
            .filter(|kbits| **kbits > 0)?;
        let samples = if halvings == 0 { 1_152 } else { 576 };
        let padding = u32::from(third >> 1 & 1);
        Some(Self {
            format: Format {
                is_aac: false,
                rate_hz,
                channels: if fourth >> 6 == 3 { 1 } else { 2 },
                samples,
            },
            bytes: (samples / 8 * kbits * 1_000 / rate_hz + padding) as usize,
            skip: 0,
            kind: u16::from(second & 0xFE) << 8 | u16::from(third & 0x0C),
            blocks: 1,
        })
    }

    fn aac(bytes: &[u8]) -> Option<Self> {
        const RATES_HZ: [u32; 13] = [
            96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025,
            8_000, 7_350,
        ];
        let &[_, second, third, fourth, fifth, sixth, seventh, ..] = bytes else {
            return None;
        };
        let rate_hz = *RATES_HZ.get(usize::from(third >> 2 & 0x0F))?;
        let channels = (third & 1) << 2 | fourth >> 6;
        let skip = if second & 1 == 0 { 9 } else { 7 };
        let bytes =
            usize::from(fourth & 3) << 11 | usize::from(fifth) << 3 | usize::from(sixth >> 5);
        // Only the low-complexity profile can be decoded; what else is called so is noise.
        let is_sane = third >> 6 == 1 && bytes > skip;
        is_sane.then_some(Self {
            format: Format {
                is_aac: true,
                rate_hz,
                channels: if channels == 7 { 8 } else { channels },
                samples: 1_024,
            },
            bytes,
            skip,
            kind: u16::from(second & 0xFE) << 8 | u16::from(third & 0x3C),
            blocks: (seventh & 3) + 1,
        })
    }
}

/// What the first frame of an MP3 may tell instead of holding sound (Xing, Info or VBRI).
struct Count {
    frames: Option<u64>,
    bytes: Option<u64>,
    run_in: u32,
    filling: u32,
}

impl Count {
    fn read(frame: &[u8]) -> Option<Self> {
        let is_first_version = frame.get(1)? >> 3 & 3 == 3;
        let is_mono = frame.get(3)? >> 6 == 3;
        let side = match (is_first_version, is_mono) {
            (true, false) => 32,
            (true, true) | (false, false) => 17,
            (false, true) => 9,
        };
        let word = |at: usize| Some(u32::from_be_bytes(frame.get(at..at + 4)?.try_into().ok()?));
        if frame.get(36..40) == Some(b"VBRI") {
            return Some(Self {
                bytes: word(46).map(u64::from),
                frames: word(50).map(u64::from),
                run_in: 0,
                filling: 0,
            });
        }
        let name = frame.get(4 + side..8 + side)?;
        if name != b"Xing" && name != b"Info" {
            return None;
        }
        let flags = word(8 + side)?;
        let mut at = 12 + side;
        let mut next = |flag: u32, length: usize| {
            let there = flags & flag != 0;
            let value = there.then(|| word(at)).flatten();
            at += if there { length } else { 0 };
            value.map(u64::from)
        };
        let frames = next(1, 4);
        let bytes = next(2, 4);
        next(4, 100);
        next(8, 4);
        let mut count = Self {
            frames,
            bytes,
            run_in: 0,
            filling: 0,
        };
        let encoder = frame.get(at..at + 4).unwrap_or_default();
        if [b"LAME", b"Lavf", b"Lavc"]
            .iter()
            .any(|known| encoder == *known)
            && let Some(&[high, middle, low]) = frame.get(at + 21..at + 24)
        {
            let run_in = u32::from(high) << 4 | u32::from(middle >> 4);
            let filling = u32::from(middle & 0x0F) << 8 | u32::from(low);
            count.run_in = DECODER_LAG + run_in;
            count.filling = filling.saturating_sub(DECODER_LAG);
        }
        Some(count)
    }
}
