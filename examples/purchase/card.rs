//! The buyer's card: handed to the payment provider, never to the store, and authenticated by its bank.

use std::error::Error;
use std::time::Duration;

use agentic_commerce::acp::v2026_04_17::delegate_authentication::{
    AcquirerDetails, ActionType, Amount, BrowserInfo, Channel, DelegateAuthenticationAuthenticateRequest,
    DelegateAuthenticationCreateRequest, DelegateAuthenticationSession, DelegateAuthenticationSessionWithResult,
    FingerprintCompletion, PaymentMethod,
};
use agentic_commerce::acp::v2026_04_17::delegate_payment::{
    Allowance, CardFundingType, CardNumberType, DelegatePaymentRequest, DelegatePaymentResponse, PaymentMethodCard,
};
use agentic_commerce::model::{
    AuthenticationMetadata, AuthenticationOutcome, AuthenticationProof, AuthenticationResult,
};
use agentic_commerce::payment::delegate::card::THREE_DS;
use agentic_commerce::signature::{HmacSigner, SigningSecret};
use agentic_commerce::transport::{HttpTransport, ReqwestTransport};
use agentic_commerce::types::{ApiVersion, CheckoutId, Clock, Money, Secret, SystemClock, Uri};
use axum::http::{Method, Request, StatusCode};
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::psp::{field, form, text};
use crate::report::Report;

/// Where the bank would tell the agent that a challenge is over.
const NOTIFICATIONS: &str = "https://agent.example/3ds";

/// A card whose bank wants to authenticate the buyer, and the way to the payment provider.
#[derive(Debug)]
pub(crate) struct Card {
    transport: ReqwestTransport,
    psp: String,
    api_key: Secret,
    signer: HmacSigner,
    merchant_id: &'static str,
    clock: SystemClock,
}

