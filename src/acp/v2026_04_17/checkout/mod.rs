//! The checkout session and the requests about it.

mod request;
mod session;

pub use request::{
    CancelSessionRequest, CheckoutSessionCompleteRequest, CheckoutSessionCreateRequest, CheckoutSessionUpdateRequest,
};
pub use session::{CheckoutSession, CheckoutSessionStatus, ProtocolVersion};
