//! Every definition of the official schemas, field by field: an instance is made from the schema, and the type must
//! read it and write the same.

use std::collections::{BTreeMap, BTreeSet};

use agentic_commerce::acp::{
    v2025_09_29 as v1, v2025_12_12 as v2, v2026_01_16 as v3, v2026_01_30 as v4, v2026_04_17 as v5,
};
use serde_json::{Map, Value, json};

use super::{RoundTrip, load, round_trip, spec_dir};

/// A release: its schema, and the type of each definition.
struct Release {
    name: &'static str,
    types: BTreeMap<&'static str, RoundTrip>,
    /// Definitions that are no objects, or that nothing refers to.
    left_out: &'static [&'static str],
    /// Required fields that reading does without, as `Definition.field`.
    lenient: &'static [&'static str],
    /// Optional fields that `null` clears, and fields of types that take any JSON.
    nullable: &'static [&'static str],
}

macro_rules! types {
    ($release:ident: $($name:ident)+; $($definition:literal = $type:ident)*) => {
        BTreeMap::from([
            $( (stringify!($name), round_trip::<$release::$name> as RoundTrip), )+
            $( ($definition, round_trip::<$release::$type> as RoundTrip), )*
        ])
    };
}
pub(super) use types;

fn releases() -> [Release; 5] {
    let [first, second, third] = of_five_amounts();
    let [fourth, fifth] = of_totals();
    [first, second, third, fourth, fifth]
}

/// The releases whose lines have five amounts.
fn of_five_amounts() -> [Release; 3] {
    [
        Release {
            name: "2025-09-29",
            types: types!(v1: Address Buyer CheckoutSession CheckoutSessionCompleteRequest CheckoutSessionCreateRequest
                CheckoutSessionUpdateRequest Error Item LineItem Link Order PaymentData PaymentProvider Total;
                "CheckoutSessionBase" = CheckoutSession "CheckoutSessionWithOrder" = CheckoutSession
                "FulfillmentOptionShipping" = FulfillmentOption "FulfillmentOptionDigital" = FulfillmentOption
                "MessageInfo" = Message "MessageError" = Message),
            left_out: &[],
            lenient: &["CheckoutSessionWithOrder.order"],
            nullable: &["CheckoutSessionUpdateRequest"],
        },
        Release {
            name: "2025-12-12",
            types: types!(v2: Address AffiliateAttribution AffiliateAttributionSource AuthenticationMetadata
                AuthenticationResult Buyer CancelSessionRequest CheckoutSession CheckoutSessionCompleteRequest
                CheckoutSessionCreateRequest CheckoutSessionUpdateRequest CustomAttribute Disclosure Error
                FulfillmentDetails IntentTrace Item LineItem Link MarketplaceSellerDetails Order PaymentData
                PaymentMethod PaymentProvider SelectedDigitalFulfillmentOption SelectedFulfillmentOption
                SelectedShippingFulfillmentOption Total;
                "CheckoutSessionBase" = CheckoutSession "CheckoutSessionWithOrder" = CheckoutSession
                "FulfillmentOptionShipping" = FulfillmentOption "FulfillmentOptionDigital" = FulfillmentOption
                "MessageInfo" = Message "MessageError" = Message),
            // A map, tested as `AffiliateAttribution.metadata`.
            left_out: &["AffiliateAttributionMetadata"],
            lenient: &["CheckoutSessionWithOrder.order"],
            nullable: &["CheckoutSessionUpdateRequest"],
        },
        Release {
            name: "2026-01-16",
            types: types!(v3: Address AffiliateAttribution AffiliateAttributionSource AuthenticationMetadata
                AuthenticationProvider AuthenticationResult Buyer CancelSessionRequest CheckoutSession
                CheckoutSessionCompleteRequest CheckoutSessionCreateRequest CheckoutSessionUpdateRequest CustomAttribute
                Disclosure Error FulfillmentDetails IntentTrace Item LineItem Link MarketplaceSellerDetails Order
                PaymentData PaymentMethod PaymentProvider SelectedDigitalFulfillmentOption SelectedFulfillmentOption
                SelectedShippingFulfillmentOption Total;
                "CheckoutSessionBase" = CheckoutSession "CheckoutSessionWithOrder" = CheckoutSession
                "FulfillmentOptionShipping" = FulfillmentOption "FulfillmentOptionDigital" = FulfillmentOption
                "MessageInfo" = Message "MessageError" = Message),
            // A map, tested as `AffiliateAttribution.metadata`.
            left_out: &["AffiliateAttributionMetadata"],
            lenient: &["CheckoutSessionWithOrder.order"],
            nullable: &["CheckoutSessionUpdateRequest"],
        },
    ]
}

