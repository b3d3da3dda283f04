//! Ways to pay that the merchant declares.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::SellerBacked;
use super::seller_backed;
use crate::types::{HandlerId, Uri};

/// Card brands that `dev.acp.tokenized.card` knows.
const BRANDS: [&str; 7] = ["visa", "mastercard", "amex", "discover", "diners", "jcb", "unionpay"];
/// The handler of tokenized cards, the reference of the protocol.
const TOKENIZED_CARD: &str = "dev.acp.tokenized.card";

/// A way to pay that the merchant accepts (`PaymentHandler`, 2026-01-30 on).
///
/// The engine holds every handler of a quote against [`check`](Self::check); a shop that calls it when it opens hears of
/// a mistake before an agent does.
///
/// ```
/// use agentic_commerce::model::{PaymentHandler, SellerBacked};
/// use agentic_commerce::types::Uri;
///
/// let card = PaymentHandler::stripe_card("card", "acct_123").with_config("supports_3ds", true);
/// let credit = PaymentHandler::seller_backed("credit", SellerBacked::StoreCredit, "shop_1", "Store credit");
/// let crypto = PaymentHandler::new(
///     "crypto", "com.example.crypto", "2026-03-01", Uri::new("https://pay.example/spec")?, "example",
///     "shop_1", Uri::new("https://pay.example/config.json")?, Uri::new("https://pay.example/instrument.json")?,
/// );
/// for handler in [card, credit, crypto] {
///     handler.check()?;
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PaymentHandler {
    /// Id within the session: 1 to 64 letters, digits, `_` and `-`.
    pub id: HandlerId,
    /// Name of the handler's specification in reverse domain notation, such as `dev.acp.tokenized.card`.
    pub name: String,
    /// Version of that specification, a date.
    pub version: String,
    /// Where that specification is.
    pub spec: Uri,
    /// Whether the agent must delegate the payment to the provider first.
    pub requires_delegate_payment: bool,
    /// Whether the agent handles card data.
    pub requires_pci_compliance: bool,
    /// The payment provider behind it.
    pub psp: String,
    /// Schema of `config`.
    pub config_schema: Uri,
    /// Schemas of the instruments that it takes, at least one.
    pub instrument_schemas: Vec<Uri>,
    /// Its configuration: the provider's public account id, accepted brands, … Agents see all of it.
    pub config: BTreeMap<String, Value>,
    /// What the buyer reads (2026-04-17 on).
    pub display_name: Option<String>,
    /// Place in the list, lowest first (2026-04-17 on).
    pub display_order: Option<i64>,
}

impl PaymentHandler {
    /// A handler of any specification, for the merchant's account `merchant_id` at the provider `psp`. The agent
    /// delegates the payment and no card data reaches the merchant, as the protocol recommends (2026-04-17, payment
    /// handlers §5.1).
    #[must_use]
    #[expect(clippy::too_many_arguments, reason = "each of them is required by the specification")]
    pub fn new(
        id: impl Into<HandlerId>,
        name: impl Into<String>,
        version: impl Into<String>,
        spec: Uri,
        psp: impl Into<String>,
        merchant_id: &str,
        config_schema: Uri,
        instrument_schema: Uri,
    ) -> Self {
        let psp = psp.into();
        let config = BTreeMap::from([
            ("merchant_id".to_owned(), Value::from(merchant_id)),
            ("psp".to_owned(), Value::from(psp.as_str())),
        ]);
        Self {
            id: id.into(),
            name: name.into(),
            version: version.into(),
            spec,
            requires_delegate_payment: true,
            requires_pci_compliance: false,
            psp,
            config_schema,
            instrument_schemas: vec![instrument_schema],
            config,
            display_name: None,
            display_order: None,
        }
    }

    /// Cards as tokens of Stripe (`dev.acp.tokenized.card`), for the merchant's Stripe account.
    ///
    /// Releases before 2026-01-30 know no handlers; there it is told as `payment_provider: stripe`.
    #[must_use]
    pub fn stripe_card(id: impl Into<HandlerId>, merchant_id: &str) -> Self {
        let spec = Uri::constant("https://acp.dev/handlers/tokenized.card");
        let config = Uri::constant("https://acp.dev/schemas/handlers/tokenized.card/config.json");
        let instrument = Uri::constant("https://acp.dev/schemas/handlers/tokenized.card/instrument.json");
        Self::new(id, TOKENIZED_CARD, "2026-01-22", spec, "stripe", merchant_id, config, instrument)
            .with_config("accepted_brands", ["visa", "mastercard", "amex", "discover"].to_vec())
    }

    /// Whether cards are paid with by a token of that provider: the one way to pay that releases before 2026-01-30 know.
    #[must_use]
    pub fn takes_card_tokens_of(&self, provider: &str) -> bool {
        self.name == TOKENIZED_CARD && self.psp == provider
    }

