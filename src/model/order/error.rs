//! Changes that an order does not take.

use crate::types::{LineItemId, Money};

use super::{FulfillmentEventKind, FulfillmentKind};

/// Why an order does not take a change. It is then as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
    /// There is no such line.
    #[error("the order has no line `{0}`")]
    UnknownLine(LineItemId),
    /// There is no such fulfillment.
    #[error("the order has no fulfillment `{0}`")]
    UnknownFulfillment(String),
    /// There is no such adjustment.
    #[error("the order has no adjustment `{0}`")]
    UnknownAdjustment(String),
    /// The id is taken.
    #[error("the order has a `{0}` already")]
    Duplicate(String),
    /// A quantity or an amount must be positive.
    #[error("a quantity or an amount must be positive")]
    NotPositive,
    /// More pieces of a line than there are.
    #[error("{asked} of `{line}`, of which there are {left}")]
    TooMany {
        /// The line.
        line: LineItemId,
        /// How many were asked for.
        asked: i64,
        /// How many there are.
        left: i64,
    },
    /// That cannot happen to a fulfillment of that kind (2026-04-17, orders §4.3).
    #[error("`{event}` does not happen to a fulfillment of the kind `{kind}`")]
    NotApplicable {
        /// The kind.
        kind: FulfillmentKind,
        /// What should have happened.
        event: FulfillmentEventKind,
    },
    /// It was decided before.
    #[error("`{0}` is decided")]
    Decided(String),
    /// More money than was charged.
    #[error("{asked} cannot go back, of what was charged {left} is left")]
    TooMuch {
        /// How much should go back.
        asked: Money,
        /// How much can.
        left: Money,
    },
    /// Another currency than the order's.
    #[error("{0} is not in the order's currency")]
    Currency(Money),
    /// What must never change would: the ids, how many were ordered, what was charged, what happened so far.
    #[error("{0} cannot change")]
    Fixed(&'static str),
}
