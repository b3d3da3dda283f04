//! What the protocol means: lifecycle, readiness, totals, capabilities, completion.
//!
//! An [`Engine`] joins a shop ([`CommerceBackend`]) with a [`Store`]. It knows no HTTP, no JSON and no clock of its own.
//! A command gives an [`Outcome`]: the session as it would be. It counts when it is settled, together with the answer
//! that tells of it, in one commit ([`Engine::settle`]).
//!
//! The rules that the specification fixes are each in one place: which command a status allows
//! (`engine/lifecycle.rs`), what is missing before a session can be paid (`engine/readiness.rs`), whether the shop's
//! totals add up (`engine/total.rs`), which extensions are active (`engine/extension.rs`), that no raw HTML leaves the
//! house (`engine/markdown.rs`) and no person is named in an attribution (`engine/personal.rs`), how a completion
//! reaches its end without charging twice (`engine/completion.rs`), whether or not an agent comes back for it
//! (`engine/recovery.rs`), and what the agent hears of the order afterwards (`engine/order.rs`).

mod attribution;
mod authentication;
mod cancellation;
mod capability;
mod cart;
mod check;
mod claim;
mod completion;
mod config;
mod consent;
mod error;
mod extension;
mod group;
mod handler;
pub(crate) mod id;
mod lifecycle;
mod markdown;
mod order;
mod payment;
mod personal;
mod pricing;
mod readiness;
mod recovery;
mod selection;
mod total;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

pub use config::{EngineConfig, RawHtml};
pub use error::{EngineError, Refusal, Violation};
pub(crate) use extension::DISCOUNT;
pub use id::{IdSource, RandomIds};
pub use order::OrderChangeError;
pub use recovery::Recovered;

use crate::backend::{CodeAttempt, CommerceBackend, Context};
use crate::model::{AgentCapabilities, Cancel, Checkout, CheckoutStatus, Complete, Create, Touchpoint, Update};
use crate::store::{Answer, Commit, CommitError, OrderEvent, RequestMark, Session, Store, Ticket};
use crate::types::{ApiVersion, CheckoutId, Clock, Patch, Principal, RequestId, Shared, SystemClock, Timestamp};
use extension::Extended;
use lifecycle::Action;

/// Joins a shop with a store and keeps the rules of the protocol.
pub struct Engine<B> {
    backend: B,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    config: EngineConfig,
}

/// Who asks, and in which release.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Caller {
    /// The identity behind the bearer token.
    pub principal: Principal,
    /// The negotiated release.
    pub version: ApiVersion,
    /// Correlation id of the request.
    pub request_id: Option<RequestId>,
    /// The `Accept-Language` header.
    pub accept_language: Option<Arc<str>>,
    /// The mark of a request that came with an idempotency key: by it a retry finds what became of the first try, when
    /// somebody else brought that to its end.
    pub mark: Option<RequestMark>,
}

impl Caller {
    /// That principal, in that release.
    #[must_use]
    pub const fn new(principal: Principal, version: ApiVersion) -> Self {
        Self { principal, version, request_id: None, accept_language: None, mark: None }
    }
}

/// What an agent asks of a session.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Command {
    /// Begin one.
    Create(Box<Create>),
    /// Change it.
    Update(CheckoutId, Box<Update>),
    /// Pay and order.
    Complete(CheckoutId, Box<Complete>),
    /// Give it up.
    Cancel(CheckoutId, Cancel),
}

/// A session as it would be. It counts once it is settled.
#[derive(Debug, Clone)]
#[must_use = "an outcome counts only once it is settled"]
#[non_exhaustive]
pub struct Outcome {
    /// The session.
    pub session: Arc<Session>,
    /// The revision that it grew out of, `None` for a new one.
    expected: Option<u64>,
    /// What the agent's platform is to be told.
    events: Vec<OrderEvent>,
}

impl Outcome {
    fn new(session: Session, expected: Option<u64>) -> Self {
        Self { session: Arc::new(session), expected, events: Vec::new() }
    }

    /// The same, told to that caller: its request is answered.
    fn told_to(mut self, caller: &Caller) -> Self {
        if let Some(mark) = caller.mark {
            Arc::make_mut(&mut self.session).unanswered.retain(|other| *other != mark);
        }
        self
    }

    /// What the agent sees.
    #[must_use]
    pub fn checkout(&self) -> &Checkout {
        &self.session.checkout
    }
}

impl<B: CommerceBackend> Engine<B> {
    /// Joins a shop with a store, by the machine's clock and random ids.
    #[must_use]
    pub fn new(backend: B, store: Arc<dyn Store>) -> Self {
        Self {
            backend,
            store,
            clock: Arc::new(SystemClock::default()),
            ids: Arc::new(RandomIds::default()),
            config: EngineConfig::default(),
        }
    }

    /// The same engine by another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The same engine with another source of ids.
    #[must_use]
    pub fn with_ids(mut self, ids: Arc<dyn IdSource>) -> Self {
        self.ids = ids;
        self
    }

    /// The same engine with other settings.
    #[must_use]
    pub fn with_config(mut self, config: EngineConfig) -> Self {
        self.config = config;
        self
    }

