//! What can become of an order.
//!
//! Each change is taken whole or not at all, and what follows from it is brought up to date: how many pieces are
//! fulfilled, how far lines and order have come, how much money went back (2026-04-17, orders §3.2, §4, §7.1).

use std::collections::BTreeSet;

use super::{
    Adjustment, AdjustmentKind, AdjustmentStatus, FulfillmentEvent, FulfillmentEventKind, FulfillmentKind,
    FulfillmentStatus, LineReference, Order, OrderError, OrderFulfillment, OrderLine, OrderLineStatus, OrderQuantity,
    OrderStatus,
};
use crate::model::{Total, TotalKind};
use crate::types::{LineItemId, Money, Timestamp};

impl Order {
    /// The merchant stands by it.
    pub fn confirm(&mut self) {
        self.status = Some(OrderStatus::Confirmed);
        self.derive();
    }

    /// Somebody has a look at it first.
    pub fn review(&mut self) {
        self.status = Some(OrderStatus::ManualReview);
    }

    /// Plans a shipment, a pickup or a delivery of data.
    ///
    /// # Errors
    ///
    /// [`OrderError`] when its id is taken, or it holds more pieces than are wanted and in no other fulfillment.
    pub fn plan(&mut self, mut fulfillment: OrderFulfillment) -> Result<(), OrderError> {
        if self.fulfillments.iter().any(|other| other.id == fulfillment.id) {
            return Err(OrderError::Duplicate(fulfillment.id));
        }
        for reference in &fulfillment.lines {
            let live = self.fulfillments.iter().filter(|other| other.is_live());
            let planned = count(live.map(|other| other.pieces(&reference.id)));
            let left = self.line(&reference.id)?.quantity.current.saturating_sub(planned);
            check_pieces(reference, fulfillment.pieces(&reference.id), left)?;
        }
        fulfillment.status.get_or_insert(FulfillmentStatus::Pending);
        self.fulfillments.push(fulfillment);
        self.derive();
        Ok(())
    }

    /// Sends a shipment off.
    ///
    /// # Errors
    ///
    /// As [`plan`](Self::plan), and when it is not a shipment.
    pub fn ship(&mut self, shipment: OrderFulfillment, at: Timestamp) -> Result<(), OrderError> {
        let id = shipment.id.clone();
        let mut next = self.clone();
        next.plan(shipment)?;
        next.record(&id, FulfillmentEventKind::Shipped, at)?;
        *self = next;
        Ok(())
    }

    /// A fulfillment arrived: was delivered, picked up, or fetched.
    ///
    /// # Errors
    ///
    /// [`OrderError`] when there is no such fulfillment or it was canceled.
    pub fn deliver(&mut self, fulfillment: &str, at: Timestamp) -> Result<(), OrderError> {
        self.record(fulfillment, FulfillmentEventKind::Delivered, at)
    }

    /// Something happened to a fulfillment. The event gets the next free number as its id.
    ///
    /// # Errors
    ///
    /// As [`track`](Self::track).
    pub fn record(&mut self, fulfillment: &str, kind: FulfillmentEventKind, at: Timestamp) -> Result<(), OrderError> {
        let happened: BTreeSet<&str> =
            self.fulfillments.iter().flat_map(|other| &other.events).map(|event| event.id.as_str()).collect();
        let mut number = happened.len() + 1;
        while happened.contains(format!("evt_{number}").as_str()) {
            number += 1;
        }
        self.track(fulfillment, FulfillmentEvent::new(format!("evt_{number}"), kind, at))
    }

    /// Something happened to a fulfillment. Events are only ever added (ACP-ORD-12).
    ///
    /// # Errors
    ///
    /// [`OrderError`] when there is no such fulfillment, it was canceled, the event's id is taken, or that does not happen
    /// to its kind (ACP-ORD-11).
    pub fn track(&mut self, fulfillment: &str, event: FulfillmentEvent) -> Result<(), OrderError> {
        let unknown = || OrderError::UnknownFulfillment(fulfillment.to_owned());
        if self.fulfillments.iter().flat_map(|fulfillment| &fulfillment.events).any(|other| other.id == event.id) {
            return Err(OrderError::Duplicate(event.id));
        }
        let found = self.fulfillments.iter_mut().find(|other| other.id == fulfillment).ok_or_else(unknown)?;
        if found.status == Some(FulfillmentStatus::Canceled) {
            return Err(OrderError::Decided(found.id.clone()));
        }
        if !applies(&event.kind, found.kind) {
            return Err(OrderError::NotApplicable { kind: found.kind, event: event.kind });
        }
        if let Some(status) = status_after(&event.kind) {
            found.status = Some(status);
        }
        found.events.push(event);
        self.derive();
        Ok(())
    }

