//! Step 4: the header names a release.

use std::sync::Arc;

use http::HeaderMap;
use http::header::{ACCEPT_LANGUAGE, HeaderName};

use super::PipelineConfig;
use super::refusal::Problem;
use crate::acp::Dialect;

const API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// The release that `API-Version` names, if it is spoken here (ACP-HDR-04), and how.
pub(super) fn negotiate(config: &PipelineConfig, headers: &HeaderMap) -> Result<Dialect, Problem> {
    let Some(value) = headers.get(API_VERSION) else {
        return Err(Problem::missing_version(&config.versions));
    };
    let text = value.to_str().unwrap_or_default().trim();
    let alias = config.version_aliases.iter().find(|(alias, _)| alias == text).map(|(_, dialect)| *dialect);
    let dialect = alias.or_else(|| text.parse().ok().map(Dialect::Release));
    let dialect = dialect.filter(|dialect| config.versions.contains(&dialect.version()));
    dialect.ok_or_else(|| Problem::unsupported_version(&config.versions))
}

/// The languages that the agent asks for.
pub(super) fn accept_language(headers: &HeaderMap) -> Option<Arc<str>> {
    headers.get(ACCEPT_LANGUAGE)?.to_str().ok().map(Arc::from)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use serde_json::{Value, json};

    use super::*;
    use crate::types::ApiVersion;

    const V1: ApiVersion = ApiVersion::V2025_09_29;
    const V5: ApiVersion = ApiVersion::V2026_04_17;

    fn negotiated(config: &PipelineConfig, value: Option<&str>) -> Result<Dialect, (u16, Value)> {
        let mut headers = HeaderMap::new();
        if let Some(value) = value {
            headers.insert(API_VERSION, HeaderValue::from_str(value).unwrap());
        }
        negotiate(config, &headers).map_err(|problem| {
            let answer = problem.answer(None);
            (answer.status.as_u16(), serde_json::from_slice(&answer.body).unwrap())
        })
    }

    // ACP-HDR-04
    #[test]
    fn the_header_names_the_release() {
        let config = PipelineConfig::default();
        assert_eq!(negotiated(&config, Some("2025-09-29")), Ok(V1.into()));
        assert_eq!(negotiated(&config, Some("2026-04-17")), Ok(V5.into()));
        assert_eq!(negotiated(&config, Some(" 2026-04-17 ")), Ok(V5.into()));
        // What ChatGPT's pages show on requests of the first release.
        assert_eq!(negotiated(&config, Some("2025-09-12")), Ok(Dialect::ChatGpt));
    }

    #[test]
    fn a_shop_may_name_what_a_text_stands_for() {
        let aliases = vec![("2025-09-12".to_owned(), V1.into()), ("2025-09-29".to_owned(), Dialect::ChatGpt)];
        let config = PipelineConfig { version_aliases: aliases, ..PipelineConfig::default() };
        assert_eq!(negotiated(&config, Some("2025-09-12")), Ok(V1.into()));
        assert_eq!(negotiated(&config, Some("2025-09-29")), Ok(Dialect::ChatGpt));
        assert_eq!(negotiated(&config, Some("2026-04-17")), Ok(V5.into()));
    }

    // ACP-HDR-05, ACP-HDR-06, ACP-HDR-07, ACP-HDR-08
    #[test]
    fn a_missing_or_unknown_version_is_told_which_there_are() {
        let config = PipelineConfig::default();
        for (value, code) in [
            (None, "missing_api_version"),
            (Some(""), "unsupported_api_version"),
            (Some("latest"), "unsupported_api_version"),
            (Some("2026-04-18"), "unsupported_api_version"),
            (Some("2026-04-17, 2025-09-29"), "unsupported_api_version"),
            (Some("v2026-04-17"), "unsupported_api_version"),
        ] {
            let (status, body) = negotiated(&config, value).unwrap_err();
            assert_eq!(status, 400, "{value:?}");
            assert_eq!(body["type"], "invalid_request");
            assert_eq!(body["code"], code);
            assert_eq!(
                body["supported_versions"],
                json!(["2026-04-17", "2026-01-30", "2026-01-16", "2025-12-12", "2025-09-29"])
            );
        }
        let mut headers = HeaderMap::new();
        headers.insert(API_VERSION, HeaderValue::from_bytes(b"2026-04-17\xff").unwrap());
        assert_eq!(negotiate(&config, &headers).unwrap_err().answer(None).status, 400);
    }

    #[test]
    fn a_shop_may_speak_fewer_releases() {
        let config = PipelineConfig { versions: vec![V5], ..PipelineConfig::default() };
        assert_eq!(negotiated(&config, Some("2026-04-17")), Ok(V5.into()));
        for value in ["2025-09-29", "2025-09-12"] {
            let (_, body) = negotiated(&config, Some(value)).unwrap_err();
            assert_eq!(body["supported_versions"], json!(["2026-04-17"]), "{value}");
        }
        let config = PipelineConfig { version_aliases: Vec::new(), ..PipelineConfig::default() };
        assert!(negotiated(&config, Some("2025-09-12")).is_err());
    }

    // ACP-HDR-08: newest first, in whatever order the shop named them.
    #[test]
    fn versions_are_listed_newest_first() {
        let config = PipelineConfig { versions: vec![V1, V5], ..PipelineConfig::default() };
        let (_, body) = negotiated(&config, None).unwrap_err();
        assert_eq!(body["supported_versions"], json!(["2026-04-17", "2025-09-29"]));
    }

    // ACP-HDR-10
    #[test]
    fn the_languages_are_handed_on() {
        let mut headers = HeaderMap::new();
        assert_eq!(accept_language(&headers), None);
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("de-DE, en;q=0.5"));
        assert_eq!(accept_language(&headers).as_deref(), Some("de-DE, en;q=0.5"));
    }
}
