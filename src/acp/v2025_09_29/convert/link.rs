//! Pages of the merchant.

use crate::acp::v2025_09_29::{Link, LinkType};
use crate::model::{self, LinkKind};

/// The links that this release knows (ACP-LNK-01). A return policy is the nearest thing to the policies of the shop.
pub(super) fn from_model(links: &[model::Link]) -> Vec<Link> {
    let has_policies = links.iter().any(|link| link.kind == LinkKind::SellerShopPolicies);
    links
        .iter()
        .filter_map(|link| {
            let kind = match link.kind {
                LinkKind::TermsOfUse => LinkType::TermsOfUse,
                LinkKind::PrivacyPolicy => LinkType::PrivacyPolicy,
                LinkKind::SellerShopPolicies => LinkType::SellerShopPolicies,
                LinkKind::ReturnPolicy if !has_policies => LinkType::SellerShopPolicies,
                _ => return None,
            };
            Some(Link::new(kind, link.url.clone()))
        })
        .collect()
}

impl From<Link> for model::Link {
    fn from(link: Link) -> Self {
        Self::new(LinkKind::from(link.kind.as_str()), link.url)
    }
}
