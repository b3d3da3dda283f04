//! What the merchant has to say.

use super::field;
use crate::acp::v2026_04_17::convert::word::listed;
use crate::acp::v2026_04_17::{
    ContentType, Message, MessageError, MessageErrorCode, MessageInfo, MessageWarning, Severity,
};
use crate::model::{self, Checkout, MessageKind, Text};

/// A message on that session.
pub(super) fn write(message: &model::Message, checkout: &Checkout) -> Message {
    let (content_type, content) = write_text(&message.text);
    // C-MSG-03: agents sort by it, so it is said even where the merchant gave none.
    let severity = Some(listed(message.severity().as_str()).unwrap_or_else(|| usual_severity(&message.kind)));
    let resolution = message.resolution.as_ref().and_then(|resolution| listed(resolution.as_str()));
    let param = message.field.as_ref().and_then(|field| field::session_path(field, checkout));
    match &message.kind {
        MessageKind::Error(code) => {
            let code = listed(code.as_str()).unwrap_or(MessageErrorCode::Invalid);
            return Message::Error(MessageError { code, severity, resolution, param, content_type, content });
        }
        MessageKind::Warning(code) => {
            if let Some(code) = listed(code.as_str()) {
                return Message::Warning(MessageWarning { code, severity, resolution, param, content_type, content });
            }
        }
        MessageKind::Info => {}
    }
    Message::Info(MessageInfo { severity, resolution, param, content_type, content })
}

/// What stands for a severity that the release does not list.
const fn usual_severity(kind: &MessageKind) -> Severity {
    match kind {
        MessageKind::Info => Severity::Info,
        MessageKind::Warning(_) => Severity::Medium,
        MessageKind::Error(_) => Severity::High,
    }
}

/// Text, and how it is to be read.
pub(super) fn write_text(text: &Text) -> (ContentType, String) {
    match text {
        Text::Plain(text) => (ContentType::Plain, text.clone()),
        Text::Markdown(text) => (ContentType::Markdown, text.clone()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json, to_value};

    use super::*;
    use crate::model::{Cart, CheckoutStatus, ErrorCode, Field, Quote, Resolution, WarningCode};
    use crate::types::{Currency, Timestamp};

    fn written(message: &model::Message) -> Value {
        let quote = Quote::new(Currency::new("usd").unwrap(), Vec::new(), Vec::new());
        let now = Timestamp::parse("2026-04-17T00:00:00Z").unwrap();
        let checkout = Checkout::new("cs".into(), CheckoutStatus::Incomplete, Cart::default(), quote, now);
        to_value(write(message, &checkout)).unwrap()
    }

    // ACP-MSG-03, ACP-MSG-04, ACP-MSG-05, ACP-MSG-06, ACP-MSG-10, ACP-MSG-14
    #[test]
    fn the_three_types_carry_what_each_requires_and_a_severity() {
        assert_eq!(
            written(&model::Message::info("Hello")),
            json!({"type": "info", "severity": "info", "content_type": "plain", "content": "Hello"})
        );
        assert_eq!(
            written(&model::Message::warning(WarningCode::LowStock, Text::Markdown("*Few* left".to_owned()))),
            json!({
                "type": "warning", "code": "low_stock", "severity": "medium", "content_type": "markdown",
                "content": "*Few* left"
            })
        );
        let mut message = model::Message::error(ErrorCode::OutOfStock, "Gone").about(Field::LineItem(0));
        assert_eq!(
            written(&message),
            json!({
                "type": "error", "code": "out_of_stock", "severity": "high", "param": "$.line_items[0]",
                "content_type": "plain", "content": "Gone"
            })
        );
        for severity in ["info", "low", "medium", "high", "critical"] {
            message.severity = Some(severity.into());
            assert_eq!(written(&message)["severity"], severity);
        }
        message.severity = Some("deadly".into());
        assert_eq!(written(&message)["severity"], "high");
    }

    // ACP-MSG-12
    #[test]
    fn a_resolution_is_said_if_the_release_lists_it() {
        let message = model::Message::info("Hello");
        for resolution in ["recoverable", "requires_buyer_input", "requires_buyer_review"] {
            assert_eq!(written(&message.clone().resolved_by(resolution.into()))["resolution"], resolution);
        }
        assert_eq!(written(&message.resolved_by(Resolution::from("by_magic"))).get("resolution"), None);
    }

    // ACP-MSG-08: the 21 codes of the schema.
    #[test]
    fn codes_of_errors_are_those_of_the_release() {
        let codes = "missing invalid out_of_stock payment_declined requires_sign_in requires_3ds low_stock \
                     quantity_exceeded coupon_invalid coupon_expired minimum_not_met maximum_exceeded \
                     region_restricted age_verification_required approval_required unsupported not_found conflict \
                     rate_limited expired intervention_required";
        for code in codes.split_whitespace() {
            assert_eq!(written(&model::Message::error(code.into(), "x"))["code"], code);
        }
        let other = written(&model::Message::error("too_beautiful".into(), "x"));
        assert_eq!((&other["type"], &other["code"]), (&json!("error"), &json!("invalid")));
    }

    // ACP-MSG-09: the 14 codes of the schema.
    #[test]
    fn codes_of_warnings_are_those_of_the_release() {
        let codes = "low_stock high_demand shipping_delay price_change expiring_promotion limited_availability \
                     discount_code_expired discount_code_invalid discount_code_already_applied \
                     discount_code_combination_disallowed discount_code_minimum_not_met \
                     discount_code_user_not_logged_in discount_code_user_ineligible discount_code_usage_limit_reached";
        for code in codes.split_whitespace() {
            assert_eq!(written(&model::Message::warning(code.into(), "x"))["code"], code);
        }
        assert_eq!(
            written(&model::Message::warning("out_of_stock".into(), "x")),
            json!({"type": "info", "severity": "medium", "content_type": "plain", "content": "x"})
        );
    }
}
