//! The flat error.

use crate::acp::v2025_09_29::{Error, ErrorType};
use crate::acp::{ErrorDocument, ErrorKind};

/// Without the supported versions: the error is closed (ACP-ERR-06).
impl From<&ErrorDocument> for Error {
    fn from(document: &ErrorDocument) -> Self {
        // `request_not_idempotent` is listed, but the protocol of that time answered a conflict of keys with
        // `invalid_request`.
        let kind = match document.kind {
            ErrorKind::InvalidRequest => ErrorType::InvalidRequest,
            ErrorKind::ProcessingError => ErrorType::ProcessingError,
            ErrorKind::ServiceUnavailable => ErrorType::ServiceUnavailable,
        };
        Self { param: document.param.clone(), ..Self::new(kind, document.code, document.message.clone()) }
    }
}
