//! Events on their way out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderName, Request};

use super::flight::{Flight, Landing};
use super::retry::{Verdict, judge};
use super::{Backoff, Endpoint, Endpoints};
use crate::acp::Dialect;
use crate::store::{ClaimedEvent, Delivery, Store, StoreError};
use crate::transport::HttpTransport;
use crate::types::{Clock, SystemClock, Timestamp};

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("timestamp");

/// How often an event is tried, however old it is.
const LEAST_ATTEMPTS: u32 = 10;

/// How long a receiver may have itself left alone: a mistake in its `Retry-After` must not silence an order for ever.
const LONGEST_WISH: Duration = Duration::from_hours(24);

/// Takes order events out of a store and tells them.
///
/// Every event is told at least once, those of one order one after the other, as often as it takes: with growing waits, or
/// when the receiver says. What the receiver refuses for good is set aside in the store, to be looked at and, if that
/// helps, put back ([`Store::dead_events`], [`Store::revive_event`]). Any number of workers may share a store.
pub struct Worker {
    pub(super) store: Arc<dyn Store>,
    transport: Arc<dyn HttpTransport>,
    endpoints: Endpoints,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) config: WorkerConfig,
}

/// Settings of a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerConfig {
    /// How many events are on their way at a time: 16, each of another order.
    pub at_once: usize,
    /// How long a delivery may take before another worker may do it: 60 seconds. Longer than the transport waits.
    pub lease: Duration,
    /// How long to wait between deliveries of one event.
    pub backoff: Backoff,
    /// How old an event gets before it is set aside: 3 days. However old, it is tried ten times first: it may have
    /// waited for a worker, or behind another event of its order.
    pub give_up_after: Duration,
    /// How often to look for events that are due while none arrives: once a second.
    pub idle: Duration,
}

impl Default for WorkerConfig {
    fn default() -> Self {
        Self {
            at_once: 16,
            lease: Duration::from_mins(1),
            backoff: Backoff::default(),
            give_up_after: Duration::from_hours(72),
            idle: Duration::from_secs(1),
        }
    }
}

/// What became of the events that were due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Deliveries {
    /// Arrived.
    pub arrived: usize,
    /// To be tried again.
    pub put_off: usize,
    /// Set aside.
    pub set_aside: usize,
    /// Not settled within their lease, so that another worker takes them over.
    pub lost: usize,
}

