//! Pages of the merchant.

use crate::acp::v2025_12_12::{Link, LinkType};
use crate::model::{self, LinkKind};

/// The links that this release knows (ACP-LNK-02). The policies of the shop stand in for a policy of returns.
pub(super) fn from_model(links: &[model::Link]) -> Vec<Link> {
    let has_returns = links.iter().any(|link| link.kind == LinkKind::ReturnPolicy);
    links
        .iter()
        .filter_map(|link| {
            let kind = match link.kind {
                LinkKind::TermsOfUse => LinkType::TermsOfUse,
                LinkKind::PrivacyPolicy => LinkType::PrivacyPolicy,
                LinkKind::ReturnPolicy => LinkType::ReturnPolicy,
                LinkKind::SellerShopPolicies if !has_returns => LinkType::ReturnPolicy,
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
