//! Pages that the buyer may want to read.

use crate::acp::v2026_04_17::convert::word::listed;
use crate::acp::v2026_04_17::{Link, LinkType};
use crate::model::{self, LinkKind};

/// Those of a kind that the release lists (ACP-LNK-03). The policies of the shop, which only 2025-09-29 lists, are told
/// as its policy of returns, unless there is one.
pub(super) fn write(links: &[model::Link]) -> Vec<Link> {
    let is = |kind: LinkKind| move |link: &model::Link| link.kind == kind;
    let stand_in = if links.iter().any(is(LinkKind::ReturnPolicy)) {
        None
    } else {
        links.iter().position(is(LinkKind::SellerShopPolicies))
    };
    let kind = |index: usize, link: &model::Link| {
        if stand_in == Some(index) { Some(LinkType::ReturnPolicy) } else { listed(link.kind.as_str()) }
    };
    links
        .iter()
        .enumerate()
        .filter_map(|(index, link)| {
            Some(Link { kind: kind(index, link)?, title: link.title.clone(), url: link.url.clone() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;
    use crate::types::Uri;

    fn written(kinds: &[&str]) -> Vec<String> {
        let url = Uri::new("https://shop.example/page").unwrap();
        let links: Vec<_> = kinds.iter().map(|kind| model::Link::new((*kind).into(), url.clone())).collect();
        write(&links).iter().map(|link| link.kind.to_string()).collect()
    }

    // ACP-LNK-03
    #[test]
    fn only_listed_kinds_are_written() {
        let listed = [
            "terms_of_use",
            "privacy_policy",
            "return_policy",
            "shipping_policy",
            "contact_us",
            "about_us",
            "faq",
            "support",
        ];
        assert_eq!(written(&listed), listed);
        assert_eq!(written(&["imprint"]), [""; 0]);
        assert_eq!(written(&["seller_shop_policies", "faq", "seller_shop_policies"]), ["return_policy", "faq"]);
        assert_eq!(written(&["seller_shop_policies", "return_policy"]), ["return_policy"]);
    }

    // ACP-LNK-03, ACP-LNK-04
    #[test]
    fn a_link_has_an_absolute_address_and_may_have_a_title() {
        let mut link = model::Link::new(LinkKind::Faq, Uri::new("https://shop.example/faq").unwrap());
        assert_eq!(
            to_value(write(&[link.clone()])).unwrap(),
            json!([{"type": "faq", "url": "https://shop.example/faq"}])
        );
        link.title = Some("Questions".to_owned());
        assert_eq!(
            to_value(write(&[link])).unwrap(),
            json!([{"type": "faq", "title": "Questions", "url": "https://shop.example/faq"}])
        );
    }
}
