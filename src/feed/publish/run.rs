//! One run of one feed.

use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::error::PublishError;
use super::feed::Feed;
use super::sink::{METADATA, Push, Snapshot, SnapshotFile};
use super::state::{State, hex, lock};
use super::{Published, Publisher, Step};
use crate::feed::api::promotions_body;
use crate::feed::{FeedFiles, Format, Written, write_metadata};
use crate::model::Promotion;
use crate::types::Timestamp;

impl Publisher {
    /// Writes the feed, compares it with the last one, and pushes it.
    pub(super) async fn run_once(&self, feed: &Feed) -> Result<Published, PublishError> {
        let folder = self.work.join(&feed.name);
        let files = folder.join("files");
        fs::create_dir_all(&files).map_err(|source| PublishError::Work { path: files.clone(), source })?;
        let Some(_lock) = lock(&folder)? else { return Ok(Published::Busy) };
        self.watch_step(feed, &Step::Began);

        let (written, promotions) = self.write(feed, &files).await?;
        let digest = digest_of(feed, &written, &promotions)?;
        let target = feed.sink.target();
        let mut state = State::load(&folder)?;
        let own = folder.join("sink");
        if state.target != target {
            // What is noted of another place says nothing of this one.
            remove(&own).map_err(|source| PublishError::Work { path: own.clone(), source })?;
            state = State { target, pushes: state.pushes, ..State::default() };
        }
        if state.digest.as_ref() == Some(&digest) && feed.sink.holds(&state.receipt) {
            return Ok(Published::Unchanged);
        }

        let now = self.clock.now();
        // Counted in the folder, so that no two pushes are called the same, whatever the clock says.
        state.pushes += 1;
        let id = format!("{}-{}-{}", feed.name, now.unix_millis(), state.pushes);
        let snapshot = snapshot(feed, &files, id, (written, promotions), now)?;
        let (before, rows) = (state.rows, snapshot.rows());
        if rows < before / 2 {
            self.watch_step(feed, &Step::Shrunk { before, rows });
        }
        // From here on, until it has arrived, nobody knows what is there.
        state.digest = None;
        state.save(&folder)?;
        self.push(feed, (&folder, &own), &snapshot, &mut state).await?;
        state.digest = Some(digest);
        state.rows = rows;
        state.at = Some(now);
        state.save(&folder)?;
        Ok(Published::Pushed { rows, bytes: snapshot.bytes() })
    }

    async fn write(&self, feed: &Feed, files: &Path) -> Result<(Vec<Written>, Vec<Promotion>), PublishError> {
        // `metadata.json` says when the feed was published, which is not known yet.
        let mut info = feed.info.clone();
        info.id = None;
        let mut out = FeedFiles::create(files, feed.layout.clone(), &info)?;
        let mut progress = |products| self.watch_step(feed, &Step::Written { products });
        let promotions = feed.write(&mut out, &mut progress).await?;
        Ok((out.finish()?, promotions))
    }

    async fn push(
        &self,
        feed: &Feed,
        (folder, own): (&Path, &Path),
        snapshot: &Snapshot,
        state: &mut State,
    ) -> Result<(), PublishError> {
        fs::create_dir_all(own).map_err(|source| PublishError::Work { path: own.to_owned(), source })?;
        let on = |step: &Step<'_>| self.watch_step(feed, step);
        let mut push = Push {
            snapshot,
            receipt: &mut state.receipt,
            folder: own,
            timer: &*self.timer,
            clock: &*self.clock,
            on: &on,
        };
        let pushed = feed.sink.push(&mut push).await;
        // What has arrived is noted, whatever became of the rest.
        state.save(folder)?;
        Ok(pushed?)
    }

    fn watch_step(&self, feed: &Feed, step: &Step<'_>) {
        (self.watch)(&feed.name, step);
    }
}

/// What is written, as a sink gets it.
fn snapshot(
    feed: &Feed,
    folder: &Path,
    id: String,
    (written, promotions): (Vec<Written>, Vec<Promotion>),
    now: Timestamp,
) -> Result<Snapshot, PublishError> {
    let mut files: Vec<SnapshotFile> = written
        .into_iter()
        .map(|file| SnapshotFile {
            name: file.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            rows: file.rows,
            bytes: file.bytes,
            sha256: hex(&file.sha256),
            path: file.path,
        })
        .collect();
    if feed.layout.format == Format::Acp && feed.info.id.is_some() {
        let mut info = feed.info.clone();
        info.updated_at = Some(now);
        let mut metadata = Vec::new();
        write_metadata(&info, &mut metadata)?;
        let path = folder.join(METADATA);
        fs::write(&path, &metadata).map_err(|source| PublishError::Work { path: path.clone(), source })?;
        files.push(SnapshotFile {
            name: METADATA.to_owned(),
            path,
            rows: 0,
            bytes: metadata.len() as u64,
            sha256: hex(&Sha256::digest(&metadata)),
        });
    }
    Ok(Snapshot {
        id,
        feed: feed.name.clone(),
        layout: feed.layout.clone(),
        country: feed.info.target_countries.first().cloned(),
        files,
        promotions,
    })
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The hash of all that would be pushed but the time of it.
fn digest_of(feed: &Feed, written: &[Written], promotions: &[Promotion]) -> Result<String, PublishError> {
    let mut hash = Sha256::new();
    for file in written {
        hash.update(file.path.file_name().unwrap_or_default().as_encoded_bytes());
        hash.update([0]);
        hash.update(file.sha256);
    }
    hash.update(serde_json::to_vec(&(&feed.info.id, &feed.info.target_countries)).unwrap_or_default());
    if !promotions.is_empty() {
        let body = promotions_body(promotions).map_err(|error| PublishError::Sink(error.into()))?;
        hash.update(body);
    }
    Ok(hex(&hash.finalize()))
}
