//! What a publisher notes about a feed, so that another process goes on from there.

use std::fmt::Write as _;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::PublishError;
use super::sink::Receipt;
use crate::feed::files::new_path;
use crate::types::Timestamp;

const FILE: &str = "published.json";

/// What was published last, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct State {
    /// Where it went. What is noted of one place says nothing of another.
    pub(super) target: String,
    /// The hash of what is there. Nothing while a push is on its way or has failed: then nobody knows.
    pub(super) digest: Option<String>,
    pub(super) rows: u64,
    /// How often something was pushed, or begun to be.
    pub(super) pushes: u64,
    pub(super) at: Option<Timestamp>,
    pub(super) receipt: Receipt,
}

impl State {
    pub(super) fn load(folder: &Path) -> Result<Self, PublishError> {
        let path = folder.join(FILE);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|source| PublishError::State { path, source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(PublishError::Work { path, source }),
        }
    }

    /// Writes it down, all or nothing.
    pub(super) fn save(&self, folder: &Path) -> Result<(), PublishError> {
        let path = folder.join(FILE);
        self.write(folder, &path).map_err(|source| PublishError::Work { path, source })
    }

    fn write(&self, folder: &Path, path: &PathBuf) -> io::Result<()> {
        let new = new_path(folder, FILE);
        let mut file = File::create(&new)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        fs::rename(new, path)
    }
}

/// Takes a feed's folder for one run. Nothing if another run has it, in this process or in another one.
pub(super) fn lock(folder: &Path) -> Result<Option<File>, PublishError> {
    let path = folder.join("lock");
    let broken = |source| PublishError::Work { path: path.clone(), source };
    let file = File::create(&path).map_err(broken)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(broken(source)),
    }
}

/// Hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
