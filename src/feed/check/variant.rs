//! How an item belongs to others.

use std::borrow::Cow;

use super::line::{Pairs, Text};
use super::row::Look;
use super::rule::Rule;
use crate::feed::{Field, Revision};

pub(super) fn check(look: &mut Look<'_, '_>) {
    look.boolean(Field::ListingHasVariations);
    if look.cells.has(Field::VariantDict) && look.options.is_none() {
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

/// A name, and the value that is chosen of it.
pub(super) type Choice<'t> = (Cow<'t, str>, Cow<'t, str>);

/// The options of a `variant_dict`, sorted by name: an object of non-empty texts, each with a name of its own.
pub(super) fn options(text: &str) -> Option<Vec<Choice<'_>>> {
    let Ok(Pairs(pairs)) = serde_json::from_str::<Pairs<'_, Text<'_>>>(text) else { return None };
    let mut options: Vec<_> = pairs.into_iter().map(|(name, Text(value))| (name, value)).collect();
    options.sort();
    let good = options.iter().all(|(name, value)| !name.is_empty() && !value.is_empty());
    let twice = options.windows(2).any(|pair| matches!(pair, [(first, _), (second, _)] if first == second));
    (good && !twice && !options.is_empty()).then_some(options)
}
