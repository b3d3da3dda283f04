//! The agent: what it sends, and what the protocol says of the answers.
//!
//! The store sells mugs at 12.50 USD, sends them for 5.00 (standard) or 15.00 (express), and takes 8.25 % tax on goods
//! once it knows where they go. Every number below is computed by hand from these.

use std::error::Error;
use std::sync::Arc;

use agentic_commerce::client::{Client, Reply};
use agentic_commerce::model::{
    Address, Buyer, Cancel, Checkout, CheckoutStatus, Complete, Create, Destination, ErrorCode, FulfillmentKind,
    Instrument, IntentTrace, ItemRequest, PaymentData, ReasonCode, SelectionRequest, TotalKind, Update,
};
use agentic_commerce::sample::token;
use agentic_commerce::signature::{HmacSigner, SigningSecret};
use agentic_commerce::transport::ReqwestTransport;
use agentic_commerce::types::{ApiVersion, CheckoutId, Currency, Money, Patch, Quantity, Uri};

use crate::card::Card;
use crate::report::Report;

/// Two mugs: 2 × 12.50.
const MUGS: i64 = 2_500;
/// 8.25 % of 25.00 is 2.0625, rounded half up.
const TAX: i64 = 206;
/// What standard delivery costs, the cheaper way.
const STANDARD: i64 = 500;
/// What express delivery costs.
const EXPRESS: i64 = 1_500;

/// An agent, at the door of one merchant.
#[derive(Debug)]
pub(crate) struct Agent {
    client: Client,
    usd: Currency,
}

impl Agent {
    /// An agent that authenticates with a key, signs with a secret, and speaks one release.
    pub(crate) fn new(
        merchant: Uri,
        api_key: &str,
        signing_secret: &str,
        release: ApiVersion,
    ) -> Result<Self, Box<dyn Error>> {
        // The merchant is on this very machine: a proxy that the environment names would look for it on its own.
        let transport = ReqwestTransport::with_builder(reqwest::Client::builder().no_proxy())?;
        let client = Client::new(Arc::new(transport), merchant, api_key, release)?
            .with_signer(HmacSigner::new(SigningSecret::new(signing_secret)?));
        Ok(Self { client, usd: Currency::new("usd")? })
    }

    /// So many mugs, for a new session.
    fn mugs(&self, pieces: i64) -> Result<Create, Box<dyn Error>> {
        let mut create = Create::new(vec![ItemRequest::new("mug", Quantity::new(pieces)?)]);
        create.currency = Some(self.usd);
        Ok(create)
    }

    /// Step 1.
    pub(crate) async fn create(&self, report: &mut Report) -> Result<CheckoutId, Box<dyn Error>> {
        let reply = self.client.create(&self.mugs(2)?).await?;
        report.step("Put 2 mugs into a new session, without an address", "POST /checkout_sessions", &reply);

        report.expect("HTTP status", reply.status.as_u16(), 201);
        report.expect("session", reply.checkout.status, CheckoutStatus::NotReadyForPayment);
        report.expect_message(&reply.checkout, &ErrorCode::Missing, "Where should it be delivered?");
        report.expect("delivery options", reply.checkout.quote.fulfillment_options.len(), 0);
        // No address, so no delivery and no tax yet.
        report.expect_totals(
            &reply.checkout,
            &[
                (TotalKind::ItemsBaseAmount, MUGS),
                (TotalKind::Subtotal, MUGS),
                (TotalKind::Tax, 0),
                (TotalKind::Total, MUGS), // 25.00
            ],
        );
        Ok(reply.checkout.id)
    }

    /// Step 2.
    pub(crate) async fn tell_address(&self, id: &CheckoutId, report: &mut Report) -> Result<Money, Box<dyn Error>> {
        let address = Address::new("Ada Lovelace", "1 Market Street", "San Francisco", "CA", "US", "94105");
        let mut update = Update::default();
        update.buyer = Patch::Set(ada());
        update.destination = Patch::Set(Destination::at(address));
        let reply = self.client.update(id, &update).await?;
        report.step("Say who buys, and where it goes", &format!("POST /checkout_sessions/{id}"), &reply);

        report.expect("HTTP status", reply.status.as_u16(), 200);
        report.expect("session", reply.checkout.status, CheckoutStatus::ReadyForPayment);
        report.expect("delivery options", reply.checkout.quote.fulfillment_options.len(), 2);
        report.expect("chosen by the store, the cheapest", chosen(&reply.checkout).as_str(), "standard");
        report.expect_totals(&reply.checkout, &delivered(STANDARD)); // 25.00 + 5.00 + 2.06 = 32.06
        total(&reply.checkout)
    }

