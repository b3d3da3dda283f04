//! Authentication of a payment by the buyer's bank: the result is read, what is needed for it is written.

use crate::acp::error::Unsayable;
use crate::acp::v2026_04_17::convert::word::listed;
use crate::acp::v2026_04_17::{
    AcquirerDetails, AuthenticationMetadata, AuthenticationResult, ChallengePreference, ChallengeType, FlowPreference,
    FlowType, FrictionlessPreference, FrictionlessType, OutcomeDetails,
};
use crate::json::{DecodeError, JsonPath, Problem};
use crate::model;

/// Three outcomes are worth nothing without their proof, so they are not taken without (ACP-3DS-11).
pub(crate) fn read_result(result: AuthenticationResult) -> Result<model::AuthenticationResult, DecodeError> {
    use model::AuthenticationOutcome::{AttemptAcknowledged, Authenticated, Informational};
    let outcome = model::AuthenticationOutcome::from(result.outcome.as_str());
    let missing = result.outcome_details.as_ref().map_or(Some(None), |details| missing_part(details).map(Some));
    match missing {
        Some(part) if matches!(outcome, Authenticated | Informational | AttemptAcknowledged) => {
            let path = JsonPath::root().field("authentication_result").field("outcome_details");
            let path = part.into_iter().fold(path, JsonPath::field);
            Err(DecodeError { path, problem: Problem::Missing })
        }
        _ => Ok(model::AuthenticationResult { outcome, proof: result.outcome_details.and_then(read_proof) }),
    }
}

/// The first part that a proof lacks.
const fn missing_part(details: &OutcomeDetails) -> Option<&'static str> {
    if details.three_ds_cryptogram.is_none() {
        Some("three_ds_cryptogram")
    } else if details.electronic_commerce_indicator.is_none() {
        Some("electronic_commerce_indicator")
    } else if details.transaction_id.is_none() {
        Some("transaction_id")
    } else if details.version.is_none() {
        Some("version")
    } else {
        None
    }
}

/// A proof proves nothing unless it is complete; agents send parts of one after a denial (C-3DS-02).
fn read_proof(details: OutcomeDetails) -> Option<model::AuthenticationProof> {
    Some(model::AuthenticationProof {
        three_ds_cryptogram: details.three_ds_cryptogram?.expose().to_owned(),
        electronic_commerce_indicator: details.electronic_commerce_indicator?.as_str().to_owned(),
        transaction_id: details.transaction_id?,
        version: details.version?,
    })
}

/// The browser of older releases stays behind: this one took it out (ACP-3DS-03).
pub(crate) fn write_metadata(metadata: &model::AuthenticationMetadata) -> Result<AuthenticationMetadata, Unsayable> {
    let model::AcquirerDetails { acquirer_bin, acquirer_country, acquirer_merchant_id, merchant_name, requestor_id } =
        metadata.acquirer_details.clone();
    let acquirer_details =
        AcquirerDetails { acquirer_bin, acquirer_country, acquirer_merchant_id, merchant_name, requestor_id };
    // ACP-3DS-05
    let directory_server =
        listed(metadata.directory_server.as_str()).ok_or(Unsayable::NoPlace("this directory server"))?;
    let mut written = AuthenticationMetadata::new(acquirer_details, directory_server);
    written.flow_preference = metadata.flow_preference.map(write_preference);
    Ok(written)
}

