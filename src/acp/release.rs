//! From and to the JSON of whichever release was negotiated.
//!
//! Adding a release means one folder, one arm in each of these functions, and one constant of
//! [`VersionRules`](super::VersionRules).

use super::error::Unsayable;
use super::v2026_04_17::convert::extension;
use super::{EncodeError, ErrorDocument, Operation, v2025_09_29, v2025_12_12, v2026_01_16, v2026_01_30, v2026_04_17};
use crate::json::{self, DecodeError, Json};
use crate::model::{Cancel, Checkout, Complete, Create, Field, Metadata, Order, OrderEventKind, Update};
use crate::types::{ApiVersion, Currency};

/// Whether fields of extensions may stand among those of the release.
fn says_extensions(version: ApiVersion) -> bool {
    version >= ApiVersion::V2026_01_30
}

/// Reads the body of a create.
///
/// # Errors
///
/// [`DecodeError`] with the place in the body and what is wrong there.
pub fn decode_create(version: ApiVersion, body: &Json<'_>) -> Result<Create, DecodeError> {
    let mut create = match version {
        ApiVersion::V2025_09_29 => json::decode::<v2025_09_29::CheckoutSessionCreateRequest>(body)?.into_command(),
        ApiVersion::V2025_12_12 => json::decode(body).map(v2025_12_12::CheckoutSessionCreateRequest::into_command),
        ApiVersion::V2026_01_16 => json::decode(body).map(v2026_01_16::CheckoutSessionCreateRequest::into_command),
        ApiVersion::V2026_01_30 => json::decode::<v2026_01_30::CheckoutSessionCreateRequest>(body)?.into_command(),
        ApiVersion::V2026_04_17 => json::decode::<v2026_04_17::CheckoutSessionCreateRequest>(body)?.into_command(),
    }?;
    if says_extensions(version) {
        create.extensions = extension::read(body, &extension::CREATE);
    }
    Ok(create)
}

/// Reads the body of an update.
///
/// # Errors
///
/// [`DecodeError`] with the place in the body and what is wrong there.
pub fn decode_update(version: ApiVersion, body: &Json<'_>) -> Result<Update, DecodeError> {
    let mut update = match version {
        ApiVersion::V2025_09_29 => json::decode::<v2025_09_29::CheckoutSessionUpdateRequest>(body)?.into_command(),
        ApiVersion::V2025_12_12 => json::decode::<v2025_12_12::CheckoutSessionUpdateRequest>(body)?.into_command(),
        ApiVersion::V2026_01_16 => json::decode::<v2026_01_16::CheckoutSessionUpdateRequest>(body)?.into_command(),
        ApiVersion::V2026_01_30 => json::decode::<v2026_01_30::CheckoutSessionUpdateRequest>(body)?.into_command(),
        ApiVersion::V2026_04_17 => json::decode::<v2026_04_17::CheckoutSessionUpdateRequest>(body)?.into_command(),
    }?;
    if says_extensions(version) {
        update.extensions = extension::read(body, &extension::UPDATE);
    }
    Ok(update)
}

/// Reads the body of a complete.
///
/// # Errors
///
/// [`DecodeError`] with the place in the body and what is wrong there.
pub fn decode_complete(version: ApiVersion, body: &Json<'_>) -> Result<Complete, DecodeError> {
    let mut complete = match version {
        ApiVersion::V2025_09_29 => json::decode(body).map(v2025_09_29::CheckoutSessionCompleteRequest::into_command),
        ApiVersion::V2025_12_12 => json::decode::<v2025_12_12::CheckoutSessionCompleteRequest>(body)?.into_command(),
        ApiVersion::V2026_01_16 => json::decode::<v2026_01_16::CheckoutSessionCompleteRequest>(body)?.into_command(),
        ApiVersion::V2026_01_30 => json::decode::<v2026_01_30::CheckoutSessionCompleteRequest>(body)?.into_command(),
        ApiVersion::V2026_04_17 => json::decode::<v2026_04_17::CheckoutSessionCompleteRequest>(body)?.into_command(),
    }?;
    if says_extensions(version) {
        complete.extensions = extension::read(body, &extension::COMPLETE);
    }
    Ok(complete)
}

/// Reads the body of a cancel. 2025-09-29 has none: whatever is sent is passed over (ACP-CXL-05).
///
/// # Errors
///
/// [`DecodeError`] with the place in the body and what is wrong there.
pub fn decode_cancel(version: ApiVersion, body: &Json<'_>) -> Result<Cancel, DecodeError> {
    match version {
        ApiVersion::V2025_09_29 => Ok(Cancel::default()),
        ApiVersion::V2025_12_12 => json::decode::<v2025_12_12::CancelSessionRequest>(body)?.into_command(),
        ApiVersion::V2026_01_16 => json::decode::<v2026_01_16::CancelSessionRequest>(body)?.into_command(),
        ApiVersion::V2026_01_30 => json::decode::<v2026_01_30::CancelSessionRequest>(body)?.into_command(),
        ApiVersion::V2026_04_17 => json::decode::<v2026_04_17::CancelSessionRequest>(body)?.into_command(),
    }
}