/// The releases whose lines have totals.
fn of_totals() -> [Release; 2] {
    [
        Release {
            name: "2026-01-30",
            types: types!(v4: Address AffiliateAttribution AffiliateAttributionSource AppliedDiscount
                AuthenticationMetadata AuthenticationResult Buyer CancelSessionRequest Capabilities CheckoutSession
                CheckoutSessionCompleteRequest CheckoutSessionCreateRequest CheckoutSessionUpdateRequest CompanyInfo
                Coupon CustomAttribute DimensionsInfo Disclosure DiscountAllocation DiscountDetail DiscountErrorCode
                DiscountsRequest DiscountsResponse Error EstimatedDelivery ExtensionDeclaration FulfillmentDetails
                FulfillmentGroup IntentTrace InterventionCapabilities Item LineItem Link LoyaltyInfo
                MarketplaceSellerDetails Order OrderConfirmation Payment PaymentData PaymentHandler ProtocolVersion
                RejectedDiscount RiskSignals SelectedFulfillmentOption SupportInfo TaxBreakdownItem TaxExemption Total
                VariantOption WeightInfo;
                "CheckoutSessionBase" = CheckoutSession "CheckoutSessionWithOrder" = CheckoutSession
                "FulfillmentOptionShipping" = FulfillmentOption "FulfillmentOptionDigital" = FulfillmentOption
                "FulfillmentOptionPickup" = FulfillmentOption "FulfillmentOptionLocalDelivery" = FulfillmentOption
                "MessageInfo" = Message "MessageWarning" = Message "MessageError" = Message),
            left_out: &[
                // Nothing refers to them: C-SCH-07.
                "PaymentMethodObject",
                "PaymentResponse",
                "SplitPayment",
                "GiftWrap",
                // A map, tested as `AffiliateAttribution.metadata`.
                "AffiliateAttributionMetadata",
            ],
            lenient: &[
                "CheckoutSessionCreateRequest.currency",
                "CheckoutSessionCreateRequest.capabilities",
                "CheckoutSessionWithOrder.order",
                "SelectedFulfillmentOption.type",
            ],
            nullable: &["CheckoutSessionUpdateRequest"],
        },
        Release {
            name: "2026-04-17",
            types: types!(v5: Address Adjustment AffiliateAttribution AffiliateAttributionSource AppliedDiscount
                AuthenticationMetadata AuthenticationResult Buyer CancelSessionRequest Capabilities CheckoutSession
                CheckoutSessionCompleteRequest CheckoutSessionCreateRequest CheckoutSessionUpdateRequest CompanyInfo
                Coupon CustomAttribute DimensionsInfo Disclosure DiscountAllocation DiscountDetail DiscountErrorCode
                DiscountsRequest DiscountsResponse DiscoveryCapabilities DiscoveryExtension DiscoveryProtocol
                DiscoveryResponse Error EstimatedDelivery ExtensionDeclaration Fulfillment FulfillmentDetails
                FulfillmentEvent FulfillmentGroup IntentTrace InterventionCapabilities Item LineItem LineItemReference
                Link LoyaltyInfo MarketingConsent MarketingConsentOption MarketplaceSellerDetails Order
                OrderConfirmation OrderLineItem OrderLineItemQuantity Payment PaymentData PaymentHandler
                ProtocolVersion RejectedDiscount RiskSignals SelectedFulfillmentOption SupportInfo TaxBreakdownItem
                TaxExemption Total VariantOption WeightInfo;
                "CheckoutSessionBase" = CheckoutSession "CheckoutSessionWithOrder" = CheckoutSession
                "FulfillmentOptionShipping" = FulfillmentOption "FulfillmentOptionDigital" = FulfillmentOption
                "FulfillmentOptionPickup" = FulfillmentOption "FulfillmentOptionLocalDelivery" = FulfillmentOption
                "MessageInfo" = Message "MessageWarning" = Message "MessageError" = Message),
            left_out: &[
                // Nothing refers to them: C-SCH-07.
                "PaymentMethodObject",
                "PaymentResponse",
                "SplitPayment",
                "GiftWrap",
                // A map, tested as `AffiliateAttribution.metadata`.
                "AffiliateAttributionMetadata",
            ],
            lenient: &[
                "CheckoutSessionCreateRequest.currency",
                "CheckoutSessionCreateRequest.capabilities",
                "CheckoutSessionWithOrder.order",
                "SelectedFulfillmentOption.type",
                "OrderLineItemQuantity.current",
            ],
            nullable: &["CheckoutSessionUpdateRequest"],
        },
    ]
}

