//! Ways to pay that the merchant keeps itself: saved cards, gift cards, points, credit (2026-04-17 on).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::PaymentHandler;
use crate::types::Uri;

/// What every name of such a handler begins with. A type of the merchant's own may follow.
const PREFIX: &str = "dev.acp.seller_backed.";

/// What the merchant itself keeps for the buyer (2026-04-17, seller-backed payment handler §3.2).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SellerBacked {
    /// A card that the buyer left with the merchant: one handler for each.
    SavedCard {
        /// The merchant's id of the card, at most 256 characters.
        payment_method_id: String,
    },
    /// A gift card of the merchant's. The buyer types in what is on it; the agent hands that to the delegated payment, and
    /// the merchant gets a token.
    GiftCard {
        /// What the buyer types in.
        required_fields: Vec<InputField>,
    },
    /// Points of the merchant's loyalty program.
    Points,
    /// Credit at the merchant.
    StoreCredit,
}

impl SellerBacked {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::SavedCard { .. } => "dev.acp.seller_backed.saved_card",
            Self::GiftCard { .. } => "dev.acp.seller_backed.gift_card",
            Self::Points => "dev.acp.seller_backed.points",
            Self::StoreCredit => "dev.acp.seller_backed.store_credit",
        }
    }

    /// Where the specification, the schema of the settings and that of the instrument are.
    pub(super) fn pages(&self) -> [Uri; 3] {
        let pages = match self {
            Self::SavedCard { .. } => [
                "https://acp.dev/handlers/seller_backed/saved_card",
                "https://acp.dev/schemas/handlers/seller_backed/saved_card/config.json",
                "https://acp.dev/schemas/handlers/seller_backed/saved_card/instrument.json",
            ],
            Self::GiftCard { .. } => [
                "https://acp.dev/handlers/seller_backed/gift_card",
                "https://acp.dev/schemas/handlers/seller_backed/gift_card/config.json",
                "https://acp.dev/schemas/handlers/seller_backed/gift_card/instrument.json",
            ],
            Self::Points => [
                "https://acp.dev/handlers/seller_backed/points",
                "https://acp.dev/schemas/handlers/seller_backed/points/config.json",
                "https://acp.dev/schemas/handlers/seller_backed/points/instrument.json",
            ],
            Self::StoreCredit => [
                "https://acp.dev/handlers/seller_backed/store_credit",
                "https://acp.dev/schemas/handlers/seller_backed/store_credit/config.json",
                "https://acp.dev/schemas/handlers/seller_backed/store_credit/instrument.json",
            ],
        };
        pages.map(Uri::constant)
    }

    /// The settings that only this type has.
    pub(super) fn configure(self, handler: PaymentHandler) -> PaymentHandler {
        match self {
            Self::SavedCard { payment_method_id } => handler.with_config("payment_method_id", payment_method_id),
            Self::GiftCard { required_fields } => {
                let fields: Vec<_> = required_fields.into_iter().map(InputField::into_value).collect();
                handler.with_config("required_fields", fields)
            }
            Self::Points | Self::StoreCredit => handler,
        }
    }
}

/// Something that the buyer types in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InputField {
    /// Name in the delegated payment, such as `card_number`.
    pub name: String,
    /// What the buyer reads.
    pub label: String,
    /// What is typed in.
    pub kind: InputKind,
    /// Whether it must be given.
    pub required: bool,
    /// Regular expression that it fits.
    pub pattern: Option<String>,
    /// What stands there before anything is typed.
    pub placeholder: Option<String>,
    /// Whether it is hidden while it is typed.
    pub secure: Option<bool>,
    /// Where the buyer finds it.
    pub description: Option<String>,
}

impl InputField {
    /// A required text.
    #[must_use]
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind: InputKind::Text,
            required: true,
            pattern: None,
            placeholder: None,
            secure: None,
            description: None,
        }
    }

    /// The same field, to fit a regular expression.
    #[must_use]
    pub fn fitting(mut self, pattern: impl Into<String>) -> Self {
        self.pattern = Some(pattern.into());
        self
    }

    /// The same field, hidden while it is typed.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secure = Some(true);
        self
    }

    fn into_value(self) -> Value {
        let Self { name, label, kind, required, pattern, placeholder, secure, description } = self;
        let optional = [
            ("pattern", pattern.map(Value::from)),
            ("placeholder", placeholder.map(Value::from)),
            ("secure", secure.map(Value::from)),
            ("description", description.map(Value::from)),
        ];
        let mut field = Map::new();
        field.insert("name".to_owned(), name.into());
        field.insert("label".to_owned(), label.into());
        field.insert("type".to_owned(), kind.as_str().into());
        field.insert("required".to_owned(), required.into());
        field.extend(optional.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
        Value::Object(field)
    }
}

