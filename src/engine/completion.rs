//! From a payable session to an order, without ever charging twice.
//!
//! A completion is a saga: claim → authorize → record → place the order → record. Each step begins at a
//! [`RecoveryPoint`] that is in the store before the step runs, and each call into the shop carries a token that stays
//! the same when the step is made again. So whoever takes the completion up after a crash goes on where it stood
//! (ACP-IDEM-28): money that was set aside ends as an order or is let go of.

use std::sync::Arc;

use super::claim::Claim;
use super::extension::Extended;
use super::lifecycle::Action;
use super::{
    Caller, Engine, EngineError, Outcome, Refusal, Violation, attribution, authentication, check, consent, context,
    extension, markdown, payment, readiness, succeed,
};
use crate::backend::{AuthorizeRequest, CommerceBackend, Context, OrderRequest, Placement, VoidRequest};
use crate::model::{
    Authorization, Authorized, Challenge, Checkout, CheckoutStatus, Complete, ErrorCode, Field, Message, Order,
    Touchpoint,
};
use crate::store::{Commit, Completion, OrderEvent, RecoveryPoint, Session};
use crate::types::{ApiVersion, CheckoutId, Money, Shared, Timestamp};

impl<B: CommerceBackend> Engine<B> {
    pub(super) async fn complete(
        &self,
        caller: &Caller,
        id: &CheckoutId,
        complete: &Complete,
    ) -> Result<Outcome, EngineError> {
        let claimed = self.claim(caller, id, Action::Complete, |session, now, lease_until| {
            take(&self.backend, session, complete, caller.version, now, lease_until)
        });
        match claimed.await? {
            Claim::Held(session) => self.carry_out(caller, session, Some(complete)).await,
            Claim::Done(outcome) => Ok(outcome),
        }
    }

    /// Goes from recovery point to recovery point until it is decided what becomes of the session. Who only takes up what
    /// another left has nothing to pay with: nobody keeps that.
    pub(super) async fn carry_out(
        &self,
        caller: &Caller,
        mut session: Arc<Session>,
        complete: Option<&Complete>,
    ) -> Result<Outcome, EngineError> {
        loop {
            let Some(completion) = session.completion.clone() else { return Err(EngineError::Contended) };
            let step = match completion.point {
                RecoveryPoint::Authorizing { resumes } => match complete {
                    Some(complete) => self.authorize(caller, &session, complete, resumes.as_deref()).await,
                    None => self.look_up(caller, &session, resumes).await,
                },
                RecoveryPoint::Authorized(authorized) => self.place_order(caller, &session, &authorized).await,
                RecoveryPoint::Voiding { authorized, messages } => {
                    self.void(caller, &session, &authorized, messages).await
                }
                RecoveryPoint::Abandoning { reference } => self.let_go(caller, &session, &reference).await,
                RecoveryPoint::Canceling { intent, abandons } => {
                    self.give_up(caller, &session, intent, abandons.as_deref()).await
                }
                RecoveryPoint::Waiting { .. } => return Err(Refusal::Busy.into()),
            };
            match step {
                Ok(Step::Decided(outcome)) => return Ok(outcome.told_to(caller)),
                Ok(Step::Reached(point)) => session = self.record(&session, point).await?,
                Err(error) => {
                    self.park(&session).await;
                    return Err(error);
                }
            }
        }
    }

    /// Writes a recovery point down before the next step runs.
    async fn record(&self, session: &Session, point: RecoveryPoint) -> Result<Arc<Session>, EngineError> {
        let mut next = succeed(session);
        if let Some(completion) = &mut next.completion {
            completion.point = point;
            completion.hold(self.clock.now().saturating_add(self.config.completion_lease));
        }
        let next = Arc::new(next);
        self.store.commit(Commit::of_session(Arc::clone(&next), Some(session.revision))).await?;
        Ok(next)
    }