/// The definitions of a release, or of one of its other schemas.
pub(super) struct Schema(pub(super) Map<String, Value>);

impl Schema {
    fn load(release: &Release) -> Option<Self> {
        Self::of(release.name, "agentic_checkout")
    }

    pub(super) fn of(release: &str, bundle: &str) -> Option<Self> {
        let path = spec_dir()?.join(format!("spec/{release}/json-schema/schema.{bundle}.json"));
        let Value::Object(definitions) = load(&path)["$defs"].take() else { panic!("no $defs") };
        Some(Self(definitions))
    }

    /// A schema with its references and its parts resolved.
    pub(super) fn resolve(&self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            return self.resolve(&self.0[name.trim_start_matches("#/$defs/")]);
        }
        if schema["properties"].is_object() {
            return schema.clone();
        }
        let Some(parts) = schema["allOf"].as_array() else { return schema.clone() };
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for part in parts.iter().map(|part| self.resolve(part)) {
            properties.extend(part["properties"].as_object().cloned().unwrap_or_default());
            required.extend(part["required"].as_array().cloned().unwrap_or_default());
        }
        json!({"properties": properties, "required": required})
    }

    /// An instance of a schema: with every field, or only with those that are required. `branch` chooses among
    /// alternatives.
    pub(super) fn instance(&self, field: &str, schema: &Value, full: bool, branch: usize) -> Value {
        let schema = self.resolve(schema);
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(values) = schema["enum"].as_array() {
            return values[branch % values.len()].clone();
        }
        if let Some(branches) = schema["oneOf"].as_array().filter(|_| !schema["properties"].is_object()) {
            return self.instance(field, &branches[branch % branches.len()], full, branch);
        }
        if let Some(properties) = schema["properties"].as_object() {
            let required = |name: &str| schema["required"].as_array().is_some_and(|list| list.contains(&json!(name)));
            let fields = properties.iter().filter(|(name, _)| full || required(name));
            return fields.map(|(name, schema)| (name.clone(), self.instance(name, schema, full, branch))).collect();
        }
        let kind = schema["type"].as_str().or_else(|| schema["type"][branch % 3].as_str());
        match kind {
            Some("array") => {
                let items = self.resolve(&schema["items"]);
                let branches = items["oneOf"].as_array().map_or(1, Vec::len);
                (0..branches).map(|shift| self.instance(field, &items, full, branch + shift)).collect()
            }
            Some("object") if schema["additionalProperties"] == false => json!({}),
            Some("object") => {
                let values = &schema["additionalProperties"];
                let value =
                    if values.is_object() { self.instance("", values, full, branch) } else { json!([null, 1.5]) };
                json!({"key": value})
            }
            Some("integer") => json!(2),
            Some("number") => [json!(0.0875), json!(20)][branch % 2].clone(),
            Some("boolean") => json!(branch.is_multiple_of(2)),
            Some("string") => json!(text(field, &schema)),
            other => panic!("{field}: {other:?}"),
        }
    }
}

/// Text that fits a schema.
fn text(field: &str, schema: &Value) -> &'static str {
    match schema["format"].as_str() {
        Some("date-time") => return "2026-04-17T12:30:00.25Z",
        Some("uri") => return "https://shop.example",
        _ => {}
    }
    match schema["pattern"].as_str() {
        Some("^[A-Z]{3}$") => return "EUR",
        Some("^[0-9]{4}$") => return "4242",
        _ => {}
    }
    if field.contains("currency") || field.contains("currencies") {
        return "usd";
    }
    match schema["pattern"].as_str() {
        Some(r"^\d{4}-\d{2}-\d{2}$") => "2026-04-17",
        _ => "text",
    }
}

/// Calls `check` with every definition of every release that has a type.
fn each_definition(mut check: impl FnMut(&Release, &Schema, &str, RoundTrip)) {
    for release in releases() {
        let Some(schema) = Schema::load(&release) else { return };
        for (name, round_trip) in &release.types {
            check(&release, &schema, name, *round_trip);
        }
    }
}

