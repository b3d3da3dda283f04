//! The answer when there is no session to answer with.

use crate::acp::v2026_04_17::{Error, ErrorType};
use crate::acp::{ErrorDocument, ErrorKind};

impl From<&ErrorDocument> for Error {
    fn from(document: &ErrorDocument) -> Self {
        let kind = match document.kind {
            ErrorKind::InvalidRequest => ErrorType::InvalidRequest,
            ErrorKind::ProcessingError => ErrorType::ProcessingError,
            ErrorKind::ServiceUnavailable => ErrorType::ServiceUnavailable,
        };
        let versions = document.supported_versions.as_ref();
        Self {
            param: document.param.clone(),
            supported_versions: versions
                .map(|versions| versions.iter().map(|version| version.as_str().to_owned()).collect()),
            ..Self::new(kind, document.code, document.message.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;
    use crate::types::ApiVersion;

    // ACP-ERR-01, ACP-ERR-03, ACP-ERR-04, ACP-ERR-05, ACP-ERR-06
    #[test]
    fn an_error_is_flat_and_says_no_more_than_it_must() {
        for (kind, written) in [
            (ErrorKind::InvalidRequest, "invalid_request"),
            (ErrorKind::ProcessingError, "processing_error"),
            (ErrorKind::ServiceUnavailable, "service_unavailable"),
        ] {
            let document = ErrorDocument::new(kind, "any_word", "what happened");
            assert_eq!(
                to_value(Error::from(&document)).unwrap(),
                json!({"type": written, "code": "any_word", "message": "what happened"})
            );
        }
        let mut document = ErrorDocument::new(ErrorKind::InvalidRequest, "unsupported_api_version", "no such version");
        document.param = Some("$.line_items[0].quantity".to_owned());
        document.supported_versions = Some(ApiVersion::ALL.to_vec());
        assert_eq!(
            to_value(Error::from(&document)).unwrap(),
            json!({
                "type": "invalid_request", "code": "unsupported_api_version", "message": "no such version",
                "param": "$.line_items[0].quantity", "supported_versions": ["2026-04-17", "2026-01-30", "2026-01-16", "2025-12-12", "2025-09-29"]
            })
        );
    }
}
