//! Who brought the buyer.

use super::intent;
use crate::acp::error::Unsayable;
use crate::acp::v2026_04_17::{AffiliateAttribution, AffiliateAttributionSource, AttributionSourceType, Touchpoint};
use crate::model;

/// Writes an attribution, whose metadata must be flat (ACP-AFF-04).
pub(crate) fn write(attribution: &model::AffiliateAttribution) -> Result<AffiliateAttribution, Unsayable> {
    let metadata = intent::write_metadata(&attribution.metadata);
    if metadata.as_ref().map_or(0, std::collections::BTreeMap::len) < attribution.metadata.len() {
        return Err(Unsayable::NoPlace("metadata of an attribution that are not flat"));
    }
    Ok(AffiliateAttribution {
        token: attribution.token.as_deref().map(Into::into),
        publisher_id: attribution.publisher_id.clone(),
        campaign_id: attribution.campaign_id.clone(),
        creative_id: attribution.creative_id.clone(),
        sub_id: attribution.sub_id.clone(),
        source: attribution.source.as_ref().map(write_source),
        issued_at: attribution.issued_at,
        expires_at: attribution.expires_at,
        metadata,
        touchpoint: attribution.touchpoint.map(write_touchpoint),
        ..AffiliateAttribution::new(attribution.provider.as_str())
    })
}

fn write_source(source: &model::AttributionSource) -> AffiliateAttributionSource {
    let kind = match source.kind {
        model::AttributionSourceKind::Url => AttributionSourceType::Url,
        model::AttributionSourceKind::Platform => AttributionSourceType::Platform,
        model::AttributionSourceKind::Unknown => AttributionSourceType::Unknown,
    };
    AffiliateAttributionSource { kind, url: source.url.clone() }
}

const fn write_touchpoint(touchpoint: model::Touchpoint) -> Touchpoint {
    match touchpoint {
        model::Touchpoint::First => Touchpoint::First,
        model::Touchpoint::Last => Touchpoint::Last,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    // ACP-AFF-03, ACP-AFF-04
    #[test]
    fn metadata_must_be_flat() {
        let mut attribution = model::AffiliateAttribution::new("impact.com");
        attribution.token = Some("t".to_owned());
        assert_eq!(to_value(write(&attribution).unwrap()).unwrap(), json!({"provider": "impact.com", "token": "t"}));
        attribution.metadata.insert("rank".to_owned(), json!(1));
        assert_eq!(to_value(write(&attribution).unwrap()).unwrap()["metadata"], json!({"rank": 1}));
        for nested in [json!(null), json!([]), json!({})] {
            attribution.metadata.insert("nested".to_owned(), nested);
            assert!(write(&attribution).is_err());
        }
    }
}