#[test]
fn every_definition_has_a_type() {
    for release in releases() {
        let Some(schema) = Schema::load(&release) else { return };
        let known: BTreeSet<&str> = release.types.keys().chain(release.left_out).copied().collect();
        assert_eq!(known, schema.0.keys().map(String::as_str).collect(), "{}", release.name);
    }
}

// ACP-BUY-01, ACP-BUY-02, ACP-BUY-04, ACP-BUY-05, ACP-LI-01, ACP-LI-02, ACP-LI-03, ACP-LI-04, ACP-MON-07, ACP-MON-08,
// ACP-MON-09, ACP-ORD-01, ACP-ORD-03, ACP-PH-01, ACP-PH-02, ACP-PH-11, ACP-PH-12, ACP-MKT-01, ACP-MKT-02, ACP-DWK-03
#[test]
fn every_field_is_read_and_written() {
    each_definition(|release, schema, name, round_trip| {
        for (full, branch) in [(true, 0), (true, 1), (true, 2), (true, 3), (false, 0)] {
            let mut instance = schema.instance("", &schema.0[name], full, branch);
            if name == "OrderLineItemQuantity" && !full {
                instance["fulfilled"] = json!(0); // written even when it has its default
            }
            if name == "OrderLineItem" && !full {
                instance["quantity"]["fulfilled"] = json!(0);
            }
            assert_eq!(round_trip(&instance), Ok(instance.clone()), "{} {name} {branch}", release.name);
        }
    });
}

// ACP-ERR-01, ACP-CRE-02, ACP-CRE-03, ACP-FUL-04, ACP-FUL-06, ACP-FUL-07, ACP-FUL-12, ACP-FUL-16, ACP-MSG-04, ACP-MSG-05
#[test]
fn a_missing_field_is_refused_by_its_name() {
    each_definition(|release, schema, name, round_trip| {
        let definition = schema.resolve(&schema.0[name]);
        for field in definition["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let mut instance = schema.instance("", &definition, true, 0);
            instance.as_object_mut().expect("an object").remove(field);
            let answer = round_trip(&instance);
            let lenient = release.lenient.contains(&format!("{name}.{field}").as_str());
            let refused = answer.as_ref().is_err_and(|error| error.contains(&format!("missing field `{field}`")));
            assert_eq!(refused, !lenient, "{} {name}.{field}: {answer:?}", release.name);
            assert!(lenient != answer.is_err(), "{} {name}.{field}: {answer:?}", release.name);
        }
    });
}

// ACP-UPD-06, ACP-MSG-14
#[test]
fn null_is_refused_where_it_clears_nothing() {
    each_definition(|release, schema, name, round_trip| {
        let definition = schema.resolve(&schema.0[name]);
        for field in definition["properties"].as_object().into_iter().flatten().map(|(field, _)| field) {
            let mut instance = schema.instance("", &definition, true, 0);
            instance[field] = Value::Null;
            let answer = round_trip(&instance);
            if release.nullable.contains(&name) {
                assert_eq!(answer, Ok(instance), "{} {name}.{field}", release.name);
            } else {
                assert!(answer.is_err(), "{} {name}.{field}: {answer:?}", release.name);
            }
        }
    });
}

// ACP-CRE-12, ACP-EXT-13
#[test]
fn unknown_fields_are_ignored_or_kept_where_the_schema_is_open() {
    each_definition(|release, schema, name, round_trip| {
        let instance = schema.instance("", &schema.0[name], true, 0);
        if !instance.is_object() {
            return;
        }
        let mut extended = instance.clone();
        extended["of_tomorrow"] = json!({"a": [null]});
        let open = match name {
            "AffiliateAttribution" => true,
            "AuthenticationMetadata" => release.name != "2026-01-16",
            _ => false,
        };
        assert_eq!(round_trip(&extended), Ok(if open { extended } else { instance }), "{} {name}", release.name);
    });
}

