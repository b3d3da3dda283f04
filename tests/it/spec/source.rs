//! Where the official files are.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{env, fs};

use serde_json::Value;

/// Whether the official files are there.
pub(crate) fn available() -> bool {
    root().is_some()
}

/// The folder that holds `spec/` and `examples/`.
pub(super) fn root() -> Option<&'static Path> {
    static ROOT: OnceLock<Option<PathBuf>> = OnceLock::new();

    ROOT.get_or_init(|| match env::var_os("ACP_SPEC_DIR").filter(|dir| !dir.is_empty()) {
        Some(dir) => {
            let dir = PathBuf::from(dir);
            assert!(
                dir.join("spec").is_dir(),
                "ACP_SPEC_DIR names no folder with the official files: {}",
                dir.display()
            );
            Some(dir)
        }
        None => Some(crate::package().join("../shared/acp")).filter(|dir| dir.join("spec").is_dir()),
    })
    .as_deref()
}

/// The files of a folder under the root whose names end in `extension`, by path below that folder, without the
/// extension, in order.
pub(super) fn files(folder: &str, extension: &str) -> Vec<(String, PathBuf)> {
    let base = root().expect("the official files are there").join(folder);
    let mut found = Vec::new();
    let mut folders = vec![base.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display())).path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let name = path.strip_prefix(&base).expect("below the base").with_extension("");
                found.push((name.to_string_lossy().into_owned(), path));
            }
        }
    }
    found.sort();
    found
}

/// One file as text.
pub(super) fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// One file as JSON.
pub(super) fn json(path: &Path) -> Value {
    serde_json::from_str(&text(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
