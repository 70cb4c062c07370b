//! Every kind of sound file that people have: what is read must sound like the original, and what cannot be read must
//! say so and name a way out. The files and how they were made: `tests/audio/README.md`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rehearse::audio::decode::InputError;
use rehearse::audio::file::SoundFile;
use rehearse::audio::resample::Resampler;
use rehearse::audio::{Arrived, Capture};
use rehearse::time::Span;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audio")
}

fn read(mut capture: impl Capture) -> (u32, Vec<f32>) {
    let mut frames = Vec::new();
    loop {
        match capture.read(Duration::ZERO, &mut frames).unwrap() {
            Arrived::Frames(count) => assert!(count > 0, "a file never keeps anybody waiting"),
            Arrived::Lost(count) => panic!("{count} frames lost"),
            Arrived::End => return (capture.rate_hz(), frames),
        }
    }
}

fn at_16_khz((rate_hz, frames): (u32, Vec<f32>)) -> Vec<f32> {
    let mut resampler = Resampler::new(rate_hz).unwrap();
    let mut out = Vec::new();
    resampler.push(&frames, &mut out).unwrap();
    resampler.finish(&mut out).unwrap();
    out
}

fn original() -> Vec<f32> {
    read(
        SoundFile::open(&folder().join("original.wav"))
            .unwrap()
            .capture()
            .unwrap(),
    )
    .1
}

