//! How an item belongs to others.

use serde_json::Value;

use super::row::Look;
use super::rule::Rule;
use crate::feed::{Field, Revision};

pub(super) fn check(look: &mut Look<'_, '_>) {
    look.boolean(Field::ListingHasVariations);
    if let Some(text) = look.cells.get(Field::VariantDict)
        && options(text).is_none()
    {
        look.error(Field::VariantDict, Rule::VariantDict, r#"like {"color":"Black"}, with texts that are not empty"#);
    }
    for pair in Field::CUSTOM_VARIANTS.chunks_exact(2) {
        if let [category, option] = pair
            && look.cells.has(*category) != look.cells.has(*option)
        {
            look.error(*category, Rule::CustomVariant, "both the category and the option");
        }
    }
    if look.revision == Revision::D {
        let flagged = look.cells.is(Field::ListingHasVariations, "true");
        if flagged {
            look.needs(Field::ListingHasVariations, Field::GroupId);
            // The pairs are another name for it.
            let named = Field::CUSTOM_VARIANTS.iter().any(|field| look.cells.has(*field));
            if !named {
                look.needs(Field::ListingHasVariations, Field::VariantDict);
            }
        } else if look.cells.has(Field::VariantDict) {
            look.warning(Field::VariantDict, Rule::VariantIgnored, "listing_has_variations = true, and a group_id");
        }
        if flagged && look.cells.has(Field::GroupId) && look.cells.get(Field::GroupId) == look.cells.get(Field::ItemId)
        {
            look.error(Field::GroupId, Rule::GroupIsItem, "an id that no item has");
        }
    }
    look.word(
        Field::RelationshipType,
        &["part_of_set", "required_part", "often_bought_with", "substitute", "different_brand", "accessory"],
    );
}

/// The options of a `variant_dict`, sorted by name: an object of non-empty texts.
pub(super) fn options(text: &str) -> Option<Vec<(String, String)>> {
    let Ok(Value::Object(object)) = serde_json::from_str(text) else { return None };
    let mut options = Vec::with_capacity(object.len());
    for (name, value) in object {
        let Value::String(value) = value else { return None };
        if name.is_empty() || value.is_empty() {
            return None;
        }
        options.push((name, value));
    }
    options.sort();
    (!options.is_empty()).then_some(options)
}
