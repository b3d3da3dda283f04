//! The ways to deliver that are selected.

use crate::acp::v2026_04_17::SelectedFulfillmentOption;
use crate::acp::v2026_04_17::convert::fulfillment::{read_kind, write_kind};
use crate::model::{self, Cart, NamedBy, SelectionRequest};

/// What an agent selects. Without a type, the option tells it (C-UPD-02).
pub(crate) fn read(selection: SelectedFulfillmentOption) -> SelectionRequest {
    SelectionRequest { option: selection.option_id, kind: selection.kind.map(read_kind), item_ids: selection.item_ids }
}

/// What is selected in a cart. Lines are named as the agent named them (ACP-FUL-14, C-FUL-02); an item that is on
/// several lines is named once.
pub(crate) fn write(selection: &model::Selection, cart: &Cart) -> SelectedFulfillmentOption {
    let mut item_ids: Vec<String> = Vec::with_capacity(selection.lines.len());
    for id in &selection.lines {
        let name = match selection.named_by {
            NamedBy::Line => id.as_str(),
            NamedBy::Item => {
                cart.lines.iter().find(|line| line.id == *id).map_or(id.as_str(), |line| line.item.as_str())
            }
        };
        if !item_ids.iter().any(|named| named == name) {
            item_ids.push(name.to_owned());
        }
    }
    SelectedFulfillmentOption {
        kind: Some(write_kind(selection.kind)),
        ..SelectedFulfillmentOption::new(selection.option.clone(), item_ids)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;
    use crate::model::{CartLine, FulfillmentKind};
    use crate::types::Quantity;

    // ACP-FUL-12, ACP-FUL-14
    #[test]
    fn a_selection_is_written_flat_with_the_names_that_the_agent_used() {
        let lines = [("li_1", "mug"), ("li_2", "pen"), ("li_3", "mug")]
            .map(|(id, item)| CartLine::new(id, item, Quantity::ONE))
            .to_vec();
        let cart = Cart { lines, ..Cart::default() };
        let lines = ["li_1", "li_3"].map(Into::into).to_vec();
        let mut selection = model::Selection::new("express".into(), FulfillmentKind::LocalDelivery, lines);
        assert_eq!(
            to_value(write(&selection, &cart)).unwrap(),
            json!({"type": "local_delivery", "option_id": "express", "item_ids": ["li_1", "li_3"]})
        );
        selection.named_by = NamedBy::Item;
        assert_eq!(
            to_value(write(&selection, &cart)).unwrap(),
            json!({"type": "local_delivery", "option_id": "express", "item_ids": ["mug"]})
        );
    }

    // ACP-FUL-12
    #[test]
    fn a_selection_is_read_with_and_without_a_type() {
        let selection = |json| read(from_value(json).unwrap());
        let mut expected = SelectionRequest::new("o");
        expected.item_ids = vec!["mug".to_owned()];
        assert_eq!(selection(json!({"option_id": "o", "item_ids": ["mug"]})), expected);
        expected.kind = Some(FulfillmentKind::Pickup);
        assert_eq!(selection(json!({"type": "pickup", "option_id": "o", "item_ids": ["mug"]})), expected);
    }
}
