//! Which extensions are active, and what they carry.

use serde_json::Value;

use super::Refusal;
use crate::backend::CommerceBackend;
use crate::model::{ExtensionDeclaration, Metadata};

/// The extension of the protocol itself: every shop is asked for discounts.
pub(crate) const DISCOUNT: &str = "discount";
/// Its versions (2026-04-17, discount extension).
const DISCOUNT_VERSIONS: [&str; 1] = ["2026-01-27"];

/// What extensions add to in the requests of an agent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Extended {
    Create,
    Update,
    Complete,
}

impl Extended {
    /// The name of the object in what an extension declares.
    const fn object(self) -> &'static str {
        match self {
            Self::Create => "CheckoutSessionCreateRequest",
            Self::Update => "CheckoutSessionUpdateRequest",
            Self::Complete => "CheckoutSessionCompleteRequest",
        }
    }
}

/// Those extensions of the agent that are to be had (ACP-EXT-03), each as the shop declares it. A name without a version
/// means the newest (ACP-EXT-12).
pub(super) fn negotiate(shop: &[ExtensionDeclaration], agent: &[ExtensionDeclaration]) -> Vec<ExtensionDeclaration> {
    let mut active: Vec<ExtensionDeclaration> = Vec::new();
    for wanted in agent {
        let (name, version) = wanted.identifier();
        let found = if name == DISCOUNT {
            let known = version.is_none_or(|version| DISCOUNT_VERSIONS.contains(&version));
            known.then(|| ExtensionDeclaration::named(DISCOUNT))
        } else {
            let mut offered = shop.iter().filter(|offered| offered.identifier().0 == name);
            match version {
                Some(_) => offered.find(|offered| offered.name == wanted.name),
                None => offered.max_by_key(|offered| offered.identifier().1),
            }
            .cloned()
        };
        // Two versions of one extension would fill the same fields.
        if let Some(found) = found
            && !active.iter().any(|active| active.identifier().0 == name)
        {
            active.push(found);
        }
    }
    active
}

/// Merges what an agent sent for active extensions into what it sent before; what belongs to none is passed over
/// (ACP-EXT-13). The shop checks each field before anything is done with it (ACP-EXT-11).
pub(super) fn merge<B: CommerceBackend>(
    shop: &B,
    active: &[ExtensionDeclaration],
    object: Extended,
    sent: &Metadata,
    kept: &mut Metadata,
) -> Result<(), Refusal> {
    for extension in active {
        for field in extension.fields_of(object.object()) {
            match sent.get(field) {
                None => {}
                Some(Value::Null) => drop(kept.remove(field)),
                Some(value) => {
                    shop.check_extension(extension, field, value).map_err(|problem| Refusal::Extension {
                        path: format!("$.{field}{}", problem.path),
                        reason: problem.reason,
                    })?;
                    kept.insert(field.to_owned(), value.clone());
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn negotiated(shop: &[&str], agent: &[&str]) -> Vec<String> {
        let declared = |names: &[&str]| names.iter().map(|name| ExtensionDeclaration::named(*name)).collect::<Vec<_>>();
        negotiate(&declared(shop), &declared(agent)).into_iter().map(|active| active.name).collect()
    }

    // ACP-EXT-03
    #[test]
    fn what_the_agent_speaks_and_the_shop_offers_is_active() {
        let shop = ["com.shop.loyalty", "com.shop.gifts"];
        assert_eq!(negotiated(&shop, &["com.shop.gifts", "com.other.points", "subscription"]), ["com.shop.gifts"]);
        assert_eq!(negotiated(&shop, &[]), [""; 0]);
        assert_eq!(negotiated(&[], &["com.shop.loyalty", "discount"]), ["discount"]);
    }

    // ACP-EXT-12
    #[test]
    fn no_version_means_the_newest() {
        let shop = ["com.shop.loyalty@2026-02-01", "com.shop.loyalty@2026-03-01", "com.shop.loyalty@2025-12-31"];
        assert_eq!(negotiated(&shop, &["com.shop.loyalty"]), ["com.shop.loyalty@2026-03-01"]);
        assert_eq!(negotiated(&shop, &["com.shop.loyalty@2025-12-31"]), ["com.shop.loyalty@2025-12-31"]);
        assert_eq!(negotiated(&shop, &["com.shop.loyalty@2026-01-01"]), [""; 0]);
        assert_eq!(
            negotiated(&shop, &["com.shop.loyalty@2026-02-01", "com.shop.loyalty"]),
            ["com.shop.loyalty@2026-02-01"]
        );
        assert_eq!(negotiated(&[], &["discount@2026-01-27"]), ["discount"]);
        assert_eq!(negotiated(&[], &["discount@2027-01-01"]), [""; 0]);
    }
}
