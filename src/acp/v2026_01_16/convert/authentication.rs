//! Authentication of a payment by the buyer's bank.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::acp::error::Unsayable;
use crate::acp::v2025_12_12;
use crate::acp::v2026_01_16::{
    AuthenticationMetadata, AuthenticationOutcome, AuthenticationResult, FlowPreference, OutcomeDetails,
};
use crate::acp::v2026_04_17::{self, ChallengePreference, ChallengeType, FrictionlessPreference, FrictionlessType};
use crate::model::{self, AuthenticationOutcome as Outcome};

/// The metadata of 2025-12-12, which are open and say what is in a preference.
pub(super) fn write_metadata(metadata: v2025_12_12::AuthenticationMetadata) -> AuthenticationMetadata {
    AuthenticationMetadata {
        flow_preference: metadata.flow_preference.map(write_preference),
        ..AuthenticationMetadata::new(metadata.channel, metadata.acquirer_details, metadata.directory_server)
    }
}

pub(super) fn read_metadata(metadata: AuthenticationMetadata) -> v2025_12_12::AuthenticationMetadata {
    let AuthenticationMetadata { channel, acquirer_details, directory_server, flow_preference } = metadata;
    v2025_12_12::AuthenticationMetadata {
        flow_preference: flow_preference.map(read_preference),
        ..v2025_12_12::AuthenticationMetadata::new(channel, acquirer_details, directory_server)
    }
}

/// The name of the one word in an open preference.
const TYPE: &str = "type";

fn write_preference(preference: v2026_04_17::FlowPreference) -> FlowPreference {
    let v2026_04_17::FlowPreference { kind, challenge, frictionless } = preference;
    let typed = |word: Option<&str>| word.map(|word| (TYPE.to_owned(), Value::from(word))).into_iter().collect();
    FlowPreference {
        kind,
        challenge: challenge.map(|challenge| typed(challenge.kind.as_ref().map(ChallengeType::as_str))),
        frictionless: frictionless.map(|frictionless| typed(frictionless.kind.as_ref().map(FrictionlessType::as_str))),
    }
}

fn read_preference(preference: FlowPreference) -> v2026_04_17::FlowPreference {
    let FlowPreference { kind, challenge, frictionless } = preference;
    let word = |open: &BTreeMap<String, Value>| open.get(TYPE).and_then(Value::as_str).map(str::to_owned);
    v2026_04_17::FlowPreference {
        kind,
        challenge: challenge
            .map(|challenge| ChallengePreference { kind: word(&challenge).as_deref().map(ChallengeType::from) }),
        frictionless: frictionless.map(|frictionless| FrictionlessPreference {
            kind: word(&frictionless).as_deref().map(FrictionlessType::from),
        }),
    }
}

/// The outcome in the words of the other releases (ACP-3DS-09, C-3DS-01).
pub(super) fn read_result(result: AuthenticationResult) -> model::AuthenticationResult {
    let outcome = match result.outcome {
        AuthenticationOutcome::Authenticated => Outcome::Authenticated,
        AuthenticationOutcome::Failed => Outcome::Denied,
        AuthenticationOutcome::Unavailable => Outcome::InternalError,
        AuthenticationOutcome::Rejected => Outcome::Rejected,
        AuthenticationOutcome::Attempt => Outcome::AttemptAcknowledged,
    };
    model::AuthenticationResult { outcome, proof: result.outcome_details.and_then(read_proof) }
}

/// A proof proves nothing unless it is complete (C-3DS-02).
fn read_proof(details: OutcomeDetails) -> Option<model::AuthenticationProof> {
    Some(model::AuthenticationProof {
        three_ds_cryptogram: details.three_ds_cryptogram?.expose().to_owned(),
        electronic_commerce_indicator: details.electronic_commerce_indicator?,
        transaction_id: details.transaction_id?,
        version: details.version?,
    })
}

pub(super) fn write_result(result: &model::AuthenticationResult) -> Result<AuthenticationResult, Unsayable> {
    let outcome = match result.outcome {
        Outcome::Authenticated => AuthenticationOutcome::Authenticated,
        Outcome::Denied => AuthenticationOutcome::Failed,
        Outcome::InternalError => AuthenticationOutcome::Unavailable,
        Outcome::Rejected => AuthenticationOutcome::Rejected,
        Outcome::AttemptAcknowledged => AuthenticationOutcome::Attempt,
        Outcome::Abandoned
        | Outcome::Canceled
        | Outcome::Informational
        | Outcome::NotSupported
        | Outcome::ProcessingError
        | Outcome::_Unlisted(_) => return Err(Unsayable::NoPlace("this outcome of an authentication")),
    };
    Ok(AuthenticationResult { outcome, outcome_details: result.proof.as_ref().map(write_proof) })
}

fn write_proof(proof: &model::AuthenticationProof) -> OutcomeDetails {
    OutcomeDetails {
        three_ds_cryptogram: Some(proof.three_ds_cryptogram.as_str().into()),
        electronic_commerce_indicator: Some(proof.electronic_commerce_indicator.clone()),
        transaction_id: Some(proof.transaction_id.clone()),
        version: Some(proof.version.clone()),
    }
}
