//! The road in.
//!
//! A [`Pipeline`] takes an HTTP request to its answer in eight steps, each a file of this folder:
//!
//! 1. `route`: method and path name an operation,
//! 2. `authenticate`: the bearer token names a principal,
//! 3. `verify`: the signature covers these very bytes,
//! 4. `negotiate`: the header names a release, and how it is spoken,
//! 5. `reserve`: the idempotency key is taken, or its answer is given again,
//! 6. `decode`: the JSON of that release becomes a command,
//! 7. `encode`: what became of it becomes the JSON of that release,
//! 8. `settle`: session, answer and events are written in one commit.
//!
//! Every refusal on the way has its status, type, code and `param` in one table, `refusal`.
//!
//! The pipeline needs no server: it takes and gives `http` types. Beside it stands [`Discovery`], by which agents find it.
//!
//! What is no checkout, such as the delegation of a payment, comes in by the same steps on a road of its own, `side`. What
//! it says is a card: it is wiped from memory once it is answered.

mod authenticate;
mod config;
mod decode;
mod discovery;
mod encode;
mod exchange;
mod negotiate;
mod refusal;
mod reserve;
mod route;
mod settle;
mod side;
mod verify;
mod wipe;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

pub use authenticate::{ApiKeys, AuthenticationError, Authenticator};
pub use config::PipelineConfig;
pub use discovery::{Discovery, DiscoveryError, Withheld};
pub(crate) use side::{Destination, Errand, NoErrand, Rejection, SideRoad};

use crate::acp::{Dialect, Operation};
use crate::backend::CommerceBackend;
use crate::engine::{Caller, Engine};
use crate::signature::RequestVerifier;
use crate::store::Answer;
use crate::types::RequestId;
use exchange::Exchange;
use refusal::Problem;
use reserve::Reserved;

/// Takes HTTP requests to their answers.
pub struct Pipeline<B> {
    engine: Engine<B>,
    authenticator: Arc<dyn Authenticator>,
    verifier: Option<Arc<dyn RequestVerifier>>,
    config: PipelineConfig,
}

/// Why a server cannot hand a request to the pipeline, or has no answer of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreadable {
    /// The body is larger than [`PipelineConfig::largest_body`].
    TooLarge,
    /// The body broke off.
    Broken,
    /// The task that worked on it is gone.
    Lost,
}

impl<B: CommerceBackend> Pipeline<B> {
    /// A road to that engine for whoever the authenticator knows. Signatures are not asked for.
    #[must_use]
    pub fn new(engine: Engine<B>, authenticator: impl Authenticator) -> Self {
        Self { engine, authenticator: Arc::new(authenticator), verifier: None, config: PipelineConfig::default() }
    }

    /// The same road, for signed requests only.
    #[must_use]
    pub fn with_verifier(mut self, verifier: impl RequestVerifier) -> Self {
        self.verifier = Some(Arc::new(verifier));
        self
    }

    /// The same road with other settings.
    #[must_use]
    pub fn with_config(mut self, config: PipelineConfig) -> Self {
        self.config = config;
        self
    }

    /// The engine at its end.
    #[must_use]
    pub const fn engine(&self) -> &Engine<B> {
        &self.engine
    }

    /// The settings.
    #[must_use]
    pub const fn config(&self) -> &PipelineConfig {
        &self.config
    }

    /// Answers a request. Its path is relative to where the checkout is mounted: `/checkout_sessions…`.
    ///
    /// Whatever goes wrong becomes an answer. Do not drop the future half-way: a completion that has begun should be
    /// carried to its end, so run it in a task of its own where connections come and go.
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        let begun = self.engine.clock().now();
        let mut exchange = Exchange::new(request.headers());
        let answer = match self.travel(&request, &mut exchange).await {
            Ok(answer) => answer,
            Err(problem) => problem.answer(exchange.dialect),
        };
        let took = self.engine.clock().now().distance(begun);
        exchange.report(answer.status, took);
        exchange.respond(answer)
    }

    async fn travel(&self, request: &Request<Bytes>, exchange: &mut Exchange) -> Result<Answer, Problem> {
        let route = route::route(request.method(), request.uri().path())?;
        exchange.operation = Some(route.operation.as_str());
        let principal = authenticate::authenticate(&*self.authenticator, request.headers()).await?;
        verify::verify(self.verifier.as_deref(), request, self.engine.clock().now())?;
        let dialect = negotiate::negotiate(&self.config, request.headers())?;
        let version = dialect.version();
        exchange.dialect = Some(dialect);
        let mut caller = Caller {
            request_id: exchange.request_id().map(RequestId::from),
            accept_language: negotiate::accept_language(request.headers()),
            ..Caller::new(principal, version)
        };
        let Some(id) = route.retrieves() else {
            return self.write(request, exchange, &mut caller, dialect, &route).await;
        };
        let session = self.engine.retrieve(&caller, id).await;
        let session = session.map_err(|error| Problem::of_engine(error, version, Operation::Retrieve))?;
        encode::encode(dialect, Operation::Retrieve, &session.checkout)
    }

    /// The way of everything that changes something.
    async fn write(
        &self,
        request: &Request<Bytes>,
        exchange: &mut Exchange,
        caller: &mut Caller,
        dialect: Dialect,
        route: &route::Route,
    ) -> Result<Answer, Problem> {
        decode::check_media_type(request, route.operation)?;
        let key = reserve::key(request.headers(), dialect.rules())?;
        let body = decode::parse(request.body(), self.config.largest_body)?;
        let ticket = match key {
            None => None,
            Some(key) => match self.reserve(caller, dialect.rules(), request.uri().path(), key, body.as_ref()).await? {
                Reserved::Ours(ticket) => Some(ticket),
                Reserved::Answered(answer) => {
                    exchange.replayed = true;
                    return Ok(answer);
                }
            },
        };
        let result = match decode::decode(caller.version, route, body.as_ref()) {
            Ok(command) => self.carry_out(caller, dialect, route.operation, &command, ticket.clone()).await,
            Err(problem) => Err(problem),
        };
        match result {
            Ok(answer) => Ok(answer),
            Err(problem) => {
                let (store, keep_until) = (&**self.engine.store(), self.keep_until());
                Err(settle::settle_problem(store, problem, dialect, ticket, keep_until).await)
            }
        }
    }

    /// Answers a request whose body could not be read, or whose answer was lost.
    #[must_use]
    pub fn refuse(&self, headers: &http::HeaderMap, unreadable: Unreadable) -> Response<Bytes> {
        let mut exchange = Exchange::new(headers);
        exchange.dialect = negotiate::negotiate(&self.config, headers).ok();
        let answer = Problem::of_unreadable(unreadable, self.config.largest_body).answer(exchange.dialect);
        exchange.report(answer.status, Duration::ZERO);
        exchange.respond(answer)
    }
}

impl<B> fmt::Debug for Pipeline<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipeline")
            .field("engine", &self.engine)
            .field("authenticator", &self.authenticator)
            .field("verifier", &self.verifier)
            .field("config", &self.config)
            .finish()
    }
}
