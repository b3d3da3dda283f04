//! Authentication of a payment by the buyer's bank: what is needed for it is read, the result is written.

use crate::acp::error::Unsayable;
use crate::acp::v2026_04_17::{
    AcquirerDetails, AuthenticationMetadata, AuthenticationOutcome, AuthenticationResult, ChallengeType,
    ElectronicCommerceIndicator, FlowPreference, FlowType, FrictionlessType, OutcomeDetails,
};
use crate::model;

/// The browser of older releases, which a merchant may still send, is passed over (ACP-3DS-03).
pub(crate) fn read_metadata(metadata: AuthenticationMetadata) -> model::AuthenticationMetadata {
    let AcquirerDetails { acquirer_bin, acquirer_country, acquirer_merchant_id, merchant_name, requestor_id } =
        metadata.acquirer_details;
    model::AuthenticationMetadata {
        acquirer_details: model::AcquirerDetails {
            acquirer_bin,
            acquirer_country,
            acquirer_merchant_id,
            merchant_name,
            requestor_id,
        },
        directory_server: model::DirectoryServer::from(metadata.directory_server.as_str()),
        flow_preference: metadata.flow_preference.and_then(read_preference),
        channel: None,
    }
}

/// A course that the release does not list is no preference: the bank decides anyway (ACP-3DS-06).
fn read_preference(preference: FlowPreference) -> Option<model::FlowPreference> {
    match preference.kind {
        FlowType::Challenge => {
            let mandated = match preference.challenge.and_then(|challenge| challenge.kind) {
                Some(ChallengeType::Mandated) => Some(true),
                Some(ChallengeType::Preferred) => Some(false),
                Some(ChallengeType::_Unlisted(_)) | None => None,
            };
            Some(model::FlowPreference::Challenge { mandated })
        }
        FlowType::Frictionless => {
            let reason = preference.frictionless.and_then(|frictionless| frictionless.kind);
            Some(model::FlowPreference::Frictionless { low_risk: reason == Some(FrictionlessType::LowRisk) })
        }
        FlowType::_Unlisted(_) => None,
    }
}

/// The outcome is told whatever it is (ACP-3DS-12), but only in the words of the release (ACP-3DS-10, ACP-3DS-11).
pub(crate) fn write_result(result: &model::AuthenticationResult) -> Result<AuthenticationResult, Unsayable> {
    let outcome = AuthenticationOutcome::ALL.iter().find(|outcome| outcome.as_str() == result.outcome.as_str());
    Ok(AuthenticationResult {
        outcome: *outcome.ok_or(Unsayable::NoPlace("this outcome of an authentication"))?,
        outcome_details: result.proof.as_ref().map(write_proof).transpose()?,
    })
}

fn write_proof(proof: &model::AuthenticationProof) -> Result<OutcomeDetails, Unsayable> {
    let indicator = ElectronicCommerceIndicator::ALL
        .iter()
        .find(|indicator| indicator.as_str() == proof.electronic_commerce_indicator)
        .ok_or(Unsayable::NoPlace("this electronic commerce indicator"))?;
    Ok(OutcomeDetails {
        three_ds_cryptogram: Some(proof.three_ds_cryptogram.as_str().into()),
        electronic_commerce_indicator: Some(*indicator),
        transaction_id: Some(proof.transaction_id.clone()),
        version: Some(proof.version.clone()),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    // ACP-3DS-10, ACP-3DS-11, ACP-3DS-12
    #[test]
    fn a_result_is_told_in_the_words_of_the_release() {
        let mut result = model::AuthenticationResult::new("denied".into());
        assert_eq!(to_value(write_result(&result).unwrap()).unwrap(), json!({"outcome": "denied"}));
        result.proof = Some(model::AuthenticationProof::new("cavv", "05", "ds_1", "2.2.0"));
        assert_eq!(
            to_value(write_result(&result).unwrap()).unwrap(),
            json!({"outcome": "denied", "outcome_details": {
                "three_ds_cryptogram": "cavv", "electronic_commerce_indicator": "05", "transaction_id": "ds_1",
                "version": "2.2.0"
            }})
        );
        result.proof = Some(model::AuthenticationProof::new("cavv", "03", "ds_1", "2.2.0"));
        assert!(write_result(&result).is_err());
        assert!(write_result(&model::AuthenticationResult::new("failed".into())).is_err());
    }

    // ACP-3DS-06
    #[test]
    fn a_preference_is_read_as_far_as_it_is_understood() {
        let read = |preference| {
            read_metadata(
                from_value(json!({
                    "acquirer_details": {
                        "acquirer_bin": "1", "acquirer_country": "US", "acquirer_merchant_id": "m",
                        "merchant_name": "Shop"
                    },
                    "directory_server": "discover", "channel": {"type": "browser"}, "flow_preference": preference
                }))
                .unwrap(),
            )
        };
        for (preference, expected) in [
            (json!({"type": "challenge"}), Some(model::FlowPreference::Challenge { mandated: None })),
            (
                json!({"type": "challenge", "challenge": {"type": "begged"}}),
                Some(model::FlowPreference::Challenge { mandated: None }),
            ),
            (
                json!({"type": "frictionless", "frictionless": {"type": "low_risk"}}),
                Some(model::FlowPreference::Frictionless { low_risk: true }),
            ),
            (
                json!({"type": "frictionless", "frictionless": {}}),
                Some(model::FlowPreference::Frictionless { low_risk: false }),
            ),
            (json!({"type": "telepathy"}), None),
        ] {
            let metadata = read(preference);
            assert_eq!(metadata.flow_preference, expected);
            assert_eq!(metadata.directory_server.as_str(), "discover");
            assert_eq!(metadata.channel, None);
        }
    }
}
