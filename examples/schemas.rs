//! Writes the JSON Schemas of every release to `schemas/`, where they are checked in.
//!
//! `cargo run --example schemas --features schemars`

use std::path::Path;
use std::{fs, io};

use agentic_commerce::schema;

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    for release in schema::releases() {
        let folder = root.join(release.as_str());
        fs::create_dir_all(&folder)?;
        for (name, document) in schema::all(release) {
            fs::write(folder.join(format!("{name}.json")), format!("{document:#}\n"))?;
        }
    }
    Ok(())
}
