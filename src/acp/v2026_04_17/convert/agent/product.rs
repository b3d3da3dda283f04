//! What a line shows of its product.

use super::message::read_text;
use crate::acp::v2026_04_17::convert::{list, number};
use crate::acp::v2026_04_17::{
    CustomAttribute, DimensionsInfo, Disclosure, LengthUnit, LineItem, VariantOption, WeightInfo, WeightUnit,
};
use crate::model;

/// Takes what a line says of its product.
pub(super) fn take(line: &mut LineItem) -> model::ProductDetails {
    model::ProductDetails {
        name: line.name.take(),
        description: line.description.take(),
        images: line.images.take().unwrap_or_default(),
        product_id: line.product_id.take(),
        sku: line.sku.take(),
        variant_id: line.variant_id.take(),
        category: line.category.take(),
        tags: line.tags.take().unwrap_or_default(),
        weight: line.weight.take().and_then(|weight| read_weight(&weight)),
        dimensions: line.dimensions.take().and_then(|dimensions| read_dimensions(&dimensions)),
        availability: line.availability_status.take().map(|status| model::Availability::from(status.as_str())),
        available_quantity: line.available_quantity.map(number::count),
        max_quantity_per_order: line.max_quantity_per_order.map(|most| number::count(most.get().unsigned_abs())),
        fulfillable_on: line.fulfillable_on,
        variant_options: list::read(line.variant_options.take(), read_variant),
        custom_attributes: list::read(line.custom_attributes.take(), read_attribute),
        disclosures: list::read(line.disclosures.take(), read_disclosure),
        marketplace_seller: line.marketplace_seller_details.take().map(|seller| seller.name),
    }
}

/// A weight of a unit that the release does not list is none: nobody could compare it.
fn read_weight(weight: &WeightInfo) -> Option<model::Weight> {
    let unit = match weight.unit {
        WeightUnit::Gram => model::WeightUnit::Gram,
        WeightUnit::Kilogram => model::WeightUnit::Kilogram,
        WeightUnit::Ounce => model::WeightUnit::Ounce,
        WeightUnit::Pound => model::WeightUnit::Pound,
        WeightUnit::_Unlisted(_) => return None,
    };
    Some(model::Weight { value: weight.value.as_f64()?, unit })
}

fn read_dimensions(dimensions: &DimensionsInfo) -> Option<model::Dimensions> {
    let unit = match dimensions.unit {
        LengthUnit::Centimeter => model::LengthUnit::Centimeter,
        LengthUnit::Inch => model::LengthUnit::Inch,
        LengthUnit::_Unlisted(_) => return None,
    };
    Some(model::Dimensions {
        length: dimensions.length.as_f64()?,
        width: dimensions.width.as_f64()?,
        height: dimensions.height.as_f64()?,
        unit,
    })
}

fn read_variant(option: VariantOption) -> model::VariantOption {
    let VariantOption { name, value } = option;
    model::VariantOption { name, value }
}

pub(crate) fn read_attribute(attribute: CustomAttribute) -> model::CustomAttribute {
    let CustomAttribute { display_name, value } = attribute;
    model::CustomAttribute { display_name, value }
}

/// A disclosure of another kind is shown all the same.
pub(crate) fn read_disclosure(disclosure: Disclosure) -> model::Disclosure {
    model::Disclosure { text: read_text(disclosure.content_type, disclosure.content) }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn what_is_measured_in_units_of_its_own_is_not_read() {
        let mut line = from_value(json!({
            "id": "li_1", "item": {"id": "mug"}, "quantity": 1, "totals": [],
            "weight": {"value": 2, "unit": "stone"},
            "dimensions": {"length": 1, "width": 1, "height": 1, "unit": "cubit"},
            "disclosures": [{"type": "warning", "content_type": "plain", "content": "Hot"}],
            "available_quantity": 5_000_000_000_u64
        }))
        .unwrap();
        let product = take(&mut line);
        assert_eq!((product.weight, product.dimensions), (None, None));
        assert_eq!(product.disclosures, [model::Disclosure::disclaimer("Hot".into())]);
        assert_eq!(product.available_quantity, Some(u32::MAX));
    }
}
