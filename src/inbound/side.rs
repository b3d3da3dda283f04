//! The road to what is no checkout: the same steps from the bearer token to the idempotency key, and another end.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response};

use super::exchange::Exchange;
use super::refusal::Problem;
use super::reserve::Reserved;
use super::wipe::{WipedJson, WipedRequest};
use super::{Authenticator, PipelineConfig, Unreadable, authenticate, decode, negotiate, reserve, settle, verify};
use crate::acp::{Dialect, Operation, VersionRules};
use crate::json::Json;
use crate::signature::{Fingerprint, RequestVerifier};
use crate::store::{Answer, Commit, CommitError, IdempotencyKey, ReserveRequest, Store};
use crate::types::{ApiVersion, Clock, Principal};

/// What lies at the end of a road.
#[async_trait]
pub(crate) trait Destination: Send + Sync {
    /// Whether its errors have a place for the releases that are spoken.
    const LISTS_VERSIONS: bool = true;

    /// What is asked for by that method and path.
    fn errand(method: &Method, path: &str) -> Result<Errand, NoErrand>;

    /// The rules of a release that are no shapes.
    fn rules(dialect: Dialect) -> &'static VersionRules {
        dialect.rules()
    }

    /// Carries the request out; its body is `null` where it only reads. The answer is kept for its key as it is returned
    /// here.
    async fn arrive(
        &self,
        errand: &Errand,
        principal: &Principal,
        version: ApiVersion,
        body: &Json<'_>,
    ) -> Result<Answer, Rejection>;

    /// Makes the answer that goes out of the one that is kept: what must not be stored is put in here.
    async fn complete(&self, kept: Answer) -> Result<Answer, Rejection>;
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Errand {
    /// Its name, for logs.
    pub(crate) name: &'static str,
    /// What it is about, if it is about something that is there.
    pub(crate) id: Option<String>,
    /// Whether it changes nothing, and so has neither body nor key.
    pub(crate) reads: bool,
}

/// Nothing that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoErrand {
    /// There is nothing at the path.
    Path,
    /// The path takes another method.
    Method(&'static str),
}

/// Why a destination does not answer as it was asked to.
#[derive(Debug)]
pub(crate) enum Rejection {
    /// The request is wrong.
    Invalid {
        /// The code.
        code: &'static str,
        /// The place, as a `JSONPath`.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// There is nothing of that id.
    Unknown {
        /// What there is not.
        message: &'static str,
    },
    /// It was done before.
    Repeated {
        /// What was done.
        message: &'static str,
    },
    /// It cannot be carried out just now.
    Unavailable {
        /// By whom.
        operation: &'static str,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// It went wrong, and would again.
    Broken {
        /// Where.
        operation: &'static str,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
}

/// A road to one destination.
#[derive(Debug)]
pub(crate) struct SideRoad {
    pub(crate) authenticator: Arc<dyn Authenticator>,
    pub(crate) verifier: Option<Arc<dyn RequestVerifier>>,
    pub(crate) config: PipelineConfig,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl SideRoad {
    pub(crate) async fn handle<D: Destination>(&self, request: Request<Bytes>, end: &D) -> Response<Bytes> {
        let begun = self.clock.now();
        let request = WipedRequest::from(request);
        let mut exchange = Exchange::new(request.headers());
        let answer = match self.travel(&request, end, &mut exchange).await {
            Ok(answer) => answer,
            Err(problem) if D::LISTS_VERSIONS => problem.answer(exchange.dialect),
            Err(problem) => problem.unlisted().answer(exchange.dialect),
        };
        exchange.report(answer.status, self.clock.now().distance(begun));
        exchange.respond(answer)
    }

    pub(crate) fn refuse(&self, headers: &HeaderMap, unreadable: Unreadable) -> Response<Bytes> {
        let mut exchange = Exchange::new(headers);
        exchange.dialect = negotiate::negotiate(&self.config, headers).ok();
        let answer = Problem::of_unreadable(unreadable, self.config.largest_body).answer(exchange.dialect);
        exchange.report(answer.status, Duration::ZERO);
        exchange.respond(answer)
    }

    async fn travel<D: Destination>(
        &self,
        request: &Request<Bytes>,
        end: &D,
        exchange: &mut Exchange,
    ) -> Result<Answer, Problem> {
        let errand = D::errand(request.method(), request.uri().path()).map_err(|none| match none {
            NoErrand::Path => Problem::no_such_path(),
            NoErrand::Method(allow) => Problem::method_not_allowed(allow),
        })?;
        exchange.operation = Some(errand.name);
        let principal = authenticate::authenticate(&*self.authenticator, request.headers()).await?;
        verify::verify(self.verifier.as_deref(), request, self.clock.now())?;
        let dialect = negotiate::negotiate(&self.config, request.headers())?;
        exchange.dialect = Some(dialect);
        if errand.reads {
            let arrived = end.arrive(&errand, &principal, dialect.version(), &Json::Null).await;
            return end.complete(arrived.map_err(Problem::of_rejection)?).await.map_err(Problem::of_rejection);
        }
        decode::check_media_type(request, Operation::Create)?;
        let key = reserve::key(request.headers(), D::rules(dialect))?;
        let body = decode::parse(request.body(), self.config.largest_body)?.ok_or_else(Problem::no_body)?;
        let body = WipedJson::from(body);
        let Some(key) = key else {
            let arrived = end.arrive(&errand, &principal, dialect.version(), &body).await;
            return end.complete(arrived.map_err(Problem::of_rejection)?).await.map_err(Problem::of_rejection);
        };
        let key = IdempotencyKey::new(principal, request.uri().path(), key);
        let kept = self.once(key, &errand, dialect, &body, end, exchange).await?;
        if kept.status.is_success() { end.complete(kept).await.map_err(Problem::of_rejection) } else { Ok(kept) }
    }

    /// Carries the request out if nobody has, and keeps the answer.
    async fn once<D: Destination>(
        &self,
        key: IdempotencyKey,
        errand: &Errand,
        dialect: Dialect,
        body: &Json<'_>,
        end: &D,
        exchange: &mut Exchange,
    ) -> Result<Answer, Problem> {
        let principal = key.principal.clone();
        let request = ReserveRequest::new(key, Fingerprint::of(body), self.clock.now(), self.config.key_lease);
        let ticket = match reserve::reserve(&*self.store, request, D::rules(dialect)).await? {
            Reserved::Ours(ticket) => ticket,
            Reserved::Answered(answer) => {
                exchange.replayed = true;
                return Ok(answer);
            }
        };
        let keep_until = self.clock.now().saturating_add(self.config.key_retention);
        match end.arrive(errand, &principal, dialect.version(), body).await {
            Ok(answer) => match self.store.commit(Commit::of_answer(ticket, answer.clone(), keep_until)).await {
                Ok(()) => Ok(answer),
                Err(CommitError::TicketLost | CommitError::Raced) => Err(Problem::key_in_flight()),
                Err(CommitError::Store(error)) => Err(Problem::of_store(&error)),
            },
            Err(rejection) => {
                let problem = Problem::of_rejection(rejection);
                Err(settle::settle_problem(&*self.store, problem, dialect, Some(ticket), keep_until).await)
            }
        }
    }
}
