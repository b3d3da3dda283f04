//! What the agent or the buyer should know.

use serde::{Deserialize, Serialize};

use super::{Field, markdown};

/// Text for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_enums, reason = "the two content types of every release (ACP-MSG-06)")]
pub enum Text {
    /// As it stands.
    Plain(String),
    /// CommonMark 0.31.2 without raw HTML; [`Text::markdown`] makes sure of it.
    Markdown(String),
}

impl Text {
    /// CommonMark; plain text where it has raw HTML in it, which no agent may render (2026-04-17, agentic checkout
    /// §5.1). Nothing is taken out: as plain text the tags are characters like any others (ACP-MD-06, C-MD-01).
    ///
    /// ```
    /// use agentic_commerce::model::Text;
    ///
    /// assert_eq!(Text::markdown("*Final* sale."), Text::Markdown("*Final* sale.".to_owned()));
    /// assert_eq!(Text::markdown("<b>Final</b> sale."), Text::Plain("<b>Final</b> sale.".to_owned()));
    /// ```
    #[must_use]
    pub fn markdown(text: impl Into<String>) -> Self {
        let text = Self::Markdown(text.into());
        if text.has_raw_html() { Self::Plain(text.into_string()) } else { text }
    }

    /// Whether it is Markdown that has raw HTML in it. Plain text has none, whatever it says.
    #[must_use]
    pub fn has_raw_html(&self) -> bool {
        matches!(self, Self::Markdown(text) if markdown::has_raw_html(text))
    }

    fn into_string(self) -> String {
        match self {
            Self::Plain(text) | Self::Markdown(text) => text,
        }
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Markdown(text) => text,
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

/// A message on a session.
///
/// ```
/// use agentic_commerce::model::{ErrorCode, Field, Message};
///
/// let message = Message::error(ErrorCode::OutOfStock, "The blue mug is sold out.").about(Field::LineItem(0));
/// assert!(message.is_error());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Message {
    /// How grave it is, and its code.
    pub kind: MessageKind,
    /// What people read.
    pub text: Text,
    /// What it is about.
    pub field: Option<Field>,
    /// Finer than the kind (2026-01-30 on).
    pub severity: Option<Severity>,
    /// Who resolves it (2026-04-17 on).
    pub resolution: Option<Resolution>,
}

/// How grave a message is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_enums, reason = "the three kinds of every release since 2026-01-30 (ACP-MSG-03)")]
pub enum MessageKind {
    /// Good to know.
    Info,
    /// To be noticed (2026-01-30 on).
    Warning(WarningCode),
    /// Stands in the way of buying.
    Error(ErrorCode),
}

impl Message {
    /// Something good to know.
    #[must_use]
    pub fn info(text: impl Into<Text>) -> Self {
        Self::of(MessageKind::Info, text)
    }

    /// Something to be noticed.
    #[must_use]
    pub fn warning(code: WarningCode, text: impl Into<Text>) -> Self {
        Self::of(MessageKind::Warning(code), text)
    }

    /// Something that stands in the way of buying.
    #[must_use]
    pub fn error(code: ErrorCode, text: impl Into<Text>) -> Self {
        Self::of(MessageKind::Error(code), text)
    }

    fn of(kind: MessageKind, text: impl Into<Text>) -> Self {
        Self { kind, text: text.into(), field: None, severity: None, resolution: None }
    }

    /// The same message, about this.
    #[must_use]
    pub fn about(mut self, field: Field) -> Self {
        self.field = Some(field);
        self
    }

    /// The same message, to be resolved by these.
    #[must_use]
    pub fn resolved_by(mut self, resolution: Resolution) -> Self {
        self.resolution = Some(resolution);
        self
    }

    /// Whether it stands in the way of buying.
    #[must_use]
    pub const fn is_error(&self) -> bool {
        matches!(self.kind, MessageKind::Error(_))
    }

    /// The severity: as given, or the one that fits the kind (C-MSG-03).
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity.clone().unwrap_or(match self.kind {
            MessageKind::Info => Severity::Info,
            MessageKind::Warning(_) => Severity::Medium,
            MessageKind::Error(_) => Severity::High,
        })
    }
}

