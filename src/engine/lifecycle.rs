//! Which command a status allows.

use super::Refusal;
use crate::model::CheckoutStatus;
use crate::store::{Completion, RecoveryPoint, Session};
use crate::types::Timestamp;

/// A command on a session that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Update,
    Complete,
    Cancel,
}

/// What the table says of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    Allowed,
    /// Only to take up what another request left: its lease must be over.
    TakeUp,
    Refused(Refusal),
}

/// The completion or cancellation that somebody has in hand. One that waits for the buyer is in nobody's.
pub(super) fn held(session: &Session) -> Option<&Completion> {
    session.completion.as_ref().filter(|completion| !matches!(completion.point, RecoveryPoint::Waiting { .. }))
}

/// Whether the command may run on the session at that time.
pub(super) fn admit(session: &Session, action: Action, now: Timestamp) -> Result<(), Refusal> {
    if let Some(completion) = held(session) {
        let same = matches!(
            (&completion.point, action),
            (RecoveryPoint::Canceling { .. }, Action::Cancel)
                | (RecoveryPoint::Abandoning { .. }, Action::Update | Action::Cancel)
                | (
                    RecoveryPoint::Authorizing { .. } | RecoveryPoint::Authorized(_) | RecoveryPoint::Voiding { .. },
                    Action::Complete
                )
        );
        return if same && completion.lease_until <= now { Ok(()) } else { Err(Refusal::Busy) };
    }
    match verdict(session.checkout.status, action) {
        Verdict::Allowed => Ok(()),
        Verdict::TakeUp => Err(Refusal::Busy),
        Verdict::Refused(refusal) => Err(refusal),
    }
}