    /// Gives pieces up that have not left: at most what is still wanted and not fulfilled.
    ///
    /// # Errors
    ///
    /// As [`adjust`](Self::adjust).
    pub fn cancel(
        &mut self,
        id: impl Into<String>,
        lines: Vec<LineReference>,
        at: Timestamp,
    ) -> Result<(), OrderError> {
        let done = Adjustment::new(id, AdjustmentKind::Cancellation, AdjustmentStatus::Completed, at);
        self.adjust(Adjustment { lines, ..done })
    }

    /// Takes pieces back that were fulfilled.
    ///
    /// # Errors
    ///
    /// As [`adjust`](Self::adjust).
    pub fn return_items(
        &mut self,
        id: impl Into<String>,
        lines: Vec<LineReference>,
        at: Timestamp,
    ) -> Result<(), OrderError> {
        let done = Adjustment::new(id, AdjustmentKind::Return, AdjustmentStatus::Completed, at);
        self.adjust(Adjustment { lines, ..done })
    }

    /// Gives money back the way it came: tax included, at most what was charged and has not gone back.
    ///
    /// # Errors
    ///
    /// As [`adjust`](Self::adjust).
    pub fn refund(&mut self, id: impl Into<String>, amount: Money, at: Timestamp) -> Result<(), OrderError> {
        let done = Adjustment::new(id, AdjustmentKind::Refund, AdjustmentStatus::Completed, at);
        self.adjust(Adjustment { amount: Some(amount), ..done })
    }

    /// Gives store credit.
    ///
    /// # Errors
    ///
    /// As [`adjust`](Self::adjust).
    pub fn credit(&mut self, id: impl Into<String>, amount: Money, at: Timestamp) -> Result<(), OrderError> {
        let done = Adjustment::new(id, AdjustmentKind::Credit, AdjustmentStatus::Completed, at);
        self.adjust(Adjustment { amount: Some(amount), ..done })
    }

    /// Takes any adjustment down: one that is completed takes effect, one that is pending may later
    /// ([`settle_adjustment`](Self::settle_adjustment)).
    ///
    /// # Errors
    ///
    /// [`OrderError`] when its id is taken, it concerns lines or pieces that are not there, or more money would go back
    /// than was charged.
    pub fn adjust(&mut self, adjustment: Adjustment) -> Result<(), OrderError> {
        if self.adjustments.iter().any(|other| other.id == adjustment.id) {
            return Err(OrderError::Duplicate(adjustment.id));
        }
        self.check_adjustment(&adjustment)?;
        self.adjustments.push(adjustment.clone());
        self.take_effect(&adjustment);
        Ok(())
    }

    /// A pending adjustment came to its end.
    ///
    /// # Errors
    ///
    /// [`OrderError`] when there is no such adjustment, it was decided before, or it cannot take effect any more.
    pub fn settle_adjustment(&mut self, id: &str, status: AdjustmentStatus) -> Result<(), OrderError> {
        let unknown = || OrderError::UnknownAdjustment(id.to_owned());
        let place = self.adjustments.iter().position(|other| other.id == id).ok_or_else(unknown)?;
        let mut adjustment = self.adjustments.remove(place);
        let decided = match adjustment.status {
            AdjustmentStatus::Completed | AdjustmentStatus::Failed => Err(OrderError::Decided(id.to_owned())),
            // Counted without itself.
            _ => self.check_adjustment(&adjustment),
        };
        if decided.is_ok() {
            adjustment.status = status;
        }
        self.adjustments.insert(place, adjustment.clone());
        decided?;
        self.take_effect(&adjustment);
        Ok(())
    }

    /// Money that was given back, or was to be, did not reach the buyer: the refund failed, says why, and counts as given
    /// back no more (ACP-ORD-14). A provider may find that out long after it took a refund for done.
    ///
    /// # Errors
    ///
    /// [`OrderError`] when there is no such refund, or it is known that it failed.
    pub fn fail_refund(&mut self, id: &str, reason: impl Into<String>) -> Result<(), OrderError> {
        let is_it = |other: &&mut Adjustment| other.id == id && other.kind == AdjustmentKind::Refund;
        let unknown = || OrderError::UnknownAdjustment(id.to_owned());
        let refund = self.adjustments.iter_mut().find(is_it).ok_or_else(unknown)?;
        if refund.status == AdjustmentStatus::Failed {
            return Err(OrderError::Decided(id.to_owned()));
        }
        refund.status = AdjustmentStatus::Failed;
        refund.reason = Some(reason.into());
        self.refresh_refunded();
        Ok(())
    }

