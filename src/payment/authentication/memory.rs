//! A provider that plays the banks, and forgets on restart.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq as _;

use super::{AuthenticationProvider, SessionRefusal};
use crate::acp::v2026_04_17::delegate_authentication::{
    Action, Amount, AuthenticationResult, ChallengeAction, ChallengeType, DelegateAuthenticationAuthenticateRequest,
    DelegateAuthenticationCreateRequest, DelegateAuthenticationSession, DelegateAuthenticationSessionWithResult,
    FingerprintAction, FlowType, SessionStatus,
};
use crate::backend::BackendError;
use crate::engine::id::uuid;
use crate::model::AuthenticationProof;
use crate::signature::SigningSecret;
use crate::types::{Clock, Money, Principal, Secret, SystemClock, Timestamp, Uri};

/// The cards of the test mode whose banks are not content at once. Any other is authenticated without friction.
pub mod card {
    /// The bank poses a challenge.
    pub const CHALLENGED: &str = "4000002760003184";
    /// The card does not take part.
    pub const NOT_SUPPORTED: &str = "378282246310005";
    /// The bank takes no fingerprint; the rest is without friction.
    pub const NO_FINGERPRINT: &str = "4000000000003220";
    /// The bank acknowledges the attempt.
    pub const ATTEMPTED: &str = "4000000000003063";
    /// The bank does not know the buyer.
    pub const NOT_AUTHENTICATED: &str = "4000000000003097";
    /// The bank refuses.
    pub const REJECTED: &str = "4000000000003055";
    /// The bank cannot be asked.
    pub const UNAVAILABLE: &str = "4000000000003089";
}

/// How long a session waits, for the agent as for the buyer.
const LIFETIME: Duration = Duration::from_mins(15);

/// The version of 3-D Secure that is played.
const VERSION: &str = "2.2.0";

/// Plays the banks by the [number](card) of the card, for tests and for trying out. An agent that asks for a mandated
/// challenge gets one.
///
/// Of a card it keeps a keyed hash: enough to tell whether a payment is by the card that was authenticated.
pub struct MemoryAuthentication {
    secret: SigningSecret,
    pages: Uri,
    clock: Arc<dyn Clock>,
    sessions: Mutex<BTreeMap<String, Session>>,
}

#[derive(Debug)]
struct Session {
    principal: Principal,
    card: [u8; 32],
    amount: Amount,
    answer: BankAnswer,
    /// The number of the authentication at the service, at the bank and at the directory server.
    numbers: [String; 3],
    has_channel: bool,
    has_notification_url: bool,
    takes_fingerprint: bool,
    begun: Timestamp,
    stands: Standing,
}

/// What the bank answers when it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
enum BankAnswer {
    NotSupported,
    Challenge,
    Ends(SessionStatus),
}

/// How far a session is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Standing {
    Opened,
    Challenged,
    Ended(SessionStatus),
}

/// What a buyer does when the bank asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChallengeAnswer {
    /// Proves to be who they say.
    Passed,
    /// Does not.
    Failed,
    /// Closes the page.
    Abandoned,
}

impl MemoryAuthentication {
    /// Plays the banks, whose pages are below that address. Cryptograms cannot be guessed by whoever does not know the
    /// secret.
    #[must_use]
    pub fn new(secret: SigningSecret, pages: Uri) -> Self {
        Self { secret, pages, clock: Arc::new(SystemClock::default()), sessions: Mutex::default() }
    }

    /// The same provider by another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Answers a challenge by the bank's number of it, as the buyer would on the page of the bank. `false` when nothing of
    /// that number waits for an answer.
    pub fn answer(&self, acs_trans_id: &str, answer: ChallengeAnswer) -> bool {
        let now = self.clock.now();
        let mut sessions = self.lock();
        let waits = |session: &&mut Session| session.numbers[1] == acs_trans_id && session.waits(now);
        let Some(session) = sessions.values_mut().find(waits) else { return false };
        session.stands = Standing::Ended(match answer {
            ChallengeAnswer::Passed => SessionStatus::Authenticated,
            ChallengeAnswer::Failed => SessionStatus::NotAuthenticated,
            ChallengeAnswer::Abandoned => SessionStatus::ChallengeAbandoned,
        });
        true
    }

