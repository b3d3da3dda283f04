//! Any sequence of commands, held against a small model of what the protocol means.

use std::time::Duration;

use proptest::prelude::*;

use super::shop::{World, address, authenticated, broken, challenge, dollars, one_mug, pay, pieces};
use crate::backend::Placement;
use crate::engine::{EngineError, Refusal};
use crate::model::{
    Authorization, Authorized, Cancel, Checkout, CheckoutStatus, Complete, Decline, Destination, ErrorCode,
    ItemRequest, Message, TotalKind, Update,
};
use crate::types::Patch;

/// What an agent does, and how the shop takes it.
#[derive(Debug, Clone)]
enum Step {
    /// So many mugs.
    Items(i64),
    /// With or without an address.
    Address(bool),
    Complete {
        with_result: bool,
        money: Money,
        order: Order,
        void: bool,
    },
    Cancel {
        works: bool,
    },
    Wait(u64),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Money {
    Given,
    TooLittle,
    Declined,
    Challenged,
    Waiting,
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Order {
    Placed,
    Refused,
    Unknown,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let money = prop_oneof![
        3 => Just(Money::Given),
        1 => Just(Money::TooLittle),
        1 => Just(Money::Declined),
        2 => Just(Money::Challenged),
        1 => Just(Money::Waiting),
        1 => Just(Money::Unknown),
    ];
    let order = prop_oneof![1 => Just(Order::Placed), 1 => Just(Order::Refused), 2 => Just(Order::Unknown)];
    let complete = (any::<bool>(), money, order, any::<bool>());
    let step = prop_oneof![
        2 => (1_i64..5).prop_map(Step::Items),
        2 => prop::bool::weighted(0.8).prop_map(Step::Address),
        6 => complete.prop_map(|(with_result, money, order, void)| Step::Complete { with_result, money, order, void }),
        1 => any::<bool>().prop_map(|works| Step::Cancel { works }),
        1 => (1_u64..240).prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 1..25)
}

/// How far a session has come.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    Open,
    Challenged,
    Waiting,
    Authorizing,
    Authorized,
    Voiding { refused: bool },
    Canceling,
    Completed,
    Canceled,
    Expired,
}

/// What is known of a session from outside.
#[derive(Debug)]
struct Model {
    phase: Phase,
    status: CheckoutStatus,
    mugs: i64,
    address: bool,
    minutes: u64,
    /// Attempts that are decided: they number the tokens.
    attempts: u32,
}

/// What a command comes to.
#[derive(Debug, PartialEq)]
enum Outcome {
    Done,
    Refused(Refusal),
    Broken,
}

impl Model {
    fn new() -> Self {
        let status = CheckoutStatus::ReadyForPayment;
        Self { phase: Phase::Open, status, mugs: 1, address: true, minutes: 0, attempts: 0 }
    }

    fn at(&mut self, phase: Phase, status: CheckoutStatus) {
        (self.phase, self.status) = (phase, status);
    }

    fn step(&mut self, step: &Step) -> Outcome {
        use CheckoutStatus as Status;
        // A session lives six hours, unless somebody has it in hand.
        if self.minutes >= 360 && matches!(self.phase, Phase::Open | Phase::Challenged | Phase::Waiting) {
            self.at(Phase::Expired, Status::Expired);
        }
        let ended = matches!(self.phase, Phase::Completed | Phase::Canceled | Phase::Expired);
        match step {
            Step::Wait(minutes) => self.minutes += minutes,
            _ if ended => return Outcome::Refused(Refusal::Ended(self.status)),
            Step::Items(_) | Step::Address(_) => {
                if !matches!(self.phase, Phase::Open | Phase::Challenged) {
                    return Outcome::Refused(Refusal::Busy);
                }
                match step {
                    Step::Items(mugs) => self.mugs = *mugs,
                    Step::Address(address) => self.address = *address,
                    _ => {}
                }
                let ready = if self.address { Status::ReadyForPayment } else { Status::NotReadyForPayment };
                self.at(Phase::Open, ready);
            }
            Step::Cancel { works } => {
                if matches!(self.phase, Phase::Authorizing | Phase::Authorized | Phase::Voiding { .. }) {
                    return Outcome::Refused(Refusal::Busy);
                }
                if !works {
                    self.phase = Phase::Canceling;
                    return Outcome::Broken;
                }
                self.at(Phase::Canceled, Status::Canceled);
            }
            Step::Complete { with_result, money, order, void } => {
                match self.phase {
                    Phase::Canceling => return Outcome::Refused(Refusal::Busy),
                    Phase::Open if self.status != Status::ReadyForPayment => {
                        return Outcome::Refused(Refusal::NotReady);
                    }
                    Phase::Challenged if !with_result => return Outcome::Refused(Refusal::AuthenticationMissing),
                    Phase::Open | Phase::Challenged | Phase::Waiting => {
                        self.at(Phase::Authorizing, Status::CompleteInProgress);
                    }
                    _ => {}
                }
                return self.pay(*money, *order, *void);
            }
        }
        Outcome::Done
    }