    /// Takes the place of the order as it was: for a merchant whose own system knows how it stands.
    ///
    /// # Errors
    ///
    /// [`OrderError::Fixed`] when it is another order, or would change what was ordered, what was charged or what
    /// happened so far; and what else [`OrderError`] says of an order that cannot be. What was decided stays, but for a
    /// refund that [failed](Self::fail_refund) after all and says why.
    pub fn replace(&mut self, snapshot: Self) -> Result<(), OrderError> {
        if self.id != snapshot.id || self.checkout_id != snapshot.checkout_id {
            return Err(OrderError::Fixed("the id of an order"));
        }
        for line in &self.lines {
            let now = snapshot.line(&line.id).map(|other| other.quantity);
            if now.as_ref().map(|now| now.ordered) != Ok(line.quantity.ordered) {
                return Err(OrderError::Fixed("how many were ordered"));
            }
            // ACP-ORD-07
            if now.is_ok_and(|now| now.fulfilled < line.quantity.fulfilled) {
                return Err(OrderError::Fixed("how many were fulfilled"));
            }
        }
        if self.charged().is_some() && snapshot.charged() != self.charged() {
            return Err(OrderError::Fixed("what was charged"));
        }
        for fulfillment in &self.fulfillments {
            let now = snapshot.fulfillments.iter().find(|other| other.id == fulfillment.id);
            if !now.is_some_and(|now| now.events.starts_with(&fulfillment.events)) {
                return Err(OrderError::Fixed("what happened so far"));
            }
        }
        for adjustment in &self.adjustments {
            let now = snapshot.adjustments.iter().find(|other| other.id == adjustment.id);
            let decided = matches!(adjustment.status, AdjustmentStatus::Completed | AdjustmentStatus::Failed);
            let stays = |now: &Adjustment| now.status == adjustment.status || has_failed_after_all(adjustment, now);
            if now.is_none_or(|now| decided && !stays(now)) {
                return Err(OrderError::Fixed("what was adjusted so far"));
            }
        }
        snapshot.audit()?;
        *self = snapshot;
        self.refresh_refunded();
        Ok(())
    }

    /// What was charged (ACP-ORD-14).
    #[must_use]
    pub fn charged(&self) -> Option<Money> {
        self.totals.iter().find(|total| total.kind == TotalKind::Total).map(|total| total.amount)
    }

    /// How much money went back: the sum of the completed refunds (ACP-ORD-14).
    #[must_use]
    pub fn refunded(&self) -> Option<Money> {
        let done = |adjustment: &&Adjustment| {
            adjustment.kind == AdjustmentKind::Refund && adjustment.status == AdjustmentStatus::Completed
        };
        sum(self.adjustments.iter().filter(done).filter_map(|adjustment| adjustment.amount))
    }

    /// What has not left and can still be given up.
    #[must_use]
    pub fn open_lines(&self) -> Vec<LineReference> {
        self.lines
            .iter()
            .map(|line| LineReference::new(line.id.clone(), line.quantity.current - line.quantity.fulfilled))
            .filter(|reference| reference.quantity > 0)
            .collect()
    }

    /// Whether an order that was not made by the changes above can be.
    fn audit(&self) -> Result<(), OrderError> {
        let adjustments = self.adjustments.iter().map(|adjustment| (&adjustment.id, &adjustment.lines));
        let fulfillments = self.fulfillments.iter().map(|fulfillment| (&fulfillment.id, &fulfillment.lines));
        all_distinct(self.lines.iter().map(|line| line.id.as_str()))?;
        all_distinct(adjustments.clone().map(|(id, _)| id.as_str()))?;
        all_distinct(fulfillments.clone().map(|(id, _)| id.as_str()))?;
        all_distinct(self.fulfillments.iter().flat_map(|other| &other.events).map(|event| event.id.as_str()))?;
        for line in &self.lines {
            let OrderQuantity { ordered, current, fulfilled } = line.quantity;
            if ordered < 1 || current < 0 || fulfilled < 0 {
                return Err(OrderError::NotPositive);
            }
            let most = current.max(fulfilled);
            if most > ordered {
                return Err(OrderError::TooMany { line: line.id.clone(), asked: most, left: ordered });
            }
        }
        for reference in adjustments.chain(fulfillments).flat_map(|(_, lines)| lines) {
            check_pieces(reference, reference.quantity, self.line(&reference.id)?.quantity.ordered)?;
        }
        let Some(charged) = self.charged() else { return Ok(()) };
        let mut amounts = self.adjustments.iter().filter_map(|adjustment| adjustment.amount);
        if let Some(amount) = amounts.find(|amount| amount.currency != charged.currency) {
            return Err(OrderError::Currency(amount));
        }
        match self.refunded() {
            Some(asked) if asked.minor > charged.minor => Err(OrderError::TooMuch { asked, left: charged }),
            _ => Ok(()),
        }
    }

