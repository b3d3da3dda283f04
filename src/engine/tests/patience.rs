//! A shop that takes too long.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::shop::{Shop, noon, one_mug, pay};
use crate::backend::{
    AuthorizeRequest, BackendError, BackendErrorKind, CancelRequest, CommerceBackend, Context, OrderRequest, Patience,
    Placement, Profile, VoidRequest,
};
use crate::engine::{Caller, Command, Engine, EngineError, Outcome};
use crate::model::{Authorization, Cart, CheckoutStatus, Quote};
use crate::store::MemoryStore;
use crate::testing::{CountingIds, ManualClock};
use crate::types::{ApiVersion, Principal};

/// Sets the money aside and then says nothing, the first time.
struct Slow {
    shop: Arc<Shop>,
    asked: AtomicBool,
}

impl CommerceBackend for Slow {
    fn profile(&self) -> &Profile {
        self.shop.profile()
    }

    async fn quote(&self, context: &Context, cart: &Cart) -> Result<Quote, BackendError> {
        self.shop.quote(context, cart).await
    }

    async fn authorize(&self, context: &Context, request: AuthorizeRequest<'_>) -> Result<Authorization, BackendError> {
        let answer = self.shop.authorize(context, request).await;
        if !self.asked.swap(true, Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        answer
    }

    async fn void(&self, context: &Context, request: VoidRequest<'_>) -> Result<(), BackendError> {
        self.shop.void(context, request).await
    }

    async fn place_order(&self, context: &Context, request: OrderRequest<'_>) -> Result<Placement, BackendError> {
        self.shop.place_order(context, request).await
    }

    async fn cancel(&self, context: &Context, request: CancelRequest<'_>) -> Result<(), BackendError> {
        self.shop.cancel(context, request).await
    }
}

// ACP-IDEM-31: an authorization that timed out is neither a refusal nor forgotten, but asked for again.
#[tokio::test]
async fn an_answer_that_does_not_come_is_not_a_refusal() {
    let shop = Arc::new(Shop::new());
    let slow = Slow { shop: Arc::clone(&shop), asked: AtomicBool::new(false) };
    let engine = Engine::new(Patience::new(slow, Duration::from_millis(20)), Arc::new(MemoryStore::new()))
        .with_clock(Arc::new(ManualClock::at(noon())))
        .with_ids(Arc::new(CountingIds::new()));
    let caller = Caller::new(Principal::from("agent"), ApiVersion::V2026_01_30);
    let run = async |command: &Command| -> Result<Outcome, EngineError> {
        let outcome = engine.execute(&caller, command).await?;
        engine.settle(outcome.clone(), None).await?;
        Ok(outcome)
    };
    let id = run(&Command::Create(Box::new(one_mug()))).await.unwrap().checkout().id.clone();
    let complete = Command::Complete(id.clone(), Box::new(pay()));
    match run(&complete).await {
        Err(EngineError::Backend(error)) => assert_eq!(error.kind(), BackendErrorKind::Timeout),
        other => panic!("{other:?}"),
    }
    let session = engine.retrieve(&caller, &id).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::CompleteInProgress);
    assert_eq!(run(&complete).await.unwrap().checkout().status, CheckoutStatus::Completed);
    let tokens: Vec<_> = shop.attempts().into_iter().map(|attempt| attempt.token).collect();
    assert_eq!(tokens, ["cs_1:authorize:0", "cs_1:authorize:0"]);
    assert_eq!(shop.held().len(), 1);
}
