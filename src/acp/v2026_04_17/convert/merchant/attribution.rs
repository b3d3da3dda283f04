//! Who brought the buyer. Read only: no answer ever holds it (ACP-AFF-06).

use crate::acp::v2026_04_17::{AffiliateAttribution, AffiliateAttributionSource, AttributionSourceType, Touchpoint};
use crate::model;

/// Fields beyond the schema are passed over (ACP-AFF-13).
pub(crate) fn read(attribution: AffiliateAttribution) -> model::AffiliateAttribution {
    model::AffiliateAttribution {
        provider: attribution.provider,
        token: attribution.token.map(|token| token.expose().to_owned()),
        publisher_id: attribution.publisher_id,
        campaign_id: attribution.campaign_id,
        creative_id: attribution.creative_id,
        sub_id: attribution.sub_id,
        source: attribution.source.map(read_source),
        issued_at: attribution.issued_at,
        expires_at: attribution.expires_at,
        metadata: super::intent::read_metadata(attribution.metadata),
        touchpoint: attribution.touchpoint.as_ref().and_then(read_touchpoint),
    }
}

fn read_source(source: AffiliateAttributionSource) -> model::AttributionSource {
    let kind = match source.kind {
        AttributionSourceType::Url => model::AttributionSourceKind::Url,
        AttributionSourceType::Platform => model::AttributionSourceKind::Platform,
        AttributionSourceType::Unknown | AttributionSourceType::_Unlisted(_) => model::AttributionSourceKind::Unknown,
    };
    model::AttributionSource { kind, url: source.url }
}

/// A touch that the schema does not list is not said at all: it must not keep the buyer from buying (ACP-AFF-08).
const fn read_touchpoint(touchpoint: &Touchpoint) -> Option<model::Touchpoint> {
    match touchpoint {
        Touchpoint::First => Some(model::Touchpoint::First),
        Touchpoint::Last => Some(model::Touchpoint::Last),
        Touchpoint::_Unlisted(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    // ACP-AFF-05, ACP-AFF-08, ACP-AFF-13
    #[test]
    fn an_attribution_is_read_whatever_words_it_uses() {
        let attribution = read(
            from_value(json!({
                "provider": "impact.com", "token": "t", "publisher_id": "p", "campaign_id": "c", "creative_id": "cr",
                "sub_id": "s", "source": {"type": "url", "url": "https://blog.example/mugs"},
                "issued_at": "2026-04-17T00:00:00Z", "expires_at": "2026-05-17T00:00:00Z",
                "metadata": {"vip": true, "rank": 0.5, "list": "spring"}, "touchpoint": "first", "beyond": [1]
            }))
            .unwrap(),
        );
        assert_eq!(attribution.token.as_deref(), Some("t"));
        assert_eq!(attribution.publisher_id.as_deref(), Some("p"));
        assert_eq!(attribution.campaign_id.as_deref(), Some("c"));
        assert_eq!(attribution.creative_id.as_deref(), Some("cr"));
        assert_eq!(attribution.sub_id.as_deref(), Some("s"));
        let source = attribution.source.unwrap();
        assert_eq!(source.kind, model::AttributionSourceKind::Url);
        assert_eq!(source.url.unwrap().as_str(), "https://blog.example/mugs");
        assert_eq!(attribution.issued_at.unwrap().to_string(), "2026-04-17T00:00:00Z");
        assert_eq!(attribution.expires_at.unwrap().to_string(), "2026-05-17T00:00:00Z");
        assert_eq!(json!(attribution.metadata), json!({"vip": true, "rank": 0.5, "list": "spring"}));
        assert_eq!(attribution.touchpoint, Some(model::Touchpoint::First));

        let odd = json!({"provider": "p", "source": {"type": "television"}, "touchpoint": "middle"});
        let attribution = read(from_value(odd).unwrap());
        assert_eq!(attribution.source.unwrap().kind, model::AttributionSourceKind::Unknown);
        assert_eq!(attribution.touchpoint, None);
    }
}