    fn line(&self, id: &LineItemId) -> Result<&OrderLine, OrderError> {
        self.lines.iter().find(|line| line.id == *id).ok_or_else(|| OrderError::UnknownLine(id.clone()))
    }

    fn check_adjustment(&self, adjustment: &Adjustment) -> Result<(), OrderError> {
        for reference in &adjustment.lines {
            let quantity = self.line(&reference.id)?.quantity;
            let left = match adjustment.kind {
                AdjustmentKind::Cancellation => quantity.current.saturating_sub(quantity.fulfilled),
                AdjustmentKind::Return => quantity.current.min(quantity.fulfilled),
                _ => quantity.ordered,
            };
            check_pieces(reference, pieces(&adjustment.lines, &reference.id), left)?;
        }
        let Some(amount) = adjustment.amount else { return Ok(()) };
        if !matches!(adjustment.kind, AdjustmentKind::PriceAdjustment | AdjustmentKind::Exchange) && amount.minor <= 0 {
            return Err(OrderError::NotPositive);
        }
        let Some(charged) = self.charged() else { return Ok(()) };
        if amount.currency != charged.currency {
            return Err(OrderError::Currency(amount));
        }
        if adjustment.kind == AdjustmentKind::Refund && adjustment.status != AdjustmentStatus::Failed {
            let promised =
                |other: &&Adjustment| other.kind == AdjustmentKind::Refund && other.status != AdjustmentStatus::Failed;
            let promised = sum(self.adjustments.iter().filter(promised).filter_map(|other| other.amount));
            let promised = promised.map_or(0, |money| money.minor);
            let left = Money::new(charged.minor.saturating_sub(promised), charged.currency);
            if amount.minor > left.minor {
                return Err(OrderError::TooMuch { asked: amount, left });
            }
        }
        Ok(())
    }

    fn take_effect(&mut self, adjustment: &Adjustment) {
        let removes = matches!(adjustment.kind, AdjustmentKind::Cancellation | AdjustmentKind::Return);
        if removes && adjustment.status == AdjustmentStatus::Completed {
            for reference in &adjustment.lines {
                for line in self.lines.iter_mut().filter(|line| line.id == reference.id) {
                    line.quantity.current = line.quantity.current.saturating_sub(reference.quantity).max(0);
                }
            }
        }
        self.refresh_refunded();
        self.derive();
    }

    fn refresh_refunded(&mut self) {
        // Of an order without refunds a snapshot may still say how much went back.
        if !self.adjustments.iter().any(|adjustment| adjustment.kind == AdjustmentKind::Refund) {
            return;
        }
        let refunded = self.refunded();
        match self.totals.iter_mut().find(|total| total.kind == TotalKind::AmountRefunded) {
            Some(total) => total.amount = refunded.unwrap_or(Money::new(0, total.amount.currency)),
            None => self.totals.extend(refunded.map(|amount| Total::new(TotalKind::AmountRefunded, amount))),
        }
    }

    /// What follows: pieces fulfilled, statuses of lines (ACP-ORD-08) and order (ACP-ORD-09).
    fn derive(&mut self) {
        let fulfillments = &self.fulfillments;
        for line in &mut self.lines {
            let gone = fulfillments.iter().filter(|fulfillment| fulfillment.has_left());
            let left = count(gone.map(|fulfillment| fulfillment.pieces(&line.id)));
            let quantity = &mut line.quantity;
            // It only grows (ACP-ORD-07): what came back was fulfilled all the same.
            quantity.fulfilled = quantity.fulfilled.max(left);
            line.status = Some(if quantity.current == 0 {
                OrderLineStatus::Removed
            } else if quantity.fulfilled >= quantity.current {
                OrderLineStatus::Fulfilled
            } else if quantity.fulfilled > 0 {
                OrderLineStatus::Partial
            } else {
                OrderLineStatus::Processing
            });
        }
        if let Some(status) = self.derived_status() {
            self.status = Some(status);
        }
    }

