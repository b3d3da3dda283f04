//! A shop chosen at run time.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use super::{
    AbandonRequest, AuthorizeRequest, BackendError, CancelRequest, CodeAttempt, CommerceBackend, Context,
    ExtensionProblem, Finding, LookUpRequest, OrderRequest, Placement, Profile, VoidRequest,
};
use crate::model::{Authorization, Cart, ExtensionDeclaration, Quote};

/// [`CommerceBackend`] as an object: every shop is one, and `Arc<dyn DynCommerceBackend>` is a shop again.
///
/// Use it where several kinds of shops share one router. The methods mirror those of [`CommerceBackend`] one by one.
///
/// ```
/// use std::sync::Arc;
/// use agentic_commerce::backend::{CommerceBackend, DynCommerceBackend};
///
/// fn is_a_shop(_: &impl CommerceBackend) {}
/// fn choose(shop: impl CommerceBackend) {
///     let shop: Arc<dyn DynCommerceBackend> = Arc::new(shop);
///     is_a_shop(&shop);
/// }
/// ```
#[async_trait]
pub trait DynCommerceBackend: Send + Sync + 'static {
    /// See [`CommerceBackend::profile`].
    fn dyn_profile(&self) -> &Profile;

    /// See [`CommerceBackend::quote`].
    async fn dyn_quote(&self, context: &Context, cart: &Cart) -> Result<Quote, BackendError>;

    /// See [`CommerceBackend::try_codes`].
    async fn dyn_try_codes(&self, context: &Context, codes: &[String]) -> Result<CodeAttempt, BackendError>;

    /// See [`CommerceBackend::check_extension`].
    ///
    /// # Errors
    ///
    /// See there.
    fn dyn_check_extension(
        &self,
        extension: &ExtensionDeclaration,
        field: &str,
        value: &Value,
    ) -> Result<(), ExtensionProblem>;

    /// See [`CommerceBackend::authorize`].
    async fn dyn_authorize(
        &self,
        context: &Context,
        request: AuthorizeRequest<'_>,
    ) -> Result<Authorization, BackendError>;

    /// See [`CommerceBackend::look_up_authorization`].
    async fn dyn_look_up_authorization(
        &self,
        context: &Context,
        request: LookUpRequest<'_>,
    ) -> Result<Finding, BackendError>;

    /// See [`CommerceBackend::void`].
    async fn dyn_void(&self, context: &Context, request: VoidRequest<'_>) -> Result<(), BackendError>;

    /// See [`CommerceBackend::abandon`].
    async fn dyn_abandon(&self, context: &Context, request: AbandonRequest<'_>) -> Result<(), BackendError>;

    /// See [`CommerceBackend::place_order`].
    async fn dyn_place_order(&self, context: &Context, request: OrderRequest<'_>) -> Result<Placement, BackendError>;

    /// See [`CommerceBackend::cancel`].
    async fn dyn_cancel(&self, context: &Context, request: CancelRequest<'_>) -> Result<(), BackendError>;
}

#[async_trait]
impl<B: CommerceBackend> DynCommerceBackend for B {
    fn dyn_profile(&self) -> &Profile {
        self.profile()
    }

    async fn dyn_quote(&self, context: &Context, cart: &Cart) -> Result<Quote, BackendError> {
        self.quote(context, cart).await
    }

    async fn dyn_try_codes(&self, context: &Context, codes: &[String]) -> Result<CodeAttempt, BackendError> {
        self.try_codes(context, codes).await
    }

    fn dyn_check_extension(
        &self,
        extension: &ExtensionDeclaration,
        field: &str,
        value: &Value,
    ) -> Result<(), ExtensionProblem> {
        self.check_extension(extension, field, value)
    }

    async fn dyn_authorize(
        &self,
        context: &Context,
        request: AuthorizeRequest<'_>,
    ) -> Result<Authorization, BackendError> {
        self.authorize(context, request).await
    }

    async fn dyn_look_up_authorization(
        &self,
        context: &Context,
        request: LookUpRequest<'_>,
    ) -> Result<Finding, BackendError> {
        self.look_up_authorization(context, request).await
    }

    async fn dyn_void(&self, context: &Context, request: VoidRequest<'_>) -> Result<(), BackendError> {
        self.void(context, request).await
    }

    async fn dyn_abandon(&self, context: &Context, request: AbandonRequest<'_>) -> Result<(), BackendError> {
        self.abandon(context, request).await
    }

    async fn dyn_place_order(&self, context: &Context, request: OrderRequest<'_>) -> Result<Placement, BackendError> {
        self.place_order(context, request).await
    }

    async fn dyn_cancel(&self, context: &Context, request: CancelRequest<'_>) -> Result<(), BackendError> {
        self.cancel(context, request).await
    }
}

impl CommerceBackend for Arc<dyn DynCommerceBackend> {
    fn profile(&self) -> &Profile {
        (**self).dyn_profile()
    }

    async fn quote(&self, context: &Context, cart: &Cart) -> Result<Quote, BackendError> {
        (**self).dyn_quote(context, cart).await
    }

    async fn try_codes(&self, context: &Context, codes: &[String]) -> Result<CodeAttempt, BackendError> {
        (**self).dyn_try_codes(context, codes).await
    }

    fn check_extension(
        &self,
        extension: &ExtensionDeclaration,
        field: &str,
        value: &Value,
    ) -> Result<(), ExtensionProblem> {
        (**self).dyn_check_extension(extension, field, value)
    }

    async fn authorize(&self, context: &Context, request: AuthorizeRequest<'_>) -> Result<Authorization, BackendError> {
        (**self).dyn_authorize(context, request).await
    }

    async fn look_up_authorization(
        &self,
        context: &Context,
        request: LookUpRequest<'_>,
    ) -> Result<Finding, BackendError> {
        (**self).dyn_look_up_authorization(context, request).await
    }

    async fn void(&self, context: &Context, request: VoidRequest<'_>) -> Result<(), BackendError> {
        (**self).dyn_void(context, request).await
    }

    async fn abandon(&self, context: &Context, request: AbandonRequest<'_>) -> Result<(), BackendError> {
        (**self).dyn_abandon(context, request).await
    }

    async fn place_order(&self, context: &Context, request: OrderRequest<'_>) -> Result<Placement, BackendError> {
        (**self).dyn_place_order(context, request).await
    }

    async fn cancel(&self, context: &Context, request: CancelRequest<'_>) -> Result<(), BackendError> {
        (**self).dyn_cancel(context, request).await
    }
}

/// A shared shop is a shop.
impl<B: CommerceBackend> CommerceBackend for Arc<B> {
    fn profile(&self) -> &Profile {
        (**self).profile()
    }

    async fn quote(&self, context: &Context, cart: &Cart) -> Result<Quote, BackendError> {
        (**self).quote(context, cart).await
    }

    async fn try_codes(&self, context: &Context, codes: &[String]) -> Result<CodeAttempt, BackendError> {
        (**self).try_codes(context, codes).await
    }

    fn check_extension(
        &self,
        extension: &ExtensionDeclaration,
        field: &str,
        value: &Value,
    ) -> Result<(), ExtensionProblem> {
        (**self).check_extension(extension, field, value)
    }

    async fn authorize(&self, context: &Context, request: AuthorizeRequest<'_>) -> Result<Authorization, BackendError> {
        (**self).authorize(context, request).await
    }

    async fn look_up_authorization(
        &self,
        context: &Context,
        request: LookUpRequest<'_>,
    ) -> Result<Finding, BackendError> {
        (**self).look_up_authorization(context, request).await
    }

    async fn void(&self, context: &Context, request: VoidRequest<'_>) -> Result<(), BackendError> {
        (**self).void(context, request).await
    }

    async fn abandon(&self, context: &Context, request: AbandonRequest<'_>) -> Result<(), BackendError> {
        (**self).abandon(context, request).await
    }

    async fn place_order(&self, context: &Context, request: OrderRequest<'_>) -> Result<Placement, BackendError> {
        (**self).place_order(context, request).await
    }

    async fn cancel(&self, context: &Context, request: CancelRequest<'_>) -> Result<(), BackendError> {
        (**self).cancel(context, request).await
    }
}
