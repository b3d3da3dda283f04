//! What the agent can do is read, what both can do is written.

use super::{discount, payment};
use crate::acp::v2026_04_17::convert::{extension, list, number, word::listed};
use crate::acp::v2026_04_17::{
    Capabilities, Enforcement, Extension, InterventionCapabilities, InterventionType, Payment,
};
use crate::model;

/// Agents that follow the prose leave capabilities out, which says the least that can be said (C-CRE-01). Unknown values
/// are kept and never an error (ACP-CAP-13); what only a merchant can say is passed over.
pub(super) fn read(capabilities: Capabilities) -> model::AgentCapabilities {
    let interventions = capabilities.interventions.unwrap_or_default();
    model::AgentCapabilities {
        interventions: list::read(interventions.supported, |kind| model::Intervention::from(kind.as_str())),
        display_context: interventions.display_context.map(|context| model::DisplayContext::from(context.as_str())),
        redirect_context: interventions.redirect_context.map(|context| model::RedirectContext::from(context.as_str())),
        max_redirects: interventions.max_redirects.map(number::count),
        max_interaction_depth: interventions.max_interaction_depth.map(|depth| number::count(depth.get())),
        extensions: list::read(capabilities.extensions, extension::read_declaration),
    }
}

/// What a session answers: the ways to pay, what both sides can do (ACP-CRE-13), the extensions that are active.
pub(super) fn write(checkout: &model::Checkout) -> Capabilities {
    Capabilities {
        payment: Some(Payment::new(payment::write_handlers(&checkout.quote.payment_handlers))),
        interventions: Some(write_interventions(&checkout.interventions)),
        // An empty list would fit both kinds of list that the schema knows, so there is none (C-CAP-03).
        extensions: list::unless_empty(write_extensions(checkout)),
    }
}

/// The protocol's own extension first, then those of the shop.
fn write_extensions(checkout: &model::Checkout) -> Vec<Extension> {
    let own = discount::is_active(checkout).then(|| Extension::Declaration(discount::declaration()));
    let of_shop = checkout.extensions.iter().filter(|extension| !discount::is_meant(extension));
    own.into_iter().chain(of_shop.map(extension::write_declaration)).collect()
}

/// `supported` is always said (ACP-CAP-06, C-CAP-05). Nothing that only an agent can say is echoed (ACP-CAP-12).
fn write_interventions(interventions: &model::Interventions) -> InterventionCapabilities {
    let supported = interventions.supported.iter().filter_map(|kind| listed(kind.as_str()));
    let required = interventions.required.iter().filter_map(|kind| listed(kind.as_str()));
    InterventionCapabilities {
        supported: Some(supported.collect()),
        // The schema does not let an address verification be required (ACP-CAP-08, C-CAP-06).
        required: Some(required.filter(|kind| *kind != InterventionType::AddressVerification).collect()),
        enforcement: Some(listed(interventions.enforcement.as_str()).unwrap_or(Enforcement::Conditional)),
        ..InterventionCapabilities::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    // ACP-CAP-10, ACP-CAP-11, ACP-CAP-13, ACP-EXT-01
    #[test]
    fn all_that_an_agent_can_say_is_read() {
        let agent = read(
            from_value(json!({
                "interventions": {
                    "supported": ["3ds", "telepathy"], "required": ["3ds"], "enforcement": "always",
                    "display_context": "webview", "redirect_context": "none", "max_redirects": 3,
                    "max_interaction_depth": 5_000_000_000_u64
                },
                "extensions": ["discount", {"name": "com.shop.loyalty", "extends": ["$.CheckoutSession.loyalty"]}]
            }))
            .unwrap(),
        );
        assert_eq!(agent.interventions, [model::Intervention::ThreeDs, "telepathy".into()]);
        assert_eq!(agent.display_context, Some(model::DisplayContext::Webview));
        assert_eq!(agent.redirect_context, Some(model::RedirectContext::None));
        assert_eq!(agent.max_redirects, Some(3));
        assert_eq!(agent.max_interaction_depth, Some(u32::MAX));
        let mut loyalty = model::ExtensionDeclaration::named("com.shop.loyalty");
        loyalty.extends = vec!["$.CheckoutSession.loyalty".to_owned()];
        assert_eq!(agent.extensions, [model::ExtensionDeclaration::named("discount"), loyalty]);

        assert_eq!(read(Capabilities::default()), model::AgentCapabilities::default());
    }

    // ACP-CAP-06, ACP-CAP-07, ACP-CAP-08, ACP-CAP-09
    #[test]
    fn interventions_are_always_said_and_only_in_words_that_the_schema_lists() {
        let written = |interventions| to_value(write_interventions(&interventions)).unwrap();
        assert_eq!(
            written(model::Interventions::default()),
            json!({"supported": [], "required": [], "enforcement": "conditional"})
        );

        let all = ["3ds", "biometric", "address_verification", "telepathy"].map(model::Intervention::from);
        for (enforcement, written_as) in
            [("always", "always"), ("conditional", "conditional"), ("optional", "optional"), ("maybe", "conditional")]
        {
            let interventions = model::Interventions {
                supported: all.to_vec(),
                required: all.to_vec(),
                enforcement: enforcement.into(),
            };
            assert_eq!(
                written(interventions),
                json!({
                    "supported": ["3ds", "biometric", "address_verification"], "required": ["3ds", "biometric"],
                    "enforcement": written_as
                })
            );
        }
    }
}
