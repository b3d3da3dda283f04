//! From a token to money.

use super::amount::to_stripe;
use super::call::{Form, Reply};
use super::object::{ErrorObject, GrantedToken, List, PaymentIntent};
use super::{Capture, StripeError, StripeProvider, is_id, minor};
use crate::backend::Finding;
use crate::model::{
    AuthenticationMetadata, AuthenticationOutcome, Authorization, Authorized, Challenge, Decline, DirectoryServer,
    ErrorCode,
};
use crate::payment::{Charge, PaymentState};
use url::form_urlencoded;

/// The key of the metadata by which an attempt is looked up.
const ATTEMPT: &str = "acp_attempt";

impl StripeProvider {
    pub(super) async fn charge(&self, charge: &Charge<'_>) -> Result<Authorization, StripeError> {
        let token = charge.credential.token.expose();
        if !is_id(token) {
            return Ok(invalid("The payment token is not one."));
        }
        match (charge.resumes, charge.authentication) {
            // It was being processed.
            (Some(reference), None) => {
                let intent = self.intent(reference).await?.ok_or(StripeError::NoSuchPayment)?;
                return self.told(charge, charge.idempotency_token, intent).await;
            }
            (_, Some(result))
                if !matches!(
                    result.outcome,
                    AuthenticationOutcome::Authenticated | AuthenticationOutcome::AttemptAcknowledged
                ) =>
            {
                return Ok(declined("The bank did not authenticate the buyer."));
            }
            _ => {}
        }
        if self.config.check_token
            && let Some(refusal) = self.check(charge, token).await?
        {
            return Ok(refusal);
        }
        self.try_keys(charge, token).await
    }

    /// Refuses what Stripe would refuse, but nothing that an earlier try of this very attempt may have been charged
    /// for: that a token is expired or used up proves nothing.
    async fn check(&self, charge: &Charge<'_>, token: &str) -> Result<Option<Authorization>, StripeError> {
        let Some(granted) = self.granted_token(token).await? else {
            return Ok(Some(invalid("The payment token is not known.")));
        };
        let limits = granted.usage_limits;
        if !limits.currency.eq_ignore_ascii_case(charge.amount.currency.as_str()) {
            return Ok(Some(declined("The payment was authorized in another currency.")));
        }
        if limits.max_amount.zip(to_stripe(charge.amount)).is_some_and(|(most, wanted)| wanted > most) {
            return Ok(Some(over_limit(charge)));
        }
        Ok(None)
    }

    /// `None` when there is no such token.
    async fn granted_token(&self, token: &str) -> Result<Option<GrantedToken>, StripeError> {
        let reply = self.get(&format!("/v1/shared_payment/granted_tokens/{token}")).await?;
        if reply.status() == 404 { Ok(None) } else { reply.object().map(Some) }
    }

    /// The first key is the attempt's own, the others are for the tokens after one that is known to have failed.
    async fn try_keys(&self, charge: &Charge<'_>, token: &str) -> Result<Authorization, StripeError> {
        let form = self.form(charge, token)?;
        let mut failed = 0;
        loop {
            let key = match failed {
                0 => charge.idempotency_token.to_owned(),
                _ => format!("{}:{failed}", charge.idempotency_token),
            };
            let trouble = match self.post("/v1/payment_intents", &key, &form).await {
                Ok(reply) if reply.status() == 400 && reply.error().kind == "idempotency_error" => {
                    StripeError::Undecided
                }
                Ok(reply) => match self.answered(charge, &key, &reply).await {
                    Err(error @ StripeError::Unreadable) => error,
                    answer => return answer,
                },
                Err(error) if error.leaves_doubt() => error,
                Err(error) => return Err(error),
            };
            // Before anything else: what became of it?
            let tries = self.tries(charge.idempotency_token).await?;
            if let Some(intent) = tries.iter().find(|intent| !is_worthless(intent)) {
                return self.told(charge, &key, intent.clone()).await;
            }
            if tries.len() <= failed || !matches!(trouble, StripeError::Undecided) {
                return Err(trouble);
            }
            failed = tries.len();
        }
    }

    /// Every intent that was made for the attempt. Stripe's search may be a minute behind.
    async fn tries(&self, attempt: &str) -> Result<Vec<PaymentIntent>, StripeError> {
        let attempt = attempt.replace('\\', "\\\\").replace('\'', "\\'");
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("query", &format!("metadata['{ATTEMPT}']:'{attempt}'"))
            .append_pair("limit", "100")
            .finish();
        let reply = self.get(&format!("/v1/payment_intents/search?{query}")).await?;
        Ok(reply.object::<List<PaymentIntent>>()?.data)
    }

    /// The money that an attempt took. That none is found proves nothing: the search may be behind.
    pub(super) async fn found(&self, attempt: &str) -> Result<Finding, StripeError> {
        for intent in self.tries(attempt).await? {
            let payment = intent.payment()?;
            match payment.state {
                PaymentState::Captured => {
                    return Ok(Finding::Authorized(Authorized::new(payment.reference, payment.captured)));
                }
                PaymentState::Held => {
                    return Ok(Finding::Authorized(Authorized::new(payment.reference, payment.amount)));
                }
                PaymentState::Processing
                | PaymentState::ActionRequired
                | PaymentState::Failed
                | PaymentState::Canceled => {}
            }
        }
        Ok(Finding::Unknown)
    }

