//! Recordings that were written behind each other into one file: where the next one begins. Readers of WAV, FLAC and MP4
//! stop at the end of the first, and nobody would know that there is more.

use std::io::{self, BufRead as _, BufReader, Read, Seek, SeekFrom};

/// What a FLAC file begins with, up to the length of its first block; that block may be the only one.
const FLAC: [&[u8]; 2] = [b"fLaC\0\0\0\x22", b"fLaC\x80\0\0\x22"];

/// Where in a FLAC file another one begins.
///
/// # Errors
/// When the file cannot be read.
pub fn next_flac(file: &mut (impl Read + Seek)) -> io::Result<Option<u64>> {
    file.seek(SeekFrom::Start(4))?;
    let mut reader = BufReader::new(file);
    let (mut before, mut last) = (4u64, Vec::new());
    loop {
        let part = reader.fill_buf()?;
        if part.is_empty() {
            return Ok(None);
        }
        let count = part.len();
        // What lies across two parts is found in the second.
        let kept = last.len();
        last.extend_from_slice(part);
        let found = last
            .windows(FLAC[0].len())
            .position(|bytes| FLAC.contains(&bytes));
        if let Some(found) = found {
            return Ok(Some(before - kept as u64 + found as u64));
        }
        last.drain(..last.len().saturating_sub(FLAC[0].len() - 1));
        before += count as u64;
        reader.consume(count);
    }
}

/// Where in an MP4 file another one begins: at a second file type behind the sound of the first.
///
/// # Errors
/// When the file cannot be read.
pub fn next_mp4(file: &mut (impl Read + Seek)) -> io::Result<Option<u64>> {
    let end = file.seek(SeekFrom::End(0))?;
    let (mut at, mut has_tables, mut has_sound) = (0u64, false, false);
    let mut head = [0; 16];
    while at + 16 <= end {
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut head)?;
        let [a, b, c, d, name @ .., _, _, _, _, _, _, _, _] = head;
        let size = match u32::from_be_bytes([a, b, c, d]) {
            0 => return Ok(None),
            1 => u64::from_be_bytes([
                head[8], head[9], head[10], head[11], head[12], head[13], head[14], head[15],
            ]),
            size => u64::from(size),
        };
        match &name {
            b"ftyp" if has_tables && has_sound => return Ok(Some(at)),
            b"moov" => has_tables = true,
            b"mdat" => has_sound = true,
            _ => {}
        }
        if size < 8 {
            return Ok(None);
        }
        at = at.saturating_add(size);
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn a_second_flac_is_found_wherever_it_lies() {
        for place in [42, 8_188, 8_189, 8_195, 8_196, 16_390, 20_000] {
            let mut bytes = FLAC[0].to_vec();
            bytes.resize(place, 0x55);
            bytes.extend(FLAC[1]);
            let found = next_flac(&mut Cursor::new(bytes)).unwrap();
            assert_eq!(found, Some(place as u64));
        }
        let alone = [FLAC[0], &[0; 20_000]].concat();
        assert_eq!(next_flac(&mut Cursor::new(alone)).unwrap(), None);
    }

    #[test]
    fn a_second_mp4_is_found_and_its_parts_are_none() {
        let atom = |name: &[u8], body: usize| {
            let mut atom = (body as u32 + 8).to_be_bytes().to_vec();
            atom.extend(name);
            atom.resize(body + 8, 0);
            atom
        };
        let file = [atom(b"ftyp", 16), atom(b"moov", 90), atom(b"mdat", 500)].concat();
        assert_eq!(next_mp4(&mut Cursor::new(&file)).unwrap(), None);
        let both = [&file[..], &file].concat();
        let found = next_mp4(&mut Cursor::new(both)).unwrap();
        assert_eq!(found, Some(file.len() as u64));
    }
}
