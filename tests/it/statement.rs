//! The statements of the stores, as they stand in the source: what is asked of a database is not to be copied by a test.

use std::collections::BTreeSet;
use std::path::Path;

/// The statements in the files of that folder of `src/store`.
pub(crate) fn of(package: &Path, store: &str) -> BTreeSet<String> {
    let folder = package.join("src/store").join(store);
    let mut found = BTreeSet::new();
    for file in std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path()) {
        if file.ends_with("tests.rs") {
            continue;
        }
        let source = std::fs::read_to_string(file).expect("a source");
        // Between two quotes, where a line that ends in a backslash goes on after the blanks of the next one.
        for text in source.split('"').skip(1).step_by(2) {
            let mut statement = String::new();
            for line in text.lines() {
                statement.push_str(line.trim_start().trim_end_matches('\\'));
            }
            let first = statement.split(' ').next().unwrap_or_default();
            let asks = matches!(first, "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "WITH");
            if asks && statement.contains("acp_") && !statement.contains("acp_migration") {
                found.insert(statement);
            }
        }
    }
    found
}

/// How many values it takes.
pub(crate) fn values(statement: &str) -> usize {
    (1..=20).rev().find(|number| statement.contains(&format!("${number}"))).unwrap_or(0)
}
