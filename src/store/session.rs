//! A session as it is kept.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::RequestMark;
use crate::model::{
    AffiliateAttribution, AgentCapabilities, Authorized, Checkout, IntentTrace, MarketingConsent, Message,
};
use crate::types::{ApiVersion, Principal, Shared, Timestamp};

/// A session as it is kept: the checkout that the agent sees, and what it does not see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Session {
    /// Whose session it is.
    pub principal: Principal,
    /// Counts the changes, from 1.
    pub revision: u64,
    /// What the agent sees.
    pub checkout: Arc<Checkout>,
    /// What the agent said that it can do.
    pub agent: Shared<AgentCapabilities>,
    /// Who sent the buyer, in the order told; nobody any more once the session has ended, for the shop has it then.
    pub attributions: Vec<AffiliateAttribution>,
    /// Why it was given up: the reason, without the words, which the shop has.
    pub intent: Option<IntentTrace>,
    /// How many lines there have been: the next one gets this number plus one.
    pub lines_made: u32,
    /// How many attempts to pay have been decided.
    pub attempts: u32,
    /// The completion that is under way or waits for the buyer.
    pub completion: Option<Completion>,
    /// The release in which it was completed, once it is: what happens to the order is told in that one.
    pub completed_in: Option<ApiVersion>,
    /// Requests that had the completion or cancellation in hand and were never answered, the last few of them. Once it is
    /// decided, by whomever, their retry is told what became of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unanswered: Vec<RequestMark>,
}

impl Session {
    /// A new session of that caller.
    #[must_use]
    pub fn new(principal: Principal, checkout: Checkout, agent: impl Into<Shared<AgentCapabilities>>) -> Self {
        Self {
            principal,
            revision: 1,
            checkout: Arc::new(checkout),
            agent: agent.into(),
            attributions: Vec::new(),
            intent: None,
            lines_made: 0,
            attempts: 0,
            completion: None,
            completed_in: None,
            unanswered: Vec::new(),
        }
    }

    /// From when on nobody works on what it is in the middle of, if it is: somebody must take it up then.
    ///
    /// A completion that waits for the buyer is in nobody's hand; it must be ended when the session is over.
    #[must_use]
    pub fn recover_at(&self) -> Option<Timestamp> {
        self.completion.as_ref().map(|completion| match completion.point {
            RecoveryPoint::Waiting { .. } => self.checkout.expires_at,
            _ => completion.recover_at,
        })
    }
}

/// The end of a session that has not been reached yet: it is being completed or given up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Completion {
    /// How far it has come.
    pub point: RecoveryPoint,
    /// The release in which it was asked for.
    pub version: ApiVersion,
    /// Until when one request has it to itself. Afterwards another may take it up where it stands.
    pub lease_until: Timestamp,
    /// From when on a recovery sweep takes it up, if no request has.
    pub recover_at: Timestamp,
    /// What the buyer lets the merchant send.
    pub consents: Vec<MarketingConsent>,
}

impl Completion {
    /// A completion at that point, asked for in that release, held until then.
    #[must_use]
    pub const fn new(point: RecoveryPoint, version: ApiVersion, lease_until: Timestamp) -> Self {
        Self { point, version, lease_until, recover_at: lease_until, consents: Vec::new() }
    }

    /// One request has it to itself until then.
    pub const fn hold(&mut self, until: Timestamp) {
        self.lease_until = until;
        self.recover_at = until;
    }

    /// Nobody has it any more: a request may go on from now, a recovery sweep from then.
    pub const fn park(&mut self, now: Timestamp, recover_at: Timestamp) {
        self.lease_until = now;
        self.recover_at = recover_at;
    }
}

/// Where a completion can be taken up again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum RecoveryPoint {
    /// The money may or may not be set aside: ask again with the same token.
    Authorizing {
        /// The provider's id of the attempt that this one resumes.
        resumes: Option<String>,
    },
    /// The provider waits for the buyer or for an approval; nobody works on it.
    Waiting {
        /// The provider's id of the attempt.
        reference: String,
    },
    /// The money is set aside; the order may or may not be placed: place it again with the same token.
    Authorized(Authorized),
    /// The order was refused: the money must be let go of.
    Voiding {
        /// What was set aside.
        authorized: Authorized,
        /// Why the order was refused.
        messages: Vec<Message>,
    },
    /// The cart has changed: an attempt to pay that waited must be let go of.
    Abandoning {
        /// The provider's id of the attempt.
        reference: String,
    },
    /// The session is being given up: what the merchant reserved must be released.
    Canceling {
        /// Why.
        intent: Option<IntentTrace>,
        /// The provider's id of an attempt to pay that waited.
        abandons: Option<String>,
    },
}
