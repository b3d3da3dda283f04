//! What a line shows of its product.

use super::message::write_text;
use crate::acp::error::Unsayable;
use crate::acp::v2026_04_17::convert::{list, number, word::listed};
use crate::acp::v2026_04_17::{
    CustomAttribute, DimensionsInfo, Disclosure, DisclosureType, LengthUnit, LineItem, MarketplaceSellerDetails,
    VariantOption, WeightInfo, WeightUnit,
};
use crate::model;

/// Fills in what the product says of itself.
pub(super) fn show(product: &model::ProductDetails, line: &mut LineItem) -> Result<(), Unsayable> {
    line.name.clone_from(&product.name);
    line.description.clone_from(&product.description);
    line.images = list::unless_empty(product.images.clone());
    line.product_id.clone_from(&product.product_id);
    line.sku.clone_from(&product.sku);
    line.variant_id.clone_from(&product.variant_id);
    line.category.clone_from(&product.category);
    line.tags = list::unless_empty(product.tags.clone());
    line.weight = product.weight.map(write_weight).transpose()?;
    line.dimensions = product.dimensions.map(write_dimensions).transpose()?;
    line.availability_status = product.availability.as_ref().and_then(|status| listed(status.as_str()));
    line.available_quantity = product.available_quantity.map(u64::from);
    line.max_quantity_per_order = product.max_quantity_per_order.and_then(number::at_least_one);
    line.fulfillable_on = product.fulfillable_on;
    line.variant_options = list::write(&product.variant_options, write_variant);
    line.custom_attributes = list::write(&product.custom_attributes, write_attribute);
    line.disclosures = list::write(&product.disclosures, write_disclosure);
    line.marketplace_seller_details = product.marketplace_seller.as_deref().map(MarketplaceSellerDetails::new);
    Ok(())
}

fn write_weight(weight: model::Weight) -> Result<WeightInfo, Unsayable> {
    let unit = match weight.unit {
        model::WeightUnit::Gram => WeightUnit::Gram,
        model::WeightUnit::Kilogram => WeightUnit::Kilogram,
        model::WeightUnit::Ounce => WeightUnit::Ounce,
        model::WeightUnit::Pound => WeightUnit::Pound,
    };
    Ok(WeightInfo { value: number::write(weight.value)?, unit })
}

fn write_dimensions(dimensions: model::Dimensions) -> Result<DimensionsInfo, Unsayable> {
    let unit = match dimensions.unit {
        model::LengthUnit::Centimeter => LengthUnit::Centimeter,
        model::LengthUnit::Inch => LengthUnit::Inch,
    };
    Ok(DimensionsInfo {
        length: number::write(dimensions.length)?,
        width: number::write(dimensions.width)?,
        height: number::write(dimensions.height)?,
        unit,
    })
}

fn write_variant(option: &model::VariantOption) -> VariantOption {
    VariantOption { name: option.name.clone(), value: option.value.clone() }
}

pub(crate) fn write_attribute(attribute: &model::CustomAttribute) -> CustomAttribute {
    CustomAttribute { display_name: attribute.display_name.clone(), value: attribute.value.clone() }
}

pub(crate) fn write_disclosure(disclosure: &model::Disclosure) -> Disclosure {
    let (content_type, content) = write_text(&disclosure.text);
    Disclosure { kind: DisclosureType::Disclaimer, content_type, content }
}