    /// How far the order has come by its lines and fulfillments, if they say anything of it.
    fn derived_status(&self) -> Option<OrderStatus> {
        let is = |line: &OrderLine, status| line.status == Some(status);
        if !self.lines.is_empty() && self.lines.iter().all(|line| is(line, OrderLineStatus::Removed)) {
            return Some(OrderStatus::Canceled);
        }
        let settled = |line: &OrderLine| is(line, OrderLineStatus::Fulfilled) || is(line, OrderLineStatus::Removed);
        let mut live = self.fulfillments.iter().filter(|fulfillment| fulfillment.is_live()).peekable();
        live.peek()?;
        let live: Vec<_> = live.collect();
        let all_lines = self.lines.iter().all(settled);
        let delivered = |fulfillment: &&OrderFulfillment| fulfillment.status == Some(FulfillmentStatus::Delivered);
        if all_lines && live.iter().all(delivered) {
            Some(OrderStatus::Completed)
        } else if all_lines && live.iter().all(|fulfillment| fulfillment.has_left()) {
            Some(OrderStatus::Shipped)
        } else if live.iter().any(|fulfillment| fulfillment.status != Some(FulfillmentStatus::Pending)) {
            Some(OrderStatus::Processing)
        } else {
            None
        }
    }
}

impl OrderFulfillment {
    /// So many pieces of that line.
    fn pieces(&self, line: &LineItemId) -> i64 {
        pieces(&self.lines, line)
    }

    /// Neither canceled nor failed: its pieces are in it.
    fn is_live(&self) -> bool {
        !matches!(self.status, Some(FulfillmentStatus::Canceled | FulfillmentStatus::Failed))
    }

    /// Whether its pieces were handed over to a carrier or to the buyer.
    fn has_left(&self) -> bool {
        use FulfillmentStatus::{Delivered, InTransit, OutForDelivery, Shipped};
        matches!(self.status, Some(Shipped | InTransit | OutForDelivery | Delivered))
    }
}

/// Whether a refund that was done turned out not to be, and says why.
fn has_failed_after_all(before: &Adjustment, now: &Adjustment) -> bool {
    before.kind == AdjustmentKind::Refund && now.status == AdjustmentStatus::Failed && now.reason.is_some()
}

fn pieces(lines: &[LineReference], line: &LineItemId) -> i64 {
    count(lines.iter().filter(|reference| reference.id == *line).map(|reference| reference.quantity))
}

fn count(pieces: impl Iterator<Item = i64>) -> i64 {
    pieces.fold(0, i64::saturating_add)
}

/// No two of the same.
fn all_distinct<'a>(ids: impl Iterator<Item = &'a str>) -> Result<(), OrderError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(OrderError::Duplicate(id.to_owned()));
        }
    }
    Ok(())
}

fn check_pieces(reference: &LineReference, asked: i64, left: i64) -> Result<(), OrderError> {
    if reference.quantity < 1 {
        return Err(OrderError::NotPositive);
    }
    if asked > left {
        return Err(OrderError::TooMany { line: reference.id.clone(), asked, left: left.max(0) });
    }
    Ok(())
}

/// Whether that happens to fulfillments of that kind (2026-04-17, orders §4.3).
const fn applies(event: &FulfillmentEventKind, kind: FulfillmentKind) -> bool {
    use FulfillmentEventKind::{InTransit, OutForDelivery, ReadyForPickup, Shipped};
    match event {
        Shipped | InTransit | OutForDelivery => {
            matches!(kind, FulfillmentKind::Shipping | FulfillmentKind::LocalDelivery)
        }
        ReadyForPickup => matches!(kind, FulfillmentKind::Pickup),
        _ => true,
    }
}

/// How far a fulfillment has come after that; `None` where it stays as far as it was.
const fn status_after(event: &FulfillmentEventKind) -> Option<FulfillmentStatus> {
    Some(match event {
        FulfillmentEventKind::Processing => FulfillmentStatus::Processing,
        FulfillmentEventKind::Shipped => FulfillmentStatus::Shipped,
        FulfillmentEventKind::InTransit => FulfillmentStatus::InTransit,
        FulfillmentEventKind::OutForDelivery => FulfillmentStatus::OutForDelivery,
        FulfillmentEventKind::ReadyForPickup => FulfillmentStatus::ReadyForPickup,
        FulfillmentEventKind::Delivered => FulfillmentStatus::Delivered,
        FulfillmentEventKind::Undeliverable | FulfillmentEventKind::ReturnedToSender => FulfillmentStatus::Failed,
        FulfillmentEventKind::Canceled => FulfillmentStatus::Canceled,
        _ => return None,
    })
}

/// `None` of nothing. Refunds were checked against what was charged, so their sum fits.
fn sum(mut amounts: impl Iterator<Item = Money>) -> Option<Money> {
    let first = amounts.next()?;
    Some(amounts.fold(first, |sum, amount| Money::new(sum.minor.saturating_add(amount.minor), sum.currency)))
}