/// Writes a session as the answer to an operation.
///
/// # Errors
///
/// [`EncodeError`] when the release cannot say it.
pub fn encode_checkout(version: ApiVersion, operation: Operation, checkout: &Checkout) -> Result<Vec<u8>, EncodeError> {
    match version {
        ApiVersion::V2025_09_29 => {
            let known = v2025_09_29::PaymentProviderName::LISTED;
            write(version, v2025_09_29::CheckoutSession::from_model(checkout, operation, known))
        }
        ApiVersion::V2025_12_12 => write(version, v2025_12_12::CheckoutSession::from_model(checkout)),
        ApiVersion::V2026_01_16 => write(version, v2026_01_16::CheckoutSession::from_model(checkout)),
        ApiVersion::V2026_01_30 => {
            let session = v2026_01_30::CheckoutSession::from_model(checkout);
            write_extended(version, session, &extension::of_session(checkout), &extension::SESSION)
        }
        ApiVersion::V2026_04_17 => {
            let session = v2026_04_17::CheckoutSession::from_model(checkout);
            write_extended(version, session, &extension::of_session(checkout), &extension::SESSION)
        }
    }
}

/// Writes an error. A release before 2026-04-17 is never told of versions: its error is closed (ACP-ERR-06).
#[must_use]
pub fn encode_error(version: ApiVersion, error: &ErrorDocument) -> Vec<u8> {
    let written = match version {
        ApiVersion::V2025_09_29 => write(version, Ok(v2025_09_29::Error::from(error))),
        ApiVersion::V2025_12_12 => write(version, Ok(v2025_12_12::Error::from(error))),
        ApiVersion::V2026_01_16 => write(version, Ok(v2026_01_16::Error::from(error))),
        ApiVersion::V2026_01_30 => write(version, Ok(v2026_01_30::Error::from(error))),
        ApiVersion::V2026_04_17 => write(version, Ok(v2026_04_17::Error::from(error))),
    };
    // Text and lists of text are always writable.
    written.unwrap_or_default()
}

/// Where a field stands in the body of a request, as a `JSONPath`.
#[must_use]
pub fn request_path(version: ApiVersion, operation: Operation, field: &Field) -> String {
    match version {
        ApiVersion::V2025_09_29 => v2025_09_29::request_path(operation, field),
        ApiVersion::V2025_12_12 => v2025_12_12::request_path(operation, field),
        ApiVersion::V2026_01_16 => v2026_01_16::request_path(operation, field),
        ApiVersion::V2026_01_30 => v2026_01_30::request_path(operation, field),
        ApiVersion::V2026_04_17 => v2026_04_17::request_path(operation, field),
    }
}

/// What a session takes on the wire, more or less, in bytes.
const TYPICAL_SIZE: usize = 3_072;

/// The bytes of what a release says; what it cannot say is refused in its name.
pub(super) fn write<T: serde::Serialize>(
    version: ApiVersion,
    document: Result<T, Unsayable>,
) -> Result<Vec<u8>, EncodeError> {
    let document = document.map_err(|refusal| refusal.of(version))?;
    // A session of a few lines fits; growing there from nothing would copy it five times over.
    let mut bytes = Vec::with_capacity(TYPICAL_SIZE);
    json::write(&document, &mut bytes).map_err(|error| EncodeError::Json(error.into()))?;
    Ok(bytes)
}

/// The same with the fields of extensions, of which there are none nearly always.
fn write_extended<T: serde::Serialize>(
    version: ApiVersion,
    document: Result<T, Unsayable>,
    fields: &Metadata,
    core: &[&str],
) -> Result<Vec<u8>, EncodeError> {
    let document = document.map_err(|refusal| refusal.of(version))?;
    match extension::extend(&document, fields, core) {
        Some(extended) => write(version, Ok(&extended)),
        None => write(version, Ok(&document)),
    }
}

/// Writes the body of a create, as an agent of that release sends it.
///
/// # Errors
///
/// [`EncodeError`] when the release cannot say it.
pub fn encode_create(version: ApiVersion, create: &Create) -> Result<Vec<u8>, EncodeError> {
    match version {
        ApiVersion::V2025_09_29 => write(version, v2025_09_29::CheckoutSessionCreateRequest::from_command(create)),
        ApiVersion::V2025_12_12 => write(version, v2025_12_12::CheckoutSessionCreateRequest::from_command(create)),
        ApiVersion::V2026_01_16 => write(version, v2026_01_16::CheckoutSessionCreateRequest::from_command(create)),
        ApiVersion::V2026_01_30 => {
            let request = v2026_01_30::CheckoutSessionCreateRequest::from_command(create);
            write_extended(version, request, &create.extensions, &extension::CREATE)
        }
        ApiVersion::V2026_04_17 => {
            let request = v2026_04_17::CheckoutSessionCreateRequest::from_command(create);
            write_extended(version, request, &create.extensions, &extension::CREATE)
        }
    }
}