/// The table: eleven statuses by three commands (ACP-LIFE-18, C-LIFE-01 to C-LIFE-04, C-COMP-03).
///
/// Reading is always allowed; creating concerns no status.
const fn verdict(status: CheckoutStatus, action: Action) -> Verdict {
    use CheckoutStatus as Status;
    use Verdict::{Allowed, Refused, TakeUp};
    match action {
        Action::Update => match status {
            Status::Incomplete
            | Status::NotReadyForPayment
            | Status::ReadyForPayment
            | Status::RequiresEscalation
            | Status::AuthenticationRequired => Allowed,
            // What is being approved must not change meanwhile.
            Status::PendingApproval | Status::CompleteInProgress | Status::InProgress => Refused(Refusal::Busy),
            Status::Completed | Status::Canceled | Status::Expired => Refused(Refusal::Ended(status)),
        },
        Action::Complete => match status {
            Status::ReadyForPayment | Status::AuthenticationRequired | Status::PendingApproval => Allowed,
            Status::Incomplete | Status::NotReadyForPayment => Refused(Refusal::NotReady),
            Status::RequiresEscalation => Refused(Refusal::Escalated),
            Status::CompleteInProgress | Status::InProgress => TakeUp,
            Status::Completed | Status::Canceled | Status::Expired => Refused(Refusal::Ended(status)),
        },
        Action::Cancel => match status {
            Status::Incomplete
            | Status::NotReadyForPayment
            | Status::ReadyForPayment
            | Status::RequiresEscalation
            | Status::AuthenticationRequired
            | Status::PendingApproval => Allowed,
            Status::CompleteInProgress | Status::InProgress => TakeUp,
            Status::Completed | Status::Canceled | Status::Expired => Refused(Refusal::Ended(status)),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::engine::tests::shop::{dollars, noon, session_of};
    use crate::model::Authorized;
    use crate::types::ApiVersion;

    fn session(status: CheckoutStatus, completion: Option<Completion>) -> Session {
        let mut session = session_of(Vec::new());
        Arc::make_mut(&mut session.checkout).status = status;
        session.completion = completion;
        session
    }

    fn admits(session: &Session) -> [Result<(), Refusal>; 3] {
        [Action::Update, Action::Complete, Action::Cancel].map(|action| admit(session, action, noon()))
    }

    // ACP-LIFE-04, ACP-LIFE-12, ACP-LIFE-18, ACP-CXL-02, ACP-COMP-17, ACP-UPD-12: the whole table.
    #[test]
    fn the_status_decides_which_command_runs() {
        use CheckoutStatus as S;
        use Refusal::{Busy, Ended, Escalated, NotReady};
        const YES: Result<(), Refusal> = Ok(());
        const fn no(refusal: Refusal) -> Result<(), Refusal> {
            Err(refusal)
        }
        let table = [
            // status, update, complete, cancel
            (S::Incomplete, [YES, no(NotReady), YES]),
            (S::NotReadyForPayment, [YES, no(NotReady), YES]),
            (S::RequiresEscalation, [YES, no(Escalated), YES]),
            (S::AuthenticationRequired, [YES, YES, YES]),
            (S::ReadyForPayment, [YES, YES, YES]),
            (S::PendingApproval, [no(Busy), YES, YES]),
            (S::CompleteInProgress, [no(Busy), no(Busy), no(Busy)]),
            (S::Completed, [no(Ended(S::Completed)), no(Ended(S::Completed)), no(Ended(S::Completed))]),
            (S::Canceled, [no(Ended(S::Canceled)), no(Ended(S::Canceled)), no(Ended(S::Canceled))]),
            (S::InProgress, [no(Busy), no(Busy), no(Busy)]),
            (S::Expired, [no(Ended(S::Expired)), no(Ended(S::Expired)), no(Ended(S::Expired))]),
        ];
        assert_eq!(table.each_ref().map(|(status, _)| *status), CheckoutStatus::ALL);
        for (status, expected) in table {
            assert_eq!(admits(&session(status, None)), expected, "{status}");
        }
    }

    /// Every point at which somebody has the session in hand.
    fn points() -> [(RecoveryPoint, Vec<Action>); 5] {
        let authorized = Authorized::new("pi_1", dollars(1_850));
        let complete = vec![Action::Complete];
        [
            (RecoveryPoint::Authorizing { resumes: None }, complete.clone()),
            (RecoveryPoint::Authorized(authorized.clone()), complete.clone()),
            (RecoveryPoint::Voiding { authorized, messages: Vec::new() }, complete),
            (RecoveryPoint::Abandoning { reference: "pi_1".to_owned() }, vec![Action::Update, Action::Cancel]),
            (RecoveryPoint::Canceling { intent: None, abandons: None }, vec![Action::Cancel]),
        ]
    }

    // ACP-IDEM-28: what one request left, only its like takes up, and only once the lease is over.
    #[test]
    fn a_session_in_hand_is_left_alone_until_the_lease_is_over() {
        let soon = noon().saturating_add(Duration::from_millis(1));
        for (point, taken_up_by) in points() {
            for status in [CheckoutStatus::CompleteInProgress, CheckoutStatus::ReadyForPayment] {
                let held = session(status, Some(Completion::new(point.clone(), ApiVersion::LATEST, soon)));
                assert_eq!(admits(&held), [Err(Refusal::Busy), Err(Refusal::Busy), Err(Refusal::Busy)], "{point:?}");

                let left = session(status, Some(Completion::new(point.clone(), ApiVersion::LATEST, noon())));
                for action in [Action::Update, Action::Complete, Action::Cancel] {
                    let expected = if taken_up_by.contains(&action) { Ok(()) } else { Err(Refusal::Busy) };
                    assert_eq!(admit(&left, action, noon()), expected, "{action:?} at {point:?}");
                }
            }
        }
    }

    #[test]
    fn what_waits_for_the_buyer_is_in_nobodys_hands() {
        let point = RecoveryPoint::Waiting { reference: "pi_1".to_owned() };
        let later = noon().saturating_add(Duration::from_hours(1));
        let waiting = session(
            CheckoutStatus::AuthenticationRequired,
            Some(Completion::new(point.clone(), ApiVersion::LATEST, later)),
        );
        assert_eq!(admits(&waiting), [Ok(()), Ok(()), Ok(())]);
        assert_eq!(held(&waiting), None);
        let approving =
            session(CheckoutStatus::PendingApproval, Some(Completion::new(point, ApiVersion::LATEST, later)));
        assert_eq!(admits(&approving), [Err(Refusal::Busy), Ok(()), Ok(())]);
        for (point, _) in points() {
            assert!(
                held(&session(
                    CheckoutStatus::CompleteInProgress,
                    Some(Completion::new(point, ApiVersion::LATEST, later))
                ))
                .is_some()
            );
        }
    }
}