/// How a copy differs from the original, which it follows by at most `most_ms`: by how much it comes later, in ms; the distance of its error, in dB, when
/// it is made as loud as the original; and the factor that this takes.
fn compare(original: &[f32], copy: &[f32], most_ms: f64) -> (f64, f64, f64) {
    // Where a copy was cut short in the middle of a word, the last 25 ms of it ring.
    let copy = &copy[..copy.len() - 400];
    let at = |lag: i64| {
        let (mut signal, mut other, mut common) = (0.0f64, 0.0f64, 0.0f64);
        for (n, &sample) in original.iter().enumerate() {
            let Ok(place) = usize::try_from(n as i64 + lag) else {
                continue;
            };
            let Some(&copied) = copy.get(place) else {
                break;
            };
            let (a, b) = (f64::from(sample), f64::from(copied));
            signal += a * a;
            other += b * b;
            common += a * b;
        }
        let error = (signal - common * common / other).max(1e-9 * signal);
        (10.0 * (signal / error).log10(), common / other)
    };
    (-160..=(16.0 * most_ms) as i64 + 160)
        .map(|lag| {
            let (error_db, factor) = at(lag);
            (lag as f64 / 16.0, error_db, factor)
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap()
}

/// Name, how long it is, the least distance of its error in dB, and by how many ms it may come later. An AAC encoder
/// puts a run-in before the sound (21 to 48 ms, 93 to 128 at high efficiency); only the container tells its length, and it is
/// left in. An MP3 without a header of its own keeps its run-in, too.
const KINDS: &[(&str, f64, f64, f64)] = &[
    ("int8.wav", 1.2, 20.0, 0.0),
    ("int16.wav", 1.2, 80.0, 0.0),
    ("int24.wav", 1.2, 80.0, 0.0),
    ("int32.wav", 1.2, 80.0, 0.0),
    ("float32.wav", 1.2, 80.0, 0.0),
    ("float64.wav", 1.2, 80.0, 0.0),
    ("a-law.wav", 1.2, 30.0, 0.0),
    ("mu-law.wav", 1.2, 30.0, 0.0),
    ("extensible-stereo.wav", 1.2, 80.0, 0.0),
    ("with-metadata.wav", 1.2, 80.0, 0.0),
    ("right-only.wav", 1.2, 80.0, 0.0),
    ("anti-phase.wav", 1.2, 80.0, 0.0),
    ("six-channels.wav", 0.5, 80.0, 0.0),
    ("eight-channels.wav", 0.5, 80.0, 0.0),
    ("rate-8000.wav", 1.2, 10.0, 0.0),
    ("rate-11025.wav", 1.2, 12.0, 0.0),
    ("rate-22050.wav", 1.2, 25.0, 0.0),
    ("rate-44100.wav", 1.2, 25.0, 0.0),
    ("rate-48000.wav", 1.2, 25.0, 0.0),
    ("rate-96000.wav", 0.5, 25.0, 0.0),
    ("rate-192000.wav", 0.25, 25.0, 0.0),
    ("voice.flac", 1.2, 80.0, 0.0),
    ("voice.mp3", 1.2, 10.0, 0.1),
    ("voice-16k.mp3", 1.2, 10.0, 0.1),
    ("voice-vbr.mp3", 1.2, 10.0, 0.1),
    ("voice.m4a", 1.2, 10.0, 50.0),
    ("voice-stereo.m4a", 1.2, 10.0, 50.0),
    ("voice-lossless.m4a", 1.2, 80.0, 0.0),
    ("voice.aac", 1.2, 10.0, 50.0),
    ("voice.ogg", 1.2, 10.0, 0.1),
    ("voice.opus", 1.2, 10.0, 0.1),
    ("voice.webm", 1.2, 10.0, 15.0),
    ("voice-opus.mp4", 1.2, 10.0, 15.0),
    ("voice-opus.caf", 1.2, 10.0, 20.0),
    ("six-channels.opus", 1.2, 10.0, 0.1),
    ("voice-vorbis.mkv", 1.2, 10.0, 5.0),
    ("voice.aiff", 1.2, 80.0, 0.0),
    ("voice.aifc", 1.2, 80.0, 0.0),
    ("voice.caf", 1.2, 80.0, 0.0),
    ("voice-rf64.wav", 1.2, 80.0, 0.0),
    ("voice.w64", 1.2, 80.0, 0.0),
    ("no-xing.mp3", 1.2, 10.0, 75.0),
    ("mp3-in.wav", 1.2, 10.0, 75.0),
    ("he-explicit.m4a", 1.2, 10.0, 170.0),
    ("he-implicit.m4a", 1.2, 10.0, 170.0),
    ("he-v2.m4a", 1.2, 10.0, 170.0),
    ("he.aac", 1.2, 10.0, 170.0),
    ("second-track.m4a", 1.2, 10.0, 50.0),
    ("second-track.mkv", 1.2, 10.0, 15.0),
];

#[test]
fn every_kind_sounds_like_the_original_and_starts_where_it_starts() {
    let original = original();
    let mut wrong = Vec::new();
    for &(name, length_s, least_db, most_ms) in KINDS {
        let file = SoundFile::open(&folder().join("files").join(name)).unwrap();
        let copy = at_16_khz(read(file.capture().unwrap()));
        let (late_ms, error_db, factor) = compare(&original, &copy, most_ms);
        let longer_ms = copy.len() as f64 / 16.0 - length_s * 1000.0;
        // An Opus encoder may come a few samples early.
        let least_ms = if most_ms > 0.0 { -0.1 } else { 0.0 };
        let in_place = (least_ms..=most_ms).contains(&late_ms) && longer_ms.abs() <= 3.0 + most_ms;
        if !in_place || error_db < least_db || !(0.7..1.42).contains(&factor) {
            wrong.push(format!(
                "{name}: {late_ms:.2} ms late, {longer_ms:+.1} ms longer, \
                 error {error_db:.1} dB below, times {factor:.3}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_in_the_folder_is_in_the_table() {
    let mut there: Vec<_> = std::fs::read_dir(folder().join("files"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut table: Vec<_> = KINDS.iter().map(|kind| kind.0.to_owned()).collect();
    there.sort();
    table.sort();
    assert_eq!(there, table);
}

/// A 16-bit WAV whose header says `declared` bytes of sound.
fn with_header(declared: u32, sound: &[u8]) -> Vec<u8> {
    let whole = std::fs::read(folder().join("files/int16.wav")).unwrap();
    let mut bytes = whole[..44].to_vec();
    bytes[4..8].copy_from_slice(&declared.saturating_add(36).to_le_bytes());
    bytes[40..44].copy_from_slice(&declared.to_le_bytes());
    bytes.extend(sound);
    bytes
}

#[test]
fn a_header_that_a_crash_left_wrong_hides_no_sound() {
    let whole = std::fs::read(folder().join("files/int16.wav")).unwrap();
    let sound = &whole[44..];
    let odd = &sound[..sound.len() - 1];
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("crashed.wav");
    for (what, bytes) in [
        ("0", with_header(0, sound)),
        ("0xFFFFFFFF", with_header(u32::MAX, sound)),
        ("too little", with_header(4_000, sound)),
        ("too much", with_header(1_000_000, sound)),
        ("an odd last byte", with_header(odd.len() as u32, odd)),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let (_, frames) = read(SoundFile::open(&path).unwrap().capture().unwrap());
        let there = original();
        assert!(
            there.len() - frames.len() <= 1,
            "{what}: {} frames",
            frames.len()
        );
        assert_eq!(frames, there[..frames.len()], "{what}");
    }
}

#[test]
fn stretches_that_meet_share_no_frame_and_leave_none_out() {
    for name in ["voice.flac", "voice.m4a", "rate-44100.wav"] {
        let file = SoundFile::open(&folder().join("files").join(name)).unwrap();
        let (_, whole) = read(file.capture().unwrap());
        let bounds = [0.0, 0.3337, 0.334, 0.9, 99.0];
        let parts: Vec<f32> = bounds
            .windows(2)
            .flat_map(|pair| {
                let span = Span::from_seconds(pair[0], pair[1]);
                read(file.section(span).unwrap()).1
            })
            .collect();
        assert_eq!(parts, whole, "{name}");
    }
}

/// `float32.wav` with `values` written over its samples, as (place, value).
fn float_wav(values: &[(usize, f32)]) -> Vec<u8> {
    let mut bytes = std::fs::read(folder().join("files/float32.wav")).unwrap();
    let sound = bytes.windows(4).position(|name| name == b"data").unwrap() + 8;
    for &(place, value) in values {
        let at = sound + 4 * place;
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    bytes
}

#[test]
fn samples_that_are_no_numbers_become_silence_and_huge_ones_full_scale() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("damaged.wav");
    let damage = [
        (5, f32::NAN, 0.0),
        (900, f32::INFINITY, 0.0),
        (901, f32::NEG_INFINITY, 0.0),
        (4_000, 1e30, 1.0),
        (4_001, f32::MIN, -1.0),
        (19_199, 1e-42, 1e-42),
    ];
    let written: Vec<_> = damage.iter().map(|&(at, value, _)| (at, value)).collect();
    std::fs::write(&path, float_wav(&written)).unwrap();
    let heard = read(SoundFile::open(&path).unwrap().capture().unwrap()).1;
    let mut wanted = original();
    for (place, _, value) in damage {
        wanted[place] = value;
    }
    assert!(heard == wanted);
}

#[test]
fn a_stretch_without_numbers_is_lost_sound_of_the_same_length() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("damaged.wav");
    let values: Vec<_> = (0..8_000).map(|place| (place, f32::NAN)).collect();
    std::fs::write(&path, float_wav(&values)).unwrap();
    let mut capture = SoundFile::open(&path).unwrap().capture().unwrap();
    let (mut frames, mut lost) = (Vec::new(), 0);
    loop {
        match capture.read(Duration::ZERO, &mut frames).unwrap() {
            Arrived::Frames(_) => {}
            Arrived::Lost(count) => lost += count,
            Arrived::End => break,
        }
    }
    assert_eq!(frames.len() as u64 + lost, 19_200);
    assert!((6_000..=10_000).contains(&lost), "{lost}");
}

#[test]
fn rates_that_no_sound_has_are_refused() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("rate.wav");
    let whole = std::fs::read(folder().join("files/int16.wav")).unwrap();
    for (rate_hz, refused) in [
        (1, true),
        (3_999, true),
        (4_000, false),
        (768_000, false),
        (768_001, true),
        (u32::MAX, true),
    ] {
        let mut bytes = whole.clone();
        bytes[24..28].copy_from_slice(&u32::to_le_bytes(rate_hz));
        std::fs::write(&path, bytes).unwrap();
        match SoundFile::open(&path) {
            Ok(file) => assert!(!refused && file.rate_hz() == rate_hz, "{rate_hz} was read"),
            Err(InputError::Rate { rate_hz: found, .. }) => {
                assert!(refused && found == rate_hz, "{rate_hz} was refused")
            }
            Err(error) => panic!("{rate_hz}: {error}"),
        }
    }
}

#[test]
fn a_packet_that_cannot_be_read_is_no_longer_than_packets_are() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("lost.m4a");
    let mut bytes = std::fs::read(folder().join("files/voice.m4a")).unwrap();
    let sound = bytes.windows(4).position(|name| name == b"mdat").unwrap() + 4;
    let times = bytes.windows(4).position(|name| name == b"stts").unwrap() + 4;
    // The time table says that every packet lasts for a day, and one of them is noise.
    bytes[times + 12..times + 16].copy_from_slice(&0xF000_0000u32.to_be_bytes());
    bytes[sound + 3_000..sound + 3_040].fill(0xFF);
    std::fs::write(&path, bytes).unwrap();
    if let Ok(file) = SoundFile::open(&path) {
        assert!(file.length() < Duration::from_secs(2));
    }
}

/// The files `names` behind each other, with `between` between them.
fn joined(names: &[&str], between: &[u8]) -> Vec<u8> {
    let files: Vec<_> = names
        .iter()
        .map(|name| std::fs::read(folder().join("files").join(name)).unwrap())
        .collect();
    files.join(between)
}

/// What is heard of a file with these bytes, at 16 kHz.
fn heard(name: &str, bytes: &[u8]) -> Vec<f32> {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let file = SoundFile::open(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    at_16_khz(read(file.capture().unwrap()))
}

/// An ID3 tag with a picture of `picture` bytes, all of which look like the start of an MP3 frame.
fn id3(picture: usize) -> Vec<u8> {
    let mut tag = b"ID3\x04\0\0".to_vec();
    tag.extend([21, 14, 7, 0].map(|shift| (picture >> shift & 0x7F) as u8));
    tag.extend([0xFF, 0xFB, 0x90, 0x64].iter().cycle().take(picture));
    tag
}

#[test]
fn recordings_that_were_joined_are_heard_to_their_end() {
    let original = original();
    let tag = id3(1_000);
    for (names, between) in [
        (["voice.mp3", "voice.mp3"], &b""[..]),
        (["voice.mp3", "voice-vbr.mp3"], &tag),
        (["no-xing.mp3", "voice.mp3"], b""),
        (["voice-vbr.mp3", "no-xing.mp3"], b"TAG"),
        (["voice.aac", "voice.aac"], b""),
        (["voice.aac", "voice.aac"], &tag),
        (["voice.ogg", "voice.ogg"], b""),
        (["voice.opus", "voice.opus"], b""),
        (["voice.opus", "six-channels.opus"], b""),
        (["voice.flac", "voice.flac"], b""),
        (["int16.wav", "with-metadata.wav"], b""),
        (["float32.wav", "int16.wav"], b""),
        (["voice.m4a", "voice.m4a"], b""),
    ] {
        let mut between = between.to_vec();
        if between.starts_with(b"TAG") {
            between.resize(128, 0);
        }
        let name = names[0];
        let both = heard(name, &joined(&names, &between));
        let alone = heard(name, &joined(&names[..1], b""));
        let length_s = both.len() as f64 / 16_000.0;
        assert!((2.38..2.6).contains(&length_s), "{names:?}: {length_s} s");
        let (late_ms, error_db, _) = compare(&original, &both[alone.len()..], 80.0);
        assert!(
            error_db > 9.0 && (-0.1..80.0).contains(&late_ms),
            "{names:?}: {late_ms} ms late, error {error_db} dB below"
        );
    }
}

#[test]
fn pictures_before_the_sound_and_within_it_are_passed_over() {
    let mp3 = joined(&["voice.mp3"], b"");
    let plain = heard("voice.mp3", &mp3);
    for (name, file) in [
        ("voice.mp3", &plain),
        (
            "voice.flac",
            &heard("f.flac", &joined(&["voice.flac"], b"")),
        ),
    ] {
        let bytes = [id3(3_000_000), joined(&[name], b"")].concat();
        assert!(heard(name, &bytes) == *file, "{name}");
    }
    let both = heard(
        "two.mp3",
        &joined(&["voice.mp3", "voice.mp3"], &id3(1_500_000)),
    );
    assert_eq!(both.len(), 2 * plain.len());
}

#[test]
fn wrong_counts_in_an_mp3_hide_no_sound() {
    let good = joined(&["voice-vbr.mp3"], b"");
    let count = good.windows(4).position(|name| name == b"Xing").unwrap() + 8;
    for frames in [0u32, 5, 100_000, u32::MAX] {
        let mut bytes = good.clone();
        bytes[count..count + 4].copy_from_slice(&frames.to_be_bytes());
        let length = heard("voice.mp3", &bytes).len();
        assert!((19_000..20_500).contains(&length), "{frames}: {length}");
    }
}

#[test]
fn a_wav_whose_header_is_nonsense_where_nobody_looks_is_read() {
    let good = joined(&["int16.wav"], b"");
    let wanted = heard("good.wav", &good);
    for (what, at, value) in [
        ("block size 0", 32, &[0, 0][..]),
        ("block size 1", 32, &[1, 0]),
        ("block size 65535", 32, &[255, 255]),
        ("0 bytes a second", 28, &[0, 0, 0, 0]),
        ("4 GB a second", 28, &[255, 255, 255, 255]),
        ("a RIFF of 0 bytes", 4, &[0, 0, 0, 0]),
        ("0 bits", 34, &[0, 0]),
    ] {
        let mut bytes = good.clone();
        bytes[at..at + value.len()].copy_from_slice(value);
        assert!(heard("odd.wav", &bytes) == wanted, "{what}");
    }
}

#[test]
fn of_several_tracks_the_one_with_the_voice_is_heard() {
    for name in ["second-track.m4a", "second-track.mkv"] {
        let file = SoundFile::open(&folder().join("files").join(name)).unwrap();
        assert_eq!(file.track(), (2, 2), "{name}");
        let remark =
            format!("{name} has 2 audio tracks. Track 2 is used: the voice is heard best there.");
        assert_eq!(file.capture().unwrap().remark(), Some(remark));
    }
    let alone = SoundFile::open(&folder().join("files/voice.m4a")).unwrap();
    assert_eq!(alone.track(), (1, 1));
    assert_eq!(alone.remark(), None);
}

fn refused(name: &str, bytes: Option<&[u8]>) -> (InputError, String) {
    let scratch = tempfile::tempdir().unwrap();
    let kept = folder().join("broken").join(name);
    let path = match bytes {
        None => kept,
        Some(bytes) => {
            let path = scratch.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        }
    };
    let error = SoundFile::open(&path)
        .err()
        .unwrap_or_else(|| panic!("{name} was read"));
    let text = error.to_string();
    let shown = text.replace(&format!("{}/", path.parent().unwrap().display()), "");
    (error, shown)
}

#[test]
fn what_cannot_be_read_says_so_and_names_a_way_out() {
    let text =
        "I noticed that the webhooks were dropping, and nobody had opened a ticket.\n".repeat(40);
    let head = std::fs::read(folder().join("files/int16.wav")).unwrap();
    let noise: Vec<u8> = (0..60_000u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let rates = joined(&["voice.mp3", "voice-16k.mp3"], b"");
    let cases: Vec<(&str, Option<&[u8]>)> = vec![
        ("joined-rates.mp3", Some(&rates)),
        ("adpcm.wav", None),
        ("gsm.wav", None),
        ("dolby.mp4", None),
        ("damaged.flac", None),
        ("damaged.ogg", None),
        ("cut-off.flac", None),
        ("cut-off.m4a", None),
        ("empty.wav", Some(b"")),
        ("header-only.wav", Some(&head[..44])),
        ("half-a-header.wav", Some(&head[..30])),
        ("notes.txt", Some(text.as_bytes())),
        ("notes.wav", Some(text.as_bytes())),
        ("notes.mp3", Some(text.as_bytes())),
        ("noise.bin", Some(&noise)),
    ];
    let shown: Vec<String> = cases
        .into_iter()
        .map(|(name, bytes)| refused(name, bytes).1)
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn a_file_that_is_not_there_and_a_folder_are_told_by_their_kind() {
    for (path, kind) in [
        ("tests/audio/nowhere.wav", std::io::ErrorKind::NotFound),
        ("tests/audio", std::io::ErrorKind::IsADirectory),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        match SoundFile::open(&path) {
            Err(InputError::Open { source, .. }) => assert_eq!(source.kind(), kind),
            other => panic!("{path:?}: {other:?}"),
        }
    }
}

#[test]
fn no_damage_makes_it_panic_or_read_for_ever() {
    let scratch = tempfile::tempdir().unwrap();
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for (name, ..) in KINDS.iter().filter(|kind| !kind.0.starts_with("rate")) {
        let whole = std::fs::read(folder().join("files").join(name)).unwrap();
        let path = scratch.path().join(name);
        for _ in 0..30 {
            let mut bytes = whole.clone();
            for _ in 0..=random(5) {
                // Half of the damage hits the head, where the tables are.
                let reach = [600, bytes.len()][random(2)];
                let at = random(reach);
                match random(3) {
                    0 => bytes[at] = random(256) as u8,
                    1 => bytes[at] ^= 1 << random(8),
                    _ if bytes.len() > 2_000 => bytes.truncate(at.max(1_000)),
                    _ => {}
                }
            }
            std::fs::write(&path, bytes).unwrap();
            let Ok(file) = SoundFile::open(&path) else {
                continue;
            };
            let mut capture = file.capture().unwrap();
            let mut frames = Vec::new();
            while !matches!(
                capture.read(Duration::ZERO, &mut frames),
                Ok(Arrived::End) | Err(_)
            ) {
                assert!(frames.len() < 10_000_000, "{name} never ends");
            }
        }
    }
}