    fn form(&self, charge: &Charge<'_>, token: &str) -> Result<Form, StripeError> {
        let mut form = Form::new();
        let mut field = |name: &str, value: &str| form.push((name.to_owned(), value.to_owned()));
        field("amount", &minor(charge.amount)?);
        field("currency", charge.amount.currency.as_str());
        field(self.config.token_parameter.name(), token);
        field("confirm", "true");
        // Without these an account with redirecting methods asks for a return_url.
        field("automatic_payment_methods[enabled]", "true");
        field("automatic_payment_methods[allow_redirects]", "never");
        if self.config.capture == Capture::Manual {
            field("capture_method", "manual");
        }
        if let Some(proof) = charge.authentication.and_then(|result| result.proof.as_ref()) {
            for (name, value) in [
                ("cryptogram", &proof.three_ds_cryptogram),
                ("electronic_commerce_indicator", &proof.electronic_commerce_indicator),
                ("transaction_id", &proof.transaction_id),
                ("version", &proof.version),
            ] {
                field(&format!("payment_method_options[card][three_d_secure][{name}]"), value);
            }
        }
        for (name, value) in &charge.metadata {
            field(&format!("metadata[{name}]"), value);
        }
        field("metadata[checkout_session_id]", charge.checkout_id.as_str());
        field(&format!("metadata[{ATTEMPT}]"), charge.idempotency_token);
        Ok(form)
    }

    /// What an answer to a charge means.
    async fn answered(&self, charge: &Charge<'_>, key: &str, reply: &Reply) -> Result<Authorization, StripeError> {
        if (200..300).contains(&reply.status()) {
            let intent: PaymentIntent = reply.object()?;
            // A replayed answer tells what was then.
            let stale = reply.replayed() && matches!(intent.state(), PaymentState::Processing);
            let intent = if stale { self.intent(&intent.id).await?.unwrap_or(intent) } else { intent };
            return self.told(charge, key, intent).await;
        }
        let error = reply.error();
        match (reply.status(), error.kind.as_str()) {
            (402, _) if error.code.as_deref() == Some("authentication_required") => {
                let reference = match error.payment_intent {
                    Some(intent) => self.cancel(key, &intent.id).await.map(|()| intent.id)?,
                    None => key.to_owned(),
                };
                self.challenge(charge, reference).await
            }
            (402, _) => Ok(declined(decline_text(&error))),
            (400, "invalid_request_error") if error.message.contains("greater than the remaining amount") => {
                Ok(over_limit(charge))
            }
            (400, "invalid_request_error") if error.message.contains("deactivated state") => {
                Ok(declined("The authorization of the payment is no longer valid."))
            }
            (404, _) if error.code.as_deref() == Some("resource_missing") => {
                Ok(invalid("The payment token is not known."))
            }
            _ => Err(reply.refused(&error)),
        }
    }

    /// What an intent means.
    async fn told(&self, charge: &Charge<'_>, key: &str, intent: PaymentIntent) -> Result<Authorization, StripeError> {
        let payment = intent.payment()?;
        match payment.state {
            PaymentState::Captured => {
                Ok(Authorization::Authorized(Authorized::new(payment.reference, payment.captured)))
            }
            PaymentState::Held => Ok(Authorization::Authorized(Authorized::new(payment.reference, payment.amount))),
            PaymentState::Processing => Ok(Authorization::Processing { reference: payment.reference }),
            PaymentState::ActionRequired => {
                self.cancel(key, &payment.reference).await?;
                self.challenge(charge, payment.reference).await
            }
            PaymentState::Failed | PaymentState::Canceled => Ok(declined("The payment was declined.")),
        }
    }

    /// Sends the buyer to authenticate, if the shop can say with whom.
    async fn challenge(&self, charge: &Charge<'_>, reference: String) -> Result<Authorization, StripeError> {
        let needed = || {
            let mut decline = Decline::new("The bank wants to authenticate the buyer.");
            decline.code = ErrorCode::Requires3ds;
            Authorization::Declined(decline)
        };
        let Some(acquirer) = &self.config.acquirer else { return Ok(needed()) };
        let granted = self.granted_token(charge.credential.token.expose()).await?;
        let card = granted.and_then(|granted| granted.payment_method_details?.card);
        let server = match card.and_then(|card| card.brand).as_deref() {
            Some("visa") => DirectoryServer::Visa,
            Some("mastercard") => DirectoryServer::Mastercard,
            Some("amex") => DirectoryServer::AmericanExpress,
            _ => return Ok(needed()),
        };
        let metadata = AuthenticationMetadata::new(acquirer.clone(), server);
        Ok(Authorization::AuthenticationRequired(Box::new(Challenge::new(reference, metadata))))
    }
}

/// Whether it is certain that an intent takes no money.
fn is_worthless(intent: &PaymentIntent) -> bool {
    matches!(intent.state(), PaymentState::Failed | PaymentState::Canceled)
}

fn declined(message: &str) -> Authorization {
    Authorization::Declined(Decline::new(message))
}

fn invalid(message: &str) -> Authorization {
    let mut decline = Decline::new(message);
    decline.code = ErrorCode::Invalid;
    Authorization::Declined(decline)
}

/// Totals changed after the token was granted: somebody's mistake, and not the buyer's.
fn over_limit(charge: &Charge<'_>) -> Authorization {
    crate::log::over_limit(charge.checkout_id);
    declined("The amount is above what the buyer has authorized.")
}

/// What the buyer can do something about. Everything else is "declined": whoever tries out cards must not learn that one
/// is reported as stolen.
fn decline_text(error: &ErrorObject) -> &'static str {
    match error.decline_code.as_deref().or(error.code.as_deref()) {
        Some("insufficient_funds") => "There is not enough money on the card.",
        Some("expired_card") => "The card has expired.",
        Some("incorrect_cvc" | "invalid_cvc") => "The security code is wrong.",
        Some("currency_not_supported") => "The card does not support this currency.",
        Some("card_not_supported") => "The card does not support this kind of purchase.",
        _ => "The card was declined.",
    }
}