/// Writes the body of an update.
///
/// # Errors
///
/// [`EncodeError`] when the release cannot say it.
pub fn encode_update(version: ApiVersion, update: &Update) -> Result<Vec<u8>, EncodeError> {
    match version {
        ApiVersion::V2025_09_29 => write(version, v2025_09_29::CheckoutSessionUpdateRequest::from_command(update)),
        ApiVersion::V2025_12_12 => write(version, v2025_12_12::CheckoutSessionUpdateRequest::from_command(update)),
        ApiVersion::V2026_01_16 => write(version, v2026_01_16::CheckoutSessionUpdateRequest::from_command(update)),
        ApiVersion::V2026_01_30 => {
            let request = v2026_01_30::CheckoutSessionUpdateRequest::from_command(update);
            write_extended(version, request, &update.extensions, &extension::UPDATE)
        }
        ApiVersion::V2026_04_17 => {
            let request = v2026_04_17::CheckoutSessionUpdateRequest::from_command(update);
            write_extended(version, request, &update.extensions, &extension::UPDATE)
        }
    }
}

/// Writes the body of a complete.
///
/// # Errors
///
/// [`EncodeError`] when the release cannot say it.
pub fn encode_complete(version: ApiVersion, complete: &Complete) -> Result<Vec<u8>, EncodeError> {
    match version {
        ApiVersion::V2025_09_29 => {
            let known = v2025_09_29::PaymentProviderName::LISTED;
            write(version, v2025_09_29::CheckoutSessionCompleteRequest::from_command(complete, known))
        }
        ApiVersion::V2025_12_12 => write(version, v2025_12_12::CheckoutSessionCompleteRequest::from_command(complete)),
        ApiVersion::V2026_01_16 => write(version, v2026_01_16::CheckoutSessionCompleteRequest::from_command(complete)),
        ApiVersion::V2026_01_30 => {
            let request = v2026_01_30::CheckoutSessionCompleteRequest::from_command(complete);
            write_extended(version, request, &complete.extensions, &extension::COMPLETE)
        }
        ApiVersion::V2026_04_17 => {
            let request = v2026_04_17::CheckoutSessionCompleteRequest::from_command(complete);
            write_extended(version, request, &complete.extensions, &extension::COMPLETE)
        }
    }
}

/// Writes the body of a cancel; none where the release has none.
///
/// # Errors
///
/// [`EncodeError`] when the release cannot say it.
pub fn encode_cancel(version: ApiVersion, cancel: &Cancel) -> Result<Option<Vec<u8>>, EncodeError> {
    match version {
        ApiVersion::V2025_09_29 => Ok(None),
        ApiVersion::V2025_12_12 => {
            write(version, Ok(v2025_12_12::CancelSessionRequest::from_command(cancel))).map(Some)
        }
        ApiVersion::V2026_01_16 => {
            write(version, Ok(v2026_01_16::CancelSessionRequest::from_command(cancel))).map(Some)
        }
        ApiVersion::V2026_01_30 => {
            write(version, Ok(v2026_01_30::CancelSessionRequest::from_command(cancel))).map(Some)
        }
        ApiVersion::V2026_04_17 => {
            write(version, Ok(v2026_04_17::CancelSessionRequest::from_command(cancel))).map(Some)
        }
    }
}

/// Reads a session as an agent of that release gets it.
///
/// # Errors
///
/// [`DecodeError`] with the place in the body and what is wrong there.
pub fn decode_checkout(version: ApiVersion, body: &Json<'_>) -> Result<Checkout, DecodeError> {
    let mut checkout = match version {
        ApiVersion::V2025_09_29 => json::decode::<v2025_09_29::CheckoutSession>(body)?.into_model(),
        ApiVersion::V2025_12_12 => json::decode::<v2025_12_12::CheckoutSession>(body)?.into_model(),
        ApiVersion::V2026_01_16 => json::decode::<v2026_01_16::CheckoutSession>(body)?.into_model(),
        ApiVersion::V2026_01_30 => json::decode::<v2026_01_30::CheckoutSession>(body)?.into_model(),
        ApiVersion::V2026_04_17 => json::decode::<v2026_04_17::CheckoutSession>(body)?.into_model(),
    }?;
    if says_extensions(version) {
        checkout.quote.extensions = extension::read(body, &extension::SESSION);
    }
    Ok(checkout)
}

/// Writes what the agent's platform is told of an order, whose amounts are in that currency.
///
/// # Errors
///
/// [`EncodeError`] when an amount is in another currency.
pub fn encode_event(
    version: ApiVersion,
    kind: OrderEventKind,
    order: &Order,
    currency: Currency,
) -> Result<Vec<u8>, EncodeError> {
    match version {
        ApiVersion::V2025_09_29 | ApiVersion::V2025_12_12 | ApiVersion::V2026_01_16 | ApiVersion::V2026_01_30 => {
            write(version, Ok(v2025_09_29::WebhookEvent::from_model(kind, order)))
        }
        ApiVersion::V2026_04_17 => write(version, v2026_04_17::WebhookEvent::from_model(kind, order, currency)),
    }
}
