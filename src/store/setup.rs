//! Getting a database ready.

use std::error::Error;

/// A step of the schema. Steps are only ever added, and the same number means the same in every database.
#[derive(Debug, Clone, Copy)]
pub(super) struct Migration {
    pub(super) version: i64,
    pub(super) sql: &'static str,
}

/// The newest step that this crate knows.
pub(super) const NEWEST: i64 = 1;

/// Why a database cannot serve as a store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// Its tables are older than this version of the crate needs, or not there at all (0): run `migrate`.
    #[error("the store's tables are at version {found} and must be at {needed}: run `migrate` first")]
    Outdated {
        /// Where the tables are.
        found: i64,
        /// Where they must be.
        needed: i64,
    },
    /// Its tables were made by a newer version of the crate.
    #[error("the store's tables are at version {found}, and this version of the crate knows none after {known}")]
    Newer {
        /// Where the tables are.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// It cannot be reached or written.
    #[error("the database failed")]
    Database(#[source] Box<dyn Error + Send + Sync>),
}

impl From<sqlx::Error> for SetupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// Whether tables at that version can be used.
pub(super) const fn check(found: i64) -> Result<(), SetupError> {
    if found < NEWEST {
        return Err(SetupError::Outdated { found, needed: NEWEST });
    }
    if found > NEWEST {
        return Err(SetupError::Newer { found, known: NEWEST });
    }
    Ok(())
}