/// The values of an enumeration in the schema, at a pointer below `$defs`.
pub(super) fn listed(schema: &Schema, pointer: &str) -> Vec<String> {
    let definitions = Value::Object(schema.0.clone());
    let values = definitions.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"));
    values.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

// ACP-ERR-02, ACP-MON-04, ACP-LNK-01, ACP-MSG-07
#[test]
fn enumerations_of_2025_09_29_list_what_the_schema_lists() {
    let [release, ..] = releases();
    let Some(schema) = Schema::load(&release) else { return };
    for (pointer, values) in [
        ("/CheckoutSessionBase/properties/status/enum", v1::CheckoutSessionStatus::LISTED),
        ("/Total/properties/type/enum", v1::TotalType::LISTED),
        ("/MessageError/properties/code/enum", v1::MessageErrorCode::LISTED),
        ("/Link/properties/type/enum", v1::LinkType::LISTED),
        ("/PaymentProvider/properties/provider/enum", v1::PaymentProviderName::LISTED),
        ("/PaymentData/properties/provider/enum", v1::PaymentProviderName::LISTED),
        ("/PaymentProvider/properties/supported_payment_methods/items/enum", v1::SupportedPaymentMethod::LISTED),
        ("/Error/properties/type/enum", v1::ErrorType::LISTED),
    ] {
        assert_eq!(listed(&schema, pointer), values, "{pointer}");
    }
    assert_eq!(listed(&schema, "/MessageInfo/properties/content_type/enum"), all(v1::ContentType::ALL));
}

// ACP-FUL-12, ACP-LNK-02, ACP-3DS-05, ACP-3DS-08, ACP-3DS-11
#[test]
fn enumerations_of_2025_12_12_list_what_the_schema_lists() {
    let [_, release, ..] = releases();
    let Some(schema) = Schema::load(&release) else { return };
    let details = "/AuthenticationMetadata/properties/flow_preference/properties";
    for (pointer, values) in [
        ("/CheckoutSessionBase/properties/status/enum", v2::CheckoutSessionStatus::LISTED),
        ("/Total/properties/type/enum", v2::TotalType::LISTED),
        ("/MessageError/properties/code/enum", v2::MessageErrorCode::LISTED),
        ("/Link/properties/type/enum", v2::LinkType::LISTED),
        ("/PaymentProvider/properties/provider/enum", v2::PaymentProviderName::LISTED),
        ("/PaymentMethod/properties/type/enum", v2::SupportedPaymentMethod::LISTED),
        ("/PaymentMethod/properties/supported_card_networks/items/enum", v2::CardNetwork::LISTED),
        ("/PaymentData/properties/provider/enum", v2::PaymentProviderName::LISTED),
        ("/Error/properties/type/enum", v2::ErrorType::LISTED),
        ("/Disclosure/properties/type/enum", v2::DisclosureType::LISTED),
        ("/AuthenticationMetadata/properties/directory_server/enum", v2::DirectoryServer::LISTED),
        (&format!("{details}/type/enum"), v2::FlowType::LISTED),
        (&format!("{details}/challenge/properties/type/enum"), v2::ChallengeType::LISTED),
        (&format!("{details}/frictionless/properties/type/enum"), v2::FrictionlessType::LISTED),
        ("/AffiliateAttribution/properties/touchpoint/enum", v2::Touchpoint::LISTED),
        ("/AffiliateAttributionSource/properties/type/enum", v2::AttributionSourceType::LISTED),
        ("/IntentTrace/properties/reason_code/enum", v2::ReasonCode::LISTED),
    ] {
        assert_eq!(listed(&schema, pointer), values, "{pointer}");
    }
    let eci = "/AuthenticationResult/properties/outcome_details/properties/electronic_commerce_indicator/enum";
    for (pointer, values) in [
        ("/SelectedFulfillmentOption/properties/type/enum", all(v2::FulfillmentType::ALL)),
        ("/AuthenticationMetadata/properties/channel/properties/type/enum", all(v2::ChannelType::ALL)),
        ("/AuthenticationResult/properties/outcome/enum", all(v2::AuthenticationOutcome::ALL)),
        (eci, all(v2::ElectronicCommerceIndicator::ALL)),
        ("/MessageInfo/properties/content_type/enum", all(v2::ContentType::ALL)),
    ] {
        assert_eq!(listed(&schema, pointer), values, "{pointer}");
    }
}

// ACP-FUL-12, ACP-LNK-02, ACP-3DS-05, ACP-3DS-09
#[test]
fn enumerations_of_2026_01_16_list_what_the_schema_lists() {
    let [_, _, release, ..] = releases();
    let Some(schema) = Schema::load(&release) else { return };
    // Those of 2025-12-12, in another order.
    let statuses: BTreeSet<String> =
        listed(&schema, "/CheckoutSessionBase/properties/status/enum").into_iter().collect();
    assert_eq!(statuses, v3::CheckoutSessionStatus::LISTED.iter().map(|&status| status.to_owned()).collect());
    let provider = "/AuthenticationProvider/properties";
    for (pointer, values) in [
        ("/Total/properties/type/enum", v3::TotalType::LISTED),
        ("/MessageError/properties/code/enum", v3::MessageErrorCode::LISTED),
        ("/Link/properties/type/enum", v3::LinkType::LISTED),
        ("/PaymentProvider/properties/provider/enum", v3::PaymentProviderName::LISTED),
        ("/PaymentMethod/properties/type/enum", v3::SupportedPaymentMethod::LISTED),
        ("/PaymentMethod/properties/supported_card_networks/items/enum", v3::CardNetwork::LISTED),
        ("/PaymentData/properties/provider/enum", v3::PaymentProviderName::LISTED),
        (&format!("{provider}/provider/enum"), v3::AuthenticationProviderName::LISTED),
        (&format!("{provider}/supported_authentication_methods/items/enum"), v3::AuthenticationMethod::LISTED),
        ("/Error/properties/type/enum", v3::ErrorType::LISTED),
        ("/Disclosure/properties/type/enum", v3::DisclosureType::LISTED),
        ("/AuthenticationMetadata/properties/directory_server/enum", v3::DirectoryServer::LISTED),
        ("/AuthenticationMetadata/properties/flow_preference/properties/type/enum", v3::FlowType::LISTED),
        ("/AffiliateAttribution/properties/touchpoint/enum", v3::Touchpoint::LISTED),
        ("/AffiliateAttributionSource/properties/type/enum", v3::AttributionSourceType::LISTED),
        ("/IntentTrace/properties/reason_code/enum", v3::ReasonCode::LISTED),
    ] {
        assert_eq!(listed(&schema, pointer), values, "{pointer}");
    }
    for (pointer, values) in [
        ("/SelectedFulfillmentOption/properties/type/enum", all(v3::FulfillmentType::ALL)),
        ("/AuthenticationMetadata/properties/channel/properties/type/enum", all(v3::ChannelType::ALL)),
        ("/AuthenticationResult/properties/outcome/enum", all(v3::AuthenticationOutcome::ALL)),
        ("/MessageInfo/properties/content_type/enum", all(v3::ContentType::ALL)),
    ] {
        assert_eq!(listed(&schema, pointer), values, "{pointer}");
    }
}

// ACP-LNK-03, ACP-MSG-08, ACP-MSG-09, ACP-MSG-10, ACP-LI-05, ACP-LI-09, ACP-DISC-10, ACP-3DS-10, ACP-ORD-02
#[test]
fn enumerations_of_2026_01_30_list_what_the_schema_lists() {
    let [.., release, _] = releases();
    let Some(schema) = Schema::load(&release) else { return };
    let details = "/AuthenticationMetadata/properties/flow_preference/properties";
    for (pointer, values) in [
        ("/CheckoutSessionBase/properties/status/enum", v4::CheckoutSessionStatus::LISTED),
        ("/MessageError/properties/code/enum", v4::MessageErrorCode::LISTED),
        ("/MessageWarning/properties/code/enum", v4::MessageWarningCode::LISTED),
        ("/MessageInfo/properties/severity/enum", v4::Severity::LISTED),
        ("/Link/properties/type/enum", v4::LinkType::LISTED),
        ("/Error/properties/type/enum", v4::ErrorType::LISTED),
        ("/LineItem/properties/availability_status/enum", v4::AvailabilityStatus::LISTED),
        ("/Disclosure/properties/type/enum", v4::DisclosureType::LISTED),
        ("/WeightInfo/properties/unit/enum", v4::WeightUnit::LISTED),
        ("/DimensionsInfo/properties/unit/enum", v4::LengthUnit::LISTED),
        ("/DiscountDetail/properties/type/enum", v4::DiscountDetailType::LISTED),
        ("/DiscountDetail/properties/source/enum", v4::DiscountSource::LISTED),
        ("/AppliedDiscount/properties/method/enum", v4::DiscountMethod::LISTED),
        ("/Coupon/properties/duration/enum", v4::CouponDuration::LISTED),
        ("/DiscountErrorCode/enum", v4::DiscountErrorCode::LISTED),
        ("/FulfillmentOptionPickup/properties/pickup_type/enum", v4::PickupType::LISTED),
        ("/InterventionCapabilities/properties/supported/items/enum", v4::InterventionType::LISTED),
        ("/InterventionCapabilities/properties/enforcement/enum", v4::Enforcement::LISTED),
        ("/InterventionCapabilities/properties/display_context/enum", v4::DisplayContext::LISTED),
        ("/InterventionCapabilities/properties/redirect_context/enum", v4::RedirectContext::LISTED),
        ("/AuthenticationMetadata/properties/directory_server/enum", v4::DirectoryServer::LISTED),
        (&format!("{details}/type/enum"), v4::FlowType::LISTED),
        (&format!("{details}/challenge/properties/type/enum"), v4::ChallengeType::LISTED),
        (&format!("{details}/frictionless/properties/type/enum"), v4::FrictionlessType::LISTED),
        ("/AffiliateAttribution/properties/touchpoint/enum", v4::Touchpoint::LISTED),
        ("/AffiliateAttributionSource/properties/type/enum", v4::AttributionSourceType::LISTED),
        ("/IntentTrace/properties/reason_code/enum", v4::ReasonCode::LISTED),
        ("/Order/properties/status/enum", v4::OrderStatus::LISTED),
    ] {
        assert_eq!(listed(&schema, pointer), values, "{pointer}");
    }
    // One word is of 2026-04-17 alone.
    let mut totals = listed(&schema, "/Total/properties/type/enum");
    totals.push("amount_refunded".to_owned());
    assert_eq!(totals, v4::TotalType::LISTED);
    let eci = "/AuthenticationResult/properties/outcome_details/properties/electronic_commerce_indicator/enum";
    for (pointer, values) in [
        ("/Buyer/properties/account_type/enum", all(v4::AccountType::ALL)),
        ("/Buyer/properties/authentication_status/enum", all(v4::AuthenticationStatus::ALL)),
        ("/TaxExemption/properties/certificate_type/enum", all(v4::CertificateType::ALL)),
        ("/SelectedFulfillmentOption/properties/type/enum", all(v4::FulfillmentType::ALL)),
        ("/PaymentData/properties/payment_terms/enum", all(v4::PaymentTerms::ALL)),
        ("/AuthenticationMetadata/properties/channel/properties/type/enum", all(v4::ChannelType::ALL)),
        ("/AuthenticationResult/properties/outcome/enum", all(v4::AuthenticationOutcome::ALL)),
        (eci, all(v4::ElectronicCommerceIndicator::ALL)),
        ("/Disclosure/properties/content_type/enum", all(v4::ContentType::ALL)),
    ] {
        assert_eq!(listed(&schema, pointer), values, "{pointer}");
    }
}

// ACP-MON-06, ACP-LNK-03, ACP-MSG-08, ACP-MSG-09, ACP-MSG-10, ACP-MSG-12, ACP-LI-05, ACP-LI-09, ACP-DISC-10, ACP-INT-02
#[test]
fn enumerations_of_2026_04_17_list_what_the_schema_lists() {
    let [.., release] = releases();
    let Some(schema) = Schema::load(&release) else { return };
    let details = "/AuthenticationMetadata/properties/flow_preference/properties";
    for (pointer, values) in [
        ("/CheckoutSessionBase/properties/status/enum", v5::CheckoutSessionStatus::LISTED),
        ("/Total/properties/type/enum", v5::TotalType::LISTED),
        ("/MessageError/properties/code/enum", v5::MessageErrorCode::LISTED),
        ("/MessageWarning/properties/code/enum", v5::MessageWarningCode::LISTED),
        ("/MessageInfo/properties/severity/enum", v5::Severity::LISTED),
        ("/MessageInfo/properties/resolution/enum", v5::Resolution::LISTED),
        ("/Link/properties/type/enum", v5::LinkType::LISTED),
        ("/Error/properties/type/enum", v5::ErrorType::LISTED),
        ("/LineItem/properties/availability_status/enum", v5::AvailabilityStatus::LISTED),
        ("/Disclosure/properties/type/enum", v5::DisclosureType::LISTED),
        ("/WeightInfo/properties/unit/enum", v5::WeightUnit::LISTED),
        ("/DimensionsInfo/properties/unit/enum", v5::LengthUnit::LISTED),
        ("/DiscountDetail/properties/type/enum", v5::DiscountDetailType::LISTED),
        ("/DiscountDetail/properties/source/enum", v5::DiscountSource::LISTED),
        ("/AppliedDiscount/properties/method/enum", v5::DiscountMethod::LISTED),
        ("/Coupon/properties/duration/enum", v5::CouponDuration::LISTED),
        ("/DiscountErrorCode/enum", v5::DiscountErrorCode::LISTED),
        ("/FulfillmentOptionPickup/properties/pickup_type/enum", v5::PickupType::LISTED),
        ("/InterventionCapabilities/properties/supported/items/enum", v5::InterventionType::LISTED),
        ("/InterventionCapabilities/properties/enforcement/enum", v5::Enforcement::LISTED),
        ("/InterventionCapabilities/properties/display_context/enum", v5::DisplayContext::LISTED),
        ("/InterventionCapabilities/properties/redirect_context/enum", v5::RedirectContext::LISTED),
        ("/AuthenticationMetadata/properties/directory_server/enum", v5::DirectoryServer::LISTED),
        (&format!("{details}/type/enum"), v5::FlowType::LISTED),
        (&format!("{details}/challenge/properties/type/enum"), v5::ChallengeType::LISTED),
        (&format!("{details}/frictionless/properties/type/enum"), v5::FrictionlessType::LISTED),
        ("/AffiliateAttribution/properties/touchpoint/enum", v5::Touchpoint::LISTED),
        ("/AffiliateAttributionSource/properties/type/enum", v5::AttributionSourceType::LISTED),
        ("/IntentTrace/properties/reason_code/enum", v5::ReasonCode::LISTED),
        ("/Fulfillment/properties/type/enum", v5::FulfillmentMethod::LISTED),
        ("/DiscoveryResponse/properties/transports/items/enum", v5::Transport::LISTED),
        ("/DiscoveryCapabilities/properties/services/items/enum", v5::Service::LISTED),
        ("/DiscoveryCapabilities/properties/intervention_types/items/enum", v5::InterventionType::LISTED),
    ] {
        assert_eq!(listed(&schema, pointer), values, "{pointer}");
    }
    let eci = "/AuthenticationResult/properties/outcome_details/properties/electronic_commerce_indicator/enum";
    for (pointer, values) in [
        ("/Buyer/properties/account_type/enum", all(v5::AccountType::ALL)),
        ("/Buyer/properties/authentication_status/enum", all(v5::AuthenticationStatus::ALL)),
        ("/TaxExemption/properties/certificate_type/enum", all(v5::CertificateType::ALL)),
        ("/SelectedFulfillmentOption/properties/type/enum", all(v5::FulfillmentType::ALL)),
        ("/PaymentData/properties/payment_terms/enum", all(v5::PaymentTerms::ALL)),
        ("/AuthenticationResult/properties/outcome/enum", all(v5::AuthenticationOutcome::ALL)),
        (eci, all(v5::ElectronicCommerceIndicator::ALL)),
        ("/Disclosure/properties/content_type/enum", all(v5::ContentType::ALL)),
    ] {
        assert_eq!(listed(&schema, pointer), values, "{pointer}");
    }
}

// ACP-ORD-05
#[test]
fn open_words_of_orders_are_those_that_the_descriptions_define() {
    let [.., release] = releases();
    let Some(schema) = Schema::load(&release) else { return };
    for (definition, field, values) in [
        ("Order", "status", v5::OrderStatus::LISTED),
        ("OrderLineItem", "status", v5::OrderLineItemStatus::LISTED),
        ("Fulfillment", "status", v5::FulfillmentStatus::LISTED),
        ("FulfillmentEvent", "type", v5::FulfillmentEventType::LISTED),
        ("Adjustment", "type", v5::AdjustmentType::LISTED),
        ("Adjustment", "status", v5::AdjustmentStatus::LISTED),
    ] {
        let text = schema.0[definition]["properties"][field]["description"].as_str().expect("a description");
        let (_, defined) = text.split_once("Defined values:").expect("defined values");
        let (defined, _) = defined.split_once('.').expect("a sentence");
        let defined: Vec<&str> = defined.split(',').map(|word| word.trim().trim_matches('\'')).collect();
        assert_eq!(defined, values, "{definition}.{field}");
    }
}

/// The values of a closed enumeration as text.
pub(super) fn all<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(T::to_string).collect()
}