    /// What the merchant itself keeps for the buyer: a saved card, a gift card, points, credit
    /// (`dev.acp.seller_backed.…`, 2026-04-17 on). `merchant_id` is the merchant's own name for itself; the buyer reads
    /// `display_name`, at most 128 characters, letter by letter.
    ///
    /// Declare it only for a cart whose buyer can pay with it: signed in, and with enough on it (2026-04-17,
    /// seller-backed payment handler §6.3).
    #[must_use]
    pub fn seller_backed(
        id: impl Into<HandlerId>,
        kind: SellerBacked,
        merchant_id: &str,
        display_name: impl Into<String>,
    ) -> Self {
        let display_name = display_name.into();
        let [spec, config, instrument] = kind.pages();
        let handler = Self::new(id, kind.name(), "2026-02-05", spec, "seller_managed", merchant_id, config, instrument)
            .with_config("display_name", display_name.as_str());
        let handler = kind.configure(handler);
        Self { display_name: Some(display_name), ..handler }
    }

    /// The same handler, with one more setting.
    #[must_use]
    pub fn with_config(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.config.insert(key.into(), value.into());
        self
    }

    /// Whether the handler may be declared: its id, name, version, schemas and settings are as the protocol wants them
    /// (2026-04-17, payment handlers §10; seller-backed payment handler §3.1, §5).
    ///
    /// # Errors
    ///
    /// [`HandlerError`], which says what is wrong.
    pub fn check(&self) -> Result<(), HandlerError> {
        self.find_flaw().map_or(Ok(()), |flaw| Err(HandlerError { id: self.id.clone(), flaw }))
    }

    fn find_flaw(&self) -> Option<&'static str> {
        if !is_id(self.id.as_str()) {
            return Some("the id is not 1 to 64 letters, digits, _ and -"); // ACP-PH-04
        }
        if !is_name(&self.name) {
            return Some("the name is not in reverse domain notation"); // ACP-PH-05
        }
        if !is_date(&self.version) {
            return Some("the version is no date such as 2026-01-22"); // ACP-PH-03
        }
        if self.instrument_schemas.is_empty() {
            return Some("there is no instrument schema"); // ACP-PH-06
        }
        // ACP-PH-07
        if !self.says("merchant_id", 256) {
            return Some("config.merchant_id is not 1 to 256 characters");
        }
        if self.config.get("psp").and_then(Value::as_str) != Some(self.psp.as_str()) {
            return Some("config.psp is not the psp of the handler");
        }
        if self.name == TOKENIZED_CARD && !self.accepts_brands() {
            return Some("config.accepted_brands is not a list of card brands"); // ACP-PH-08
        }
        seller_backed::find_flaw(self)
    }

    /// Whether the setting is a text of at least one and at most so many characters.
    pub(super) fn says(&self, key: &str, most: usize) -> bool {
        let text = self.config.get(key).and_then(Value::as_str);
        text.is_some_and(|text| !text.is_empty() && text.chars().nth(most).is_none())
    }

    fn accepts_brands(&self) -> bool {
        let Some(Value::Array(brands)) = self.config.get("accepted_brands") else { return false };
        let known = |brand: &Value| brand.as_str().is_some_and(|brand| BRANDS.contains(&brand));
        let twice = |(index, brand)| brands.iter().take(index).any(|before| before == brand);
        !brands.is_empty() && brands.iter().all(known) && !brands.iter().enumerate().any(twice)
    }
}

fn is_id(id: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    (1..=64).contains(&id.len()) && id.bytes().all(fits)
}

/// `^[a-z][a-z0-9]*(?:\.[a-z][a-z0-9_]*)+$`
fn is_name(name: &str) -> bool {
    let mut parts = name.split('.');
    let is_part = |part: &str, underscore: bool| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || (underscore && byte == b'_');
        part.starts_with(|first: char| first.is_ascii_lowercase()) && part.bytes().all(fits)
    };
    let first = parts.next().is_some_and(|first| is_part(first, false));
    let mut rest = parts.peekable();
    first && rest.peek().is_some() && rest.all(|part| is_part(part, true))
}

