//! Delegated payment, as in [2025-09-29](crate::acp::v2025_09_29::delegate_payment). An issuer identification number may
//! have 8 digits.

pub use crate::acp::v2025_09_29::delegate_payment::{
    Address, Allowance, AllowanceReason, CardCheck, CardFundingType, CardNumberType, DelegatePaymentRequest,
    DelegatePaymentResponse, Error, ErrorCode, ErrorType, PaymentMethodCard, PaymentMethodType, RiskAction, RiskSignal,
    RiskSignalType,
};
