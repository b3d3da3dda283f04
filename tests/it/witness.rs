//! The sample shop, with somebody who writes down what it is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use agentic_commerce::backend::{
    AuthorizeRequest, BackendError, CancelRequest, CodeAttempt, CommerceBackend, Context, ExtensionProblem,
    OrderRequest, Placement, Profile, VoidRequest,
};
use agentic_commerce::model::{
    AffiliateAttribution, Authorization, Cart, ExtensionDeclaration, IntentTrace, MarketingConsent, Quote,
};
use agentic_commerce::sample::SampleShop;
use serde_json::Value;

type Answer = Box<dyn Fn(&Cart, Quote) -> Quote + Send + Sync>;
type Check = Box<dyn Fn(&str, &Value) -> Result<(), ExtensionProblem> + Send + Sync>;
type Attempts = Box<dyn Fn(&Context, &[String]) -> CodeAttempt + Send + Sync>;

/// The sample shop, which writes down what it is told, and says what a test wants it to say.
#[derive(Clone)]
pub(crate) struct Witness(Arc<Inner>);

struct Inner {
    shop: SampleShop,
    profile: Profile,
    answer: Answer,
    check: Check,
    attempts: Attempts,
    refuses: Option<agentic_commerce::model::Message>,
    told: Mutex<Told>,
}

/// What the shop was told.
#[derive(Default)]
pub(crate) struct Told {
    /// Every cart that it was asked to price, with the context.
    pub(crate) quotes: Vec<(Context, Cart)>,
    /// Every order.
    pub(crate) orders: Vec<PlacedOrder>,
    /// Every cancellation, with the context.
    pub(crate) cancels: Vec<(Context, Option<IntentTrace>)>,
    /// Codes that were tried, by principal.
    pub(crate) attempts: BTreeMap<String, usize>,
}

/// An order as the shop was told of it.
pub(crate) struct PlacedOrder {
    pub(crate) context: Context,
    pub(crate) cart: Cart,
    pub(crate) attributions: Vec<AffiliateAttribution>,
    pub(crate) consents: Vec<MarketingConsent>,
}

impl Witness {
    /// The sample shop, unchanged.
    pub(crate) fn new() -> Self {
        Self::saying(|_, quote| quote)
    }

    /// The sample shop, with its quotes changed.
    pub(crate) fn saying(answer: impl Fn(&Cart, Quote) -> Quote + Send + Sync + 'static) -> Self {
        let shop = SampleShop::builtin();
        let profile = shop.profile().clone();
        Self(Arc::new(Inner {
            shop,
            profile,
            answer: Box::new(answer),
            check: Box::new(|_, _| Ok(())),
            attempts: Box::new(|_, _| CodeAttempt::Allowed),
            refuses: None,
            told: Mutex::default(),
        }))
    }

    /// The same shop before it opens.
    fn change(self, change: impl FnOnce(&mut Inner)) -> Self {
        let mut inner = Arc::into_inner(self.0).expect("nobody else has it yet");
        change(&mut inner);
        Self(Arc::new(inner))
    }

    /// The same shop with extensions of its own, whose fields pass that check.
    pub(crate) fn offering(
        self,
        extensions: impl IntoIterator<Item = ExtensionDeclaration>,
        check: impl Fn(&str, &Value) -> Result<(), ExtensionProblem> + Send + Sync + 'static,
    ) -> Self {
        self.change(|inner| {
            for extension in extensions {
                inner.profile = inner.profile.clone().with_extension(extension).expect("a declaration");
            }
            inner.check = Box::new(check);
        })
    }

    /// The same shop, which lets codes be tried as that says.
    pub(crate) fn limiting(
        self,
        attempts: impl Fn(&Context, &[String]) -> CodeAttempt + Send + Sync + 'static,
    ) -> Self {
        self.change(|inner| inner.attempts = Box::new(attempts))
    }

    /// The same shop, which refuses every order with that message.
    pub(crate) fn refusing(self, message: agentic_commerce::model::Message) -> Self {
        self.change(|inner| inner.refuses = Some(message))
    }

    /// What it was told so far.
    pub(crate) fn told(&self) -> MutexGuard<'_, Told> {
        self.0.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CommerceBackend for Witness {
    fn profile(&self) -> &Profile {
        &self.0.profile
    }

    async fn quote(&self, context: &Context, cart: &Cart) -> Result<Quote, BackendError> {
        self.told().quotes.push((context.clone(), cart.clone()));
        let quote = self.0.shop.quote(context, cart).await?;
        Ok((self.0.answer)(cart, quote))
    }

    async fn try_codes(&self, context: &Context, codes: &[String]) -> Result<CodeAttempt, BackendError> {
        *self.told().attempts.entry(context.principal.as_str().to_owned()).or_default() += codes.len();
        Ok((self.0.attempts)(context, codes))
    }

    fn check_extension(&self, _: &ExtensionDeclaration, field: &str, value: &Value) -> Result<(), ExtensionProblem> {
        (self.0.check)(field, value)
    }

    async fn authorize(&self, context: &Context, request: AuthorizeRequest<'_>) -> Result<Authorization, BackendError> {
        self.0.shop.authorize(context, request).await
    }

    async fn void(&self, context: &Context, request: VoidRequest<'_>) -> Result<(), BackendError> {
        self.0.shop.void(context, request).await
    }

    async fn place_order(&self, context: &Context, request: OrderRequest<'_>) -> Result<Placement, BackendError> {
        self.told().orders.push(PlacedOrder {
            context: context.clone(),
            cart: request.checkout.cart.clone().into_inner(),
            attributions: request.attributions.to_vec(),
            consents: request.consents.to_vec(),
        });
        match &self.0.refuses {
            Some(message) => Ok(Placement::Refused(vec![message.clone()])),
            None => self.0.shop.place_order(context, request).await,
        }
    }

    async fn cancel(&self, context: &Context, request: CancelRequest<'_>) -> Result<(), BackendError> {
        self.told().cancels.push((context.clone(), request.intent.cloned()));
        self.0.shop.cancel(context, request).await
    }
}