    async fn authorize(
        &self,
        caller: &Caller,
        session: &Session,
        complete: &Complete,
        resumes: Option<&str>,
    ) -> Result<Step, EngineError> {
        let checkout = &session.checkout;
        let amount = checkout.quote.total().ok_or(Violation::NoTotal)?;
        let payment = payment::name_handler(checkout, &complete.payment);
        let request = AuthorizeRequest {
            resumes,
            authentication: complete.authentication.as_ref(),
            risk_signals: complete.risk_signals.as_ref(),
            ..AuthorizeRequest::new(checkout, amount, &payment)
        };
        let context = self.completion_context(caller, session, "authorize");
        match self.backend.authorize(&context, request).await? {
            Authorization::Authorized(authorized) => Ok(accept(authorized, amount)),
            Authorization::Declined(decline) => {
                let message = Message::error(decline.code, decline.message).about(Field::PaymentData);
                Ok(self.decide(session, |checkout| readiness::reopen(checkout, vec![message])))
            }
            Authorization::AuthenticationRequired(challenge) => {
                let Challenge { reference, metadata } = *challenge;
                authentication::audit(&metadata)?;
                Ok(self.wait(session, reference, |checkout| {
                    checkout.status = CheckoutStatus::AuthenticationRequired;
                    checkout.authentication = Some(metadata);
                }))
            }
            Authorization::PendingApproval { reference } => Ok(self.wait(session, reference, |checkout| {
                checkout.status = CheckoutStatus::PendingApproval;
                checkout.authentication = None;
            })),
            Authorization::Processing { reference } => Ok(self.leave_in_progress(session, reference)),
        }
    }

    async fn place_order(
        &self,
        caller: &Caller,
        session: &Session,
        authorized: &Authorized,
    ) -> Result<Step, EngineError> {
        let consents = session.completion.as_ref().map_or(&[][..], |completion| &completion.consents);
        let request = OrderRequest {
            attributions: &session.attributions,
            consents,
            ..OrderRequest::new(&session.checkout, authorized)
        };
        let context = self.completion_context(caller, session, "order");
        match self.backend.place_order(&context, request).await? {
            Placement::Placed(order) if order.checkout_id != session.checkout.id => Err(Violation::StrayOrder.into()),
            Placement::Placed(order) => Ok(self.finish(session, order)),
            Placement::Refused(mut messages) => {
                markdown::hold_messages(&mut messages);
                if messages.is_empty() {
                    messages.push(Message::error(ErrorCode::Conflict, "The order could not be placed."));
                }
                Ok(Step::Reached(RecoveryPoint::Voiding { authorized: authorized.clone(), messages }))
            }
        }
    }

    async fn void(
        &self,
        caller: &Caller,
        session: &Session,
        authorized: &Authorized,
        messages: Vec<Message>,
    ) -> Result<Step, EngineError> {
        let context = self.completion_context(caller, session, "void");
        self.backend.void(&context, VoidRequest::new(&session.checkout, authorized)).await?;
        Ok(self.decide(session, |checkout| readiness::reopen(checkout, messages)))
    }

    /// The end: the order, its event and the status, to be committed together with the answer (ACP-COMP-01).
    fn finish(&self, session: &Session, order: Shared<Order>) -> Step {
        let now = self.clock.now();
        let id = self.ids.event_id(now);
        // That of the request, whoever carries it out.
        let version = session.completion.as_ref().map_or(ApiVersion::LATEST, |completion| completion.version);
        let event = OrderEvent::created(
            id,
            session.principal.clone(),
            order.clone(),
            session.checkout.quote.currency,
            version,
            now,
        );
        let mut step = self.decide(session, |checkout| {
            checkout.status = CheckoutStatus::Completed;
            checkout.authentication = None;
            checkout.messages.clear();
            checkout.order = Some(order);
        });
        if let Step::Decided(outcome) = &mut step {
            let session = Arc::make_mut(&mut outcome.session);
            session.completed_in = Some(version);
            // The shop has them with the order: nobody needs to keep them here (ACP-AFF-18).
            session.attributions.clear();
            outcome.events.push(event);
        }
        step
    }

    /// The attempt is decided. The next one, if any, is another attempt and gets tokens of its own.
    pub(super) fn decide(&self, session: &Session, change: impl FnOnce(&mut Checkout)) -> Step {
        let mut next = succeed(session);
        next.completion = None;
        next.attempts = next.attempts.saturating_add(1);
        let checkout = Arc::make_mut(&mut next.checkout);
        change(checkout);
        checkout.updated_at = self.clock.now();
        Step::Decided(Outcome::new(next, Some(session.revision)))
    }

    /// The provider waits for somebody; the next attempt resumes this one.
    fn wait(&self, session: &Session, reference: String, change: impl FnOnce(&mut Checkout)) -> Step {
        let mut next = succeed(session);
        next.attempts = next.attempts.saturating_add(1);
        if let Some(completion) = &mut next.completion {
            completion.point = RecoveryPoint::Waiting { reference };
        }
        let checkout = Arc::make_mut(&mut next.checkout);
        change(checkout);
        checkout.updated_at = self.clock.now();
        Step::Decided(Outcome::new(next, Some(session.revision)))
    }

