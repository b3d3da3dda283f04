//! A payment provider that answers as its test tokens tell it to.

use std::collections::BTreeMap;

use super::credit::{self, Credit};
use super::journal::Answer;
use super::ledger::{Ledger, LedgerEntry};
use crate::backend::{AuthorizeRequest, BackendError, Finding};
use crate::model::{
    AcquirerDetails, AuthenticationMetadata, AuthenticationOutcome, Authorization, Authorized, Challenge, Checkout,
    Decline, DirectoryServer, FlowPreference, Intervention,
};
use crate::types::{CheckoutId, Money, Secret};

/// The payment tokens that the provider knows. It declines any other: a store must never complete on an odd token.
pub mod token {
    /// The money is set aside.
    pub const SUCCESS: &str = "spt_test_success";
    /// The card is declined.
    pub const DECLINED: &str = "spt_test_declined";
    /// The card is declined: there is not enough on it.
    pub const INSUFFICIENT_FUNDS: &str = "spt_test_insufficient_funds";
    /// The issuer wants to authenticate the buyer. The money is set aside when the attempt is resumed with the outcome
    /// `authenticated` or `attempt_acknowledged`; any other outcome declines it.
    pub const THREE_DS: &str = "spt_test_3ds";
    /// Somebody must approve. The money is set aside when the attempt is resumed.
    pub const PENDING: &str = "spt_test_pending";
    /// The provider never answers, and sets nothing aside.
    pub const TIMEOUT: &str = "spt_test_timeout";
    /// The money is set aside, but the answer gets lost: the first call times out, and the same call made again, with
    /// the same idempotency token, hears of the money that was set aside by the first.
    pub const TIMEOUT_ONCE: &str = "spt_test_timeout_once";
    /// The buyer's store credit is drawn on, with the handler `store_credit`.
    pub const STORE_CREDIT: &str = "vt_test_store_credit";
}

/// The provider's books.
#[derive(Debug, Default)]
pub(super) struct Provider {
    /// What was answered, by idempotency token.
    answers: BTreeMap<String, Authorization>,
    /// Attempts that wait for an authentication or an approval, by reference.
    waiting: BTreeMap<String, Attempt>,
    /// Money that was set aside, by reference.
    payments: BTreeMap<String, Payment>,
    /// How many references were given out.
    references: u64,
    /// What the shop owes its customers.
    pub(super) credit: Credit,
}

/// What an attempt is for. It cannot be resumed for anything else: whoever agreed, agreed to this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attempt {
    pub(super) checkout: CheckoutId,
    pub(super) amount: Money,
}

#[derive(Debug)]
struct Payment {
    attempt: Attempt,
    state: PaymentState,
    /// The customer whose credit it came from.
    credit_of: Option<String>,
    /// Whether another provider holds it, and these books only know of it.
    entered: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PaymentState {
    Held,
    Voided,
    Spent,
}

impl Provider {
    /// Sets money aside, or says why not. The same idempotency token gets the same answer, save that an attempt which
    /// waited can go on.
    pub(super) fn authorize(
        &mut self,
        ledger: &mut Ledger,
        idempotency_token: &str,
        request: &AuthorizeRequest<'_>,
    ) -> Result<Authorization, BackendError> {
        let attempt = Attempt { checkout: request.checkout.id.clone(), amount: request.amount };
        let resumed = request.resumes.filter(|&reference| self.waiting.get(reference) == Some(&attempt));
        if let Some(answer) = self.answers.get(idempotency_token)
            && (resumed.is_none() || is_final(answer))
        {
            return Ok(answer.clone());
        }
        let by_credit = request.payment.handler.as_ref().is_some_and(|handler| *handler == credit::HANDLER);
        let answer = match request.payment.token().map(Secret::expose) {
            Some(token) if by_credit || token == token::STORE_CREDIT => match (by_credit, token) {
                (true, token::STORE_CREDIT) => self.draw(ledger, attempt, request.checkout),
                _ => decline("The payment token is not one of this way to pay."),
            },
            Some(token::THREE_DS) => self.authenticate(ledger, resumed, attempt, request),
            // The shop requires it, whatever the agent declared (ACP-CAP-15).
            Some(token::SUCCESS) if requires_authentication(request.checkout) => {
                self.authenticate(ledger, resumed, attempt, request)
            }
            Some(token::SUCCESS) => {
                let reference = self.next_reference();
                self.hold(ledger, reference, attempt)
            }
            Some(token::TIMEOUT_ONCE) => {
                let reference = self.next_reference();
                let lost = self.hold(ledger, reference, attempt);
                self.answers.insert(idempotency_token.to_owned(), lost);
                return Err(BackendError::timeout("the provider's answer was lost"));
            }
            Some(token::TIMEOUT) => return Err(BackendError::timeout("the provider does not answer")),
            Some(token::PENDING) => self.approve(ledger, resumed, attempt),
            Some(token::DECLINED) => decline("The card was declined."),
            Some(token::INSUFFICIENT_FUNDS) => decline("There is not enough money on the card."),
            Some(_) => decline("The payment token is not known."),
            None if request.payment.purchase_order_number.is_none() => decline("There is no payment token."),
            None if request.payment.approval_required == Some(true) => self.approve(ledger, resumed, attempt),
            None => {
                let reference = self.next_reference();
                self.hold(ledger, reference, attempt)
            }
        };
        self.answers.insert(idempotency_token.to_owned(), answer.clone());
        Ok(answer)
    }

