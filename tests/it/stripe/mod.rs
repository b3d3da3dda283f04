//! Getting paid through Stripe, played by a local one.

mod aftermath;
mod crash;
mod journey;
mod mapping;
mod webhook;

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::model::Credential;
use agentic_commerce::payment::stripe::{Capture, StripeConfig, StripeProvider, TokenParameter};
use agentic_commerce::testing::payment_contract::{self, Till};
use agentic_commerce::testing::stripe_mock::{StripeMock, card};
use agentic_commerce::types::{CheckoutId, Money};
use async_trait::async_trait;

/// The secret key of every test.
pub(crate) const SECRET_KEY: &str = "sk_test_hunter2";

/// Settings of every test: it does not wait.
pub(crate) fn config() -> StripeConfig {
    let mut config = StripeConfig::default();
    config.first_wait = Duration::from_millis(1);
    config
}

/// A provider that talks to that mock.
pub(crate) fn provider(mock: &StripeMock, config: StripeConfig) -> StripeProvider {
    StripeProvider::new(SECRET_KEY, Arc::new(mock.clone())).with_config(config)
}

#[derive(Debug)]
struct MockTill(StripeMock);

#[async_trait]
impl Till for MockTill {
    async fn good(&self, _: &CheckoutId, limit: Money) -> Credential {
        Credential::new("spt", self.0.grant(card::VISA, limit))
    }

    async fn bad(&self, _: &CheckoutId, limit: Money) -> Credential {
        Credential::new("spt", self.0.grant(card::DECLINED, limit))
    }
}

#[tokio::test]
async fn the_contract_holds_however_the_adapter_is_set_up() {
    for capture in [Capture::Automatic, Capture::Manual] {
        for parameter in [TokenParameter::PaymentMethodData, TokenParameter::TopLevel] {
            for check in [true, false] {
                let mock = StripeMock::new(SECRET_KEY);
                let mut config = config();
                (config.capture, config.token_parameter, config.check_token) = (capture, parameter, check);
                payment_contract::every_property(&provider(&mock, config), &MockTill(mock.clone())).await;
            }
        }
    }
}