    /// The shop.
    #[must_use]
    pub const fn backend(&self) -> &B {
        &self.backend
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Carries out a command, up to the commit.
    ///
    /// # Errors
    ///
    /// [`EngineError`], which says whose fault it is.
    pub async fn execute(&self, caller: &Caller, command: &Command) -> Result<Outcome, EngineError> {
        match command {
            Command::Create(create) => self.create(caller, create).await,
            Command::Update(id, update) => self.update(caller, id, update).await,
            Command::Complete(id, complete) => self.complete(caller, id, complete).await,
            Command::Cancel(id, cancel) => self.cancel(caller, id, cancel).await,
        }
    }

    /// The session as it is now.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownSession`] when there is none or it belongs to somebody else (C-ERR-09).
    pub async fn retrieve(&self, caller: &Caller, id: &CheckoutId) -> Result<Arc<Session>, EngineError> {
        self.load(caller, id, self.clock.now()).await
    }

    /// Writes an outcome together with the answer that tells of it, in one commit.
    ///
    /// # Errors
    ///
    /// [`CommitError::Raced`] when the session changed meanwhile: carry the command out again.
    pub async fn settle(
        &self,
        outcome: Outcome,
        answer: Option<(Ticket, Answer, Timestamp)>,
    ) -> Result<(), CommitError> {
        let mut commit = Commit::of_session(outcome.session, outcome.expected).with_events(outcome.events);
        commit.answer = answer;
        self.store.commit(commit).await
    }

    async fn create(&self, caller: &Caller, create: &Create) -> Result<Outcome, EngineError> {
        let now = self.clock.now();
        let id = self.ids.checkout_id(now);
        let profile = self.backend.profile();
        let mut cart = cart::begin(create, profile)?;
        let extensions = extension::negotiate(profile.extensions(), &create.capabilities.extensions);
        extension::merge(&self.backend, &extensions, Extended::Create, &create.extensions, &mut cart.extensions)?;
        let lines_made = u32::try_from(cart.lines.len()).unwrap_or(u32::MAX);
        let agent = Shared::new(create.capabilities.clone());
        let context = context(caller, &id, "quote", &agent, now);
        self.try_codes(&context, &cart.discount_codes).await?;
        let priced = self.price(&context, cart, selection::Chosen::Before).await?;
        let checkout = Checkout {
            expires_at: now.saturating_add(self.config.session_lifetime),
            links: profile.links.clone(),
            extensions,
            ..Checkout::new(id, CheckoutStatus::NotReadyForPayment, priced.cart, priced.quote, now)
        };
        let mut session = Session::new(caller.principal.clone(), checkout, agent);
        session.lines_made = lines_made;
        if let Some(claim) = &create.attribution {
            attribution::record(&mut session.attributions, claim, Touchpoint::First);
        }
        readiness::judge(&mut session, profile, priced.notices);
        Ok(Outcome::new(session, None))
    }

    async fn update(&self, caller: &Caller, id: &CheckoutId, update: &Update) -> Result<Outcome, EngineError> {
        let now = self.clock.now();
        let session = self.load(caller, id, now).await?;
        lifecycle::admit(&session, Action::Update, now)?;
        let mut merged = cart::merge(&session, update)?;
        let (sent, kept) = (&update.extensions, &mut merged.cart.extensions);
        extension::merge(&self.backend, &session.checkout.extensions, Extended::Update, sent, kept)?;
        let context = context(caller, id, "quote", &session.agent, now);
        if let Patch::Set(codes) = &update.discount_codes {
            self.try_codes(&context, codes).await?;
        }
        let priced = self.price(&context, merged.cart, merged.chosen).await?;
        // The provider's open attempt was for other totals: the next completion begins anew.
        let session = self.abandon(caller, session).await?;
        let mut next = succeed(&session);
        next.lines_made = merged.lines_made;
        next.completion = None;
        next.unanswered.clear();
        let checkout = Arc::make_mut(&mut next.checkout);
        checkout.cart = priced.cart.into();
        checkout.quote = priced.quote.into();
        checkout.authentication = None;
        checkout.updated_at = now;
        let notices = merged.notices.into_iter().chain(priced.notices).collect();
        readiness::judge(&mut next, self.backend.profile(), notices);
        Ok(Outcome::new(next, Some(session.revision)))
    }

    /// Asks the shop whether these codes may be tried (ACP-DISC-15).
    async fn try_codes(&self, context: &Context, codes: &[String]) -> Result<(), EngineError> {
        if codes.is_empty() {
            return Ok(());
        }
        match self.backend.try_codes(context, codes).await? {
            CodeAttempt::Allowed => Ok(()),
            CodeAttempt::Limited(retry_after) => Err(Refusal::TooManyCodes { retry_after }.into()),
        }
    }

    /// The session as it is at that time: one that nobody ended in time reads as expired (ACP-LIFE-19).
    async fn load(&self, caller: &Caller, id: &CheckoutId, now: Timestamp) -> Result<Arc<Session>, EngineError> {
        let found = self.store.session(&caller.principal, id).await?;
        let session = found.ok_or(Refusal::UnknownSession)?;
        let over = session.checkout.status.is_terminal() || lifecycle::held(&session).is_some();
        if over || now < session.checkout.expires_at {
            return Ok(session);
        }
        let mut expired = (*session).clone();
        expired.completion = None;
        expired.unanswered.clear();
        let checkout = Arc::make_mut(&mut expired.checkout);
        checkout.status = CheckoutStatus::Expired;
        checkout.authentication = None;
        Ok(Arc::new(expired))
    }
}

/// What the shop is told of a call. The token names the session and the effect.
fn context(
    caller: &Caller,
    id: &CheckoutId,
    effect: &str,
    agent: &Shared<AgentCapabilities>,
    now: Timestamp,
) -> Context {
    let token = format!("{id}:{effect}");
    let mut context = Context::new(caller.principal.clone(), caller.version, id.clone(), token, now);
    context.request_id.clone_from(&caller.request_id);
    context.accept_language.clone_from(&caller.accept_language);
    context.capabilities.clone_from(agent);
    context
}

/// The next revision of a session, equal so far.
fn succeed(session: &Session) -> Session {
    Session { revision: session.revision + 1, ..session.clone() }
}

impl<B> fmt::Debug for Engine<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("store", &self.store).field("config", &self.config).finish_non_exhaustive()
    }
}