    /// Enters what another provider has set aside for the session. Doing it again does nothing.
    pub(super) fn enter(&mut self, ledger: &mut Ledger, reference: &str, attempt: Attempt) {
        if self.payments.contains_key(reference) {
            return;
        }
        self.hold(ledger, reference.to_owned(), attempt);
        if let Some(payment) = self.payments.get_mut(reference) {
            payment.entered = true;
        }
    }

    /// Whether another provider has set it aside.
    pub(super) fn is_entered(&self, reference: &str) -> bool {
        self.payments.get(reference).is_some_and(|payment| payment.entered)
    }

    /// What an attempt came to. One that took nothing never will: its token is good for nothing any more.
    pub(super) fn look_up(&mut self, ledger: &mut Ledger, idempotency_token: &str) -> Finding {
        match self.answers.get(idempotency_token) {
            Some(Authorization::Authorized(authorized)) => return Finding::Authorized(authorized.clone()),
            Some(Authorization::AuthenticationRequired(challenge)) => {
                let reference = challenge.reference.clone();
                self.abandon(ledger, &reference);
            }
            Some(Authorization::PendingApproval { reference }) => {
                let reference = reference.clone();
                self.abandon(ledger, &reference);
            }
            Some(Authorization::Declined(_)) => return Finding::NothingTaken,
            Some(Authorization::Processing { .. }) => return Finding::Unknown,
            None => {}
        }
        self.answers.insert(idempotency_token.to_owned(), decline("The attempt to pay is over."));
        Finding::NothingTaken
    }

    /// What was answered to a token, if anything.
    pub(super) fn answer(&self, idempotency_token: &str) -> Option<&Authorization> {
        self.answers.get(idempotency_token)
    }

    /// Answers as the file says that it did.
    pub(super) fn restore(&mut self, ledger: &mut Ledger, token: String, attempt: Attempt, answer: Answer) {
        let answer = match answer {
            Answer::Authorized { reference } => {
                self.count(&reference);
                self.hold(ledger, reference, attempt)
            }
            Answer::AuthenticationRequired { reference } => {
                self.count(&reference);
                self.waiting.insert(reference.clone(), attempt);
                challenge(reference)
            }
            Answer::PendingApproval { reference } => {
                self.count(&reference);
                self.waiting.insert(reference.clone(), attempt);
                Authorization::PendingApproval { reference }
            }
            Answer::Declined { message, resumed } => {
                if let Some(reference) = resumed {
                    self.waiting.remove(&reference);
                }
                decline(&message)
            }
        };
        self.answers.insert(token, answer);
    }

    /// Money that the file says paid for an order.
    pub(super) fn restore_spent(&mut self, reference: &str) {
        if let Some(payment) = self.payments.get_mut(reference) {
            payment.state = PaymentState::Spent;
        }
    }

    fn count(&mut self, reference: &str) {
        let number = reference.strip_prefix("pay_").and_then(|number| number.parse().ok());
        self.references = self.references.max(number.unwrap_or(0));
    }

    /// Lets go of money. Doing it again does nothing.
    pub(super) fn void(&mut self, ledger: &mut Ledger, reference: &str) -> Result<(), PaymentError> {
        let payment = self.payments.get_mut(reference).ok_or_else(|| PaymentError::Unknown(reference.to_owned()))?;
        match payment.state {
            PaymentState::Voided => Ok(()),
            PaymentState::Spent => Err(PaymentError::Spent(reference.to_owned())),
            PaymentState::Held => {
                payment.state = PaymentState::Voided;
                if let Some(customer) = &payment.credit_of {
                    self.credit.give_back(customer, payment.attempt.amount);
                }
                let checkout = payment.attempt.checkout.clone();
                ledger.record(LedgerEntry::Voided { reference: reference.to_owned(), checkout });
                Ok(())
            }
        }
    }

    /// Forgets an attempt that waits. Doing it again does nothing.
    pub(super) fn abandon(&mut self, ledger: &mut Ledger, reference: &str) {
        if let Some(Attempt { checkout, .. }) = self.waiting.remove(reference) {
            ledger.record(LedgerEntry::Abandoned { reference: reference.to_owned(), checkout });
        }
    }

