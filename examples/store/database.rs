//! Where the store keeps its sessions, answers and events.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use agentic_commerce::store::{MemoryStore, SetupError, SqliteStore, Store};
use agentic_commerce::types::{CheckoutId, Principal};

/// What `--database` says.
#[derive(Debug, Clone)]
pub(crate) enum Database {
    /// Nowhere: gone when the store stops.
    Memory,
    /// In one file.
    Sqlite(PathBuf),
    /// In a PostgreSQL server, at an address that may hold a password.
    #[cfg(feature = "postgres")]
    Postgres(agentic_commerce::types::Secret),
}

impl FromStr for Database {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == "memory" => Ok(Self::Memory),
            Some(("sqlite", file)) if !file.is_empty() => Ok(Self::Sqlite(file.into())),
            #[cfg(feature = "postgres")]
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(agentic_commerce::types::Secret::new(text))),
            #[cfg(not(feature = "postgres"))]
            Some(("postgres" | "postgresql", _)) => Err("this build has no PostgreSQL: add --features postgres"),
            _ => Err("memory, sqlite:FILE or postgres://ADDRESS"),
        }
    }
}

impl Database {
    /// Opens it, and brings its tables up to date.
    pub(crate) async fn open(&self) -> Result<Arc<dyn Store>, SetupError> {
        match self {
            Self::Memory => Ok(Arc::new(MemoryStore::new())),
            Self::Sqlite(file) => Ok(Arc::new(SqliteStore::open(file).await?)),
            #[cfg(feature = "postgres")]
            Self::Postgres(address) => {
                Ok(Arc::new(agentic_commerce::store::PostgresStore::open(address.expose()).await?))
            }
        }
    }
}

/// Without the password.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("memory"),
            Self::Sqlite(file) => file.display().fmt(f),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => f.write_str("PostgreSQL"),
        }
    }
}

/// Whether it can be read just now.
pub(crate) async fn answers(store: &dyn Store) -> bool {
    store.session(&Principal::new("readyz"), &CheckoutId::new("readyz")).await.is_ok()
}
