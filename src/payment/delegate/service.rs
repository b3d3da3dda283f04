//! The service that makes tokens.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};

use super::validate::validate;
use super::{Deposit, Vault};
use crate::acp::v2026_04_17::delegate_payment::{DelegatePaymentRequest, DelegatePaymentResponse};
use crate::engine::{IdSource, RandomIds};
use crate::inbound::{Authenticator, Destination, Errand, NoErrand, PipelineConfig, Rejection, SideRoad, Unreadable};
use crate::json::{self, Json};
use crate::signature::RequestVerifier;
use crate::store::{Answer, Store};
use crate::types::{ApiVersion, Clock, Principal, SystemClock};

/// The operation, for logs.
const NAME: &str = "delegate_payment";

/// Makes a token of a card: `POST /agentic_commerce/delegate_payment`, in every release.
#[derive(Debug)]
pub struct DelegatePayment {
    road: SideRoad,
    counter: Counter,
}

/// Where the cards are handed in.
#[derive(Debug)]
struct Counter {
    vault: Arc<dyn Vault>,
    ids: Arc<dyn IdSource>,
    clock: Arc<dyn Clock>,
}

impl DelegatePayment {
    /// The path that it answers.
    pub const PATH: &str = "/agentic_commerce/delegate_payment";

    /// Puts cards into that vault, for whoever the authenticator knows. The store keeps the answers for their keys; it
    /// must not be the merchant's, where both live in one process.
    #[must_use]
    pub fn new(vault: Arc<dyn Vault>, authenticator: impl Authenticator, store: Arc<dyn Store>) -> Self {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::default());
        Self {
            road: SideRoad {
                authenticator: Arc::new(authenticator),
                verifier: None,
                config: PipelineConfig::default(),
                store,
                clock: Arc::clone(&clock),
            },
            counter: Counter { vault, ids: Arc::new(RandomIds::default()), clock },
        }
    }

    /// The same service, for signed requests only.
    #[must_use]
    pub fn with_verifier(mut self, verifier: impl RequestVerifier) -> Self {
        self.road.verifier = Some(Arc::new(verifier));
        self
    }

    /// The same service with other settings of the road.
    #[must_use]
    pub fn with_config(mut self, config: PipelineConfig) -> Self {
        self.road.config = config;
        self
    }

    /// The same service by another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.road.clock = Arc::clone(&clock);
        self.counter.clock = clock;
        self
    }

    /// The settings of the road.
    #[must_use]
    pub const fn config(&self) -> &PipelineConfig {
        &self.road.config
    }

    /// Answers a request. Its path is relative to where the service is mounted.
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.road.handle(request, &self.counter).await
    }

    /// Answers a request whose body could not be read, or whose answer was lost.
    #[must_use]
    pub fn refuse(&self, headers: &HeaderMap, unreadable: Unreadable) -> Response<Bytes> {
        self.road.refuse(headers, unreadable)
    }
}

/// Every flaw of the request has the one code that the releases have for it; `param` says where (2026-04-17, delegate
/// payment §4.2).
fn invalid(path: &str, message: impl Into<String>) -> Rejection {
    Rejection::Invalid { code: "invalid_card", path: path.to_owned(), message: message.into() }
}

fn unavailable(source: impl std::error::Error + Send + Sync + 'static) -> Rejection {
    Rejection::Unavailable { operation: NAME, source: Box::new(source) }
}

#[async_trait]
impl Destination for Counter {
    fn errand(method: &Method, path: &str) -> Result<Errand, NoErrand> {
        match *method {
            _ if path != DelegatePayment::PATH => Err(NoErrand::Path),
            Method::POST => Ok(Errand { name: NAME, id: None, reads: false }),
            _ => Err(NoErrand::Method("POST")),
        }
    }

    async fn arrive(
        &self,
        _: &Errand,
        principal: &Principal,
        version: ApiVersion,
        body: &Json<'_>,
    ) -> Result<Answer, Rejection> {
        let request: DelegatePaymentRequest =
            json::decode(body).map_err(|error| invalid(&error.path.to_string(), error.to_string()))?;
        let now = self.clock.now();
        validate(version, &request, now).map_err(|(path, problem)| invalid(&path, format!("{path} {problem}")))?;
        let id = self.ids.checkout_id(now);
        let mut metadata = request.metadata;
        metadata.entry("merchant_id".to_owned()).or_insert_with(|| request.allowance.merchant_id.clone());
        let deposit = Deposit::new(principal.clone(), request.payment_method, request.allowance);
        self.vault.keep(id.as_str(), deposit).await.map_err(unavailable)?;
        // The id stands for the token until `complete`.
        let response = DelegatePaymentResponse::new(id.as_str(), now, metadata);
        write(&response)
    }

    async fn complete(&self, kept: Answer) -> Result<Answer, Rejection> {
        let mut response: DelegatePaymentResponse = serde_json::from_slice(&kept.body).map_err(unavailable)?;
        response.id = self.vault.token(response.id.expose()).await.map_err(unavailable)?;
        write(&response)
    }
}

fn write(response: &DelegatePaymentResponse) -> Result<Answer, Rejection> {
    let body = serde_json::to_vec(response).map_err(unavailable)?;
    Ok(Answer::new(StatusCode::CREATED, Bytes::from(body)))
}
