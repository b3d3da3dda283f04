//! What both sides can do.

use crate::model::{AgentCapabilities, Enforcement, ErrorCode, Interventions, Message, Resolution};

/// What the shop answers: of what it supports, that which the agent can do as well; of what it requires, all (2026-04-17,
/// capability negotiation §4.4).
pub(super) fn negotiate(shop: &Interventions, agent: &AgentCapabilities) -> Interventions {
    let supported = shop.supported.iter().filter(|kind| agent.interventions.contains(kind)).cloned().collect();
    Interventions { supported, required: shop.required.clone(), enforcement: shop.enforcement.clone() }
}

/// What the agent must know when it cannot do what the shop requires (ACP-LIFE-13, ACP-MSG-15, C-LIFE-02).
pub(super) fn mismatch(negotiated: &Interventions) -> Option<Message> {
    let missing: Vec<_> = negotiated
        .required
        .iter()
        .filter(|kind| !negotiated.supported.contains(kind))
        .map(crate::model::Intervention::as_str)
        .collect();
    if missing.is_empty() {
        return None;
    }
    let missing = missing.join(", ");
    Some(match negotiated.enforcement {
        Enforcement::Always => Message::error(
            ErrorCode::InterventionRequired,
            format!("This purchase requires {missing}, which your agent cannot carry out."),
        )
        .resolved_by(Resolution::RequiresBuyerInput),
        _ => Message::info(format!("This purchase may require {missing}, which your agent cannot carry out.")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Intervention, MessageKind, Text};

    use Intervention::{AddressVerification, Biometric, ThreeDs};

    fn shop(supported: &[Intervention], required: &[Intervention], enforcement: Enforcement) -> Interventions {
        Interventions { supported: supported.to_vec(), required: required.to_vec(), enforcement }
    }

    fn agent(interventions: &[Intervention]) -> AgentCapabilities {
        AgentCapabilities { interventions: interventions.to_vec(), ..AgentCapabilities::default() }
    }

    // ACP-CRE-13, ACP-CAP-05, ACP-CAP-13
    #[test]
    fn what_both_can_do_is_answered_and_nothing_else() {
        let negotiated = |supported: &[Intervention], can: &[Intervention]| {
            negotiate(&shop(supported, &[], Enforcement::Conditional), &agent(can)).supported
        };
        assert_eq!(negotiated(&[ThreeDs, Biometric], &[Biometric, ThreeDs]), [ThreeDs, Biometric]);
        assert_eq!(negotiated(&[ThreeDs, Biometric], &[AddressVerification, ThreeDs]), [ThreeDs]);
        assert_eq!(negotiated(&[ThreeDs], &["telepathy".into()]), []);
        assert_eq!(negotiated(&["telepathy".into()], &["telepathy".into()]), ["telepathy".into()]);
        assert_eq!(negotiated(&[], &[ThreeDs]), []);
        assert_eq!(negotiated(&[ThreeDs], &[]), []);
    }

    // ACP-CAP-18: what the shop requires stays required, whatever the agent can do.
    #[test]
    fn what_is_required_stays_required() {
        let negotiated = negotiate(&shop(&[ThreeDs], &[ThreeDs], Enforcement::Always), &agent(&[]));
        assert_eq!(negotiated, shop(&[], &[ThreeDs], Enforcement::Always));
    }

    // ACP-LIFE-13, ACP-MSG-15, ACP-CAP-14, C-LIFE-02
    #[test]
    fn an_agent_that_cannot_do_it_is_told() {
        let tell = |enforcement: Enforcement, can: &[Intervention]| {
            mismatch(&negotiate(&shop(&[ThreeDs, Biometric], &[ThreeDs, Biometric], enforcement), &agent(can)))
        };
        assert_eq!(tell(Enforcement::Always, &[Biometric, ThreeDs]), None);
        assert_eq!(tell(Enforcement::Conditional, &[Biometric, ThreeDs]), None);

        let message = tell(Enforcement::Always, &[Biometric]).unwrap();
        assert_eq!(message.kind, MessageKind::Error(ErrorCode::InterventionRequired));
        assert_eq!(message.resolution, Some(Resolution::RequiresBuyerInput));
        let text = "This purchase requires 3ds, which your agent cannot carry out.";
        assert_eq!(message.text, Text::Plain(text.to_owned()));

        for enforcement in [Enforcement::Conditional, Enforcement::Optional, "sometimes".into()] {
            let message = tell(enforcement, &[]).unwrap();
            assert_eq!(message.kind, MessageKind::Info);
            let text = "This purchase may require 3ds, biometric, which your agent cannot carry out.";
            assert_eq!(message.text, Text::Plain(text.to_owned()));
        }
        let nothing_required = negotiate(&shop(&[ThreeDs], &[], Enforcement::Always), &agent(&[]));
        assert_eq!(mismatch(&nothing_required), None);
    }
}
