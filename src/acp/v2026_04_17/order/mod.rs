//! The order that a completed session became, and what happens to it.

mod adjustment;
mod fulfillment;
mod line_item;
mod placed;

pub use adjustment::{Adjustment, AdjustmentStatus, AdjustmentType};
pub use fulfillment::{
    DigitalDelivery, Fulfillment, FulfillmentEvent, FulfillmentEventType, FulfillmentMethod, FulfillmentStatus,
};
pub use line_item::{LineItemReference, OrderLineItem, OrderLineItemQuantity, OrderLineItemStatus};
pub use placed::{EstimatedDelivery, Order, OrderConfirmation, OrderObject, OrderStatus, SupportInfo};