impl Worker {
    /// Tells the events of that store to those endpoints, by the machine's clock.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, transport: Arc<dyn HttpTransport>, endpoints: Endpoints) -> Self {
        let clock = Arc::new(SystemClock::default());
        Self { store, transport, endpoints, clock, config: WorkerConfig::default() }
    }

    /// The same worker by another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The same worker with other settings.
    #[must_use]
    pub fn with_config(mut self, config: WorkerConfig) -> Self {
        self.config = config;
        self
    }

    /// Tells every event that is due, and those that become due meanwhile.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails, once what is on its way has ended. What was told and could not be written
    /// down is told again.
    pub async fn deliver_due(&self) -> Result<Deliveries, StoreError> {
        let mut deliveries = Deliveries::default();
        let mut flight = Flight::new(self, |worker, claimed| Box::pin(worker.deliver(claimed)));
        let mut failure = None;
        flight.look();
        while let Some(landing) = flight.next().await {
            match landing {
                Ok(Landing::Told(told)) => deliveries.count(told),
                Ok(Landing::Found) => {}
                Ok(Landing::Nothing) => continue,
                Err(error) => failure = failure.or(Some(error)),
            }
            if failure.is_none() {
                flight.look();
            }
        }
        failure.map_or(Ok(deliveries), Err)
    }

    /// Tells events as they come, until `stop` is ready; then finishes what is on its way, and says what became of
    /// everything.
    ///
    /// A store that fails is tried again: the log says so. Whoever drops this future instead loses nothing: what it had
    /// taken is told again when its lease is over.
    #[cfg(feature = "tokio")]
    pub async fn run(&self, stop: impl Future<Output = ()> + Send) -> Deliveries {
        use futures_util::future::{Either, select};

        let mut deliveries = Deliveries::default();
        let mut flight = Flight::new(self, |worker, claimed| Box::pin(worker.deliver_in_time(claimed)));
        let mut stop = std::pin::pin!(stop);
        flight.look();
        loop {
            // A slow receiver of one order keeps those of others waiting no longer than this.
            let idle = std::pin::pin!(tokio::time::sleep(self.config.idle));
            let happened = {
                let next = std::pin::pin!(async {
                    match flight.next().await {
                        Some(landing) => landing,
                        None => std::future::pending().await,
                    }
                });
                match select(&mut stop, select(next, idle)).await {
                    Either::Left(_) => break,
                    Either::Right((Either::Left((landing, _)), _)) => Some(landing),
                    Either::Right((Either::Right(_), _)) => None,
                }
            };
            let look = happened.is_none_or(|landing| deliveries.note(landing));
            if look {
                flight.look();
            }
        }
        while let Some(landing) = flight.next().await {
            deliveries.note(landing);
        }
        deliveries
    }

    /// A delivery that would outlast its lease is broken off: another worker may tell the order's later events by then.
    #[cfg(feature = "tokio")]
    async fn deliver_in_time(&self, claimed: ClaimedEvent) -> Result<Told, StoreError> {
        let (id, attempt) = (claimed.event.id.clone(), claimed.attempt);
        let told = tokio::time::timeout(self.config.lease * 9 / 10, self.deliver(claimed)).await;
        told.unwrap_or_else(|_| {
            crate::log::event_told(&id, attempt, Told::Lost.as_str());
            Ok(Told::Lost)
        })
    }

    async fn deliver(&self, claimed: ClaimedEvent) -> Result<Told, StoreError> {
        let now = self.clock.now();
        let verdict = match self.request(&claimed, now) {
            Ok(request) => judge(&self.transport.send(request).await, self.clock.now()),
            Err(reason) => Verdict::Refused { reason },
        };
        let delivery = self.decide(&claimed, verdict);
        let told = Told::of(&delivery);
        crate::log::event_told(&claimed.event.id, claimed.attempt, told.as_str());
        let settled = self.store.settle_event(&claimed.ticket, delivery).await?;
        Ok(if settled { told } else { Told::Lost })
    }

    fn decide(&self, claimed: &ClaimedEvent, verdict: Verdict) -> Delivery {
        match verdict {
            Verdict::Arrived => Delivery::Done,
            Verdict::Refused { reason } => Delivery::Never(reason),
            Verdict::Unknown { reason } => Delivery::GivenUp(reason),
            Verdict::Again { not_before, reason } => {
                let now = self.clock.now();
                let old = claimed.event.occurred_at.saturating_add(self.config.give_up_after) <= now;
                if old && claimed.attempt >= LEAST_ATTEMPTS {
                    return Delivery::GivenUp(format!("given up: {reason}"));
                }
                let wait = self.config.backoff.wait(&claimed.event.id, claimed.attempt);
                let at = now.saturating_add(wait);
                Delivery::Later(not_before.map_or(at, |time| time.min(now.saturating_add(LONGEST_WISH)).max(at)))
            }
        }
    }

    /// Signed anew each time, by the same id each time (ACP-WH-22).
    fn request(&self, claimed: &ClaimedEvent, now: Timestamp) -> Result<Request<Bytes>, String> {
        let event = &claimed.event;
        let endpoint = self.endpoints.of(&event.principal).ok_or("there is no endpoint for its platform")?;
        let Endpoint { url, signer, header, dialect } = endpoint;
        let dialect = dialect.unwrap_or(Dialect::Release(event.version));
        let body = dialect.encode_event(event.kind, &event.order, event.currency).map_err(|error| error.to_string())?;
        // One instant, to the second: the signature has no finer one (C-WH-06).
        let now = Timestamp::from_unix_millis(now.unix_seconds().saturating_mul(1_000)).unwrap_or(now);
        let value = |text: &str| HeaderValue::from_str(text).map_err(|error| error.to_string());
        let mut request = Request::post(url.clone()).body(Bytes::new()).map_err(|error| error.to_string())?;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(REQUEST_ID, value(event.id.as_str())?);
        headers.insert(TIMESTAMP, value(&now.to_string())?);
        headers.insert(header, value(&signer.sign(&body, now))?);
        *request.body_mut() = body.into();
        Ok(request)
    }
}

/// What became of one event.
#[derive(Debug, Clone, Copy)]
pub(super) enum Told {
    Arrived,
    PutOff,
    SetAside,
    Lost,
}

impl Told {
    const fn of(delivery: &Delivery) -> Self {
        match delivery {
            Delivery::Done => Self::Arrived,
            Delivery::Later(_) => Self::PutOff,
            Delivery::Never(_) | Delivery::GivenUp(_) => Self::SetAside,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::PutOff => "put_off",
            Self::SetAside => "set_aside",
            Self::Lost => "lost",
        }
    }
}

impl Deliveries {
    const fn count(&mut self, told: Told) {
        match told {
            Told::Arrived => self.arrived += 1,
            Told::PutOff => self.put_off += 1,
            Told::SetAside => self.set_aside += 1,
            Told::Lost => self.lost += 1,
        }
    }

    /// Counts, and says whether to look for more at once.
    #[cfg(feature = "tokio")]
    fn note(&mut self, landing: Result<Landing, StoreError>) -> bool {
        match landing {
            Ok(Landing::Told(told)) => self.count(told),
            Ok(Landing::Found) => {}
            Ok(Landing::Nothing) => return false,
            Err(error) => {
                crate::log::failure("webhook", &error);
                return false;
            }
        }
        true
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker")
            .field("store", &self.store)
            .field("transport", &self.transport)
            .field("endpoints", &self.endpoints)
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