    /// Whether that proof was given out here, for that card and that amount: what an agent says of an authentication is
    /// believed by nobody else.
    #[must_use]
    pub fn vouches(&self, proof: &AuthenticationProof, card: &Secret, amount: Money) -> bool {
        let now = self.clock.now();
        let card = self.mark(card);
        let sessions = self.lock();
        sessions.iter().any(|(id, session)| {
            let proves = matches!(session.status(now), SessionStatus::Authenticated | SessionStatus::Attempted);
            let cryptogram = self.cryptogram(id);
            proves
                && session.numbers[2] == proof.transaction_id
                && session.amount == Amount::new(amount.minor, amount.currency)
                && bool::from(session.card.ct_eq(&card))
                && bool::from(cryptogram.expose().as_bytes().ct_eq(proof.three_ds_cryptogram.as_bytes()))
        })
    }

    /// What is kept of a card.
    fn mark(&self, card: &Secret) -> [u8; 32] {
        self.secret.sign(&[b"card.", card.expose().as_bytes()])
    }

    /// Twenty bytes, as card schemes have them.
    fn cryptogram(&self, id: &str) -> Secret {
        let code = self.secret.sign(&[b"cryptogram.", id.as_bytes()]);
        Secret::new(STANDARD.encode(code.get(..20).unwrap_or_default()))
    }

    fn page(&self, name: &str) -> Result<Uri, BackendError> {
        let base = self.pages.as_str().trim_end_matches('/');
        Uri::new(format!("{base}/{name}")).map_err(BackendError::internal)
    }

    fn challenge(&self, session: &Session) -> Result<Action, BackendError> {
        let [server, bank, _] = &session.numbers;
        Ok(Action::challenge(ChallengeAction::new(self.page("challenge")?, bank, server, VERSION)))
    }

    fn fingerprint(&self, session: &Session) -> Result<Action, BackendError> {
        Ok(Action::fingerprint(FingerprintAction::new(self.page("fingerprint")?, &session.numbers[0])))
    }

    fn result(&self, id: &str, session: &Session, status: &SessionStatus) -> Option<AuthenticationResult> {
        let (letter, indicator) = match status {
            SessionStatus::Authenticated => ("Y", Some("05")),
            SessionStatus::Attempted => ("A", Some("06")),
            SessionStatus::NotAuthenticated => ("N", Some("07")),
            SessionStatus::Rejected => ("R", None),
            SessionStatus::Unavailable => ("U", None),
            _ => return None,
        };
        let [server, _, directory] = &session.numbers;
        let mut result = AuthenticationResult::new(letter, directory, server, VERSION);
        result.electronic_commerce_indicator = indicator.map(str::to_owned);
        if matches!(letter, "Y" | "A") {
            result.three_ds_cryptogram = Some(self.cryptogram(id));
        }
        if letter == "N" {
            result.trans_status_reason = Some("01".to_owned()); // card authentication failed
            result.cardholder_info = Some("Your bank could not authenticate you.".to_owned());
        }
        Some(result)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    fn is_late(&self, now: Timestamp) -> bool {
        self.begun.saturating_add(LIFETIME) <= now
    }

    /// Whether the buyer has yet to answer.
    fn waits(&self, now: Timestamp) -> bool {
        self.stands == Standing::Challenged && !self.is_late(now)
    }

    fn status(&self, now: Timestamp) -> SessionStatus {
        match &self.stands {
            Standing::Ended(status) => status.clone(),
            Standing::Opened if self.answer == BankAnswer::NotSupported => SessionStatus::NotSupported,
            Standing::Opened if self.is_late(now) => SessionStatus::Expired,
            Standing::Challenged if self.is_late(now) => SessionStatus::ChallengeAbandoned,
            Standing::Opened if !self.takes_fingerprint => SessionStatus::Pending,
            Standing::Opened | Standing::Challenged => SessionStatus::ActionRequired,
        }
    }
}

/// The bank decides; a mandate for a challenge it follows.
fn bank_answer(request: &DelegateAuthenticationCreateRequest) -> BankAnswer {
    let mandated = request.flow_preference.as_ref().is_some_and(|preference| {
        let mandate = preference.challenge.as_ref().and_then(|challenge| challenge.kind.as_ref());
        preference.kind == FlowType::Challenge && mandate == Some(&ChallengeType::Mandated)
    });
    match request.payment_method.number.expose() {
        card::NOT_SUPPORTED => BankAnswer::NotSupported,
        card::CHALLENGED => BankAnswer::Challenge,
        card::ATTEMPTED => BankAnswer::Ends(SessionStatus::Attempted),
        card::NOT_AUTHENTICATED => BankAnswer::Ends(SessionStatus::NotAuthenticated),
        card::REJECTED => BankAnswer::Ends(SessionStatus::Rejected),
        card::UNAVAILABLE => BankAnswer::Ends(SessionStatus::Unavailable),
        _ if mandated => BankAnswer::Challenge,
        _ => BankAnswer::Ends(SessionStatus::Authenticated),
    }
}

#[async_trait]
impl AuthenticationProvider for MemoryAuthentication {
    async fn create(
        &self,
        principal: &Principal,
        request: DelegateAuthenticationCreateRequest,
    ) -> Result<DelegateAuthenticationSession, BackendError> {
        let now = self.clock.now();
        let id = format!("auth_session_{}", uuid(now).simple());
        let has_channel = request.channel.is_some();
        let session = Session {
            principal: principal.clone(),
            card: self.mark(&request.payment_method.number),
            answer: bank_answer(&request),
            numbers: [uuid(now), uuid(now), uuid(now)].map(|number| number.to_string()),
            has_channel,
            has_notification_url: request.challenge_notification_url.is_some(),
            // Who tells of the browser later has no fingerprint taken (2026-04-17, delegate authentication §4.1).
            takes_fingerprint: has_channel && request.payment_method.number.expose() != card::NO_FINGERPRINT,
            amount: request.amount,
            begun: now,
            stands: Standing::Opened,
        };
        let mut answer = DelegateAuthenticationSession::new(&*id, session.status(now));
        if answer.status == SessionStatus::ActionRequired {
            answer.action = Some(self.fingerprint(&session)?);
        }
        self.lock().insert(id, session);
        Ok(answer)
    }

