//! The service that has buyers authenticated.

use std::error::Error;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};

use super::{AuthenticationProvider, SessionRefusal, validate};
use crate::acp::v2026_04_17::delegate_authentication::{
    Action, ActionType, DelegateAuthenticationAuthenticateRequest, DelegateAuthenticationCreateRequest,
    DelegateAuthenticationSessionWithResult, SessionStatus,
};
use crate::acp::{Dialect, VersionRules};
use crate::backend::{BackendError, BackendErrorKind};
use crate::inbound::{Authenticator, Destination, Errand, NoErrand, PipelineConfig, Rejection, SideRoad, Unreadable};
use crate::json::{self, Json};
use crate::payment::flaw::Flaw;
use crate::signature::RequestVerifier;
use crate::store::{Answer, Store};
use crate::types::{ApiVersion, Clock, Principal, SystemClock};

/// The operations, for logs.
const CREATE: &str = "delegate_authentication";
const AUTHENTICATE: &str = "delegate_authentication_authenticate";
const RETRIEVE: &str = "delegate_authentication_retrieve";

/// Has buyers authenticated: `POST /delegate_authentication`, `POST /delegate_authentication/{id}/authenticate` and
/// `GET /delegate_authentication/{id}`, as in 2026-04-17.
#[derive(Debug)]
pub struct DelegateAuthentication {
    road: SideRoad,
    desk: Desk,
}

/// Where sessions are kept.
#[derive(Debug)]
struct Desk {
    provider: Arc<dyn AuthenticationProvider>,
}

impl DelegateAuthentication {
    /// The path that it answers; what lies below it belongs to one session.
    pub const PATH: &str = "/delegate_authentication";

    /// The version that the RFC of this API names, and no release bears. It is taken for the release that the API came
    /// with (C-HDR-01).
    pub const DRAFT: &str = "2026-01-28";

    /// Has buyers authenticated by that provider, for whoever the authenticator knows. The store keeps the answers for their
    /// keys; it must not be the merchant's, where both live in one process.
    #[must_use]
    pub fn new(
        provider: Arc<dyn AuthenticationProvider>,
        authenticator: impl Authenticator,
        store: Arc<dyn Store>,
    ) -> Self {
        let config = PipelineConfig {
            versions: vec![ApiVersion::V2026_04_17],
            version_aliases: vec![(Self::DRAFT.to_owned(), ApiVersion::V2026_04_17.into())],
            ..PipelineConfig::default()
        };
        Self {
            road: SideRoad {
                authenticator: Arc::new(authenticator),
                verifier: None,
                config,
                store,
                clock: Arc::new(SystemClock::default()),
            },
            desk: Desk { provider },
        }
    }

    /// The same service, for signed requests only, as the protocol wants it.
    #[must_use]
    pub fn with_verifier(mut self, verifier: impl RequestVerifier) -> Self {
        self.road.verifier = Some(Arc::new(verifier));
        self
    }

    /// The same service with other settings of the road. Releases that do not have this API are left out.
    #[must_use]
    pub fn with_config(mut self, mut config: PipelineConfig) -> Self {
        config.versions.retain(|version| *version >= ApiVersion::V2026_04_17);
        self.road.config = config;
        self
    }

    /// The same service by another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.road.clock = clock;
        self
    }

    /// The settings of the road.
    #[must_use]
    pub const fn config(&self) -> &PipelineConfig {
        &self.road.config
    }

    /// Answers a request. Its path is relative to where the service is mounted.
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.road.handle(request, &self.desk).await
    }

    /// Answers a request whose body could not be read, or whose answer was lost.
    #[must_use]
    pub fn refuse(&self, headers: &HeaderMap, unreadable: Unreadable) -> Response<Bytes> {
        self.road.refuse(headers, unreadable)
    }
}

#[async_trait]
impl Destination for Desk {
    // The schema of its errors is closed and has none.
    const LISTS_VERSIONS: bool = false;

    fn errand(method: &Method, path: &str) -> Result<Errand, NoErrand> {
        let below = path.strip_prefix(DelegateAuthentication::PATH).ok_or(NoErrand::Path)?;
        let (name, id, takes) = match below.strip_prefix('/').map(|rest| rest.split_once('/').unwrap_or((rest, ""))) {
            None if below.is_empty() => (CREATE, None, Method::POST),
            Some((id, "authenticate")) if !id.is_empty() => (AUTHENTICATE, Some(id.to_owned()), Method::POST),
            Some((id, "")) if !id.is_empty() && !below.ends_with('/') => (RETRIEVE, Some(id.to_owned()), Method::GET),
            _ => return Err(NoErrand::Path),
        };
        let reads = takes == Method::GET;
        if *method == takes {
            Ok(Errand { name, id, reads })
        } else {
            Err(NoErrand::Method(if reads { "GET" } else { "POST" }))
        }
    }