    /// The provider does not know yet; whoever completes next asks it what became of this attempt. Nobody holds the session
    /// meanwhile, but it cannot be changed: the money may be on its way (C-LIFE-01).
    fn leave_in_progress(&self, session: &Session, reference: String) -> Step {
        let mut next = succeed(session);
        next.attempts = next.attempts.saturating_add(1);
        if let Some(completion) = &mut next.completion {
            completion.point = RecoveryPoint::Authorizing { resumes: Some(reference) };
            completion.lease_until = self.clock.now();
        }
        Arc::make_mut(&mut next.checkout).updated_at = self.clock.now();
        Step::Decided(Outcome::new(next, Some(session.revision)))
    }

    /// The token names the attempt, so that a step made again is the same effect and a new attempt another.
    pub(super) fn completion_context(&self, caller: &Caller, session: &Session, effect: &str) -> Context {
        let effect = format!("{effect}:{}", session.attempts);
        context(caller, &session.checkout.id, &effect, &session.agent, self.clock.now())
    }
}

/// The session, held to be paid and ordered.
fn take<B: CommerceBackend>(
    backend: &B,
    session: &Session,
    complete: &Complete,
    version: ApiVersion,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Session, EngineError> {
    let mut next = succeed(session);
    let resumes = match &mut next.completion {
        Some(Completion { point: RecoveryPoint::Waiting { reference }, .. }) => Some(reference.clone()),
        // Another request left it: go on where it stood.
        Some(completion) => {
            if matches!(completion.point, RecoveryPoint::Authorizing { .. }) {
                payment::check(&session.checkout, &complete.payment)?;
            }
            completion.hold(lease_until);
            return Ok(next);
        }
        None => None,
    };
    if session.checkout.status == CheckoutStatus::AuthenticationRequired && complete.authentication.is_none() {
        return Err(Refusal::AuthenticationMissing.into());
    }
    // What is being approved was agreed on while the prices held.
    let approving = session.checkout.status == CheckoutStatus::PendingApproval;
    if !approving && session.checkout.quote.expires_at.is_some_and(|end| end <= now) {
        return Err(Refusal::QuoteExpired.into());
    }
    complete.attribution.as_ref().map_or(Ok(()), check::attribution)?;
    let checkout = Arc::make_mut(&mut next.checkout);
    if let Some(buyer) = &complete.buyer {
        check::buyer(buyer)?;
        // What is the same stays shared with the revision before.
        if checkout.cart.buyer.as_ref() != Some(buyer) {
            checkout.cart.buyer = Some(buyer.clone());
        }
    }
    payment::check(checkout, &complete.payment)?;
    if checkout.cart.buyer.is_none() {
        return Err(Refusal::Missing(Field::Buyer).into());
    }
    if let Some(notes) = &complete.order_notes {
        check::order_notes(notes)?;
        checkout.cart.order_notes = Some(notes.clone());
    }
    if !complete.extensions.is_empty() {
        let (sent, kept) = (&complete.extensions, &mut checkout.cart.extensions);
        extension::merge(backend, &session.checkout.extensions, Extended::Complete, sent, kept)?;
    }
    checkout.status = CheckoutStatus::CompleteInProgress;
    checkout.authentication = None;
    checkout.updated_at = now;
    let consents = consent::accept(&complete.consents, checkout);
    let point = RecoveryPoint::Authorizing { resumes };
    next.completion = Some(Completion { consents, ..Completion::new(point, version, lease_until) });
    if let Some(claim) = &complete.attribution {
        attribution::record(&mut next.attributions, claim, Touchpoint::Last);
    }
    Ok(next)
}

/// Where one step led.
#[derive(Debug)]
pub(super) enum Step {
    Reached(RecoveryPoint),
    Decided(Outcome),
}

/// Money of another amount than the total must go back: the buyer did not agree to it.
pub(super) fn accept(authorized: Authorized, total: Money) -> Step {
    if authorized.amount == total {
        return Step::Reached(RecoveryPoint::Authorized(authorized));
    }
    let violation = Violation::Amount { expected: total.minor, found: authorized.amount.minor };
    crate::log::violation(&violation);
    let message =
        Message::error(ErrorCode::PaymentDeclined, "The payment could not be taken.").about(Field::PaymentData);
    Step::Reached(RecoveryPoint::Voiding { authorized, messages: vec![message] })
}
