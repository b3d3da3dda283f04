//! A priced line.

use super::{discount, product, total};
use crate::acp::error::Unsayable;
use crate::acp::v2026_04_17::convert::{amount::Currencies, list};
use crate::acp::v2026_04_17::{Item, LineItem};
use crate::model;

/// The item of a line is its id alone: name, price and quantity stand beside it (C-LI-01, ACP-LI-10).
pub(super) fn write(line: &model::LineItem, currencies: Currencies) -> Result<LineItem, Unsayable> {
    let totals = total::of_line(line, currencies)?;
    let mut written = LineItem::new(line.id.clone(), Item::new(line.item.clone()), line.quantity, totals);
    written.unit_amount = line.unit_amount.map(|amount| currencies.write(amount)).transpose()?;
    written.discount_details =
        list::try_write(&line.discount_details, |detail| discount::write_detail(detail, currencies))?;
    written.tax_exempt = line.tax_exempt;
    written.tax_exemption_reason.clone_from(&line.tax_exemption_reason);
    written.parent_id.clone_from(&line.parent_id);
    product::show(&line.product, &mut written)?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;
    use crate::model::{Availability, DiscountDetail, DiscountKind, ProductDetails};
    use crate::types::{Currency, Money, Quantity};

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::new("usd").unwrap())
    }

    fn mug() -> model::LineItem {
        model::LineItem::new("li_1", "mug", Quantity::new(2).unwrap(), usd(500)).unwrap()
    }

    fn written(line: &model::LineItem) -> serde_json::Value {
        to_value(write(line, Currencies { paid: usd(0).currency, shown: None }).unwrap()).unwrap()
    }

    // ACP-LI-02, ACP-LI-10
    #[test]
    fn a_plain_line_says_no_more_than_it_must() {
        assert_eq!(
            written(&mug()),
            json!({
                "id": "li_1", "item": {"id": "mug"}, "quantity": 2, "unit_amount": 500,
                "totals": [
                    {"type": "items_base_amount", "display_text": "Items", "amount": 1000},
                    {"type": "subtotal", "display_text": "Subtotal", "amount": 1000},
                    {"type": "tax", "display_text": "Tax", "amount": 0},
                    {"type": "total", "display_text": "Total", "amount": 1000}
                ]
            })
        );
    }

    // ACP-LI-03, ACP-LI-04, ACP-LI-06
    #[test]
    fn a_line_shows_all_of_its_product() {
        let product = json!({
            "name": "Mug", "description": "Blue", "images": ["https://shop.example/mug.png"], "product_id": "p1",
            "sku": "MUG-B", "variant_id": "v1", "category": "kitchen", "tags": ["new"],
            "weight": {"value": 350.5, "unit": "g"},
            "dimensions": {"length": 10.0, "width": 8.0, "height": 9.5, "unit": "cm"},
            "availability": "backorder", "available_quantity": 0, "max_quantity_per_order": 5,
            "fulfillable_on": "2026-05-01T00:00:00Z", "variant_options": [{"name": "Color", "value": "Blue"}],
            "custom_attributes": [{"display_name": "Care", "value": "By hand"}],
            "disclosures": [{"text": {"Plain": "Hot"}}, {"text": {"Markdown": "**Hot**"}}],
            "marketplace_seller": "Potter & Sons"
        });
        let mut line = mug().with_product(from_value(product).unwrap());
        line.tax_exempt = Some(true);
        line.tax_exemption_reason = Some("resale".to_owned());
        line.parent_id = Some("li_0".into());
        let mut written = written(&line);
        written.as_object_mut().unwrap().retain(|name, _| !["id", "item", "quantity", "totals"].contains(&&**name));
        assert_eq!(
            written,
            json!({
                "name": "Mug", "description": "Blue", "images": ["https://shop.example/mug.png"], "unit_amount": 500,
                "disclosures": [
                    {"type": "disclaimer", "content_type": "plain", "content": "Hot"},
                    {"type": "disclaimer", "content_type": "markdown", "content": "**Hot**"}
                ],
                "custom_attributes": [{"display_name": "Care", "value": "By hand"}],
                "marketplace_seller_details": {"name": "Potter & Sons"}, "product_id": "p1", "sku": "MUG-B",
                "variant_id": "v1", "category": "kitchen", "tags": ["new"], "weight": {"value": 350.5, "unit": "g"},
                "dimensions": {"length": 10, "width": 8, "height": 9.5, "unit": "cm"},
                "availability_status": "backorder", "available_quantity": 0, "max_quantity_per_order": 5,
                "fulfillable_on": "2026-05-01T00:00:00Z", "variant_options": [{"name": "Color", "value": "Blue"}],
                "tax_exempt": true, "tax_exemption_reason": "resale", "parent_id": "li_0"
            })
        );
    }

    // ACP-LI-05
    #[test]
    fn availability_is_said_in_listed_words_only() {
        let written = |availability: &str| {
            let product = ProductDetails { availability: Some(Availability::from(availability)), ..Default::default() };
            written(&mug().with_product(product)).get("availability_status").cloned()
        };
        for listed in ["in_stock", "low_stock", "out_of_stock", "backorder", "pre_order"] {
            assert_eq!(written(listed), Some(json!(listed)));
        }
        assert_eq!(written("on_the_moon"), None);
    }

    #[test]
    fn a_most_of_zero_pieces_is_not_said() {
        let product = ProductDetails { max_quantity_per_order: Some(0), ..Default::default() };
        assert_eq!(written(&mug().with_product(product)).get("max_quantity_per_order"), None);
    }

    // ACP-LI-09, ACP-MON-13
    #[test]
    fn discounts_of_a_line_are_positive_and_in_listed_words() {
        let mut line = mug();
        for kind in ["percentage", "fixed", "bogo", "volume", "whim"] {
            line.discount_details.push(DiscountDetail::new(kind.into(), usd(10)));
        }
        for (detail, source) in line.discount_details.iter_mut().zip(["coupon", "automatic", "loyalty", "stars"]) {
            detail.source = Some(source.into());
        }
        line.discount_details[0].code = Some("SPRING".to_owned());
        line.discount_details[0].description = Some("Spring".to_owned());
        assert_eq!(
            written(&line)["discount_details"],
            json!([
                {"code": "SPRING", "type": "percentage", "amount": 10, "description": "Spring", "source": "coupon"},
                {"type": "fixed", "amount": 10, "source": "automatic"},
                {"type": "bogo", "amount": 10, "source": "loyalty"},
                {"type": "volume", "amount": 10},
                {"type": "fixed", "amount": 10}
            ])
        );
        line.discount_details = vec![DiscountDetail::new(DiscountKind::Fixed, usd(-10))];
        let refusal = write(&line, Currencies { paid: usd(0).currency, shown: None }).unwrap_err();
        assert!(matches!(refusal, Unsayable::NoPlace("a negative discount")), "{refusal:?}");
    }
}
