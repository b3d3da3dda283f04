//! What both sides can do.

use crate::model::{AgentCapabilities, Enforcement, ErrorCode, Intervention, Interventions, Message, Resolution};

/// What the shop answers: of what it supports, that which the agent can do as well; of what it requires, all (2026-04-17,
/// capability negotiation §4.4).
pub(super) fn negotiate(shop: &Interventions, agent: &AgentCapabilities) -> Interventions {
    let supported = shop.supported.iter().filter(|kind| agent.interventions.contains(kind)).cloned().collect();
    Interventions { supported, required: shop.required.clone(), enforcement: shop.enforcement.clone() }
}

/// What the agent must know as soon as it can: that it cannot do what the shop requires (ACP-LIFE-13, ACP-MSG-15,
/// C-LIFE-02), or nothing of what the shop may ask for although it can do other things (ACP-CAP-19). An agent that
/// declared nothing knows as much: `supported` is empty in the answer as well.
pub(super) fn mismatch(shop: &Interventions, agent: &AgentCapabilities, negotiated: &Interventions) -> Option<Message> {
    if let Some(missing) = list(negotiated.required.iter().filter(|kind| !negotiated.supported.contains(kind))) {
        return Some(match negotiated.enforcement {
            Enforcement::Always => Message::error(
                ErrorCode::InterventionRequired,
                format!("This purchase requires {missing}, which your agent cannot carry out."),
            )
            .resolved_by(Resolution::RequiresBuyerInput),
            _ => Message::info(format!("This purchase may require {missing}, which your agent cannot carry out.")),
        });
    }
    let nothing_shared = negotiated.supported.is_empty() && !agent.interventions.is_empty();
    let asked = list(shop.supported.iter()).filter(|_| nothing_shared)?;
    Some(Message::info(format!("This purchase may ask for {asked}, and your agent can carry out none of it.")))
}

fn list<'a>(kinds: impl Iterator<Item = &'a Intervention>) -> Option<String> {
    let kinds: Vec<_> = kinds.map(Intervention::as_str).collect();
    if kinds.is_empty() { None } else { Some(kinds.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MessageKind, Text};

    use Intervention::{AddressVerification, Biometric, ThreeDs};

    fn shop(supported: &[Intervention], required: &[Intervention], enforcement: Enforcement) -> Interventions {
        Interventions { supported: supported.to_vec(), required: required.to_vec(), enforcement }
    }

    fn agent(interventions: &[Intervention]) -> AgentCapabilities {
        AgentCapabilities { interventions: interventions.to_vec(), ..AgentCapabilities::default() }
    }

    fn told(shop: &Interventions, agent: &AgentCapabilities) -> Option<Message> {
        mismatch(shop, agent, &negotiate(shop, agent))
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
            told(&shop(&[ThreeDs, Biometric], &[ThreeDs, Biometric], enforcement), &agent(can))
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
    }

    // ACP-CAP-19
    #[test]
    fn an_agent_that_shares_nothing_with_the_shop_is_told() {
        let supports = shop(&[ThreeDs, Biometric], &[], Enforcement::Conditional);
        let message = told(&supports, &agent(&[AddressVerification])).unwrap();
        assert_eq!(message.kind, MessageKind::Info);
        let text = "This purchase may ask for 3ds, biometric, and your agent can carry out none of it.";
        assert_eq!(message.text, Text::Plain(text.to_owned()));
        // One thing in common is enough; and who declares nothing, or is asked nothing, need not be told.
        assert_eq!(told(&supports, &agent(&[AddressVerification, Biometric])), None);
        assert_eq!(told(&supports, &agent(&[])), None);
        assert_eq!(told(&shop(&[], &[], Enforcement::Always), &agent(&[ThreeDs])), None);
    }
}
