//! Who buys: what an agent may say of it, and what the shop makes of it.

use std::sync::{Arc, Mutex};

use agentic_commerce::model::{AccountType, Buyer, Cart, ErrorCode, Field, Message, Quote};
use serde_json::{Value, json};

use crate::agent::{Mall, body, open_with};
use crate::capability::declaring;
use crate::shop::ScriptedShop;

/// A shop that takes down the carts it sees, and has that to say of them.
fn judging(
    judge: impl Fn(&Cart) -> Option<Message> + Send + Sync + 'static,
) -> (Mall<ScriptedShop>, Arc<Mutex<Vec<Cart>>>) {
    let carts = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&carts);
    let shop = ScriptedShop::new(move |_, cart: &Cart, mut quote: Quote| {
        seen.lock().expect("a lock").push(cart.clone());
        quote.messages.extend(judge(cart));
        quote
    });
    (open_with(shop, |pipeline| pipeline), carts)
}

fn last_buyer(carts: &Mutex<Vec<Cart>>) -> Buyer {
    carts.lock().expect("a lock").pop().and_then(|cart| cart.buyer).expect("a buyer")
}

// ACP-BUY-03: a name in parts or as a whole, and the company of a business, reach the shop; a shop that needs more says so.
#[tokio::test]
async fn a_buyer_has_a_name_and_a_business_a_company() {
    let (mall, carts) = judging(|cart| {
        let buyer = cart.buyer.as_ref()?;
        let nameless = buyer.name().is_none();
        let unnamed_company = buyer.account_type == Some(AccountType::Business) && buyer.company.is_none();
        (nameless || unnamed_company).then(|| Message::error(ErrorCode::Missing, "Who buys?").about(Field::Buyer))
    });
    for version in declaring() {
        for (more, name, company, ready) in [
            (json!({ "full_name": "Ada King Lovelace" }), Some("Ada King Lovelace"), None, true),
            (json!({ "first_name": "Ada", "last_name": "Lovelace" }), Some("Ada Lovelace"), None, true),
            (
                json!({ "full_name": "Ada", "account_type": "business", "company": { "name": "Engines" } }),
                Some("Ada"),
                Some("Engines"),
                true,
            ),
            (json!({ "full_name": "Ada", "account_type": "business" }), Some("Ada"), None, false),
            (json!({}), None, None, false),
        ] {
            let mut create = body::create(version, "thing", 1);
            create["buyer"] = more;
            create["buyer"]["email"] = json!("ada@example.com");
            let reply = mall.agent(version).create(&create).await.expect(201);
            assert_eq!(reply.at("/buyer"), &create["buyer"]);
            assert_eq!(reply.session_status(), if ready { "ready_for_payment" } else { "not_ready_for_payment" });
            let seen = last_buyer(&carts);
            assert_eq!(seen.name().as_deref(), name);
            assert_eq!(seen.company.map(|company| company.name).as_deref(), company);
        }
        // A company has a name, or the request is broken.
        let mut create = body::create(version, "thing", 1);
        create["buyer"] =
            json!({ "email": "ada@example.com", "account_type": "business", "company": { "tax_id": "1" } });
        let reply = mall.agent(version).create(&create).await.expect_error(400, "missing");
        assert_eq!(reply.at("/param"), "$.buyer.company.name");
    }
}

// ACP-BUY-06: the country reaches the shop as it was said, which may take two letters only.
#[tokio::test]
async fn a_shop_may_insist_on_countries_of_two_letters() {
    let (mall, carts) = judging(|cart| {
        let country = cart.address()?.country.as_str();
        let alpha_2 = country.len() == 2 && country.bytes().all(|letter| letter.is_ascii_uppercase());
        (!alpha_2).then(|| Message::error(ErrorCode::Invalid, "Which country?").about(Field::Address))
    });
    for version in declaring() {
        for (country, ready) in [("US", true), ("DE", true), ("USA", false), ("us", false), ("Germany", false)] {
            let mut create = body::create(version, "thing", 1);
            create["fulfillment_details"] = body::destination(version)["fulfillment_details"].clone();
            create["fulfillment_details"]["address"]["country"] = json!(country);
            let reply = mall.agent(version).create(&create).await.expect(201);
            assert_eq!(reply.at("/fulfillment_details/address/country"), country);
            assert_eq!(
                carts.lock().expect("a lock").pop().expect("a cart").address().expect("an address").country,
                country
            );
            assert_eq!(reply.message("invalid").is_none(), ready, "{country}");
            if !ready {
                assert_eq!(reply.at("/messages/0/param"), "$.fulfillment_details.address");
            }
        }
    }
}

// ACP-BUY-07: E.164, or what the examples write, which lacks the plus: either comes back as it came.
#[tokio::test]
async fn telephone_numbers_are_left_alone() {
    let (mall, carts) = judging(|_| None);
    for version in declaring() {
        for number in ["+15551234567", "15551234567", "+49 30 1234567"] {
            let mut create = body::create(version, "thing", 1);
            create["buyer"] = json!({ "email": "ada@example.com", "phone_number": number });
            create["fulfillment_details"] = json!({ "phone_number": number });
            let reply = mall.agent(version).create(&create).await.expect(201);
            assert_eq!(reply.at("/buyer/phone_number"), number);
            assert_eq!(reply.at("/fulfillment_details/phone_number"), number);
            let cart = carts.lock().expect("a lock").pop().expect("a cart");
            assert_eq!(cart.buyer.and_then(|buyer| buyer.phone_number).as_deref(), Some(number));
            assert_eq!(cart.destination.and_then(|destination| destination.phone_number).as_deref(), Some(number));
        }
    }
}

// ACP-BUY-09
#[tokio::test]
async fn an_exemption_from_tax_has_a_certificate() {
    let (mall, carts) = judging(|_| None);
    for version in declaring() {
        let created = |exemption: Value| {
            let mut create = body::create(version, "thing", 1);
            create["buyer"] = json!({ "email": "ada@example.com", "tax_exemption": exemption });
            let agent = mall.agent(version);
            async move { agent.create(&create).await }
        };
        for kind in ["resale", "exempt_organization", "government"] {
            let exemption = json!({
                "certificate_id": "c_1", "certificate_type": kind, "exempt_regions": ["CA", "NY"],
                "expires_at": "2027-01-01T00:00:00Z"
            });
            let reply = created(exemption.clone()).await.expect(201);
            assert_eq!(reply.at("/buyer/tax_exemption"), &exemption);
            let seen = last_buyer(&carts).tax_exemption.expect("an exemption");
            assert_eq!((seen.certificate_id.as_str(), seen.certificate_type.as_str()), ("c_1", kind));
            assert_eq!(seen.expires_at.map(|end| end.to_string()).as_deref(), Some("2027-01-01T00:00:00Z"));
        }
        for (exemption, code, field) in [
            (json!({ "certificate_type": "resale" }), "missing", "certificate_id"),
            (json!({ "certificate_id": "c_1" }), "missing", "certificate_type"),
            (json!({ "certificate_id": "c_1", "certificate_type": "charity" }), "invalid", "certificate_type"),
            (
                json!({ "certificate_id": "c_1", "certificate_type": "resale", "expires_at": "tomorrow" }),
                "invalid",
                "expires_at",
            ),
        ] {
            let reply = created(exemption).await.expect_error(400, code);
            assert_eq!(reply.at("/param"), &json!(format!("$.buyer.tax_exemption.{field}")));
        }
    }
}