impl Card {
    /// A card, and the agent's account at that payment provider, which knows the merchant by that id.
    pub(crate) fn new(
        psp: &str,
        api_key: &str,
        signing_secret: &str,
        merchant_id: &'static str,
    ) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            transport: ReqwestTransport::with_builder(reqwest::Client::builder().no_proxy())?,
            psp: psp.to_owned(),
            api_key: Secret::new(api_key),
            signer: HmacSigner::new(SigningSecret::new(signing_secret)?),
            merchant_id,
            clock: SystemClock::default(),
        })
    }

    /// Hands the card to the provider, and gets a token that is good for this session, this much, and ten minutes.
    pub(crate) async fn delegate(
        &self,
        id: &CheckoutId,
        total: Money,
        report: &mut Report,
    ) -> Result<Secret, Box<dyn Error>> {
        let mut card = PaymentMethodCard::new(CardNumberType::Fpan, THREE_DS, CardFundingType::Credit);
        (card.exp_month, card.exp_year) = (Some("11".into()), Some("2031".into()));
        (card.name, card.cvc) = (Some("Ada Lovelace".into()), Some("123".into()));
        (card.display_brand, card.display_last4) = (Some("visa".to_owned()), Some("3184".to_owned()));
        card.is_virtual = Some(false);
        let until = self.clock.now().saturating_add(Duration::from_mins(10));
        let allowance = Allowance::new(total.minor, total.currency, id.clone(), self.merchant_id, until);
        let mut request = DelegatePaymentRequest::new(card, allowance, Vec::new());
        request.metadata.insert("source".to_owned(), "purchase".to_owned());

        let path = "/agentic_commerce/delegate_payment";
        let (status, token): (_, DelegatePaymentResponse) = self.ask(&Method::POST, path, Some(&request)).await?;
        let told = format!("a token, for {total} of this session once");
        report.call("Hand a card to the payment provider", &format!("POST {path}"), status, &told);
        report.expect("HTTP status", status.as_u16(), 201);
        report.expect("a token of a vault", token.id.expose().starts_with("vt_"), true);
        let source = token.metadata.get("source").map_or("none", String::as_str);
        report.expect("metadata that come back", source, "purchase");
        Ok(token.id)
    }

    /// Has the card's bank authenticate the buyer, for whom the store says who takes the payment.
    pub(crate) async fn authenticate(
        &self,
        id: &CheckoutId,
        total: Money,
        metadata: &AuthenticationMetadata,
        report: &mut Report,
    ) -> Result<AuthenticationResult, Box<dyn Error>> {
        let path = "/delegate_authentication";
        let request = self.session_request(id, total, metadata)?;
        let (status, session): (_, DelegateAuthenticationSession) =
            self.ask(&Method::POST, path, Some(&request)).await?;
        let told = told(&session);
        report.call("Have the buyer authenticated", &format!("POST {path}"), status, &told);
        report.expect("HTTP status", status.as_u16(), 201);
        report.expect("session", told.as_str(), "action_required: fingerprint");
        let action = session.action.and_then(|action| action.fingerprint).ok_or("no fingerprint is asked for")?;
        let taken = json!({
            "threeDSServerTransID": action.three_ds_server_trans_id, "threeDSMethodNotificationURL": NOTIFICATIONS
        });
        self.browse(action.three_ds_method_url.as_str(), form("threeDSMethodData", &taken)).await?;

        let session_id = session.authentication_session_id;
        let path = format!("{path}/{session_id}");
        let request = DelegateAuthenticationAuthenticateRequest::new(FingerprintCompletion::Completed);
        let (status, session): (_, DelegateAuthenticationSession) =
            self.ask(&Method::POST, &format!("{path}/authenticate"), Some(&request)).await?;
        let told = self::told(&session);
        report.call("The browser's fingerprint is taken", &format!("POST {path}/authenticate"), status, &told);
        report.expect("HTTP status", status.as_u16(), 200);
        report.expect("session", told.as_str(), "action_required: challenge");
        let action = session.action.and_then(|action| action.challenge).ok_or("no challenge is posed")?;
        let asked = json!({
            "threeDSServerTransID": action.three_ds_server_trans_id, "acsTransID": action.acs_trans_id,
            "messageVersion": action.message_version, "messageType": "CReq", "challengeWindowSize": "02"
        });
        let answered = self.browse(action.acs_url.as_str(), form("creq", &asked)).await?;
        let answered = field(&answered, "cres").ok_or("the bank's page gave no answer")?;
        report.expect("the bank's page says", text(&answered, "transStatus").unwrap_or("nothing"), "Y");

        let (status, session): (_, DelegateAuthenticationSessionWithResult) =
            self.ask(&Method::GET, &path, None::<&()>).await?;
        let title = "The buyer types the code that the bank sent";
        report.call(title, &format!("GET {path}"), status, session.status.as_str());
        report.expect("HTTP status", status.as_u16(), 200);
        report.expect("session", session.status.as_str(), "authenticated");
        let result = session.authentication_result.ok_or("there is no result")?;
        let indicator = result.electronic_commerce_indicator.unwrap_or_default();
        report.expect("transaction", result.trans_status.as_str(), "Y");
        report.expect("indicator of electronic commerce", indicator.as_str(), "05");
        let cryptogram = result.three_ds_cryptogram.ok_or("there is no cryptogram")?;
        let mut told = AuthenticationResult::new(AuthenticationOutcome::Authenticated);
        let proof = AuthenticationProof::new(cryptogram.expose(), indicator, result.transaction_id, result.version);
        told.proof = Some(proof);
        Ok(told)
    }

    fn session_request(
        &self,
        id: &CheckoutId,
        total: Money,
        metadata: &AuthenticationMetadata,
    ) -> Result<DelegateAuthenticationCreateRequest, Box<dyn Error>> {
        let card = PaymentMethod::new(THREE_DS, "11", "2031", "Ada Lovelace");
        let amount = Amount::new(total.minor, total.currency);
        let mut request = DelegateAuthenticationCreateRequest::new(self.merchant_id, card, amount);
        let acquirer = &metadata.acquirer_details;
        request.acquirer_details = Some(AcquirerDetails::new(
            &*acquirer.acquirer_bin,
            &*acquirer.acquirer_country,
            &*acquirer.acquirer_merchant_id,
            &*acquirer.merchant_name,
        ));
        request.channel = Some(Channel::browser(BrowserInfo::new("text/html", "192.0.2.1", "en-US", "Mozilla/5.0")));
        request.checkout_session_id = Some(id.clone());
        request.challenge_notification_url = Some(Uri::new(NOTIFICATIONS)?);
        Ok(request)
    }

    /// Asks the provider, signed and under a key of its own.
    async fn ask<T: DeserializeOwned>(
        &self,
        method: &Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<(StatusCode, T), Box<dyn Error>> {
        let body = body.map(serde_json::to_vec).transpose()?.unwrap_or_default();
        let now = self.clock.now();
        let signed = self.signer.sign(&body, now)?;
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.psp))
            .header("authorization", format!("Bearer {}", self.api_key.expose()))
            .header("api-version", ApiVersion::V2026_04_17.as_str())
            .header("signature", signed.signature);
        if let Some(timestamp) = signed.timestamp {
            request = request.header("timestamp", timestamp);
        }
        if *method == Method::POST {
            let key = format!("purchase-{}-{path}", now.unix_millis());
            request = request.header("content-type", "application/json").header("idempotency-key", key);
        }
        let answer = self.transport.send(request.body(Bytes::from(body))?).await?;
        let text = String::from_utf8_lossy(answer.body());
        let answered = serde_json::from_slice(answer.body());
        let unread = |error| format!("the payment provider answered {}: {text}: {error}", answer.status());
        Ok((answer.status(), answered.map_err(unread)?))
    }

    /// Sends a form, as the buyer's browser does, and gives what comes back.
    async fn browse(&self, url: &str, form: String) -> Result<String, Box<dyn Error>> {
        let request = Request::post(url).header("content-type", "application/x-www-form-urlencoded");
        let answer = self.transport.send(request.body(Bytes::from(form))?).await?;
        if !answer.status().is_success() {
            return Err(format!("the bank's page answered {}", answer.status()).into());
        }
        Ok(String::from_utf8(answer.into_body().to_vec())?)
    }
}

/// Where a session stands, and what the browser has to do.
fn told(session: &DelegateAuthenticationSession) -> String {
    let action = session.action.as_ref().map(|action| &action.kind);
    let needed = action.map(ActionType::as_str).map_or_else(String::new, |kind| format!(": {kind}"));
    format!("{}{needed}", session.status)
}
