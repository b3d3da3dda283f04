//! Whose fault it is.

use std::time::Duration;

use crate::backend::BackendError;
use crate::model::{CheckoutStatus, Field, HandlerError, TotalKind};
use crate::store::{CommitError, StoreError};
use crate::types::{Currency, HandlerId, LineItemId, MoneyError};

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The agent's fault: the request cannot be granted.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The shop could not answer.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// The shop answered something that cannot be true.
    #[error("the shop's answer breaks the rules: {0}")]
    Violation(#[from] Violation),
    /// The store could not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The session changed again and again while the command was carried out.
    #[error("the session is changing too fast")]
    Contended,
}

impl From<CommitError> for EngineError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Store(error) => Self::Store(error),
            CommitError::Raced | CommitError::TicketLost => Self::Contended,
        }
    }
}

/// What an agent is refused, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// There is no such session, or it belongs to somebody else (C-ERR-09).
    #[error("there is no such checkout session")]
    UnknownSession,
    /// No items at all (C-UPD-04).
    #[error("at least one item is needed")]
    NoItems,
    /// None of the items is known (C-ERR-06).
    #[error("there is no such item")]
    UnknownItem {
        /// The first line with an unknown item.
        line: usize,
    },
    /// A value that cannot be.
    #[error("{field}: {reason}")]
    Invalid {
        /// Which one.
        field: Field,
        /// Why not.
        reason: &'static str,
    },
    /// Personal data in an attribution, at that place of it (ACP-AFF-10).
    #[error("affiliate attribution must not hold personal data")]
    PersonalData {
        /// Where, as a JSONPath goes on from the attribution: `.metadata.user_email`.
        place: String,
    },
    /// What an agent sent for an extension is not what the extension takes (ACP-EXT-11).
    #[error("{path}: {reason}")]
    Extension {
        /// Where, as a JSONPath into the request.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// The agent tries too many discount codes (ACP-DISC-15).
    #[error("too many discount codes were tried")]
    TooManyCodes {
        /// When it may go on.
        retry_after: Duration,
    },
    /// Something without which the command makes no sense.
    #[error("{0} is missing")]
    Missing(Field),
    /// A field that cannot be emptied (C-UPD-01).
    #[error("{0} cannot be cleared")]
    NotClearable(Field),
    /// The shop does not sell in that currency.
    #[error("this shop does not sell in that currency")]
    UnsupportedCurrency,
    /// That option is not offered (ACP-UPD-08, ACP-FUL-13).
    #[error("that fulfillment option is not offered")]
    UnknownOption {
        /// Which selection.
        selection: usize,
    },
    /// The session has ended (C-LIFE-03, C-COMP-03).
    #[error("the checkout session is {0}")]
    Ended(CheckoutStatus),
    /// Another request is completing or canceling the session.
    #[error("the checkout session is being completed or canceled")]
    Busy,
    /// The session is not ready to be paid; its messages say why (ACP-COMP-17).
    #[error("the checkout session is not ready for payment")]
    NotReady,
    /// A person must go on at the merchant's page.
    #[error("the buyer must go on at the merchant's page")]
    Escalated,
    /// The issuer wants to see the buyer, and the result is not there (ACP-ERR-11).
    #[error("this checkout session needs the result of the buyer's authentication")]
    AuthenticationMissing,
    /// The merchant declared no such way to pay (ACP-COMP-14).
    #[error("that way to pay is not offered")]
    UnknownHandler,
    /// The prices hold no longer.
    #[error("the quote is over: update the session to get a new one")]
    QuoteExpired,
}

/// How the shop's answer breaks the rules. The agent is told nothing but that something broke.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// A quote in a currency that was not asked for.
    #[error("the quote is in {found}, asked for was {asked}")]
    Currency {
        /// Asked for.
        asked: Currency,
        /// Answered.
        found: Currency,
    },
    /// Amounts that cannot be added.
    #[error("amounts do not add up")]
    Money(#[from] MoneyError),
    /// A line that is not in the cart, twice in the quote, or of another item.
    #[error("line {0} of the quote is not one of the cart")]
    StrayLine(LineItemId),
    /// A line of the cart that is neither priced nor reported as unavailable.
    #[error("line {0} of the cart is not quoted")]
    MissingLine(LineItemId),
    /// A line whose own amounts do not add up.
    #[error("the amounts of line {0} do not add up")]
    Line(LineItemId),
    /// A total that its parts do not come to.
    #[error("{kind} is {found}, its parts come to {expected}")]
    Total {
        /// Which.
        kind: TotalKind,
        /// What the parts come to, minor units.
        expected: i64,
        /// What the shop says, minor units.
        found: i64,
    },
    /// An amount that must not be negative.
    #[error("{0} is negative")]
    Negative(TotalKind),
    /// A discount that was taken off in places which do not come to its amount.
    #[error("the allocations of discount {0} do not come to its amount")]
    Allocation(String),
    /// A discount that was applied and does not show where it was taken off.
    #[error("discounts come to {applied}, {kind} shows {shown}")]
    HiddenDiscount {
        /// Where it should show: on its lines, or in the totals.
        kind: TotalKind,
        /// What the discounts took off there, minor units.
        applied: i64,
        /// What shows there, minor units.
        shown: i64,
    },
    /// A kind of total that no release can say.
    #[error("{0} is not a kind of total")]
    UnknownTotal(TotalKind),
    /// A way to pay that cannot be declared.
    #[error(transparent)]
    Handler(#[from] HandlerError),
    /// Two ways to pay with one id.
    #[error("two payment handlers are called {0}")]
    TwiceDeclared(HandlerId),
    /// Metadata of an authentication that cannot be told.
    #[error("the authentication metadata cannot be told: {0}")]
    Challenge(&'static str),
    /// Options that change from one quote of a cart to the next.
    #[error("two quotes of the same cart offer different options")]
    UnstableOptions,
    /// An authorization of another amount than the total.
    #[error("the authorization is for {found}, the total is {expected}")]
    Amount {
        /// The total, minor units.
        expected: i64,
        /// What was set aside, minor units.
        found: i64,
    },
    /// An order of another session.
    #[error("the order is of another session")]
    StrayOrder,
    /// Markdown with raw HTML in it, where [`RawHtml::Refuse`](super::RawHtml::Refuse) is set.
    #[error("{0} is Markdown with raw HTML in it")]
    RawHtml(&'static str),
    /// A session that can be paid, without a total.
    #[error("the quote has no total")]
    NoTotal,
}
