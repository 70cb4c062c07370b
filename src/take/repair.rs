//! Makes a take that was cut off whole again: headers that fit their files, sections marked as partial.
//!
//! Reading the sound is another module's part and comes in as a function.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::attempts::{Progress, progress_file};
use super::files::{self, Lock};
use super::record::{Attempt, AttemptState, TakeState};
use super::{Listing, Store, StoreError, Take, TakeWriter};
use crate::disk;
use crate::time::Offset;

/// What a repaired WAV holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WavFacts {
    /// Frames a second.
    pub rate_hz: u32,
    /// How long it is.
    pub length: Duration,
}

/// Repairs the WAV at a path and says what it holds. `InvalidData` says that it is no WAV; other errors are those of the
/// disk.
pub type RepairWav<'a> = &'a dyn Fn(&Path) -> io::Result<WavFacts>;

/// A take that was cut off and what its repair came to.
#[derive(Debug)]
pub struct Repaired {
    /// Its name.
    pub id: String,
    /// What was made of it, or why it is still as it was.
    pub outcome: Result<Mended, StoreError>,
}

/// A take that was cut off and has been put in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Mended {
    /// The take as it is now.
    pub take: Take,
    /// Recordings in it that cannot be read. They are kept as they are.
    pub damaged: Vec<PathBuf>,
}

impl Store {
    /// Repairs the take `name` if it was cut off and nobody is recording it; `None` when there was nothing to repair.
    ///
    /// # Errors
    /// When the take cannot be read or written.
    pub fn repair(
        &self,
        name: &str,
        repair_wav: RepairWav<'_>,
    ) -> Result<Option<Mended>, StoreError> {
        let dir = self.takes_dir().join(name);
        if Take::read(&dir)?.record().state != TakeState::Open {
            return Ok(None);
        }
        let Some(lock) = Lock::take(&dir)? else {
            return Ok(None);
        };
        let mut writer = TakeWriter::new(Take::read(&dir)?, lock);
        if writer.take().record().state != TakeState::Open {
            return Ok(None);
        }
        let damaged = repair(&mut writer, repair_wav)?;
        let take = writer.into_take();
        Ok(Some(Mended { take, damaged }))
    }

    /// Repairs every take that was cut off, and lists all as they are then. Each repair's outcome stands beside.
    ///
    /// # Errors
    /// When the folder of takes is there and cannot be read.
    pub fn list_repaired(
        &self,
        repair_wav: RepairWav<'_>,
    ) -> Result<(Listing, Vec<Repaired>), StoreError> {
        let listing = self.list()?;
        let open = listing
            .takes
            .iter()
            .filter(|take| take.state == TakeState::Open);
        let repaired: Vec<Repaired> = open
            .filter_map(|take| {
                let outcome = self.repair(&take.id, repair_wav).transpose()?;
                Some(Repaired {
                    id: take.id.clone(),
                    outcome,
                })
            })
            .collect();
        let listing = if repaired.is_empty() {
            listing
        } else {
            self.list()?
        };
        Ok((listing, repaired))
    }
}

/// Ends a take that nobody is recording any more, and returns the recordings that are damaged.
///
/// A recording into which no sound was written leaves the record and the folder; a damaged one stays, with a length of
/// zero. What was noted of a recording beyond the sound that is left is dropped.
fn repair(writer: &mut TakeWriter, repair_wav: RepairWav<'_>) -> Result<Vec<PathBuf>, StoreError> {
    let found = look_at_cut_recordings(writer, repair_wav)?;
    let dir = writer.take().dir().to_owned();
    let mut empty = Vec::new();
    writer.change(|writer| {
        let record = writer.record_mut();
        for section in &mut record.sections {
            for attempt in section.attempts.iter_mut().filter(|one| is_cut(one)) {
                if let Some(Found::Sound(facts)) = found.get(&attempt.wav) {
                    attempt.rate_hz = facts.rate_hz;
                    attempt.length = facts.length;
                    if let Some(progress) = noted(&dir, attempt) {
                        attempt.gaps = progress.gaps;
                        attempt.pauses = progress.pauses;
                        attempt.marks = progress.marks;
                    }
                }
                if matches!(
                    found.get(&attempt.wav),
                    Some(Found::Sound(_) | Found::Damaged)
                ) {
                    attempt.state = AttemptState::Partial;
                    keep_what_is_inside(attempt);
                }
            }
            // Transcripts go by the number of their attempt, so only the last ones can leave.
            while let Some(attempt) = section.attempts.pop_if(|last| is_cut(last)) {
                empty.push(attempt.wav);
            }
            for attempt in section.attempts.iter_mut().filter(|one| is_cut(one)) {
                attempt.state = AttemptState::Partial;
            }
        }
        record.state = TakeState::Interrupted;
        Ok(())
    })?;
    // What is in them is in the record or of no use. Where one cannot be removed, it is in nobody's way.
    for wav in &empty {
        let _ = disk::remove(&dir.join(wav));
    }
    for wav in found.keys() {
        let _ = disk::remove(&dir.join(progress_file(wav)));
    }
    let damaged = found
        .into_iter()
        .filter(|(_, found)| *found == Found::Damaged);
    Ok(damaged.map(|(wav, _)| dir.join(wav)).collect())
}

