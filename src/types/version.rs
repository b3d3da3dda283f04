//! The dated releases of the protocol.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A dated release of the Agentic Commerce Protocol that this crate speaks.
///
/// On the wire it is the value of the `API-Version` header. Releases are ordered by date.
///
/// ```
/// use agentic_commerce::types::ApiVersion;
///
/// let version: ApiVersion = "2026-04-17".parse()?;
/// assert_eq!(version, ApiVersion::LATEST);
/// assert!("2026-04-18".parse::<ApiVersion>().is_err()); // unknown is not "newer"
/// # Ok::<(), agentic_commerce::types::UnsupportedVersion>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ApiVersion {
    /// 2025-09-29, the first release: what ChatGPT documents.
    V2025_09_29,
    /// 2025-12-12: recipients, several ways to deliver, attribution, intent traces, 3-D Secure.
    V2025_12_12,
    /// 2026-01-16: sums of a way to deliver, the merchant's account with the provider.
    V2026_01_16,
    /// 2026-01-30: line items, capabilities, payment handlers, discounts.
    V2026_01_30,
    /// 2026-04-17: strict idempotency, rich orders, consent.
    V2026_04_17,
}

impl ApiVersion {
    /// Every release that the crate speaks, newest first.
    pub const ALL: &'static [Self] =
        &[Self::V2026_04_17, Self::V2026_01_30, Self::V2026_01_16, Self::V2025_12_12, Self::V2025_09_29];

    /// The newest release.
    pub const LATEST: Self = Self::V2026_04_17;

    /// The release as it stands in the header.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V2025_09_29 => "2025-09-29",
            Self::V2025_12_12 => "2025-12-12",
            Self::V2026_01_16 => "2026-01-16",
            Self::V2026_01_30 => "2026-01-30",
            Self::V2026_04_17 => "2026-04-17",
        }
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ApiVersion {
    type Err = UnsupportedVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|version| version.as_str() == text).ok_or(UnsupportedVersion(()))
    }
}

impl Serialize for ApiVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ApiVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// The text names no release that this crate speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a supported version of the protocol")]
pub struct UnsupportedVersion(());

#[cfg(test)]
mod tests {
    use super::*;

    // ACP-HDR-04: exactly the dates of the releases.
    #[test]
    fn only_dates_of_releases_are_versions() {
        for version in ApiVersion::ALL {
            assert_eq!(version.as_str().parse(), Ok(*version));
            assert_eq!(version.to_string(), version.as_str());
        }
        assert_eq!("2025-09-29".parse(), Ok(ApiVersion::V2025_09_29));
        assert_eq!("2025-12-12".parse(), Ok(ApiVersion::V2025_12_12));
        assert_eq!("2026-01-16".parse(), Ok(ApiVersion::V2026_01_16));
        assert_eq!("2026-01-30".parse(), Ok(ApiVersion::V2026_01_30));
        assert_eq!("2026-04-17".parse(), Ok(ApiVersion::V2026_04_17));
        for refused in ["", "2026-04-18", "2026-4-17", "2026-04-17 ", "latest", "unreleased", "2025-09-12"] {
            assert!(refused.parse::<ApiVersion>().is_err(), "{refused}");
        }
    }

    #[test]
    fn the_newest_release_stands_first() {
        assert!(ApiVersion::ALL.is_sorted_by(|left, right| left > right));
        assert_eq!(ApiVersion::ALL.first(), Some(&ApiVersion::LATEST));
        assert!(ApiVersion::V2025_09_29 < ApiVersion::V2025_12_12);
        assert!(ApiVersion::V2025_12_12 < ApiVersion::V2026_01_16);
        assert!(ApiVersion::V2026_01_16 < ApiVersion::V2026_01_30);
        assert!(ApiVersion::V2026_01_30 < ApiVersion::V2026_04_17);
    }
}