    // ACP-DA-09
    fn rules(_: Dialect) -> &'static VersionRules {
        &VersionRules::DELEGATE_AUTHENTICATION
    }

    async fn arrive(
        &self,
        errand: &Errand,
        principal: &Principal,
        _: ApiVersion,
        body: &Json<'_>,
    ) -> Result<Answer, Rejection> {
        let failed = |error| of_provider(errand.name, error);
        match &errand.id {
            None => {
                let request: DelegateAuthenticationCreateRequest = read(body)?;
                validate::create(&request).map_err(flawed)?;
                let session = self.provider.create(principal, request).await.map_err(failed)?;
                check(errand.name, CREATED, ActionType::Fingerprint, &session.status, session.action.as_ref())?;
                write(errand.name, StatusCode::CREATED, &session)
            }
            Some(id) if errand.reads => {
                let session = self.provider.retrieve(principal, id).await.map_err(failed)?;
                let session = session.ok_or(Rejection::Unknown { message: "there is no such session" })?;
                check_result(&session)?;
                write(errand.name, StatusCode::OK, &session)
            }
            Some(id) => {
                let request: DelegateAuthenticationAuthenticateRequest = read(body)?;
                validate::authenticate(&request).map_err(flawed)?;
                let session = self.provider.authenticate(principal, id, request).await.map_err(failed)?;
                let session = session.map_err(refused)?;
                check(errand.name, AUTHENTICATED, ActionType::Challenge, &session.status, session.action.as_ref())?;
                write(errand.name, StatusCode::OK, &session)
            }
        }
    }

    async fn complete(&self, kept: Answer) -> Result<Answer, Rejection> {
        Ok(kept)
    }
}

/// What a session may stand at when it is opened, and what once the bank was asked (ACP-DA-05).
const CREATED: &[SessionStatus] = &[SessionStatus::ActionRequired, SessionStatus::Pending, SessionStatus::NotSupported];
const AUTHENTICATED: &[SessionStatus] = &[
    SessionStatus::Authenticated,
    SessionStatus::ActionRequired,
    SessionStatus::Attempted,
    SessionStatus::NotAuthenticated,
    SessionStatus::Rejected,
    SessionStatus::Unavailable,
    SessionStatus::Expired,
];

/// The provider is checked as well: a status of the wrong answer sends the agent astray.
fn check(
    operation: &'static str,
    may: &[SessionStatus],
    kind: ActionType,
    status: &SessionStatus,
    action: Option<&Action>,
) -> Result<(), Rejection> {
    if !may.contains(status) {
        return Err(broken(operation, format!("the provider answered with the status {status}")));
    }
    let told = match action {
        None => None,
        Some(Action { kind: ActionType::Fingerprint, fingerprint: Some(_), challenge: None }) => {
            Some(ActionType::Fingerprint)
        }
        Some(Action { kind: ActionType::Challenge, fingerprint: None, challenge: Some(_) }) => {
            Some(ActionType::Challenge)
        }
        Some(_) => return Err(broken(operation, "the provider answered with an action that is none")),
    };
    let needed = (*status == SessionStatus::ActionRequired).then_some(kind);
    if told == needed { Ok(()) } else { Err(broken(operation, "the provider answered with the wrong action")) }
}

/// What may be retrieved (ACP-DA-05, C-DA-06), and that a result is there where one is promised (ACP-DA-07).
fn check_result(session: &DelegateAuthenticationSessionWithResult) -> Result<(), Rejection> {
    let has_result = session.authentication_result.is_some();
    let (listed, holds) = match session.status {
        SessionStatus::Authenticated | SessionStatus::Attempted => (true, has_result),
        SessionStatus::NotAuthenticated
        | SessionStatus::Rejected
        | SessionStatus::Unavailable
        | SessionStatus::ChallengeAbandoned => (true, true),
        SessionStatus::ActionRequired
        | SessionStatus::Pending
        | SessionStatus::NotSupported
        | SessionStatus::Expired => (true, !has_result),
        _ => (false, false),
    };
    if !listed {
        return Err(broken(RETRIEVE, format!("the provider answered with the status {}", session.status)));
    }
    if !holds {
        let problem = format!("the provider answered {} with or without a result", session.status);
        return Err(broken(RETRIEVE, problem));
    }
    Ok(())
}

/// Every flaw of the request has the one code that the release has for it; `param` says where.
fn invalid(path: impl Into<String>, message: impl Into<String>) -> Rejection {
    Rejection::Invalid { code: "invalid_card", path: path.into(), message: message.into() }
}

fn flawed((path, problem): Flaw) -> Rejection {
    let message = format!("{path} {problem}");
    invalid(path, message)
}

fn refused(refusal: SessionRefusal) -> Rejection {
    match refusal {
        SessionRefusal::Unknown => Rejection::Unknown { message: "there is no such session" },
        SessionRefusal::ChannelMissing => invalid("$.channel", refusal.to_string()),
        SessionRefusal::NotificationUrlMissing => invalid("$.challenge_notification_url", refusal.to_string()),
        SessionRefusal::Repeated => {
            Rejection::Repeated { message: "the session was authenticated before: retrieve what came of it" }
        }
        SessionRefusal::NotSupported => invalid("$", refusal.to_string()),
    }
}

fn of_provider(operation: &'static str, error: BackendError) -> Rejection {
    match error.kind() {
        BackendErrorKind::Internal => broken(operation, error),
        BackendErrorKind::Unavailable | BackendErrorKind::Timeout => {
            Rejection::Unavailable { operation, source: Box::new(error) }
        }
    }
}

fn broken(operation: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Rejection {
    Rejection::Broken { operation, source: source.into() }
}

fn read<'a, T: serde::Deserialize<'a>>(body: &'a Json<'a>) -> Result<T, Rejection> {
    json::decode(body).map_err(|error| invalid(error.path.to_string(), error.to_string()))
}

fn write<T: serde::Serialize>(operation: &'static str, status: StatusCode, session: &T) -> Result<Answer, Rejection> {
    let body = serde_json::to_vec(session).map_err(|error| broken(operation, error))?;
    Ok(Answer::new(status, Bytes::from(body)))
}