open_enum! {
    /// What stands in the way of buying.
    pub enum ErrorCode {
        /// Something is missing.
        Missing = "missing",
        /// Something is wrong.
        Invalid = "invalid",
        /// An item is sold out.
        OutOfStock = "out_of_stock",
        /// The payment was declined.
        PaymentDeclined = "payment_declined",
        /// The buyer must sign in.
        RequiresSignIn = "requires_sign_in",
        /// The buyer must be authenticated by 3-D Secure.
        Requires3ds = "requires_3ds",
        /// Fewer pieces in stock than asked for (2026-01-30 on, as the codes that follow).
        LowStock = "low_stock",
        /// More pieces than one order may hold.
        QuantityExceeded = "quantity_exceeded",
        /// A coupon is not known.
        CouponInvalid = "coupon_invalid",
        /// A coupon is over.
        CouponExpired = "coupon_expired",
        /// The order is too small.
        MinimumNotMet = "minimum_not_met",
        /// The order is too large.
        MaximumExceeded = "maximum_exceeded",
        /// Not sold to this region.
        RegionRestricted = "region_restricted",
        /// The buyer's age must be proved.
        AgeVerificationRequired = "age_verification_required",
        /// Somebody must approve.
        ApprovalRequired = "approval_required",
        /// Not supported.
        Unsupported = "unsupported",
        /// Not found.
        NotFound = "not_found",
        /// Contradicts something else.
        Conflict = "conflict",
        /// Too many requests.
        RateLimited = "rate_limited",
        /// Over.
        Expired = "expired",
        /// The agent cannot do what the purchase requires.
        InterventionRequired = "intervention_required",
    }
}

open_enum! {
    /// What should be noticed (2026-01-30 on).
    pub enum WarningCode {
        /// Nearly sold out.
        LowStock = "low_stock",
        /// Much asked for.
        HighDemand = "high_demand",
        /// Delivery takes longer.
        ShippingDelay = "shipping_delay",
        /// A price changed.
        PriceChange = "price_change",
        /// An offer ends soon.
        ExpiringPromotion = "expiring_promotion",
        /// Not everything can be had.
        LimitedAvailability = "limited_availability",
        /// A discount code is over.
        DiscountCodeExpired = "discount_code_expired",
        /// A discount code is not known.
        DiscountCodeInvalid = "discount_code_invalid",
        /// A discount code is applied already.
        DiscountCodeAlreadyApplied = "discount_code_already_applied",
        /// A discount code does not go with another.
        DiscountCodeCombinationDisallowed = "discount_code_combination_disallowed",
        /// The order is too small for a discount code.
        DiscountCodeMinimumNotMet = "discount_code_minimum_not_met",
        /// The buyer must sign in to use a discount code.
        DiscountCodeUserNotLoggedIn = "discount_code_user_not_logged_in",
        /// A discount code is not for this buyer.
        DiscountCodeUserIneligible = "discount_code_user_ineligible",
        /// A discount code is used up.
        DiscountCodeUsageLimitReached = "discount_code_usage_limit_reached",
    }
}

open_enum! {
    /// How grave a message is, finer than its kind (2026-01-30 on).
    pub enum Severity {
        /// Good to know.
        Info = "info",
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
        /// Critical.
        Critical = "critical",
    }
}

open_enum! {
    /// Who resolves what a message says (2026-04-17, agentic checkout §5).
    pub enum Resolution {
        /// The agent, through the API.
        Recoverable = "recoverable",
        /// The buyer, by information that the API cannot carry.
        RequiresBuyerInput = "requires_buyer_input",
        /// The buyer, by agreeing.
        RequiresBuyerReview = "requires_buyer_review",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // ACP-MSG-10, C-MSG-03: the schema lets severity out, agents like to have it.
    #[test]
    fn the_severity_fits_the_kind_unless_it_is_given() {
        let error = Message::error(ErrorCode::OutOfStock, "Sold out.");
        assert_eq!(Message::info("Good to know.").severity(), Severity::Info);
        assert_eq!(Message::warning(WarningCode::PriceChange, "Dearer.").severity(), Severity::Medium);
        assert_eq!(error.severity(), Severity::High);

        let mut given = error;
        given.severity = Some(Severity::Low);
        assert_eq!(given.severity(), Severity::Low);
    }

    #[test]
    fn only_errors_stand_in_the_way() {
        assert!(Message::error(ErrorCode::Missing, "").is_error());
        assert!(!Message::warning(WarningCode::LowStock, "").is_error());
        assert!(!Message::info("").is_error());
    }

    #[test]
    fn a_message_says_what_it_is_about_and_who_resolves_it() {
        let message = Message::info("x").about(Field::Address).resolved_by(Resolution::RequiresBuyerReview);
        assert_eq!(message.field, Some(Field::Address));
        assert_eq!(message.resolution, Some(Resolution::RequiresBuyerReview));
        assert_eq!(message.text, Text::Plain("x".to_owned()));
        assert_eq!(Text::Markdown("*x*".to_owned()).as_str(), "*x*");
    }
}
