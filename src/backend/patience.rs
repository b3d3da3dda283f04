//! A shop that is not waited for without end.

use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;

use super::{
    AbandonRequest, AuthorizeRequest, BackendError, CancelRequest, CodeAttempt, CommerceBackend, Context,
    ExtensionProblem, Finding, LookUpRequest, OrderRequest, Placement, Profile, VoidRequest,
};
use crate::model::{Authorization, Cart, ExtensionDeclaration, Quote};

/// A shop of which each answer is waited for only so long; after that it is a
/// [timeout](super::BackendErrorKind::Timeout), which the agent gets as a 503.
///
/// What a timed-out call did is not known, and so it is never taken for a refusal: a payment or an order is asked for again
/// by the same token before anything else happens. The time should be less than
/// [`EngineConfig::completion_lease`](crate::engine::EngineConfig::completion_lease), which each step has to itself.
///
/// The shop's future is dropped where it stands. Needs a tokio runtime with its timer.
///
/// ```
/// # #[cfg(feature = "sample")] {
/// use std::sync::Arc;
/// use std::time::Duration;
/// use agentic_commerce::backend::Patience;
/// use agentic_commerce::engine::Engine;
/// use agentic_commerce::sample::SampleShop;
/// use agentic_commerce::store::MemoryStore;
///
/// let shop = Patience::new(SampleShop::builtin(), Duration::from_secs(10));
/// let engine = Engine::new(shop, Arc::new(MemoryStore::new()));
/// # }
/// ```
#[derive(Debug)]
pub struct Patience<B> {
    shop: B,
    limit: Duration,
}

impl<B> Patience<B> {
    /// That shop, each answer of which may take so long.
    #[must_use]
    pub const fn new(shop: B, limit: Duration) -> Self {
        Self { shop, limit }
    }

    /// The shop.
    #[must_use]
    pub const fn shop(&self) -> &B {
        &self.shop
    }

    async fn wait<T>(&self, answer: impl Future<Output = Result<T, BackendError>> + Send) -> Result<T, BackendError> {
        timeout(self.limit, answer).await.map_err(BackendError::timeout)?
    }
}

impl<B: CommerceBackend> CommerceBackend for Patience<B> {
    fn profile(&self) -> &Profile {
        self.shop.profile()
    }

    async fn quote(&self, context: &Context, cart: &Cart) -> Result<Quote, BackendError> {
        self.wait(self.shop.quote(context, cart)).await
    }

    async fn try_codes(&self, context: &Context, codes: &[String]) -> Result<CodeAttempt, BackendError> {
        self.wait(self.shop.try_codes(context, codes)).await
    }

    fn check_extension(
        &self,
        extension: &ExtensionDeclaration,
        field: &str,
        value: &Value,
    ) -> Result<(), ExtensionProblem> {
        self.shop.check_extension(extension, field, value)
    }

    async fn authorize(&self, context: &Context, request: AuthorizeRequest<'_>) -> Result<Authorization, BackendError> {
        self.wait(self.shop.authorize(context, request)).await
    }

    async fn look_up_authorization(
        &self,
        context: &Context,
        request: LookUpRequest<'_>,
    ) -> Result<Finding, BackendError> {
        self.wait(self.shop.look_up_authorization(context, request)).await
    }

    async fn void(&self, context: &Context, request: VoidRequest<'_>) -> Result<(), BackendError> {
        self.wait(self.shop.void(context, request)).await
    }

    async fn abandon(&self, context: &Context, request: AbandonRequest<'_>) -> Result<(), BackendError> {
        self.wait(self.shop.abandon(context, request)).await
    }

    async fn place_order(&self, context: &Context, request: OrderRequest<'_>) -> Result<Placement, BackendError> {
        self.wait(self.shop.place_order(context, request)).await
    }

    async fn cancel(&self, context: &Context, request: CancelRequest<'_>) -> Result<(), BackendError> {
        self.wait(self.shop.cancel(context, request)).await
    }
}