    async fn authenticate(
        &self,
        principal: &Principal,
        id: &str,
        request: DelegateAuthenticationAuthenticateRequest,
    ) -> Result<Result<DelegateAuthenticationSession, SessionRefusal>, BackendError> {
        let now = self.clock.now();
        let mut sessions = self.lock();
        let Some(session) = sessions.get_mut(id).filter(|session| session.principal == *principal) else {
            return Ok(Err(SessionRefusal::Unknown));
        };
        match (session.status(now), &session.stands) {
            (SessionStatus::NotSupported, _) => return Ok(Err(SessionRefusal::NotSupported)),
            (SessionStatus::Expired, _) => {
                return Ok(Ok(DelegateAuthenticationSession::new(id, SessionStatus::Expired)));
            }
            (_, Standing::Challenged | Standing::Ended(_)) => return Ok(Err(SessionRefusal::Repeated)),
            (_, Standing::Opened) => {}
        }
        // ACP-DA-04
        if !session.has_channel && request.channel.is_none() {
            return Ok(Err(SessionRefusal::ChannelMissing));
        }
        if !session.has_notification_url && request.challenge_notification_url.is_none() {
            return Ok(Err(SessionRefusal::NotificationUrlMissing));
        }
        let mut answer = DelegateAuthenticationSession::new(id, SessionStatus::ActionRequired);
        match &session.answer {
            BankAnswer::Ends(status) => {
                answer.status = status.clone();
                session.stands = Standing::Ended(status.clone());
            }
            BankAnswer::Challenge | BankAnswer::NotSupported => {
                answer.action = Some(self.challenge(session)?);
                session.stands = Standing::Challenged;
            }
        }
        Ok(Ok(answer))
    }

    async fn retrieve(
        &self,
        principal: &Principal,
        id: &str,
    ) -> Result<Option<DelegateAuthenticationSessionWithResult>, BackendError> {
        let sessions = self.lock();
        let Some(session) = sessions.get(id).filter(|session| session.principal == *principal) else {
            return Ok(None);
        };
        let status = session.status(self.clock.now());
        let mut answer = DelegateAuthenticationSessionWithResult::new(id, status.clone());
        answer.authentication_result = self.result(id, session, &status);
        if status == SessionStatus::ActionRequired {
            answer.action = Some(match session.stands {
                Standing::Opened => self.fingerprint(session)?,
                Standing::Challenged | Standing::Ended(_) => self.challenge(session)?,
            });
        }
        Ok(Some(answer))
    }
}

/// Says how many sessions there are.
impl fmt::Debug for MemoryAuthentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryAuthentication({})", self.lock().len())
    }
}
