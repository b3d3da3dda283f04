//! What the agent can do is written, what both can do is read.

use std::num::NonZeroU64;

use crate::acp::v2026_04_17::convert::{list, word::listed};
use crate::acp::v2026_04_17::{Capabilities, Extension, InterventionCapabilities};
use crate::model;

/// `supported` is always said (ACP-CAP-02). Extensions are named, which is all that a request says of them (ACP-EXT-01);
/// what the schema does not list is not said.
pub(super) fn write(agent: &model::AgentCapabilities) -> Capabilities {
    let supported = agent.interventions.iter().filter_map(|kind| listed(kind.as_str()));
    Capabilities {
        payment: None,
        interventions: Some(InterventionCapabilities {
            supported: Some(supported.collect()),
            display_context: agent.display_context.as_ref().and_then(|context| listed(context.as_str())),
            redirect_context: agent.redirect_context.as_ref().and_then(|context| listed(context.as_str())),
            max_redirects: agent.max_redirects.map(u64::from),
            max_interaction_depth: agent.max_interaction_depth.and_then(|depth| NonZeroU64::new(depth.into())),
            ..InterventionCapabilities::default()
        }),
        extensions: list::write(&agent.extensions, |extension| Extension::Name(extension.name.clone())),
    }
}

/// What both sides can do; nothing, where a merchant says nothing of it.
pub(super) fn read_interventions(interventions: Option<InterventionCapabilities>) -> model::Interventions {
    let Some(interventions) = interventions else { return model::Interventions::default() };
    let default = model::Interventions::default();
    model::Interventions {
        supported: list::read(interventions.supported, |kind| model::Intervention::from(kind.as_str())),
        required: list::read(interventions.required, |kind| model::Intervention::from(kind.as_str())),
        enforcement: interventions
            .enforcement
            .map_or(default.enforcement, |enforcement| model::Enforcement::from(enforcement.as_str())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    // ACP-CAP-02, ACP-CAP-07, ACP-CAP-10, ACP-CAP-11, ACP-EXT-01
    #[test]
    fn an_agent_always_says_what_it_supports() {
        let mut agent = model::AgentCapabilities::default();
        assert_eq!(to_value(write(&agent)).unwrap(), json!({"interventions": {"supported": []}}));
        agent.interventions = vec!["3ds".into(), "telepathy".into()];
        agent.display_context = Some("webview".into());
        agent.redirect_context = Some("teleport".into());
        agent.max_redirects = Some(0);
        agent.max_interaction_depth = Some(0);
        agent.extensions = vec![model::ExtensionDeclaration::named("discount")];
        assert_eq!(
            to_value(write(&agent)).unwrap(),
            json!({
                "interventions": {"supported": ["3ds"], "display_context": "webview", "max_redirects": 0},
                "extensions": ["discount"]
            })
        );
    }

    // ACP-CAP-09: `conditional` is the default.
    #[test]
    fn interventions_that_a_merchant_does_not_mention_are_none() {
        let read = |json| read_interventions(from_value(json).unwrap());
        assert_eq!(read(json!(null)), model::Interventions::default());
        let interventions = read(json!({"required": ["biometric", "dance"]}));
        assert_eq!(interventions.supported, []);
        assert_eq!(interventions.required, ["biometric", "dance"].map(model::Intervention::from));
        assert_eq!(interventions.enforcement, model::Enforcement::Conditional);
    }
}