fn is_date(version: &str) -> bool {
    let fits = |(index, byte): (usize, u8)| if matches!(index, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    version.len() == 10 && version.bytes().enumerate().all(fits)
}

/// A handler that cannot be declared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("payment handler {id}: {flaw}")]
#[non_exhaustive]
pub struct HandlerError {
    /// Which one.
    pub id: HandlerId,
    /// What is wrong with it.
    pub flaw: &'static str,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn flaw(change: impl FnOnce(&mut PaymentHandler)) -> Option<&'static str> {
        let mut handler = PaymentHandler::stripe_card("card", "acct_123");
        change(&mut handler);
        handler.check().err().map(|error| error.flaw)
    }

    // ACP-PH-02, ACP-PH-04, ACP-PH-05, ACP-PH-06, ACP-PH-07, ACP-PH-08: what the handler's own specification asks.
    #[test]
    fn the_handler_of_stripe_is_configured_for_the_account() {
        let handler = PaymentHandler::stripe_card("card", "acct_123");
        assert_eq!((handler.id.as_str(), handler.name.as_str()), ("card", "dev.acp.tokenized.card"));
        assert!(handler.requires_delegate_payment && !handler.requires_pci_compliance);
        assert_eq!(handler.psp, "stripe");
        assert_eq!(handler.instrument_schemas.len(), 1);
        assert_eq!(
            json!(handler.config),
            json!({
                "merchant_id": "acct_123", "psp": "stripe",
                "accepted_brands": ["visa", "mastercard", "amex", "discover"]
            })
        );
        assert_eq!(handler.check(), Ok(()));
    }

    // ACP-PH-04
    #[test]
    fn ids_are_short_and_plain() {
        for id in ["a", "card_tokenized", "gpay-main", "A1", &"x".repeat(64)] {
            assert_eq!(flaw(|handler| handler.id = id.into()), None, "{id}");
        }
        for id in ["", "card main", "card.main", "kärte", &"x".repeat(65)] {
            assert!(flaw(|handler| handler.id = id.into()).is_some(), "{id}");
        }
    }

    // ACP-PH-05: `^[a-z][a-z0-9]*(?:\.[a-z][a-z0-9_]*)+$`
    #[test]
    fn names_are_reverse_domains() {
        for name in ["com.stripe.link", "dev.acp", "a.b_", "a1.b2_c.d"] {
            assert_eq!(flaw(|handler| handler.name = name.to_owned()), None, "{name}");
        }
        for name in ["", "card", "com.", ".com", "com..x", "1com.x", "c_m.x", "com.1x", "com._x", "Com.x", "com.x-y"] {
            assert!(flaw(|handler| handler.name = name.to_owned()).is_some(), "{name}");
        }
    }

    // ACP-PH-03: `^\d{4}-\d{2}-\d{2}$`. That a page is a URI is a matter of its type.
    #[test]
    fn versions_are_dates() {
        assert_eq!(flaw(|handler| handler.version = "2026-02-05".to_owned()), None);
        for version in ["", "1.0", "2026-2-5", "2026-02-05T00", "20260205xx", "2026/02/05", "２026-02-05", "a026-02-05"]
        {
            assert!(flaw(|handler| handler.version = version.to_owned()).is_some(), "{version}");
        }
        for page in ["", "spec", "/spec", "acp.dev/spec"] {
            assert!(Uri::new(page).is_err(), "{page}");
        }
    }

    // ACP-PH-06, ACP-PH-07, ACP-PH-08
    #[test]
    fn settings_are_those_of_the_specification() {
        assert!(flaw(|handler| handler.instrument_schemas.clear()).is_some());
        let set = |key: &str, value: Value| flaw(|handler| drop(handler.config.insert(key.to_owned(), value)));
        assert!(flaw(|handler| drop(handler.config.remove("merchant_id"))).is_some());
        assert!(flaw(|handler| drop(handler.config.remove("psp"))).is_some());
        assert!(set("merchant_id", json!(7)).is_some());
        assert!(set("merchant_id", json!("")).is_some());
        assert_eq!(set("merchant_id", json!("ü".repeat(256))), None);
        assert!(set("merchant_id", json!("u".repeat(257))).is_some());
        assert!(set("psp", json!("adyen")).is_some());
        assert!(flaw(|handler| "adyen".clone_into(&mut handler.psp)).is_some());
        assert_eq!(set("accepted_brands", json!(["jcb", "diners", "unionpay"])), None);
        for brands in [json!([]), json!("visa"), json!(["visa", "visa"]), json!(["girocard"]), json!([1])] {
            assert!(set("accepted_brands", brands.clone()).is_some(), "{brands}");
        }
        // Other specifications know no brands.
        assert_eq!(
            flaw(|handler| {
                "com.stripe.link".clone_into(&mut handler.name);
                handler.config.remove("accepted_brands");
            }),
            None
        );
    }

    #[test]
    fn an_error_says_which_handler_it_is() {
        let mut handler = PaymentHandler::stripe_card("card", "acct_123");
        handler.version = "1.0".to_owned();
        let error = handler.check().unwrap_err();
        assert_eq!(error.to_string(), "payment handler card: the version is no date such as 2026-01-22");
    }
}
