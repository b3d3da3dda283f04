//! The official examples and the official schemas, against the types of `acp`.
//!
//! The files are not part of this repository: they are looked for in the folder that `ACP_SPEC_DIR` names, else in
//! `../shared/acp`. With neither the tests report themselves ignored, unless `ACP_SPEC_REQUIRED=1`.

mod definition;
mod delegate;
mod file;
mod flawed;

use std::path::PathBuf;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// What reads a type from JSON and writes it back.
type RoundTrip = fn(&Value) -> Result<Value, String>;

/// Reads a `T` from JSON text and writes it back.
fn round_trip<T: DeserializeOwned + Serialize>(json: &Value) -> Result<Value, String> {
    // From text, as it arrives: strings are borrowed and numbers are parsed there.
    let read: T = serde_json::from_str(&json.to_string()).map_err(|error| error.to_string())?;
    serde_json::to_value(&read).map_err(|error| error.to_string())
}

/// The folder of the official files, if there is one.
fn spec_dir() -> Option<PathBuf> {
    let package =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    let dir = std::env::var_os("ACP_SPEC_DIR").map_or_else(|| package.join("../shared/acp"), PathBuf::from);
    if dir.join("spec").is_dir() && dir.join("examples").is_dir() {
        return Some(dir);
    }
    assert!(std::env::var("ACP_SPEC_REQUIRED").as_deref() != Ok("1"), "no official spec files in {}", dir.display());
    println!("ignored: no official spec files");
    None
}

/// Reads a JSON file below the folder of the official files.
fn load(path: &std::path::Path) -> Value {
    let text = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