closed_enum! {
    /// What is typed in.
    pub enum InputKind {
        /// Any text.
        Text = "text",
        /// Digits.
        Number = "number",
    }
}

/// What keeps a handler of this family from being declared; any other handler has nothing to do with it.
pub(super) fn find_flaw(handler: &PaymentHandler) -> Option<&'static str> {
    let kind = handler.name.strip_prefix(PREFIX)?;
    if !handler.requires_delegate_payment || handler.requires_pci_compliance {
        return Some("a seller-backed handler delegates the payment and handles no card data"); // ACP-SBP-02
    }
    if !handler.says("display_name", 128) {
        return Some("config.display_name is not 1 to 128 characters"); // ACP-SBP-04
    }
    match kind {
        "saved_card" if !handler.says("payment_method_id", 256) => {
            Some("config.payment_method_id is not 1 to 256 characters")
        }
        "gift_card" if !asks_for_fields(handler) => Some("config.required_fields is not a list of fields"),
        _ => None,
    }
}

fn asks_for_fields(handler: &PaymentHandler) -> bool {
    let Some(Value::Array(fields)) = handler.config.get("required_fields") else { return false };
    fields.iter().all(|field| {
        let kind = field["type"].as_str().unwrap_or_default();
        field["name"].is_string()
            && field["label"].is_string()
            && InputKind::ALL.iter().any(|known| known.as_str() == kind)
            && field["required"].is_boolean()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn gift_card() -> PaymentHandler {
        let number = InputField::text("card_number", "Gift Card Number").fitting("^[0-9]{16}$");
        let mut pin = InputField::text("pin", "PIN").fitting("^[0-9]{4}$").secret();
        pin.placeholder = Some("1234".to_owned());
        pin.description = Some("4-digit PIN on the back of your gift card".to_owned());
        let kind = SellerBacked::GiftCard { required_fields: vec![number, pin] };
        PaymentHandler::seller_backed("gift_card_handler", kind, "walmart_merchant_123", "Walmart Gift Card")
    }

    // ACP-SBP-01, ACP-SBP-02, ACP-SBP-03, ACP-SBP-04, ACP-SBP-05: the examples of the specification, §3.2.
    #[test]
    fn handlers_are_those_of_the_specification() {
        let told = |handler: PaymentHandler| {
            handler.check().unwrap();
            json!({
                "id": handler.id, "name": handler.name, "version": handler.version, "spec": handler.spec,
                "requires_delegate_payment": handler.requires_delegate_payment,
                "requires_pci_compliance": handler.requires_pci_compliance, "psp": handler.psp,
                "config_schema": handler.config_schema, "instrument_schemas": handler.instrument_schemas,
                "config": handler.config
            })
        };
        let expected = |id: &str, kind: &str, config: Value| {
            json!({
                "id": id, "name": format!("dev.acp.seller_backed.{kind}"), "version": "2026-02-05",
                "spec": format!("https://acp.dev/handlers/seller_backed/{kind}"),
                "requires_delegate_payment": true, "requires_pci_compliance": false, "psp": "seller_managed",
                "config_schema": format!("https://acp.dev/schemas/handlers/seller_backed/{kind}/config.json"),
                "instrument_schemas": [format!("https://acp.dev/schemas/handlers/seller_backed/{kind}/instrument.json")],
                "config": config
            })
        };
        let saved = SellerBacked::SavedCard { payment_method_id: "wmt_pm_123".to_owned() };
        let saved =
            PaymentHandler::seller_backed("seller_pm_123", saved, "walmart_merchant_123", "Visa ending in 4242")
                .with_config("display_metadata", json!({"brand": "visa", "last4": "4242"}))
                .with_config("supports_3ds", true);
        let config = json!({
            "merchant_id": "walmart_merchant_123", "psp": "seller_managed", "payment_method_id": "wmt_pm_123",
            "display_name": "Visa ending in 4242", "display_metadata": {"brand": "visa", "last4": "4242"},
            "supports_3ds": true
        });
        assert_eq!(told(saved), expected("seller_pm_123", "saved_card", config));

        let config = json!({
            "merchant_id": "walmart_merchant_123", "psp": "seller_managed", "display_name": "Walmart Gift Card",
            "required_fields": [
                {
                    "name": "card_number", "label": "Gift Card Number", "type": "text", "required": true,
                    "pattern": "^[0-9]{16}$"
                },
                {
                    "name": "pin", "label": "PIN", "type": "text", "required": true, "pattern": "^[0-9]{4}$",
                    "placeholder": "1234", "secure": true, "description": "4-digit PIN on the back of your gift card"
                }
            ]
        });
        assert_eq!(told(gift_card()), expected("gift_card_handler", "gift_card", config));

        let plain =
            |name: &str| json!({"merchant_id": "walmart_merchant_123", "psp": "seller_managed", "display_name": name});
        let points = PaymentHandler::seller_backed("points", SellerBacked::Points, "walmart_merchant_123", "Points");
        assert_eq!(told(points), expected("points", "points", plain("Points")));
        let credit =
            PaymentHandler::seller_backed("credit", SellerBacked::StoreCredit, "walmart_merchant_123", "Store Credit");
        assert_eq!(told(credit), expected("credit", "store_credit", plain("Store Credit")));
    }

    fn is_flawed(kind: SellerBacked, change: impl FnOnce(&mut PaymentHandler)) -> bool {
        let mut handler = PaymentHandler::seller_backed("h", kind, "shop_1", "What it is called");
        assert_eq!(handler.check(), Ok(()));
        change(&mut handler);
        handler.check().is_err()
    }

    // ACP-SBP-01, ACP-SBP-02: a type of the merchant's own belongs to the family as well.
    #[test]
    fn the_family_delegates_and_handles_no_card_data() {
        let own = |handler: &mut PaymentHandler| "dev.acp.seller_backed.favor".clone_into(&mut handler.name);
        assert!(!is_flawed(SellerBacked::Points, own));
        assert!(is_flawed(SellerBacked::Points, |handler| handler.requires_delegate_payment = false));
        assert!(is_flawed(SellerBacked::Points, |handler| handler.requires_pci_compliance = true));
        assert!(is_flawed(SellerBacked::StoreCredit, |handler| {
            own(handler);
            handler.requires_delegate_payment = false;
        }));
    }

    // ACP-SBP-04
    #[test]
    fn each_type_has_its_settings() {
        let set = |kind: SellerBacked, key: &str, value: Value| {
            is_flawed(kind, |handler| drop(handler.config.insert(key.to_owned(), value)))
        };
        assert!(!set(SellerBacked::Points, "display_name", json!("ü".repeat(128))));
        assert!(set(SellerBacked::Points, "display_name", json!("u".repeat(129))));
        assert!(is_flawed(SellerBacked::Points, |handler| drop(handler.config.remove("display_name"))));
        let saved = || SellerBacked::SavedCard { payment_method_id: "pm_1".to_owned() };
        assert!(!set(saved(), "payment_method_id", json!("p".repeat(256))));
        assert!(set(saved(), "payment_method_id", json!("p".repeat(257))));
        assert!(is_flawed(saved(), |handler| drop(handler.config.remove("payment_method_id"))));
    }

    // ACP-SBP-05
    #[test]
    fn what_the_buyer_types_in_is_told_in_full() {
        let gift = || SellerBacked::GiftCard { required_fields: vec![InputField::text("card_number", "Number")] };
        assert!(is_flawed(gift(), |handler| drop(handler.config.remove("required_fields"))));
        let field = json!({"name": "pin", "label": "PIN", "type": "number", "required": false});
        let with = |field: Value| {
            is_flawed(gift(), |handler| drop(handler.config.insert("required_fields".to_owned(), json!([field]))))
        };
        assert!(!with(field.clone()));
        for key in ["name", "label", "type", "required"] {
            let mut partial = field.clone();
            partial.as_object_mut().unwrap().remove(key);
            assert!(with(partial), "{key}");
        }
        for (key, value) in [("type", json!("date")), ("required", json!("yes")), ("name", json!(1))] {
            let mut other = field.clone();
            other[key] = value;
            assert!(with(other), "{key}");
        }
    }
}