    /// Step 3. `before` is what the session came to before.
    pub(crate) async fn choose_express(
        &self,
        id: &CheckoutId,
        before: Money,
        report: &mut Report,
    ) -> Result<(), Box<dyn Error>> {
        let mut update = Update::default();
        let mut express = SelectionRequest::new("express");
        express.kind = Some(FulfillmentKind::Shipping); // 2025-12-12 wants to know
        update.selections = Patch::Set(vec![express]);
        let reply = self.client.update(id, &update).await?;
        report.step("Choose express delivery", &format!("POST /checkout_sessions/{id}"), &reply);

        report.expect("HTTP status", reply.status.as_u16(), 200);
        report.expect("session", reply.checkout.status, CheckoutStatus::ReadyForPayment);
        report.expect("chosen by the buyer", chosen(&reply.checkout).as_str(), "express");
        report.expect_totals(&reply.checkout, &delivered(EXPRESS)); // 25.00 + 15.00 + 2.06 = 42.06
        // The difference of the two prices and nothing else: 15.00 − 5.00.
        let dearer = total(&reply.checkout)?.checked_sub(before)?;
        report.expect("dearer by", dearer, Money::new(1_000, self.usd));
        Ok(())
    }

    /// Step 4. A payment provider of one's own knows its own tokens alone.
    pub(crate) async fn pay_in_vain(
        &self,
        id: &CheckoutId,
        with_psp: bool,
        report: &mut Report,
    ) -> Result<(), Box<dyn Error>> {
        let (title, code, text) = if with_psp {
            ("Pay with a token that the provider never gave", ErrorCode::Invalid, "The payment token is not known.")
        } else {
            ("Pay with a card that is declined", ErrorCode::PaymentDeclined, "The card was declined.")
        };
        let reply = self.client.complete(id, &payment(token::DECLINED)).await?;
        report.step(title, &format!("POST /checkout_sessions/{id}/complete"), &reply);

        report.expect("HTTP status", reply.status.as_u16(), 200);
        report.expect("session", reply.checkout.status, CheckoutStatus::ReadyForPayment);
        report.expect_message(&reply.checkout, &code, text);
        report.expect("order", order(&reply.checkout), "none");
        report.expect_totals(&reply.checkout, &delivered(EXPRESS));
        Ok(())
    }

    /// Step 5, with a payment provider of one's own: the card goes there and never to the store, the bank poses a challenge,
    /// and the proof of it is what the session is completed with.
    pub(crate) async fn authenticate(
        &self,
        id: &CheckoutId,
        card: &Card,
        report: &mut Report,
    ) -> Result<Complete, Box<dyn Error>> {
        let total = Money::new(MUGS + EXPRESS + TAX, self.usd);
        let token = card.delegate(id, total, report).await?;
        let mut complete = payment(token.expose());
        let reply = self.client.complete(id, &complete).await?;
        report.step("Pay with the token", &format!("POST /checkout_sessions/{id}/complete"), &reply);

        report.expect("HTTP status", reply.status.as_u16(), 200);
        report.expect("session", reply.checkout.status, CheckoutStatus::AuthenticationRequired);
        report.expect("order", order(&reply.checkout), "none");
        let metadata = reply.checkout.authentication.as_ref().ok_or("the store says nothing of the authentication")?;
        report.expect("whose directory", metadata.directory_server.as_str(), "visa");
        complete.authentication = Some(card.authenticate(id, total, metadata, report).await?);
        Ok(complete)
    }

    /// Step 5, with a token that the agent has already.
    pub(crate) fn good_card() -> Complete {
        payment(token::SUCCESS)
    }

    /// Step 5, its end.
    pub(crate) async fn pay(
        &self,
        id: &CheckoutId,
        complete: &Complete,
        report: &mut Report,
    ) -> Result<Reply, Box<dyn Error>> {
        let reply = self.client.complete(id, complete).await?;
        let proof = complete.authentication.is_some();
        let title = if proof { "Pay with the token and the proof of the bank" } else { "Pay with a good card" };
        report.step(title, &format!("POST /checkout_sessions/{id}/complete"), &reply);

        report.expect("HTTP status", reply.status.as_u16(), 200);
        report.expect("session", reply.checkout.status, CheckoutStatus::Completed);
        report.expect("messages of errors", reply.checkout.messages.iter().filter(|m| m.is_error()).count(), 0);
        report.expect("order", order(&reply.checkout), "ord_1");
        report.expect("replayed", reply.replayed, false);
        report.expect_totals(&reply.checkout, &delivered(EXPRESS));
        Ok(reply)
    }

