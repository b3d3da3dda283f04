//! What was found, by rule.

use std::collections::BTreeMap;
use std::fmt;

use super::rule::{Rule, Severity};

/// How often each rule was broken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Files that were read.
    pub files: u64,
    /// Rows that were read.
    pub rows: u64,
    /// How often each rule was broken, and how badly.
    pub by_rule: BTreeMap<(Rule, Severity), u64>,
}

impl Summary {
    /// How many errors there are.
    #[must_use]
    pub fn errors(&self) -> u64 {
        self.of(Severity::Error)
    }

    /// How many warnings there are.
    #[must_use]
    pub fn warnings(&self) -> u64 {
        self.of(Severity::Warning)
    }

    fn of(&self, severity: Severity) -> u64 {
        self.by_rule.iter().filter(|((_, found), _)| *found == severity).map(|(_, count)| count).sum()
    }

    pub(super) fn count(&mut self, rule: Rule, severity: Severity) {
        *self.by_rule.entry((rule, severity)).or_default() += 1;
    }
}

/// For people: a line for each rule, and one for all.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ((rule, severity), count) in &self.by_rule {
            writeln!(f, "{count:>9}  {:<7}  {rule}", severity.as_str())?;
        }
        let (errors, warnings) = (self.errors(), self.warnings());
        write!(f, "{} files, {} rows: {errors} errors, {warnings} warnings", self.files, self.rows)
    }
}
