//! What changed after an order was placed.

use super::write_references;
use crate::acp::v2026_04_17::{Adjustment, AdjustmentStatus, AdjustmentType};
use crate::model;

/// An adjustment names the currency of its amount (ACP-ORD-13).
pub(super) fn write(adjustment: &model::Adjustment) -> Adjustment {
    Adjustment {
        id: adjustment.id.clone(),
        kind: AdjustmentType::from(adjustment.kind.as_str()),
        occurred_at: adjustment.occurred_at,
        status: AdjustmentStatus::from(adjustment.status.as_str()),
        line_items: write_references(&adjustment.lines),
        amount: adjustment.amount.map(|amount| amount.minor),
        currency: adjustment.amount.map(|amount| amount.currency),
        description: adjustment.description.clone(),
        reason: adjustment.reason.clone(),
    }
}
