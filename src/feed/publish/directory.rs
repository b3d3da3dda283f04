//! A directory that somebody reads: a web server, a mounted share, another program.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;

use async_trait::async_trait;

use super::error::SinkError;
use super::sink::{FeedSink, Push, Receipt};
use crate::feed::files::{Leftovers, new_path};

/// Lays a feed into a directory. Readers see the old files or the new ones, each whole; files of the feed that it no longer
/// has are removed, others in the directory stay.
#[derive(Debug, Clone)]
pub struct DirectorySink {
    directory: PathBuf,
}

impl DirectorySink {
    /// That directory. It is made if it is not there.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into() }
    }
}

#[async_trait]
impl FeedSink for DirectorySink {
    fn target(&self) -> String {
        self.directory.display().to_string()
    }

    fn holds(&self, receipt: &Receipt) -> bool {
        receipt.files.keys().all(|name| self.directory.join(name).is_file())
    }

    async fn push(&self, push: &mut Push<'_>) -> Result<(), SinkError> {
        let broken = |name: &str, source| SinkError::Io { name: name.to_owned(), source };
        let directory = self.directory.display().to_string();
        fs::create_dir_all(&self.directory).map_err(|source| broken(&directory, source))?;
        // All of them are there before the first takes its place.
        let mut leftovers = Leftovers(Vec::new());
        let (mut done, all) = (0, push.snapshot.bytes());
        for file in &push.snapshot.files {
            let path = new_path(&self.directory, &file.name);
            leftovers.0.push(path.clone());
            let mut copy = File::create(path).map_err(|source| file.broken(source))?;
            io::copy(&mut file.open()?, &mut copy).map_err(|source| file.broken(source))?;
            copy.sync_all().map_err(|source| file.broken(source))?;
            done += file.bytes;
            push.sent(done, all);
        }
        for file in &push.snapshot.files {
            fs::rename(new_path(&self.directory, &file.name), self.directory.join(&file.name))
                .map_err(|source| file.broken(source))?;
            push.receipt.note(file);
        }
        // Whatever lies there is a part of the catalog to who reads all of it.
        let named = |name: &String| push.snapshot.files.iter().any(|file| file.name == *name);
        let stale: Vec<String> = push.receipt.files.keys().filter(|name| !named(name)).cloned().collect();
        for name in stale {
            match fs::remove_file(self.directory.join(&name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(broken(&name, error)),
                _ => push.receipt.files.remove(&name),
            };
        }
        Ok(())
    }
}
