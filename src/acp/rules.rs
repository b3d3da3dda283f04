//! Rules that are not shapes.

use http::StatusCode;

use crate::types::ApiVersion;

/// What a release rules beyond its JSON. Each constant reads as the changes of its release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "read-only: the constants are made here and nowhere else")]
pub struct VersionRules {
    /// Whether a POST without `Idempotency-Key` is refused (ACP-IDEM-06).
    pub idempotency_key_required: bool,
    /// Longest idempotency key, in characters; `None` where the release sets no limit (ACP-IDEM-03).
    pub longest_idempotency_key: Option<usize>,
    /// Status of a key that was used for another request (ACP-ERR-13, ACP-ERR-15).
    pub idempotency_conflict: StatusCode,
    /// The code beside that status.
    pub idempotency_conflict_code: &'static str,
    /// Status of an update or a complete that went well (ACP-ERR-08).
    pub changed: StatusCode,
}

impl VersionRules {
    /// 2025-09-29.
    pub const V2025_09_29: Self = Self {
        idempotency_key_required: false,
        longest_idempotency_key: None,
        idempotency_conflict: StatusCode::CONFLICT,
        idempotency_conflict_code: "idempotency_conflict",
        changed: StatusCode::OK,
    };

    /// 2025-09-29 as ChatGPT documents it. Its error table has this one code for a key, and its checklist 201.
    pub const CHATGPT: Self =
        Self { idempotency_conflict_code: "request_not_idempotent", changed: StatusCode::CREATED, ..Self::V2025_09_29 };

    /// 2025-12-12: as before.
    pub const V2025_12_12: Self = Self::V2025_09_29;

    /// 2026-01-16: as before.
    pub const V2026_01_16: Self = Self::V2025_12_12;

    /// 2026-01-30: as before.
    pub const V2026_01_30: Self = Self::V2026_01_16;

    /// 2026-04-17: idempotency in earnest.
    pub const V2026_04_17: Self = Self {
        idempotency_key_required: true,
        longest_idempotency_key: Some(255),
        idempotency_conflict: StatusCode::UNPROCESSABLE_ENTITY,
        ..Self::V2026_01_30
    };

    /// The delegated authentication of 2026-04-17: a key is recommended, and a conflict is still a 409 (ACP-DA-09, C-DA-02).
    pub const DELEGATE_AUTHENTICATION: Self =
        Self { idempotency_key_required: false, idempotency_conflict: StatusCode::CONFLICT, ..Self::V2026_04_17 };

    /// The rules of a release.
    #[must_use]
    pub const fn of(version: ApiVersion) -> &'static Self {
        match version {
            ApiVersion::V2025_09_29 => &Self::V2025_09_29,
            ApiVersion::V2025_12_12 => &Self::V2025_12_12,
            ApiVersion::V2026_01_16 => &Self::V2026_01_16,
            ApiVersion::V2026_01_30 => &Self::V2026_01_30,
            ApiVersion::V2026_04_17 => &Self::V2026_04_17,
        }
    }
}
