//! What the Stripe adapter costs over the bare requests that it makes.
//!
//! ```text
//! cargo bench --bench payment --features full
//! ```
//!
//! Charges go one after the other to a local Stripe on this machine, through the adapter, and as bare requests of reqwest
//! with the same headers and forms, whose answers are read and not looked at. With the check of the token that is two
//! requests each, without it one. The two take turns, and the median of the rounds counts.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark that goes wrong is to stop")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use agentic_commerce::model::{Authorization, Credential};
use agentic_commerce::payment::stripe::{StripeConfig, StripeProvider};
use agentic_commerce::payment::{Charge, PaymentProvider};
use agentic_commerce::signature::SigningSecret;
use agentic_commerce::testing::stripe_mock::{StripeMock, card};
use agentic_commerce::transport::ReqwestTransport;
use agentic_commerce::types::{CheckoutId, Currency, Money};
use tokio::net::TcpListener;

const KEY: &str = "sk_test_bench";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let benched = std::env::args().any(|flag| flag == "--bench");
    let (rounds, charges) = if benched { (15, 400) } else { (1, 5) };
    let mock = StripeMock::new(KEY);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let app = mock.router();
    let server = tokio::spawn(async move { axum::serve(listener, app).await.expect("a server") });
    for (check, name) in [(false, "one request"), (true, "two requests, the token is checked first")] {
        let mut config = StripeConfig::default();
        (config.base_url, config.check_token) = (url.clone(), check);
        let bare = Bare::new(&config);
        let transport = ReqwestTransport::new().expect("a transport");
        let stripe = StripeProvider::new(KEY, Arc::new(transport)).with_config(config);
        let (mut ratios, mut costs) = (Vec::new(), Vec::new());
        for round in 0..=rounds {
            let label = format!("{check}-{round}");
            let adapter =
                time(&mock, charges, async |token, number| charge(&stripe, token, &format!("{label}-a{number}")).await);
            let adapter = adapter.await;
            let floor =
                time(&mock, charges, async |token, number| bare.charge(token, &format!("{label}-b{number}")).await);
            let floor = floor.await;
            if round > 0 {
                ratios.push(adapter / floor);
                costs.push(adapter * 1e6 / f64::from(charges));
            }
            // What the local Stripe would tell of it is of no use here.
            drop(mock.events(&SigningSecret::new("whsec_bench").expect("a secret")));
        }
        println!("a charge ({name}): {:.0} µs, times the bare requests: {:.2}", median(costs), median(ratios));
    }
    server.abort();
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

fn amount() -> Money {
    Money::new(2_692, Currency::new("usd").expect("a currency"))
}

/// Seconds for so many charges, each of a token of its own.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine's time")]
async fn time(mock: &StripeMock, charges: u32, charge: impl AsyncFn(&str, u32)) -> f64 {
    let tokens: Vec<String> = (0..charges).map(|_| mock.grant(card::VISA, amount())).collect();
    let begun = Instant::now();
    for (token, number) in tokens.iter().zip(0..) {
        charge(token, number).await;
    }
    begun.elapsed().as_secs_f64()
}

async fn charge(stripe: &StripeProvider, token: &str, key: &str) {
    let (checkout, credential) = (CheckoutId::from("cs_1"), Credential::new("spt", token));
    let answer = stripe.authorize(&Charge::new(key, &checkout, amount(), &credential)).await.expect("an answer");
    assert!(matches!(black_box(answer), Authorization::Authorized(_)));
}

/// The floor: the same requests, by hand.
struct Bare {
    client: reqwest::Client,
    url: String,
    version: String,
    check: bool,
}

impl Bare {
    fn new(config: &StripeConfig) -> Self {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { client, url: config.base_url.clone(), version: config.version.clone(), check: config.check_token }
    }

    async fn charge(&self, token: &str, key: &str) {
        if self.check {
            let url = format!("{}/v1/shared_payment/granted_tokens/{token}", self.url);
            self.send(self.client.get(url)).await;
        }
        let form = format!(
            "amount=2692&currency=usd&payment_method_data%5Bshared_payment_granted_token%5D={token}&confirm=true\
             &automatic_payment_methods%5Benabled%5D=true&automatic_payment_methods%5Ballow_redirects%5D=never\
             &metadata%5Bcheckout_session_id%5D=cs_1&metadata%5Bacp_attempt%5D={key}"
        );
        let request = self.client.post(format!("{}/v1/payment_intents", self.url));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.send(request.header("idempotency-key", key).body(form)).await;
    }

    async fn send(&self, request: reqwest::RequestBuilder) {
        let request = request.header("authorization", format!("Bearer {KEY}")).header("stripe-version", &self.version);
        let answer = request.send().await.expect("an answer");
        assert!(answer.status().is_success());
        drop(black_box(answer.bytes().await.expect("a body")));
    }
}