fn write_preference(preference: model::FlowPreference) -> FlowPreference {
    match preference {
        model::FlowPreference::Challenge { mandated } => {
            let kind = mandated.map(|yes| if yes { ChallengeType::Mandated } else { ChallengeType::Preferred });
            FlowPreference {
                challenge: kind.map(|kind| ChallengePreference { kind: Some(kind) }),
                ..FlowPreference::new(FlowType::Challenge)
            }
        }
        model::FlowPreference::Frictionless { low_risk } => FlowPreference {
            frictionless: low_risk.then_some(FrictionlessPreference { kind: Some(FrictionlessType::LowRisk) }),
            ..FlowPreference::new(FlowType::Frictionless)
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;
    use crate::acp::v2026_04_17::AuthenticationOutcome;
    use crate::model::DirectoryServer;

    fn read(result: serde_json::Value) -> Result<model::AuthenticationResult, String> {
        read_result(from_value(result).unwrap()).map_err(|error| format!("{} {:?}", error.path, error.problem))
    }

    fn proof() -> serde_json::Value {
        json!({
            "three_ds_cryptogram": "cavv", "electronic_commerce_indicator": "05", "transaction_id": "ds_1",
            "version": "2.2.0"
        })
    }

    const PROVEN: [&str; 3] = ["authenticated", "informational", "attempt_acknowledged"];

    // ACP-COMP-05, ACP-3DS-10, ACP-3DS-12
    #[test]
    fn a_result_is_read_whatever_the_outcome() {
        for outcome in AuthenticationOutcome::ALL.iter().map(|outcome| outcome.as_str()) {
            let result = read(json!({"outcome": outcome, "outcome_details": proof()})).unwrap();
            assert_eq!(result.outcome.as_str(), outcome);
            assert_eq!(result.proof, Some(model::AuthenticationProof::new("cavv", "05", "ds_1", "2.2.0")));
            assert!(!format!("{:?}", result.outcome).contains("Unlisted"), "{outcome}");
        }
        assert_eq!(AuthenticationOutcome::ALL.len(), 10);
    }

    // ACP-3DS-11, C-3DS-02: where a proof is needed it is whole, elsewhere a part of one is none.
    #[test]
    fn an_authentication_comes_with_its_proof() {
        let place = "$.authentication_result.outcome_details";
        for outcome in AuthenticationOutcome::ALL.iter().map(|outcome| outcome.as_str()) {
            let needed = PROVEN.contains(&outcome);
            let bare = read(json!({"outcome": outcome}));
            assert_eq!(bare.is_err(), needed, "{outcome}");
            if needed {
                assert_eq!(bare.unwrap_err(), format!("{place} Missing"));
            }
            for field in ["three_ds_cryptogram", "electronic_commerce_indicator", "transaction_id", "version"] {
                let mut partial = proof();
                partial.as_object_mut().unwrap().remove(field);
                match read(json!({"outcome": outcome, "outcome_details": partial})) {
                    Ok(result) => assert!(!needed && result.proof.is_none(), "{outcome} {field}"),
                    Err(error) => assert_eq!((needed, error), (true, format!("{place}.{field} Missing"))),
                }
            }
        }
    }

    fn metadata() -> model::AuthenticationMetadata {
        let mut acquirer = model::AcquirerDetails::new("123456", "US", "merchant_789", "Test Merchant");
        acquirer.requestor_id = Some("requestor_42".to_owned());
        model::AuthenticationMetadata::new(acquirer, DirectoryServer::Visa)
    }

    // ACP-3DS-03, ACP-3DS-04, ACP-3DS-06
    #[test]
    fn metadata_say_who_takes_the_payment_and_how_and_nothing_of_the_browser() {
        let acquirer = json!({
            "acquirer_bin": "123456", "acquirer_country": "US", "acquirer_merchant_id": "merchant_789",
            "merchant_name": "Test Merchant", "requestor_id": "requestor_42"
        });
        let browser = json!({
            "accept_header": "*/*", "ip_address": "192.0.2.1", "javascript_enabled": false, "language": "en",
            "user_agent": "agent", "color_depth": null, "java_enabled": null, "screen_height": null,
            "screen_width": null, "timezone_offset": null
        });
        let mut metadata = metadata();
        metadata.channel = Some(from_value(browser).unwrap());
        for (preference, written) in [
            (None, json!(null)),
            (
                Some(model::FlowPreference::Challenge { mandated: Some(true) }),
                json!({"type": "challenge", "challenge": {"type": "mandated"}}),
            ),
            (
                Some(model::FlowPreference::Challenge { mandated: Some(false) }),
                json!({"type": "challenge", "challenge": {"type": "preferred"}}),
            ),
            (Some(model::FlowPreference::Challenge { mandated: None }), json!({"type": "challenge"})),
            (
                Some(model::FlowPreference::Frictionless { low_risk: true }),
                json!({"type": "frictionless", "frictionless": {"type": "low_risk"}}),
            ),
            (Some(model::FlowPreference::Frictionless { low_risk: false }), json!({"type": "frictionless"})),
        ] {
            metadata.flow_preference = preference;
            let mut expected = json!({"acquirer_details": acquirer, "directory_server": "visa"});
            if !written.is_null() {
                expected["flow_preference"] = written;
            }
            assert_eq!(to_value(write_metadata(&metadata).unwrap()).unwrap(), expected);
        }
    }

    // ACP-3DS-05
    #[test]
    fn a_directory_server_that_no_agent_knows_is_refused() {
        for known in ["american_express", "mastercard", "visa"] {
            let metadata = model::AuthenticationMetadata { directory_server: known.into(), ..metadata() };
            assert_eq!(write_metadata(&metadata).unwrap().directory_server.as_str(), known);
        }
        let metadata = model::AuthenticationMetadata { directory_server: "discover".into(), ..metadata() };
        let refusal = write_metadata(&metadata).unwrap_err();
        assert!(matches!(refusal, Unsayable::NoPlace("this directory server")), "{refusal:?}");
    }
}
