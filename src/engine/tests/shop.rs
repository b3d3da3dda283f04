//! A shop that does as it is told, and an engine over it.
//!
//! It sells `mug` at 12.50 and `plate` at 8.00 (goods), `ebook` at 9.00 (data), with 8 % tax; it delivers to any address
//! by `standard` for 5.00 or `express` for 15.00. One mug to an address comes to 12.50 + 1.00 + 5.00 = 18.50.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::backend::{
    AbandonRequest, AuthorizeRequest, BackendError, CancelRequest, CommerceBackend, Context, Finding, LookUpRequest,
    OrderRequest, Placement, Profile, VoidRequest,
};
use crate::engine::{Caller, Command, Engine, EngineError};
use crate::model::{
    AcquirerDetails, Address, AgentCapabilities, AuthenticationMetadata, AuthenticationOutcome, AuthenticationResult,
    Authorization, Authorized, Buyer, Cancel, Cart, CartLine, Challenge, Checkout, CheckoutStatus, Complete, Create,
    Destination, DirectoryServer, FulfillmentOption, Instrument, ItemProblem, ItemRequest, LineItem, Link, LinkKind,
    Order, PaymentData, PaymentHandler, Quote, Totals, UnavailableItem, Update,
};
use crate::store::{MemoryStore, OrderEvent, Session, Store};
use crate::testing::{CountingIds, ManualClock};
use crate::types::{ApiVersion, CheckoutId, Currency, Money, Principal, Quantity, Timestamp, Uri};

pub(crate) fn usd() -> Currency {
    Currency::new("usd").unwrap()
}

pub(crate) fn dollars(minor: i64) -> Money {
    Money::new(minor, usd())
}

/// When every test begins.
pub(crate) fn noon() -> Timestamp {
    Timestamp::parse("2026-04-17T12:00:00Z").unwrap()
}

pub(crate) fn address() -> Address {
    Address::new("Ada Lovelace", "1 Main St", "San Francisco", "CA", "US", "94105")
}

pub(crate) fn pieces(quantity: i64) -> Quantity {
    Quantity::new(quantity).unwrap()
}

pub(crate) fn item(id: &str) -> ItemRequest {
    ItemRequest::new(id, Quantity::ONE)
}

/// A session that can be paid at once: one mug for Ada, to her address.
pub(crate) fn one_mug() -> Create {
    let mut create = Create::new(vec![item("mug")]);
    create.buyer = Some(Buyer::new("ada@example.com"));
    create.destination = Some(Destination::at(address()));
    create
}

/// Pay by card.
pub(crate) fn pay() -> Complete {
    let mut payment = PaymentData::with_instrument(Instrument::card_token("spt_1"));
    payment.handler = Some("card".into());
    Complete::new(payment)
}

pub(crate) fn authenticated() -> AuthenticationResult {
    AuthenticationResult::new(AuthenticationOutcome::Authenticated)
}

pub(crate) fn challenge(reference: &str) -> Authorization {
    let acquirer = AcquirerDetails::new("412345", "US", "m_1", "Mugs");
    let metadata = AuthenticationMetadata::new(acquirer, DirectoryServer::Visa);
    Authorization::AuthenticationRequired(Box::new(Challenge::new(reference, metadata)))
}

pub(crate) fn broken() -> BackendError {
    BackendError::timeout(std::io::Error::other("no answer"))
}

