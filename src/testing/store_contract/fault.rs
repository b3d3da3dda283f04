//! The contract after a call that failed.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;

use super::{PROPERTIES, Property};
use crate::store::{Delivery, Store};
use crate::testing::{Fault, FaultyStore};
use crate::types::Timestamp;

/// Up to which call of a property each fails in turn. The later ones are of a kind: every so many of them fails.
const EACH: usize = 6;
const STEP: usize = 17;

/// Runs every property with each of its calls failing in turn, once before its effect and once after it; and says how often.
///
/// Nobody can tell the two failures apart, so whoever called begins anew: an agent makes its request again under the same
/// key, or another request; a worker takes events that are due; a sweep comes round. So the property, begun anew over what
/// the failure left, must hold. For a call that cannot be repeated by itself the first try leaves what a crash leaves:
/// a key or an event that is held until its lease is over, never one that is lost.
///
/// The store is one that nobody else uses: what a property leaves in the year 2001 is cleared away in between.
pub async fn every_property_despite_a_fault(store: impl Store) -> usize {
    let store = FaultyStore::new(store);
    let mut faults = 0;
    for (name, property) in PROPERTIES {
        for fault in [Fault::Before, Fault::After] {
            let mut call = 1;
            while fails(&store, *property, call, fault).await {
                faults += 1;
                clear(&store).await;
                let held = AssertUnwindSafe(property(&store)).catch_unwind().await;
                assert!(held.is_ok(), "{name} does not hold after call {call} failed: {fault:?} its effect");
                call += if call < EACH { 1 } else { STEP };
            }
        }
    }
    faults
}

/// Begins the property, with that call failing; false when it made no such call.
async fn fails<S: Store>(store: &FaultyStore<S>, property: Property, call: usize, fault: Fault) -> bool {
    store.fail_at(call, fault);
    // It may break off at the failure, or do without what failed.
    let result = AssertUnwindSafe(property(store)).catch_unwind().await;
    let made = store.calls() >= call;
    store.fail_at(usize::MAX, fault);
    assert!(made || result.is_ok(), "it broke off without a failure");
    made
}

/// What a worker, a sweep and the housekeeping do in time.
async fn clear(store: &dyn Store) {
    let later = Timestamp::from_unix_millis(1_000_500_000_000).unwrap_or(Timestamp::UNIX_EPOCH);
    loop {
        let taken = store.claim_events(later, Duration::from_secs(1), 100).await.expect("a claim");
        if taken.is_empty() {
            break;
        }
        for taken in taken {
            store.settle_event(&taken.ticket, Delivery::Done).await.expect("a settling");
        }
    }
    store.purge(later, 1_000).await.expect("a purge");
    store.purge_sessions(later, 1_000).await.expect("a purge");
}