fn is_cut(attempt: &Attempt) -> bool {
    attempt.state == AttemptState::Recording
}

/// What was written down while it was recorded. It cannot be read where the power failed, and then it is not missed.
fn noted(dir: &Path, attempt: &Attempt) -> Option<Progress> {
    let path = dir.join(progress_file(&attempt.wav));
    files::read_json(&path, Progress::SCHEMA).ok()?
}

fn keep_what_is_inside(attempt: &mut Attempt) {
    let end = Offset::START + attempt.length;
    attempt.marks.retain(|mark| *mark < end);
    attempt.pauses.retain(|pause| pause.at <= end);
    attempt.gaps.retain(|gap| gap.start < end);
}

/// What a recording that was cut off turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Sound(WavFacts),
    Nothing,
    Damaged,
}

/// What each recording that was cut off holds, by its file name.
fn look_at_cut_recordings(
    writer: &TakeWriter,
    repair_wav: RepairWav<'_>,
) -> Result<BTreeMap<String, Found>, StoreError> {
    let take = writer.take();
    let sections = &take.record().sections;
    let mut all = BTreeMap::new();
    for attempt in sections.iter().flat_map(|section| &section.attempts) {
        if is_cut(attempt) && !all.contains_key(&attempt.wav) {
            let path = take.dir().join(&attempt.wav);
            all.insert(attempt.wav.clone(), look_at(&path, repair_wav)?);
        }
    }
    Ok(all)
}

fn look_at(path: &Path, repair_wav: RepairWav<'_>) -> Result<Found, StoreError> {
    let failed = |source| StoreError::writing(path, source);
    let about = disk::about(path).map_err(failed)?;
    if about.is_none_or(|file| file.is_file() && file.len() == 0) {
        return Ok(Found::Nothing);
    }
    match repair_wav(path) {
        Ok(facts) => {
            files::settle(path)?;
            let sound = !facts.length.is_zero();
            Ok(if sound {
                Found::Sound(facts)
            } else {
                Found::Nothing
            })
        }
        Err(error) if is_of_the_file(&error) => Ok(Found::Damaged),
        Err(source) => Err(failed(source)),
    }
}

