//! The payment provider of `--with-psp`: it keeps the buyer's card, and its bank authenticates the buyer.

use std::error::Error;
use std::io;
use std::sync::Arc;

use agentic_commerce::inbound::ApiKeys;
use agentic_commerce::payment::authentication::{ChallengeAnswer, DelegateAuthentication, MemoryAuthentication};
use agentic_commerce::payment::delegate::{DelegatePayment, MemoryVault, VaultProvider};
use agentic_commerce::router::{delegate_authentication, delegate_payment};
use agentic_commerce::signature::{HmacVerifier, SigningSecret};
use agentic_commerce::store::MemoryStore;
use agentic_commerce::types::{Money, Uri};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::form_urlencoded;

use crate::report::Report;

/// What the provider makes tokens with.
const VAULT_SECRET: &str = "Zr6cWm1xUo9TqFv4HsKj8NbLy2EaPd7G";
/// What the bank makes cryptograms with.
const BANK_SECRET: &str = "tB5nQe8RkXw3JzVhMf7UyCs1AoGi6LdP";

/// A payment provider that is open.
#[derive(Debug)]
pub(crate) struct Psp {
    /// What charges the merchant's buyers.
    pub(crate) provider: Arc<VaultProvider>,
    url: String,
    server: JoinHandle<io::Result<()>>,
}

impl Psp {
    /// Opens it on a free port of this machine. Requests need the key, and a signature made with the secret; its tokens are
    /// good for that merchant.
    pub(crate) async fn open(api_key: &str, signing_secret: &str, merchant_id: &str) -> Result<Self, Box<dyn Error>> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);

        let vault = Arc::new(MemoryVault::new(SigningSecret::new(VAULT_SECRET)?));
        let pages = Uri::new(format!("{url}/bank"))?;
        let bank = Arc::new(MemoryAuthentication::new(SigningSecret::new(BANK_SECRET)?, pages));
        // Without the bank, the agent's word for an authentication would be enough.
        let provider = VaultProvider::new(Arc::clone(&vault) as _, merchant_id).with_authentication(Arc::clone(&bank));

        let agents = || ApiKeys::new().with_key("agent", api_key);
        let verifier = || SigningSecret::new(signing_secret).map(|secret| HmacVerifier::new([secret]));
        let store = Arc::new(MemoryStore::new());
        let payment = DelegatePayment::new(vault, agents(), Arc::clone(&store) as _).with_verifier(verifier()?);
        let authentication =
            DelegateAuthentication::new(Arc::clone(&bank) as _, agents(), store).with_verifier(verifier()?);
        let app = Router::new()
            .route("/bank/fingerprint", post(fingerprint))
            .route("/bank/challenge", post(challenge))
            .with_state(bank)
            .merge(delegate_payment(Arc::new(payment)))
            .merge(delegate_authentication(Arc::new(authentication)));
        let server = tokio::spawn(axum::serve(listener, app).into_future());
        Ok(Self { provider: Arc::new(provider), url, server })
    }

    /// Where agents reach it.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Checks its books: so many payments, each captured in full.
    pub(crate) fn expect_payments(&self, number: usize, total: Money, report: &mut Report) {
        let payments = self.provider.payments();
        report.expect("payments in the provider's books", payments.len(), number);
        report.expect("captured in full", payments.iter().all(|payment| payment.captured == total), true);
    }

    /// Closes it.
    pub(crate) fn close(self) {
        self.server.abort();
    }
}

/// Where a hidden frame of the browser sends what it knows of itself.
async fn fingerprint(body: String) -> StatusCode {
    let told = field(&body, "threeDSMethodData").is_some_and(|data| text(&data, "threeDSServerTransID").is_some());
    if told { StatusCode::OK } else { StatusCode::BAD_REQUEST }
}

/// The bank's page, on which every buyer of this example types the right code: a form with the challenge comes in, one
/// with the bank's answer goes out.
async fn challenge(State(bank): State<Arc<MemoryAuthentication>>, body: String) -> Result<String, StatusCode> {
    let asked = field(&body, "creq").ok_or(StatusCode::BAD_REQUEST)?;
    let told = |name| text(&asked, name).ok_or(StatusCode::BAD_REQUEST);
    let number = told("acsTransID")?;
    if !bank.answer(number, ChallengeAnswer::Passed) {
        return Err(StatusCode::NOT_FOUND);
    }
    let answer = json!({
        "threeDSServerTransID": told("threeDSServerTransID")?, "acsTransID": number, "messageType": "CRes",
        "messageVersion": told("messageVersion")?, "transStatus": "Y"
    });
    Ok(form("cres", &answer))
}

/// A form of one field, as 3-D Secure sends it: JSON in base64.
pub(crate) fn form(name: &str, value: &Value) -> String {
    let value = URL_SAFE_NO_PAD.encode(value.to_string());
    form_urlencoded::Serializer::new(String::new()).append_pair(name, &value).finish()
}

/// A text of what it says.
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// What such a form says.
pub(crate) fn field(form: &str, name: &str) -> Option<Value> {
    let (_, value) = form_urlencoded::parse(form.as_bytes()).find(|(found, _)| found == name)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(value.as_bytes()).ok()?).ok()
}
