//! Who sent the buyer.

use crate::model::{AffiliateAttribution, Touchpoint};

/// Keeps a claim, told at that touch unless it says otherwise. The first claim of a provider for a touch stands; a later
/// one is passed over, and keeps nobody from buying (ACP-AFF-08, ACP-AFF-09, C-AFF-01).
pub(super) fn record(claims: &mut Vec<AffiliateAttribution>, claim: &AffiliateAttribution, touch: Touchpoint) {
    let mut claim = claim.clone();
    claim.touchpoint.get_or_insert(touch);
    if !claims.iter().any(|known| (&known.provider, known.touchpoint) == (&claim.provider, claim.touchpoint)) {
        claims.push(claim);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(provider: &str, publisher: &str, touchpoint: Option<Touchpoint>) -> AffiliateAttribution {
        let mut claim = AffiliateAttribution::new(provider);
        claim.publisher_id = Some(publisher.to_owned());
        claim.touchpoint = touchpoint;
        claim
    }

    // ACP-AFF-07, ACP-AFF-08, ACP-AFF-09, ACP-IDEM-33, C-AFF-01
    #[test]
    fn the_first_claim_of_a_provider_for_a_touch_stands() {
        let mut claims = Vec::new();
        record(&mut claims, &claim("impact", "p1", None), Touchpoint::First);
        record(&mut claims, &claim("impact", "p2", None), Touchpoint::First); // too late
        record(&mut claims, &claim("impact", "p3", None), Touchpoint::Last); // the other touch
        record(&mut claims, &claim("impact", "p4", Some(Touchpoint::Last)), Touchpoint::First); // too late
        record(&mut claims, &claim("awin", "p5", None), Touchpoint::Last); // another provider
        record(&mut claims, &claim("awin", "p6", Some(Touchpoint::First)), Touchpoint::Last); // says otherwise
        let kept: Vec<_> =
            claims.iter().map(|claim| (claim.publisher_id.as_deref().unwrap(), claim.touchpoint.unwrap())).collect();
        assert_eq!(
            kept,
            [("p1", Touchpoint::First), ("p3", Touchpoint::Last), ("p5", Touchpoint::Last), ("p6", Touchpoint::First),]
        );
    }
}
