//! Delegated payment, as in [2025-09-29](crate::acp::v2025_09_29::delegate_payment). The last digits of a card to show are
//! exactly four.

pub use crate::acp::v2025_09_29::delegate_payment::{
    Address, Allowance, AllowanceReason, CardCheck, CardFundingType, CardNumberType, DelegatePaymentRequest,
    DelegatePaymentResponse, Error, ErrorCode, ErrorType, PaymentMethodCard, PaymentMethodType, RiskAction, RiskSignal,
    RiskSignalType,
};