    /// Step 6.
    pub(crate) async fn look(&self, paid: &Reply, report: &mut Report) -> Result<(), Box<dyn Error>> {
        let id = &paid.checkout.id;
        let reply = self.client.retrieve(id).await?;
        report.step("Look at the session", &format!("GET /checkout_sessions/{id}"), &reply);

        report.expect("HTTP status", reply.status.as_u16(), 200);
        report.expect("session", reply.checkout.status, CheckoutStatus::Completed);
        // Before 2025-12-12 the order is told by the completion alone.
        let told = self.client.version() >= ApiVersion::V2025_12_12;
        report.expect("order", order(&reply.checkout), if told { order(&paid.checkout) } else { "none" });
        report.expect_totals(&reply.checkout, &delivered(EXPRESS));
        Ok(())
    }

    /// Step 7. What an agent does that never saw the answer of step 5: the same command under the same key.
    pub(crate) async fn pay_again(
        &self,
        paid: &Reply,
        complete: &Complete,
        report: &mut Report,
    ) -> Result<(), Box<dyn Error>> {
        let id = &paid.checkout.id;
        let key = paid.idempotency_key.clone().ok_or("a completion goes out under an idempotency key")?;
        let reply = self.client.keyed(key).complete(id, complete).await?;
        report.step(
            "Pay again under the same key, as if the answer was lost",
            &format!("POST /checkout_sessions/{id}/complete"),
            &reply,
        );

        report.expect("HTTP status", reply.status.as_u16(), paid.status.as_u16());
        report.expect("replayed", reply.replayed, true);
        report.expect("the same bytes", reply.body == paid.body, true);
        Ok(())
    }

    /// Step 8. Why, if the release can say it.
    pub(crate) async fn give_up(
        &self,
        report: &mut Report,
    ) -> Result<(CheckoutId, Option<ReasonCode>), Box<dyn Error>> {
        let reply = self.client.create(&self.mugs(1)?).await?;
        report.step("Put 1 mug into another session", "POST /checkout_sessions", &reply);
        report.expect("HTTP status", reply.status.as_u16(), 201);
        let id = reply.checkout.id;

        // There is no intent trace before 2025-12-12.
        let reason = (self.client.version() >= ApiVersion::V2025_12_12).then_some(ReasonCode::ShippingCost);
        let mut cancel = Cancel::default();
        cancel.intent = reason.clone().map(IntentTrace::new);
        let reply = self.client.cancel(&id, &cancel).await?;
        report.step("Give it up", &format!("POST /checkout_sessions/{id}/cancel"), &reply);
        report.expect("HTTP status", reply.status.as_u16(), 200);
        report.expect("session", reply.checkout.status, CheckoutStatus::Canceled);
        Ok((id, reason))
    }
}

fn ada() -> Buyer {
    let mut buyer = Buyer::new("ada@example.com");
    buyer.first_name = Some("Ada".to_owned());
    buyer.last_name = Some("Lovelace".to_owned());
    buyer
}

/// Pays with a token. Releases name the way to pay by its handler or by its provider: each takes the word that it knows.
fn payment(token: &str) -> Complete {
    let mut payment = PaymentData::with_instrument(Instrument::card_token(token));
    payment.handler = Some("card_tokenized".into());
    payment.provider = Some("stripe".to_owned());
    let mut complete = Complete::new(payment);
    complete.buyer = Some(ada());
    complete
}

/// The totals of two mugs, delivered at that price, which is free of tax.
fn delivered(price: i64) -> [(TotalKind, i64); 5] {
    [
        (TotalKind::ItemsBaseAmount, MUGS),
        (TotalKind::Subtotal, MUGS),
        (TotalKind::Fulfillment, price),
        (TotalKind::Tax, TAX),
        (TotalKind::Total, MUGS + price + TAX),
    ]
}

/// The options that deliver something.
fn chosen(checkout: &Checkout) -> String {
    let options: Vec<_> = checkout.cart.selections.iter().map(|selection| selection.option.as_str()).collect();
    options.join(", ")
}

fn total(checkout: &Checkout) -> Result<Money, Box<dyn Error>> {
    Ok(checkout.quote.total().ok_or("a session has a total")?)
}

fn order(checkout: &Checkout) -> &str {
    checkout.order.as_ref().map_or("none", |order| order.id.as_str())
}