/// Whether the file itself is at fault, and not the disk or a permission, which may be better next time.
fn is_of_the_file(error: &io::Error) -> bool {
    let kinds = [io::ErrorKind::InvalidData, io::ErrorKind::UnexpectedEof];
    kinds.contains(&error.kind()) || disk::not_plain(error).is_some()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::take::samples::{header, moment};
    use crate::take::store::tests::{no_repair, store};

    fn ten_seconds(_: &Path) -> io::Result<WavFacts> {
        Ok(WavFacts {
            rate_hz: 44_100,
            length: Duration::from_secs(10),
        })
    }

    /// As the real one: four bytes are a header without sound, "no WAV" is none.
    fn by_content(path: &Path) -> io::Result<WavFacts> {
        match fs::read(path)?.as_slice() {
            b"no WAV" => Err(io::ErrorKind::InvalidData.into()),
            b"head" => Ok(WavFacts {
                rate_hz: 48_000,
                length: Duration::ZERO,
            }),
            _ => ten_seconds(path),
        }
    }

    #[test]
    fn what_was_cut_off_becomes_partial_and_keeps_what_was_spoken() {
        let (_home, store) = store();
        let mut writer = store.begin(header(), moment()).unwrap();
        for section in ["situation", "action", "action"] {
            let wav = writer.begin_attempt(section, 48_000).unwrap();
            if !wav.ends_with("action.2.wav") {
                fs::write(&wav, "sound").unwrap();
                fs::set_permissions(&wav, fs::Permissions::from_mode(0o644)).unwrap();
            }
        }
        let name = writer.take().id().to_owned();
        drop(writer);
        let mended = store.repair(&name, &ten_seconds).unwrap().unwrap();
        assert_eq!(mended.damaged, [] as [PathBuf; 0]);
        let take = mended.take;
        assert_eq!(take.record().state, TakeState::Interrupted);
        for section in &take.record().sections {
            let [attempt] = section.attempts.as_slice() else {
                panic!("{} attempts at {}", section.attempts.len(), section.id);
            };
            assert_eq!(
                (attempt.state, attempt.rate_hz),
                (AttemptState::Partial, 44_100)
            );
            let wav = fs::metadata(take.wav(&section.id).unwrap()).unwrap();
            assert_eq!(wav.permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(take.record().duration(), Duration::from_secs(20));
        assert_eq!(
            store.repair(&name, &no_repair).unwrap(),
            None,
            "once is enough"
        );
    }

    #[test]
    fn an_attempt_without_a_frame_leaves_and_the_one_before_it_counts() {
        let (_home, store) = store();
        let mut writer = store.begin(header(), moment()).unwrap();
        fs::write(writer.begin_attempt("action", 48_000).unwrap(), "sound").unwrap();
        let empty = writer.begin_attempt("action", 48_000).unwrap();
        fs::write(&empty, "head").unwrap();
        let name = writer.into_take().id().to_owned();
        let take = store.repair(&name, &by_content).unwrap().unwrap().take;
        assert_eq!(take.record().sections[1].attempts.len(), 1);
        assert_eq!(take.record().duration(), Duration::from_secs(10));
        assert!(!empty.exists(), "its name is free for the next telling");
    }

    #[test]
    fn a_damaged_recording_is_named_and_the_others_are_put_in_order() {
        let (_home, store) = store();
        let mut writer = store.begin(header(), moment()).unwrap();
        fs::write(writer.begin_attempt("situation", 48_000).unwrap(), "sound").unwrap();
        let wav = writer.begin_attempt("action", 48_000).unwrap();
        fs::write(&wav, "no WAV").unwrap();
        let name = writer.into_take().id().to_owned();
        let mended = store.repair(&name, &by_content).unwrap().unwrap();
        assert_eq!(mended.damaged.as_slice(), std::slice::from_ref(&wav));
        let record = mended.take.record();
        assert_eq!(record.state, TakeState::Interrupted);
        assert_eq!(record.duration(), Duration::from_secs(10));
        let attempt = &record.sections[1].attempts[0];
        assert_eq!(
            (attempt.state, attempt.length),
            (AttemptState::Partial, Duration::ZERO)
        );
        assert_eq!(fs::read(wav).unwrap(), b"no WAV");
    }

    #[test]
    fn a_recording_that_is_a_link_is_damaged_and_what_it_leads_to_is_untouched() {
        let (home, store) = store();
        let outside = home.path().join("outside.wav");
        fs::write(&outside, "sound").unwrap();
        let mut writer = store.begin(header(), moment()).unwrap();
        let wav = writer.begin_attempt("action", 48_000).unwrap();
        std::os::unix::fs::symlink(&outside, &wav).unwrap();
        let name = writer.into_take().id().to_owned();
        let repair = |path: &Path| disk::open_to_change(path).and_then(|_| ten_seconds(path));
        let mended = store.repair(&name, &repair).unwrap().unwrap();
        assert_eq!(mended.damaged, [wav]);
        assert_eq!(fs::read(outside).unwrap(), b"sound");
    }

    #[test]
    fn a_disk_that_fails_leaves_the_take_as_it_is_for_another_day() {
        let (_home, store) = store();
        let mut writer = store.begin(header(), moment()).unwrap();
        fs::write(writer.begin_attempt("action", 48_000).unwrap(), "sound").unwrap();
        let before = writer.into_take();
        let failing = |_: &Path| Err(io::Error::from_raw_os_error(libc::EIO));
        let error = store.repair(before.id(), &failing).unwrap_err();
        assert!(error.to_string().contains("action.wav"), "{error}");
        assert_eq!(store.take(before.id()).unwrap(), before);
    }

    #[test]
    fn what_was_noted_beyond_the_sound_that_is_left_is_dropped() {
        let (_home, store) = store();
        let mut writer = store.begin(header(), moment()).unwrap();
        fs::write(writer.begin_attempt("action", 48_000).unwrap(), "sound").unwrap();
        let marks = [4.0, 8.0, 12.0].map(Offset::from_seconds);
        let gaps = [(1.0, 2.0), (11.0, 12.0)].map(|(a, b)| crate::time::Span::from_seconds(a, b));
        let progress = Progress::new(gaps.to_vec(), Vec::new(), marks.to_vec());
        writer.note_progress("action", &progress).unwrap();
        let name = writer.into_take().id().to_owned();
        let take = store.repair(&name, &ten_seconds).unwrap().unwrap().take;
        let attempt = &take.record().sections[1].attempts[0];
        assert_eq!(attempt.marks, marks[..2]);
        assert_eq!(attempt.gaps, gaps[..1]);
        assert!(!take.dir().join("action.progress.json").exists());
    }
}