/// What the shop was asked to do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Call {
    Authorize(Attempt),
    LookUp { token: String, amount: Money, resumes: Option<String> },
    Void { token: String, reference: String },
    Order(Placing),
    Abandon { token: String, reference: String },
    Cancel { token: String, reason: Option<String>, abandons: Option<String> },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Attempt {
    pub(crate) token: String,
    pub(crate) amount: Money,
    pub(crate) handler: Option<String>,
    pub(crate) secret: Option<String>,
    pub(crate) resumes: Option<String>,
    pub(crate) authentication: Option<AuthenticationOutcome>,
    pub(crate) ip_address: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placing {
    pub(crate) token: String,
    pub(crate) reference: String,
    pub(crate) attributions: Vec<String>,
    pub(crate) consents: Vec<(String, bool)>,
    pub(crate) notes: Option<String>,
}

type Adjust = Box<dyn Fn(&Cart, &mut Quote) + Send>;
type Script<T> = Mutex<VecDeque<Result<T, BackendError>>>;

/// The shop. What is not scripted goes well.
pub(crate) struct Shop {
    pub(crate) profile: Profile,
    adjust: Mutex<Option<Adjust>>,
    quotes: Script<()>,
    authorizations: Script<Authorization>,
    findings: Script<Finding>,
    placements: Script<Placement>,
    voids: Script<()>,
    abandons: Script<()>,
    cancels: Script<()>,
    calls: Mutex<Vec<Call>>,
    quoted: Mutex<Vec<Cart>>,
    held: Mutex<BTreeSet<String>>,
}

impl Shop {
    pub(crate) fn new() -> Self {
        let terms = Link::new(LinkKind::TermsOfUse, Uri::new("https://mugs.example/terms").unwrap());
        Self {
            profile: Profile::new(usd()).with_link(terms),
            adjust: Mutex::default(),
            quotes: Mutex::default(),
            authorizations: Mutex::default(),
            findings: Mutex::default(),
            placements: Mutex::default(),
            voids: Mutex::default(),
            abandons: Mutex::default(),
            cancels: Mutex::default(),
            calls: Mutex::default(),
            quoted: Mutex::default(),
            held: Mutex::default(),
        }
    }

    /// From now on every quote is changed like that.
    pub(crate) fn adjust(&self, adjust: impl Fn(&Cart, &mut Quote) + Send + 'static) {
        *self.adjust.lock().unwrap() = Some(Box::new(adjust));
    }

    /// The next quote fails, or does not.
    pub(crate) fn quotes(&self, answer: Result<(), BackendError>) {
        self.quotes.lock().unwrap().push_back(answer);
    }

    /// The next authorizations, in order.
    pub(crate) fn authorizes(&self, answer: Result<Authorization, BackendError>) {
        self.authorizations.lock().unwrap().push_back(answer);
    }

    /// What the next look-ups find.
    pub(crate) fn finds(&self, answer: Result<Finding, BackendError>) {
        self.findings.lock().unwrap().push_back(answer);
    }

    pub(crate) fn places(&self, answer: Result<Placement, BackendError>) {
        self.placements.lock().unwrap().push_back(answer);
    }

    pub(crate) fn voids(&self, answer: Result<(), BackendError>) {
        self.voids.lock().unwrap().push_back(answer);
    }

    pub(crate) fn abandons(&self, answer: Result<(), BackendError>) {
        self.abandons.lock().unwrap().push_back(answer);
    }

    pub(crate) fn cancels(&self, answer: Result<(), BackendError>) {
        self.cancels.lock().unwrap().push_back(answer);
    }

    /// What was scripted and not asked for is forgotten.
    pub(crate) fn forget_script(&self) {
        self.quotes.lock().unwrap().clear();
        self.authorizations.lock().unwrap().clear();
        self.findings.lock().unwrap().clear();
        self.placements.lock().unwrap().clear();
        self.voids.lock().unwrap().clear();
        self.abandons.lock().unwrap().clear();
        self.cancels.lock().unwrap().clear();
    }

    /// The references of the money that is set aside and was not let go of.
    pub(crate) fn held(&self) -> Vec<String> {
        self.held.lock().unwrap().iter().cloned().collect()
    }

    /// What it was asked to do so far, quotes apart.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// The attempts to set money aside so far.
    pub(crate) fn attempts(&self) -> Vec<Attempt> {
        let attempt = |call| match call {
            Call::Authorize(attempt) => Some(attempt),
            _ => None,
        };
        self.calls().into_iter().filter_map(attempt).collect()
    }

    /// The orders to be placed so far.
    pub(crate) fn placings(&self) -> Vec<Placing> {
        let placing = |call| match call {
            Call::Order(placing) => Some(placing),
            _ => None,
        };
        self.calls().into_iter().filter_map(placing).collect()
    }

    /// The carts that were quoted so far.
    pub(crate) fn quoted(&self) -> Vec<Cart> {
        self.quoted.lock().unwrap().clone()
    }

    fn note(&self, call: Call) {
        self.calls.lock().unwrap().push(call);
    }

    fn price(cart: &Cart) -> Result<Quote, BackendError> {
        let currency = cart.currency.unwrap_or_else(usd);
        let money = |minor| Money::new(minor, currency);
        let mut lines = Vec::new();
        let mut unavailable = Vec::new();
        for wanted in &cart.lines {
            let price = match wanted.item.as_str() {
                "mug" => 1_250,
                "plate" => 800,
                "ebook" => 900,
                _ => {
                    unavailable.push(UnavailableItem::new(wanted.id.clone(), ItemProblem::Unknown));
                    continue;
                }
            };
            let line = LineItem::new(wanted.id.clone(), wanted.item.clone(), wanted.quantity, money(price))?;
            let tax = line.subtotal.checked_share(80_000)?;
            let line = line.with_tax(tax)?;
            lines.push(if wanted.item == "ebook" { line.digital() } else { line });
        }
        let options = match cart.address() {
            Some(_) => vec![
                FulfillmentOption::shipping("express", "Express", money(1_500)),
                FulfillmentOption::shipping("standard", "Standard", money(500)),
            ],
            None => Vec::new(),
        };
        let mut totals = Totals::of_lines(currency, &lines)?;
        let chosen = cart.selections.first().map(|selection| &selection.option);
        if let Some(option) = options.iter().find(|option| Some(&option.id) == chosen) {
            totals = totals.fulfillment(option.subtotal);
        }
        let mut quote = Quote::new(currency, lines, totals.build()?);
        quote.unavailable = unavailable;
        quote.fulfillment_options = options;
        quote.payment_handlers = vec![Arc::new(PaymentHandler::stripe_card("card", "acct_1"))];
        Ok(quote)
    }
}

fn next<T>(script: &Script<T>, otherwise: impl FnOnce() -> T) -> Result<T, BackendError> {
    script.lock().unwrap().pop_front().unwrap_or_else(|| Ok(otherwise()))
}

impl CommerceBackend for Shop {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    async fn quote(&self, _: &Context, cart: &Cart) -> Result<Quote, BackendError> {
        self.quoted.lock().unwrap().push(cart.clone());
        next(&self.quotes, || ())?;
        let mut quote = Self::price(cart)?;
        if let Some(adjust) = &*self.adjust.lock().unwrap() {
            adjust(cart, &mut quote);
        }
        Ok(quote)
    }

    async fn authorize(&self, context: &Context, request: AuthorizeRequest<'_>) -> Result<Authorization, BackendError> {
        self.note(Call::Authorize(Attempt {
            token: context.idempotency_token.clone(),
            amount: request.amount,
            handler: request.payment.handler.as_ref().map(|handler| handler.as_str().to_owned()),
            secret: request.payment.token().map(|token| token.expose().to_owned()),
            resumes: request.resumes.map(str::to_owned),
            authentication: request.authentication.map(|result| result.outcome.clone()),
            ip_address: request.risk_signals.and_then(|signals| signals.ip_address.clone()),
        }));
        tokio::task::yield_now().await;
        let answer = next(&self.authorizations, || {
            let reference = format!("pi_{}", context.idempotency_token);
            Authorization::Authorized(Authorized::new(reference, request.amount))
        })?;
        if let Authorization::Authorized(authorized) = &answer {
            self.held.lock().unwrap().insert(authorized.reference.clone());
        }
        Ok(answer)
    }

    async fn look_up_authorization(
        &self,
        context: &Context,
        request: LookUpRequest<'_>,
    ) -> Result<Finding, BackendError> {
        let (token, resumes) = (context.idempotency_token.clone(), request.resumes.map(str::to_owned));
        self.note(Call::LookUp { token, amount: request.amount, resumes });
        tokio::task::yield_now().await;
        let found = next(&self.findings, || Finding::Unknown)?;
        if let Finding::Authorized(authorized) = &found {
            self.held.lock().unwrap().insert(authorized.reference.clone());
        }
        Ok(found)
    }

    async fn void(&self, context: &Context, request: VoidRequest<'_>) -> Result<(), BackendError> {
        let (token, reference) = (context.idempotency_token.clone(), request.authorized.reference.clone());
        self.note(Call::Void { token, reference });
        tokio::task::yield_now().await;
        next(&self.voids, || ())?;
        self.held.lock().unwrap().remove(&request.authorized.reference);
        Ok(())
    }

    async fn abandon(&self, context: &Context, request: AbandonRequest<'_>) -> Result<(), BackendError> {
        let (token, reference) = (context.idempotency_token.clone(), request.reference.to_owned());
        self.note(Call::Abandon { token, reference });
        tokio::task::yield_now().await;
        next(&self.abandons, || ())
    }

    async fn place_order(&self, context: &Context, request: OrderRequest<'_>) -> Result<Placement, BackendError> {
        self.note(Call::Order(Placing {
            token: context.idempotency_token.clone(),
            reference: request.authorized.reference.clone(),
            attributions: request.attributions.iter().map(|attribution| attribution.provider.clone()).collect(),
            consents: request.consents.iter().map(|consent| (consent.channel.clone(), consent.opted_in)).collect(),
            notes: request.checkout.cart.order_notes.clone(),
        }));
        tokio::task::yield_now().await;
        next(&self.placements, || Placement::from(order(&request.checkout.id)))
    }

    async fn cancel(&self, context: &Context, request: CancelRequest<'_>) -> Result<(), BackendError> {
        let token = context.idempotency_token.clone();
        let reason = request.intent.map(|intent| intent.reason_code.as_str().to_owned());
        let abandons = request.abandons.map(str::to_owned);
        self.note(Call::Cancel { token, reason, abandons });
        tokio::task::yield_now().await;
        next(&self.cancels, || ())
    }
}

/// The order of a session.
pub(crate) fn order(id: &CheckoutId) -> Order {
    let page = Uri::new(format!("https://mugs.example/orders/{id}")).unwrap();
    Order::new(format!("ord_{id}"), id.clone(), page)
}

/// An engine over a shop, with a clock that stands at noon and ids that count.
pub(crate) struct World {
    pub(crate) engine: Engine<Arc<Shop>>,
    pub(crate) shop: Arc<Shop>,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) caller: Caller,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::of(Shop::new())
    }

    pub(crate) fn of(shop: Shop) -> Self {
        let (shop, store) = (Arc::new(shop), Arc::new(MemoryStore::new()));
        let clock = Arc::new(ManualClock::at(noon()));
        let engine = Engine::new(Arc::clone(&shop), Arc::clone(&store) as Arc<dyn Store>)
            .with_clock(Arc::clone(&clock) as _)
            .with_ids(Arc::new(CountingIds::new()));
        let caller = Caller::new(Principal::from("agent"), ApiVersion::V2026_04_17);
        Self { engine, shop, store, clock, caller }
    }

    /// Carries a command out and settles it, as the road in does.
    pub(crate) async fn run(&self, command: Command) -> Result<Arc<Session>, EngineError> {
        let outcome = self.engine.execute(&self.caller, &command).await?;
        let session = Arc::clone(&outcome.session);
        self.engine.settle(outcome, None).await?;
        Ok(session)
    }

    pub(crate) async fn create(&self, create: Create) -> Result<Arc<Session>, EngineError> {
        self.run(Command::Create(Box::new(create))).await
    }

    pub(crate) async fn update(&self, id: &CheckoutId, update: Update) -> Result<Arc<Session>, EngineError> {
        self.run(Command::Update(id.clone(), Box::new(update))).await
    }

    pub(crate) async fn complete(&self, id: &CheckoutId, complete: Complete) -> Result<Arc<Session>, EngineError> {
        self.run(Command::Complete(id.clone(), Box::new(complete))).await
    }

    pub(crate) async fn cancel(&self, id: &CheckoutId, cancel: Cancel) -> Result<Arc<Session>, EngineError> {
        self.run(Command::Cancel(id.clone(), cancel)).await
    }

    /// A session that can be paid.
    pub(crate) async fn ready(&self) -> CheckoutId {
        self.create(one_mug()).await.unwrap().checkout.id.clone()
    }

    /// The session as an agent would retrieve it.
    pub(crate) async fn see(&self, id: &CheckoutId) -> Arc<Session> {
        self.engine.retrieve(&self.caller, id).await.unwrap()
    }

    pub(crate) fn events(&self) -> Vec<OrderEvent> {
        self.store.events()
    }

    pub(crate) fn wait(&self, span: Duration) {
        self.clock.advance(span);
    }
}

/// A session as the store holds it, with these lines in its cart and an empty quote.
pub(crate) fn session_of(lines: Vec<CartLine>) -> Session {
    let cart = Cart { lines, ..Cart::default() };
    let quote = Quote::new(usd(), Vec::new(), Vec::new());
    let mut checkout = Checkout::new("cs_1".into(), CheckoutStatus::ReadyForPayment, cart, quote, noon());
    checkout.expires_at = noon().saturating_add(Duration::from_hours(6));
    Session::new(Principal::from("agent"), checkout, AgentCapabilities::default())
}
