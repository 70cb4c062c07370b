//! The file that a fetch writes until it is whole.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::FetchError;

/// A file that is not yet whole, held by this process alone.
#[derive(Debug)]
pub struct Part {
    path: PathBuf,
    file: File,
    length: u64,
}

impl Part {
    /// Opens the `.part` of `path`, with what an earlier fetch has left in it.
    pub fn open(path: &Path) -> Result<Self, FetchError> {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let path = PathBuf::from(part);
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(FetchError::writing(&path))?;
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(FetchError::Busy { path });
        }
        let length = file
            .seek(SeekFrom::End(0))
            .map_err(FetchError::writing(&path))?;
        Ok(Self { path, file, length })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes that it holds.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Fails when fewer than `needed` bytes are free where the file is. A system that does not tell has room.
    pub fn make_sure_of_room(&self, needed: u64) -> Result<(), FetchError> {
        let free = rustix::fs::fstatvfs(&self.file)
            .map_or(u64::MAX, |disk| disk.f_bavail.saturating_mul(disk.f_frsize));
        if free >= needed {
            return Ok(());
        }
        Err(FetchError::NoRoom {
            path: self.path.parent().unwrap_or(&self.path).to_owned(),
            free,
            needed,
        })
    }

    /// Adds `bytes`. When that fails, the file is removed: the user needs the room.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), FetchError> {
        if let Err(source) = self.file.write_all(bytes) {
            let _ = fs::remove_file(&self.path);
            return Err(FetchError::writing(&self.path)(source));
        }
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Begins anew.
    pub fn clear(&mut self) -> Result<(), FetchError> {
        self.file
            .set_len(0)
            .and_then(|()| self.file.rewind())
            .map_err(FetchError::writing(&self.path))?;
        self.length = 0;
        Ok(())
    }

    /// Removes the file; what is in it is of no use.
    pub fn remove(self) {
        // It is the user's to see if it stays; the failure that led here is the one to tell.
        let _ = fs::remove_file(&self.path);
    }

    /// Removes the file when there is nothing in it.
    pub fn remove_if_empty(&mut self) {
        if self.length == 0 {
            let _ = fs::remove_file(&self.path);
        }
    }

    /// Makes sure that it is on the disk and gives it its own name.
    pub fn become_file(self, path: &Path) -> io::Result<()> {
        let moved = self
            .file
            .sync_all()
            .and_then(|()| fs::rename(&self.path, path));
        if moved.is_err() {
            let _ = fs::remove_file(&self.path);
        }
        moved
    }
}