    /// Finds the money that is set aside for the total of that session.
    pub(super) fn held(&mut self, authorized: &Authorized, checkout: &Checkout) -> Result<Held<'_>, PaymentError> {
        let reference = || authorized.reference.clone();
        let payment = self.payments.get_mut(&authorized.reference).ok_or_else(|| PaymentError::Unknown(reference()))?;
        match payment.state {
            PaymentState::Voided => return Err(PaymentError::Voided(reference())),
            PaymentState::Spent => return Err(PaymentError::Spent(reference())),
            PaymentState::Held => {}
        }
        if payment.attempt.checkout != checkout.id || Some(payment.attempt.amount) != checkout.quote.total() {
            return Err(PaymentError::Differs(reference()));
        }
        Ok(Held(payment))
    }

    /// Goes on once the issuer has seen the buyer.
    fn authenticate(
        &mut self,
        ledger: &mut Ledger,
        resumed: Option<&str>,
        attempt: Attempt,
        request: &AuthorizeRequest<'_>,
    ) -> Authorization {
        match (resumed, request.authentication) {
            (None, _) => challenge(self.wait(attempt)),
            (Some(reference), None) => challenge(reference.to_owned()),
            (Some(reference), Some(result)) => match result.outcome {
                AuthenticationOutcome::Authenticated | AuthenticationOutcome::AttemptAcknowledged => {
                    self.hold(ledger, reference.to_owned(), attempt)
                }
                _ => self.give_up(reference, "The bank did not authenticate the buyer."),
            },
        }
    }

    /// Goes on once somebody has approved.
    fn approve(&mut self, ledger: &mut Ledger, resumed: Option<&str>, attempt: Attempt) -> Authorization {
        match resumed {
            None => Authorization::PendingApproval { reference: self.wait(attempt) },
            Some(reference) => self.hold(ledger, reference.to_owned(), attempt),
        }
    }

    /// Draws on the buyer's credit.
    fn draw(&mut self, ledger: &mut Ledger, attempt: Attempt, checkout: &Checkout) -> Authorization {
        let Some(customer) = self.credit.draw(checkout.cart.buyer.as_ref(), attempt.amount) else {
            return decline("There is not enough credit.");
        };
        let reference = self.next_reference();
        let answer = self.hold(ledger, reference.clone(), attempt);
        if let Some(payment) = self.payments.get_mut(&reference) {
            payment.credit_of = Some(customer);
        }
        answer
    }

    fn hold(&mut self, ledger: &mut Ledger, reference: String, attempt: Attempt) -> Authorization {
        self.waiting.remove(&reference);
        let Attempt { checkout, amount } = attempt.clone();
        ledger.record(LedgerEntry::Authorized { reference: reference.clone(), checkout, amount });
        let payment = Payment { attempt, state: PaymentState::Held, credit_of: None, entered: false };
        self.payments.insert(reference.clone(), payment);
        Authorization::Authorized(Authorized::new(reference, amount))
    }

    fn wait(&mut self, attempt: Attempt) -> String {
        let reference = self.next_reference();
        self.waiting.insert(reference.clone(), attempt);
        reference
    }

    fn give_up(&mut self, reference: &str, message: &str) -> Authorization {
        self.waiting.remove(reference);
        decline(message)
    }

    fn next_reference(&mut self) -> String {
        self.references += 1;
        format!("pay_{}", self.references)
    }
}

/// Money that an order may be placed for.
#[derive(Debug)]
pub(super) struct Held<'a>(&'a mut Payment);

impl Held<'_> {
    pub(super) fn spend(self) {
        self.0.state = PaymentState::Spent;
    }
}

/// Whether the shop said so when it priced the cart.
fn requires_authentication(checkout: &Checkout) -> bool {
    let interventions = checkout.quote.interventions.as_ref();
    interventions.is_some_and(|interventions| interventions.required.contains(&Intervention::ThreeDs))
}

fn is_final(answer: &Authorization) -> bool {
    matches!(answer, Authorization::Authorized(_) | Authorization::Declined(_))
}

fn decline(message: &str) -> Authorization {
    Authorization::Declined(Decline::new(message))
}

fn challenge(reference: String) -> Authorization {
    let acquirer = AcquirerDetails::new("400000", "US", "sample_merchant", "Sample shop");
    let mut metadata = AuthenticationMetadata::new(acquirer, DirectoryServer::Visa);
    metadata.flow_preference = Some(FlowPreference::Challenge { mandated: Some(true) });
    Authorization::AuthenticationRequired(Box::new(Challenge::new(reference, metadata)))
}

/// A call that does not fit the books: the caller's mistake, never the buyer's.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum PaymentError {
    #[error("nothing is set aside under {0}")]
    Unknown(String),
    #[error("what was set aside under {0} was let go of")]
    Voided(String),
    #[error("what was set aside under {0} paid for an order")]
    Spent(String),
    #[error("what is set aside under {0} is for another session or amount")]
    Differs(String),
}

impl From<PaymentError> for BackendError {
    fn from(error: PaymentError) -> Self {
        Self::internal(error)
    }
}
