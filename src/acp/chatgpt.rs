//! 2025-09-29 as ChatGPT documents it; [`Dialect`](super::Dialect) says in what it differs. Only writing does: the
//! readers of the release understand both.

use serde::Serialize;

use super::error::Unsayable;
use super::v2025_09_29::{
    CheckoutSession, CheckoutSessionCompleteRequest, CheckoutSessionCreateRequest, CheckoutSessionUpdateRequest, Error,
    ErrorType, Message, WebhookEvent,
};
use super::{ErrorDocument, Operation};
use crate::model::{self, Checkout, Complete, Create, Order, OrderEventKind, Update};
use crate::types::Patch;

/// The providers that the pages list.
const PROVIDERS: &[&str] = &["stripe", "adyen", "braintree"];

/// A body of the release, with the buyer by one name.
#[derive(Debug, Serialize)]
pub(super) struct Named<T> {
    #[serde(skip_serializing_if = "Patch::is_keep")]
    buyer: Patch<Buyer>,
    /// All but the buyer.
    #[serde(flatten)]
    body: T,
}

/// Who buys.
#[derive(Debug, Serialize)]
struct Buyer {
    name: String,
    email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<String>,
}

impl Buyer {
    /// `None` without a name, which is required here as it is in the release.
    fn of(buyer: &model::Buyer) -> Option<Self> {
        let name = buyer.name()?.trim().to_owned();
        if name.is_empty() {
            return None;
        }
        Some(Self { name, email: buyer.email.clone(), phone_number: buyer.phone_number.clone() })
    }
}

/// The session as the answer to an operation.
pub(super) fn session(checkout: &Checkout, operation: Operation) -> Result<Named<CheckoutSession>, Unsayable> {
    let mut body = CheckoutSession::from_model(checkout, operation, PROVIDERS)?;
    body.buyer = None;
    for message in &mut body.messages {
        if let Message::Info(info) = message {
            info.param.get_or_insert_with(|| "$".to_owned());
        }
    }
    Ok(Named { buyer: checkout.cart.buyer.as_ref().and_then(Buyer::of).into(), body })
}

/// The flat error, of the one type that the pages know.
pub(super) fn error(document: &ErrorDocument) -> Error {
    Error { kind: ErrorType::InvalidRequest, ..document.into() }
}

/// What happened to an order, by the names of the pages.
pub(super) fn event(kind: OrderEventKind, order: &Order) -> WebhookEvent {
    let told = match kind {
        OrderEventKind::Created => "order_created",
        OrderEventKind::Updated => "order_updated",
    };
    WebhookEvent { kind: told.into(), ..WebhookEvent::from_model(kind, order) }
}

pub(super) fn create(create: &Create) -> Result<Named<CheckoutSessionCreateRequest>, Unsayable> {
    let mut body = CheckoutSessionCreateRequest::from_command(create)?;
    body.buyer = None;
    Ok(Named { buyer: create.buyer.as_ref().and_then(Buyer::of).into(), body })
}

pub(super) fn update(update: &Update) -> Result<Named<CheckoutSessionUpdateRequest>, Unsayable> {
    let mut body = CheckoutSessionUpdateRequest::from_command(update)?;
    body.buyer = Patch::Keep;
    let buyer = match &update.buyer {
        Patch::Clear => Patch::Clear,
        buyer => buyer.clone().set().as_ref().and_then(Buyer::of).into(),
    };
    Ok(Named { buyer, body })
}

pub(super) fn complete(complete: &Complete) -> Result<Named<CheckoutSessionCompleteRequest>, Unsayable> {
    let mut body = CheckoutSessionCompleteRequest::from_command(complete, PROVIDERS)?;
    body.buyer = None;
    Ok(Named { buyer: complete.buyer.as_ref().and_then(Buyer::of).into(), body })
}
