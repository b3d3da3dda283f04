//! What a platform of the Feed API may hold, so that only what has changed is sent, and what is gone is marked so.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::sink::Snapshot;
use crate::feed::files::{Leftovers, new_path};

const HELD: &str = "held.jsonl";

/// There while the platform holds exactly what [`HELD`] says. Without it, at most those products, in whatever state.
const EXACT: &str = "held.exact";

type Hash = [u8; 16];

fn hash(bytes: &[u8]) -> Hash {
    let mut half = Hash::default();
    for (to, from) in half.iter_mut().zip(Sha256::digest(bytes)) {
        *to = from;
    }
    half
}

/// A folder that remembers the products of the last push, one a line.
#[derive(Debug)]
pub(super) struct Held<'f> {
    folder: &'f Path,
    /// The lines that need not be sent.
    known: BTreeSet<Hash>,
    /// The products that there are now.
    present: BTreeSet<Hash>,
}

impl<'f> Held<'f> {
    /// Begins a push. Until [`settle`](Self::settle) nobody knows what of it has arrived.
    pub(super) fn begin(folder: &'f Path, snapshot: &Snapshot) -> io::Result<Self> {
        let (held, exact) = (folder.join(HELD), folder.join(EXACT));
        let is_exact = exact.is_file();
        let (mut known, mut ids) = (BTreeSet::new(), BTreeSet::new());
        if held.is_file() {
            each_line(&held, |line| {
                if is_exact {
                    known.insert(hash(line.as_bytes()));
                }
                ids.insert(hash(id_of(line)?.as_bytes()));
                Ok(())
            })?;
        }
        if is_exact {
            fs::remove_file(exact)?;
        }
        // What may arrive from now on may also have to be marked as gone one day.
        let mut present = BTreeSet::new();
        let mut out = BufWriter::new(OpenOptions::new().create(true).append(true).open(held)?);
        for file in snapshot.products() {
            each_line(&file.path, |line| {
                let id = hash(id_of(line)?.as_bytes());
                present.insert(id);
                if ids.insert(id) {
                    writeln!(out, "{line}")?;
                }
                Ok(())
            })?;
        }
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(Self { folder, known, present })
    }

    /// Whether the platform holds that product just so.
    pub(super) fn knows(&self, line: &str) -> bool {
        self.known.contains(&hash(line.as_bytes()))
    }

    /// Writes down the products that the platform may hold and the catalog no longer has, whole, but not to be had any
    /// more, and says where. ACP-FEED-10: nothing is deleted by an upsert.
    pub(super) fn gone(&self) -> io::Result<PathBuf> {
        let path = self.folder.join("gone.jsonl");
        let mut out = BufWriter::new(File::create(&path)?);
        each_line(&self.folder.join(HELD), |line| {
            if !self.present.contains(&hash(id_of(line)?.as_bytes())) {
                let mut product: Value = serde_json::from_str(line)?;
                let variants = product.get_mut("variants").and_then(Value::as_array_mut).into_iter().flatten();
                for variant in variants.filter_map(Value::as_object_mut) {
                    let availability = json!({ "available": false, "status": "discontinued" });
                    variant.insert("availability".to_owned(), availability);
                }
                writeln!(out, "{product}")?;
            }
            Ok(())
        })?;
        out.flush()?;
        Ok(path)
    }

    /// All of it has arrived.
    pub(super) fn settle(self, snapshot: &Snapshot) -> io::Result<()> {
        let path = new_path(self.folder, HELD);
        let leftovers = Leftovers(vec![path.clone()]);
        let mut out = File::create(&path)?;
        for file in snapshot.products() {
            io::copy(&mut File::open(&file.path)?, &mut out)?;
        }
        out.sync_all()?;
        fs::rename(path, self.folder.join(HELD))?;
        drop(leftovers);
        File::create(self.folder.join(EXACT))?.sync_all()
    }
}

/// Forgets everything: another feed holds nothing yet.
pub(super) fn forget(folder: &Path) -> io::Result<()> {
    for path in [folder.join(EXACT), folder.join(HELD)] {
        remove(&path)?;
    }
    Ok(())
}

pub(super) fn remove(path: &PathBuf) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Reads a file line by line. What a crash has cut off at its end is left out.
fn each_line(path: &Path, mut each: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
    let mut file = BufReader::new(File::open(path)?);
    let mut line = String::new();
    while file.read_line(&mut line)? > 0 {
        if let Some(whole) = line.strip_suffix('\n') {
            each(whole)?;
        }
        line.clear();
    }
    Ok(())
}

pub(super) fn id_of(line: &str) -> io::Result<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Product<'l> {
        #[serde(borrow)]
        id: Cow<'l, str>,
    }

    Ok(serde_json::from_str::<Product<'_>>(line)?.id)
}