    /// From step to step, as far as the shop lets us.
    fn pay(&mut self, money: Money, order: Order, void: bool) -> Outcome {
        use CheckoutStatus as Status;
        if self.phase == Phase::Authorizing {
            match money {
                Money::Unknown => return Outcome::Broken,
                Money::Given => self.phase = Phase::Authorized,
                Money::TooLittle => self.phase = Phase::Voiding { refused: false },
                Money::Declined => self.at(Phase::Open, Status::ReadyForPayment),
                Money::Challenged => self.at(Phase::Challenged, Status::AuthenticationRequired),
                Money::Waiting => self.at(Phase::Waiting, Status::PendingApproval),
            }
        }
        if self.phase == Phase::Authorized {
            match order {
                Order::Unknown => return Outcome::Broken,
                Order::Placed => self.at(Phase::Completed, Status::Completed),
                Order::Refused => self.phase = Phase::Voiding { refused: true },
            }
        }
        if let Phase::Voiding { refused } = self.phase {
            if !void {
                return Outcome::Broken;
            }
            self.at(Phase::Open, if refused { Status::NotReadyForPayment } else { Status::ReadyForPayment });
        }
        self.attempts += 1;
        Outcome::Done
    }

    /// Whether money is set aside that must not be forgotten.
    fn holds_money(&self) -> bool {
        matches!(self.phase, Phase::Authorized | Phase::Voiding { .. } | Phase::Completed)
    }
}

/// Tells the shop how to take the next command, and gives it.
async fn take(world: &World, checkout: &Checkout, step: &Step) -> Result<(), EngineError> {
    let (shop, id) = (&world.shop, &checkout.id);
    shop.forget_script();
    let mut update = Update::default();
    match step {
        Step::Wait(minutes) => {
            world.wait(Duration::from_mins(*minutes));
            return Ok(());
        }
        Step::Items(mugs) => update.items = Patch::Set(vec![ItemRequest::new("mug", pieces(*mugs))]),
        Step::Address(true) => update.destination = Patch::Set(Destination::at(address())),
        Step::Address(false) => update.destination = Patch::Clear,
        Step::Complete { with_result, money, order, void } => {
            shop.authorizes(match money {
                Money::Given => Ok(authorized(checkout, 0)),
                Money::TooLittle => Ok(authorized(checkout, 1)),
                Money::Declined => Ok(Authorization::Declined(Decline::new("No."))),
                Money::Challenged => Ok(challenge("pi_challenged")),
                Money::Waiting => Ok(Authorization::PendingApproval { reference: "po_waiting".to_owned() }),
                Money::Unknown => Err(broken()),
            });
            shop.places(match order {
                Order::Placed => Ok(super::shop::order(id).into()),
                Order::Refused => {
                    Ok(Placement::Refused(vec![Message::error(ErrorCode::OutOfStock, "The last one is gone.")]))
                }
                Order::Unknown => Err(broken()),
            });
            shop.voids(if *void { Ok(()) } else { Err(broken()) });
            let authentication = with_result.then(authenticated);
            world.complete(id, Complete { authentication, ..pay() }).await?;
            return Ok(());
        }
        Step::Cancel { works } => {
            shop.cancels(if *works { Ok(()) } else { Err(broken()) });
            world.cancel(id, Cancel::default()).await?;
            return Ok(());
        }
    }
    world.update(id, update).await?;
    Ok(())
}

fn authorized(checkout: &Checkout, less: i64) -> Authorization {
    let total = checkout.quote.total().unwrap().minor;
    Authorization::Authorized(Authorized::new("pi_given", dollars(total - less)))
}

/// 12.50 each, 8 % tax, 5.00 to ship if there is an address.
fn total_by_hand(mugs: i64, address: bool) -> i64 {
    1_250 * mugs + 100 * mugs + if address { 500 } else { 0 }
}

fn check(model: &Model, world: &World, checkout: &Checkout) {
    assert_eq!(checkout.status, model.status);
    let total = checkout.quote.totals.iter().find(|total| total.kind == TotalKind::Total).unwrap();
    assert_eq!(total.amount.minor, total_by_hand(model.mugs, model.address));

    // ACP-COMP-02: an order and its event when it is bought, and never otherwise.
    let bought = model.phase == Phase::Completed;
    assert_eq!((checkout.order.is_some(), world.events().len()), (bought, usize::from(bought)));
    // Money is set aside for an order, or for one that is on its way, or not at all.
    assert_eq!(world.shop.held().len(), usize::from(model.holds_money()));
    // ACP-LIFE-09
    let challenged = model.status == CheckoutStatus::AuthenticationRequired;
    assert_eq!(checkout.authentication.is_some(), challenged);
    // ACP-IDEM-28: a retry has the token of the attempt that it repeats, another attempt has another.
    if let Some(attempt) = world.shop.attempts().last() {
        let undecided = matches!(model.phase, Phase::Authorizing | Phase::Authorized | Phase::Voiding { .. });
        let last = if undecided { model.attempts } else { model.attempts - 1 };
        assert_eq!(attempt.token, format!("cs_1:authorize:{last}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    // ACP-LIFE-18, ACP-MON-14
    #[test]
    fn any_sequence_of_commands_keeps_the_rules(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let world = World::new();
            let mut model = Model::new();
            let id = world.create(one_mug()).await.unwrap().checkout.id.clone();
            for step in &steps {
                let before = world.see(&id).await;
                let expected = model.step(step);
                let found = match take(&world, &before.checkout, step).await {
                    Ok(()) => Outcome::Done,
                    Err(EngineError::Refused(refusal)) => Outcome::Refused(refusal),
                    Err(EngineError::Backend(_)) => Outcome::Broken,
                    Err(other) => panic!("{other:?}"),
                };
                assert_eq!(found, expected, "{step:?}");
                // Time alone may end a session.
                let _ = model.step(&Step::Wait(0));
                check(&model, &world, &world.see(&id).await.checkout);
            }
        });
    }
}
